// Package jsstring has JavaScript's string functions for Go strings in WTF-8,
// as package value keeps them: case, URI encoding, fixed digits, parseInt.
package jsstring

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"runnel/runtime/value"
)

// isASCII tells whether a text has only ASCII characters.
func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Lower is String.prototype.toLowerCase.
func Lower(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return cased(s, cases.Lower(language.Und).String)
}

// Upper is String.prototype.toUpperCase.
func Upper(s string) string {
	if isASCII(s) {
		return strings.ToUpper(s)
	}
	return cased(s, cases.Upper(language.Und).String)
}

// cased applies a function to the pieces between halves of surrogate pairs.
func cased(s string, f func(string) string) string {
	if utf8.ValidString(s) {
		return f(s)
	}
	var b strings.Builder
	for len(s) > 0 {
		n := 0
		for n < len(s) {
			r, size := utf8.DecodeRuneInString(s[n:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			n += size
		}
		b.WriteString(f(s[:n]))
		if s = s[n:]; s != "" {
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	return b.String()
}

const (
	uriUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()"
	uriReserved   = ";/?:@&=+$,#"
)

var (
	keepComponent = byteSet(uriUnreserved)
	keepURI       = byteSet(uriUnreserved + uriReserved)
	reservedSet   = byteSet(uriReserved)
)

func byteSet(s string) (set [256]bool) {
	for i := 0; i < len(s); i++ {
		set[s[i]] = true
	}
	return set
}

// EncodeURIComponent is the global function of that name; it is not ok for a
// text with half of a surrogate pair.
func EncodeURIComponent(s string) (string, bool) { return encode(s, &keepComponent) }

// EncodeURI is the global function of that name.
func EncodeURI(s string) (string, bool) { return encode(s, &keepURI) }

func encode(s string, keep *[256]bool) (string, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		if !keep[s[i]] {
			n++
		}
	}
	if n == 0 {
		return s, true
	}
	if !utf8.ValidString(s) {
		return "", false
	}
	b := make([]byte, 0, len(s)+2*n)
	for i := 0; i < len(s); i++ {
		if c := s[i]; keep[c] {
			b = append(b, c)
		} else {
			b = append(b, '%', "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15])
		}
	}
	return string(b), true
}

// DecodeURIComponent is the global function of that name; it is not ok for a
// text that is not well formed.
func DecodeURIComponent(s string) (string, bool) { return decode(s, nil) }

// DecodeURI is the global function of that name.
func DecodeURI(s string) (string, bool) { return decode(s, &reservedSet) }

func decode(s string, keep *[256]bool) (string, bool) {
	if !strings.Contains(s, "%") {
		return s, true
	}
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b = append(b, s[i])
			continue
		}
		c, ok := hexByte(s, i)
		if !ok {
			return "", false
		}
		if c < utf8.RuneSelf {
			if keep != nil && keep[c] {
				b = append(b, s[i:i+3]...)
			} else {
				b = append(b, c)
			}
			i += 2
			continue
		}
		n := 0
		switch {
		case c >= 0xC2 && c <= 0xDF:
			n = 2
		case c >= 0xE0 && c <= 0xEF:
			n = 3
		case c >= 0xF0 && c <= 0xF4:
			n = 4
		default:
			return "", false
		}
		var char [4]byte
		for k := 0; k < n; k++ {
			if char[k], ok = hexByte(s, i+3*k); !ok {
				return "", false
			}
		}
		if !utf8.Valid(char[:n]) {
			return "", false
		}
		b = append(b, char[:n]...)
		i += 3*n - 1
	}
	return string(b), true
}

func hexByte(s string, i int) (byte, bool) {
	if i+2 >= len(s) || s[i] != '%' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
	return byte(n), err == nil && s[i+1] != '+' && s[i+1] != '-'
}

// ParseFloat is the global function of that name.
func ParseFloat(s string) float64 {
	s = strings.TrimLeftFunc(s, isSpace)
	sign := ""
	rest := s
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		sign, rest = rest[:1], rest[1:]
	}
	if strings.HasPrefix(rest, "Infinity") {
		if sign == "-" {
			return math.Inf(-1)
		}
		return math.Inf(1)
	}
	i := 0
	digits := func() (n int) {
		for i < len(rest) && rest[i] >= '0' && rest[i] <= '9' {
			i++
			n++
		}
		return n
	}
	n := digits()
	if i < len(rest) && rest[i] == '.' {
		i++
		m := digits()
		if n+m == 0 {
			return math.NaN()
		}
		n += m
	}
	if n == 0 {
		return math.NaN()
	}
	if i < len(rest) && (rest[i] == 'e' || rest[i] == 'E') {
		at := i
		i++
		if i < len(rest) && (rest[i] == '+' || rest[i] == '-') {
			i++
		}
		if digits() == 0 {
			i = at
		}
	}
	f, err := strconv.ParseFloat(sign+rest[:i], 64)
	if err != nil && !math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

// ParseInt is the global function of that name; radix 0 is the default.
func ParseInt(s string, radix float64) float64 {
	s = strings.TrimLeftFunc(s, isSpace)
	negative := false
	if s != "" && (s[0] == '+' || s[0] == '-') {
		negative = s[0] == '-'
		s = s[1:]
	}
	r := int(toInt32(radix))
	strip := true
	if r != 0 {
		if r < 2 || r > 36 {
			return math.NaN()
		}
		strip = r == 16
	} else {
		r = 10
	}
	if strip && len(s) >= 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		s, r = s[2:], 16
	}
	end := 0
	for end < len(s) && digit(s[end]) < r {
		end++
	}
	if end == 0 {
		return math.NaN()
	}
	f := 0.0
	if end <= 15 && r <= 10 || end <= 10 {
		n, _ := strconv.ParseInt(s[:end], r, 64)
		f = float64(n)
	} else if r == 10 {
		f, _ = strconv.ParseFloat(s[:end], 64)
	} else {
		n, _ := new(big.Int).SetString(s[:end], r)
		f, _ = new(big.Float).SetInt(n).Float64()
	}
	if negative {
		f = -f
	}
	return f
}

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	}
	return 99
}

// toInt32 is ECMAScript's ToInt32.
func toInt32(f float64) int32 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return int32(uint32(int64(math.Mod(math.Trunc(f), 1<<32))))
}

// ToInt32 is ECMAScript's ToInt32, which the bit operators use.
func ToInt32(f float64) int32 { return toInt32(f) }

// ToFixed is Number.prototype.toFixed; it is not ok where that throws.
func ToFixed(f, digits float64) (string, bool) {
	d := 0
	if !math.IsNaN(digits) {
		digits = math.Trunc(digits)
		if digits < 0 || digits > 100 {
			return "", false
		}
		d = int(digits)
	}
	if math.IsNaN(f) || math.Abs(f) >= 1e21 {
		return value.FormatNumber(f), true
	}
	text := fixed(math.Abs(f), d)
	if f < 0 {
		// The sign stays even where nothing else does.
		text = "-" + text
	}
	return text, true
}

// fixed writes a number that is not negative with digits behind the point;
// halves round up.
func fixed(f float64, digits int) string {
	longer := strconv.FormatFloat(f, 'f', digits+1, 64)
	if longer[len(longer)-1] == '5' {
		// FormatFloat rounds exact halves to even.
		exact, _ := new(big.Rat).SetString(longer)
		if x := new(big.Rat).SetFloat64(f); x != nil && exact.Cmp(x) == 0 {
			step := new(big.Rat).SetFrac(big.NewInt(5), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits+1)), nil))
			return exact.Add(exact, step).FloatString(digits)
		}
	}
	return strconv.FormatFloat(f, 'f', digits, 64)
}

// Trim is String.prototype.trim.
func Trim(s string) string { return strings.TrimFunc(s, isSpace) }

// TrimStart is String.prototype.trimStart.
func TrimStart(s string) string { return strings.TrimLeftFunc(s, isSpace) }

// TrimEnd is String.prototype.trimEnd.
func TrimEnd(s string) string { return strings.TrimRightFunc(s, isSpace) }

// IsSpace tells whether JavaScript holds a character for white space.
func IsSpace(r rune) bool { return isSpace(r) }

func isSpace(r rune) bool {
	switch r {
	case '\t', '\n', '\v', '\f', '\r', ' ', 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF:
		return true
	}
	return r >= 0x2000 && r <= 0x200A
}
