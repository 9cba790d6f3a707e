package datatable

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// insertAll inserts a row for each item, in one go.
func (w *work) insertAll() ([]item.Item, error) {
	t, err := w.find(0)
	if err != nil {
		return nil, err
	}
	bulk := get(w, 0, &w.c.P.Bulk, false)
	rows := make([]value.Value, len(w.c.Items()))
	for i := range rows {
		if rows[i], err = w.values(t, i); err != nil {
			return nil, node.WrapItem(err, i)
		}
	}
	if w.err != nil {
		return nil, w.err
	}
	made, err := w.tables.Insert(w.c.Context(), t.ID, rows)
	if err != nil {
		return nil, err
	}
	if bulk {
		return []item.Item{item.New(node.Obj("success", true, "insertedRows", len(made)))}, nil
	}
	out := make([]item.Item, len(made))
	for i, row := range w.shown(t, made) {
		out[i] = item.FromPair(row, i)
	}
	return out, nil
}

// rows does an operation with rows for one item, and gives what comes of it.
func (w *work) rows(operation string, i int) ([]value.Value, error) {
	t, err := w.find(i)
	if err != nil {
		return nil, err
	}
	if operation == "insert" {
		row, err := w.values(t, i)
		if err != nil {
			return nil, err
		}
		made, err := w.tables.Insert(w.c.Context(), t.ID, []value.Value{row})
		return w.shown(t, made), err
	}
	match, conditions, err := w.match(t, i)
	if err != nil {
		return nil, err
	}
	switch operation {
	case "get":
		limit := 0
		if !get(w, i, &w.c.P.All, false) {
			limit = int(max(1, min(get(w, i, &w.c.P.Limit, 50), 1<<31)))
		}
		if w.err != nil {
			return nil, w.err
		}
		found, err := w.tables.Rows(w.c.Context(), t.ID, match, limit)
		return w.shown(t, found), err
	case "rowExists", "rowNotExists":
		found, err := w.tables.Rows(w.c.Context(), t.ID, match, 1)
		if err == nil && (len(found) > 0) != (operation == "rowExists") {
			return nil, nil
		}
		return []value.Value{value.EmptyObject}, err
	}
	if conditions == 0 {
		return nil, node.Errorf("At least one condition is required").At(i)
	}
	return w.change(operation, t, match, i)
}

// change updates or deletes rows. What a dry run would do is shown as pairs of
// rows, before and after.
func (w *work) change(operation string, t node.DataTable, match node.RowMatch, i int) ([]value.Value, error) {
	dry := get(w, i, &w.c.P.Dry, false)
	if w.err != nil {
		return nil, w.err
	}
	var before, after []value.Value
	var err error
	switch operation {
	case "deleteRows":
		before, err = w.tables.DeleteRows(w.c.Context(), t.ID, match, dry)
		after = before
	case "update", "upsert":
		var change value.Value
		if change, err = w.values(t, i); err != nil {
			return nil, err
		}
		before, after, err = w.tables.Update(w.c.Context(), t.ID, match, change, node.UpdateOptions{Insert: operation == "upsert", Dry: dry})
	default:
		err = node.Errorf("The operation '%s' is not known", operation).At(i)
	}
	if err != nil || !dry {
		return w.shown(t, after), err
	}
	if operation == "deleteRows" {
		after = nil
	}
	var pairs []value.Value
	for k := range max(len(before), len(after)) {
		pairs = append(pairs, state(t, before, k, "before"), state(t, after, k, "after"))
	}
	return w.shown(t, pairs), nil
}

// state is a row as it is before or after; all null where there is none.
func state(t node.DataTable, rows []value.Value, k int, when string) value.Value {
	row := node.Obj("id", nil, "createdAt", nil, "updatedAt", nil)
	if k < len(rows) {
		row = rows[k]
	} else {
		for _, c := range t.Columns {
			row = row.Set(c.Name, value.Null)
		}
	}
	return row.Set("dryRunState", value.String(when))
}

// shown gives rows as the node's version has them: dates are texts since 1.1,
// and dates before.
func (w *work) shown(t node.DataTable, rows []value.Value) []value.Value {
	if w.c.Info().Version >= 1.1 {
		return rows
	}
	dates := []string{"createdAt", "updatedAt"}
	for _, c := range t.Columns {
		if c.Type == "date" {
			dates = append(dates, c.Name)
		}
	}
	out := make([]value.Value, len(rows))
	for i, row := range rows {
		for _, name := range dates {
			if at, ok := node.ParseDateTime(row.Get(name), w.c.Info().Zone); ok && row.Get(name).IsString() {
				row = row.Set(name, value.FromTime(at))
			}
		}
		out[i] = row
	}
	return out
}
