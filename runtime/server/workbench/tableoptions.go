package workbench

import (
	"context"
	"errors"
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// tableOptions are the choices that the parameters of the Data table node ask
// for by a method's name. Columns come with their type as the description.
func (w *Workbench) tableOptions(ctx context.Context, method string, params value.Value) ([]Option, bool, error) {
	switch method {
	case "tableSearch":
		tables, err := w.Database.Tables(ctx)
		var all []Option
		for _, t := range tables {
			all = append(all, Option{t.Name, value.String(t.ID), ""})
		}
		return all, true, err
	case "getDataTableColumns", "getDataTables":
		all, err := w.columnOptions(ctx, params, method == "getDataTableColumns")
		return all, true, err
	case "getConditionsForColumn":
		return conditionOptions, true, nil
	}
	return nil, false, nil
}

// columnOptions are the columns of the table that the parameters name, those
// of the system too if asked. Without a table there are those alone.
func (w *Workbench) columnOptions(ctx context.Context, params value.Value, system bool) ([]Option, error) {
	t, err := w.namedTable(ctx, params.Get("dataTableId"))
	if errors.Is(err, node.ErrNoTable) {
		err = nil
	}
	var all []Option
	add := func(name, typ string) {
		if typ == "date" {
			typ = node.TypeDateTime
		}
		all = append(all, Option{name, value.String(name), typ})
	}
	if system {
		add("id", node.TypeNumber)
	}
	for _, c := range t.Columns {
		add(c.Name, c.Type)
	}
	if system {
		add("createdAt", "date")
		add("updatedAt", "date")
	}
	return all, err
}

func (w *Workbench) namedTable(ctx context.Context, locator value.Value) (node.DataTable, error) {
	name := locator
	if locator.IsObject() {
		name = locator.Get("value")
	}
	if locator.Get("mode").Str() != "name" {
		return w.Database.Table(ctx, name.Str())
	}
	tables, err := w.Database.Tables(ctx)
	for _, t := range tables {
		if strings.EqualFold(t.Name, name.Str()) {
			return t, nil
		}
	}
	if err == nil {
		err = node.ErrNoTable
	}
	return node.DataTable{}, err
}

var conditionOptions = []Option{
	{"Equals", value.String("eq"), ""}, {"Not Equals", value.String("neq"), ""},
	{"Greater Than", value.String("gt"), ""}, {"Greater Than or Equal", value.String("gte"), ""},
	{"Less Than", value.String("lt"), ""}, {"Less Than or Equal", value.String("lte"), ""},
	{"Contains (Case-Sensitive)", value.String("like"), "% stands for any text"}, {"Contains (Case-Insensitive)", value.String("ilike"), "% stands for any text"},
	{"Is Empty", value.String("isEmpty"), ""}, {"Is Not Empty", value.String("isNotEmpty"), ""},
	{"Is True", value.String("isTrue"), ""}, {"Is False", value.String("isFalse"), ""},
}
