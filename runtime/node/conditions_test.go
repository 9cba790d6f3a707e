package node

import "testing"

func TestTests(t *testing.T) {
	for _, c := range []struct {
		test Test
		v    any
		want bool
	}{
		{Is("eq", Obj("a", 1)), Obj("a", 1), true},
		{Is("not", "a"), "a", false},
		{Is("gte", 2.1), 2.2, true},
		{Is("gt", 2), 2, false},
		{Is("lt", "b"), "a", true},
		{Is("lte", 5), "5", true},
		{Is("between", Obj("from", 1, "to", 3)), 3, true},
		{Is("between", Obj("from", 1, "to", 3)), 4, false},
		{Is("includes", "b"), "abc", true},
		{Is("includes", 2), Arr(1, 2), true},
		{Is("startsWith", "a"), "abc", true},
		{Is("endsWith", "a"), "abc", false},
		{Is("regex", "^a.c$"), "abc", true},
		{Is("exists", true), "", false},
		{Is("exists", true), 0, true},
		{Is("unheard of", 1), 1, false},
	} {
		if got := c.test.holds(Lit(c.v)); got != c.want {
			t.Errorf("%s %v of %v: got %v", c.test.Op, c.test.Arg, c.v, got)
		}
	}
	all := When("list", Is("gt", 1))
	if all.holds(Arr(2, 0).Elems()) || !all.holds(Arr(2, 3).Elems()) {
		t.Error("a test must hold for every element")
	}
	any := When("list", "a")
	if !any.holds(Arr("b", "a").Elems()) {
		t.Error("one element is enough for a value")
	}
}
