package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"runnel/runtime/value"
)

// Tag is a label of workflows.
type Tag struct {
	ID, Name             string
	CreatedAt, UpdatedAt time.Time
	// Workflows counts the workflows that have it; only lists tell.
	Workflows int
}

// Tags lists all tags by name.
func (d *Database) Tags(ctx context.Context) ([]Tag, error) {
	rows, err := d.readers.QueryContext(ctx, `SELECT t.id, t.name, t.created_at, t.updated_at,
		(SELECT count(*) FROM workflow_tags wt WHERE wt.tag_id = t.id) FROM tags t ORDER BY t.name, t.id`)
	return all(rows, err, scanTag)
}

// Tag gives one tag, or ErrNotFound.
func (d *Database) Tag(ctx context.Context, id string) (Tag, error) {
	t, err := scanTag(d.readers.QueryRowContext(ctx, `SELECT t.id, t.name, t.created_at, t.updated_at,
		(SELECT count(*) FROM workflow_tags wt WHERE wt.tag_id = t.id) FROM tags t WHERE t.id = ?`, id))
	return t, missing(err)
}

func scanTag(row scanner) (Tag, error) {
	var t Tag
	var created, updated int64
	err := row.Scan(&t.ID, &t.Name, &created, &updated, &t.Workflows)
	t.CreatedAt, t.UpdatedAt = fromMillis(created), fromMillis(updated)
	return t, err
}

// CreateTag makes a tag; the error wraps ErrTaken when the name is in use.
func (d *Database) CreateTag(ctx context.Context, name string) (Tag, error) {
	t := Tag{ID: NewID(), Name: strings.TrimSpace(name), CreatedAt: now()}
	t.UpdatedAt = t.CreatedAt
	err := d.write(ctx, func(tx *sql.Tx) error {
		err := insertTag(ctx, tx, t)
		return taken(err, "the tag %q", t.Name)
	})
	return t, err
}

func insertTag(ctx context.Context, tx *sql.Tx, t Tag) error {
	if t.Name == "" {
		return errors.New("a tag needs a name")
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO tags (id, name, created_at, updated_at) VALUES (?, ?, ?, ?)", t.ID, t.Name, millis(t.CreatedAt), millis(t.UpdatedAt))
	return err
}

// RenameTag gives a tag another name; the error is ErrNotFound or wraps
// ErrTaken.
func (d *Database) RenameTag(ctx context.Context, id, name string) (Tag, error) {
	if name = strings.TrimSpace(name); name == "" {
		return Tag{}, errors.New("a tag needs a name")
	}
	err := d.write(ctx, func(tx *sql.Tx) error {
		err := changedOne(tx.ExecContext(ctx, "UPDATE tags SET name = ?, updated_at = ? WHERE id = ?", name, millis(time.Now()), id))
		return taken(err, "the tag %q", name)
	})
	if err != nil {
		return Tag{}, err
	}
	return d.Tag(ctx, id)
}

// DeleteTag deletes a tag and takes it from all workflows.
func (d *Database) DeleteTag(ctx context.Context, id string) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, "DELETE FROM tags WHERE id = ?", id))
	})
}

// setTags gives a workflow the tags of its document: {id, name} or a name. They
// are known by name where they have one, because ids differ from one instance
// to another; those that do not exist are made.
func setTags(ctx context.Context, tx *sql.Tx, workflowID string, tags value.Value, at time.Time) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM workflow_tags WHERE workflow_id = ?", workflowID); err != nil {
		return err
	}
	for _, v := range tags.Elems() {
		id, name := v.Get("id").Str(), strings.TrimSpace(v.Get("name").Str())
		if v.IsString() {
			name = strings.TrimSpace(v.Str())
		}
		if id == "" && name == "" {
			continue
		}
		var known string
		err := tx.QueryRowContext(ctx, "SELECT id FROM tags WHERE name = ? OR ? = '' AND id = ?", name, name, id).Scan(&known)
		if errors.Is(err, sql.ErrNoRows) {
			if name == "" {
				continue // a tag of elsewhere of which nothing but the id is known
			}
			known = NewID()
			err = insertTag(ctx, tx, Tag{ID: known, Name: name, CreatedAt: at, UpdatedAt: at})
		}
		if err == nil {
			_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO workflow_tags (workflow_id, tag_id) VALUES (?, ?)", workflowID, known)
		}
		if err != nil {
			return fmt.Errorf("tag %q: %w", name, err)
		}
	}
	return nil
}

// tagsOf lists the tags of a workflow by name.
func tagsOf(ctx context.Context, tx *sql.Tx, workflowID string) ([]Tag, error) {
	rows, err := tx.QueryContext(ctx, `SELECT t.id, t.name, t.created_at, t.updated_at, 0 FROM workflow_tags wt JOIN tags t ON t.id = wt.tag_id
		WHERE wt.workflow_id = ? ORDER BY t.name, t.id`, workflowID)
	return all(rows, err, scanTag)
}

// allWorkflowTags gives the tags of all workflows by their ids.
func allWorkflowTags(ctx context.Context, tx *sql.Tx) (map[string][]Tag, error) {
	rows, err := tx.QueryContext(ctx, `SELECT wt.workflow_id, t.id, t.name, t.created_at, t.updated_at FROM workflow_tags wt JOIN tags t ON t.id = wt.tag_id ORDER BY t.name, t.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	tags := map[string][]Tag{}
	for rows.Next() {
		var workflow string
		var t Tag
		var created, updated int64
		if err := rows.Scan(&workflow, &t.ID, &t.Name, &created, &updated); err != nil {
			return nil, err
		}
		t.CreatedAt, t.UpdatedAt = fromMillis(created), fromMillis(updated)
		tags[workflow] = append(tags[workflow], t)
	}
	return tags, rows.Err()
}
