package executecommand_test

import (
	"testing"

	_ "runnel/nodes/core/executecommand"
	"runnel/runtime/node/nodetest"
)

func TestCommandsRunInAShell(t *testing.T) {
	for _, c := range []struct {
		name, params, want, fails string
		carryOn                   bool
	}{
		{"once by default", `{"command":"printf '%s|' a b; printf err >&2"}`, `[[{"exitCode":0,"stderr":"err","stdout":"a|b|"}]]`, "", false},
		{"for each item", `{"command":" echo x","executeOnce":false}`,
			`[[{"exitCode":0,"stderr":"","stdout":"x"},{"exitCode":0,"stderr":"","stdout":"x"}]]`, "", false},
		{"a failure", `{"command":"echo no >&2; exit 3"}`, "", "Command failed: echo no >&2; exit 3\nno\n", false},
		{"a failure, continued", `{"command":"exit 3"}`, `[[{"error":"Command failed: exit 3\n"}]]`, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := nodetest.New(t, "n8n-nodes-base.executeCommand", 1, c.params).Docs(`[{},{}]`)
			h.Continue = c.carryOn
			out, err := h.Run()
			if c.fails != "" {
				nodetest.WantError(t, err, c.fails)
				return
			}
			nodetest.Want(t, out, err, c.want)
		})
	}
}
