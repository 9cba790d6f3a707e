package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"

	"runnel/runtime/value"
	"runnel/workflows"
)

// Folder is a folder of workflow files that is the truth of what the workflows
// are. What the editor saves goes into it in the canonical form; the database
// keeps the versions, and which one is published.
type Folder struct {
	root *os.Root
	dir  string
	// saving orders those who write files.
	saving sync.Mutex
}

// OpenFolder opens a folder of workflows; it must be there. Close it.
func OpenFolder(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("the folder of workflows cannot be used: %w", err)
	}
	return &Folder{root: root, dir: dir}, nil
}

// Close lets go of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Dir is the folder's path as it was given.
func (f *Folder) Dir() string { return f.dir }

// fileDocument gives a workflow as its file holds it: what the version says,
// whether it is published, and the names of its tags. What differs from one
// instance to another, or with each save, stays out.
func fileDocument(w *Workflow) value.Value {
	doc := content(w.Document).Set("active", value.Bool(w.Active()))
	if w.Archived {
		doc = doc.Set(archivedKey, value.True)
	}
	if len(w.Tags) > 0 {
		tags := make([]value.Value, len(w.Tags))
		for i, t := range w.Tags {
			tags[i] = value.Object(value.Field{Key: "name", Value: value.String(t.Name)})
		}
		doc = doc.Set("tags", value.Array(tags...))
	}
	return doc
}

// archivedKey is the key of a document that says that its workflow was put
// away.
const archivedKey = "isArchived"

// find gives the file with the workflow of an id, and its place in the file's
// list; the error is fs.ErrNotExist when the file or the workflow is gone.
func (f *Folder) find(name, id string) (*workflows.File, int, error) {
	file, err := workflows.ReadFile(f.root.FS(), name, workflows.DefaultLimits)
	if err != nil {
		return nil, 0, err
	}
	for i, w := range file.Workflows {
		if w.ID == id || w.ID == "" && IDFromFile(name, i) == id {
			return file, i, nil
		}
	}
	return nil, 0, fs.ErrNotExist
}

// IDFromFile makes the id of a workflow whose document has none: the file's
// name, with a number for further workflows of the file.
func IDFromFile(name string, i int) string {
	id := strings.TrimSuffix(name, path.Ext(name))
	if i > 0 {
		id += "-" + strconv.Itoa(i+1)
	}
	return id
}

// heedFile looks whether a workflow's file was changed since it was read: that
// is a *Conflict, or, for one who saves on top, a version of its own before
// theirs.
func (d *Database) heedFile(ctx context.Context, tx *sql.Tx, w *Workflow, force bool) (*Workflow, error) {
	if w.File == "" {
		return w, nil
	}
	file, i, err := d.folder.find(w.File, w.ID)
	if err != nil {
		// Removed or broken: the save mends it.
		return w, nil
	}
	now, err := parse(file.Workflows[i].Document().Set("id", value.String(w.ID)))
	if err != nil {
		return w, nil
	}
	same, err := saysTheSame(ctx, tx, w.Latest, now.hash)
	if err != nil || same {
		return w, err
	}
	if !force {
		return nil, &Conflict{w.ID, w.Latest, w.UpdatedAt, "a change of the file " + w.File}
	}
	if err := d.versionFromFile(ctx, tx, w.ID, now); err != nil {
		return nil, err
	}
	return loadWorkflow(ctx, tx, w.ID)
}

// saysTheSame tells whether a version's document has the given hash.
func saysTheSame(ctx context.Context, tx *sql.Tx, version string, hash []byte) (bool, error) {
	var same bool
	err := tx.QueryRowContext(ctx, "SELECT d.hash = ? FROM workflow_versions v JOIN documents d ON d.id = v.document_id WHERE v.id = ?", hash, version).Scan(&same)
	return same, err
}

// intoFolder writes a workflow into its file, a new one for a workflow that has
// none yet.
func (d *Database) intoFolder(ctx context.Context, tx *sql.Tx, w *Workflow) error {
	if w.File == "" {
		name, err := d.folder.newName(w)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE workflows SET file = ? WHERE id = ?", name, w.ID); err != nil {
			return err
		}
		w.File = name
	}
	doc := fileDocument(w)
	var text []byte
	file, i, err := d.folder.find(w.File, w.ID)
	switch {
	case err == nil:
		if text, err = file.Replaced(i, doc); err != nil {
			return fmt.Errorf("the file %s: %w", w.File, err)
		}
	default:
		parsed, err := workflows.FromValue(w.File, doc)
		if err != nil {
			return &Invalid{err}
		}
		text = workflows.Canonical(parsed)
	}
	if err := d.folder.write(w.File, text); err != nil {
		return fmt.Errorf("the workflow was not saved: the file %s cannot be written: %w", w.File, err)
	}
	return nil
}

// newName finds a name for the file of a new workflow: the workflow's own name,
// as far as every file system takes it.
func (f *Folder) newName(w *Workflow) (string, error) {
	base := fileBase(w.Name)
	for n := 1; n < 1000; n++ {
		name := base
		if n > 1 {
			name += "-" + strconv.Itoa(n)
		}
		_, err := f.root.Lstat(name + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			return name + suffix, nil
		}
		if err != nil {
			return "", fmt.Errorf("the folder of workflows: %w", err)
		}
	}
	return "workflow-" + w.ID + suffix, nil
}

// fileBase makes a file's name of a workflow's: letters and digits in lower
// case with dashes between words.
func fileBase(name string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			dash = false
		} else {
			dash = true
		}
		if b.Len() >= 60 {
			break
		}
	}
	switch base := b.String(); base {
	case "":
		return "workflow"
	case "con", "prn", "aux", "nul": // Windows keeps these for itself
		return base + "-workflow"
	default:
		return base
	}
}

// remove takes a workflow out of its file, and the file away when there is
// nothing else in it.
func (f *Folder) remove(name, id string) error {
	file, i, err := f.find(name, id)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the workflow is deleted, but its file %s is left as it is: %w", name, err)
	}
	if len(file.Workflows) == 1 {
		err = f.root.Remove(name)
	} else {
		var text []byte
		if text, err = file.Without(i); err == nil {
			err = f.write(name, text)
		}
	}
	if err != nil {
		return fmt.Errorf("the workflow is deleted, but its file %s could not be removed: %w", name, err)
	}
	return nil
}

// write puts a file in its place, whole or not at all, beside which it is
// written first. A link stays a link.
func (f *Folder) write(name string, text []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := f.root.Lstat(name); err == nil {
		if info.Mode()&fs.ModeSymlink != 0 {
			target, err := f.root.Readlink(name)
			if err != nil {
				return err
			}
			if path.IsAbs(target) {
				return fmt.Errorf("it is a link to %s, outside of the folder", target)
			}
			return f.write(path.Join(path.Dir(name), target), text)
		}
		mode = info.Mode().Perm()
	}
	temp := path.Join(path.Dir(name), "."+path.Base(name)+".new")
	if err := f.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	out, err := f.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	if err == nil {
		err = out.Sync()
	}
	err = errors.Join(err, out.Close())
	if err == nil {
		err = f.root.Rename(temp, name)
	}
	if err != nil {
		f.root.Remove(temp)
	}
	return err
}
