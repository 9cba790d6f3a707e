package all_test

import (
	"os"
	"path/filepath"
	"testing"

	"runnel/runtime/node"
	"runnel/runtime/node/nodepage"
	"runnel/runtime/node/nodetest"
)

const pages = "../../docs/nodes"

// TestExamples runs the examples that the pages of the nodes show.
func TestExamples(t *testing.T) {
	seen := map[string]bool{}
	n := 0
	for _, typ := range node.Registered.All() {
		n += len(typ.Examples)
		if !seen[typ.Name] {
			seen[typ.Name] = true
			t.Run(typ.ShortName(), func(t *testing.T) { nodetest.Examples(t, typ.Name) })
		}
	}
	if n < 25 {
		t.Errorf("there are only %d examples", n)
	}
}

// TestPagesAreFresh holds the pages in docs/nodes against the declarations.
func TestPagesAreFresh(t *testing.T) {
	const remedy = "run make docs"
	list := nodepage.Pages(node.Registered)
	want := map[string]string{"README.md": nodepage.Index(list)}
	for _, p := range list {
		want[p.File] = p.Text
	}
	for name, text := range want {
		have, err := os.ReadFile(filepath.Join(pages, name))
		if err != nil {
			t.Errorf("%v: %s", err, remedy)
		} else if string(have) != text {
			t.Errorf("docs/nodes/%s is not what the declarations say: %s", name, remedy)
		}
	}
	files, err := filepath.Glob(filepath.Join(pages, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, ok := want[filepath.Base(f)]; !ok {
			t.Errorf("docs/nodes/%s is of no node: %s", filepath.Base(f), remedy)
		}
	}
}
