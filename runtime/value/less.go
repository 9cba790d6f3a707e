package value

import "cmp"

// Less answers JavaScript's a < b: texts by their UTF-16 code units, all else
// as numbers, where NaN is less than nothing and nothing is less than NaN.
// Arrays and objects count as their text.
func Less(a, b Value) bool {
	a, b = a.primitive(), b.primitive()
	if a.IsString() && b.IsString() {
		return CompareText(a.Str(), b.Str()) < 0
	}
	return a.ToNumber() < b.ToNumber()
}

// AtMost answers JavaScript's a <= b, with the rules of [Less].
func AtMost(a, b Value) bool {
	a, b = a.primitive(), b.primitive()
	if a.IsString() && b.IsString() {
		return CompareText(a.Str(), b.Str()) <= 0
	}
	return a.ToNumber() <= b.ToNumber()
}

// primitive answers what JavaScript makes of v where it wants a number or a
// text.
func (v Value) primitive() Value {
	if v.IsArray() || v.IsObject() {
		return String(v.ToString())
	}
	return v
}

// CompareText orders texts by their UTF-16 code units, as JavaScript's < does.
// That is the order of their bytes, except that the halves of surrogate pairs
// come before U+E000.
func CompareText(a, b string) int {
	n := min(len(a), len(b))
	i := 0
	for i < n && a[i] == b[i] {
		i++
	}
	if i == n {
		return cmp.Compare(len(a), len(b))
	}
	// Leading bytes from 0xF0 on are of characters that are surrogate pairs,
	// 0xEE and 0xEF of U+E000 to U+FFFF, 0xED of lone surrogates and less.
	x, y := a[i], b[i]
	if x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0) {
		return cmp.Compare(y, x)
	}
	return cmp.Compare(x, y)
}
