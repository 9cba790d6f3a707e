package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func runDocs(t *testing.T, args ...string) (string, error) {
	t.Helper()
	c := newDocsCommand()
	var out bytes.Buffer
	c.SetOut(&out)
	c.SetErr(&out)
	c.SetArgs(args)
	err := c.Execute()
	return out.String(), err
}

func TestDocsOfNodes(t *testing.T) {
	list, err := runDocs(t, "nodes")
	if err != nil || !strings.Contains(list, "\nmerge ") {
		t.Errorf("the list is %q, %v", list, err)
	}
	for _, name := range []string{"Merge", "n8n-nodes-base.merge"} {
		page, err := runDocs(t, "nodes", name)
		if err != nil || !strings.HasPrefix(page, "# Merge\n") || !strings.Contains(page, "`joinMode`") {
			t.Errorf("the page is %q, %v", page, err)
		}
	}
	if _, err := runDocs(t, "nodes", "nothing"); err == nil || !strings.Contains(err.Error(), `no node "nothing"`) {
		t.Errorf("the error is %v", err)
	}
}

func TestDocsAreWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "nodes")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, old := range []string{"gone.md", "merge.md", "other.txt"} {
		if err := os.WriteFile(filepath.Join(dir, old), []byte("old"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := runDocs(t, "nodes", "--write", dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "gone.md")); !os.IsNotExist(err) {
		t.Errorf("the page of a node that is no more is there: %v", err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "merge.md"))
	if err != nil || !bytes.HasPrefix(page, []byte("# Merge\n")) {
		t.Errorf("the page is %q, %v", page, err)
	}
	if other, err := os.ReadFile(filepath.Join(dir, "other.txt")); err != nil || string(other) != "old" {
		t.Errorf("what is no page was touched: %q, %v", other, err)
	}
}
