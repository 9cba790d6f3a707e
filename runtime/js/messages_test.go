package js

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"runnel/runtime/js/source"

	"github.com/dop251/goja"
)

const messagePrelude = `let u, n = null, i = 1, k = 'dyn', sym = Symbol('sy'), sym2 = 's'; const c = 1; const fn = function fn() {}; const f1 = () => 1; const arr = []; const o = { a: {}, n: null, f() { return fn; }, f2() { return 5; }, m() {}, deep: { deeper: {} }, fnull() { return null; }, str: 'a,b', num: 5 }; const o2 = {}; const a = { b: {} }; const b = 1; const items = [{ json: {} }]; const $json = {}; const $input = { all: () => items, first: () => items[0] }; const $ = () => ({ first: () => undefined });` + "\n"

// differ are the programs whose errors goja raises in a place where neither
// the cause nor the text of the program can be told.
var differ = map[string]bool{
	"BigInt({})":                                                         true,
	"Object.freeze([1]).sort()":                                          true,
	"const { a: [x] } = { a: 5 }":                                        true,
	"const { a: [x] } = {}":                                              true,
	"new Proxy({}, { get: 5 }).x":                                        true,
	"({ [Symbol.toPrimitive]: 5 }) + 1":                                  true,
	"for (const x of 'a' + o) {}; for (const y of true) {}":              true,
	"for (const x of { [Symbol.iterator]() { return {} } }) {}":          true,
	"for (const x of { [Symbol.iterator]() { return { next: 5 } } }) {}": true,
	"class A6 { #m() {} static t(o) { o.#m() } }; A6.t({})":              true,
}

// TestMessages runs small faulty programs and compares the error with V8's.
func TestMessages(t *testing.T) {
	f, err := os.Open("testdata/messages.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	bad := 0
	for in.Scan() {
		var c struct{ Code, Error string }
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(c.Error, "SYNTAX") {
			continue
		}
		got := runMessage(c.Code)
		if got != c.Error && !differ[c.Code] {
			bad++
			t.Errorf("%s\n   got %s\n  want %s", c.Code, got, c.Error)
		}
	}
	t.Logf("%d differ", bad)
}

func runMessage(code string) (result string) {
	defer func() {
		if p := recover(); p != nil {
			result = "PANIC"
		}
	}()
	m := newMachine(New(Options{}))
	u := source.NewUnit("#test", messagePrelude+"(function named() { "+code+"\n})()")
	m.units[u.Name] = u
	tree, err := source.Parse(u.Name, u.Text)
	if err != nil {
		return "PARSE " + err.Error()
	}
	source.Instrument(tree, u.Text)
	source.Wrap(tree, source.HiddenNames)
	p, err := source.Compile(tree)
	if err != nil {
		return "COMPILE " + err.Error()
	}
	v, err := m.rt.RunProgram(p)
	if err != nil {
		return "RUN " + err.Error()
	}
	things := make([]goja.Value, len(source.HiddenNames))
	for i, name := range source.HiddenNames {
		things[i] = m.hidden(name)
	}
	f, _ := goja.AssertFunction(v)
	_, err = f(m.rt.GlobalObject(), things...)
	if err == nil {
		return "no error"
	}
	ex, ok := err.(*goja.Exception)
	if !ok {
		return "GO " + err.Error()
	}
	o, ok := ex.Value().(*goja.Object)
	if !ok {
		return ex.Value().String()
	}
	return o.Get("name").String() + ": " + o.Get("message").String()
}
