package value_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"runnel/runtime/value"
)

func TestLess(t *testing.T) {
	for _, c := range []struct {
		a, b value.Value
		want bool
	}{
		{value.Int(9), value.Int(10), true},
		{value.String("9"), value.Int(10), true},
		{value.String("9"), value.String("10"), false},
		{value.Null, value.Int(1), true},
		{value.Undefined, value.Int(1), false},
		{value.Int(1), value.Undefined, false},
		{value.False, value.True, true},
		{value.Number(math.NaN()), value.Int(1), false},
		{value.EmptyObject, value.String("a"), true},
		{value.EmptyObject, value.Int(1), false},
		{value.Array(value.Int(5)), value.Int(6), true},
		{value.Array(value.Int(1), value.Int(2)), value.String("1,3"), true},
		{value.Date(5), value.Int(6), true},
		{value.String("\U0001F600"), value.String("\uFF5E"), true},
		{value.String("a"), value.String("ab"), true},
	} {
		if got := value.Less(c.a, c.b); got != c.want {
			t.Errorf("%v < %v: got %v", c.a, c.b, got)
		}
	}
}

func TestAtMost(t *testing.T) {
	for _, c := range []struct {
		a, b value.Value
		want bool
	}{
		{value.Int(10), value.Int(10), true},
		{value.Int(11), value.Int(10), false},
		{value.String("10"), value.Int(10), true},
		{value.String("9"), value.String("10"), false},
		{value.String("a"), value.String("a"), true},
		{value.Null, value.Int(0), true},
		{value.Undefined, value.Undefined, false},
		{value.Number(math.NaN()), value.Number(math.NaN()), false},
		{value.EmptyObject, value.EmptyObject, true},
		{value.Array(value.Int(5)), value.Int(5), true},
		{value.String("\uFF5E"), value.String("\U0001F600"), false},
	} {
		if got := value.AtMost(c.a, c.b); got != c.want {
			t.Errorf("%v <= %v: got %v", c.a, c.b, got)
		}
	}
}

func TestCompareTextComparesCodeUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		if got, want := value.CompareText(a, b), slices.Compare(value.UTF16(a), value.UTF16(b)); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	})
}
