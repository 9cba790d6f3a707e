package store

import (
	"context"
	"database/sql"
	"time"
)

// Retention bounds what is kept of executions. Zero means no bound. Executions
// that run or wait are never deleted by it.
type Retention struct {
	// Age is how long an execution is kept after its end.
	Age time.Duration
	// Count is the most executions that are kept.
	Count int64
	// Bytes is the most that the database may take; the oldest executions leave
	// above it.
	Bytes int64
}

const (
	// pruneEvery is how often the bounds are looked at.
	pruneEvery = time.Minute
	// pruneRows is how many executions one transaction deletes: writers get
	// their turn between them.
	pruneRows = 500
	// vacuumPages is how many pages one step gives back to the disk.
	vacuumPages = "PRAGMA incremental_vacuum(2000)"
)

// Prune keeps to the bounds until ctx ends. What goes wrong is logged.
func (d *Database) Prune(ctx context.Context, r Retention) {
	t := time.NewTicker(pruneEvery)
	defer t.Stop()
	for {
		if n, err := d.PruneNow(ctx, r); err != nil && ctx.Err() == nil {
			d.log.Error("old executions could not be deleted", "error", err)
		} else if n > 0 {
			d.log.Info("old executions were deleted", "executions", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// PruneNow deletes the executions beyond the bounds, the oldest first, with the
// documents that nothing else needs, and gives the disk back what they took. It
// gives the number of executions.
func (d *Database) PruneNow(ctx context.Context, r Retention) (int64, error) {
	var total int64
	deleted := func(n int64, err error) (bool, error) {
		total += n
		return n > 0 && err == nil, err
	}
	if r.Age > 0 {
		for {
			if more, err := deleted(d.pruneAge(ctx, time.Now().Add(-r.Age))); err != nil {
				return total, err
			} else if !more {
				break
			}
		}
	}
	if r.Count > 0 {
		for {
			over, err := d.ended(ctx)
			if err != nil {
				return total, err
			}
			if over -= r.Count; over <= 0 {
				break
			}
			if more, err := deleted(d.pruneOldest(ctx, min(over, pruneRows))); err != nil {
				return total, err
			} else if !more {
				break
			}
		}
	}
	if r.Bytes > 0 {
		for {
			size, err := d.Size(ctx)
			if err != nil {
				return total, err
			}
			if size <= r.Bytes {
				break
			}
			if more, err := deleted(d.pruneOldest(ctx, pruneRows)); err != nil {
				return total, err
			} else if !more {
				break
			}
		}
	}
	if total == 0 {
		return 0, nil
	}
	err := d.write(ctx, func(tx *sql.Tx) error {
		// Writers hold the same connection when they look into the cache.
		d.documents.forget()
		_, err := dropDocuments(ctx, tx)
		return err
	})
	if err == nil {
		err = d.giveBack(ctx)
	}
	return total, err
}

// oldest are the executions that have ended, those that began first in front.
const oldest = "SELECT id, stopped_at FROM executions WHERE status NOT IN ('new', 'running', 'waiting') ORDER BY id LIMIT ?"

// pruneAge deletes executions that ended before a time, out of the oldest ones:
// the order of ids is about the order of ends, and nobody needs it to be exact.
func (d *Database) pruneAge(ctx context.Context, before time.Time) (n int64, err error) {
	err = d.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, "DELETE FROM executions WHERE id IN (SELECT id FROM ("+oldest+") WHERE stopped_at < ?)", pruneRows, millis(before))
		if err == nil {
			n, err = r.RowsAffected()
		}
		return err
	})
	return n, err
}

// pruneOldest deletes the oldest executions.
func (d *Database) pruneOldest(ctx context.Context, most int64) (n int64, err error) {
	err = d.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, "DELETE FROM executions WHERE id IN (SELECT id FROM ("+oldest+"))", most)
		if err == nil {
			n, err = r.RowsAffected()
		}
		return err
	})
	return n, err
}

// ended counts the executions that have ended.
func (d *Database) ended(ctx context.Context) (n int64, err error) {
	err = d.readers.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM executions) - (SELECT count(*) FROM executions WHERE status IN ('new', 'running', 'waiting') AND status <> 'success')").Scan(&n)
	return n, err
}

// Size gives the bytes that the database uses; pages that are free do not
// count.
func (d *Database) Size(ctx context.Context) (n int64, err error) {
	err = d.readers.QueryRowContext(ctx, `SELECT (c.page_count - f.freelist_count) * s.page_size
		FROM pragma_page_count() c, pragma_freelist_count() f, pragma_page_size() s`).Scan(&n)
	return n, err
}

// giveBack returns free pages to the disk, in steps between which others may
// write.
func (d *Database) giveBack(ctx context.Context) error {
	for {
		var free int64
		if err := d.writer.QueryRowContext(ctx, "PRAGMA freelist_count").Scan(&free); err != nil {
			return err
		}
		if free == 0 {
			break
		}
		rows, err := d.writer.QueryContext(ctx, vacuumPages)
		if err != nil {
			return err
		}
		for rows.Next() { // each row is a page that was freed
		}
		if err := rows.Err(); err != nil {
			return err
		}
		rows.Close()
		var left int64
		if err := d.writer.QueryRowContext(ctx, "PRAGMA freelist_count").Scan(&left); err != nil {
			return err
		}
		if left >= free {
			break
		}
	}
	// The file gets shorter when the log is written into it. Whoever still reads
	// is not waited for: the next time does it then.
	var busy, log, done int
	return d.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &log, &done)
}
