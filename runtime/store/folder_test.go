package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"runnel/runtime/value"
	"runnel/workflows"
)

// a folder of workflows with its database.
type synced struct {
	*Database
	t   *testing.T
	dir string
}

func newSynced(t *testing.T) *synced {
	dir := t.TempDir()
	folder, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	return &synced{newDatabase(t, DatabaseOptions{Folder: folder}), t, dir}
}

func (s *synced) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s *synced) file(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// read reads the folder as the server does.
func (s *synced) read(heedActive bool) Synced {
	s.t.Helper()
	files, errs := workflows.ReadFolder(os.DirFS(s.dir), workflows.DefaultLimits)
	broken := map[string]bool{}
	for _, err := range errs {
		var e *workflows.Error
		if errors.As(err, &e) {
			broken[e.File] = true
		}
	}
	var found []FromFile
	for _, f := range files {
		for i, w := range f.Workflows {
			if w.ID == "" {
				w.ID = IDFromFile(f.Name, i)
			}
			found = append(found, FromFile{w, f.Name})
		}
	}
	got, ids, problems, err := s.SyncFolder(s.t.Context(), found, broken, heedActive)
	if err != nil || len(problems) > 0 {
		s.t.Fatal(err, problems)
	}
	if len(ids) != got.New+got.Changed+got.Removed {
		s.t.Errorf("%+v are %v", got, ids)
	}
	return got
}

func (s *synced) versions(id string) []Version {
	s.t.Helper()
	list, err := s.Versions(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

func TestSavingWritesTheFile(t *testing.T) {
	s, ctx := newSynced(t), context.Background()
	w, err := s.CreateWorkflow(ctx, parseDoc(t, sample).Set("name", value.String("Größe: Böse/Sache?")).Set("versionId", value.String("x")), Save{By: ann})
	if err != nil {
		t.Fatal(err)
	}
	if w.File != "gr-e-b-se-sache.json" {
		t.Errorf("the file is %q", w.File)
	}
	text := s.file(w.File)
	parsed, err := workflows.Parse("", []byte(text))
	if err != nil || string(workflows.Canonical(parsed[0])) != text {
		t.Errorf("the file is not canonical (%v):\n%s", err, text)
	}
	for _, out := range []string{"versionId", "updatedAt", "createdAt"} {
		if strings.Contains(text, out) {
			t.Errorf("the file has %s, which changes with each save", out)
		}
	}
	if !strings.Contains(text, `"active": false`) || !strings.Contains(text, `"unknown"`) {
		t.Errorf("the file lacks something:\n%s", text)
	}
	// Reading it back is no change.
	if got := s.read(false); got != (Synced{}) {
		t.Errorf("reading it back changed %+v", got)
	}
	if w, err = s.PublishWorkflow(ctx, w.ID, w.VersionID, ann); err != nil || !strings.Contains(s.file(w.File), `"active": true`) {
		t.Errorf("published: %v\n%s", err, s.file(w.File))
	}
	if got := s.read(true); got != (Synced{}) || len(s.versions(w.ID)) != 1 {
		t.Errorf("reading it back changed %+v, %d versions", got, len(s.versions(w.ID)))
	}
	second, err := s.CreateWorkflow(ctx, parseDoc(t, sample).Set("name", value.String("größe böse sache")), Save{})
	if err != nil || second.File != "gr-e-b-se-sache-2.json" {
		t.Errorf("the second file is %q, %v", second.File, err)
	}
	entries, _ := os.ReadDir(s.dir)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".new") {
			t.Errorf("%s was left behind", e.Name())
		}
	}
	if err := s.DeleteWorkflow(ctx, w.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(s.dir, w.File)); !errors.Is(err, os.ErrNotExist) {
		t.Error("the file of a deleted workflow is there:", err)
	}
}

func TestChangesOfFilesAreVersions(t *testing.T) {
	s, ctx := newSynced(t), context.Background()
	s.write("a.json", sample)
	if got := s.read(false); got.New != 1 {
		t.Fatalf("first: %+v", got)
	}
	w, err := s.Workflow(ctx, "a")
	if err != nil || !w.Active() || w.UpdatedBy != "folder" {
		t.Fatal(w, err)
	}
	s.write("a.json", strings.Replace(sample, "Hello", "Hello 2", 1))
	if got := s.read(false); got.Changed != 1 {
		t.Fatalf("changed: %+v", got)
	}
	if live, err := s.PublishedWorkflow(ctx, "a"); err != nil || live.Name != "Hello 2" || live.VersionID != live.Latest || len(s.versions("a")) != 2 {
		t.Fatal(live, err)
	}
	// What the editor took out of service stays out of service.
	if _, err := s.UnpublishWorkflow(ctx, "a", ann); err != nil {
		t.Fatal(err)
	}
	s.write("a.json", strings.Replace(sample, "Hello", "Hello 3", 1))
	if got := s.read(false); got.Changed != 1 {
		t.Fatalf("changed: %+v", got)
	}
	if w, _ := s.Workflow(ctx, "a"); w.Active() || w.Name != "Hello 3" {
		t.Errorf("now it is %+v", w)
	}
	// A draft in the editor is written into the file and does not go live.
	w, _ = s.Workflow(ctx, "a")
	if w, err = s.PublishWorkflow(ctx, "a", w.VersionID, ann); err != nil {
		t.Fatal(err)
	}
	draft, err := s.SaveWorkflow(ctx, "a", w.Document.Set("name", value.String("Draft")), Save{Base: w.VersionID, By: ann})
	if err != nil || !strings.Contains(s.file("a.json"), "Draft") {
		t.Fatal(err)
	}
	if got := s.read(false); got != (Synced{}) {
		t.Errorf("reading the draft changed %+v", got)
	}
	if live, _ := s.PublishedWorkflow(ctx, "a"); live.VersionID == draft.VersionID || live.Document.Get("name").Str() != "Hello 3" {
		t.Errorf("live is %v", live.Document.Get("name"))
	}
	// A broken file leaves everything; a file that is gone takes it out of
	// service, and nothing is lost.
	s.write("a.json", "{")
	if got := s.read(false); got != (Synced{}) {
		t.Errorf("a broken file changed %+v", got)
	}
	os.Remove(filepath.Join(s.dir, "a.json"))
	if got := s.read(false); got.Removed != 1 {
		t.Errorf("removed: %+v", got)
	}
	if w, err := s.Workflow(ctx, "a"); err != nil || !w.Archived || w.Active() || len(s.versions("a")) != 4 {
		t.Errorf("it is %+v, %v", w, err)
	}
	s.write("b.json", strings.Replace(sample, `{"name"`, `{"id":"a","name"`, 1))
	s.read(false)
	if w, err := s.Workflow(ctx, "a"); err != nil || w.Archived || !w.Active() || w.File != "b.json" || len(s.versions("a")) != 5 {
		t.Errorf("back again it is %+v, %v", w, err)
	}
}

func TestTheFilesSayWhatIsActiveWhenTold(t *testing.T) {
	s, ctx := newSynced(t), context.Background()
	s.write("a.json", sample)
	s.write("b.json", strings.Replace(sample, `{"name"`, `{"active":true,"name"`, 1))
	s.read(true)
	for id, want := range map[string]bool{"a": false, "b": true} {
		if w, err := s.Workflow(ctx, id); err != nil || w.Active() != want {
			t.Errorf("%s: %v, %v", id, w, err)
		}
	}
	s.write("a.json", strings.Replace(sample, `{"name"`, `{"active":true,"name"`, 1))
	s.write("b.json", sample)
	if got := s.read(true); got.Changed != 2 {
		t.Errorf("changed: %+v", got)
	}
	for id, want := range map[string]bool{"a": true, "b": false} {
		if w, err := s.Workflow(ctx, id); err != nil || w.Active() != want || len(s.versions(id)) != 1 {
			t.Errorf("%s: %v, %v", id, w, err)
		}
	}
}

func TestArchivedWorkflowsStayArchived(t *testing.T) {
	s, ctx := newSynced(t), context.Background()
	s.write("a.json", sample)
	s.write("away.json", strings.Replace(sample, `{"name"`, `{"isArchived":true,"name"`, 1))
	s.read(false)
	if w, err := s.Workflow(ctx, "away"); err != nil || !w.Archived || w.Active() {
		t.Errorf("a file that says so: %+v, %v", w, err)
	}
	if _, err := s.ArchiveWorkflow(ctx, "a", true, ann); err != nil || !strings.Contains(s.file("a.json"), `"isArchived": true`) {
		t.Fatal(err, s.file("a.json"))
	}
	if got := s.read(false); got != (Synced{}) {
		t.Errorf("reading it back changed %+v", got)
	}
	s.write("a.json", strings.Replace(s.file("a.json"), "Hello", "Changed", 1))
	if got := s.read(false); got.Changed != 1 {
		t.Errorf("changed: %+v", got)
	}
	if w, _ := s.Workflow(ctx, "a"); !w.Archived || w.Active() || w.Name != "Changed" {
		t.Errorf("it is %+v", w)
	}
	if _, err := s.ArchiveWorkflow(ctx, "a", false, ann); err != nil || strings.Contains(s.file("a.json"), "isArchived") {
		t.Fatal(err, s.file("a.json"))
	}
	if got := s.read(false); got != (Synced{}) {
		t.Errorf("reading it back changed %+v", got)
	}
	if w, _ := s.Workflow(ctx, "a"); w.Archived || w.Active() {
		t.Errorf("taken out again it is %+v", w)
	}
}

func TestASaveSeesThatTheFileWasChanged(t *testing.T) {
	s, ctx := newSynced(t), context.Background()
	s.write("a.json", sample)
	s.read(false)
	w, _ := s.Workflow(ctx, "a")
	s.write("a.json", strings.Replace(sample, "Hello", "By git", 1))
	mine := w.Document.Set("name", value.String("Mine"))
	_, err := s.SaveWorkflow(ctx, "a", mine, Save{Base: w.VersionID, By: ann})
	var conflict *Conflict
	if !errors.As(err, &conflict) || !strings.Contains(conflict.UpdatedBy, "a.json") {
		t.Fatalf("it said %v", err)
	}
	if !strings.Contains(s.file("a.json"), "By git") {
		t.Fatal("the file was written all the same")
	}
	saved, err := s.SaveWorkflow(ctx, "a", mine, Save{Base: w.VersionID, By: ann, Force: true})
	if err != nil {
		t.Fatal(err)
	}
	list := s.versions("a")
	if len(list) != 3 || list[0].ID != saved.VersionID || list[1].Author != "folder" {
		t.Fatalf("the versions are %+v", list)
	}
	if theirs, err := s.Version(ctx, "a", list[1].ID); err != nil || theirs.Document.Get("name").Str() != "By git" {
		t.Errorf("their version is %v, %v", theirs, err)
	}
}

func TestSeveralWorkflowsInOneFile(t *testing.T) {
	s, ctx := newSynced(t), context.Background()
	s.write("all.json", `{"note":"kept","data":[`+sample+`,`+strings.Replace(sample, "Hello", "Second", 1)+`]}`)
	s.read(false)
	w, err := s.Workflow(ctx, "all-2")
	if err != nil || w.Name != "Second" {
		t.Fatal(w, err)
	}
	if _, err := s.SaveWorkflow(ctx, "all-2", w.Document.Set("name", value.String("Third")), Save{Base: w.VersionID}); err != nil {
		t.Fatal(err)
	}
	text := s.file("all.json")
	if !strings.Contains(text, `"note": "kept"`) || !strings.Contains(text, "Hello") || !strings.Contains(text, "Third") || strings.Contains(text, "Second") {
		t.Errorf("the file is\n%s", text)
	}
	if got := s.read(false); got != (Synced{}) {
		t.Errorf("reading it back changed %+v", got)
	}
	if err := s.DeleteWorkflow(ctx, "all-2"); err != nil {
		t.Fatal(err)
	}
	if text := s.file("all.json"); !strings.Contains(text, "Hello") || strings.Contains(text, "Third") {
		t.Errorf("the file is\n%s", text)
	}
}

func TestTagsStandInTheFile(t *testing.T) {
	s, ctx := newSynced(t), context.Background()
	s.write("a.json", strings.Replace(sample, `{"name"`, `{"tags":[{"id":"1","name":"bots"}],"name"`, 1))
	s.read(false)
	if w, err := s.Workflow(ctx, "a"); err != nil || len(w.Tags) != 1 || w.Tags[0].Name != "bots" {
		t.Fatal(w, err)
	}
	tag, _ := s.CreateTag(ctx, "prod")
	if _, err := s.SetWorkflowTags(ctx, "a", []string{tag.ID}); err != nil || !strings.Contains(s.file("a.json"), `"prod"`) {
		t.Fatal(err, s.file("a.json"))
	}
	s.write("a.json", strings.Replace(s.file("a.json"), `"prod"`, `"staging"`, 1))
	if s.read(false); len(s.versions("a")) != 1 {
		t.Error("other tags made a version")
	}
	if w, _ := s.Workflow(ctx, "a"); len(w.Tags) != 1 || w.Tags[0].Name != "staging" {
		t.Errorf("the tags are %v", w.Tags)
	}
}

func TestNothingOutsideOfTheFolderIsWritten(t *testing.T) {
	s, ctx := newSynced(t), context.Background()
	outside := filepath.Join(t.TempDir(), "outside.json")
	if err := os.WriteFile(outside, []byte(sample), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(s.dir, "link.json")); err != nil {
		t.Skip("this system has no links:", err)
	}
	w, err := s.CreateWorkflow(ctx, parseDoc(t, sample).Set("name", value.String("../../etc/passwd")), Save{})
	if err != nil || strings.ContainsAny(w.File, `/\`) {
		t.Fatalf("the file is %q, %v", w.File, err)
	}
	if _, err := s.writer.Exec("UPDATE workflows SET file = 'link.json'"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveWorkflow(ctx, w.ID, w.Document.Set("name", value.String("x")), Save{Base: w.VersionID}); err == nil {
		t.Error("a link out of the folder was followed")
	}
	if text, _ := os.ReadFile(outside); string(text) != sample {
		t.Error("the file outside was changed")
	}
	// What could not be written is not in the database either.
	if again, _ := s.Workflow(ctx, w.ID); again.VersionID != w.VersionID {
		t.Error("the version was stored")
	}
}

// The editor saves while the folder is read: no reading may take an older state
// of a file for a change.
func TestSavingWhileTheFolderIsRead(t *testing.T) {
	s, ctx := newSynced(t), context.Background()
	w, err := s.CreateWorkflow(ctx, parseDoc(t, sample), Save{By: ann})
	if err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var reading sync.WaitGroup
	reading.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				s.read(false)
			}
		}
	})
	const saves = 30
	for i := range saves {
		if w, err = s.SaveWorkflow(ctx, w.ID, w.Document.Set("name", value.String(fmt.Sprint("name ", i))), Save{Base: w.VersionID, By: ann}); err != nil {
			break
		}
	}
	close(stop)
	reading.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if list := s.versions(w.ID); len(list) != saves+1 || list[0].Author != "Ann" {
		t.Errorf("%d versions, the newest by %s", len(list), list[0].Author)
	}
	if got, _ := s.Workflow(ctx, w.ID); got.Archived {
		t.Error("the workflow was taken for removed")
	}
}
