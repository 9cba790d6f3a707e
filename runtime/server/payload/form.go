package payload

import (
	"strings"

	"runnel/runtime/value"
)

// parseForm reads an urlencoded body flat, as Node.js reads it: names keep
// their brackets, a repeated name becomes an array, at most 1000 pairs count,
// empty ones among them. It never fails.
func parseForm(body string) value.Value {
	var b value.Builder
	for n := 0; body != "" && n < queryParameters; n++ {
		var part string
		part, body, _ = strings.Cut(body, "&")
		if part == "" {
			continue
		}
		key, text, _ := strings.Cut(part, "=")
		addField(&b, formText(key), value.String(formText(text)))
	}
	return b.Object()
}

// addField sets a field; a name that comes again makes an array of its values.
func addField(b *value.Builder, key string, leaf value.Value) {
	switch before := b.Get(key); {
	case before.IsUndefined():
		b.Set(key, leaf)
	case before.IsArray():
		b.Set(key, before.Append(leaf))
	default:
		b.Set(key, value.Array(before, leaf))
	}
}

// formText undoes form encoding. Beside escapes that are sound, malformed ones
// stay, and everything counts as bytes of one text; what is no byte is cut to
// one.
func formText(s string) string {
	s = strings.ReplaceAll(s, "+", " ")
	if text, ok := unescape(s); ok {
		return text
	}
	units := value.UTF16(s)
	out, escapes := make([]byte, 0, len(s)), false
	for i := 0; i < len(units); i++ {
		if units[i] == '%' && i+2 < len(units) {
			high, low := value.HexDigit(units[i+1]), value.HexDigit(units[i+2])
			if high >= 0 && low >= 0 {
				out = append(out, byte(high<<4|low))
				escapes = true
				i += 2
				continue
			}
		}
		out = append(out, byte(units[i]))
	}
	if !escapes {
		return s
	}
	return value.DecodeUTF8(string(out))
}
