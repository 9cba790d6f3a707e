package expr_test

import (
	"errors"
	"strings"
	"testing"

	"runnel/runtime/expr"
	"runnel/runtime/expr/exprtest"
	"runnel/runtime/expr/syntax"
)

func TestRewrite(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"$json.a", "__names.$json.a"},
		{"$json.a; 2", "__names.$json.a"},
		{"Math.sin(foo)", "__names.Math.sin(__names.foo)"},
		{"x = 5", "__names.x = 5"},
		{"typeof zz", "typeof __names.zz"},
		{"{a: 1}", "({a: 1})"},
		{"`x${a}y`", "`x${__names.a}y`"},
		// What a function declares is its own.
		{"$json.list.map(x => x.n)", "__names.$json.list.map(x => x.n)"},
		{"({a, b: c}) => a + c + d", "({a: a, b: c}) => a + c + __names.d"},
		{"(() => this.a)()", "(() => __ops.self(this).a)()"},
		// Computed names are checked, constant ones were.
		{"$json[key]", "__names.$json[__ops.key(__names.key)]"},
		{`$json["a"]`, `__names.$json["a"]`},
		// Calls of extension functions are dispatched.
		{"$json.s.toTitleCase()", `__ops.call(__names.$json.s, "toTitleCase")`},
		{`$json["s"].extractEmail()`, `__ops.call(__names.$json["s"], "extractEmail")`},
		{"Math.max(1, bar)", `__ops.call(__names.Math, "max", 1, __names.bar)`},
		{"$json.a?.b.c().d", "__names.$json.a?.b.c().d"},
		// $if evaluates one of its values only.
		{"$if(a, b.c(), d)", "((__names.a) ? (__names.b.c()) : (__names.d))"},
	} {
		got, err := expr.Rewrite(c.code)
		if err != nil || got != c.want {
			t.Errorf("Rewrite(%q) = %q, %v, want %q", c.code, got, err, c.want)
		}
	}
	for _, c := range []struct{ code, message string }{
		{"let q = 1", "invalid syntax"},
		{"return 1", "invalid syntax"},
		{"function f() {}", "invalid syntax"},
		{"a +", "invalid syntax"},
		{"a.constructor", `Cannot access "constructor" due to security concerns`},
		{`a["__proto__"]`, `Cannot access "__proto__" due to security concerns`},
	} {
		var e *expr.Error
		if got, err := expr.Rewrite(c.code); !errors.As(err, &e) || e.Message != c.message {
			t.Errorf("Rewrite(%q) = %q, %v, want %q", c.code, got, err, c.message)
		}
	}
}

// FuzzRewrite checks that rewritten code is an expression that knows nothing
// but the objects it is given and its own names.
func FuzzRewrite(f *testing.F) {
	for i, a := range exprtest.Answers() {
		if code, ok := strings.CutPrefix(a.Expression, "={{"); ok && i%7 == 0 {
			f.Add(strings.TrimSuffix(code, "}}"))
		}
	}
	f.Fuzz(func(t *testing.T, code string) {
		got, err := expr.Rewrite(code)
		if err != nil {
			var e *expr.Error
			if !errors.As(err, &e) {
				t.Fatalf("Rewrite(%q): %v is no *Error", code, err)
			}
			return
		}
		if _, err := syntax.ParseExpression(got); err != nil {
			t.Fatalf("Rewrite(%q) = %q: %v", code, got, err)
		}
	})
}
