package jsstring

import (
	"math"
	"testing"

	"runnel/runtime/value"
)

func TestToFixed(t *testing.T) {
	for _, c := range []struct {
		f, d float64
		want string
	}{
		{2.5, 0, "3"}, {-2.5, 0, "-3"}, {1.005, 2, "1.00"}, {8.345, 2, "8.35"}, {1.45, 1, "1.4"}, {0.5, 0, "1"}, {-0.4, 0, "-0"}, {1e21, 2, "1e+21"},
		{123.456, 1.7, "123.5"}, {0.000001, 7, "0.0000010"}, {-1.5, 0, "-2"}, {10.235, 2, "10.23"}, {1.25, 1, "1.3"}, {0, 2, "0.00"},
		{math.NaN(), 2, "NaN"}, {0.1, 20, "0.10000000000000000555"}, {5e-324, 3, "0.000"}, {999.995, 2, "1000.00"},
	} {
		if got, ok := ToFixed(c.f, c.d); got != c.want || !ok {
			t.Errorf("(%v).toFixed(%v) = %q, want %q", c.f, c.d, got, c.want)
		}
	}
	if _, ok := ToFixed(1, 101); ok {
		t.Error("101 digits")
	}
}

func TestParse(t *testing.T) {
	for s, want := range map[string]string{"": "NaN", " 12px": "12", "0x1f": "31", "-0x10": "-16", "1e3": "1", ".5": "NaN", "12345678901234567890": "12345678901234567000", "zz": "NaN", "\u00a07": "7"} {
		if got := value.FormatNumber(ParseInt(s, 0)); got != want {
			t.Errorf("parseInt(%q) = %s, want %s", s, got, want)
		}
	}
	for s, want := range map[string]string{"": "NaN", " 1.5px": "1.5", "0x1f": "0", "1e3": "1000", "1e": "1", ".5": "0.5", "5.": "5", ".": "NaN", "-.5e-1x": "-0.05", "-Infinityx": "-Infinity", "1e999": "Infinity", "1_0": "1", "+1": "1"} {
		if got := value.FormatNumber(ParseFloat(s)); got != want {
			t.Errorf("parseFloat(%q) = %s, want %s", s, got, want)
		}
	}
}

func TestURI(t *testing.T) {
	if s, _ := EncodeURIComponent("日 ü&+!~"); s != "%E6%97%A5%20%C3%BC%26%2B!~" {
		t.Error(s)
	}
	if s, _ := EncodeURI("http://x/ü?a=b#c d"); s != "http://x/%C3%BC?a=b#c%20d" {
		t.Error(s)
	}
	if _, ok := EncodeURIComponent("\xed\xa0\x80"); ok {
		t.Error("half a pair was encoded")
	}
	for in, want := range map[string]string{"%C3%BCa%20": "üa ", "%2F": "/", "%F0%9F%98%80": "😀", "a+b": "a+b"} {
		if got, ok := DecodeURIComponent(in); got != want || !ok {
			t.Errorf("%q: %q", in, got)
		}
	}
	if got, _ := DecodeURI("%2F%41"); got != "%2FA" {
		t.Error(got)
	}
	for _, bad := range []string{"%", "%4", "%zz", "%C3", "%C3%", "%C3%41", "%ff", "%ED%A0%80", "%c0%80"} {
		if got, ok := DecodeURIComponent(bad); ok {
			t.Errorf("%q is %q", bad, got)
		}
	}
}

func TestCase(t *testing.T) {
	for in, want := range map[string]string{"İ": "i̇", "ΣΑΣ": "σας", "ÄÖ": "äö", "A\xed\xa0\x80Ä": "a\xed\xa0\x80ä"} {
		if got := Lower(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	for in, want := range map[string]string{"ß": "SS", "ﬁ": "FI", "ŉ": "ʼN", "aä": "AÄ"} {
		if got := Upper(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
