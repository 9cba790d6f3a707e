package datatable

import (
	"slices"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// test tells whether a row meets one condition.
type test func(row value.Value) bool

// match reads the conditions for an item. Without any every row matches.
func (w *work) match(t node.DataTable, i int) (node.RowMatch, int, error) {
	list, err := w.c.P.Filters.Rows(w.c, i)
	if err != nil {
		return nil, 0, err
	}
	any := get(w, i, &w.c.P.Match, "anyCondition") != "allConditions"
	tests := make([]test, len(list))
	var unknown []string
	for k := range list {
		name := get(w, i, &list[k].Column, "id")
		kind := get(w, i, &list[k].Test, "eq")
		v := get(w, i, &list[k].Value, value.Undefined)
		if w.err != nil {
			return nil, 0, w.err
		}
		column, ok := columnOf(t, name)
		if !ok {
			unknown = append(unknown, name)
			continue
		}
		if tests[k], err = w.test(column, kind, v); err != nil {
			return nil, 0, err
		}
	}
	if len(unknown) > 0 {
		return nil, 0, node.Errorf("Filter validation failed: Column(s) \"%s\" do not exist in the selected table. "+
			"This often happens when switching between tables with different schemas. Please update your filter conditions.", strings.Join(unknown, ", ")).At(i)
	}
	return func(row value.Value) bool {
		for _, test := range tests {
			if test(row) == any {
				return any
			}
		}
		return !any || len(tests) == 0
	}, len(tests), nil
}

// columnOf finds a column, the system's among them.
func columnOf(t node.DataTable, name string) (node.DataColumn, bool) {
	switch name {
	case "id":
		return node.DataColumn{Name: name, Type: "number"}, true
	case "createdAt", "updatedAt":
		return node.DataColumn{Name: name, Type: "date"}, true
	}
	k := slices.IndexFunc(t.Columns, func(c node.DataColumn) bool { return c.Name == name })
	if k < 0 {
		return node.DataColumn{}, false
	}
	return t.Columns[k], true
}

// test makes the test of one condition. A null meets only those that ask for
// it, and those that ask for another value.
func (w *work) test(c node.DataColumn, kind string, v value.Value) (test, error) {
	of := func(f func(have value.Value) bool) test {
		return func(row value.Value) bool { return f(row.Get(c.Name)) }
	}
	switch kind {
	case "isEmpty":
		return of(value.Value.IsNullish), nil
	case "isNotEmpty":
		return of(func(have value.Value) bool { return !have.IsNullish() }), nil
	case "isTrue":
		return of(func(have value.Value) bool { return have.IsBool() && have.Bool() }), nil
	case "isFalse":
		return of(func(have value.Value) bool { return have.IsBool() && !have.Bool() }), nil
	case "like", "ilike":
		pattern, fold := v.ToString(), kind == "ilike"
		return of(func(have value.Value) bool { return !have.IsNullish() && like(have.ToString(), pattern, fold) }), nil
	}
	want := value.Null
	if !v.IsNullish() {
		var err error
		if want, err = w.converted(c, v); err != nil {
			if c.Type == "date" {
				return nil, node.Errorf("Invalid date string '%s' for column '%s'", v.ToString(), c.Name)
			}
			return nil, err
		}
	}
	compared := func(f func(have value.Value) bool) test {
		return of(func(have value.Value) bool { return !have.IsNullish() && !want.IsNull() && f(have) })
	}
	switch kind {
	case "eq":
		return of(func(have value.Value) bool { return value.StrictEqual(have, want) }), nil
	case "neq":
		return of(func(have value.Value) bool { return !value.StrictEqual(have, want) }), nil
	case "gt":
		return compared(func(have value.Value) bool { return value.Less(want, have) }), nil
	case "gte":
		return compared(func(have value.Value) bool { return !value.Less(have, want) }), nil
	case "lt":
		return compared(func(have value.Value) bool { return value.Less(have, want) }), nil
	case "lte":
		return compared(func(have value.Value) bool { return !value.Less(want, have) }), nil
	}
	return nil, node.Errorf("The condition '%s' is not known", kind)
}

// like tells whether a text fits a pattern in which % stands for any text.
func like(text, pattern string, fold bool) bool {
	if fold {
		text, pattern = strings.ToLower(text), strings.ToLower(pattern)
	}
	parts := strings.Split(pattern, "%")
	if len(parts) == 1 {
		return text == pattern
	}
	text, ok := strings.CutPrefix(text, parts[0])
	if !ok {
		return false
	}
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = after
	}
	return strings.HasSuffix(text, last)
}
