package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/store"
	"runnel/runtime/trigger"
)

// A folderTest is a folder with the set of live workflows that follows it.
type folderTest struct {
	t      *testing.T
	dir    string
	folder *liveFolder
	active *trigger.Active
	log    *lockedBuffer
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// take gives what was logged since the last call.
func (l *lockedBuffer) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.text.String()
	l.text.Reset()
	return text
}

// folderDatabase opens the database of a folder under test, nil for none.
var folderDatabase = func(*testing.T, string) *store.Database { return nil }

func newFolderTest(t *testing.T, change func(*settings)) *folderTest {
	f := &folderTest{t: t, dir: t.TempDir(), log: &lockedBuffer{}}
	log := slog.New(slog.NewTextHandler(f.log, nil))
	e := engine.New(engine.Options{Log: log})
	f.active = trigger.NewActive(e, log)
	t.Cleanup(f.active.Close)
	s := &settings{workflows: f.dir}
	if change != nil {
		change(s)
	}
	f.folder = newLiveFolder(s, f.active, folderDatabase(t, f.dir), log)
	return f
}

// write writes a file of the folder; no text removes it.
func (f *folderTest) write(name, text string) {
	f.t.Helper()
	path := filepath.Join(f.dir, name)
	if text == "" {
		if err := os.Remove(path); err != nil {
			f.t.Fatal(err)
		}
		return
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

// hooked is a workflow with a webhook.
func hooked(id, path string) string {
	return fmt.Sprintf(`{"id":%q,"name":"Flow %s","active":false,"nodes":[{"name":"Hook","type":"n8n-nodes-base.webhook","typeVersion":2,"position":[0,0],"parameters":{"path":%q},"webhookId":"w"}],"connections":{}}`, id, id, path)
}

// live lists what is live: id, file and webhook paths.
func (f *folderTest) live() string {
	var all []string
	for _, info := range f.active.List() {
		line := info.ID + "@" + info.File
		for _, w := range info.Webhooks {
			line += ":" + w.Path
		}
		if info.Err != nil {
			line += "!"
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func (f *folderTest) load(want string, changed changes) {
	f.t.Helper()
	got, err := f.folder.load()
	if err != nil {
		f.t.Fatal(err)
	}
	if live := f.live(); live != want || got != changed {
		f.t.Errorf("live: %s, want %s; %+v, want %+v", live, want, got, changed)
	}
}

func TestReadingTheFolder(t *testing.T) {
	f := newFolderTest(t, nil)
	f.load("", changes{})
	f.write("a.json", hooked("a", "x"))
	f.write("sub/b.json", hooked("b", "y"))
	f.write("c.txt", hooked("c", "z"))
	f.write(".hidden/d.json", hooked("d", "z"))
	f.load("a@a.json:x b@sub/b.json:y", changes{live: 2, set: 2})
	f.load("a@a.json:x b@sub/b.json:y", changes{live: 2})
	f.log.take()

	// A change, and a file that moves.
	f.write("a.json", hooked("a", "x2"))
	f.write("sub/b.json", "")
	f.write("moved.json", hooked("b", "y"))
	f.load("a@a.json:x2 b@moved.json:y", changes{live: 2, set: 1})

	// A broken file leaves its workflow as it is, and is told of once.
	f.write("a.json", `{"id":"a",`)
	f.load("a@a.json:x2 b@moved.json:y", changes{live: 2, problems: 1})
	if log := f.log.take(); strings.Count(log, "a workflow file was left out") != 1 || !strings.Contains(log, "a.json: line 1, column 11") {
		t.Errorf("the log: %s", log)
	}
	f.load("a@a.json:x2 b@moved.json:y", changes{live: 2, problems: 1})
	if log := f.log.take(); log != "" {
		t.Errorf("it is told again: %s", log)
	}
	f.write("a.json", hooked("a", "x3"))
	f.load("a@a.json:x3 b@moved.json:y", changes{live: 2, set: 1})
	f.write("a.json", "")
	f.load("b@moved.json:y", changes{live: 1, removed: 1})
}

func TestIDs(t *testing.T) {
	f := newFolderTest(t, nil)
	f.write("a.json", hooked("same", "x"))
	f.write("b.json", hooked("same", "y"))
	f.write("sub/none.json", strings.Replace(hooked("", "z"), `"id":"",`, "", 1))
	f.write("list.json", "["+strings.Replace(hooked("", "l1"), `"id":"",`, "", 1)+","+strings.Replace(hooked("", "l2"), `"id":"",`, "", 1)+"]")
	f.load("list-2@list.json:l2 list@list.json:l1 same@a.json:x sub/none@sub/none.json:z", changes{live: 4, set: 4, problems: 1})
	if log := f.log.take(); !strings.Contains(log, "another one has its id") || !strings.Contains(log, "file=b.json") || !strings.Contains(log, "other=a.json") {
		t.Errorf("the log: %s", log)
	}
	// When the first one goes the other takes its place.
	f.write("a.json", "")
	f.load("list-2@list.json:l2 list@list.json:l1 same@b.json:y sub/none@sub/none.json:z", changes{live: 4, set: 1})
}

func TestConflictsOfTheFolder(t *testing.T) {
	f := newFolderTest(t, nil)
	f.write("a.json", hooked("a", "x"))
	f.write("b.json", hooked("b", "x"))
	f.load("a@a.json:x b@b.json:x!", changes{live: 2, set: 2, problems: 1})
	if log := f.log.take(); !strings.Contains(log, "is already taken") || !strings.Contains(log, `"taken by"="Flow a"`) {
		t.Errorf("the log: %s", log)
	}
	f.load("a@a.json:x b@b.json:x!", changes{live: 2, problems: 1})
	if log := f.log.take(); log != "" {
		t.Errorf("it is told again: %s", log)
	}
	f.write("b.json", hooked("b", "y"))
	f.load("a@a.json:x b@b.json:y", changes{live: 2, set: 1})
}

func TestOnlyActive(t *testing.T) {
	f := newFolderTest(t, func(s *settings) { s.onlyActive = true })
	f.write("a.json", hooked("a", "x"))
	f.write("b.json", strings.Replace(hooked("b", "y"), `"active":false`, `"active":true`, 1))
	f.load("b@b.json:y", changes{live: 1, set: 1})
	f.write("b.json", hooked("b", "y"))
	f.load("", changes{removed: 1})
}

func TestCredentialsBesideTheWorkflows(t *testing.T) {
	f := newFolderTest(t, nil)
	f.folder = newLiveFolder(&settings{workflows: f.dir, credentials: filepath.Join(f.dir, "credentials.json")}, f.active, f.folder.db, f.folder.log)
	f.write("credentials.json", `[{"id":"1","name":"x","type":"httpBasicAuth","data":{}}]`)
	f.load("", changes{})
}

func TestFolderThatVanishes(t *testing.T) {
	f := newFolderTest(t, nil)
	f.write("a.json", hooked("a", "x"))
	f.load("a@a.json:x", changes{live: 1, set: 1})
	if err := os.RemoveAll(f.dir); err != nil {
		t.Fatal(err)
	}
	if _, err := f.folder.load(); err == nil || f.live() != "a@a.json:x" {
		t.Errorf("%v, live: %s", err, f.live())
	}
}

// until waits until the live workflows are as wanted.
func (f *folderTest) until(what, want string) {
	f.t.Helper()
	for range 12000 {
		if f.live() == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	f.t.Fatalf("%s: live are %s, want %s", what, f.live(), want)
}

func TestWatching(t *testing.T) {
	f := newFolderTest(t, nil)
	w, err := f.folder.openWatcher()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { f.folder.watch(ctx, w) })
	defer watching.Wait()
	defer cancel()

	f.write("a.json", hooked("a", "x"))
	f.until("a new file", "a@a.json:x")
	f.write("a.json", hooked("a", "x2"))
	f.until("a changed file", "a@a.json:x2")
	f.write("deep/er/b.json", hooked("b", "y"))
	f.until("a file in a new folder", "a@a.json:x2 b@deep/er/b.json:y")
	f.write("deep/er/b.json", hooked("b", "y2"))
	f.until("a changed file in it", "a@a.json:x2 b@deep/er/b.json:y2")
	if err := os.Rename(filepath.Join(f.dir, "a.json"), filepath.Join(f.dir, "c.json")); err != nil {
		t.Fatal(err)
	}
	f.until("a renamed file", "a@c.json:x2 b@deep/er/b.json:y2")
	f.write("c.json", "{")
	for !strings.Contains(f.log.take(), "a workflow file was left out") {
		time.Sleep(10 * time.Millisecond)
	}
	f.until("a broken file", "a@c.json:x2 b@deep/er/b.json:y2")
	if err := os.RemoveAll(filepath.Join(f.dir, "deep")); err != nil {
		t.Fatal(err)
	}
	f.until("a removed folder", "a@c.json:x2")

	// Kubernetes swaps a hidden link.
	f.write("..one/d.json", hooked("d", "v1"))
	f.write("..two/d.json", hooked("d", "v2"))
	link := filepath.Join(f.dir, "..data")
	if err := os.Symlink("..one", link); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("..data", "d.json"), filepath.Join(f.dir, "d.json")); err != nil {
		t.Fatal(err)
	}
	f.until("a link", "a@c.json:x2 d@d.json:v1")
	if err := os.Symlink("..two", link+".new"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(link+".new", link); err != nil {
		t.Fatal(err)
	}
	f.until("a swapped link", "a@c.json:x2 d@d.json:v2")
}
