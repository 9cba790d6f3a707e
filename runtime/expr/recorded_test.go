package expr_test

import (
	"errors"
	"os"
	"sort"
	"testing"
	_ "time/tzdata"

	"runnel/runtime/expr"
	"runnel/runtime/expr/exprtest"
)

// shared is the folder of recorded answers, beside the repository.
const shared = "../../../shared/"

// natively evaluates recorded expressions without JavaScript: whatever is
// answered must be right; what needs JavaScript is counted.
func natively(t *testing.T, answers []exprtest.Answer) {
	var scripted []string
	for _, a := range answers {
		v, err := expr.EvalText(a.Expression, nil, &expr.Scope{Data: exprtest.Chain(a.JSON, a.Nodes)})
		switch {
		case errors.Is(err, expr.ErrNoRunner):
			scripted = append(scripted, a.Expression)
		case !a.Is(v, err):
			t.Errorf("%s\n got %s %v\nwant %.300s", a.Expression, v.JSON(), err, a.Want.Delete("nodes").Delete("json").Delete("expression").JSON())
		}
	}
	t.Logf("%d of %d answered natively, %d need JavaScript", len(answers)-len(scripted), len(answers), len(scripted))
	if os.Getenv("SHOW_SCRIPTED") != "" {
		sort.Strings(scripted)
		for _, e := range scripted {
			t.Log(e)
		}
	}
}

func TestAnswers(t *testing.T) { natively(t, exprtest.Answers()) }

// TestRecorded does the same with the answers beside the repository, or those
// in the file that RECORDED_EXPRESSIONS names.
func TestRecorded(t *testing.T) {
	path := shared + "conformance/expressions.jsonl"
	if other := os.Getenv("RECORDED_EXPRESSIONS"); other != "" {
		path = other
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("%v: the recorded answers are not here", err)
	}
	natively(t, exprtest.ReadAnswers(file))
}
