package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"runnel/runtime/value"
	"runnel/workflows"
)

// Workflow is a stored workflow at one of its versions.
type Workflow struct {
	ID, Name string
	// Document is the workflow as n8n writes it. id, name, active, versionId
	// and tags are as the database has them, all else as it was saved.
	Document value.Value
	// VersionID is the version that the document shows; Latest is the newest one
	// and ActiveVersionID the published one, "" when there is none.
	VersionID, Latest, ActiveVersionID string
	Archived                           bool
	Tags                               []Tag
	// File is the file in the folder of workflows, "" when it has none.
	File                 string
	CreatedAt, UpdatedAt time.Time
	// UpdatedBy is the name of who saved the newest version.
	UpdatedBy string
}

// Active tells whether a version is published.
func (w *Workflow) Active() bool { return w.ActiveVersionID != "" }

// Parse gives the workflow in the form that the engine compiles.
func (w *Workflow) Parse() (*workflows.Workflow, error) {
	parsed, err := workflows.FromValue(w.File, w.Document)
	if err != nil {
		return nil, fmt.Errorf("workflow %q: %w", w.ID, err)
	}
	return parsed, nil
}

// Author is who changes something: a user, or "" with a name such as "folder".
type Author struct{ ID, Name string }

// Conflict is the error of saving on top of a version that is not the newest
// any more: somebody else has saved meanwhile.
type Conflict struct {
	WorkflowID string
	// VersionID, UpdatedAt and UpdatedBy are those of the newest version.
	VersionID string
	UpdatedAt time.Time
	UpdatedBy string
}

func (c *Conflict) Error() string {
	return fmt.Sprintf("the workflow %q was saved by %s meanwhile; load it again, or save on top of it", c.WorkflowID, c.UpdatedBy)
}

// Invalid is the error of a workflow that cannot be stored.
type Invalid struct{ Err error }

func (e *Invalid) Error() string { return "the workflow cannot be saved: " + e.Err.Error() }

func (e *Invalid) Unwrap() error { return e.Err }

// Save says how to save a workflow.
type Save struct {
	// Base is the version that was edited; when it is not the newest one any
	// more the save is refused with a *Conflict. Force saves all the same, as a
	// version on top.
	Base  string
	Force bool
	By    Author
	// Name names the version; it may be "".
	Name string
	// Publish makes the new version the published one in the same step.
	Publish bool
}

// CreateWorkflow stores a new workflow. One without an id gets one; an id that
// is taken gives ErrTaken. Tags of the document that do not exist are made.
// Errors are *Invalid for a document that is no workflow.
func (d *Database) CreateWorkflow(ctx context.Context, doc value.Value, s Save) (*Workflow, error) {
	s.Base = ""
	if id := doc.Get("id"); !id.IsString() || id.Str() == "" {
		doc = doc.Set("id", value.String(NewID()))
	}
	return d.save(ctx, doc.Get("id").Str(), doc, s, true, place{})
}

// SaveWorkflow stores a version on top of a workflow's newest one and gives it
// back. A document that says the same as the newest version makes none. The
// error is ErrNotFound, *Conflict or *Invalid. Where a folder is the truth the
// file is written, too.
func (d *Database) SaveWorkflow(ctx context.Context, id string, doc value.Value, s Save) (*Workflow, error) {
	return d.save(ctx, id, doc.Set("id", value.String(id)), s, false, place{})
}

// place is where a workflow comes from when it comes from the folder.
type place struct {
	file string
	// fromFolder is set when the file says so already and must not be written.
	fromFolder bool
}

// parsed is a workflow that is about to be stored.
type parsed struct {
	workflow *workflows.Workflow
	content  value.Value
	hash     []byte
	triggers string
}

func parse(doc value.Value) (*parsed, error) {
	if !doc.IsObject() {
		return nil, &Invalid{errors.New("it is no JSON object")}
	}
	p := &parsed{content: content(doc)}
	var err error
	if p.workflow, err = workflows.FromValue("", p.content); err != nil {
		return nil, &Invalid{err}
	}
	if p.workflow.Name == "" {
		p.content = p.content.Set("name", value.String("My workflow"))
		if p.workflow, err = workflows.FromValue("", p.content); err != nil {
			return nil, &Invalid{err}
		}
	}
	if p.hash, err = hashOf(p.content); err != nil {
		return nil, &Invalid{err}
	}
	p.triggers = triggersOf(p.workflow)
	return p, nil
}

// triggersOf lists the types of the nodes that nothing leads to and that start
// runs, as JSON, for lists.
func triggersOf(w *workflows.Workflow) string {
	types := []string{}
	for i, n := range w.Nodes {
		if n.Disabled || len(w.Graph().In(i)) > 0 {
			continue
		}
		_, short, _ := strings.Cut(n.Type, ".")
		lower := strings.ToLower(short)
		if strings.HasSuffix(lower, "trigger") || lower == "webhook" || lower == "cron" || lower == "interval" || lower == "emailreadimap" || lower == "start" {
			types = append(types, n.Type)
		}
	}
	text, _ := json.Marshal(types)
	return string(text)
}

func (d *Database) save(ctx context.Context, id string, doc value.Value, s Save, create bool, from place) (*Workflow, error) {
	p, err := parse(doc)
	if err != nil {
		return nil, err
	}
	if d.folder != nil && !from.fromFolder {
		// The file must not change between the look at it and the rename.
		d.folder.saving.Lock()
		defer d.folder.saving.Unlock()
	}
	now := time.Now()
	var result *Workflow
	err = d.write(ctx, func(tx *sql.Tx) error {
		old, err := loadWorkflow(ctx, tx, id)
		switch {
		case errors.Is(err, ErrNotFound) && create:
		case err != nil:
			return err
		case create:
			return fmt.Errorf("the workflow id %q %w", id, ErrTaken)
		case old.Latest != s.Base && !s.Force:
			return &Conflict{id, old.Latest, old.UpdatedAt, old.UpdatedBy}
		}
		if d.folder != nil && !from.fromFolder && old != nil {
			if old, err = d.heedFile(ctx, tx, old, s.Force); err != nil {
				return err
			}
		}
		document, err := putDocument(ctx, tx, p.content, p.hash)
		if err != nil {
			return err
		}
		version := ""
		if old == nil {
			version = uuid.NewString()
			_, err = tx.ExecContext(ctx, `INSERT INTO workflows (id, name, version_id, file, node_count, triggers, created_at, updated_at, updated_by)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, p.workflow.Name, version, from.file, len(p.workflow.Nodes), p.triggers, millis(now), millis(now), s.By.Name)
		} else {
			if version, err = sameVersion(ctx, tx, old.Latest, document); err == nil && version == "" {
				version = uuid.NewString()
				_, err = tx.ExecContext(ctx, `UPDATE workflows SET name = ?, version_id = ?, node_count = ?, triggers = ?, updated_at = ?, updated_by = ? WHERE id = ?`,
					p.workflow.Name, version, len(p.workflow.Nodes), p.triggers, millis(now), s.By.Name, id)
			}
		}
		if err != nil {
			return err
		}
		if old == nil || version != old.Latest {
			if err := addVersion(ctx, tx, id, version, document, s, now); err != nil {
				return err
			}
		}
		if s.Publish {
			if _, err := tx.ExecContext(ctx, "UPDATE workflows SET active_version = ? WHERE id = ?", version, id); err != nil {
				return err
			}
		}
		if tags := doc.Get("tags"); tags.IsArray() {
			if err := setTags(ctx, tx, id, tags, now); err != nil {
				return err
			}
		}
		if result, err = loadWorkflow(ctx, tx, id); err != nil {
			return err
		}
		if d.folder != nil && !from.fromFolder {
			err = d.intoFolder(ctx, tx, result)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// sameVersion gives the newest version's id when it says the same, else "".
func sameVersion(ctx context.Context, tx *sql.Tx, latest string, document int64) (string, error) {
	var stored int64
	err := tx.QueryRowContext(ctx, "SELECT document_id FROM workflow_versions WHERE id = ?", latest).Scan(&stored)
	if err != nil || stored != document {
		return "", err
	}
	return latest, nil
}

const workflowRow = `SELECT w.id, w.name, w.version_id, coalesce(w.active_version, ''), w.archived, w.file, w.created_at, w.updated_at, w.updated_by, v.id, d.body
	FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id JOIN documents d ON d.id = v.document_id `

func scanWorkflow(row scanner) (*Workflow, error) {
	w := &Workflow{}
	var created, updated int64
	var body []byte
	if err := row.Scan(&w.ID, &w.Name, &w.Latest, &w.ActiveVersionID, &w.Archived, &w.File, &created, &updated, &w.UpdatedBy, &w.VersionID, &body); err != nil {
		return nil, missing(err)
	}
	w.CreatedAt, w.UpdatedAt = fromMillis(created), fromMillis(updated)
	doc, err := readDocument(body)
	if err != nil {
		return nil, err
	}
	w.Document = doc.Set("id", value.String(w.ID))
	return w, nil
}

// complete sets the keys of the document that the database keeps apart.
func (w *Workflow) complete() {
	doc := w.Document
	if w.VersionID == w.Latest {
		doc = doc.Set("name", value.String(w.Name))
	}
	tags := make([]value.Value, len(w.Tags))
	for i, t := range w.Tags {
		tags[i] = value.Object(value.Field{Key: "id", Value: value.String(t.ID)}, value.Field{Key: "name", Value: value.String(t.Name)})
	}
	w.Document = doc.Set("active", value.Bool(w.Active())).Set("versionId", value.String(w.VersionID)).Set("tags", value.Array(tags...))
}

// loadWorkflow reads a workflow at its newest version.
func loadWorkflow(ctx context.Context, tx *sql.Tx, id string) (*Workflow, error) {
	w, err := scanWorkflow(tx.QueryRowContext(ctx, workflowRow+"WHERE w.id = ? AND v.id = w.version_id", id))
	if err != nil {
		return nil, err
	}
	if w.Tags, err = tagsOf(ctx, tx, id); err != nil {
		return nil, err
	}
	w.complete()
	return w, nil
}

// Workflow gives a workflow at its newest version, or ErrNotFound.
func (d *Database) Workflow(ctx context.Context, id string) (*Workflow, error) {
	var w *Workflow
	err := d.read(ctx, func(tx *sql.Tx) (err error) {
		w, err = loadWorkflow(ctx, tx, id)
		return err
	})
	return w, err
}

// PublishedWorkflow gives a workflow at its published version; ErrNotFound when
// there is none.
func (d *Database) PublishedWorkflow(ctx context.Context, id string) (*Workflow, error) {
	var w *Workflow
	err := d.read(ctx, func(tx *sql.Tx) (err error) {
		if w, err = scanWorkflow(tx.QueryRowContext(ctx, workflowRow+"WHERE w.id = ? AND v.id = w.active_version", id)); err != nil {
			return err
		}
		if w.Tags, err = tagsOf(ctx, tx, id); err == nil {
			w.complete()
		}
		return err
	})
	return w, err
}

// PublishedWorkflows gives all workflows that are to be live, at their
// published version; archived ones are left out.
func (d *Database) PublishedWorkflows(ctx context.Context) ([]*Workflow, error) {
	rows, err := d.readers.QueryContext(ctx, workflowRow+"WHERE v.id = w.active_version AND w.archived = 0 ORDER BY w.created_at, w.id")
	list, err := all(rows, err, scanWorkflow)
	for _, w := range list {
		w.complete()
	}
	return list, err
}

// DeleteWorkflow deletes a workflow with its versions, its executions, its
// static data, and its file; ErrNotFound when it is not there.
func (d *Database) DeleteWorkflow(ctx context.Context, id string) error {
	if d.folder != nil {
		d.folder.saving.Lock()
		defer d.folder.saving.Unlock()
	}
	return d.deleteWorkflow(ctx, id, true)
}

func (d *Database) deleteWorkflow(ctx context.Context, id string, withFile bool) error {
	file := ""
	err := d.write(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, "DELETE FROM workflows WHERE id = ? RETURNING file", id).Scan(&file); err != nil {
			return missing(err)
		}
		for _, statement := range []string{
			"DELETE FROM static_data WHERE workflow_id = ?",
			"DELETE FROM workflow_stats WHERE workflow_id = ?",
		} {
			if _, err := tx.ExecContext(ctx, statement, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	d.static.forget(id)
	if err := d.deleteExecutionsOf(ctx, id); err != nil {
		return err
	}
	if d.folder != nil && withFile && file != "" {
		return d.folder.remove(file, id)
	}
	return nil
}

// deleteExecutionsOf deletes the executions of a workflow in steps: there may be
// millions, and others want to write meanwhile.
func (d *Database) deleteExecutionsOf(ctx context.Context, workflowID string) error {
	for {
		var n int64
		err := d.write(ctx, func(tx *sql.Tx) error {
			r, err := tx.ExecContext(ctx, "DELETE FROM executions WHERE id IN (SELECT id FROM executions WHERE workflow_id = ? LIMIT ?)", workflowID, pruneRows)
			if err == nil {
				n, err = r.RowsAffected()
			}
			return err
		})
		if err != nil || n < pruneRows {
			return err
		}
	}
}

// ArchiveWorkflow puts a workflow away, or takes it back out. One that is put
// away is not published any more.
func (d *Database) ArchiveWorkflow(ctx context.Context, id string, archived bool, by Author) (*Workflow, error) {
	return d.change(ctx, id, func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, `UPDATE workflows SET archived = ?, active_version = CASE WHEN ? THEN NULL ELSE active_version END,
			updated_at = ?, updated_by = ? WHERE id = ?`, archived, archived, millis(time.Now()), by.Name, id))
	})
}

// PublishWorkflow makes a version the published one; ErrNotFound when the
// workflow or the version is not there.
func (d *Database) PublishWorkflow(ctx context.Context, id, versionID string, _ Author) (*Workflow, error) {
	return d.change(ctx, id, func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, `UPDATE workflows SET active_version = ? WHERE id = ? AND archived = 0
			AND EXISTS (SELECT 1 FROM workflow_versions v WHERE v.workflow_id = workflows.id AND v.id = ?)`, versionID, id, versionID))
	})
}

// UnpublishWorkflow takes a workflow out of service; it is no error when it was
// not in service.
func (d *Database) UnpublishWorkflow(ctx context.Context, id string, _ Author) (*Workflow, error) {
	return d.change(ctx, id, func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, "UPDATE workflows SET active_version = NULL WHERE id = ?", id))
	})
}

// SetWorkflowTags gives a workflow other tags, by their ids; an id that is not
// there gives ErrNotFound.
func (d *Database) SetWorkflowTags(ctx context.Context, id string, tagIDs []string) (*Workflow, error) {
	return d.change(ctx, id, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM workflow_tags WHERE workflow_id = ?", id); err != nil {
			return err
		}
		for _, tag := range tagIDs {
			if err := changedOne(tx.ExecContext(ctx, `INSERT OR REPLACE INTO workflow_tags (workflow_id, tag_id)
				SELECT w.id, t.id FROM workflows w, tags t WHERE w.id = ? AND t.id = ?`, id, tag)); err != nil {
				return fmt.Errorf("tag %q: %w", tag, err)
			}
		}
		return nil
	})
}

// change changes what is kept apart from a workflow's versions, in the file,
// too.
func (d *Database) change(ctx context.Context, id string, change func(*sql.Tx) error) (*Workflow, error) {
	if d.folder != nil {
		d.folder.saving.Lock()
		defer d.folder.saving.Unlock()
	}
	var w *Workflow
	err := d.write(ctx, func(tx *sql.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		var err error
		if w, err = loadWorkflow(ctx, tx, id); err != nil {
			return err
		}
		if d.folder != nil && w.File != "" {
			err = d.intoFolder(ctx, tx, w)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}
