package store

import (
	"context"
	"database/sql"

	"runnel/runtime/value"
)

// Variable is a value that every workflow sees as $vars.KEY.
type Variable struct {
	ID, Key string
	// Type is n8n's: "string".
	Type  string
	Value string
}

// Variables lists all variables by key.
func (d *Database) Variables(ctx context.Context) ([]Variable, error) {
	rows, err := d.readers.QueryContext(ctx, "SELECT id, key, type, value FROM variables ORDER BY key")
	return all(rows, err, scanVariable)
}

// Variable gives one variable, or ErrNotFound.
func (d *Database) Variable(ctx context.Context, id string) (Variable, error) {
	v, err := scanVariable(d.readers.QueryRowContext(ctx, "SELECT id, key, type, value FROM variables WHERE id = ?", id))
	return v, missing(err)
}

func scanVariable(row scanner) (Variable, error) {
	var v Variable
	err := row.Scan(&v.ID, &v.Key, &v.Type, &v.Value)
	return v, err
}

// VariablesObject gives the variables as $vars shows them.
func (d *Database) VariablesObject(ctx context.Context) (value.Value, error) {
	list, err := d.Variables(ctx)
	var b value.Builder
	for _, v := range list {
		b.Set(v.Key, value.String(v.Value))
	}
	return b.Object(), err
}

// Vars gives the variables as $vars shows them, from memory while nobody changes
// them. It is the engine's Vars hook.
func (d *Database) Vars() value.Value {
	if known := d.vars.Load(); known != nil {
		return *known
	}
	vars, err := d.VariablesObject(context.Background())
	if err != nil {
		d.log.Error("the variables cannot be read; $vars is empty", "error", err)
		return value.EmptyObject
	}
	d.vars.Store(&vars)
	return vars
}

// writeVariables changes the table of variables.
func (d *Database) writeVariables(ctx context.Context, change func(*sql.Tx) error) error {
	defer d.vars.Store(nil)
	return d.write(ctx, change)
}

// CreateVariable makes a variable and gives it its id; the error wraps ErrTaken
// when the key is in use.
func (d *Database) CreateVariable(ctx context.Context, v Variable) (Variable, error) {
	v.ID = NewID()
	if v.Type == "" {
		v.Type = "string"
	}
	return v, d.writeVariables(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO variables (id, key, type, value) VALUES (?, ?, ?, ?)", v.ID, v.Key, v.Type, v.Value)
		return taken(err, "the variable %q", v.Key)
	})
}

// UpdateVariable changes a variable's key, type and value; the error is
// ErrNotFound or wraps ErrTaken.
func (d *Database) UpdateVariable(ctx context.Context, v Variable) (Variable, error) {
	if v.Type == "" {
		v.Type = "string"
	}
	return v, d.writeVariables(ctx, func(tx *sql.Tx) error {
		err := changedOne(tx.ExecContext(ctx, "UPDATE variables SET key = ?, type = ?, value = ? WHERE id = ?", v.Key, v.Type, v.Value, v.ID))
		return taken(err, "the variable %q", v.Key)
	})
}

// DeleteVariable deletes a variable, or gives ErrNotFound.
func (d *Database) DeleteVariable(ctx context.Context, id string) error {
	return d.writeVariables(ctx, func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, "DELETE FROM variables WHERE id = ?", id))
	})
}
