package js

import (
	"slices"

	"github.com/dop251/goja"

	"runnel/runtime/value"
)

// boundSort sorts ordinary arrays of primitives in the order of their texts,
// which is what sort does without a function. goja makes the texts anew for
// every comparison, and nothing can stop it.
func boundSort(inPlace bool) bound {
	list := listBound(!inPlace)
	return func(m *machine, f callFunc) callFunc {
		f = list(m, f)
		return func(call goja.FunctionCall) goja.Value {
			o, ok := call.This.(*goja.Object)
			if !ok || !goja.IsUndefined(call.Argument(0)) {
				return f(call)
			}
			values, n, ok := theLayout().elements(o)
			if !ok || n != len(values) || n < 2 {
				return f(call)
			}
			sorted, ok := m.sortedTexts(values)
			if !ok {
				return f(call)
			}
			if inPlace {
				copy(values, sorted)
				return o
			}
			out := make([]any, n)
			for i, v := range sorted {
				out[i] = v
			}
			return m.rt.NewArray(out...)
		}
	}
}

// sortedTexts answers primitives in the order of their texts, undefined last.
// ok is false when there is something else among them.
func (m *machine) sortedTexts(values []goja.Value) (sorted []goja.Value, ok bool) {
	type entry struct {
		text string
		v    goja.Value
	}
	entries := make([]entry, 0, len(values))
	missing := 0
	for _, v := range values {
		switch s := v.(type) {
		case goja.String:
			entries = append(entries, entry{fromText(s), v})
			continue
		case *goja.Object, *goja.Symbol, nil:
			return nil, false
		}
		if !isElement(v) {
			return nil, false
		}
		if goja.IsUndefined(v) {
			missing++
			continue
		}
		entries = append(entries, entry{v.String(), v})
	}
	compared := 0
	slices.SortStableFunc(entries, func(a, b entry) int {
		if compared++; compared&4095 == 0 {
			m.tick()
		}
		return value.CompareText(a.text, b.text)
	})
	sorted = make([]goja.Value, 0, len(values))
	for _, e := range entries {
		sorted = append(sorted, e.v)
	}
	for range missing {
		sorted = append(sorted, m.undefined)
	}
	return sorted, true
}
