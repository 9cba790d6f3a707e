package stopanderror_test

import (
	"errors"
	"testing"

	_ "runnel/nodes/core/stopanderror"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

func TestAlwaysFails(t *testing.T) {
	for _, c := range []struct{ params, message, description string }{
		{`{"errorMessage":"={{ $json.why }}"}`, "because", ""},
		{`{"errorMessage":""}`, "", ""},
		{`{"errorMessage":"see preexisting"}`, "The file or directory already exists", ""},
		{`{"errorType":"errorObject","errorObject":"{\"message\":\"m\",\"description\":\"d\"}"}`, "m", "d"},
		{`{"errorType":"errorObject","errorObject":"{\"message\":\"\",\"description\":\"d\"}"}`, "d", ""},
		{`{"errorType":"errorObject","errorObject":"{\"error\":\"e\"}"}`, "e", ""},
		{`{"errorType":"errorObject","errorObject":"{\"code\":7}"}`, `Error: {"code":7}`, ""},
		{`{"errorType":"errorObject","errorObject":"{\"message\":\" \"}"}`, " ", ""},
		{`{"errorType":"errorObject","errorObject":"nope"}`, `Unexpected token 'o', "nope" is not valid JSON`, ""},
		{`{"errorType":"errorObject","errorObject":"={{ $json }}"}`, `Error: {"why":"because"}`, ""},
	} {
		_, err := nodetest.New(t, "n8n-nodes-base.stopAndError", 1, c.params).Docs(`[{"why":"because"}]`).Run()
		nodetest.WantError(t, err, c.message)
		if got := nodetest.Described(err); got != c.description {
			t.Errorf("%s: the description is %q", c.params, got)
		}
	}
}

func TestErrorObjectIsKept(t *testing.T) {
	_, err := nodetest.New(t, "n8n-nodes-base.stopAndError", 1, `{"errorType":"errorObject","errorObject":"{\"message\":\"m\",\"type\":\"t\",\"code\":7}"}`).
		Docs(`[{}]`).Run()
	var e *node.OperationError
	if !errors.As(err, &e) {
		t.Fatalf("the error is %T", err)
	}
	if e.Level != "error" || e.Type != "t" || e.Metadata.JSON() != `{"message":"m","type":"t","code":7}` {
		t.Errorf("the error is %+v", e.Failure)
	}
	if got := node.ErrorJSON(err, value.Undefined).Get("context").JSON(); got != `{"metadata":{"message":"m","type":"t","code":7}}` {
		t.Errorf("its context is %s", got)
	}
}
