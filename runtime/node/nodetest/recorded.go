package nodetest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Recorded runs nodes of some types as the recorded workflows have them, each
// with what its predecessors are recorded to have given, and compares what it
// gives. The recordings stand beside the repository (../shared); without them
// the test is skipped. So are nodes that need more than a test host has: whose
// parameters have more than paths into $json, whose input has files, or that ran
// often.
func Recorded(t *testing.T, types ...string) {
	t.Helper()
	dir := recordings()
	if dir == "" {
		t.Skip("the recordings are not here: no ../shared/conformance beside the repository")
	}
	files, err := filepath.Glob(dir + "/*.expected.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".expected.json")
		text, err := os.ReadFile(filepath.Join(dir, name+".json"))
		if err != nil || !slices.ContainsFunc(types, func(typ string) bool { return strings.Contains(string(text), `"`+typ+`"`) }) {
			continue
		}
		workflow := read(t, text)
		text, err = os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r := recording{workflow, read(t, text).Get("nodes")}
		for _, n := range workflow.Get("nodes").Elems() {
			if slices.Contains(types, n.Get("type").Str()) {
				t.Run(name+"/"+n.Get("name").Str(), func(t *testing.T) { r.check(t, n) })
			}
		}
	}
}

// recordings finds the folder of recorded workflows, "" when there is none.
func recordings() string {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			dir = filepath.Join(dir, "../shared/conformance/golden")
			if _, err := os.Stat(dir); err != nil {
				return ""
			}
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
	return ""
}

func read(t *testing.T, text []byte) value.Value {
	v, err := value.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

type recording struct{ workflow, nodes value.Value }

func (r recording) check(t *testing.T, n value.Value) {
	runs := r.nodes.Get(n.Get("name").Str())
	if runs.Len() != 1 {
		t.Skipf("the node ran %d times", runs.Len())
	}
	if !understood(n.Get("parameters")) {
		t.Skip("the node's parameters have expressions that a test host does not know")
	}
	if n.Get("onError").Str() == "continueErrorOutput" {
		t.Skip("what goes to the output for errors is the engine's")
	}
	h := New(t, n.Get("type").Str(), n.Get("typeVersion").Num(), n.Get("parameters").JSON())
	// The recording instance's zone.
	if zone, err := time.LoadLocation("America/New_York"); err == nil {
		h.info.Zone = zone
	}
	if !r.feed(t, h, n.Get("name").Str()) {
		return
	}
	switch onError := n.Get("onError"); {
	case onError.IsString():
		h.Continue = onError.Str() != "stopWorkflow"
	default:
		h.Continue = n.Get("continueOnFail").Truthy()
	}
	run := runs.Index(0)
	out, err := h.Run()
	if message := run.Get("error"); message.IsString() && (err != nil || !run.Has("outputs")) {
		WantError(t, err, message.Str())
		return
	}
	if err != nil {
		t.Fatalf("the node failed: %v", err)
	}
	for i, want := range run.Get("outputs").Elems() {
		var got []item.Item
		if i < len(out) {
			got = out[i]
		}
		if len(got) != want.Len() {
			t.Errorf("output %d has %d items, not %d:\n  %s, not\n  %s", i, len(got), want.Len(), Docs(node.One(got)), want.JSON())
			continue
		}
		for n, it := range got {
			compareItem(t, it, want.Index(n))
		}
	}
}

func compareItem(t *testing.T, it item.Item, want value.Value) {
	doc := it.JSON
	if err := it.Err(); err != nil {
		doc = value.Object(value.Field{Key: "error", Value: value.String(err.Error())})
	}
	if doc.JSON() != want.Get("json").JSON() {
		t.Errorf("the item is\n  %s, not\n  %s", doc.JSON(), want.Get("json").JSON())
	}
	if !it.Paired.IsSet() {
		return
	}
	if got := lineage(it.Paired); got.JSON() != want.Get("pairedItem").JSON() {
		t.Errorf("the item's pairedItem is %s, not %s", got.JSON(), want.Get("pairedItem").JSON())
	}
}

// feed gives the host the recorded outputs of the nodes before.
func (r recording) feed(t *testing.T, h *Host, name string) bool {
	inputs := map[int][]item.Item{}
	last := -1
	for from, kinds := range r.workflow.Get("connections").Entries() {
		for output, targets := range kinds.Get("main").Elems() {
			for _, target := range targets.Elems() {
				if target.Get("node").Str() != name {
					continue
				}
				runs := r.nodes.Get(from)
				if runs.Len() != 1 {
					t.Skipf("%s ran %d times", from, runs.Len())
				}
				input := int(target.Get("index").Num())
				last = max(last, input)
				for _, v := range runs.Index(0).Get("outputs").Index(output).Elems() {
					if v.Has("binary") {
						t.Skip("the input has files")
					}
					inputs[input] = append(inputs[input], item.New(v.Get("json")))
				}
			}
		}
	}
	for i := range last + 1 {
		h.Link(inputs[i])
	}
	return last >= 0
}

// Examples runs the examples of a type's declarations.
func Examples(t *testing.T, typ string) {
	t.Helper()
	for _, declared := range node.Registered.All() {
		if declared.Name != typ {
			continue
		}
		for _, e := range declared.Examples {
			t.Run(e.Title, func(t *testing.T) {
				h := New(t, typ, e.Version, e.Params)
				for _, docs := range append([]string{e.Input}, e.More...) {
					h.Docs(docs)
				}
				out, err := h.Run()
				Want(t, out, err, e.Output)
			})
		}
	}
}

var simple = regexp.MustCompile(`^=([^{]|\{[^{]|\{\{ *\$(json(\.\w+)*|itemIndex) *\}\})*$`)

// understood tells whether a test host can evaluate all expressions in v.
func understood(v value.Value) bool {
	for _, e := range v.Elems() {
		if !understood(e) {
			return false
		}
	}
	for _, e := range v.Entries() {
		if !understood(e) {
			return false
		}
	}
	if !v.IsString() {
		return true
	}
	// Templates hold expressions without being one.
	return simple.MatchString("="+strings.TrimPrefix(v.Str(), "=")) || !strings.Contains(v.Str(), "{{") && !node.IsExpression(v)
}
