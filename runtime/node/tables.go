package node

import (
	"context"
	"errors"
	"time"

	"runnel/runtime/value"
)

// DataTables keeps rows in tables over executions. Tables are found by id;
// what is not there gives an error that is ErrNoTable.
type DataTables interface {
	// Tables lists all tables by name.
	Tables(ctx context.Context) ([]DataTable, error)
	Table(ctx context.Context, id string) (DataTable, error)
	// CreateTable makes a table; the error is ErrTableExists when there is one
	// of this name. RenameTable fails in the same way.
	CreateTable(ctx context.Context, name string, columns []DataColumn) (DataTable, error)
	RenameTable(ctx context.Context, id, name string) error
	DeleteTable(ctx context.Context, id string) error

	// Rows gives the rows that match, by id; limit 0 gives all.
	Rows(ctx context.Context, id string, match RowMatch, limit int) ([]value.Value, error)
	// Insert adds rows, all or none, and gives them as they are then.
	Insert(ctx context.Context, id string, rows []value.Value) ([]value.Value, error)
	// Update changes the columns that change has, in the rows that match, and
	// gives these rows as they were and as they are.
	Update(ctx context.Context, id string, match RowMatch, change value.Value, o UpdateOptions) (before, after []value.Value, err error)
	// DeleteRows deletes the rows that match and gives them; with dry set they
	// stay.
	DeleteRows(ctx context.Context, id string, match RowMatch, dry bool) ([]value.Value, error)
}

// UpdateOptions say what else an update does.
type UpdateOptions struct {
	// Insert makes a row of the change when no row matches.
	Insert bool
	// Dry keeps nothing; it only tells what would be.
	Dry bool
}

// RowMatch picks rows: objects with id (a number), createdAt and updatedAt (ISO
// texts) and every column of the table, null where nothing is. It must not call
// the tables.
type RowMatch func(row value.Value) bool

// DataTable describes a table.
type DataTable struct {
	ID, Name           string
	Columns            []DataColumn
	CreatedAt, Updated time.Time
	// Size is about how many bytes its rows take.
	Size int64
}

// DataColumn is a column of a table: its Type is "string", "number", "boolean"
// or "date". Dates are kept as ISO texts.
type DataColumn struct{ Name, Type string }

// The errors of tables that are not there or there already.
var (
	ErrNoTable     = errors.New("there is no such data table")
	ErrTableExists = errors.New("there is a data table of this name already")
)

// TableHost is implemented by hosts that have tables.
type TableHost interface {
	// DataTables gives the tables, nil when there are none to be had.
	DataTables() DataTables
}

// TablesOf gives the tables of a host. The error says how to get them.
func TablesOf(h Host) (DataTables, error) {
	if t, ok := h.(TableHost); ok {
		if tables := t.DataTables(); tables != nil {
			return tables, nil
		}
	}
	return nil, Errorf("Data tables are not available here").
		Describe("They are kept in the database of the server: it has one with the editor, or when --database or --record is set")
}

// DataTables makes a call a TableHost, as its host may be.
func (c *Call[P]) DataTables() DataTables {
	if t, ok := c.Host.(TableHost); ok {
		return t.DataTables()
	}
	return nil
}
