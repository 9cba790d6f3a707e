package value_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"runnel/runtime/value"
)

// Texts that tests draw: short ones from few characters, so that keys meet, and anything JavaScript can hold.
var (
	keys = rapid.OneOf(
		rapid.SampledFrom([]string{"a", "b", "c", "id", "name", "0", "1", "2", "10", "01", "-1", "4294967294", "4294967295", "a.b", "", "__proto__", "length", "ключ", "a\"b", "\\", "\n", "\ud7ff"}),
		texts,
	)
	texts = rapid.Custom(func(t *rapid.T) string {
		return value.FromUTF16(rapid.SliceOfN(rapid.OneOf(
			rapid.Uint16Range(0x20, 0x7E),
			rapid.Uint16(),
			rapid.SampledFrom([]uint16{0, 8, 9, 10, 12, 13, 0x1F, '"', '\\', '/', 0x7F, 0x80, 0x2028, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFFFD, 0xFEFF}),
		), 0, 20).Draw(t, "units"))
	})
	numbers = rapid.OneOf(
		rapid.Float64(),
		rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(-1000, 1000).Draw(t, "int")) }),
		rapid.Custom(func(t *rapid.T) float64 {
			return float64(rapid.Int64Range(-1<<54, 1<<54).Draw(t, "digits")) / float64([]int{1, 10, 100, 1000, 1e6}[rapid.IntRange(0, 4).Draw(t, "point")])
		}),
	)
)

// plain draws a value that survives JSON: no undefined, no NaN, no dates.
func plain(depth int) *rapid.Generator[value.Value] {
	return rapid.Custom(func(t *rapid.T) value.Value {
		limit := 6
		if depth == 0 {
			limit = 4
		}
		switch rapid.IntRange(0, limit).Draw(t, "kind") {
		case 0:
			return value.Null
		case 1:
			return value.Bool(rapid.Bool().Draw(t, "bool"))
		case 2:
			return value.Number(numbers.Draw(t, "number") + 0) // JSON has no minus zero.
		case 3, 4:
			return value.String(texts.Draw(t, "text"))
		case 5:
			return value.Array(rapid.SliceOfN(plain(depth-1), 0, 5).Draw(t, "elements")...)
		}
		return object(depth).Draw(t, "object")
	})
}

func object(depth int) *rapid.Generator[value.Value] {
	return rapid.Custom(func(t *rapid.T) value.Value { return value.Object(fields(depth).Draw(t, "fields")...) })
}

func fields(depth int) *rapid.Generator[[]value.Field] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) value.Field {
		return value.Field{Key: keys.Draw(t, "key"), Value: plain(depth-1).Draw(t, "value")}
	}), 0, 20)
}

// path draws a path that has a good chance to lead somewhere in v.
func path(v value.Value) *rapid.Generator[value.Path] {
	return rapid.Custom(func(t *rapid.T) value.Path {
		var p value.Path
		for at := v; len(p) < 4; at = at.At(p[len(p)-1:]) {
			switch {
			case at.IsObject() && at.Len() > 0 && rapid.IntRange(0, 4).Draw(t, "known") > 0:
				p = append(p, value.KeyStep(rapid.SampledFrom(at.Keys()).Draw(t, "key")))
			case at.IsArray() && rapid.IntRange(0, 4).Draw(t, "index") > 0:
				p = append(p, value.IndexStep(rapid.IntRange(0, at.Len()+1).Draw(t, "index")))
			default:
				p = append(p, value.KeyStep(keys.Draw(t, "key")))
			}
			if rapid.Bool().Draw(t, "end") {
				break
			}
		}
		return p
	})
}

// document draws the text of a JSON document as a careless program may write it: white space, duplicate keys, escapes where none
// are needed, numbers in odd forms.
func document(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		writeDocument(t, &b, depth)
		return b.String()
	})
}

func writeDocument(t *rapid.T, b *strings.Builder, depth int) {
	space := func() { b.WriteString(rapid.SampledFrom([]string{"", "", "", " ", "\n", "\t\r\n "}).Draw(t, "space")) }
	limit := 6
	if depth == 0 {
		limit = 4
	}
	space()
	switch rapid.IntRange(0, limit).Draw(t, "kind") {
	case 0:
		b.WriteString(rapid.SampledFrom([]string{"null", "true", "false"}).Draw(t, "word"))
	case 1:
		b.WriteString(rapid.StringMatching(`-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?`).Draw(t, "number"))
	case 2:
		b.WriteString(rapid.SampledFrom([]string{"0", "-0", "1e1000", "-1e1000", "5e-324", "1e-400", "9007199254740993", "1E2", "0.000001", "1e-7", "123456789012345678901234567890", "0.1e1"}).Draw(t, "number"))
	case 3, 4:
		writeText(t, b, texts.Draw(t, "text"))
	case 5:
		b.WriteByte('[')
		for i := range rapid.IntRange(0, 5).Draw(t, "length") {
			if i > 0 {
				b.WriteByte(',')
			}
			writeDocument(t, b, depth-1)
		}
		space()
		b.WriteByte(']')
	case 6:
		b.WriteByte('{')
		for i := range rapid.IntRange(0, 24).Draw(t, "length") {
			if i > 0 {
				b.WriteByte(',')
			}
			space()
			writeText(t, b, keys.Draw(t, "key"))
			space()
			b.WriteByte(':')
			writeDocument(t, b, depth-1)
		}
		space()
		b.WriteByte('}')
	}
	space()
}

func writeText(t *rapid.T, b *strings.Builder, s string) {
	if rapid.IntRange(0, 3).Draw(t, "escapes") > 0 {
		b.WriteString(value.String(s).JSON())
		return
	}
	b.WriteByte('"')
	for _, u := range value.UTF16(s) {
		switch {
		case u == '/':
			b.WriteString(`\/`)
		case u < 0x20 || u >= 0x7F || u == '"' || u == '\\' || u%5 == 0:
			fmt.Fprintf(b, `\u%04X`, u)
		default:
			b.WriteByte(byte(u))
		}
	}
	b.WriteByte('"')
}
