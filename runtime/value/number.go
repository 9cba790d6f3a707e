package value

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// FormatNumber answers the text of a number as ECMAScript's Number::toString (radix 10) gives it: "1", "0.1", "1e+21", "NaN", "-Infinity".
func FormatNumber(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 100 {
		return strconv.Itoa(int(f)) // Small integers come without an allocation; minus zero is "0", too.
	}
	var room [32]byte
	return string(AppendNumber(room[:0], f))
}

// AppendNumber appends the text of [FormatNumber] to dst.
func AppendNumber(dst []byte, f float64) []byte {
	if i := int64(f); float64(i) == f && i > -1<<53 && i < 1<<53 {
		return strconv.AppendInt(dst, i, 10)
	}
	switch abs := math.Abs(f); {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	case abs >= 1e-6 && abs < 1e21:
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	// Go writes at least two digits of the exponent, ECMAScript as few as there are.
	if n := len(dst); dst[n-4] == 'e' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
}

// ParseNumber converts text to a number as JavaScript's Number(string) does: white space around is ignored, the empty text is 0; decimal
// literals, Infinity with a sign, and 0x, 0o and 0b literals without a sign are read, everything else is NaN.
func ParseNumber(s string) float64 {
	s = TrimSpace(s)
	if s == "" {
		return 0
	}
	if len(s) > 2 && s[0] == '0' {
		base := 0
		switch s[1] {
		case 'x', 'X':
			base = 16
		case 'o', 'O':
			base = 8
		case 'b', 'B':
			base = 2
		}
		if base != 0 {
			return parseRadix(s[2:], base)
		}
	}
	switch s {
	case "Infinity", "+Infinity":
		return math.Inf(1)
	case "-Infinity":
		return math.Inf(-1)
	}
	// strconv reads more than JavaScript: "inf", "nan", hexadecimal floats, underscores. All of these have a byte outside of this set.
	digits := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits = true
		case c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-':
		default:
			return math.NaN()
		}
	}
	if !digits {
		return math.NaN()
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

func parseRadix(digits string, base int) float64 {
	if strings.ContainsAny(digits, "+-_") {
		return math.NaN()
	}
	if n, err := strconv.ParseUint(digits, base, 53); err == nil {
		return float64(n)
	}
	n, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return math.NaN()
	}
	f, _ := new(big.Float).SetInt(n).Float64()
	return f
}

// TrimSpace removes what JavaScript's String.prototype.trim removes at both ends: its white space and line ends. Unlike
// strings.TrimSpace it takes the byte-order mark U+FEFF for white space and U+0085 not.
func TrimSpace(s string) string { return strings.TrimFunc(s, isSpace) }

func isSpace(r rune) bool {
	switch {
	case r == ' ' || r >= '\t' && r <= '\r':
		return true
	case r < 0xA0:
		return false
	}
	switch r {
	case 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF:
		return true
	}
	return r >= 0x2000 && r <= 0x200A
}
