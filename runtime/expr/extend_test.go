package expr_test

import (
	"errors"
	"testing"

	"runnel/runtime/expr"
	"runnel/runtime/expr/exprtest"
	"runnel/runtime/expr/ext"
	"runnel/runtime/value"
)

// TestExamples evaluates every example of the table of extension functions.
// Those that need a locale's data are left to the tests of package js.
func TestExamples(t *testing.T) {
	s := &expr.Scope{Data: exprtest.Chain(value.EmptyObject, nil)}
	for _, f := range ext.Functions() {
		if len(f.Examples) == 0 || f.Help == "" || f.Returns == "" {
			t.Errorf("%s of %s is not documented", f.Name, f.Receiver)
		}
		for _, e := range f.Examples {
			v, err := expr.EvalText("={{ "+e.Code+" }}", nil, s)
			if errors.Is(err, expr.ErrNoRunner) && f.Name == "format" {
				continue
			}
			got := v.JSON()
			if v.IsUndefined() {
				got = "undefined"
			}
			if err != nil || got != e.Result {
				t.Errorf("%s of %s: %s = %s (%v), want %s", f.Name, f.Receiver, e.Code, got, err, e.Result)
			}
		}
	}
}
