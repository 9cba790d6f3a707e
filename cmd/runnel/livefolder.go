package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"runnel/runtime/store"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
	"runnel/workflows"
)

// liveFolder keeps the live workflows in step with a folder of files. It is
// used by one goroutine.
type liveFolder struct {
	dir        string
	onlyActive bool
	// except names a file of the folder that holds no workflows, "" for none.
	except string
	active *trigger.Active
	// db keeps the versions of what the folder holds, and says what is
	// published; nil when the files alone do.
	db *store.Database
	// saved is told of workflows whose files have changed, and by whom; nil for
	// nobody. It may be set before the folder is watched.
	saved func(ids []string)
	log   *slog.Logger
	// loaded is what was made live, by workflow id.
	loaded map[string]loadedWorkflow
	// told are the problems that were logged, by what they are about, so that
	// reading again does not repeat them.
	told map[string]string
}

type loadedWorkflow struct {
	file string
	doc  value.Value
}

func newLiveFolder(s *settings, active *trigger.Active, db *store.Database, log *slog.Logger) *liveFolder {
	f := &liveFolder{dir: s.workflows, onlyActive: s.onlyActive, active: active, db: db, log: log, loaded: map[string]loadedWorkflow{}, told: map[string]string{}}
	if s.credentials != "" && s.workflows != "" {
		// People keep it beside the workflows.
		if name, err := filepath.Rel(s.workflows, s.credentials); err == nil {
			f.except = filepath.ToSlash(name)
		}
	}
	return f
}

// changes counts what a reading of the folder brought.
type changes struct{ live, set, removed, problems int }

// problem logs what is wrong with a file or a workflow, unless that is known.
func (f *liveFolder) problem(now map[string]string, about, message string, args ...any) {
	text := fmt.Sprint(append([]any{message}, args...)...)
	now[about] = text
	if f.told[about] != text {
		f.log.Error(message, args...)
	}
}

// load reads the folder and brings the live workflows up to date: new and
// changed ones are activated, those that are gone are taken out. A file that
// cannot be read leaves its workflows as they are. Each problem is logged.
func (f *liveFolder) load() (changes, error) {
	now := &reading{told: map[string]string{}, broken: map[string]bool{}, seen: map[string]string{}}
	if err := f.read(now); err != nil {
		return changes{}, err
	}
	var changed []trigger.Source
	var gone []string
	if f.db != nil {
		var err error
		if changed, gone, err = f.published(now); err != nil {
			return changes{}, err
		}
	} else {
		changed, gone = f.ofFiles(now)
	}
	if len(gone) > 0 {
		f.active.Remove(gone...)
	}
	for id, err := range f.active.Set(changed...) {
		args := []any{"id", id, "file", f.loaded[id].file, "error", err}
		var taken *trigger.Conflict
		if errors.As(err, &taken) {
			args = append(args, "path", taken.Route.Path, "method", taken.Method, "taken by", taken.Holder.Plan.Workflow().Name)
		}
		f.problem(now.told, "workflow "+id, "a workflow is not fully live", args...)
	}
	// What was told of a workflow that has not changed holds on.
	for about, text := range f.told {
		if id, ok := strings.CutPrefix(about, "workflow "); ok && now.told[about] == "" && f.loaded[id].doc.IsObject() && !containsSource(changed, id) {
			now.told[about] = text
		}
	}
	f.told = now.told
	return changes{f.active.Len(), len(changed), len(gone), len(now.told)}, nil
}

// reading is what one reading of the folder found.
type reading struct {
	found []trigger.Source
	// broken are the files that cannot be read, seen has the file of each
	// workflow, told the problems.
	broken map[string]bool
	seen   map[string]string
	told   map[string]string
}

// read reads the folder; without one there is nothing.
func (f *liveFolder) read(now *reading) error {
	if f.dir == "" {
		return nil
	}
	if _, err := os.Stat(f.dir); err != nil {
		return fmt.Errorf("the folder of workflows cannot be read: %w", err)
	}
	files, errs := workflows.ReadFolder(os.DirFS(f.dir), workflows.DefaultLimits)
	for _, err := range errs {
		about := err.Error()
		var e *workflows.Error
		if errors.As(err, &e) {
			if e.File != "" && e.File == f.except {
				continue
			}
			about = e.File
			now.broken[e.File] = true
		}
		f.problem(now.told, about, "a workflow file was left out", "error", err)
	}
	for _, file := range files {
		for i, w := range file.Workflows {
			if w.ID == "" {
				w.ID = store.IDFromFile(file.Name, i)
			}
			if other, taken := now.seen[w.ID]; taken {
				f.problem(now.told, file.Name+" "+w.ID, "a workflow was left out: another one has its id", "workflow", w.Name, "id", w.ID, "file", file.Name, "other", other)
				continue
			}
			now.seen[w.ID] = file.Name
			now.found = append(now.found, trigger.Source{Workflow: w, File: file.Name})
		}
	}
	return nil
}

// ofFiles gives what has changed when the files alone say what is live.
func (f *liveFolder) ofFiles(now *reading) (changed []trigger.Source, gone []string) {
	live := map[string]bool{}
	for _, s := range now.found {
		w := s.Workflow
		if f.onlyActive && !w.Active || w.Document().Get("isArchived").Bool() {
			continue
		}
		w.Active = true
		live[w.ID] = true
		old, known := f.loaded[w.ID]
		f.loaded[w.ID] = loadedWorkflow{s.File, w.Document()}
		switch {
		case !known || !value.DeepEqual(old.doc, w.Document()):
			changed = append(changed, s)
		case old.file != s.File:
			f.active.Moved(w.ID, s.File)
		}
	}
	for id, l := range f.loaded {
		if !live[id] && !now.broken[l.file] {
			gone = append(gone, id)
			delete(f.loaded, id)
		}
	}
	return changed, gone
}

// published brings the database in step with the folder, and gives what has
// changed of what it says is published. Workflows that others have put into or
// out of service are left as they are.
func (f *liveFolder) published(now *reading) (changed []trigger.Source, gone []string, err error) {
	ctx := context.Background()
	files := make([]store.FromFile, len(now.found))
	for i, s := range now.found {
		files[i] = store.FromFile{Workflow: s.Workflow, File: s.File}
	}
	if f.dir != "" {
		_, ids, problems, err := f.db.SyncFolder(ctx, files, now.broken, f.onlyActive)
		if err != nil {
			return nil, nil, err
		}
		for id, err := range problems {
			f.problem(now.told, "file of "+id, "a workflow file could not be taken into the database", "id", id, "file", now.seen[id], "error", err)
		}
		if f.saved != nil && len(ids) > 0 {
			// Told when it is also live.
			defer func() { f.saved(ids) }()
		}
	}
	list, err := f.db.PublishedWorkflows(ctx)
	if err != nil {
		return nil, nil, err
	}
	live := map[string]bool{}
	for _, w := range list {
		live[w.ID] = true
		old, known := f.loaded[w.ID]
		f.loaded[w.ID] = loadedWorkflow{w.File, w.Document}
		if plan, _ := f.active.Plan(ctx, w.ID, false); plan != nil && plan.Workflow().Document().Get("versionId").Str() == w.VersionID {
			f.active.Moved(w.ID, w.File)
			continue
		}
		if known && old.doc.Get("versionId").Str() == w.VersionID {
			continue // it did not compile, and would not now
		}
		parsed, err := w.Parse()
		if err != nil {
			f.problem(now.told, "workflow "+w.ID, "a workflow cannot be read", "error", err)
			continue
		}
		parsed.Active = true
		changed = append(changed, trigger.Source{Workflow: parsed, File: w.File})
	}
	for id := range f.loaded {
		if !live[id] {
			gone = append(gone, id)
			delete(f.loaded, id)
		}
	}
	return changed, gone, nil
}

func containsSource(list []trigger.Source, id string) bool {
	for _, s := range list {
		if s.Workflow.ID == id {
			return true
		}
	}
	return false
}

const (
	// settle is how long the folder must be quiet before it is read again, and
	// patience how long changes may go on before it is read all the same.
	settle   = 150 * time.Millisecond
	patience = 2 * time.Second
)

// openWatcher begins to watch the folder. Changes from now on are noticed by
// watch.
func (f *liveFolder) openWatcher() (*fsnotify.Watcher, error) {
	w, err := fsnotify.NewWatcher()
	if err == nil {
		if err = f.addFolders(w); err != nil {
			w.Close()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the folder of workflows cannot be watched: %w", err)
	}
	return w, nil
}

// watch reads the folder again whenever something in it changed, until ctx
// ends.
func (f *liveFolder) watch(ctx context.Context, w *fsnotify.Watcher) {
	defer w.Close()
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	var first time.Time // of the changes that have not been read
	noticed := func() {
		if first.IsZero() {
			first = time.Now()
		}
		timer.Reset(min(settle, max(0, patience-time.Since(first))))
	}
	for {
		select {
		case <-ctx.Done():
			return
		case event, ok := <-w.Events:
			if !ok {
				return
			}
			// Only the times of access and the like changed.
			if event.Op == fsnotify.Chmod {
				continue
			}
			noticed()
		case err := <-w.Errors:
			f.log.Warn("watching the folder of workflows", "error", err)
			noticed()
		case <-timer.C:
			first = time.Time{}
			if err := f.addFolders(w); err != nil {
				f.log.Warn("watching the folder of workflows", "error", err)
			}
			c, err := f.load()
			switch {
			case err != nil:
				f.log.Error("the folder of workflows could not be read again", "error", err)
			case c.set+c.removed > 0:
				f.log.Info("the workflows were read again", "live", c.live, "new or changed", c.set, "removed", c.removed, "problems", c.problems)
			}
		}
	}
}

// addFolders watches the folder and those in it; watching one twice is no harm.
// Folders that vanish meanwhile do not matter.
func (f *liveFolder) addFolders(w *fsnotify.Watcher) error {
	return filepath.WalkDir(f.dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && path != f.dir && errors.Is(err, fs.ErrNotExist):
			return nil
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
