package expr

import (
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	text := func(s string) part { return part{text: s} }
	code := func(s string) part { return part{text: s, isCode: true} }
	for _, c := range []struct {
		template string
		want     []part
	}{
		{"", nil},
		{"a", []part{text("a")}},
		{"{{ a }}", []part{code(" a ")}},
		{" {{a}}", []part{text(" "), code("a")}},
		{"{{a}} b {{c}}", []part{code("a"), text(" b "), code("c")}},
		{"{{a", []part{code("a")}},
		{"a{{", []part{text("a"), text("")}},
		{"{{}}", []part{code("")}},
		// The first }} closes, wherever it stands.
		{`{{ "}}" }}`, []part{code(` "`), text(`" }}`)}},
		{`{{ "\}}" }}`, []part{code(` "}}" `)}},
		{`{{ "\\}}" }}`, []part{code(` "\\`), text(`" }}`)}},
		{"{{{a}}}", []part{code("{a"), text("}")}},
		// Backslashes before the opening braces.
		{`\{{a}}`, []part{text(`\{{a}}`)}},
		{`\\{{a}}`, []part{text(`\`), {text: "a", isCode: true, plain: true}}},
		{`a\\b`, []part{text(`a\\b`)}},
		{`a\\b{{c}}`, []part{text(`a\b`), code("c")}},
		{`a\{{`, nil},
		{`a}}b`, []part{text("a}}b")}},
	} {
		got := split(c.template)
		same := len(got) == len(c.want)
		for i := range got {
			same = same && got[i] == c.want[i]
		}
		if !same {
			t.Errorf("split(%q) = %+v, want %+v", c.template, got, c.want)
		}
	}
}

// FuzzSplit checks that nothing but backslashes and braces is lost, and that
// texts and codes hold no braces that would have opened or closed.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"", "a {{ b }} c", `\{{`, `\\{{a\}}b}}`, "{{{}}}", "}}{{", `a\\\{{b}}`, "{{a"} {
		f.Add(seed)
	}
	letters := func(s string) string {
		return strings.NewReplacer(`\`, "", "{", "", "}", "").Replace(s)
	}
	f.Fuzz(func(t *testing.T, template string) {
		parts := split(template)
		joined := ""
		for i, p := range parts {
			joined += p.text
			if p.text == "" && !p.isCode && i < len(parts)-1 {
				t.Errorf("split(%q): part %d is empty", template, i)
			}
			if i > 0 && !p.isCode && !parts[i-1].isCode && p.text != "" {
				t.Errorf("split(%q): parts %d and %d are texts", template, i-1, i)
			}
		}
		if _, lost := findBraces(template, 0, '{'); !lost && len(parts) > 0 && letters(joined) != letters(template) &&
			!strings.HasSuffix(template, "{{") {
			t.Errorf("split(%q) = %+v: something is lost", template, parts)
		}
		if !strings.Contains(template, "{{") && template != "" && (len(parts) != 1 || parts[0].text != template) {
			t.Errorf("split(%q) = %+v", template, parts)
		}
	})
}
