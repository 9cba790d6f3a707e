package store

import (
	"context"
	"database/sql"
)

// Setting gives what was kept under a key, "" for nothing.
func (d *Database) Setting(ctx context.Context, key string) (string, error) {
	var v string
	err := missing(d.readers.QueryRowContext(ctx, "SELECT value FROM settings WHERE key = ?", key).Scan(&v))
	if err == ErrNotFound {
		return "", nil
	}
	return v, err
}

// SetSetting keeps a text under a key.
func (d *Database) SetSetting(ctx context.Context, key, v string) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, v)
		return err
	})
}
