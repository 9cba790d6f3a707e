package node

import (
	"testing"

	"pgregory.net/rapid"

	"runnel/runtime/value"
)

func TestFuzzyEqual(t *testing.T) {
	for _, c := range []struct {
		a, b           any
		version1, more bool
	}{
		{"1", "01", false, false},
		{1, "1", true, true},
		{1, "1.0", false, false},
		{nil, "", true, true},
		{nil, Arr(), true, true},
		{"", value.Undefined, true, true},
		{nil, value.Undefined, true, true},
		{nil, 0, false, true},
		{"0", nil, false, true},
		{0, "", false, false},
		{Obj("a", 1), `{"a": 1}`, true, true},
		{Obj("a", 1), `{"a": 2}`, false, false},
		{Obj("a", 1), `{a`, false, false},
		{true, "TRUE", true, true},
		{false, "0", true, true},
		{true, "yes", false, false},
		{true, 1, true, true},
		{0, false, true, true},
		{true, 2, false, false},
		{Obj("a", Arr(1)), Obj("a", Arr(1)), true, true},
	} {
		a, b := Lit(c.a), Lit(c.b)
		if FuzzyEqual(a, b, 1) != c.version1 || FuzzyEqual(b, a, 1) != c.version1 || FuzzyEqual(a, b, 2) != c.more || FuzzyEqual(b, a, 2) != c.more {
			t.Errorf("%v and %v are compared wrongly", a, b)
		}
	}
}

// What is equal is loosely equal, too, and the order of two values does not
// matter.
func TestFuzzyEqualLaws(t *testing.T) {
	simple := rapid.OneOf(
		rapid.Just(value.Undefined), rapid.Just(value.Null), rapid.Map(rapid.Bool(), value.Bool),
		rapid.Map(rapid.IntRange(-2, 2), value.Int), rapid.Map(rapid.SampledFrom([]string{"", "0", "1", "true", "False", "[]", "{}", "x"}), value.String),
		rapid.Just(value.EmptyArray), rapid.Just(value.EmptyObject), rapid.Just(Arr(1)), rapid.Just(Obj("a", 1)))
	rapid.Check(t, func(t *rapid.T) {
		a, b, version := simple.Draw(t, "a"), simple.Draw(t, "b"), rapid.IntRange(1, 2).Draw(t, "version")
		if !FuzzyEqual(a, a, version) {
			t.Errorf("%v is not equal to itself", a)
		}
		if FuzzyEqual(a, b, version) != FuzzyEqual(b, a, version) {
			t.Errorf("%v and %v are equal in one order only", a, b)
		}
	})
}
