package js

import "testing"

// TestBlockFunctions compares functions in blocks with V8.
func TestBlockFunctions(t *testing.T) {
	s := patient()
	for _, c := range []struct{ code, want string }{
		{`{ function f(){return 1} } return typeof f + f.name`, `"functionf"`},
		{`if (true) { function f(){return 1} } return typeof f`, `"function"`},
		{`function f(){return 0} { function f(){return 1} } return f()`, `1`},
		{`let f = 1; { function f(){return 1} } return typeof f`, `"number"`},
		{`return typeof f; { function f(){return 1} }`, `"undefined"`},
		{`switch(1){case 1: function f(){return 1}} return typeof f`, `"function"`},
		{`for(const x of [1]) { function f(){return x} } return f()`, `1`},
		{`try { function f(){return 1} } catch {} return typeof f`, `"function"`},
		{`const g = () => { if (1) { function f(){return 1} } return typeof f }; return g()`, `"function"`},
		{`'use strict'; { function f(){return 1} } return typeof f`, `"undefined"`},
		{`if (1) function f(){return 2} return f()`, `2`},
		{`{ let f = 3; { function f(){} } } return typeof f`, `"undefined"`},
		{`function g(f) { { function f(){return 1} } return typeof f } return g(5)`, `"number"`},
		{`{ return f(); function f(){return 4} }`, `4`},
		{`if (1) { function a(){return b()} function b(){return 7} } return a()`, `7`},
		{`switch (2) { case 1: function f(){return 1}; case 2: return f(); }`, `1`},
		{`const r=[]; for (let i=0;i<3;i++) { function f(){return i}; r.push(f) } return r.map(x=>x())`, `[0,1,2]`},
		{`{ async function f(){} } return typeof f`, `"undefined"`},
		{`function h() { if (1) { function h(){return 1} } return h() } return h()`, `1`},
		{`{ function f(n){ return n ? n + f(n-1) : 0 } } return f(4) + f.toString()`, `"10function f(n){ return n ? n + f(n-1) : 0 }"`},
		{`{ function f() { return 1 } function f() { return 2 } } return f()`, `2`},
	} {
		if got := s.script(c.code); got != c.want {
			t.Errorf("%s\n   got %s\n  want %s", c.code, got, c.want)
		}
	}
}
