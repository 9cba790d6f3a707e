package datatable

import (
	"errors"
	"slices"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// systemColumns are those that every table has by itself.
var systemColumns = []string{"id", "createdAt", "updatedAt"}

// values gives the columns that an item writes: those mapped by hand, or the
// fields of the item.
func (w *work) values(t node.DataTable, i int) (value.Value, error) {
	mapping := get(w, i, &w.c.P.Columns, value.Undefined)
	if w.err != nil {
		return value.Undefined, w.err
	}
	given := mapping.Get("value")
	automatic := mapping.Get("mappingMode").Str() == "autoMapInputData"
	if automatic {
		given = w.c.Items()[i].JSON
	}
	var b value.Builder
	for name, v := range given.Entries() {
		if automatic && slices.Contains(systemColumns, name) {
			continue
		}
		k := slices.IndexFunc(t.Columns, func(c node.DataColumn) bool { return c.Name == name })
		if k < 0 {
			return value.Undefined, invalid("unknown column name '%s'", name)
		}
		v, err := w.columnValue(t.Columns[k], v, i)
		if err != nil {
			return value.Undefined, err
		}
		b.Set(name, v)
	}
	return b.Object(), nil
}

func invalid(format string, args ...any) *node.OperationError {
	return node.Errorf("Validation error with data table request: "+format, args...)
}

func (w *work) columnValue(c node.DataColumn, v value.Value, i int) (value.Value, error) {
	switch {
	case v.IsNullish():
		return value.Null, nil
	case v.IsArray():
		return v, node.Errorf("unexpected array input '%s' in row %d", v.JSON(), i)
	case v.IsObject():
		return v, node.Errorf("unexpected object input '%s' in row %d", v.JSON(), i)
	}
	return w.converted(c, v)
}

// converted makes a value one of a column's type.
func (w *work) converted(c node.DataColumn, v value.Value) (value.Value, error) {
	typ := c.Type
	if typ == "date" {
		if at, ok := node.ParseDateTime(v, w.c.Info().Zone); ok {
			return value.String(value.ISODate(float64(at.UnixMilli()))), nil
		}
		typ = node.TypeDateTime
	}
	out, err := node.ConvertType(v, typ, node.Conversion{Name: c.Name, Zone: w.c.Info().Zone, ParseStrings: true})
	var wrong *node.TypeError
	if errors.As(err, &wrong) {
		return out, invalid("value '%s' does not match column type '%s': %s", v.ToString(), c.Type, wrong.Message)
	}
	return out, err
}
