package exprtest

import (
	"bytes"
	_ "embed"
	"math"
	"strings"

	"runnel/runtime/value"
)

// answersFile holds expressions with what the original answers. Lines with a
// "json" are documents, numbered from 0; the others are expressions.
//
//go:embed testdata/answers.jsonl
var answersFile []byte

// Answer is an expression with what the original answers when it is evaluated
// at the node "Current" of Chain(JSON, Nodes).
type Answer struct {
	Expression string
	JSON       value.Value
	Nodes      []value.Field
	// Want is the line: it has "value", "undefined" or "error".
	Want value.Value
}

// Answers reads the expressions of this package.
func Answers() []Answer { return ReadAnswers(answersFile) }

// ReadAnswers reads lines as they stand in testdata/answers.jsonl, or lines
// that have their own "json" and "nodes". It panics when a line is no JSON.
func ReadAnswers(file []byte) []Answer {
	var out []Answer
	var documents []value.Value
	for _, line := range bytes.Split(file, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		v, err := value.Parse(line)
		if err != nil {
			panic(err)
		}
		if !v.Has("expression") {
			documents = append(documents, v)
			continue
		}
		data := v
		if d := v.Get("document"); d.IsNumber() {
			data = documents[int(d.Num())]
		}
		a := Answer{Expression: v.Get("expression").Str(), JSON: data.Get("json"), Want: v}
		for name, json := range data.Get("nodes").Entries() {
			a.Nodes = append(a.Nodes, value.Field{Key: name, Value: json})
		}
		out = append(out, a)
	}
	return out
}

// Is tells whether what an evaluation answered is the recorded answer.
func (a Answer) Is(v value.Value, err error) bool {
	switch {
	case err != nil:
		return a.Want.Has("error") && err.Error() == a.Want.Get("error").Str()
	case v.IsUndefined():
		return a.Want.Has("undefined")
	case !a.Want.Has("value"):
		return false
	}
	back, err := value.ParseString(v.JSON())
	return err == nil && Alike(back, a.Want.Get("value"))
}

// Alike compares values of JSON, keys in their order, numbers but for rounding.
func Alike(a, b value.Value) bool {
	switch {
	case a.IsNumber() && b.IsNumber():
		return a.Num() == b.Num() || math.Abs(a.Num()-b.Num()) <= 1e-13*math.Max(math.Abs(a.Num()), math.Abs(b.Num()))
	case a.IsArray() && b.IsArray():
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !Alike(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case a.IsObject() && b.IsObject():
		if strings.Join(a.Keys(), "\x00") != strings.Join(b.Keys(), "\x00") {
			return false
		}
		for k, x := range a.Entries() {
			if !Alike(x, b.Get(k)) {
				return false
			}
		}
		return true
	}
	return value.StrictEqual(a, b)
}
