package value

import (
	"math"
	"unicode/utf8"
)

// AppendJSON appends v as JSON.stringify writes it: undefined vanishes in objects and is null in arrays, numbers that JSON does not know are null,
// a date is its ISO text, a lone surrogate is \udXXX. Where JSON.stringify writes nothing or throws, the result is still JSON: undefined
// by itself is null, a BigInt is its decimal text as a string. Bytes that are no text come out as U+FFFD.
func (v Value) AppendJSON(dst []byte) []byte {
	v = v.forced()
	switch v.kind {
	case KindHost:
		return v.Host().HostJSON().AppendJSON(dst)
	case KindBool:
		if v.n != 0 {
			return append(dst, "true"...)
		}
		return append(dst, "false"...)
	case KindNumber:
		return appendJSONNumber(dst, v.num())
	case KindString:
		return appendQuoted(dst, v.str())
	case KindArray:
		dst = append(dst, '[')
		for i, e := range v.Elems() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = e.AppendJSON(dst)
		}
		return append(dst, ']')
	case KindObject:
		keys := v.shape().keys
		dst = append(dst, '{')
		more := false
		for i, x := range v.fields() {
			if x = x.written(); x.kind == KindUndefined {
				continue
			}
			if more {
				dst = append(dst, ',')
			}
			more = true
			dst = append(appendQuoted(dst, keys[i]), ':')
			dst = x.AppendJSON(dst)
		}
		return append(dst, '}')
	case KindDate:
		return appendJSONDate(dst, v.num())
	case KindBigInt:
		return append(v.BigInt().Append(append(dst, '"'), 10), '"')
	}
	return append(dst, "null"...)
}

// written answers what JSON has in v's place: a host value says it itself.
func (v Value) written() Value {
	if v.kind == KindHost {
		return v.Host().HostJSON()
	}
	return v
}

func appendJSONNumber(dst []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(dst, "null"...)
	}
	return AppendNumber(dst, f)
}

func appendJSONDate(dst []byte, ms float64) []byte {
	if math.IsNaN(ms) {
		return append(dst, "null"...)
	}
	return append(appendISODate(append(dst, '"'), ms), '"')
}

// JSON answers v as [Value.AppendJSON] writes it.
func (v Value) JSON() string { return string(v.AppendJSON(nil)) }

// Indent answers v as JSON.stringify(v, null, indent) writes it: one member a line, indented by as many indent as it is deep; prefix begins
// every line but the first.
func (v Value) Indent(prefix, indent string) string {
	return string(v.appendIndented(nil, "\n"+prefix, indent))
}

func (v Value) appendIndented(dst []byte, line, indent string) []byte {
	more, inner := false, line+indent
	switch v = v.written().forced(); v.kind {
	case KindArray:
		dst = append(dst, '[')
		for _, e := range v.Elems() {
			if more {
				dst = append(dst, ',')
			}
			more = true
			dst = e.appendIndented(append(dst, inner...), inner, indent)
		}
		if more {
			dst = append(dst, line...)
		}
		return append(dst, ']')
	case KindObject:
		dst = append(dst, '{')
		for k, x := range v.Entries() {
			if x = x.written(); x.kind == KindUndefined {
				continue
			}
			if more {
				dst = append(dst, ',')
			}
			more = true
			dst = append(appendQuoted(append(dst, inner...), k), ": "...)
			dst = x.appendIndented(dst, inner, indent)
		}
		if more {
			dst = append(dst, line...)
		}
		return append(dst, '}')
	}
	return v.AppendJSON(dst)
}

// String answers v as JSON, for messages and debugging; undefined is "undefined". See [Value.ToString] for JavaScript's conversion.
func (v Value) String() string {
	if v.kind == KindUndefined {
		return "undefined"
	}
	return v.JSON()
}

// MarshalJSON writes v as [Value.AppendJSON] does.
func (v Value) MarshalJSON() ([]byte, error) { return v.AppendJSON(nil), nil }

// UnmarshalJSON reads v as [Parse] does.
func (v *Value) UnmarshalJSON(b []byte) error {
	x, err := Parse(b)
	if err == nil {
		*v = x
	}
	return err
}

const hexDigits = "0123456789abcdef"

// mustEscape tells which bytes below 0x80 a JSON string cannot hold as they are.
var mustEscape = func() (t [256]bool) {
	for c := range 0x20 {
		t[c] = true
	}
	t['"'], t['\\'] = true, true
	for c := utf8.RuneSelf; c < 256; c++ {
		t[c] = true
	}
	return
}()

// appendQuoted appends s as a JSON string.
func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		if len(s)-i >= 8 {
			if w := word(s, i); w&0x8080808080808080 == 0 {
				n := plainBytes(w)
				i += n
				if n == 8 {
					continue
				}
			}
		}
		c := s[i]
		if !mustEscape[c] {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := decodeRune(s[i:])
			switch {
			case r == utf8.RuneError && size == 1:
				dst = append(append(dst, s[start:i]...), "\uFFFD"...)
				start = i + 1
			case r >= highSurrogate && r < surrogateEnd:
				dst = append(dst, s[start:i]...)
				dst = append(dst, '\\', 'u', 'd', hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
				start = i + 3
			}
			i += size
			continue
		}
		dst = append(dst, s[start:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\t':
			dst = append(dst, '\\', 't')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\r':
			dst = append(dst, '\\', 'r')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}
