package node

import "testing"

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"^a", "abc", true},
		{"/^A/i", "abc", true},
		{"/B/", "abc", false},
		{"/^b$/m", "a\nb", true},
		{"^b$", "a\nb", false},
		{"/a.b/s", "a\nb", true},
		{`/a\.[.]b/s`, "a\n.b", false},
		{"a.b", "a\nb", false},
		{"", "abc", true},
		{`\d`, "٣", false},
		{"(?<x>b)", "abc", true},
		{"foo(?=bar)", "foobar", true},
		{"(?<!x)b", "ab", true},
		{"^.$", "😀", false},
		{"^..$", "😀", true},
		{"/^.$/u", "😀", true},
		{"😀", "a😀b", true},
		{"/a/gy", "ba", true},
	} {
		p, err := ParsePattern(c.pattern)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		if got := p.Match(c.text); got != c.want {
			t.Errorf("%s on %q: got %v", c.pattern, c.text, got)
		}
	}
	for pattern, want := range map[string]string{
		"(":     "Invalid regular expression: /(/: Unterminated group",
		"[":     "Invalid regular expression: /[/: Unterminated character class",
		"a)":    "Invalid regular expression: /a)/: Unmatched ')'",
		"*":     "Invalid regular expression: /*/: Nothing to repeat",
		"/a**/": "Invalid regular expression: /a**/: Nothing to repeat",
		`a\`:    `Invalid regular expression: /a\/: \ at end of pattern`,
		"[b-a]": "Invalid regular expression: /[b-a]/: Range out of order in character class",
	} {
		if _, err := ParsePattern(pattern); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", pattern, err, want)
		}
	}
}
