package server

import (
	"strings"
	"unicode/utf8"

	"runnel/runtime/value"
)

// parseForm reads an urlencoded body flat, as the original does: names keep
// their brackets, a repeated name becomes an array, at most 1000 pairs count.
func parseForm(body string) value.Value {
	if body == "" {
		return value.EmptyObject
	}
	var b value.Builder
	for n := 0; body != "" && n < queryParameters; n++ {
		var part string
		part, body, _ = strings.Cut(body, "&")
		if part == "" {
			continue
		}
		key, text, _ := strings.Cut(part, "=")
		key = decodeComponent(key)
		leaf := value.String(decodeComponent(text))
		switch before := b.Get(key); {
		case before.IsUndefined():
			b.Set(key, leaf)
		case before.IsArray():
			b.Set(key, before.Append(leaf))
		default:
			b.Set(key, value.Array(before, leaf))
		}
	}
	return b.Object()
}

func validText(s string) bool { return utf8.ValidString(s) }
