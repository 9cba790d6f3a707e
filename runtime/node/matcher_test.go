package node_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// samples are values of which many are equal to others, exactly or loosely.
var samples = func() []value.Value {
	var list []value.Value
	for _, text := range []string{`null`, `""`, `[]`, `0`, `"0"`, `1`, `"1"`, `true`, `"true"`, `"TRUE"`, `false`, `"False"`, `2`, `"2"`, `"02"`,
		`{"a":1,"b":2}`, `{"b":2,"a":1}`, `"{\"a\":1,\"b\":2}"`, `[1]`, `"[1]"`, `"[]"`, `" [ 1 ]"`, `"x"`, `{}`, `"{}"`, `[null]`, `"null"`, `1.5`, `"1.5"`} {
		v, err := value.ParseString(text)
		if err != nil {
			panic(err)
		}
		list = append(list, v)
	}
	return append(list, value.Undefined, value.Date(5), value.Object(value.Field{Key: "a", Value: value.Undefined}))
}()

// TestMatcher: what is looked up is what comparing with every row finds.
func TestMatcher(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 5).Draw(t, "width")
		row := func(label string, n int) []value.Value {
			picks := rapid.SliceOfN(rapid.IntRange(0, len(samples)-1), n, n).Draw(t, label)
			values := make([]value.Value, n)
			for i, p := range picks {
				values[i] = samples[p]
			}
			return values
		}
		rows := row("rows", width*rapid.IntRange(0, 12).Draw(t, "rows"))
		want := row("want", width)
		fuzzy, version := rapid.Bool().Draw(t, "fuzzy"), rapid.IntRange(1, 2).Draw(t, "version")
		var expected []int
		for i := range len(rows) / width {
			equal := true
			for n := range width {
				if fuzzy {
					equal = equal && node.FuzzyEqual(want[n], rows[i*width+n], version)
				} else {
					equal = equal && value.DeepEqual(want[n], rows[i*width+n])
				}
			}
			if equal {
				expected = append(expected, i)
			}
		}
		m := node.NewMatcher(rows, width, fuzzy, version)
		if got := m.Find(want, false); !slices.Equal(got, expected) {
			t.Errorf("found %v of %v, not %v", got, want, expected)
		}
		if got := m.Find(want, true); !slices.Equal(got, expected[:min(1, len(expected))]) {
			t.Errorf("the first of %v is %v, not %v", want, got, expected)
		}
	})
}

// TestDeepKey: the keys of values are the same exactly when the values are
// deeply equal.
func TestDeepKey(t *testing.T) {
	all := append([]value.Value{}, samples...)
	for _, text := range []string{`["a,s1:b"]`, `["a","b"]`, `[["a"],"b"]`, `[["a","b"]]`, `{"a":{"b":1}}`, `{"a":{},"b":1}`} {
		v, err := value.ParseString(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	for _, a := range all {
		for _, b := range all {
			if got := node.DeepKey(a) == node.DeepKey(b); got != value.DeepEqual(a, b) {
				t.Errorf("%v and %v: %v", a, b, got)
			}
		}
	}
}
