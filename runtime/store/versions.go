package store

import (
	"context"
	"database/sql"
	"time"
)

// Version is one save of a workflow.
type Version struct {
	ID         string
	WorkflowID string
	// Number counts the saves of the workflow from 1.
	Number int
	// Name was given to the version; it may be "".
	Name string
	// Author is the name of who saved it, AuthorID the user's id or "".
	Author, AuthorID string
	CreatedAt        time.Time
	// Active tells whether it is the published one.
	Active bool
}

// addVersion lists a version of a workflow.
func addVersion(ctx context.Context, tx *sql.Tx, workflowID, id string, document int64, s Save, now time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO workflow_versions (workflow_id, number, id, document_id, name, author_id, author, created_at)
		SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ? FROM workflow_versions WHERE workflow_id = ?`,
		workflowID, id, document, s.Name, s.By.ID, s.By.Name, millis(now), workflowID)
	return err
}

// Versions lists the versions of a workflow, the newest in front; ErrNotFound
// when there is no such workflow.
func (d *Database) Versions(ctx context.Context, workflowID string) ([]Version, error) {
	rows, err := d.readers.QueryContext(ctx, `SELECT v.id, v.workflow_id, v.number, v.name, v.author, v.author_id, v.created_at, coalesce(v.id = w.active_version, 0)
		FROM workflow_versions v JOIN workflows w ON w.id = v.workflow_id WHERE v.workflow_id = ? ORDER BY v.number DESC`, workflowID)
	list, err := all(rows, err, func(row scanner) (Version, error) {
		var v Version
		var created int64
		err := row.Scan(&v.ID, &v.WorkflowID, &v.Number, &v.Name, &v.Author, &v.AuthorID, &created, &v.Active)
		v.CreatedAt = fromMillis(created)
		return v, err
	})
	if err == nil && len(list) == 0 {
		return nil, ErrNotFound
	}
	return list, err
}

// Version gives a workflow as one of its versions has it; ErrNotFound when the
// workflow has no such version.
func (d *Database) Version(ctx context.Context, workflowID, versionID string) (*Workflow, error) {
	var w *Workflow
	err := d.read(ctx, func(tx *sql.Tx) (err error) {
		if w, err = scanWorkflow(tx.QueryRowContext(ctx, workflowRow+"WHERE w.id = ? AND v.id = ?", workflowID, versionID)); err != nil {
			return err
		}
		if w.Tags, err = tagsOf(ctx, tx, workflowID); err == nil {
			w.complete()
		}
		return err
	})
	return w, err
}

// NameVersion gives a version a name.
func (d *Database) NameVersion(ctx context.Context, workflowID, versionID, name string) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, "UPDATE workflow_versions SET name = ? WHERE workflow_id = ? AND id = ?", name, workflowID, versionID))
	})
}
