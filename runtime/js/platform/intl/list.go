package intl

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ListFormat is Intl.ListFormat.
type ListFormat struct {
	Locale, Type, Style string
	data                *locale
	key                 string
}

// NewListFormat negotiates a locale. typ is conjunction, disjunction or unit, style long, short or narrow; empty is the first.
func NewListFormat(tags []string, typ, style string) *ListFormat {
	r := resolveLocale(tags)
	f := &ListFormat{Locale: r.tag, Type: or(typ, "conjunction"), Style: or(style, "long"), data: r.data}
	f.key = map[string]string{"conjunction": "standard", "disjunction": "or", "unit": "unit"}[f.Type]
	if f.Style != "long" {
		f.key += "-" + f.Style
	}
	return f
}

// Parts joins the elements of a list.
func (f *ListFormat) Parts(list []string) []Part {
	switch len(list) {
	case 0:
		return []Part{}
	case 1:
		return []Part{{Type: "element", Value: list[0]}}
	case 2:
		return f.join(f.pattern("2", list[1]), []Part{{Type: "element", Value: list[0]}}, list[1])
	}
	n := len(list)
	out := f.join(f.pattern("start", list[1]), []Part{{Type: "element", Value: list[0]}}, list[1])
	for i := 2; i < n-1; i++ {
		out = f.join(f.pattern("middle", list[i]), out, list[i])
	}
	return f.join(f.pattern("end", list[n-1]), out, list[n-1])
}

// join puts what stands so far and the next element into a pattern. Patterns begin with {0} nearly always, so that the list only grows at its end.
func (f *ListFormat) join(pattern string, head []Part, next string) []Part {
	before, rest, _ := strings.Cut(pattern, "{0}")
	between, after, _ := strings.Cut(rest, "{1}")
	out := head
	if before != "" {
		out = append([]Part{{Type: "literal", Value: before}}, head...)
	}
	if between != "" {
		out = append(out, Part{Type: "literal", Value: between})
	}
	out = append(out, Part{Type: "element", Value: next})
	if after != "" {
		out = append(out, Part{Type: "literal", Value: after})
	}
	return out
}

// pattern returns the pattern of a place in the list. Spanish "y" and "o" and Hebrew "ו" change before some words.
func (f *ListFormat) pattern(place, next string) string {
	p := or(f.data.get("lists", f.key+"/"+place), "{0}, {1}")
	lang, _, _ := strings.Cut(f.data.name, "-")
	low := strings.ToLower(next)
	switch lang {
	case "es":
		if strings.Contains(p, " y ") && (strings.HasPrefix(low, "i") || strings.HasPrefix(low, "hi") && !strings.HasPrefix(low, "hia") && !strings.HasPrefix(low, "hie")) {
			return strings.Replace(p, " y ", " e ", 1)
		}
		if strings.Contains(p, " o ") && (strings.HasPrefix(low, "o") || strings.HasPrefix(low, "ho") || strings.HasPrefix(low, "8") || low == "11" || strings.HasPrefix(low, "11 ")) {
			return strings.Replace(p, " o ", " u ", 1)
		}
	case "he":
		if r, _ := utf8.DecodeRuneInString(next); strings.Contains(p, " ו{1}") && !unicode.Is(unicode.Hebrew, r) {
			return strings.Replace(p, " ו{1}", " ו-{1}", 1)
		}
	}
	return p
}
