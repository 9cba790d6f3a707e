package node_test

import (
	"testing"

	"runnel/runtime/node"
)

func TestReplaceFirst(t *testing.T) {
	for _, c := range []struct{ body, flags, text, with, want string }{
		{"a", "", "banana", "o", "bonana"},
		{"A", "i", "banana", "$&$&", "baanana"},
		{"(b)(a)", "", "banana", "$2$1$$$3$", "ab$$3$nana"},
		{"n", "", "banana", "[$`|$']", "ba[ba|ana]ana"},
		{"(?<x>n)", "", "banana", "$<x>$<y>!", "ban!ana"},
		{"n", "", "banana", "$<x>", "ba$<x>ana"},
		{"z", "", "banana", "x", "banana"},
		{"", "", "banana", "x", "xbanana"},
		{"b$", "", "a😀b", "$`", "a😀a😀"},
		{"(x)?b", "", "ab", "[$1]", "a[]"},
	} {
		p, err := node.NewPattern(c.body, c.flags)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := p.ReplaceFirst(c.text, c.with); got != c.want {
			t.Errorf("%q.replace(/%s/%s, %q) is %q, not %q", c.text, c.body, c.flags, c.with, got, c.want)
		}
	}
	if _, err := node.NewPattern("(", ""); err == nil || err.Error() != "Invalid regular expression: /(/: Unterminated group" {
		t.Errorf("the error is %v", err)
	}
}
