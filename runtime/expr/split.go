package expr

import "strings"

// part is a piece of a template: text, or the code between {{ and }}.
type part struct {
	text   string
	isCode bool
	// plain code stands behind an escaped backslash. The original does not see
	// it when it looks for extension functions, so it has none.
	plain bool
}

// split cuts a template (without its leading "=") into texts and codes
// (expressions.md §1.2):
//
//   - "{{" opens unless an odd number of backslashes stands before it; in a
//     text that is followed by code two backslashes become one.
//   - The first "}}" closes, even inside a string, unless an odd number of
//     backslashes stands before it; of those the last is taken away.
//   - Code that is not closed reaches to the end.
//   - A text that ends in an escaped "{{" at the very end is lost.
//
// Texts are not empty, but for one: an opening at the very end leaves an
// empty text, which makes the template a text.
func split(template string) []part {
	var parts []part
	for pos := 0; pos < len(template); {
		open, escaped := findBraces(template, pos, '{')
		if open < 0 {
			if !escaped {
				parts = append(parts, part{text: template[pos:]})
			}
			break
		}
		if open > pos {
			parts = append(parts, part{text: strings.ReplaceAll(template[pos:open], `\\`, `\`)})
		}
		plain := open > pos && template[open-1] == '\\'
		pos = open + 2
		if pos == len(template) {
			parts = append(parts, part{})
			break
		}
		end, _ := findBraces(template, pos, '}')
		code := template[pos:]
		if end >= 0 {
			code = template[pos:end]
			pos = end + 2
		} else {
			pos = len(template)
		}
		parts = append(parts, part{text: strings.ReplaceAll(code, `\}}`, `}}`), isCode: true, plain: plain})
	}
	return parts
}

// findBraces answers where two braces stand that are not escaped, or -1. In
// that case escapedAtEnd tells whether the template ends in escaped ones.
func findBraces(template string, from int, brace byte) (at int, escapedAtEnd bool) {
	two := string([]byte{brace, brace})
	for pos := from; ; {
		i := strings.Index(template[pos:], two)
		if i < 0 {
			return -1, pos == len(template) && pos > from
		}
		i += pos
		backslashes := 0
		for i-backslashes > from && template[i-backslashes-1] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 {
			return i, false
		}
		pos = i + 2
	}
}

// isValue tells whether a template is exactly one code: its result is the
// value itself; everything else is a text.
func isValue(parts []part) bool { return len(parts) == 1 && parts[0].isCode }

// mentionsConstructor is the original's first guard: a dot, spaces and
// "constructor" anywhere in the template, texts included.
func mentionsConstructor(template string) bool {
	for rest := template; ; {
		i := strings.Index(rest, "constructor")
		if i < 0 {
			return false
		}
		before := strings.TrimRightFunc(rest[:i], isJSSpace)
		if strings.HasSuffix(before, ".") {
			return true
		}
		// Only what stands before the word matters, so the next search starts
		// behind it.
		rest = rest[i+len("constructor"):]
	}
}

// isJSSpace is \s of JavaScript's regular expressions.
func isJSSpace(r rune) bool {
	switch r {
	case '\t', '\n', '\v', '\f', '\r', ' ', 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF:
		return true
	}
	return r >= 0x2000 && r <= 0x200A
}
