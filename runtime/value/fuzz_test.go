package value_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"runnel/runtime/value"
)

var seeds = []string{
	`{"a":1,"b":[true,false,null],"10":"x","2":{"c":-0.5e-7}}`, `[]`, `{}`, `""`, ` [1 , 2 ] `, `{"a":1,"a":2}`, `"\ud83d\ude00\ud83d"`,
	`{"a\u0062":1,"ab":2}`, `[[[[[[]]]]]]`, `{"a":{"b":{"c":[{"d":1},{"d":2},{"e":3}]}}}`, `1e400`, `-0`, `01`, `"\x"`, `{"a"}`, `{"a":1,}`, `nul`, "\xff", "\"\xed\xa0\xbd\"",
	`{"` + strings.Repeat("k", 100) + `":0}`, `{"0":0,"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"a":10,"b":11,"c":12,"d":13,"e":14,"f":15,"g":16,"17":17}`,
}

// FuzzParse holds that reading never breaks, that what is read is written as JSON and read back as the same, and that Parse, ParseString, Lazy
// and encoding/json agree on what is JSON.
func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := value.Parse(text)
		lazy, lazyErr := value.Lazy(append([]byte(nil), text...))
		if (err == nil) != (lazyErr == nil) || err != nil && err.Error() != lazyErr.Error() {
			t.Fatalf("%q: read at once %v, lazily %v", text, err, lazyErr)
		}
		if std := json.Valid(text); std != (err == nil) {
			t.Fatalf("%q: encoding/json takes it for valid: %t, but %v", text, std, err)
		}
		if err != nil {
			var syntax *value.SyntaxError
			if !errors.As(err, &syntax) || syntax.Offset < 0 || syntax.Position < 0 || syntax.Position > syntax.Offset || syntax.Message() == "" {
				t.Fatalf("%q: bad error %#v", text, err)
			}
			return
		}
		out := v.JSON()
		if !json.Valid([]byte(out)) {
			t.Fatalf("%q is written as %q", text, out)
		}
		back, err := value.ParseString(out)
		if err != nil || back.JSON() != out || !value.DeepEqual(back, v) && !strings.Contains(out, "null") { // Infinity is written null.
			t.Fatalf("%q is written as %q and read back as %s, %v", text, out, back, err)
		}
		if lazy.JSON() != out || !value.DeepEqual(lazy, v) {
			t.Fatalf("%q is %s, lazily %s", text, out, lazy)
		}
		walk(t, v, func() value.Value {
			lazy, _ := value.Lazy(append([]byte(nil), text...))
			return lazy
		}, nil)
	})
}

// walk reads every part of a document from a lazy one that was not read yet.
func walk(t *testing.T, v value.Value, lazy func() value.Value, p value.Path) {
	if len(p) > 4 {
		return
	}
	if got := lazy().At(p); got.JSON() != v.JSON() || got.Kind() != v.Kind() {
		t.Fatalf("%s has %s at %s, lazily %s", lazy(), v, p, got)
	}
	p = p[:len(p):len(p)]
	for i, k := range v.Keys() {
		if i > 20 {
			break
		}
		walk(t, v.Get(k), lazy, append(p, value.KeyStep(k)))
	}
	for i, e := range v.Elems() {
		if i > 20 {
			break
		}
		walk(t, e, lazy, append(p, value.IndexStep(i)))
	}
}

// FuzzParsePath holds that every text is a path that can be written and read again, and that reading and writing with it agree.
func FuzzParsePath(f *testing.F) {
	for _, s := range []string{"", "a", "a.b[0].c", `a["x.y"]`, "a['z']", "a[", "a..b", "[0]", "__proto__.x", "a[-1]", `["\"]`, "a[].b", "length", "0.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := value.ParsePath(s)
		if len(p) == 0 {
			return
		}
		again := value.ParsePath(p.String())
		if len(again) != len(p) {
			t.Fatalf("%q is %d steps, written as %q %d", s, len(p), p, len(again))
		}
		for i := range p {
			if p[i].Key() != again[i].Key() {
				t.Fatalf("step %d of %q is %q, written as %q %q", i, s, p[i].Key(), p, again[i].Key())
			}
		}
		for i := range p {
			if index, ok := p[i].Index(); ok && index > 1000 {
				return // Long arrays take long.
			}
		}
		if got := value.EmptyObject.SetAt(p, value.True); got.HasAt(p) && got.At(p).IsBool() && got.JSON() != value.EmptyObject.SetAt(again, value.True).JSON() {
			t.Fatalf("%q writes %s", s, got)
		}
	})
}
