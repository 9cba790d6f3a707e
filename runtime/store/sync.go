package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"

	"runnel/runtime/value"
	"runnel/workflows"
)

// folderAuthor is who changes workflows when their files change.
var folderAuthor = Author{Name: "folder"}

// FromFile is a workflow as the folder has it.
type FromFile struct {
	// Workflow has its id, which may be made of the file's name.
	Workflow *workflows.Workflow
	File     string
}

// Synced counts what a reading of the folder changed in the database.
type Synced struct{ New, Changed, Removed int }

// Changes are the ids of the workflows that a reading of the folder changed,
// those that are gone included.
type Changes []string

// SyncFolder brings the database in step with the folder. Workflows that are
// not known are stored and published; what a file says that the newest version
// does not becomes a version on top, which is published when the workflow is;
// workflows whose files are gone are archived and taken out of service. With
// heedActive set a workflow is published if and only if its file says active;
// without, what the editor published counts. broken are the files that cannot
// be read: their workflows stay as they are. One workflow that cannot be stored
// does not keep the others; problems are by workflow id.
func (d *Database) SyncFolder(ctx context.Context, files []FromFile, broken map[string]bool, heedActive bool) (Synced, Changes, map[string]error, error) {
	if d.folder != nil {
		d.folder.saving.Lock()
		defer d.folder.saving.Unlock()
	}
	var s Synced
	var ids Changes
	problems := map[string]error{}
	known, err := d.inFolder(ctx)
	if err != nil {
		return s, ids, problems, err
	}
	for _, f := range files {
		id := f.Workflow.ID
		before, had := known[id]
		delete(known, id)
		isNew, changed, err := d.syncOne(ctx, f, before, had, heedActive)
		switch {
		case err != nil && ctx.Err() != nil:
			return s, ids, problems, err
		case err != nil:
			problems[id] = err
		case isNew:
			s.New++
			ids = append(ids, id)
		case changed:
			s.Changed++
			ids = append(ids, id)
		}
	}
	for id, k := range known {
		if broken[k.file] || d.stillThere(k.file, id) {
			continue
		}
		err := d.write(ctx, func(tx *sql.Tx) error {
			return changedOne(tx.ExecContext(ctx, "UPDATE workflows SET archived = 1, active_version = NULL, file = '', updated_at = ?, updated_by = ? WHERE id = ?",
				millis(time.Now()), folderAuthor.Name, id))
		})
		if err != nil {
			return s, ids, problems, err
		}
		s.Removed++
		ids = append(ids, id)
	}
	return s, ids, problems, nil
}

// stillThere tells whether a workflow that a reading of the folder did not find
// is in its file now: the editor may have saved it since.
func (d *Database) stillThere(file, id string) bool {
	if d.folder == nil {
		return false
	}
	_, _, err := d.folder.find(file, id)
	return err == nil
}

// knownFile is what the database knows of a workflow that has a file.
type knownFile struct {
	file             string
	active, archived bool
	hash             []byte
}

// inFolder gives the workflows that have a file, by id.
func (d *Database) inFolder(ctx context.Context) (map[string]knownFile, error) {
	rows, err := d.readers.QueryContext(ctx, `SELECT w.id, w.file, w.active_version IS NOT NULL, w.archived, d.hash
		FROM workflows w JOIN workflow_versions v ON v.id = w.version_id JOIN documents d ON d.id = v.document_id WHERE w.file <> ''`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	known := map[string]knownFile{}
	for rows.Next() {
		var id string
		var k knownFile
		if err := rows.Scan(&id, &k.file, &k.active, &k.archived, &k.hash); err != nil {
			return nil, err
		}
		known[id] = k
	}
	return known, rows.Err()
}

// syncOne brings one workflow in step with its file.
func (d *Database) syncOne(ctx context.Context, f FromFile, before knownFile, had, heedActive bool) (isNew, changed bool, err error) {
	id, active := f.Workflow.ID, f.Workflow.Active || !heedActive
	doc := f.Workflow.Document().Set("id", value.String(id)).Set("name", value.String(f.Workflow.Name))
	p, err := parse(doc)
	if err != nil {
		return false, false, err
	}
	archived := doc.Get(archivedKey).Bool()
	if had && sameHash(before.hash, p.hash) && before.file == f.File && before.archived == archived && (!heedActive || before.active == active) {
		same, err := d.sameTags(ctx, id, doc.Get("tags"))
		if err != nil || same {
			return false, false, err
		}
	}
	// The editor may have saved since the folder was read; nobody does while
	// this looks.
	if d.folder != nil {
		file, i, err := d.folder.find(f.File, id)
		if err != nil {
			return false, false, nil // it is on its way; the next reading sees it
		}
		w := file.Workflows[i]
		doc = w.Document().Set("id", value.String(id)).Set("name", value.String(w.Name))
		active, archived = w.Active || !heedActive, doc.Get(archivedKey).Bool()
		if p, err = parse(doc); err != nil {
			return false, false, err
		}
	}
	err = d.write(ctx, func(tx *sql.Tx) error {
		publish, unpublish := active, false
		old, err := loadWorkflow(ctx, tx, id)
		switch {
		case errors.Is(err, ErrNotFound):
			isNew = true
		case err != nil:
			return err
		}
		if isNew {
			if err := d.newFromFile(ctx, tx, id, f.File, p); err != nil {
				return err
			}
		} else {
			same, err := saysTheSame(ctx, tx, old.Latest, p.hash)
			if err != nil {
				return err
			}
			if !same {
				if err := d.versionFromFile(ctx, tx, id, p); err != nil {
					return err
				}
			}
			// One whose file was gone comes back like a new one.
			returns := old.File == "" || old.Archived && !archived
			switch {
			case heedActive:
				publish, unpublish = active && !(old.Active() && same), !active && old.Active()
			default:
				publish = returns || old.Active() && !same
			}
			unpublish = unpublish || archived && old.Active()
			changed = !same || publish || unpublish || old.Archived != archived
		}
		publish = publish && !archived
		if _, err := tx.ExecContext(ctx, "UPDATE workflows SET file = ?, archived = ? WHERE id = ?", f.File, archived, id); err != nil {
			return err
		}
		switch {
		case publish:
			_, err = tx.ExecContext(ctx, "UPDATE workflows SET active_version = version_id WHERE id = ?", id)
		case unpublish:
			_, err = tx.ExecContext(ctx, "UPDATE workflows SET active_version = NULL WHERE id = ?", id)
		default:
			err = nil
		}
		if err != nil {
			return err
		}
		return setFileTags(ctx, tx, id, doc)
	})
	return isNew, changed, err
}

// setFileTags gives a workflow the tags of its file; a file that names none
// leaves them.
func setFileTags(ctx context.Context, tx *sql.Tx, id string, doc value.Value) error {
	if tags := doc.Get("tags"); tags.IsArray() {
		return setTags(ctx, tx, id, tags, time.Now())
	}
	return nil
}

// sameTags tells whether a workflow has the tags of its file.
func (d *Database) sameTags(ctx context.Context, id string, tags value.Value) (bool, error) {
	if !tags.IsArray() {
		return true, nil
	}
	var have []Tag
	err := d.read(ctx, func(tx *sql.Tx) (err error) {
		have, err = tagsOf(ctx, tx, id)
		return err
	})
	if err != nil || len(have) != tags.Len() {
		return false, err
	}
	names := map[string]bool{}
	for _, t := range have {
		names[t.Name] = true
	}
	for _, t := range tags.Elems() {
		if !names[t.Get("name").Str()] && !names[t.Str()] {
			return false, nil
		}
	}
	return true, nil
}

// newFromFile stores a workflow that came with a file.
func (d *Database) newFromFile(ctx context.Context, tx *sql.Tx, id, file string, p *parsed) error {
	at := millis(time.Now())
	_, err := tx.ExecContext(ctx, `INSERT INTO workflows (id, name, version_id, file, node_count, triggers, created_at, updated_at, updated_by)
		VALUES (?, ?, '', ?, 0, '[]', ?, ?, '')`, id, p.workflow.Name, file, at, at)
	if err != nil {
		return err
	}
	return d.versionFromFile(ctx, tx, id, p)
}

// versionFromFile makes what a file says the newest version.
func (d *Database) versionFromFile(ctx context.Context, tx *sql.Tx, id string, p *parsed) error {
	document, err := putDocument(ctx, tx, p.content, p.hash)
	if err != nil {
		return err
	}
	at, version := time.Now(), uuid.NewString()
	_, err = tx.ExecContext(ctx, `UPDATE workflows SET name = ?, version_id = ?, node_count = ?, triggers = ?, updated_at = ?, updated_by = ? WHERE id = ?`,
		p.workflow.Name, version, len(p.workflow.Nodes), p.triggers, millis(at), folderAuthor.Name, id)
	if err != nil {
		return err
	}
	return addVersion(ctx, tx, id, version, document, Save{By: folderAuthor}, at)
}
