package syntax

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"runnel/runtime/value"
)

// tokenKind is the kind of a token.
type tokenKind uint8

const (
	tokenEOF     tokenKind = iota
	tokenName              // identifiers and keywords; text is the name without escapes
	tokenPrivate           // #name
	tokenNumber
	tokenBigInt
	tokenString
	tokenPunct    // text is the punctuator
	tokenTemplate // a template's text up to ${ or the closing backquote
	tokenRegexp
)

// token is one token with where it stands.
type token struct {
	kind       tokenKind
	start, end int
	text       string
	num        float64
	// newline tells that a line ended before the token.
	newline bool
	// escaped names are never keywords.
	escaped bool
	// quasi is the text of a template token, tail tells that it is the last.
	quasi Quasi
	tail  bool
}

// lexer cuts the text into tokens, one at a time. A slash is read as a
// division; the parser asks again where an expression may begin.
type lexer struct {
	src string
	pos int
}

func (l *lexer) fail(pos int, message string) {
	panic(&Error{Pos: pos, Message: message})
}

// space skips white space and comments and tells whether a line ended.
func (l *lexer) space() (newline bool) {
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; {
		case c == ' ' || c == '\t' || c == '\v' || c == '\f':
			l.pos++
		case c == '\n' || c == '\r':
			newline = true
			l.pos++
		case c == '/' && strings.HasPrefix(l.src[l.pos:], "//"):
			l.skipLine()
		case c == '/' && strings.HasPrefix(l.src[l.pos:], "/*"):
			end := strings.Index(l.src[l.pos+2:], "*/")
			if end < 0 {
				l.fail(l.pos, "Unterminated comment")
			}
			body := l.src[l.pos : l.pos+2+end]
			if strings.ContainsAny(body, "\n\r\u2028\u2029") {
				newline = true
			}
			l.pos += end + 4
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(l.src[l.pos:])
			switch {
			case r == 0x2028 || r == 0x2029:
				newline = true
			case !isSpace(r):
				return newline
			}
			l.pos += n
		default:
			return newline
		}
	}
	return newline
}

// skipLine skips to the end of the line.
func (l *lexer) skipLine() {
	for l.pos < len(l.src) {
		r, n := utf8.DecodeRuneInString(l.src[l.pos:])
		if r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029 {
			return
		}
		l.pos += n
	}
}

func isSpace(r rune) bool {
	return r == 0xA0 || r == 0xFEFF || unicode.Is(unicode.Zs, r)
}

func isNameStart(r rune) bool {
	return r == '$' || r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' ||
		r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.Is(unicode.Nl, r) || unicode.Is(unicode.Other_ID_Start, r))
}

func isNamePart(r rune) bool {
	return isNameStart(r) || r >= '0' && r <= '9' || r == 0x200C || r == 0x200D ||
		r >= utf8.RuneSelf && (unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue))
}

// punctuators by length, longest first.
var punctuators = [4][]string{
	{">>>="},
	{"...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??="},
	{"=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**"},
	{"{", "}", "(", ")", "[", "]", ";", ",", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "!", "~", "?", ":", "=", ".", "@"},
}

// next reads one token.
func (l *lexer) next() token {
	t := token{newline: l.space()}
	t.start = l.pos
	if l.pos >= len(l.src) {
		t.end = l.pos
		return t
	}
	c := l.src[l.pos]
	switch {
	case c >= '0' && c <= '9' || c == '.' && l.pos+1 < len(l.src) && isDigit(l.src[l.pos+1]):
		l.number(&t)
	case c == '"' || c == '\'':
		t.kind = tokenString
		t.text = l.quoted(c)
	case c == '`':
		l.pos++
		l.template(&t)
	case c == '#':
		l.pos++
		t.kind = tokenPrivate
		t.text, t.escaped = l.name()
	case c == '\\' || c >= utf8.RuneSelf || isNameStart(rune(c)):
		t.kind = tokenName
		t.text, t.escaped = l.name()
	default:
		t.kind = tokenPunct
		t.text = l.punct()
	}
	t.end = l.pos
	return t
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (l *lexer) punct() string {
	rest := l.src[l.pos:]
	for i, group := range punctuators {
		n := 4 - i
		if len(rest) < n {
			continue
		}
		for _, p := range group {
			if rest[:n] != p {
				continue
			}
			// "a?.5:b" is a conditional.
			if p == "?." && len(rest) > 2 && isDigit(rest[2]) {
				continue
			}
			l.pos += n
			return p
		}
	}
	l.fail(l.pos, "Invalid or unexpected token")
	return ""
}

// name reads an identifier.
func (l *lexer) name() (name string, escaped bool) {
	start := l.pos
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		if c < utf8.RuneSelf {
			if c == '\\' {
				break
			}
			if !isNamePart(rune(c)) {
				break
			}
			l.pos++
			continue
		}
		r, n := utf8.DecodeRuneInString(l.src[l.pos:])
		if l.pos == start && !isNameStart(r) || l.pos > start && !isNamePart(r) {
			break
		}
		l.pos += n
	}
	if l.pos >= len(l.src) || l.src[l.pos] != '\\' {
		if l.pos == start || isDigit(l.src[start]) {
			l.fail(start, "Invalid or unexpected token")
		}
		return l.src[start:l.pos], false
	}
	var b strings.Builder
	b.WriteString(l.src[start:l.pos])
	for l.pos < len(l.src) {
		if l.src[l.pos] == '\\' {
			if !strings.HasPrefix(l.src[l.pos:], `\u`) {
				l.fail(l.pos, "Invalid Unicode escape sequence")
			}
			at := l.pos
			l.pos += 2
			r, ok := l.unicodeEscape()
			if !ok || b.Len() == 0 && !isNameStart(r) || b.Len() > 0 && !isNamePart(r) {
				l.fail(at, "Invalid Unicode escape sequence")
			}
			b.WriteRune(r)
			continue
		}
		r, n := utf8.DecodeRuneInString(l.src[l.pos:])
		if !isNamePart(r) {
			break
		}
		b.WriteRune(r)
		l.pos += n
	}
	return b.String(), true
}

// unicodeEscape reads what follows \u.
func (l *lexer) unicodeEscape() (rune, bool) {
	if l.pos < len(l.src) && l.src[l.pos] == '{' {
		end := strings.IndexByte(l.src[l.pos:], '}')
		if end < 2 {
			return 0, false
		}
		digits := l.src[l.pos+1 : l.pos+end]
		n, err := strconv.ParseUint(digits, 16, 64)
		if err != nil || n > unicode.MaxRune || strings.ContainsAny(digits, "+-_") {
			return 0, false
		}
		l.pos += end + 1
		return rune(n), true
	}
	return l.hex(4)
}

// hex reads n hexadecimal digits.
func (l *lexer) hex(n int) (rune, bool) {
	if len(l.src)-l.pos < n {
		return 0, false
	}
	var v rune
	for i := 0; i < n; i++ {
		d := value.HexDigit(l.src[l.pos+i])
		if d < 0 {
			return 0, false
		}
		v = v<<4 | rune(d)
	}
	l.pos += n
	return v, true
}

// number reads a numeric literal.
func (l *lexer) number(t *token) {
	t.kind = tokenNumber
	start := l.pos
	src := l.src
	radix := 10
	if src[l.pos] == '0' && l.pos+1 < len(src) {
		switch src[l.pos+1] {
		case 'x', 'X':
			radix = 16
		case 'o', 'O':
			radix = 8
		case 'b', 'B':
			radix = 2
		}
	}
	digits := func(base int) string {
		from := l.pos
		last := byte('_')
		for l.pos < len(src) {
			c := src[l.pos]
			if c == '_' {
				if last == '_' {
					l.fail(l.pos, "Numeric separators are not allowed here")
				}
			} else if d := value.HexDigit(c); d < 0 || d >= base {
				break
			}
			last = c
			l.pos++
		}
		if l.pos > from && last == '_' {
			l.fail(l.pos, "Numeric separators are not allowed at the end of numeric literals")
		}
		return strings.ReplaceAll(src[from:l.pos], "_", "")
	}
	if radix != 10 {
		l.pos += 2
		text := digits(radix)
		if text == "" {
			l.fail(start, "Invalid or unexpected token")
		}
		n, _ := new(big.Int).SetString(text, radix)
		if l.pos < len(src) && src[l.pos] == 'n' {
			l.pos++
			t.kind, t.text = tokenBigInt, n.String()
		} else {
			t.num, _ = new(big.Float).SetInt(n).Float64()
		}
		l.endNumber(start)
		return
	}
	whole := digits(10)
	if len(whole) > 1 && whole[0] == '0' {
		// Old octal and decimal literals.
		if strings.ContainsAny(src[start:l.pos], "_") {
			l.fail(start, "Numeric separator can not be used after leading 0")
		}
		if !strings.ContainsAny(whole, "89") {
			n, _ := new(big.Int).SetString(whole, 8)
			t.num, _ = new(big.Float).SetInt(n).Float64()
			l.endNumber(start)
			return
		}
	}
	if whole != "" && l.pos < len(src) && src[l.pos] == 'n' {
		if len(whole) > 1 && whole[0] == '0' {
			l.fail(start, "Invalid BigInt syntax")
		}
		l.pos++
		t.kind, t.text = tokenBigInt, whole
		l.endNumber(start)
		return
	}
	text := whole
	if l.pos < len(src) && src[l.pos] == '.' {
		l.pos++
		if l.pos < len(src) && src[l.pos] == '_' {
			l.fail(l.pos, "Numeric separators are not allowed here")
		}
		text += "." + digits(10)
	}
	if l.pos < len(src) && (src[l.pos] == 'e' || src[l.pos] == 'E') {
		l.pos++
		text += "e"
		if l.pos < len(src) && (src[l.pos] == '+' || src[l.pos] == '-') {
			text += string(src[l.pos])
			l.pos++
		}
		exp := digits(10)
		if exp == "" {
			l.fail(start, "Invalid or unexpected token")
		}
		text += exp
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(n, 0) && n != 0 {
		l.fail(start, "Invalid or unexpected token")
	}
	t.num = n
	l.endNumber(start)
}

// endNumber checks that no name follows a number directly.
func (l *lexer) endNumber(start int) {
	if l.pos < len(l.src) {
		r, _ := utf8.DecodeRuneInString(l.src[l.pos:])
		if isNamePart(r) || r == '\\' {
			l.fail(start, "Invalid or unexpected token")
		}
	}
}

// quoted reads a string literal.
func (l *lexer) quoted(quote byte) string {
	start := l.pos
	l.pos++
	// Most strings have no escapes.
	for i := l.pos; i < len(l.src); i++ {
		c := l.src[i]
		if c == quote {
			text := l.src[l.pos:i]
			l.pos = i + 1
			return text
		}
		if c == '\\' || c == '\n' || c == '\r' {
			break
		}
	}
	var units []uint16
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		switch c {
		case quote:
			l.pos++
			return value.FromUTF16(units)
		case '\n', '\r':
			l.fail(l.pos, "Invalid or unexpected token")
		case '\\':
			at := l.pos
			var ok bool
			if units, ok = l.escape(units, false); !ok {
				l.fail(at, "Invalid escape sequence")
			}
		default:
			units = l.plain(units)
		}
	}
	l.fail(start, "Invalid or unexpected token")
	return ""
}

// plain copies one character.
func (l *lexer) plain(units []uint16) []uint16 {
	c := l.src[l.pos]
	if c < utf8.RuneSelf {
		l.pos++
		return append(units, uint16(c))
	}
	_, n := utf8.DecodeRuneInString(l.src[l.pos:])
	if n == 1 {
		// Half of a surrogate pair is three bytes in WTF-8.
		n = min(3, len(l.src)-l.pos)
		if c != 0xED {
			n = 1
		}
	}
	units = append(units, value.UTF16(l.src[l.pos:l.pos+n])...)
	l.pos += n
	return units
}

// escape reads an escape sequence; template literals have no octal ones. It
// skips what it cannot read and says so.
func (l *lexer) escape(units []uint16, template bool) ([]uint16, bool) {
	l.pos++ // the backslash
	if l.pos >= len(l.src) {
		return units, false
	}
	c := l.src[l.pos]
	switch c {
	case 'n':
		units = append(units, '\n')
	case 't':
		units = append(units, '\t')
	case 'r':
		units = append(units, '\r')
	case 'b':
		units = append(units, '\b')
	case 'f':
		units = append(units, '\f')
	case 'v':
		units = append(units, '\v')
	case '\r':
		l.pos++
		if l.pos < len(l.src) && l.src[l.pos] == '\n' {
			l.pos++
		}
		return units, true
	case '\n':
	case 'x':
		l.pos++
		r, ok := l.hex(2)
		if !ok {
			return units, false
		}
		return append(units, uint16(r)), true
	case 'u':
		l.pos++
		r, ok := l.unicodeEscape()
		if !ok {
			return units, false
		}
		if r >= 0x10000 {
			r -= 0x10000
			return append(units, uint16(0xD800+r>>10), uint16(0xDC00+r&0x3FF)), true
		}
		return append(units, uint16(r)), true
	case '0', '1', '2', '3', '4', '5', '6', '7':
		n := rune(c - '0')
		l.pos++
		next := func() bool { return l.pos < len(l.src) && l.src[l.pos] >= '0' && l.src[l.pos] <= '7' }
		if template {
			if c != '0' || l.pos < len(l.src) && isDigit(l.src[l.pos]) {
				return units, false
			}
			return append(units, 0), true
		}
		if next() {
			n = n*8 + rune(l.src[l.pos]-'0')
			l.pos++
			if c <= '3' && next() {
				n = n*8 + rune(l.src[l.pos]-'0')
				l.pos++
			}
		}
		return append(units, uint16(n)), true
	case '8', '9':
		if template {
			l.pos++
			return units, false
		}
		units = append(units, uint16(c))
	default:
		if r, n := utf8.DecodeRuneInString(l.src[l.pos:]); r == 0x2028 || r == 0x2029 {
			l.pos += n
			return units, true
		}
		return l.plain(units), true
	}
	l.pos++
	return units, true
}

// template reads the text of a template literal, up to ${ or the end.
func (l *lexer) template(t *token) {
	t.kind = tokenTemplate
	t.quasi = Quasi{Start: l.pos, Valid: true}
	var units []uint16
	start := l.pos
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		switch {
		case c == '`':
			l.pos++
			t.tail = true
			t.quasi.End = l.pos - 1
			t.quasi.Raw, t.quasi.Cooked = rawText(l.src[start:l.pos-1]), value.FromUTF16(units)
			return
		case c == '$' && strings.HasPrefix(l.src[l.pos:], "${"):
			l.pos += 2
			t.quasi.End = l.pos - 2
			t.quasi.Raw, t.quasi.Cooked = rawText(l.src[start:l.pos-2]), value.FromUTF16(units)
			return
		case c == '\\':
			var ok bool
			if units, ok = l.escape(units, true); !ok {
				t.quasi.Valid = false
			}
		case c == '\r':
			l.pos++
			if l.pos < len(l.src) && l.src[l.pos] == '\n' {
				l.pos++
			}
			units = append(units, '\n')
		default:
			units = l.plain(units)
		}
	}
	l.fail(start, "Unterminated template literal")
}

// rawText is the raw text of a template: line ends are newlines.
func rawText(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// regexp reads a regular expression literal whose slash stands at start.
func (l *lexer) regexp(start int) token {
	l.pos = start + 1
	class := false
	for {
		if l.pos >= len(l.src) {
			l.fail(start, "Invalid regular expression: missing /")
		}
		r, n := utf8.DecodeRuneInString(l.src[l.pos:])
		switch {
		case r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029:
			l.fail(start, "Invalid regular expression: missing /")
		case r == '\\':
			l.pos++
			if l.pos >= len(l.src) {
				l.fail(start, "Invalid regular expression: missing /")
			}
			r, n = utf8.DecodeRuneInString(l.src[l.pos:])
			if r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029 {
				l.fail(start, "Invalid regular expression: missing /")
			}
		case r == '[':
			class = true
		case r == ']':
			class = false
		case r == '/' && !class:
			l.pos++
			for l.pos < len(l.src) {
				r, n := utf8.DecodeRuneInString(l.src[l.pos:])
				if !isNamePart(r) {
					break
				}
				l.pos += n
			}
			return token{kind: tokenRegexp, start: start, end: l.pos, text: l.src[start:l.pos]}
		}
		l.pos += n
	}
}
