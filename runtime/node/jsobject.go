package node

import (
	"strings"
	"unicode/utf8"

	"runnel/runtime/value"
)

// ParseObject reads JSON, or else an object as JavaScript source writes it:
// keys without quotes, single quotes, trailing commas. A name as a value gives
// its text, and a value that is more than a literal gives undefined; both as
// in the original. It reports whether the text could be read.
func ParseObject(text string) (value.Value, bool) {
	if v, err := value.ParseString(text); err == nil {
		return v, true
	}
	p := jsReader{s: text}
	p.space()
	if !p.at('{') {
		return value.Undefined, false
	}
	v, ok := p.value()
	p.space()
	return v, ok && p.i == len(p.s) && v.IsObject()
}

// jsReader reads literals of JavaScript.
type jsReader struct {
	s string
	i int
	// broken is set once the text can be no JavaScript.
	broken bool
}

func (p *jsReader) at(c byte) bool { return p.i < len(p.s) && p.s[p.i] == c }

func (p *jsReader) skip(c byte) bool {
	p.space()
	if p.at(c) {
		p.i++
		return true
	}
	return false
}

// space skips white space and comments.
func (p *jsReader) space() {
	for p.i < len(p.s) {
		rest := p.s[p.i:]
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case value.TrimSpace(string(r)) == "":
			p.i += size
		case strings.HasPrefix(rest, "//"):
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest)
			}
			p.i += end
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				return
			}
			p.i += end + 4
		default:
			return
		}
	}
}

// skipExpression goes to the comma or bracket that ends an expression; false
// when brackets or quotes in it do not match.
func (p *jsReader) skipExpression() bool {
	start := p.i
	var open []byte
	for p.i < len(p.s) {
		switch c := p.s[p.i]; c {
		case '"', '\'', '`':
			if c != '`' {
				if _, ok := p.quoted(); !ok {
					return false
				}
				continue
			}
			end := strings.IndexByte(p.s[p.i+1:], '`')
			if end < 0 {
				return false
			}
			p.i += end + 1
		case '(':
			open = append(open, ')')
		case '[':
			open = append(open, ']')
		case '{':
			open = append(open, '}')
		case ')', ']', '}':
			if len(open) == 0 {
				return p.i > start
			}
			if open[len(open)-1] != c {
				return false
			}
			open = open[:len(open)-1]
		case ',':
			if len(open) == 0 {
				return p.i > start
			}
		}
		p.i++
	}
	return false
}

// value reads one value and leaves the reader at the comma or bracket after
// it. What is no literal is skipped and gives undefined.
func (p *jsReader) value() (value.Value, bool) {
	p.space()
	start := p.i
	v, ok := p.literal()
	p.space()
	if ok && (p.i == len(p.s) || strings.IndexByte(",]}", p.s[p.i]) >= 0) {
		return v, true
	}
	p.i = start
	return value.Undefined, !p.broken && p.skipExpression()
}

func (p *jsReader) literal() (value.Value, bool) {
	if p.i == len(p.s) {
		return value.Undefined, false
	}
	switch c := p.s[p.i]; {
	case c == '{':
		return p.object()
	case c == '[':
		return p.array()
	case c == '"' || c == '\'':
		s, ok := p.quoted()
		return value.String(s), ok
	case c == '-' || c == '+' || c == '!' || c == '~':
		p.i++
		p.space()
		v, ok := p.literal()
		if !ok {
			return v, false
		}
		if c == '-' {
			return value.Number(-v.ToNumber()), true
		}
		return value.Number(v.ToNumber()), true
	case c >= '0' && c <= '9' || c == '.':
		start := p.i
		for p.i < len(p.s) && (isNameByte(p.s[p.i]) || p.s[p.i] == '.' ||
			(p.s[p.i] == '-' || p.s[p.i] == '+') && (p.s[p.i-1]|0x20 == 'e') && !strings.HasPrefix(p.s[start:], "0x")) {
			p.i++
		}
		n := value.ParseNumber(strings.ReplaceAll(p.s[start:p.i], "_", ""))
		return value.Number(n), n == n
	}
	name := p.name()
	switch name {
	case "":
		return value.Undefined, false
	case "true":
		return value.True, true
	case "false":
		return value.False, true
	case "null":
		return value.Null, true
	}
	return value.String(name), true
}

func isNameByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c-'0' <= 9 || c|0x20-'a' < 26 && c|0x20 >= 'a'
}

func (p *jsReader) name() string {
	start := p.i
	for p.i < len(p.s) && isNameByte(p.s[p.i]) {
		p.i++
	}
	return p.s[start:p.i]
}

func (p *jsReader) object() (value.Value, bool) {
	p.i++
	var b value.Builder
	for {
		if p.skip('}') {
			return b.Object(), true
		}
		key, ok := p.key()
		if !ok {
			// No member begins so; {{ is how an unquoted expression looks.
			p.broken = p.broken || p.at('{') || p.at('(')
			return value.Undefined, false
		}
		switch {
		case p.skip(':'):
			v, ok := p.value()
			if !ok {
				return value.Undefined, false
			}
			b.Set(key, v)
		case p.at('('):
			// A method; its value is more than a literal.
			if !p.skipExpression() {
				return value.Undefined, false
			}
			b.Set(key, value.Undefined)
		default:
			// A name alone stands for key and value.
			b.Set(key, value.String(key))
		}
		if !p.skip(',') {
			return b.Object(), p.skip('}')
		}
	}
}

func (p *jsReader) key() (string, bool) {
	p.space()
	if p.i == len(p.s) {
		return "", false
	}
	switch c := p.s[p.i]; {
	case c == '"' || c == '\'':
		return p.quoted()
	case c >= '0' && c <= '9' || c == '.':
		v, ok := p.literal()
		return v.ToString(), ok
	}
	name := p.name()
	return name, name != ""
}

func (p *jsReader) array() (value.Value, bool) {
	p.i++
	list := []value.Value{}
	for {
		if p.skip(']') {
			return value.Array(list...), true
		}
		if p.skip(',') {
			list = append(list, value.Undefined)
			continue
		}
		v, ok := p.value()
		if !ok {
			return value.Undefined, false
		}
		list = append(list, v)
		if !p.skip(',') {
			return value.Array(list...), p.skip(']')
		}
	}
}

// quoted reads a string in single or double quotes.
func (p *jsReader) quoted() (string, bool) {
	quote := p.s[p.i]
	var out []uint16
	plain := p.i + 1
	flush := func(end int) { out = append(out, value.UTF16(p.s[plain:end])...) }
	for p.i++; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; c {
		case quote:
			flush(p.i)
			p.i++
			return value.FromUTF16(out), true
		case '\n', '\r':
			return "", false
		case '\\':
			flush(p.i)
			p.i++
			if p.i == len(p.s) {
				return "", false
			}
			unit, ok := p.escape()
			if !ok {
				return "", false
			}
			out = append(out, unit...)
			plain = p.i + 1
		}
	}
	return "", false
}

// escape reads what follows a backslash and leaves the reader at its last byte.
func (p *jsReader) escape() ([]uint16, bool) {
	simple := map[byte]uint16{'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f', 'v': '\v', '0': 0}
	c := p.s[p.i]
	if u, ok := simple[c]; ok {
		return []uint16{u}, true
	}
	digits := 0
	switch c {
	case '\n':
		return nil, true
	case 'x':
		digits = 2
	case 'u':
		digits = 4
		if strings.HasPrefix(p.s[p.i+1:], "{") {
			end := strings.IndexByte(p.s[p.i:], '}')
			n := value.ParseNumber("0x" + p.s[p.i+2:max(p.i+2, p.i+end)])
			if end < 0 || n != n || n > 0x10FFFF {
				return nil, false
			}
			p.i += end
			return value.UTF16(string(rune(n))), true
		}
	default:
		// The backslash does not count.
		_, size := utf8.DecodeRuneInString(p.s[p.i:])
		p.i += size - 1
		return value.UTF16(p.s[p.i+1-size : p.i+1]), true
	}
	if p.i+digits >= len(p.s) {
		return nil, false
	}
	n := value.ParseNumber("0x" + p.s[p.i+1:p.i+1+digits])
	if n != n {
		return nil, false
	}
	p.i += digits
	return []uint16{uint16(n)}, true
}
