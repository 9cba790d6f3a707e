package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"runnel/runtime/credential"
	"runnel/runtime/engine"
	"runnel/runtime/node"
	"runnel/runtime/store"
	"runnel/runtime/trigger"
)

// The names of what stands in the data folder.
const (
	databaseFile = "runnel.db"
	keysFile     = "credentials.key"
)

// state is what outlives the process: a database, or for a server without
// editor and records a folder of files, or nothing.
type state struct {
	db       *store.Database
	folder   *store.Folder
	files    *store.Files
	sequence *store.Sequence
	recorder *store.Recorder
	waiting  trigger.WaitingStore
	prune    context.CancelFunc
}

// dataFolder is where the state is.
func (s *settings) dataFolder() string {
	if s.data != "" {
		return s.data
	}
	return filepath.Join(s.workflows, ".runnel")
}

// databasePath is the file of the database.
func (s *settings) databasePath() string {
	if s.database != "" {
		return s.database
	}
	return filepath.Join(s.dataFolder(), databaseFile)
}

// keysPath is the file with the keys that seal credentials.
func (s *settings) keysPath() string {
	if s.keyFile != "" {
		return s.keyFile
	}
	return filepath.Join(filepath.Dir(s.databasePath()), keysFile)
}

// usesDatabase tells whether the state is in a database: with the editor, when
// executions are to be recorded, and for a data folder that has one.
func (s *settings) usesDatabase() bool {
	if !s.headless || s.recording() || s.database != "" {
		return true
	}
	_, err := os.Stat(s.databasePath())
	return err == nil
}

// recording tells whether executions are stored: as --record says, else with
// the editor.
func (s *settings) recording() bool {
	if s.record == "" {
		return !s.headless
	}
	return s.record == "true"
}

// openState opens what outlives the process, and lets the engine use it.
func openState(s *settings, o *engine.Options, log *slog.Logger) (*state, error) {
	st := &state{}
	if !s.usesDatabase() {
		st.openFiles(s, o, log)
		return st, nil
	}
	if err := st.openDatabase(s, o, log); err != nil {
		st.close()
		return nil, err
	}
	return st, nil
}

// openDatabase opens the database with the folder of workflows, and takes in
// what a server without database has left.
func (st *state) openDatabase(s *settings, o *engine.Options, log *slog.Logger) error {
	ctx := context.Background()
	if err := s.hideFromGit(); err != nil {
		return err
	}
	keys, err := credential.LoadKeys(s.keysPath())
	if err != nil {
		return err
	}
	if s.workflows != "" {
		if st.folder, err = store.OpenFolder(s.workflows); err != nil {
			return err
		}
	}
	if st.db, err = store.OpenDatabase(ctx, s.databasePath(), store.DatabaseOptions{Keys: keys, Log: log, Folder: st.folder}); err != nil {
		return err
	}
	binary := o.Binary.Store("", "")
	if err := st.db.Adopt(ctx, s.dataFolder(), binary); err != nil {
		return err
	}
	if st.sequence, err = st.db.OpenSequence(ctx); err != nil {
		return err
	}
	st.waiting = st.db.Waiting(binary)
	o.StaticData, o.NewID, o.Vars, o.Tables = st.db, st.sequence.Next, st.db.Vars, st.db
	if source, ok := o.Credentials.(credentialSource); ok {
		source.db = st.db
		o.Credentials = source
	}
	if s.recording() {
		st.recorder = st.db.Record(s.recordOptions())
	}
	ctx, st.prune = context.WithCancel(ctx)
	go st.db.Prune(ctx, store.Retention{Age: s.keepFor, Count: int64(s.keepCount), Bytes: int64(s.databaseMax) << 20})
	return nil
}

// hideFromGit keeps a data folder that lies in the folder of workflows out of
// version control: it has the keys, and people add whole folders.
func (s *settings) hideFromGit() error {
	if s.data != "" || s.workflows == "" {
		return nil
	}
	if err := os.MkdirAll(s.dataFolder(), 0o700); err != nil {
		return fmt.Errorf("the data folder cannot be made: %w; set --data to a folder that can be written", err)
	}
	f, err := os.OpenFile(filepath.Join(s.dataFolder(), ".gitignore"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the data folder cannot be written: %w; set --data to a folder that can be", err)
	}
	_, err = f.WriteString("*\n")
	return errors.Join(err, f.Close())
}

// recordOptions say what is stored of executions of workflows that do not say
// it.
func (s *settings) recordOptions() store.RecordOptions {
	return store.RecordOptions{Success: s.recordSuccess != "none", Failure: s.recordErrors != "none", Manual: s.recordManual, Progress: s.recordProgress}
}

// openFiles opens the folder for what must outlive the process. Where that
// cannot be, the server runs without, and says what that means.
func (st *state) openFiles(s *settings, o *engine.Options, log *slog.Logger) {
	files, err := store.OpenFiles(s.dataFolder())
	if err != nil {
		log.Warn("waiting executions and static data are kept in memory only: a restart loses them; set --data to a folder that can be written",
			"error", err)
		o.StaticData = store.NewMemory()
		o.NewID = engine.CountFrom(time.Now().UnixMicro())
		return
	}
	st.files, st.sequence = files, files.OpenSequence(log)
	st.waiting = files.Waiting(o.Binary.Store("", ""))
	o.StaticData, o.NewID = files, st.sequence.Next
}

// close writes what is left and closes everything.
func (st *state) close() {
	if st.prune != nil {
		st.prune()
	}
	if st.sequence != nil {
		st.sequence.Close()
	}
	if st.db != nil {
		st.db.Close()
	}
	if st.folder != nil {
		st.folder.Close()
	}
	if st.files != nil {
		st.files.Close()
	}
}

// credential finds a credential: in the file, which somebody has given for this
// very server, else in the database.
func (c credentialSource) credential(ctx context.Context, ref credential.Ref) (node.Credential, error) {
	found, err := c.set.Find(ref)
	var missing *credential.NotFoundError
	if c.db == nil || !errors.As(err, &missing) {
		return found, err
	}
	return c.db.FindCredential(ctx, ref)
}

// makeFolder makes sure that there is a folder of workflows. For the editor the
// one of the default name is made; a name that somebody has given may be
// misspelt.
func (s *settings) makeFolder() error {
	info, err := os.Stat(s.workflows)
	switch {
	case s.workflows == "" && s.usesDatabase():
		return nil
	case err == nil && info.IsDir():
		return nil
	case errors.Is(err, fs.ErrNotExist) && !s.headless && s.workflows == defaultWorkflows:
		if err := os.MkdirAll(s.workflows, 0o755); err != nil {
			return fmt.Errorf("--workflows: the folder cannot be made: %w", err)
		}
		return nil
	}
	return fmt.Errorf("--workflows: there is no folder %q; make it and put n8n workflow files into it", s.workflows)
}
