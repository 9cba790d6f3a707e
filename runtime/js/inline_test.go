package js

import "testing"

// TestInlinedCalls evaluates functions that are called on the spot, which must
// not notice that they are none.
func TestInlinedCalls(t *testing.T) {
	s := patient()
	for _, c := range []struct{ code, want string }{
		{`={{ (() => $json.n + 1)() }}`, `2`},
		{`={{ (() => { return })() }}`, `undefined`},
		{`={{ (() => {})() }}`, `undefined`},
		{`={{ (() => { if ($json.n === 1) return 'a'; return 'b' })() }}`, `"a"`},
		{`={{ (() => { var x = 1; { let x = 2 } return x })() }}`, `1`},
		{`={{ (() => { return f(); function f() { return 3 } })() }}`, `3`},
		{`={{ (function () { return typeof this })() }}`, `"object"`},
		{`={{ (function () { return arguments.length })() }}`, `undefined`},
		{`={{ (function f() { return typeof f })() }}`, `"function"`},
		{`={{ (function () { 'use strict'; return typeof this })() }}`, `"object"`},
		{`={{ (function (a, b) { return [a, b] })(1) }}`, `[1,null]`},
		{`={{ (function (a) { return a })(1, $json.n) }}`, `1`},
		{`={{ (function (a) { var a; return a })(1) }}`, `1`},
		{`={{ (function (a) { return typeof a; function a() {} })(1) }}`, `"function"`},
		{`={{ ((a, b = 2) => a + b)(1) }}`, `3`},
		{`={{ ((...a) => a.length)(1, 2) }}`, `2`},
		{`={{ ((a) => a)(...[7]) }}`, `7`},
		{`={{ (({ n }) => n)($json) }}`, `1`},
		{`={{ ((n) => { const f = () => n; n = 5; return f() })($json.n) }}`, `5`},
		{`={{ ((n, m) => { return n + m })($json.n, ((n) => n * 10)($json.n)) }}`, `11`},
		{`={{ ((n) => typeof m)(m) }}`, `"undefined"`},
		{`={{ (() => { throw new Error('x') })() }}`, `undefined`},
		{`={{ (() => { try { null.x } catch { return 'caught' } })() }}`, `"caught"`},
		{`={{ (() => { x = 5; return x })() }}`, `5`},
		{`=a{{ (() => { return 1 })() }}b{{ (() => 2)() }}`, `"a1b2"`},
		{`={{ (function* () { yield 1 })().next().value }}`, `1`},
	} {
		// Twice: nothing may be left of the first.
		for range 2 {
			if got := s.expression(c.code); got != c.want {
				t.Errorf("%s = %s, want %s", c.code, got, c.want)
			}
		}
	}
}
