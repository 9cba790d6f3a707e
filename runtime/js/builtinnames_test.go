package js

import (
	"strings"
	"testing"

	"runnel/runtime/node"
)

// TestBuiltinNames looks at what scripts get of the language as parameters.
func TestBuiltinNames(t *testing.T) {
	for code, want := range map[string]string{
		"return Math.max(1, 2) + Number('3')":                       "Math Number",
		"const f = () => { x[Math.abs(1)] = undefined; }; return f": "undefined Math",
		"JSON = 1; return JSON":                                     "",
		"for (JSON of [1]) ; return Math.PI + JSON":                 "Math",
		"[Map, { a: Set = Math.E }] = [1, {}]; return Map":          "",
		"isNaN++; return delete parseInt":                           "",
		"for (const JSON of []) JSON; return 1":                     "JSON",
		"return globalThis.Math === Math":                           "",
		"return items.Math":                                         "",
	} {
		s, err := compileScript(node.ScriptAll, code)
		if err != nil || s.broken != nil {
			t.Fatalf("%s: %v %v", code, err, s.broken)
		}
		if got := strings.Join(s.builtins, " "); got != want {
			t.Errorf("%s: parameters %q, want %q", code, got, want)
		}
	}
}

// TestReplacedBuiltins runs scripts that replace what the language has.
func TestReplacedBuiltins(t *testing.T) {
	s := patient()
	for code, want := range map[string]string{
		"const before = Math.max(1, 2); Math = { max: () => 7 }; return [before, Math.max(1, 2)]": "[2,7]",
		"const JSON = { stringify: () => 'mine' }; return JSON.stringify(1)":                      `"mine"`,
		"function Number() { return 5 } return Number('1')":                                       "5",
		"{ let Map = 3; return typeof Map + typeof Set }":                                         `"numberfunction"`,
		"return [typeof undefined, undefined === void 0, (undefined => undefined)(4)]":            `["undefined",true,4]`,
		"delete parseInt; return typeof parseInt":                                                 `"undefined"`,
	} {
		if got := s.script(code); got != want {
			t.Errorf("%s = %s, want %s", code, got, want)
		}
	}
}
