package datatable

import (
	"errors"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

func run(c *node.Call[params]) (node.Output, error) {
	items := c.Items()
	if len(items) == 0 {
		return node.Output{{}}, nil
	}
	tables, err := node.TablesOf(c)
	if err != nil {
		return nil, err
	}
	w := &work{c: c, tables: tables}
	resource, operation := get(w, 0, &c.P.Resource, "row"), get(w, 0, &c.P.Operation, "")
	if w.err != nil {
		return nil, w.err
	}
	if resource == "row" && operation == "insert" && !node.IsExpression(c.P.Table.Raw().Get("value")) {
		out, err := w.insertAll()
		if err == nil || !c.ContinueOnFail() {
			return node.One(out), err
		}
	}
	out := []item.Item{}
	for i := range items {
		made, err := w.one(resource, operation, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			made = []item.Item{item.FromPair(node.Obj("error", err.Error()), i)}
		}
		out = append(out, made...)
	}
	return node.One(out), nil
}

// work is one run of the node.
type work struct {
	c      *node.Call[params]
	tables node.DataTables
	// err is the first error of reading parameters.
	err error
	// known is the table that was found last.
	known    node.DataTable
	knownRef string
}

func get[T any](w *work, i int, f *node.Field[T], fallback T) T {
	v, err := f.Or(w.c, i, fallback)
	if w.err == nil {
		w.err = err
	}
	return v
}

func (w *work) one(resource, operation string, i int) ([]item.Item, error) {
	w.err = nil
	var docs []value.Value
	var err error
	if resource == "table" {
		docs, err = w.table(operation, i)
	} else {
		docs, err = w.rows(operation, i)
	}
	if err == nil {
		err = w.err
	}
	if err != nil {
		return nil, err
	}
	if operation == "rowExists" || operation == "rowNotExists" {
		if len(docs) == 0 {
			return nil, nil
		}
		it := w.c.Items()[i]
		passed := item.FromPair(it.JSON, i)
		passed.Binary = it.Binary
		return []item.Item{passed}, nil
	}
	out := make([]item.Item, len(docs))
	for k, doc := range docs {
		out[k] = item.FromPair(doc, i)
	}
	return out, nil
}

// find finds the table that the parameters name for an item.
func (w *work) find(i int) (node.DataTable, error) {
	locator := get(w, i, &w.c.P.Table, node.Locator{})
	if w.err != nil {
		return node.DataTable{}, w.err
	}
	ref := locator.Mode + " " + locator.Text()
	if ref == w.knownRef {
		return w.known, nil
	}
	var t node.DataTable
	var err error
	if locator.Mode == "name" {
		t, err = w.named(locator.Text())
	} else if t, err = w.tables.Table(w.c.Context(), locator.Text()); errors.Is(err, node.ErrNoTable) {
		err = node.Errorf("Could not find the data table: '%s'", locator.Text()).At(i)
	}
	if err == nil {
		w.known, w.knownRef = t, ref
	}
	return t, err
}

func (w *work) named(name string) (node.DataTable, error) {
	list, err := w.tables.Tables(w.c.Context())
	if err != nil {
		return node.DataTable{}, err
	}
	for _, t := range list {
		if strings.EqualFold(t.Name, name) {
			return t, nil
		}
	}
	return node.DataTable{}, node.Errorf("Data table with name \"%s\" not found", name)
}
