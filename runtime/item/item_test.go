package item_test

import (
	"errors"
	"slices"
	"testing"
	"unsafe"

	"pgregory.net/rapid"

	"runnel/runtime/item"
	"runnel/runtime/value"
)

// TestItemSize holds the size of what a run has millions of.
func TestItemSize(t *testing.T) {
	if size := unsafe.Sizeof(item.Item{}); size > 56 {
		t.Errorf("an item takes %d bytes, want 56 at most", size)
	}
}

func TestErr(t *testing.T) {
	plain := item.FromPair(value.Int(1), 2)
	failure := errors.New("it failed")
	failed := plain.WithErr(failure)
	if plain.Err() != nil || failed.Err() != failure || failed.JSON.Num() != 1 {
		t.Errorf("the item holds %v, marked %v", plain.Err(), failed.Err())
	}
	// Marking again leaves the first mark alone and keeps the other rare keys.
	failed.Extra.Index, failed.Extra.HasIndex = 5, true
	again := failed.WithErr(nil)
	if failed.Err() != failure || again.Err() != nil || !again.Extra.HasIndex || again.Extra.Index != 5 {
		t.Errorf("the item holds %v, marked again %v", failed.Err(), again.Err())
	}
}

func TestList(t *testing.T) {
	items := item.List(value.Int(1), value.Null)
	if len(items) != 2 || items[0].JSON.Num() != 1 || !items[1].JSON.IsNull() || items[0].Paired.IsSet() {
		t.Errorf("got %v", items)
	}
}

var pairs = rapid.Custom(func(t *rapid.T) item.Pair {
	p := item.Pair{Item: rapid.IntRange(0, 1<<30).Draw(t, "item")}
	if rapid.Bool().Draw(t, "has input") {
		p.Input, p.HasInput = rapid.IntRange(0, 100).Draw(t, "input"), true
	}
	if rapid.IntRange(0, 3).Draw(t, "overwrite") == 0 {
		p.Overwrite = sources.Draw(t, "source")
	}
	return p
})

var sources = rapid.Custom(func(t *rapid.T) *item.Source {
	return &item.Source{Node: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "node"), Output: rapid.IntRange(0, 3).Draw(t, "output"), Run: rapid.IntRange(0, 3).Draw(t, "run")}
})

// lineages draws a lineage with the pairs it must have.
var lineages = rapid.Custom(func(t *rapid.T) lineage {
	switch rapid.IntRange(0, 5).Draw(t, "form") {
	case 0:
		return lineage{item.Lineage{}, item.Unset, nil}
	case 1:
		i := rapid.IntRange(0, 1<<30).Draw(t, "item")
		return lineage{item.FromNumber(i), item.Number, []item.Pair{{Item: i}}}
	case 2:
		i := rapid.IntRange(0, 1<<30).Draw(t, "item")
		return lineage{item.From(i), item.One, []item.Pair{{Item: i}}}
	case 3:
		i, input := rapid.IntRange(0, 1<<30).Draw(t, "item"), rapid.IntRange(0, 100).Draw(t, "input")
		return lineage{item.FromInput(i, input), item.One, []item.Pair{{Item: i, Input: input, HasInput: true}}}
	case 4:
		p := pairs.Draw(t, "pair")
		return lineage{item.FromPair1(p), item.One, []item.Pair{p}}
	}
	list := rapid.SliceOfN(pairs, 0, 4).Draw(t, "pairs")
	return lineage{item.FromPairs(slices.Clone(list)...), item.Many, list}
})

type lineage struct {
	item.Lineage
	form  item.Form
	pairs []item.Pair
}

func TestLineage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := lineages.Draw(t, "lineage")
		if l.Form() != l.form || l.IsSet() != (l.form != item.Unset) || !slices.Equal(l.Pairs(), l.pairs) {
			t.Fatalf("of form %d with %v, want form %d with %v", l.Form(), l.Pairs(), l.form, l.pairs)
		}
		first, ok := l.First()
		if ok != (len(l.pairs) > 0) || ok && first != l.pairs[0] {
			t.Fatalf("the first of %v is %v, %t", l.pairs, first, ok)
		}
		other := lineages.Draw(t, "other")
		joined := item.Join(l.Lineage, other.Lineage)
		if joined.Form() != item.Many || !slices.Equal(joined.Pairs(), slices.Concat(l.pairs, other.pairs)) {
			t.Fatalf("%v and %v are joined to %v", l.pairs, other.pairs, joined.Pairs())
		}
		src := sources.Draw(t, "source")
		moved := l.WithOverwrite(src)
		if len(moved.Pairs()) != len(l.pairs) || moved.IsSet() != l.IsSet() {
			t.Fatalf("%v with another source is %v", l.pairs, moved.Pairs())
		}
		for i, p := range moved.Pairs() {
			want := l.pairs[i]
			want.Overwrite = src
			if p != want {
				t.Fatalf("%v with another source is %v, want %v", l.pairs[i], p, want)
			}
		}
		if !slices.Equal(l.Pairs(), l.pairs) {
			t.Fatalf("another source changed the original to %v", l.Pairs())
		}
	})
}

func TestBinaries(t *testing.T) {
	names := rapid.SampledFrom([]string{"data", "a", "b", ""})
	rapid.Check(t, func(t *rapid.T) {
		var b, last *item.Binaries
		var list, lastList []item.NamedBinary
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			last, lastList = b, slices.Clone(list)
			name := names.Draw(t, "name")
			at := slices.IndexFunc(list, func(n item.NamedBinary) bool { return n.Name == name })
			if rapid.Bool().Draw(t, "remove") {
				b = b.Without(name)
				if at >= 0 {
					list = slices.Delete(slices.Clone(list), at, at+1)
				}
			} else {
				file := &item.Binary{FileName: name}
				b = b.With(name, file)
				if list = slices.Clone(list); at >= 0 {
					list[at].File = file
				} else {
					list = append(list, item.NamedBinary{Name: name, File: file})
				}
			}
			if !slices.Equal(b.All(), list) || b.Len() != len(list) || (b == nil) != (len(list) == 0) {
				t.Fatalf("the files are %v, want %v", b.All(), list)
			}
			if !slices.Equal(last.All(), lastList) {
				t.Fatalf("the files before the change are %v, were %v", last.All(), lastList)
			}
			for _, n := range list {
				if b.Get(n.Name) != n.File {
					t.Fatalf("%q is %v, want %v", n.Name, b.Get(n.Name), n.File)
				}
			}
			if b.Get("no such file") != nil {
				t.Fatal("a file is found that is not there")
			}
		}
	})
}
