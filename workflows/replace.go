package workflows

import (
	"fmt"

	"runnel/runtime/value"
)

// Replaced gives the canonical text of a file in which the workflow in place i
// of its list is another one; what stands around it stays.
func (f *File) Replaced(i int, doc value.Value) ([]byte, error) { return f.edited(i, doc) }

// Without gives the canonical text of a file without the workflow in place i of
// its list. The workflow must stand in a list.
func (f *File) Without(i int) ([]byte, error) { return f.edited(i, value.Undefined) }

func (f *File) edited(i int, doc value.Value) ([]byte, error) {
	if i < 0 || i >= len(f.Workflows) {
		return nil, fmt.Errorf("there is no workflow %d in the file", i+1)
	}
	left := i
	root := replace(f.root, &left, doc)
	if root.IsUndefined() {
		return nil, fmt.Errorf("the file holds nothing but this workflow")
	}
	return (&File{Name: f.Name, root: root}).Canonical(), nil
}

// replace counts workflows in the order in which they are found, and replaces
// the one at which left is zero; undefined takes it out of its list.
func replace(v value.Value, left *int, doc value.Value) value.Value {
	switch {
	case v.IsArray():
		elems := make([]value.Value, 0, v.Len())
		for _, e := range v.Elems() {
			if e = replace(e, left, doc); !e.IsUndefined() {
				elems = append(elems, e)
			}
		}
		return value.Array(elems...)
	case !v.IsObject():
		return v
	case !v.Get("nodes").IsUndefined():
		if *left--; *left == -1 {
			return doc
		}
		return v
	}
	if key, ok := wrapped(v); ok {
		if inner := replace(v.Get(key), left, doc); !inner.IsUndefined() {
			return v.Set(key, inner)
		}
		return value.Undefined
	}
	return v
}
