package main

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"runnel/runtime/trigger"
	"runnel/runtime/value"
	"runnel/workflows"
)

// liveFolder keeps the live workflows in step with a folder of files.
type liveFolder struct {
	dir        string
	onlyActive bool
	active     *trigger.Active
	log        *slog.Logger
	// loaded is what is live: the document by workflow id, with its file.
	loaded map[string]loadedWorkflow
}

type loadedWorkflow struct {
	file string
	doc  value.Value
}

// load reads the folder and brings the live workflows up to date: new and
// changed ones are activated, those that are gone are taken out. A file that
// cannot be read leaves its workflows as they are. It gives the number of live
// workflows and of problems; each problem is logged.
func (f *liveFolder) load() (live, problems int, err error) {
	if _, err := os.Stat(f.dir); err != nil {
		return 0, 0, fmt.Errorf("the folder of workflows cannot be read: %w", err)
	}
	files, errs := workflows.ReadFolder(os.DirFS(f.dir), workflows.DefaultLimits)
	broken := map[string]bool{}
	for _, err := range errs {
		f.log.Error("a workflow file was left out", "error", err)
		if e, ok := err.(*workflows.Error); ok {
			broken[e.File] = true
		}
	}
	problems = len(errs)
	seen := map[string]string{}
	var changed []trigger.Source
	for _, file := range files {
		for i, w := range file.Workflows {
			if f.onlyActive && !w.Active {
				continue
			}
			w.Active = true
			if w.ID == "" {
				w.ID = idFromFile(file.Name, i)
			}
			if other, taken := seen[w.ID]; taken {
				f.log.Error("a workflow was left out: another one has its id", "workflow", w.Name, "id", w.ID, "file", file.Name, "other", other)
				problems++
				continue
			}
			seen[w.ID] = file.Name
			if old, ok := f.loaded[w.ID]; ok && value.DeepEqual(old.doc, w.Document()) {
				continue
			}
			changed = append(changed, trigger.Source{Workflow: w, File: file.Name})
			f.loaded[w.ID] = loadedWorkflow{file.Name, w.Document()}
		}
	}
	var gone []string
	for id, l := range f.loaded {
		if seen[id] == "" && !broken[l.file] {
			gone = append(gone, id)
			delete(f.loaded, id)
		}
	}
	if len(gone) > 0 {
		f.active.Remove(gone...)
	}
	for id, err := range f.active.Set(changed...) {
		f.log.Error("a workflow is not fully live", "id", id, "file", f.loaded[id].file, "error", err)
		problems++
	}
	return len(f.loaded), problems, nil
}

// idFromFile makes the id of a workflow whose document has none.
func idFromFile(name string, i int) string {
	id := strings.TrimSuffix(filepath.ToSlash(name), filepath.Ext(name))
	if i > 0 {
		id += fmt.Sprintf("-%d", i+1)
	}
	return id
}

// settle is how long the folder must be quiet before it is read again.
const settle = 150 * time.Millisecond

// watch reads the folder again whenever something in it changed, until ctx
// ends.
func (f *liveFolder) watch(ctx context.Context) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("the folder of workflows cannot be watched: %w", err)
	}
	defer w.Close()
	if err := f.addFolders(w); err != nil {
		return fmt.Errorf("the folder of workflows cannot be watched: %w", err)
	}
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-w.Events:
			if strings.HasPrefix(filepath.Base(event.Name), ".") {
				continue
			}
			timer.Reset(settle)
		case err := <-w.Errors:
			f.log.Warn("watching the folder of workflows", "error", err)
			timer.Reset(settle)
		case <-timer.C:
			if err := f.addFolders(w); err != nil {
				f.log.Warn("watching the folder of workflows", "error", err)
			}
			live, problems, err := f.load()
			if err != nil {
				f.log.Error("the folder of workflows could not be read again", "error", err)
				continue
			}
			f.log.Info("the workflows were read again", "live", live, "problems", problems)
		}
	}
}

// addFolders watches the folder and those in it; watching one twice is no harm.
func (f *liveFolder) addFolders(w *fsnotify.Watcher) error {
	return filepath.WalkDir(f.dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir():
			return nil
		case path != f.dir && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		}
		return w.Add(path)
	})
}
