package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"runnel/runtime/node"
)

// Adopt moves what a server without database has kept as files in a folder into
// the database: waiting executions, static data, and the last execution's
// number. What cannot be read is told and left where it is.
func (d *Database) Adopt(ctx context.Context, dir string, binary node.BinaryStore) error {
	if _, err := os.Stat(filepath.Join(dir, staticDir)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	files, err := OpenFiles(dir)
	if err != nil {
		return err
	}
	defer files.Close()
	if err := d.adoptNumbers(ctx, files); err != nil {
		return err
	}
	if err := d.adoptStatic(ctx, files); err != nil {
		return err
	}
	if err := d.adoptWaiting(files, binary); err != nil {
		return err
	}
	// Folders in which something is left stay, to be looked at.
	files.root.Remove(staticDir)
	files.root.Remove(waitingDir)
	return nil
}

func (d *Database) adoptNumbers(ctx context.Context, files *Files) error {
	doc, err := files.read(sequenceFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		d.log.Error("the last execution's number cannot be taken over", "error", err)
		return nil
	}
	last, err := d.Setting(ctx, sequenceSetting)
	if err != nil {
		return err
	}
	if known, _ := strconv.ParseInt(last, 10, 64); int64(doc.Get("last").Num()) > known {
		if err := d.SetSetting(ctx, sequenceSetting, strconv.FormatInt(int64(doc.Get("last").Num()), 10)); err != nil {
			return err
		}
	}
	return files.root.Remove(sequenceFile)
}

func (d *Database) adoptStatic(ctx context.Context, files *Files) error {
	entries, err := fs.ReadDir(files.root.FS(), staticDir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := staticDir + "/" + e.Name()
		id, ok := idOfFile(e.Name())
		if !ok {
			d.log.Error("static data cannot be taken into the database: its file does not say of which workflow it is", "file", name)
			continue
		}
		data, err := files.read(name)
		if err != nil {
			d.log.Error("static data cannot be taken into the database", "error", err)
			continue
		}
		if err := d.Save(ctx, id, data); err != nil {
			return err
		}
		if err := files.root.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

func (d *Database) adoptWaiting(files *Files, binary node.BinaryStore) error {
	from, to := files.Waiting(binary), d.Waiting(binary)
	list, problems := from.List()
	for _, w := range list {
		ex, workflow, err := from.Load(w.ID)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if err := to.Save(ex, workflow); err != nil {
			return fmt.Errorf("the waiting execution %s cannot be taken into the database: %w", w.ID, err)
		}
		if err := from.Delete(w.ID); err != nil {
			return err
		}
	}
	for _, err := range problems {
		d.log.Error("a waiting execution cannot be taken into the database", "error", err)
	}
	return nil
}

// idOfFile gives the id of which fileName made a name; false for a name that is
// a checksum.
func idOfFile(name string) (string, bool) {
	text, ok := strings.CutSuffix(name, suffix)
	if !ok || strings.HasPrefix(text, "sha256-") && len(text) == len("sha256-")+64 {
		return "", false
	}
	var id []byte
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			id = append(id, text[i])
			continue
		}
		if i+3 > len(text) {
			return "", false
		}
		b, err := strconv.ParseUint(text[i+1:i+3], 16, 8)
		if err != nil {
			return "", false
		}
		id = append(id, byte(b))
		i += 2
	}
	return string(id), true
}
