package value_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"
	"pgregory.net/rapid"

	"runnel/runtime/value"
)

// script is a JavaScript function to hold results against.
type script struct {
	vm *goja.Runtime
	f  goja.Callable
}

func compile(t *testing.T, source string) script {
	vm := goja.New()
	v, err := vm.RunString(source)
	if err != nil {
		t.Fatal(err)
	}
	f, ok := goja.AssertFunction(v)
	if !ok {
		t.Fatalf("%s is no function", source)
	}
	return script{vm, f}
}

// call answers the function's result, which must be a string, for texts and numbers.
func (s script) call(args ...any) (string, error) {
	var in []goja.Value
	for _, a := range args {
		if text, ok := a.(string); ok {
			a = goja.StringFromUTF16(value.UTF16(text))
		}
		in = append(in, s.vm.ToValue(a))
	}
	out, err := s.f(goja.Undefined(), in...)
	if err != nil {
		return "", err
	}
	var units []uint16
	text := out.ToString().(goja.String)
	for i := range text.Length() {
		units = append(units, text.CharAt(i))
	}
	return value.FromUTF16(units), nil
}

// TestJSONAgainstGoja holds key order, duplicates, numbers and strings against a JavaScript engine. A document is evaluated as an expression: unlike
// the engine's JSON.parse its literals know lone surrogates.
func TestJSONAgainstGoja(t *testing.T) {
	eval := compile(t, `(text) => JSON.stringify((0, eval)("(" + text + ")"))`)
	rapid.Check(t, func(t *rapid.T) {
		text := document(3).Draw(t, "document")
		if strings.Contains(text, "proto") {
			t.Skip("in an expression __proto__ is no key")
		}
		want, err := eval.call(text)
		if err != nil {
			t.Skip(err)
		}
		v, err := value.ParseString(text)
		if err != nil || v.JSON() != want {
			t.Fatalf("%q is read as\n     %s, %v\nwant %s", text, v, err, want)
		}
		lazy, err := value.LazyString(text)
		if err != nil || lazy.JSON() != want {
			t.Fatalf("%q is read lazily as\n     %s, %v\nwant %s", text, lazy, err, want)
		}
	})
}

func TestConversionsAgainstGoja(t *testing.T) {
	toString := compile(t, `(text) => String(JSON.parse(text))`)
	toNumber := compile(t, `(text) => String(Number(JSON.parse(text)))`)
	truthy := compile(t, `(text) => String(Boolean(JSON.parse(text)))`)
	typeOf := compile(t, `(text) => typeof JSON.parse(text)`)
	rapid.Check(t, func(t *rapid.T) {
		v := plain(2).Draw(t, "value")
		text := v.JSON()
		if strings.Contains(text, `\ud`) {
			t.Skip("the engine's JSON.parse does not know lone surrogates")
		}
		for _, c := range []struct {
			name string
			js   script
			got  string
		}{
			{"String", toString, v.ToString()},
			{"Number", toNumber, value.FormatNumber(v.ToNumber())},
			{"Boolean", truthy, value.Bool(v.Truthy()).JSON()},
			{"typeof", typeOf, v.TypeOf()},
		} {
			if want, err := c.js.call(text); err != nil || c.got != want {
				t.Fatalf("%s of %s is %q, want %q, %v", c.name, text, c.got, want, err)
			}
		}
	})
}

func TestNumbersAgainstGoja(t *testing.T) {
	format := compile(t, `(n) => String(n)`)
	parse := compile(t, `(s) => String(Number(s))`)
	rapid.Check(t, func(t *rapid.T) {
		f := numbers.Draw(t, "number")
		if want, _ := format.call(f); value.FormatNumber(f) != want {
			t.Fatalf("%g is written %s, want %s", f, value.FormatNumber(f), want)
		}
		s := rapid.OneOf(
			rapid.StringMatching(`[ \n\x{a0}\x{feff}\x{2028}\x{3000}\x{180e}]?[+-]?[0-9]{0,22}\.?[0-9]{0,3}([eE][+-]?[0-9]{0,3})?[ \t]?`),
			rapid.StringMatching(`[+-]?0[xXoObB][0-9a-fA-F]{0,14}`),
			rapid.SampledFrom([]string{"Infinity", "-Infinity", "+Infinity", "infinity", "Inf", "NaN", "nan", "1_000", "0x1p4", "1e1000", "-1e-1000", ".", "+", "-", "e5", "1e", "0x", "0b2", "0o8", "١"}),
			texts,
		).Draw(t, "text")
		if strings.ContainsRune(s, 0x85) {
			t.Skip("the engine takes U+0085 for white space, ECMAScript does not")
		}
		if want, _ := parse.call(s); value.FormatNumber(value.ParseNumber(s)) != want {
			t.Fatalf("Number(%q) is %s, want %s", s, value.FormatNumber(value.ParseNumber(s)), want)
		}
	})
}

func TestDatesAgainstGoja(t *testing.T) {
	iso := compile(t, `(ms) => { const d = new Date(ms); return isNaN(d) ? "Invalid Date" : d.toISOString() }`)
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Float64Range(-62167219200000, 253402300799999).Draw(t, "ms") // Beyond 9999 the engine writes years in five digits.
		if want, _ := iso.call(ms); value.ISODate(ms) != want {
			t.Fatalf("%g is %s, want %s", ms, value.ISODate(ms), want)
		}
	})
}

func TestStrictEqualAgainstGoja(t *testing.T) {
	equal := compile(t, `(a, b) => String(JSON.parse(a) === JSON.parse(b))`)
	rapid.Check(t, func(t *rapid.T) {
		small := rapid.SampledFrom([]string{"null", "true", "false", "0", "1", "-0", `""`, `"a"`, `"0"`, `[]`, `{}`, `[1]`, `{"a":1}`})
		a, b := small.Draw(t, "a"), small.Draw(t, "b")
		x, _ := value.ParseString(a)
		y, _ := value.ParseString(b)
		if want, _ := equal.call(a, b); value.Bool(value.StrictEqual(x, y)).JSON() != want {
			t.Fatalf("%s === %s is not %s", a, b, want)
		}
	})
}
