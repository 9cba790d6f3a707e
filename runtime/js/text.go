package js

import (
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"

	"runnel/runtime/value"
)

// toText makes a text of the host one of JavaScript. Halves of surrogate pairs,
// which a value holds in WTF-8, stay what they are.
func (m *machine) toText(s string) goja.Value {
	// The first byte of a half in WTF-8 is 0xED; few texts have that byte.
	if strings.IndexByte(s, 0xED) >= 0 && !utf8.ValidString(s) {
		return goja.StringFromUTF16(value.UTF16(s))
	}
	return m.rt.ToValue(s)
}

// fromText makes a text of JavaScript one of the host.
func fromText(v goja.String) string {
	s := v.String()
	// goja writes half a surrogate pair as U+FFFD; only then the text must be
	// read unit by unit.
	if !strings.Contains(s, "\uFFFD") {
		return s
	}
	units := make([]uint16, v.Length())
	for i := range units {
		units[i] = v.CharAt(i)
	}
	return value.FromUTF16(units)
}

// textOf is JavaScript's conversion of a value to a text.
func (m *machine) textOf(v goja.Value) string {
	switch v := v.(type) {
	case goja.String:
		return fromText(v)
	case *goja.Symbol:
		panic(m.rt.NewTypeError("Cannot convert a Symbol value to a string"))
	case *goja.Object:
		// The primitive of an object may be a symbol or no text at all.
		p := v.ToString()
		if s, ok := p.(goja.String); ok {
			return fromText(s)
		}
		return p.String()
	}
	return v.String()
}
