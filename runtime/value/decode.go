package value

import (
	"strings"
	"unicode/utf8"
)

// DecodeUTF8 answers bytes as text, with U+FFFD for what is not UTF-8, one for each longest run of bytes that begin a character, as the
// WHATWG Encoding Standard and with it Node.js decode it. The half of a surrogate pair in its three byte form is not UTF-8.
func DecodeUTF8(b string) string {
	if utf8.ValidString(b) {
		return b
	}
	var text strings.Builder
	text.Grow(len(b) + 16)
	for len(b) > 0 {
		r, size := utf8.DecodeRuneInString(b)
		if r == utf8.RuneError && size == 1 {
			size = BrokenLength(b)
		}
		text.WriteRune(r)
		b = b[size:]
	}
	return text.String()
}

// BrokenLength answers how many bytes at the beginning of b, which is not valid there, are one broken character: the first byte and those
// after it that a longer character could go on with.
func BrokenLength(b string) int {
	low, high, need := byte(0x80), byte(0xBF), 0
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c >= 0xE0 && c <= 0xEF:
		need = 2
		if c == 0xE0 {
			low = 0xA0
		} else if c == 0xED {
			high = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		need = 3
		if c == 0xF0 {
			low = 0x90
		} else if c == 0xF4 {
			high = 0x8F
		}
	}
	n := 1
	for n <= need && n < len(b) && b[n] >= low && b[n] <= high {
		low, high = 0x80, 0xBF
		n++
	}
	return n
}

// HexDigit answers the value of a hexadecimal digit, -1 for what is none.
func HexDigit[C byte | rune | uint16](c C) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
