package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

func open(t *testing.T) (*Files, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	f, err := OpenFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, dir
}

func TestStaticDataIsKept(t *testing.T) {
	f, dir := open(t)
	ctx := context.Background()
	if v, err := f.Load(ctx, "w1"); err != nil || !v.IsUndefined() {
		t.Fatalf("nothing was saved, got %v, %v", v.JSON(), err)
	}
	want := value.Object(value.Field{Key: "global", Value: value.Object(value.Field{Key: "n", Value: value.Int(3)})})
	// An id from a file may be anything; it must not lead out of the folder.
	for _, id := range []string{"w1", "../../etc/passwd", "a/b", ".", "..", "ü %2e", ""} {
		if err := f.Save(ctx, id, want); err != nil {
			t.Fatalf("%q: %v", id, err)
		}
		got, err := f.Load(ctx, id)
		if err != nil || !value.DeepEqual(got, want) {
			t.Errorf("%q: %s, %v", id, got.JSON(), err)
		}
	}
	entries, err := os.ReadDir(filepath.Join(dir, staticDir))
	if err != nil || len(entries) != 7 {
		t.Errorf("%d files, %v", len(entries), err)
	}
}

func TestWaitingExecutionsAreKept(t *testing.T) {
	f, dir := open(t)
	w := f.Waiting(nil)
	ex := &execution.Execution{
		ID: "7", WorkflowID: "w1", WorkflowName: "W", Mode: node.ModeWebhook, Status: execution.StatusWaiting,
		StartedAt: time.UnixMilli(1_700_000_000_000), WaitTill: execution.Indefinitely,
		Data: execution.Data{LastNode: "Wait", Stack: []execution.StackEntry{{
			Node: "Wait", Data: [][]item.Item{{item.New(value.Object(value.Field{Key: "a", Value: value.Int(1)}))}},
		}}},
	}
	if err := w.Save(ex); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, waitingDir, "damaged.json"), []byte(`{"id":`), 0o600); err != nil {
		t.Fatal(err)
	}
	all, problems := w.All()
	if len(all) != 1 || len(problems) != 1 {
		t.Fatalf("%d executions, problems %v", len(all), problems)
	}
	got := all[0]
	if got.ID != "7" || got.WorkflowID != "w1" || got.Status != execution.StatusWaiting || !got.WaitTill.Equal(ex.WaitTill) {
		t.Errorf("read back: %+v", got)
	}
	if len(got.Data.Stack) != 1 || got.Data.Stack[0].Data[0][0].JSON.Get("a").Num() != 1 {
		t.Errorf("the stack: %+v", got.Data.Stack)
	}
	for range 2 {
		if err := w.Delete("7"); err != nil {
			t.Error(err)
		}
	}
	if all, _ := w.All(); len(all) != 0 {
		t.Errorf("%d executions are left", len(all))
	}
}
