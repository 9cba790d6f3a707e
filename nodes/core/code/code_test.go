package code_test

import (
	"testing"

	_ "runnel/nodes/core/code"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

const (
	codeNode     = "n8n-nodes-base.code"
	function     = "n8n-nodes-base.function"
	functionItem = "n8n-nodes-base.functionItem"
)

// returning is a script that returns JSON, or nothing for "".
func returning(json string) func(node.Script) (node.ScriptResult, error) {
	return func(node.Script) (node.ScriptResult, error) {
		if json == "" {
			return node.ScriptResult{}, nil
		}
		return node.ScriptResult{Value: nodetest.Doc(json)}, nil
	}
}

func throwing(err error) func(node.Script) (node.ScriptResult, error) {
	return func(node.Script) (node.ScriptResult, error) { return node.ScriptResult{}, err }
}

const noItems = "Code doesn't return items properly"

func TestReturnedOnce(t *testing.T) {
	for _, c := range []struct{ returns, want, fails string }{
		{`[{"json":{"a":1},"pairedItem":0}]`, `[[{"json":{"a":1},"pairedItem":0}]]`, ""},
		{`[{"a":1},{"b":2}]`, `[[{"json":{"a":1}},{"json":{"b":2}}]]`, ""},
		{`{"json":{"a":1}}`, `[[{"json":{"a":1}}]]`, ""},
		{`{"a":1}`, `[[{"json":{"a":1}}]]`, ""},
		{`{"json":{"a":1},"x":1}`, `[[{"json":{"a":1},"x":1}]]`, ""},
		{`[]`, `[[]]`, ""},
		{`null`, `[[]]`, ""},
		{``, "", noItems},
		{`5`, "", noItems},
		{`"text"`, "", noItems},
		{`[1,2]`, "", noItems},
		{`[null]`, "", noItems},
		{`[[]]`, "", noItems},
		{`{"json":"text"}`, "", "A 'json' property isn't an object [item 0]"},
		{`[{"json":{}},{"json":[1]}]`, "", "A 'json' property isn't an object [item 1]"},
		{`[{"json":{},"binary":5}]`, "", "A 'binary' property isn't an object [item 0]"},
		{`[{"json":{}},{"b":2}]`, "", "Unknown top-level item key: b [item 1]"},
		{`[{"json":{},"x":1}]`, "", "Invalid output format [item 0]"},
		{`[{"index":1,"a":1}]`, "", "Invalid output format [item 0]"},
	} {
		h := nodetest.New(t, codeNode, 2, `{"jsCode":"…"}`).Docs(`[{"in":1},{"in":2}]`)
		h.OnScript = returning(c.returns)
		out, err := h.Run()
		if c.fails != "" {
			t.Log(c.returns)
			nodetest.WantError(t, err, c.fails)
			continue
		}
		nodetest.WantFull(t, out, err, c.want)
		if len(h.Scripts) != 1 || h.Scripts[0].Kind != node.ScriptAll || h.Scripts[0].Code != "…" {
			t.Errorf("the scripts were %+v", h.Scripts)
		}
	}
}

func TestReturnedForEach(t *testing.T) {
	one := func(returns, want, fails string) {
		t.Helper()
		h := nodetest.New(t, codeNode, 2, `{"mode":"runOnceForEachItem","jsCode":"…"}`).Docs(`[{"in":1}]`)
		h.OnScript = returning(returns)
		out, err := h.Run()
		if fails != "" {
			nodetest.WantError(t, err, fails)
			return
		}
		nodetest.WantFull(t, out, err, want)
	}
	one(`{"json":{"a":1},"pairedItem":7,"x":1}`, `[[{"json":{"a":1},"pairedItem":{"item":0}}]]`, "")
	one(`{"a":1}`, `[[{"json":{"a":1},"pairedItem":{"item":0}}]]`, "")
	for _, nothing := range []string{``, `null`, `0`, `""`, `false`} {
		one(nothing, `[[]]`, "")
	}
	for _, bad := range []string{`[{"a":1}]`, `"text"`, `5`, `true`} {
		one(bad, "", "A 'json' property isn't an object [item 0]")
	}
}

func TestScriptFails(t *testing.T) {
	boom := &node.ScriptError{Message: "boom [line 1]", Line: 1}
	for _, c := range []struct {
		mode string
		want string
	}{
		{"runOnceForAllItems", `[[{"json":{"error":"boom [line 1]"}}]]`},
		{"runOnceForEachItem", `[[{"json":{"error":"boom [line 1]"},"pairedItem":{"item":0}},{"json":{"error":"boom [line 1]"},"pairedItem":{"item":1}}]]`},
	} {
		h := nodetest.New(t, codeNode, 2, `{"mode":"`+c.mode+`"}`).Docs(`[{},{}]`)
		h.OnScript = throwing(boom)
		_, err := h.Run()
		nodetest.WantError(t, err, "boom [line 1]")
		out, err := h.ContinueOnFailure().Run()
		nodetest.WantFull(t, out, err, c.want)
	}
}

// Only what the script throws can become an item: a wrong value that it
// returns fails the node, which leaves it to the engine what follows.
func TestWrongValueWithContinue(t *testing.T) {
	for _, c := range []struct{ mode, returns, want string }{
		{"runOnceForAllItems", `5`, "Code doesn't return items properly"},
		{"runOnceForAllItems", `[{"a":1,"json":{}}]`, "Invalid output format [item 0]"},
		{"runOnceForEachItem", `[]`, "A 'json' property isn't an object [item 0]"},
	} {
		h := nodetest.New(t, codeNode, 2, `{"mode":"`+c.mode+`"}`).Docs(`[{},{}]`).ContinueOnFailure()
		h.OnScript = returning(c.returns)
		_, err := h.Run()
		nodetest.WantError(t, err, c.want)
	}
	h := nodetest.New(t, codeNode, 2, `{}`).Docs(`[{}]`).ContinueOnFailure()
	h.OnScript, h.ErrorOutput = returning(`5`), true
	out, err := h.Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"error":"Code doesn't return items properly"}}]]`)

	h = nodetest.New(t, codeNode, 2, `{"mode":"runOnceForEachItem"}`).Docs(`[{}]`).ContinueOnFailure()
	h.OnScript = throwing(&node.ScriptError{Message: "not here", Refused: true})
	_, err = h.Run()
	nodetest.WantError(t, err, "not here")
}

func TestPython(t *testing.T) {
	_, err := nodetest.New(t, codeNode, 2, `{"language":"pythonNative","pythonCode":"return []"}`).Docs(`[{}]`).Run()
	nodetest.WantError(t, err, "Python is not supported here")
}

func TestNoticesAreParameters(t *testing.T) {
	h := nodetest.New(t, codeNode, 2, `{"jsCode":"x"}`)
	if got := h.Effective.JSON(); got != `{"mode":"runOnceForAllItems","language":"javaScript","jsCode":"x","notice":""}` {
		t.Errorf("the parameters are %s", got)
	}
}

func TestFunction(t *testing.T) {
	for _, c := range []struct{ returns, want, fails string }{
		{`[{"json":{"a":1},"index":0}]`, `[[{"json":{"a":1},"index":0}]]`, ""},
		{`{"a":1}`, `[[{"json":{"a":1}}]]`, ""},
		{`[{"a":1},{"b":2}]`, `[[{"json":{"a":1}},{"json":{"b":2}}]]`, ""},
		{`{"json":null}`, `[[{"json":{"json":null}}]]`, ""},
		{`[{"json":[1]}]`, `[[{"json":[1]}]]`, ""},
		{`[{"json":{}},{"b":1}]`, "", "Inconsistent item format [Line 170]"},
		{`[{"b":1},{"json":{}}]`, "", "Inconsistent item format [Line 170]"},
		{`[{"json":{}},5]`, "", "Inconsistent item format [Line 170]"},
		{`[null]`, "", "Cannot use 'in' operator to search for 'json' in null [Line 170]"},
		{`5`, "", "executionData.every is not a function [Line 170]"},
		{`[{"json":5}]`, "", "The json-property has to be an object! [Line 193]"},
		{`[{"json":null}]`, "", "Cannot convert undefined or null to object"},
	} {
		h := nodetest.New(t, function, 1, `{"functionCode":"…"}`).Docs(`[{}]`)
		h.OnScript = returning(c.returns)
		out, err := h.Run()
		if c.fails != "" {
			nodetest.WantError(t, err, c.fails)
			continue
		}
		nodetest.WantFull(t, out, err, c.want)
	}
}

func TestFunctionFails(t *testing.T) {
	h := nodetest.New(t, function, 1, `{"functionCode":"…"}`).Docs(`[{},{}]`)
	h.OnScript = throwing(&node.ScriptError{Message: "boom", Line: 3})
	_, err := h.Run()
	nodetest.WantError(t, err, "boom [Line 3]")
	h = nodetest.New(t, functionItem, 1, `{"functionCode":"…"}`).Docs(`[{},{}]`)
	h.OnScript = throwing(&node.ScriptError{Message: "boom", Line: 3})
	_, err = h.Run()
	nodetest.WantError(t, err, "boom [Line 3 | Item Index: 0]")
	h.OnScript = throwing(&node.ScriptError{Message: "boom"})
	_, err = h.Run()
	nodetest.WantError(t, err, "boom [Item Index: 0]")
	out, err := h.ContinueOnFailure().Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"error":"boom"}},{"json":{"error":"boom"}}]]`)
}

func TestFunctionItem(t *testing.T) {
	for _, c := range []struct{ returns, want, fails string }{
		{`{"a":1}`, `[[{"json":{"a":1},"pairedItem":{"item":0}}]]`, ""},
		{`{"json":{"a":1}}`, `[[{"json":{"json":{"a":1}},"pairedItem":{"item":0}}]]`, ""},
		{`5`, `[[{"json":5,"pairedItem":{"item":0}}]]`, ""},
		{``, "", "No data got returned. Always an object has to be returned!"},
		{`null`, "", "Cannot convert undefined or null to object"},
	} {
		h := nodetest.New(t, functionItem, 1, `{"functionCode":"…"}`).Docs(`[{"in":1}]`)
		h.OnScript = returning(c.returns)
		out, err := h.Run()
		if c.fails != "" {
			if err == nil || len(err.Error()) < len(c.fails) || err.Error()[:len(c.fails)] != c.fails {
				t.Errorf("%s: got %v, want %s", c.returns, err, c.fails)
			}
			continue
		}
		nodetest.WantFull(t, out, err, c.want)
	}
}
