package arraysort

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// element is what the recorded cases sort: a number with the place where it
// stood.
type element struct{ v, at int }

var comparisons = map[string]func(a, b int) int{
	"number": func(a, b int) int { return a - b },
	// No order at all.
	"chaos": func(a, b int) int { return (a*31+b*17)%7 - 3 },
	// As with numbers some of which are NaN.
	"never": func(a, b int) int {
		if a%5 == 0 || b%5 == 0 {
			return 1
		}
		return cmp.Compare(a, b)
	},
	"last": func(a, b int) int { return a%100 - b%100 },
}

// random is the generator of the recorded cases.
type random uint32

func (r *random) next() int { *r = *r*1664525 + 1013904223; return int(*r >> 8) }

var lists = map[string]func(i, n int, r *random) int{
	"random": func(_, _ int, r *random) int { return r.next() % 1000 },
	"mostly": func(i, _ int, r *random) int {
		if r.next()%10 == 0 {
			return r.next() % 1000
		}
		return i
	},
	"down": func(i, n int, r *random) int { return n - i - r.next()%3 },
	"runs": func(i, _ int, r *random) int {
		v := i % 37
		if i%11 == 0 {
			v += r.next() % 50
		}
		return v
	},
}

// TestAsV8 holds the order, and every comparison on the way, against what V8
// 11.3 did. A line is: comparison, list, length, seed, digest.
func TestAsV8(t *testing.T) {
	text, err := os.ReadFile("testdata/v8.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var comparison, list string
		var n int
		var seed random
		var want uint32
		if _, err := fmt.Sscan(line, &comparison, &list, &n, &seed, &want); err != nil {
			t.Fatal(err)
		}
		elements := make([]element, n)
		for i := range elements {
			elements[i] = element{lists[list](i, n, &seed), i}
		}
		digest := uint32(2166136261)
		mix := func(i int) { digest = (digest ^ uint32(i)) * 16777619 }
		Sort(elements, func(a, b element) int {
			mix(a.at)
			mix(b.at)
			return comparisons[comparison](a.v, b.v)
		})
		for _, e := range elements {
			mix(e.at)
		}
		if digest != want {
			t.Errorf("%s: the digest is %d", strings.TrimSpace(line), digest)
		}
	}
}

// TestSorts: the result is the stable order, whatever the list.
func TestSorts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.IntRange(0, 50), 0, 500).Draw(t, "values")
		list := make([]element, len(values))
		for i, v := range values {
			list[i] = element{v, i}
		}
		want := slices.Clone(list)
		slices.SortStableFunc(want, func(a, b element) int { return cmp.Compare(a.v, b.v) })
		Sort(list, func(a, b element) int { return cmp.Compare(a.v, b.v) })
		if !slices.Equal(list, want) {
			t.Errorf("got %v, want %v", list, want)
		}
	})
}

// TestKeepsAllElements: also where the comparison is no order, nothing is lost
// and nothing is doubled.
func TestKeepsAllElements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 300).Draw(t, "n")
		answers := rapid.SliceOfN(rapid.IntRange(-1, 1), 1, 97).Draw(t, "answers")
		list := make([]int, n)
		for i := range list {
			list[i] = i
		}
		asked := 0
		Sort(list, func(_, _ int) int { asked++; return answers[asked%len(answers)] })
		slices.Sort(list)
		for i, v := range list {
			if v != i {
				t.Fatalf("%d is missing or twice there", i)
			}
		}
	})
}
