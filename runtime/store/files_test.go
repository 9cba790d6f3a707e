package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

func open(t *testing.T, dir string) *Files {
	t.Helper()
	f, err := OpenFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestStaticDataIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	f := open(t, dir)
	ctx := context.Background()
	if v, err := f.Load(ctx, "w1"); err != nil || !v.IsUndefined() {
		t.Fatalf("nothing was saved, got %v, %v", v.JSON(), err)
	}
	// An id from a file may be anything; it must not lead out of the folder.
	ids := []string{"w1", "W1", "../../etc/passwd", "a/b", ".", "..", "ü %2e", "", "nul\x00", strings.Repeat("long/", 100)}
	data := func(id string) value.Value {
		return value.Object(value.Field{Key: "global", Value: value.Object(value.Field{Key: "id", Value: value.String(id)})})
	}
	for _, id := range ids {
		if err := f.Save(ctx, id, data(id)); err != nil {
			t.Fatalf("%q: %v", id, err)
		}
	}
	for _, f := range []*Files{f, open(t, dir)} {
		for _, id := range ids {
			if got, err := f.Load(ctx, id); err != nil || !value.DeepEqual(got, data(id)) {
				t.Errorf("%q: %s, %v", id, got.JSON(), err)
			}
		}
	}
	entries, err := os.ReadDir(filepath.Join(dir, staticDir))
	if err != nil || len(entries) != len(ids) {
		t.Errorf("%d files, %v", len(entries), err)
	}
}

// File names must differ where ids do, also where a file system takes upper and
// lower case for the same.
func TestFileNamesAreUnique(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-cA-C.%]{0,3}`), rapid.StringN(90, 200, 400))
		a, b := id.Draw(t, "a"), id.Draw(t, "b")
		x, y := fileName("d", a), fileName("d", b)
		if (a == b) != strings.EqualFold(x, y) {
			t.Fatalf("%q and %q: %s and %s", a, b, x, y)
		}
		if strings.Count(x, "/") != 1 || strings.Contains(x, "..") || len(x) > longestName+10 {
			t.Fatalf("%q: %s", a, x)
		}
	})
}

func TestDamagedStaticData(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	if err := os.WriteFile(filepath.Join(dir, fileName(staticDir, "w1")), []byte(`{"global":`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := f.Load(context.Background(), "w1")
	if err == nil || !strings.Contains(err.Error(), `the workflow "w1"`) || !strings.Contains(err.Error(), "static/w1.json is damaged") {
		t.Errorf("the error is %v", err)
	}
}

func TestManyWritersOfOneFile(t *testing.T) {
	f := open(t, t.TempDir())
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := f.Save(context.Background(), "w", value.Array(value.Int(i))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	doc, err := f.read(fileName(staticDir, "w"))
	if err != nil || doc.Len() != 1 {
		t.Errorf("%s, %v", doc.JSON(), err)
	}
}

func TestFoldersThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFiles(filepath.Join(file, "data")); err == nil {
		t.Error("a folder in a file was opened")
	}
}

func sampleWorkflow(t *testing.T) *workflows.Workflow {
	t.Helper()
	list, err := workflows.Parse("w.json", []byte(`{"id":"w1","name":"W","nodes":[{"name":"Wait","type":"n8n-nodes-base.wait","typeVersion":1,"position":[0,0],"parameters":{}}],"connections":{}}`))
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

func TestWaitingExecutionsAreKept(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir).Waiting(nil)
	ex := &execution.Execution{
		ID: "7", WorkflowID: "w1", WorkflowName: "W", Mode: node.ModeWebhook, Status: execution.StatusWaiting,
		StartedAt: time.UnixMilli(1_700_000_000_000), WaitTill: execution.Indefinitely,
		Data: execution.Data{LastNode: "Wait", Parent: &execution.Parent{ExecutionID: "6", Resume: true}, Stack: []execution.StackEntry{{
			Node: "Wait", Data: [][]item.Item{{item.New(value.Object(value.Field{Key: "a", Value: value.Int(1)}))}},
		}}},
	}
	if err := w.Save(ex, sampleWorkflow(t)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"damaged.json": `{"id":`, "other.json": `{"id":"x"}`, "8.json.new": "{"} {
		if err := os.WriteFile(filepath.Join(dir, waitingDir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, problems := w.List()
	if len(all) != 1 || len(problems) != 2 || all[0].ID != "7" || !all[0].Until.Equal(execution.Indefinitely) {
		t.Fatalf("%v, problems %v", all, problems)
	}
	got, workflow, err := w.Load("7")
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != "7" || got.WorkflowID != "w1" || got.Status != execution.StatusWaiting || !got.WaitTill.Equal(ex.WaitTill) || *got.Data.Parent != *ex.Data.Parent {
		t.Errorf("read back: %+v", got)
	}
	if len(got.Data.Stack) != 1 || got.Data.Stack[0].Data[0][0].JSON.Get("a").Num() != 1 {
		t.Errorf("the stack: %+v", got.Data.Stack)
	}
	if workflow.ID != "w1" || workflow.Name != "W" || len(workflow.Nodes) != 1 {
		t.Errorf("the workflow: %+v", workflow)
	}
	for range 2 {
		if err := w.Delete("7"); err != nil {
			t.Error(err)
		}
	}
	if _, _, err := w.Load("7"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("deleted: %v", err)
	}
}

func TestMemory(t *testing.T) {
	m := NewMemory()
	ctx := context.Background()
	if v, err := m.Load(ctx, "w"); err != nil || !v.IsUndefined() {
		t.Errorf("%v, %v", v, err)
	}
	if err := m.Save(ctx, "w", value.Int(1)); err != nil {
		t.Error(err)
	}
	if v, _ := m.Load(ctx, "w"); v.Num() != 1 {
		t.Errorf("%v", v)
	}
}
