package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"
)

// The migrations are numbered from 1 without gaps; one that has shipped never
// changes.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate runs the migrations that the database lacks, each in a transaction.
func (d *Database) migrate(ctx context.Context) error {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	if _, err := d.writer.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT"); err != nil {
		return err
	}
	var done int
	if err := d.writer.QueryRowContext(ctx, "SELECT coalesce(max(number), 0) FROM migrations").Scan(&done); err != nil {
		return err
	}
	if done > len(entries) {
		return fmt.Errorf("it was written by a newer version of the program (its tables are of version %d, known are %d); use that version", done, len(entries))
	}
	for i, e := range entries {
		text, err := migrations.ReadFile(path.Join("migrations", e.Name()))
		if err != nil {
			return err
		}
		number, _, _ := strings.Cut(e.Name(), "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			return fmt.Errorf("the migration %s stands in place %d", e.Name(), i+1)
		}
		if i < done {
			continue
		}
		err = d.write(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, string(text)); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, "INSERT INTO migrations (number, at) VALUES (?, ?)", i+1, millis(time.Now()))
			return err
		})
		if err != nil {
			return fmt.Errorf("migration %s: %w", e.Name(), err)
		}
	}
	return nil
}
