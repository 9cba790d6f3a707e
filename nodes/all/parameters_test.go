package all_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// TestParametersAsRecorded holds the parameters that nodes work with, and what
// is found wrong with them, against what n8n-workflow 2.4 made of the same
// stored parameters: some of public workflows, the others made up at random.
func TestParametersAsRecorded(t *testing.T) {
	f, err := os.Open("testdata/parameters.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c struct {
			Type              string
			Version           float64
			Stored, Effective value.Value
			Issues            []string
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		typ, _ := node.Registered.Find(c.Type, c.Version)
		if typ == nil {
			t.Errorf("%s version %v is not declared", c.Type, c.Version)
			continue
		}
		got := node.Effective(typ, c.Version, c.Stored)
		if !value.DeepEqual(got, c.Effective) {
			t.Errorf("%s version %v: of\n  %s\nbecame\n  %s, not\n  %s", c.Type, c.Version, c.Stored.JSON(), got.JSON(), c.Effective.JSON())
		}
		var issues []string
		for _, issue := range node.Issues(typ, c.Version, c.Effective) {
			issues = append(issues, issue.Message)
		}
		slices.Sort(issues)
		if !slices.Equal(issues, c.Issues) {
			t.Errorf("%s version %v: in\n  %s\nis wrong %q, not %q", c.Type, c.Version, c.Effective.JSON(), issues, c.Issues)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}
