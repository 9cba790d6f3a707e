package delimited_test

import (
	"fmt"
	"testing"

	"runnel/nodes/files/convert/delimited"
)

func TestRead(t *testing.T) {
	for _, c := range []struct {
		text string
		o    delimited.Options
		want string
	}{
		{"a\tb\n\"c\nd\"\te", delimited.Options{Delimiter: "\t"}, `["a" "b"]["c\nd" "e"]`},
		{"a::b:c\r\nd::e\r\n", delimited.Options{Delimiter: "::"}, `["a" "b:c"]["d" "e"]`},
		{"a\rb\r", delimited.Options{}, `["a"]["b"]`},
		{"x\ny\na\nb\nc", delimited.Options{FromLine: 3, To: 2}, `["a"]["b"]`},
		{"a\n\nb", delimited.Options{}, `["a"][""]["b"]`},
		{`"a","b"`, delimited.Options{}, `["a" "b"]`},
		{",\n", delimited.Options{}, `["" ""]`},
		{"", delimited.Options{}, ``},
	} {
		got := ""
		err := delimited.Read(c.text, c.o, func(_, fields []string) error { got += fmt.Sprintf("%q", fields); return nil })
		if err != nil || got != c.want {
			t.Errorf("%q: %s (%v), not %s", c.text, got, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a,b\n\"c\"d,e\r\n", true, true)
	f.Fuzz(func(t *testing.T, text string, relax, skip bool) {
		o := delimited.Options{RelaxQuotes: relax, Columns: true}
		if skip {
			o.Skip = func(error) error { return nil }
		}
		err := delimited.Read(text, o, func(names, fields []string) error {
			if len(names) != len(fields) {
				t.Errorf("%d fields of %d columns", len(fields), len(names))
			}
			return nil
		})
		if skip && err != nil {
			t.Errorf("skipping ends with %v", err)
		}
	})
}
