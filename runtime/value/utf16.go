package value

import (
	"unicode/utf8"
)

const (
	highSurrogate = 0xD800
	lowSurrogate  = 0xDC00
	surrogateEnd  = 0xE000
)

// decodeRune answers the first code point of s, which must not be empty, and its length in bytes. Unlike the function of package utf8 it
// reads the three byte form of a lone surrogate as that surrogate.
func decodeRune(s string) (rune, int) {
	if c := s[0]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	if len(s) >= 3 && s[0] == 0xED && s[1] >= 0xA0 && s[1] <= 0xBF && s[2]&0xC0 == 0x80 {
		return rune(s[0]&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	return utf8.DecodeRuneInString(s)
}

// appendRune appends a code point; a surrogate takes its three byte form.
func appendRune(dst []byte, r rune) []byte {
	if r >= highSurrogate && r < surrogateEnd {
		return append(dst, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF)
	}
	return utf8.AppendRune(dst, r)
}

// startsWithLow tells whether s begins with the second half of a surrogate pair, and endsWithHigh whether it ends with a first half.
func startsWithLow(s string) bool {
	return len(s) >= 3 && s[0] == 0xED && s[1] >= 0xB0 && s[1] <= 0xBF && s[2]&0xC0 == 0x80
}

func endsWithHigh(s string) bool {
	n := len(s)
	return n >= 3 && s[n-3] == 0xED && s[n-2] >= 0xA0 && s[n-2] <= 0xAF && s[n-1]&0xC0 == 0x80
}

// UTF16Len answers the length of s as JavaScript counts it, in UTF-16 code units.
func UTF16Len(s string) int {
	// Every byte that begins a character counts one, the beginning of four bytes two.
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return n + utf16LenSlow(s[i:])
		}
		n++
	}
	return n
}

func utf16LenSlow(s string) int {
	n := 0
	for len(s) > 0 {
		r, size := decodeRune(s)
		n++
		if r >= 0x10000 {
			n++
		}
		s = s[size:]
	}
	return n
}

// UTF16 answers the UTF-16 code units of s.
func UTF16(s string) []uint16 {
	units := make([]uint16, 0, len(s))
	for len(s) > 0 {
		r, size := decodeRune(s)
		if r >= 0x10000 {
			r -= 0x10000
			units = append(units, uint16(highSurrogate+r>>10), uint16(lowSurrogate+r&0x3FF))
		} else {
			units = append(units, uint16(r))
		}
		s = s[size:]
	}
	return units
}

// FromUTF16 answers the text of the UTF-16 code units; halves of a surrogate pair that stand side by side are combined.
func FromUTF16(units []uint16) string {
	text := make([]byte, 0, len(units))
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if r >= highSurrogate && r < lowSurrogate && i+1 < len(units) && units[i+1] >= lowSurrogate && units[i+1] < surrogateEnd {
			i++
			r = joinSurrogates(r, rune(units[i]))
		}
		text = appendRune(text, r)
	}
	return string(text)
}

func joinSurrogates(high, low rune) rune {
	return (high-highSurrogate)<<10 | (low - lowSurrogate) + 0x10000
}

// Concat answers a followed by b. If a ends and b begins with the halves of one surrogate pair, they are combined as in JavaScript.
func Concat(a, b string) string {
	if startsWithLow(b) && endsWithHigh(a) {
		high, _ := decodeRune(a[len(a)-3:])
		low, _ := decodeRune(b)
		return a[:len(a)-3] + string(joinSurrogates(high, low)) + b[3:]
	}
	return a + b
}

// SliceUTF16 answers the code units of s from from up to to, as JavaScript's substring counts them; the bounds are clipped to the text.
// A bound within a surrogate pair leaves its half alone.
func SliceUTF16(s string, from, to int) string {
	from = max(from, 0)
	if from >= to {
		return ""
	}
	start, atStart := seekUTF16(s, from)
	end, atEnd := seekUTF16(s[start:], to-from+atStart)
	end += start
	if atStart == 0 && atEnd == 0 {
		return s[start:end]
	}
	var text []byte
	if atStart == 1 { // From within a pair: its second half, then what follows.
		r, size := decodeRune(s[start:])
		text = appendRune(text, lowSurrogate+(r-0x10000)&0x3FF)
		start += size
	}
	if start < end {
		text = append(text, s[start:end]...)
	}
	if atEnd == 1 && start <= end {
		r, _ := decodeRune(s[end:])
		text = appendRune(text, highSurrogate+(r-0x10000)>>10)
	}
	return string(text)
}

// seekUTF16 answers the byte offset of the character that holds the code unit at, and which of its units that is, 0 or 1.
func seekUTF16(s string, at int) (offset, half int) {
	i, n := 0, 0
	for i < len(s) && n < at {
		if s[i] < utf8.RuneSelf {
			i++
			n++
			continue
		}
		r, size := decodeRune(s[i:])
		if r >= 0x10000 {
			if n+1 == at {
				return i, 1
			}
			n++
		}
		n++
		i += size
	}
	return i, 0
}

// charAt answers the code unit at i of s as a string.
func charAt(s string, i int) (Value, bool) {
	if c := SliceUTF16(s, i, i+1); c != "" {
		return String(c), true
	}
	return Value{}, false
}

// isWTF8 tells whether s is text as this package keeps it: UTF-8, or UTF-8 with surrogates that stand alone.
func isWTF8(s string) bool {
	if utf8.ValidString(s) {
		return true
	}
	high := false
	for len(s) > 0 {
		r, size := decodeRune(s)
		if r == utf8.RuneError && size == 1 || high && r >= lowSurrogate && r < surrogateEnd {
			return false
		}
		high = r >= highSurrogate && r < lowSurrogate
		s = s[size:]
	}
	return true
}

// cleanWTF8 answers s with the halves of surrogate pairs combined and every byte that is no text replaced by U+FFFD.
func cleanWTF8(s string) string {
	if isWTF8(s) {
		return s
	}
	return FromUTF16(UTF16(s))
}
