package store

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"runnel/runtime/execution"
)

func TestADatabaseTakesInWhatFilesHeld(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	log := slog.New(slog.DiscardHandler)
	files, err := OpenFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	const odd = "Folder/Größe %1"
	for _, id := range []string{"w1", odd} {
		if err := files.Save(ctx, id, parseDoc(t, `{"global":{"of":"`+id+`"}}`)); err != nil {
			t.Fatal(err)
		}
	}
	numbers := files.OpenSequence(log)
	for range 7 {
		numbers.Next()
	}
	numbers.Close()
	ex := executed("5", execution.StatusWaiting)
	ex.WaitTill = time.Now().Add(time.Hour).Truncate(time.Millisecond)
	w := workflowOf(t, sample)
	if err := files.Waiting(nil).Save(ex, w); err != nil {
		t.Fatal(err)
	}
	files.Close()
	broken := filepath.Join(dir, waitingDir, "6.json")
	if err := os.WriteFile(broken, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}

	d := reopen(t, filepath.Join(dir, "runnel.db"), DatabaseOptions{})
	for range 2 { // the second time there is nothing left to do
		if err := d.Adopt(ctx, dir, nil); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"w1", odd} {
			if data, err := d.Load(ctx, id); err != nil || data.Get("global").Get("of").Str() != id {
				t.Errorf("the static data of %q is %v, %v", id, data, err)
			}
		}
		list, problems := d.Waiting(nil).List()
		if len(list) != 1 || list[0].ID != "5" || !list[0].Until.Equal(ex.WaitTill) || len(problems) > 0 {
			t.Errorf("what waits: %v, %v", list, problems)
		}
		if next, err := d.OpenSequence(ctx); err != nil || next.Next() != "8" {
			t.Error("the numbers do not go on", err)
		}
		// The number that was taken counts as given.
		if err := d.SetSetting(ctx, sequenceSetting, "7"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(broken); err != nil {
		t.Error("what could not be read is gone:", err)
	}
	if _, err := os.Stat(filepath.Join(dir, staticDir)); !os.IsNotExist(err) {
		t.Error("the folder of static data is left:", err)
	}
}

func TestAFolderWithoutFilesIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	d := reopen(t, filepath.Join(dir, "runnel.db"), DatabaseOptions{})
	if err := d.Adopt(context.Background(), dir, nil); err != nil {
		t.Fatal(err)
	}
	if entries, _ := filepath.Glob(filepath.Join(dir, "*")); len(entries) > 5 {
		t.Errorf("there is %v", entries)
	}
}
