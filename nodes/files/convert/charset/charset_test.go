package charset_test

import (
	"testing"

	"runnel/nodes/files/convert/charset"
)

func TestBothWays(t *testing.T) {
	for _, c := range []struct{ encoding, text, bytes string }{
		{"utf8", "é", "\xc3\xa9"}, {"iso885915", "€", "\xa4"}, {"windows1252", "€", "\x80"}, {"windows1251", "Ж", "\xc6"}, {"cp437", "é", "\x82"},
		{"shiftjis", "あ", "\x82\xa0"}, {"eucjp", "あ", "\xa4\xa2"}, {"gb18030", "中", "\xd6\xd0"}, {"big5hkscs", "中", "\xa4\xa4"}, {"cp949", "한", "\xc7\xd1"},
		{"ucs2", "é", "\xe9\x00"}, {"utf16be", "é", "\x00\xe9"}, {"utf32le", "é", "\xe9\x00\x00\x00"}, {"koi8r", "Ж", "\xf6"}, {"hex", "00ff", "\x00\xff"},
		{"base64", "AP8=", "\x00\xff"}, {"latin1", "é", "\xe9"},
	} {
		if got, err := charset.Decode([]byte(c.bytes), c.encoding); err != nil || got != c.text {
			t.Errorf("%s: %q reads as %q (%v), not %q", c.encoding, c.bytes, got, err, c.text)
		}
		if got, err := charset.Encode(c.text, c.encoding, false); err != nil || string(got) != c.bytes {
			t.Errorf("%s: %q is written as %q (%v), not %q", c.encoding, c.text, got, err, c.bytes)
		}
	}
	if _, err := charset.Decode(nil, "klingon"); err == nil || err.Error() != "Encoding not recognized: 'klingon'" {
		t.Errorf("an unknown encoding gives %v", err)
	}
}
