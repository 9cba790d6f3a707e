package httpclient

import (
	"strconv"
	"strings"

	"runnel/runtime/value"
)

// ArrayFormat says how lists are written in a query or form.
type ArrayFormat string

// The formats of lists.
const (
	ArraysIndexed  ArrayFormat = "indices"  // k[0]=a&k[1]=b
	ArraysBrackets ArrayFormat = "brackets" // k[]=a&k[]=b
	ArraysRepeated ArrayFormat = "repeat"   // k=a&k=b
	ArraysJoined   ArrayFormat = "comma"    // k=a,b
)

// EncodeQuery writes an object as a query string or form body, nested objects
// as k[sub]=v, null as an empty value; undefined, functions and empty
// containers are left out. Everything but letters, digits and "-._~" is
// percent-encoded (core reference §6.3).
func EncodeQuery(v value.Value, arrays ArrayFormat) string {
	var w queryWriter
	w.arrays = arrays
	switch {
	case v.IsObject():
		for k, x := range v.Entries() {
			w.write(k, x)
		}
	case v.IsArray():
		for i, x := range v.Elems() {
			w.write(strconv.Itoa(i), x)
		}
	}
	return string(w.out)
}

type queryWriter struct {
	out    []byte
	arrays ArrayFormat
}

func (w *queryWriter) pair(key, text string) {
	if len(w.out) > 0 {
		w.out = append(w.out, '&')
	}
	w.out = appendEscaped(w.out, key)
	w.out = append(w.out, '=')
	w.out = appendEscaped(w.out, text)
}

func (w *queryWriter) write(key string, v value.Value) {
	switch v.Kind() {
	case value.KindUndefined:
	case value.KindNull:
		w.pair(key, "")
	case value.KindArray:
		if w.arrays == ArraysJoined {
			w.joined(key, v)
			return
		}
		for i, e := range v.Elems() {
			switch w.arrays {
			case ArraysRepeated:
				w.write(key, e)
			case ArraysBrackets:
				w.write(key+"[]", e)
			default:
				w.write(key+"["+strconv.Itoa(i)+"]", e)
			}
		}
	case value.KindObject:
		for k, x := range v.Entries() {
			w.write(key+"["+k+"]", x)
		}
	case value.KindDate:
		w.pair(key, value.ISODate(v.Num()))
	default:
		w.pair(key, v.ToString())
	}
}

func (w *queryWriter) joined(key string, v value.Value) {
	var parts []string
	for _, e := range v.Elems() {
		if e.IsNullish() {
			parts = append(parts, "")
		} else {
			parts = append(parts, e.ToString())
		}
	}
	if len(parts) > 0 {
		w.pair(key, strings.Join(parts, ","))
	}
}

const hexDigits = "0123456789ABCDEF"

// appendEscaped percent-encodes as RFC 3986 has it. Halves of surrogate pairs
// become U+FFFD.
func appendEscaped(dst []byte, s string) []byte {
	s = strings.ToValidUTF8(s, "\uFFFD")
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~' {
			dst = append(dst, c)
		} else {
			dst = append(dst, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return dst
}

// EncodeSearchParams writes an object as the URLSearchParams class of
// JavaScript does: values as text, spaces as "+", no nesting.
func EncodeSearchParams(v value.Value) string {
	var out []byte
	for k, x := range v.Entries() {
		if len(out) > 0 {
			out = append(out, '&')
		}
		out = appendForm(out, k)
		out = append(out, '=')
		out = appendForm(out, x.ToString())
	}
	return string(out)
}

func appendForm(dst []byte, s string) []byte {
	s = strings.ToValidUTF8(s, "\uFFFD")
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '*' || c == '-' || c == '.' || c == '_':
			dst = append(dst, c)
		case c == ' ':
			dst = append(dst, '+')
		default:
			dst = append(dst, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return dst
}

// ParseSearchParams reads a query string as URLSearchParams does; of keys that
// come again the last value counts.
func ParseSearchParams(s string) value.Value {
	s = strings.TrimPrefix(s, "?")
	var b value.Builder
	for part := range strings.SplitSeq(s, "&") {
		if part == "" {
			continue
		}
		key, text, _ := strings.Cut(part, "=")
		b.Set(unescapeForm(key), value.String(unescapeForm(text)))
	}
	return b.Object()
}

func unescapeForm(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '+':
			out = append(out, ' ')
		case c == '%' && i+2 < len(s) && value.HexDigit(s[i+1]) >= 0 && value.HexDigit(s[i+2]) >= 0:
			out = append(out, byte(value.HexDigit(s[i+1])<<4|value.HexDigit(s[i+2])))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}
