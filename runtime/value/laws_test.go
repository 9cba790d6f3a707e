package value_test

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"runnel/runtime/value"
)

func TestSetThenGet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := object(2).Draw(t, "object")
		key, x := keys.Draw(t, "key"), plain(1).Draw(t, "value")
		before, known := v.JSON(), v.Has(key)
		w := v.Set(key, x)
		if !value.StrictEqual(w.Get(key), x) && x.Kind() != value.KindNumber {
			t.Fatalf("%s set to %s at %q: got %s", v, x, key, w.Get(key))
		}
		if v.JSON() != before || v.Has(key) != known {
			t.Fatalf("setting %q changed the original from %s to %s", key, before, v)
		}
		for k, old := range v.Entries() {
			if k != key && !value.DeepEqual(w.Get(k), old) {
				t.Fatalf("setting %q changed %q from %s to %s", key, k, old, w.Get(k))
			}
		}
		if again := w.Set(key, x); again.JSON() != w.JSON() {
			t.Fatalf("setting %q twice gives %s, once %s", key, again, w)
		}
		gone := w.Delete(key)
		if gone.Has(key) || gone.Len() != w.Len()-1 {
			t.Fatalf("%s without %q is %s", w, key, gone)
		}
		if !known && gone.JSON() != before {
			t.Fatalf("setting and deleting %q in %s leaves %s", key, before, gone)
		}
	})
}

// order is the order of keys as ECMAScript's OrdinaryOwnPropertyKeys says, written for clearness.
func order(fields []value.Field) []string {
	var ints []uint64
	var rest []string
	for _, f := range fields {
		n, err := strconv.ParseUint(f.Key, 10, 64)
		if err == nil && n < 1<<32-1 && strconv.FormatUint(n, 10) == f.Key {
			if !slices.Contains(ints, n) {
				ints = append(ints, n)
			}
		} else if !slices.Contains(rest, f.Key) {
			rest = append(rest, f.Key)
		}
	}
	slices.Sort(ints)
	var all []string
	for _, n := range ints {
		all = append(all, strconv.FormatUint(n, 10))
	}
	return append(all, rest...)
}

func checkFields(t *rapid.T, v value.Value, fields []value.Field) {
	if want := order(fields); !slices.Equal(v.Keys(), want) {
		t.Fatalf("keys are %q, want %q", v.Keys(), want)
	}
	last := map[string]value.Value{}
	for _, f := range fields {
		last[f.Key] = f.Value
	}
	for k, x := range v.Entries() {
		if !value.DeepEqual(x, last[k]) || !value.DeepEqual(v.Get(k), x) || !v.Has(k) {
			t.Fatalf("%q is %s, want %s", k, x, last[k])
		}
	}
}

func TestKeyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fields := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) value.Field {
			return value.Field{Key: rapid.OneOf(keys, rapid.Map(rapid.IntRange(0, 60), strconv.Itoa)).Draw(t, "key"), Value: plain(0).Draw(t, "value")}
		}), 0, 50).Draw(t, "fields")
		checkFields(t, value.Object(fields...), fields)
		bySet := value.EmptyObject
		for _, f := range fields {
			bySet = bySet.Set(f.Key, f.Value)
		}
		checkFields(t, bySet, fields)
	})
}

// TestBuilder drives a builder that is used several times, with and without the layout it expects, against a plain list of fields.
func TestBuilder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b value.Builder
		var list []value.Field
		last, lastJSON := value.EmptyObject, "{}"
		t.Repeat(map[string]func(*rapid.T){
			"set": func(t *rapid.T) {
				f := value.Field{Key: rapid.OneOf(keys, rapid.Map(rapid.IntRange(0, 40), strconv.Itoa)).Draw(t, "key"), Value: plain(0).Draw(t, "value")}
				b.Set(f.Key, f.Value)
				list = append(list, f)
			},
			"set the same again": func(t *rapid.T) {
				again := last.Keys()
				b.Reset()
				list = nil
				for _, k := range again[:rapid.IntRange(0, len(again)).Draw(t, "count")] {
					b.Set(k, value.Int(len(list)))
					list = append(list, value.Field{Key: k, Value: value.Int(len(list))})
				}
			},
			"delete": func(t *rapid.T) {
				key := keys.Draw(t, "key")
				b.Delete(key)
				list = slices.DeleteFunc(list, func(f value.Field) bool { return f.Key == key })
			},
			"reset": func(*rapid.T) {
				b.Reset()
				list = nil
			},
			"from": func(t *rapid.T) {
				o := object(1).Draw(t, "object")
				b.From(o)
				list = nil
				for k, x := range o.Entries() {
					list = append(list, value.Field{Key: k, Value: x})
				}
			},
			"": func(t *rapid.T) {
				if last.JSON() != lastJSON {
					t.Fatalf("an object that was handed out changed from %s to %s", lastJSON, last)
				}
				if want := len(order(list)); b.Len() != want {
					t.Fatalf("the builder has %d fields, want %d", b.Len(), want)
				}
				for _, f := range list {
					if !b.Get(f.Key).IsUndefined() {
						continue
					}
					t.Fatalf("the builder lost %q", f.Key)
				}
				if !b.Get("no such key").IsUndefined() {
					t.Fatal("the builder has a key that was never set")
				}
				last = b.Object()
				lastJSON = last.JSON()
				checkFields(t, last, list)
			},
		})
	})
}

func TestPathLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := object(3).Draw(t, "object")
		before := v.JSON()
		p, x := path(v).Draw(t, "path"), plain(1).Draw(t, "value")
		text := p.String()
		if back := value.ParsePath(text); back.String() != text || len(back) != len(p) {
			t.Fatalf("path %q is read back as %q", text, back)
		}
		stepwise := v
		for i := range p {
			stepwise = stepwise.At(p[i : i+1])
		}
		if !value.DeepEqual(v.At(p), stepwise) {
			t.Fatalf("%s at %s is %s, step by step %s", v, p, v.At(p), stepwise)
		}
		w := v.SetAt(p, x)
		if got := w.At(p); w.HasAt(p) && !value.DeepEqual(got, x) && !value.DeepEqual(got, v.At(p)) {
			t.Fatalf("%s set to %s at %s: got %s", v, x, p, got)
		}
		if gone := w.DeleteAt(p); gone.IsObject() && !gone.At(p).IsUndefined() && gone.JSON() != w.JSON() {
			t.Fatalf("%s without %s still has %s", w, p, gone.At(p))
		}
		if v.JSON() != before {
			t.Fatalf("a write at %s changed the original from %s to %s", p, before, v)
		}
	})
}

func TestArrayLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		elems := rapid.SliceOfN(plain(1), 0, 10).Draw(t, "elements")
		v := value.Array(slices.Clone(elems)...)
		before := v.JSON()
		i, x := rapid.IntRange(0, 15).Draw(t, "index"), plain(0).Draw(t, "value")
		w := v.SetIndex(i, x)
		if w.Len() != max(len(elems), i+1) || !value.DeepEqual(w.Index(i), x) || !value.DeepEqual(w.Get(strconv.Itoa(i)), x) {
			t.Fatalf("%s set to %s at %d is %s", v, x, i, w)
		}
		for k := range w.Len() {
			if want := v.Index(k); k != i && !value.DeepEqual(w.Index(k), want) {
				t.Fatalf("%s set at %d is %s", v, i, w)
			}
		}
		more := v.Append(x, value.Null)
		if more.Len() != len(elems)+2 || !value.DeepEqual(more.Index(len(elems)), x) {
			t.Fatalf("%s with %s is %s", v, x, more)
		}
		if v.JSON() != before || v.Len() != len(elems) || !v.Index(len(elems)).IsUndefined() || !v.Index(-1).IsUndefined() {
			t.Fatalf("writes changed the original from %s to %s", before, v)
		}
	})
}

func TestWriteThenParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := plain(3).Draw(t, "value")
		text := v.JSON()
		back, err := value.Parse([]byte(text))
		if err != nil || !value.DeepEqual(back, v) || back.JSON() != text {
			t.Fatalf("%s is read back as %s, %v", text, back, err)
		}
		pretty, err := value.ParseString(v.Indent(" ", "\t"))
		if err != nil || pretty.JSON() != text {
			t.Fatalf("indented, %s is read back as %s, %v", text, pretty, err)
		}
		viaGo, err := value.FromGo(v.ToGo())
		if err != nil || !value.DeepEqual(viaGo, v) {
			t.Fatalf("by way of Go's types %s becomes %s, %v", text, viaGo, err)
		}
	})
}

// TestLazyIsParse holds every way to read a lazy document against the document read at once.
func TestLazyIsParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := document(3).Draw(t, "document")
		whole, err := value.ParseString(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		fresh := func() value.Value {
			v, err := value.LazyString(text)
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			return v
		}
		for range 4 {
			p := path(whole).Draw(t, "path")
			want := whole.At(p)
			if got := fresh().At(p); got.Kind() != want.Kind() || got.JSON() != want.JSON() {
				t.Fatalf("%s at %s is %s, want %s", text, p, got, want)
			}
			stepwise := fresh()
			for i := range p {
				stepwise = stepwise.Get(p[i].Key())
			}
			if stepwise.JSON() != want.JSON() {
				t.Fatalf("%s at %s step by step is %s, want %s", text, p, stepwise, want)
			}
			if fresh().HasAt(p) != whole.HasAt(p) {
				t.Fatalf("%s has %s: %t, want %t", text, p, fresh().HasAt(p), whole.HasAt(p))
			}
			if got, want := fresh().SetAt(p, value.True), whole.SetAt(p, value.True); got.JSON() != want.JSON() {
				t.Fatalf("%s set at %s is %s, want %s", text, p, got, want)
			}
			if got, want := fresh().DeleteAt(p), whole.DeleteAt(p); got.JSON() != want.JSON() {
				t.Fatalf("%s without %s is %s, want %s", text, p, got, want)
			}
		}
		v := fresh()
		if v.Kind() != whole.Kind() || !value.DeepEqual(v, whole) || v.Len() != whole.Len() || v.ToString() != whole.ToString() ||
			v.TypeOf() != whole.TypeOf() || v.JSON() != whole.JSON() || !slices.Equal(v.Keys(), whole.Keys()) || !value.StrictEqual(v, v) && v.IsObject() {
			t.Fatalf("%s is %s, want %s", text, v, whole)
		}
	})
}

func TestDeepEqualIgnoresOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := object(2).Draw(t, "object")
		w := value.EmptyObject
		for _, k := range rapid.Permutation(v.Keys()).Draw(t, "keys") {
			w = w.Set(k, v.Get(k))
		}
		if !value.DeepEqual(v, w) || !value.DeepEqual(w, v) {
			t.Fatalf("%s and %s differ", v, w)
		}
		other := w.Set("one more key", value.Undefined)
		if value.DeepEqual(v, other) || value.DeepEqual(other, v) {
			t.Fatalf("%s and %s are equal", v, other)
		}
	})
}

func TestUTF16Laws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := func(s string) []uint16 { return value.UTF16(s) }
		a, b := texts.Draw(t, "a"), texts.Draw(t, "b")
		ab := value.Concat(a, b)
		if !slices.Equal(units(ab), append(units(a), units(b)...)) {
			t.Fatalf("%q and %q are joined to %q", a, b, ab)
		}
		if value.FromUTF16(units(ab)) != ab {
			t.Fatalf("%q does not survive UTF-16", ab)
		}
		n := value.UTF16Len(ab)
		if n != len(units(ab)) {
			t.Fatalf("the length of %q is %d, want %d", ab, n, len(units(ab)))
		}
		from, to := rapid.IntRange(-2, n+2).Draw(t, "from"), rapid.IntRange(-2, n+2).Draw(t, "to")
		var want []uint16
		if from < to {
			want = units(ab)[min(max(from, 0), n):min(max(to, 0), n)]
		}
		if got := value.SliceUTF16(ab, from, to); got != value.FromUTF16(want) {
			t.Fatalf("%q from %d to %d is %q, want %q", ab, from, to, got, value.FromUTF16(want))
		}
	})
}
