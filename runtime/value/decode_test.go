package value

import "testing"

func TestDecodeUTF8(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"añ€😀":                     "añ€😀",
		"\xEF\xBB\xBFa":            "\uFEFFa",
		"a\x80b":                   "a\uFFFDb",
		"\xE2\x82":                 "\uFFFD",
		"\xE2\x82x":                "\uFFFDx",
		"\xF0\x9F\x98":             "\uFFFD",
		"\xED\xA0\x80":             "\uFFFD\uFFFD\uFFFD",
		"\xC0\xAF":                 "\uFFFD\uFFFD",
		"\xF4\x90\x80\x80":         "\uFFFD\uFFFD\uFFFD\uFFFD",
		"\xF1\x80\x80\xE1\x80\xC2": "\uFFFD\uFFFD\uFFFD",
	} {
		if got := DecodeUTF8(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

func TestHexDigit(t *testing.T) {
	digits := map[byte]int{}
	for i, lower := range []byte("0123456789abcdef") {
		digits[lower] = i
		digits["0123456789ABCDEF"[i]] = i
	}
	for c := range 256 {
		want, ok := digits[byte(c)]
		if !ok {
			want = -1
		}
		if got := HexDigit(byte(c)); got != want {
			t.Errorf("%q gives %d, want %d", byte(c), got, want)
		}
	}
	if HexDigit('１') != -1 {
		t.Error("a wide digit is taken for a digit")
	}
}
