package sql

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenWord
	// tokenQuoted is a name in backticks or brackets.
	tokenQuoted
	tokenNumber
	tokenText
	tokenSign
)

type token struct {
	kind tokenKind
	// text is a name, a number's digits, a text without its quotes, or a sign.
	text string
	// start and end are its place in the query, in bytes.
	start, end int
}

// is tells whether the token is a keyword, whatever its case.
func (t token) is(word string) bool {
	return t.kind == tokenWord && strings.EqualFold(t.text, word)
}

// signs of more than one character, the longest first.
var signs = []string{"!==", "===", "->", "<>", "<=", ">=", "!=", "==", "||"}

// tokens reads the whole query.
func tokens(query string) ([]token, error) {
	var out []token
	for i := 0; ; {
		i = skipSpace(query, i)
		if i == len(query) {
			return append(out, token{kind: tokenEnd, start: i, end: i}), nil
		}
		t, ok := next(query, i)
		if !ok {
			return nil, &SyntaxError{Query: query, Start: i, End: i + 1, Got: query[i:min(len(query), i+1)]}
		}
		out, i = append(out, t), t.end
	}
}

// skipSpace passes over space and comments.
func skipSpace(s string, i int) int {
	for i < len(s) {
		rest := s[i:]
		switch {
		case strings.HasPrefix(rest, "--"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				return len(s)
			}
			i += n + 1
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest[2:], "*/")
			if n < 0 {
				return len(s)
			}
			i += n + 4
		default:
			r, size := utf8.DecodeRuneInString(rest)
			if !unicode.IsSpace(r) && r != '\uFEFF' {
				return i
			}
			i += size
		}
	}
	return i
}

func next(s string, i int) (token, bool) {
	c := s[i]
	switch {
	case c == '\'' || c == '"':
		text, end, ok := quoted(s, i, c)
		return token{tokenText, text, i, end}, ok
	case c == '`':
		text, end, ok := quoted(s, i, c)
		return token{tokenQuoted, text, i, end}, ok
	case c == '[':
		n := strings.IndexByte(s[i:], ']')
		if n < 0 {
			return token{}, false
		}
		return token{tokenQuoted, s[i+1 : i+n], i, i + n + 1}, true
	case isDigit(c) || c == '.' && i+1 < len(s) && isDigit(s[i+1]):
		end := numberEnd(s, i)
		return token{tokenNumber, s[i:end], i, end}, true
	}
	if end := wordEnd(s, i); end > i {
		return token{tokenWord, s[i:end], i, end}, true
	}
	for _, sign := range signs {
		if strings.HasPrefix(s[i:], sign) {
			return token{tokenSign, sign, i, i + len(sign)}, true
		}
	}
	if strings.IndexByte("()+-*/%^,;.=<>!:?@#$&|~", c) >= 0 {
		return token{tokenSign, s[i : i+1], i, i + 1}, true
	}
	return token{}, false
}

// quoted reads what stands in quotes; the quote itself is written twice or
// behind a backslash.
func quoted(s string, i int, quote byte) (text string, end int, ok bool) {
	var b strings.Builder
	for j := i + 1; j < len(s); j++ {
		switch c := s[j]; {
		case c == quote && j+1 < len(s) && s[j+1] == quote, c == '\\' && j+1 < len(s) && s[j+1] == quote:
			b.WriteByte(quote)
			j++
		case c == quote:
			return b.String(), j + 1, true
		default:
			b.WriteByte(c)
		}
	}
	return "", 0, false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func numberEnd(s string, i int) int {
	digits := func() {
		for i < len(s) && isDigit(s[i]) {
			i++
		}
	}
	digits()
	if i < len(s) && s[i] == '.' {
		i++
		digits()
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		at := i
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if i == len(s) || !isDigit(s[i]) {
			return at
		}
		digits()
	}
	return i
}

func wordEnd(s string, i int) int {
	start := i
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r != '_' && !unicode.IsLetter(r) && !(i > start && unicode.IsDigit(r)) {
			break
		}
		i += size
	}
	return i
}
