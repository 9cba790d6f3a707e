package lists

import (
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// reader reads fields of documents by their names: paths, or plain keys when
// dots is off.
type reader struct{ dots bool }

func (r reader) get(doc value.Value, name string) value.Value {
	if r.dots {
		return doc.AtPath(name)
	}
	return doc.Get(name)
}

func (r reader) without(doc value.Value, name string) value.Value {
	if r.dots {
		return doc.DeleteAtPath(name)
	}
	return doc.Delete(name)
}

// notation reads the option that turns paths off.
func notation(e node.Evaluator, off *node.Field[bool], i int) (reader, error) {
	plain, err := off.Or(e, i, false)
	return reader{dots: !plain}, err
}

// dottedName adds to the error about a missing field what may be wrong with
// it: its name has a dot, and names are no paths.
func (r reader) dottedName(err *node.OperationError, name string) *node.OperationError {
	if !r.dots && strings.Contains(name, ".") {
		err.Describe("If you're trying to use a nested field, make sure you turn off 'disable dot notation' in the node options")
	}
	return err
}

// notFound is the error about a field that no item has.
func (r reader) notFound(name string) *node.OperationError {
	return r.dottedName(node.Errorf("Couldn't find the field '%s' in the input data", name), name)
}

// names reads a list of names: text with commas, or an array.
func names(v value.Value, label string) ([]string, error) {
	switch {
	case v.IsString():
		return split(v.Str()), nil
	case v.IsArray():
		list := make([]string, v.Len())
		for i, e := range v.Elems() {
			list[i] = e.ToString()
		}
		return list, nil
	case v.IsUndefined():
		return nil, nil
	}
	return nil, node.Errorf("The '%s' parameter must be a string of fields separated by commas or an array of strings.", label)
}

// split splits a list at its commas; empty parts are left out.
func split(list string) []string {
	var out []string
	for part := range strings.SplitSeq(list, ",") {
		if part = value.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// fieldName is a row of the older lists of names.
type fieldName struct {
	Name node.Field[string] `param:"fieldName"`
}

// nameRows reads a list of names that is written as rows.
func nameRows(e node.Evaluator, list *node.List[fieldName], i int) ([]string, error) {
	rows, err := list.Rows(e, i)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	out := make([]string, len(rows))
	for n := range rows {
		if out[n], err = rows[n].Name.Or(e, i, ""); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// found notes which fields some item had.
type found struct {
	order []string
	has   map[string]bool
}

func (f *found) note(name string, has bool) {
	if f.has == nil {
		f.has = map[string]bool{}
	}
	before, known := f.has[name]
	if !known {
		f.order = append(f.order, name)
	}
	f.has[name] = before || has
}

// hint tells the user of fields that no item had; format has a verb for the
// name.
func (f *found) hint(h node.Host, before, after string) {
	for _, name := range f.order {
		if !f.has[name] {
			h.Hint(before + name + after)
		}
	}
}
