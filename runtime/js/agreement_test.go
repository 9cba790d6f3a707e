package js

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"runnel/runtime/expr"
	"runnel/runtime/expr/exprtest"
	"runnel/runtime/value"
)

// evaluator evaluates expressions natively, as they run, and as JavaScript only.
type evaluator struct {
	engine  *Engine
	session *Session
}

func newEvaluator(t testing.TB) *evaluator {
	e := New(Options{})
	s := e.Lease(context.Background())
	t.Cleanup(s.Release)
	return &evaluator{e, s}
}

func (e *evaluator) scope(json value.Value, nodes []value.Field) *expr.Scope {
	return &expr.Scope{Data: exprtest.Chain(json, nodes), Runner: e.session, Compiler: e.engine}
}

// answer writes what an evaluation answered, for comparison.
func answer(v value.Value, err error) string {
	switch {
	case err != nil:
		return "error " + err.Error()
	case v.IsUndefined():
		return "undefined"
	}
	return v.JSON()
}

// knownDifferences are expressions of exprtest.Answers that JavaScript answers
// differently here, with the reason.
var knownDifferences = map[string]string{
	"={{ (() => arguments)() }}":                   "the arguments of the original's own function",
	"={{ window }}":                                "an empty object, as the reference says",
	"={{ Object.create({a:1}).hasField('a') }}":    "inherited fields do not cross to Go",
	"={{ Duration.fromObject({hours:1}).keys() }}": "luxon's own fields",
	"=x{{ Object.create(null) }}y":                 "has no text",
	"={{ DateTime.fromISO('2024-03-30T18:49').plus(Duration.fromObject({hours:1})) }}": "luxon's durations do not cross to Go",
}

// TestAnswers evaluates the recorded expressions as they run.
func TestAnswers(t *testing.T) {
	e := newEvaluator(t)
	for _, a := range exprtest.Answers() {
		v, err := expr.EvalText(a.Expression, e.engine, e.scope(a.JSON, a.Nodes))
		if !a.Is(v, err) && knownDifferences[a.Expression] == "" {
			t.Errorf("%s\n got %s\nwant %s", a.Expression, answer(v, err), a.Want.Delete("expression").Delete("document").JSON())
		}
	}
}

// agree compares the native program of a random expression with JavaScript;
// native is set when it ran without.
func (e *evaluator) agree(seed uint64) (problem string, native bool) {
	r := exprtest.NewRandom(seed)
	json, prev := r.Document(), r.Document()
	text := r.Template()
	nodes := []value.Field{{Key: "Prev", Value: prev}}
	alone := e.scope(json, nodes)
	alone.Runner = nil
	v, err := expr.EvalText(text, e.engine, alone)
	if errors.Is(err, expr.ErrNoRunner) {
		return "", false
	}
	w, werr := expr.EvalScripted(text, e.engine, e.scope(json, nodes))
	if a, b := answer(v, err), answer(w, werr); a != b {
		return fmt.Sprintf("%s\n on %s\nand %s\nnative     %s\nJavaScript %s", text, json.JSON(), prev.JSON(), a, b), true
	}
	return "", true
}

// TestNativeAgrees compares native programs with JavaScript.
func TestNativeAgrees(t *testing.T) {
	e := newEvaluator(t)
	const n = 1500
	natives, failed := 0, 0
	for seed := uint64(0); seed < n && failed < 20; seed++ {
		problem, native := e.agree(seed)
		if native {
			natives++
		}
		if problem != "" {
			failed++
			t.Errorf("seed %d: %s", seed, problem)
		}
	}
	t.Logf("%d of %d expressions ran natively", natives, n)
}

// FuzzNativeAgrees does so for as long as one likes.
func FuzzNativeAgrees(f *testing.F) {
	f.Add(uint64(time.March))
	e := newEvaluator(f)
	f.Fuzz(func(t *testing.T, seed uint64) {
		if problem, _ := e.agree(seed); problem != "" {
			t.Error(problem)
		}
	})
}
