package expr_test

import (
	"bufio"
	"errors"
	"math"
	"os"
	"sort"
	"strings"
	"testing"
	_ "time/tzdata"

	"runnel/runtime/expr"
	"runnel/runtime/expr/exprtest"
	"runnel/runtime/value"
)

// shared is the folder of recorded answers, beside the repository.
const shared = "../../../shared/"

// recorded is one line of ../shared/conformance/expressions.jsonl.
type recorded struct {
	expression  string
	json, nodes value.Value
	want        value.Value
	line        value.Value
}

func readRecorded(t *testing.T, path string) []recorded {
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("%v: the recorded answers are not here", err)
	}
	defer f.Close()
	var out []recorded
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		v, err := value.Parse([]byte(in.Text()))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, recorded{v.Get("expression").Str(), v.Get("json"), v.Get("nodes"), v.Get("value"), v})
	}
	return out
}

// evaluate evaluates a line; answer is what a runner would print.
func (r recorded) evaluate() (v value.Value, err error) {
	var nodes []value.Field
	for name, json := range r.nodes.Entries() {
		nodes = append(nodes, value.Field{Key: name, Value: json})
	}
	s := &expr.Scope{Data: exprtest.Chain(r.json, nodes)}
	return expr.EvalText(r.expression, nil, s)
}

// agrees tells whether an answer is the recorded one.
func (r recorded) agrees(v value.Value, err error) bool {
	if err != nil {
		return r.line.Has("error") && err.Error() == r.line.Get("error").Str()
	}
	if v.IsUndefined() {
		return r.line.Has("undefined")
	}
	if !r.line.Has("value") {
		return false
	}
	back, err := value.ParseString(v.JSON())
	return err == nil && alike(back, r.want)
}

// alike compares values with the order of keys, numbers but for rounding.
func alike(a, b value.Value) bool {
	switch {
	case a.IsNumber() && b.IsNumber():
		return a.Num() == b.Num() || math.Abs(a.Num()-b.Num()) <= 1e-13*math.Max(math.Abs(a.Num()), math.Abs(b.Num()))
	case a.IsArray() && b.IsArray():
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !alike(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case a.IsObject() && b.IsObject():
		if strings.Join(a.Keys(), "\x00") != strings.Join(b.Keys(), "\x00") {
			return false
		}
		for k, x := range a.Entries() {
			if !alike(x, b.Get(k)) {
				return false
			}
		}
		return true
	}
	return value.StrictEqual(a, b)
}

// TestRecordedNatively evaluates the recorded expressions without JavaScript:
// whatever is answered must be right; what needs JavaScript is counted.
func TestRecordedNatively(t *testing.T) {
	path := shared + "conformance/expressions.jsonl"
	if other := os.Getenv("RECORDED_EXPRESSIONS"); other != "" {
		path = other
	}
	lines := readRecorded(t, path)
	right, scripted := 0, map[string]int{}
	for _, r := range lines {
		v, err := r.evaluate()
		switch {
		case errors.Is(err, expr.ErrNoRunner):
			scripted[r.expression]++
		case r.agrees(v, err):
			right++
		default:
			t.Errorf("%s\n got %s %v\nwant %.300s", r.expression, v.JSON(), err, r.line.Delete("nodes").Delete("json").Delete("expression").JSON())
		}
	}
	n := len(lines) - right
	t.Logf("%d of %d natively right, %d need JavaScript", right, len(lines), n)
	if os.Getenv("SHOW_SCRIPTED") != "" {
		var list []string
		for e := range scripted {
			list = append(list, e)
		}
		sort.Strings(list)
		for _, e := range list {
			t.Log(e)
		}
	}
}
