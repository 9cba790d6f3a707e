package js

import "testing"

// TestAsyncGenerators runs async generators, which goja reads in some places
// and compiles in none.
func TestAsyncGenerators(t *testing.T) {
	s := patient()
	for code, want := range map[string]string{
		"const f = async function* () { yield 1 }; const g = f(); return [await g.next(), await g.next()]":                   `[{"value":1,"done":false},{"done":true}]`,
		"const o = { async *g() { yield 1 } }; return o.g().next()":                                                          `{"value":1,"done":false}`,
		"class A { static async *h() { yield await 2 } } return A.h().next()":                                                `{"value":2,"done":false}`,
		"async function* g() { yield 1; yield* [2, 3] } const l = []; for await (const x of g()) l.push(x); return l":        `[1,2,3]`,
		"const o = { async *[Symbol.asyncIterator]() { yield 'a' } }; let t = ''; for await (const x of o) t += x; return t": `"a"`,
		"return eval('(async function* () { yield 4 })().next()')":                                                           `{"value":4,"done":false}`,
	} {
		if got := s.script(code); got != want {
			t.Errorf("%s = %s, want %s", code, got, want)
		}
	}
	if got := s.expression("={{ typeof (async function* () { yield 1 })().next }}"); got != `"function"` {
		t.Errorf("in an expression: %s", got)
	}
}
