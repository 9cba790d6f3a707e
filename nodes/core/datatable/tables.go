package datatable

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// table does an operation with tables, and gives what comes of it.
func (w *work) table(operation string, i int) ([]value.Value, error) {
	switch operation {
	case "create":
		return w.create(i)
	case "list":
		return w.list(i)
	}
	t, err := w.find(i)
	if err != nil {
		return nil, err
	}
	w.knownRef = "" // what is known of it is no longer so
	switch operation {
	case "delete":
		err := w.tables.DeleteTable(w.c.Context(), t.ID)
		return []value.Value{node.Obj("success", true, "deletedTableId", t.ID)}, err
	case "update":
		name := get(w, i, &w.c.P.NewName, "")
		if w.err != nil {
			return nil, w.err
		}
		err := w.tables.RenameTable(w.c.Context(), t.ID, name)
		return []value.Value{node.Obj("success", true, "name", name)}, exists(err, name)
	}
	return nil, node.Errorf("The operation '%s' is not known", operation).At(i)
}

func exists(err error, name string) error {
	if errors.Is(err, node.ErrTableExists) {
		return node.Errorf("Data table with name '%s' already exists in this project", name)
	}
	return err
}

// columnName is what columns may be called.
var columnName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_]{0,62}$`)

var columnTypes = []string{"string", "number", "boolean", "date"}

func (w *work) create(i int) ([]value.Value, error) {
	name, reuse := get(w, i, &w.c.P.Name, ""), get(w, i, &w.c.P.Reuse, false)
	given := get(w, i, &w.c.P.Columns, value.Undefined)
	if w.err != nil {
		return nil, w.err
	}
	if strings.TrimSpace(name) == "" {
		return nil, node.Errorf("A data table needs a name").At(i)
	}
	var columns []node.DataColumn
	for _, c := range given.Get("column").Elems() {
		column := node.DataColumn{Name: c.Get("name").ToString(), Type: "string"}
		if typ := c.Get("type"); !typ.IsUndefined() {
			column.Type = typ.ToString()
		}
		switch {
		case slices.Contains(systemColumns, column.Name):
			return nil, node.Errorf("The column name '%s' is taken by the system", column.Name).At(i)
		case !columnName.MatchString(column.Name):
			return nil, node.Errorf("'%s' is no name for a column", column.Name).
				Describe("Names begin with a letter and have letters, digits and _ only, 63 at most").At(i)
		case !slices.Contains(columnTypes, column.Type):
			return nil, node.Errorf("'%s' is no type of a column", column.Type).At(i)
		case slices.ContainsFunc(columns, func(other node.DataColumn) bool { return other.Name == column.Name }):
			return nil, node.Errorf("Two columns are called '%s'", column.Name).At(i)
		}
		columns = append(columns, column)
	}
	t, err := w.tables.CreateTable(w.c.Context(), name, columns)
	if errors.Is(err, node.ErrTableExists) && reuse {
		t, err = w.named(name)
	}
	return []value.Value{describe(t)}, exists(err, name)
}

// describe gives a table as an item.
func describe(t node.DataTable) value.Value {
	columns := value.EmptyArray
	for i, c := range t.Columns {
		columns = columns.Append(node.Obj("name", c.Name, "type", c.Type, "index", i))
	}
	return node.Obj(
		"id", t.ID, "name", t.Name, "columns", columns,
		"createdAt", value.ISODate(float64(t.CreatedAt.UnixMilli())), "updatedAt", value.ISODate(float64(t.Updated.UnixMilli())),
	)
}

func (w *work) list(i int) ([]value.Value, error) {
	p := w.c.P
	limit := -1
	if !get(w, i, &p.All, true) {
		limit = int(max(0, min(get(w, i, &p.Limit, 50), 1<<31)))
	}
	part, by, turn := strings.ToLower(get(w, i, &p.InName, "")), get(w, i, &p.SortBy, "name"), get(w, i, &p.SortTurn, "asc")
	if w.err != nil {
		return nil, w.err
	}
	tables, err := w.tables.Tables(w.c.Context())
	if err != nil {
		return nil, err
	}
	tables = slices.DeleteFunc(tables, func(t node.DataTable) bool { return !strings.Contains(strings.ToLower(t.Name), part) })
	slices.SortStableFunc(tables, func(a, b node.DataTable) int {
		c := 0
		switch by {
		case "name":
			c = strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
		case "createdAt":
			c = a.CreatedAt.Compare(b.CreatedAt)
		case "updatedAt":
			c = a.Updated.Compare(b.Updated)
		case "sizeBytes":
			c = int(min(max(a.Size-b.Size, -1), 1))
		}
		if turn == "desc" {
			c = -c
		}
		return c
	})
	if limit >= 0 {
		tables = tables[:min(limit, len(tables))]
	}
	out := make([]value.Value, len(tables))
	for k, t := range tables {
		out[k] = describe(t)
	}
	return out, nil
}
