package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// A Database keeps the tables of the Data table node.
var _ node.DataTables = (*Database)(nil)

// selectTables describes tables; how large they are takes a look at every row,
// which openTable leaves out.
const (
	selectTables = `SELECT t.id, t.name, t.columns, t.created_at, t.updated_at,
	(SELECT coalesce(sum(length(r.data)), 0) FROM data_rows r WHERE r.table_id = t.id) FROM data_tables t`
	selectTable = "SELECT id, name, columns, created_at, updated_at, 0 FROM data_tables WHERE id = ?"
)

func scanTable(row scanner) (node.DataTable, error) {
	var t node.DataTable
	var columns string
	var created, updated int64
	if err := row.Scan(&t.ID, &t.Name, &columns, &created, &updated, &t.Size); err != nil {
		return t, err
	}
	t.CreatedAt, t.Updated = fromMillis(created), fromMillis(updated)
	list, err := value.ParseString(columns)
	for _, c := range list.Elems() {
		t.Columns = append(t.Columns, node.DataColumn{Name: c.Get("name").Str(), Type: c.Get("type").Str()})
	}
	return t, err
}

// Tables implements node.DataTables.
func (d *Database) Tables(ctx context.Context) ([]node.DataTable, error) {
	rows, err := d.readers.QueryContext(ctx, selectTables+" ORDER BY t.name COLLATE NOCASE, t.name")
	return all(rows, err, scanTable)
}

// Table implements node.DataTables.
func (d *Database) Table(ctx context.Context, id string) (node.DataTable, error) {
	t, err := scanTable(d.readers.QueryRowContext(ctx, selectTables+" WHERE t.id = ?", id))
	return t, noTable(missing(err))
}

// noTable words a table that is not there for nodes.
func noTable(err error) error {
	if errors.Is(err, ErrNotFound) {
		return node.ErrNoTable
	}
	return err
}

// tableTaken words a name that is taken for nodes.
func tableTaken(err error) error {
	if errors.Is(taken(err, "the name"), ErrTaken) {
		return node.ErrTableExists
	}
	return err
}

// CreateTable implements node.DataTables.
func (d *Database) CreateTable(ctx context.Context, name string, columns []node.DataColumn) (node.DataTable, error) {
	list := value.EmptyArray
	for _, c := range columns {
		list = list.Append(node.Obj("name", c.Name, "type", c.Type))
	}
	at := millis(time.Now())
	t := node.DataTable{ID: NewID(), Name: name, Columns: columns, CreatedAt: fromMillis(at), Updated: fromMillis(at)}
	return t, d.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO data_tables (id, name, columns, created_at, updated_at) VALUES (?, ?, ?, ?, ?)", t.ID, name, list.JSON(), at, at)
		return tableTaken(err)
	})
}

// RenameTable implements node.DataTables.
func (d *Database) RenameTable(ctx context.Context, id, name string) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, "UPDATE data_tables SET name = ?, updated_at = ? WHERE id = ?", name, millis(time.Now()), id)
		if err != nil {
			return tableTaken(err)
		}
		return noTable(changedOne(r, nil))
	})
}

// DeleteTable implements node.DataTables.
func (d *Database) DeleteTable(ctx context.Context, id string) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		return noTable(changedOne(tx.ExecContext(ctx, "DELETE FROM data_tables WHERE id = ?", id)))
	})
}

// dataTable is a table as a transaction works with it.
type dataTable struct {
	node.DataTable
	ctx context.Context
	tx  *sql.Tx
}

func openTable(ctx context.Context, tx *sql.Tx, id string) (*dataTable, error) {
	t, err := scanTable(tx.QueryRowContext(ctx, selectTable, id))
	return &dataTable{t, ctx, tx}, noTable(missing(err))
}

// row makes the document of a row.
func (t *dataTable) row(id, created, updated int64, data value.Value) value.Value {
	var b value.Builder
	b.Set("id", value.Number(float64(id)))
	b.Set("createdAt", value.String(value.ISODate(float64(created))))
	b.Set("updatedAt", value.String(value.ISODate(float64(updated))))
	for _, c := range t.Columns {
		v := data.Get(c.Name)
		if v.IsUndefined() {
			v = value.Null
		}
		b.Set(c.Name, v)
	}
	return b.Object()
}

// matching gives the rows that match, at most limit when it is above 0.
func (t *dataTable) matching(match node.RowMatch, limit int) ([]value.Value, error) {
	rows, err := t.tx.QueryContext(t.ctx, "SELECT id, created_at, updated_at, data FROM data_rows WHERE table_id = ? ORDER BY id", t.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []value.Value{}
	for rows.Next() {
		var id, created, updated int64
		var text string
		if err := rows.Scan(&id, &created, &updated, &text); err != nil {
			return nil, err
		}
		data, err := value.ParseString(text)
		if err != nil {
			return nil, fmt.Errorf("row %d of the data table %q is damaged: %w", id, t.Name, err)
		}
		if row := t.row(id, created, updated, data); match == nil || match(row) {
			if out = append(out, row); len(out) == limit {
				break
			}
		}
	}
	return out, rows.Err()
}

// columns gives what a row has in the table's columns.
func (t *dataTable) columns(row value.Value) value.Value {
	var b value.Builder
	for _, c := range t.Columns {
		if v := row.Get(c.Name); !v.IsNullish() {
			b.Set(c.Name, v)
		}
	}
	return b.Object()
}

// Rows implements node.DataTables.
func (d *Database) Rows(ctx context.Context, id string, match node.RowMatch, limit int) (out []value.Value, err error) {
	err = d.read(ctx, func(tx *sql.Tx) error {
		t, err := openTable(ctx, tx, id)
		if err == nil {
			out, err = t.matching(match, limit)
		}
		return err
	})
	return out, err
}

// insert adds rows.
func (t *dataTable) insert(rows []value.Value) ([]value.Value, error) {
	var last int64
	at := millis(time.Now())
	if err := t.tx.QueryRowContext(t.ctx, "UPDATE data_tables SET last_row = last_row + ?, updated_at = ? WHERE id = ? RETURNING last_row",
		len(rows), at, t.ID).Scan(&last); err != nil {
		return nil, err
	}
	insert, err := t.tx.PrepareContext(t.ctx, "INSERT INTO data_rows (table_id, id, created_at, updated_at, data) VALUES (?, ?, ?, ?, ?)")
	if err != nil {
		return nil, err
	}
	defer insert.Close()
	out := make([]value.Value, len(rows))
	for i, row := range rows {
		number, data := last-int64(len(rows)-1-i), t.columns(row)
		if _, err := insert.ExecContext(t.ctx, t.ID, number, at, at, data.JSON()); err != nil {
			return nil, err
		}
		out[i] = t.row(number, at, at, data)
	}
	return out, nil
}

// Insert implements node.DataTables.
func (d *Database) Insert(ctx context.Context, id string, rows []value.Value) (out []value.Value, err error) {
	err = d.write(ctx, func(tx *sql.Tx) error {
		t, err := openTable(ctx, tx, id)
		if err == nil {
			out, err = t.insert(rows)
		}
		return err
	})
	return out, err
}

// update changes rows and gives them as they are then.
func (t *dataTable) update(rows []value.Value, change value.Value, dry bool) ([]value.Value, error) {
	update, err := t.tx.PrepareContext(t.ctx, "UPDATE data_rows SET data = ?, updated_at = ? WHERE table_id = ? AND id = ?")
	if err != nil {
		return nil, err
	}
	defer update.Close()
	at := millis(time.Now())
	out := make([]value.Value, len(rows))
	for i, row := range rows {
		for key, v := range change.Entries() {
			row = row.Set(key, v)
		}
		out[i] = row.Set("updatedAt", value.String(value.ISODate(float64(at))))
		if dry {
			continue
		}
		if _, err := update.ExecContext(t.ctx, t.columns(row).JSON(), at, t.ID, int64(row.Get("id").Num())); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Update implements node.DataTables.
func (d *Database) Update(ctx context.Context, id string, match node.RowMatch, change value.Value, o node.UpdateOptions) (before, after []value.Value, err error) {
	err = d.write(ctx, func(tx *sql.Tx) error {
		t, err := openTable(ctx, tx, id)
		if err != nil {
			return err
		}
		if before, err = t.matching(match, 0); err != nil {
			return err
		}
		if len(before) == 0 && o.Insert {
			if o.Dry {
				after = []value.Value{t.row(0, 0, 0, change).Set("id", value.Null).Set("createdAt", value.Null).Set("updatedAt", value.Null)}
				return nil
			}
			after, err = t.insert([]value.Value{change})
			return err
		}
		after, err = t.update(before, change, o.Dry)
		return err
	})
	return before, after, err
}

// DeleteRows implements node.DataTables.
func (d *Database) DeleteRows(ctx context.Context, id string, match node.RowMatch, dry bool) (out []value.Value, err error) {
	err = d.write(ctx, func(tx *sql.Tx) error {
		t, err := openTable(ctx, tx, id)
		if err != nil {
			return err
		}
		if out, err = t.matching(match, 0); err != nil || dry {
			return err
		}
		remove, err := tx.PrepareContext(ctx, "DELETE FROM data_rows WHERE table_id = ? AND id = ?")
		if err != nil {
			return err
		}
		defer remove.Close()
		for _, row := range out {
			if _, err := remove.ExecContext(ctx, id, int64(row.Get("id").Num())); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}
