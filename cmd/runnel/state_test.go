package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"runnel/runtime/credential"
	"runnel/runtime/store"
)

func TestWhatIsRecorded(t *testing.T) {
	for _, c := range []struct {
		args []string
		env  map[string]string
		want bool
	}{
		{nil, nil, true},
		{[]string{"--headless"}, nil, false},
		{[]string{"--headless", "--record"}, nil, true},
		{[]string{"--record=false"}, nil, false},
		{[]string{"--headless"}, map[string]string{"RUNNEL_RECORD": "true"}, true},
		{nil, map[string]string{"RUNNEL_RECORD": "false"}, false},
	} {
		s := settingsFrom(t, c.args, c.env)
		if got := s.recording(); got != c.want || s.check() != nil {
			t.Errorf("%v %v: %v, %v", c.args, c.env, got, s.check())
		}
	}
	s := settingsFrom(t, nil, map[string]string{"EXECUTIONS_DATA_SAVE_ON_SUCCESS": "none", "EXECUTIONS_DATA_SAVE_MANUAL_EXECUTIONS": "false", "EXECUTIONS_DATA_SAVE_ON_PROGRESS": "true"})
	if got, want := s.recordOptions(), (store.RecordOptions{Failure: true, Progress: true}); got != want {
		t.Errorf("of n8n's variables: %+v, want %+v", got, want)
	}
	for _, args := range [][]string{{"--record=maybe"}, {"--record-success=some"}, {"--record-errors="}, {"--keep-executions=-1"}, {"--keep-executions-for=-1h"}} {
		if err := settingsFrom(t, args, nil).check(); (err == nil) != (args[0] == "--record-errors=") {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestHowLongExecutionsAreKept(t *testing.T) {
	for _, c := range []struct {
		env   map[string]string
		age   time.Duration
		count int
		size  int
	}{
		{nil, 14 * 24 * time.Hour, 0, defaultDatabaseMax},
		{map[string]string{"EXECUTIONS_DATA_PRUNE": "false"}, 0, 0, 0},
		{map[string]string{"EXECUTIONS_DATA_PRUNE": "false", "EXECUTIONS_DATA_MAX_AGE": "5"}, 0, 0, 0},
		{map[string]string{"EXECUTIONS_DATA_PRUNE": "true", "EXECUTIONS_DATA_MAX_AGE": "5", "EXECUTIONS_DATA_PRUNE_MAX_COUNT": "9"}, 5 * time.Hour, 9, defaultDatabaseMax},
		{map[string]string{"EXECUTIONS_DATA_PRUNE": "true"}, 336 * time.Hour, 0, defaultDatabaseMax},
		{map[string]string{"EXECUTIONS_DATA_MAX_AGE": "1.5", "RUNNEL_DATABASE_MAX": "7"}, 90 * time.Minute, 0, 7},
		{map[string]string{"RUNNEL_KEEP_EXECUTIONS_FOR": "48h", "EXECUTIONS_DATA_PRUNE": "false", "RUNNEL_KEEP_EXECUTIONS": "3"}, 48 * time.Hour, 3, 0},
	} {
		s := settingsFrom(t, nil, c.env)
		if s.keepFor != c.age || s.keepCount != c.count || s.databaseMax != c.size {
			t.Errorf("%v: %v, %d, %d MB", c.env, s.keepFor, s.keepCount, s.databaseMax)
		}
	}
}

// A data folder that has a database uses it, with and without editor: what it
// keeps must not be in two places.
func TestWhenThereIsADatabase(t *testing.T) {
	data := t.TempDir()
	s := settingsFrom(t, []string{"--headless", "--data", data}, nil)
	if s.usesDatabase() {
		t.Error("a server without editor and records has made one")
	}
	if err := os.WriteFile(filepath.Join(data, databaseFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if !s.usesDatabase() {
		t.Error("the one that is there is not used")
	}
	if !settingsFrom(t, nil, nil).usesDatabase() || !settingsFrom(t, []string{"--headless", "--database", "x.db"}, nil).usesDatabase() {
		t.Error("it is not used where it must be")
	}
}

// The folder behaves the same for those who call its workflows, whether there
// is a database beside it or not.
func TestTheFolderWithADatabase(t *testing.T) {
	without := folderDatabase
	defer func() { folderDatabase = without }()
	folderDatabase = func(t *testing.T, dir string) *store.Database {
		folder, err := store.OpenFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		data := t.TempDir()
		keys, err := credential.LoadKeys(filepath.Join(data, keysFile))
		if err != nil {
			t.Fatal(err)
		}
		db, err := store.OpenDatabase(t.Context(), filepath.Join(data, databaseFile), store.DatabaseOptions{Keys: keys, Folder: folder})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			db.Close()
			folder.Close()
		})
		return db
	}
	for name, test := range map[string]func(*testing.T){
		"ReadingTheFolder":              TestReadingTheFolder,
		"IDs":                           TestIDs,
		"ConflictsOfTheFolder":          TestConflictsOfTheFolder,
		"OnlyActive":                    TestOnlyActive,
		"CredentialsBesideTheWorkflows": TestCredentialsBesideTheWorkflows,
		"FolderThatVanishes":            TestFolderThatVanishes,
		"Watching":                      TestWatching,
	} {
		t.Run(name, test)
	}
}
