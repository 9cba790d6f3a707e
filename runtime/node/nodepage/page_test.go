package nodepage_test

import (
	"strings"
	"testing"

	"runnel/runtime/node"
	"runnel/runtime/node/nodepage"
)

func TestPage(t *testing.T) {
	r := &node.Registry{}
	r.Add(&node.Type{
		Name: "x.old", Title: "Old", Summary: "Does it the old way.", Versions: node.Versions(1), Default: 1, Hidden: true, Groups: []string{"transform"},
	})
	r.Add(&node.Type{
		Name: "x.new", Title: "New", Summary: "Does a|b.", Versions: node.Versions(1, 2.1), Default: 2.1, Groups: []string{"trigger"},
		Inputs: node.Main(1), Outputs: node.Named("yes", "no"),
		Credentials: []node.CredentialUse{node.Cred("key").Needed().When(node.When("mode", "a"))},
		Params: node.Params{
			node.Options("mode", "Mode", "a", node.Opt("A", "a"), node.Opt("B", "b")).NoExpression(),
			node.Text("gone", "Gone", "").Show(node.InVersions(1)),
			node.Text("text", "Text", "t").Required().Show(node.When("mode", "b"), node.Since(2)).Hint("Says it."),
			node.Collection("options", "Options", node.Bool("deep", "Deep", false)),
		},
		Examples: []node.Example{{Title: "One", Params: `{"mode":"b"}`, Input: `[{}]`, More: []string{`[{"a":1}]`}, Output: `[[{}],[]]`}},
	})
	pages := nodepage.Pages(r)
	if len(pages) != 2 || pages[0].File != "new.md" || pages[1].File != "old.md" {
		t.Fatalf("the pages are %+v", pages)
	}
	const want = `# New

Does a|b.

- Type: ` + "`x.new`" + `, versions 1, 2.1; this page is about version 2.1
- Inputs: 1
- Outputs: yes, no
- Credential: ` + "`key`" + `, needed; when ` + "`mode` is `\"a\"`" + `

## Parameters

- **Mode** (` + "`mode`" + `): one of ` + "`\"a\"` `\"b\"`" + `, no expression, default ` + "`\"a\"`" + `
- **Text** (` + "`text`" + `): text, needed, default ` + "`\"t\"`" + `; when ` + "`mode` is `\"b\"`" + `. Says it.
- **Options** (` + "`options`" + `)
  - **Deep** (` + "`deep`" + `): true or false, default ` + "`false`" + `

## Example: One
`
	if !strings.HasPrefix(pages[0].Text, want) {
		t.Errorf("the page is\n%s", pages[0].Text)
	}
	if !strings.Contains(pages[0].Text, "Input 2:\n\n```json\n[{\"a\":1}]\n```\n\nOutput:\n\n```json\n[[{}],[]]\n```") {
		t.Errorf("the example is\n%s", pages[0].Text)
	}
	index := nodepage.Index(pages)
	if !strings.Contains(index, "## Triggers\n\n| Node | What it does |\n|---|---|\n| [New](new.md) | Does a\\|b. |\n") ||
		!strings.Contains(index, "have them\n\n| Node | What it does |\n|---|---|\n| [Old](old.md) |") {
		t.Errorf("the index is\n%s", index)
	}
}
