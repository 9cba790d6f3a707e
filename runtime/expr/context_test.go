package expr_test

import (
	"bufio"
	"errors"
	"io"
	"os"
	"sort"
	"strings"
	"testing"

	"runnel/runtime/expr"
	"runnel/runtime/expr/exprtest"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// contextCase reads one line of testdata/context.jsonl: a workflow with the
// data of its runs, the running node, and expressions with what the original
// answered. Sources without a node name, links that are missing or point
// nowhere and outputs that are null all occur there.
func contextCase(c value.Value) *exprtest.Data {
	items := func(list value.Value) []item.Item {
		if !list.IsArray() {
			return nil
		}
		out := make([]item.Item, 0, list.Len())
		for _, v := range list.Elems() {
			one := item.Item{JSON: v.Get("json"), Paired: item.ReadLineage(v.Get("pairedItem"))}
			for name, f := range v.Get("binary").Entries() {
				one.Binary = one.Binary.With(name, &item.Binary{
					MimeType: f.Get("mimeType").Str(), FileName: f.Get("fileName").Str(), FileSize: f.Get("fileSize").Str(),
					FileExtension: f.Get("fileExtension").Str(), FileType: f.Get("fileType").Str(), Content: file("hi"),
				})
			}
			out = append(out, one)
		}
		return out
	}
	sources := func(list value.Value) []*item.Source {
		var out []*item.Source
		for _, v := range list.Elems() {
			out = append(out, item.ReadSource(v))
		}
		return out
	}
	d := &exprtest.Data{NoRunData: c.Get("runData").IsNull()}
	wf := c.Get("wf")
	for _, n := range wf.Get("nodes").Elems() {
		one := exprtest.Node{Name: n.Get("name").Str(), Type: n.Get("type").Str()}
		// The node type of the recordings has these parameters.
		parameters := value.Object(value.Field{Key: "p", Value: value.String("")}, value.Field{Key: "q", Value: value.String("")}, value.Field{Key: "options", Value: value.EmptyObject})
		for k, v := range n.Get("parameters").Entries() {
			parameters = parameters.Set(k, v)
		}
		one.Parameters = parameters
		for _, r := range c.Get("runData").Get(one.Name).Elems() {
			one.Sources = append(one.Sources, sources(r.Get("source")))
			main := r.Get("data").Get("main")
			if !main.IsArray() {
				one.Runs = append(one.Runs, nil)
				continue
			}
			outputs := make([][]item.Item, 0, main.Len())
			for _, o := range main.Elems() {
				outputs = append(outputs, items(o))
			}
			one.Runs = append(one.Runs, outputs)
		}
		if pinned := wf.Get("pinData").Get(one.Name); pinned.IsArray() {
			one.Pinned = items(pinned)
		}
		for _, output := range wf.Get("connections").Get(one.Name).Get("main").Elems() {
			var to []string
			for _, e := range output.Elems() {
				to = append(to, e.Get("node").Str())
			}
			one.To = append(one.To, to)
		}
		one.Context = node.NewState(c.Get("context").Get("node:" + one.Name))
		d.Nodes = append(d.Nodes, one)
	}
	d.Current, _ = d.Node(c.Get("node").Str())
	d.InputData = items(c.Get("input"))
	d.From = sources(c.Get("source"))
	mode := node.ModeManual
	if m := c.Get("mode"); m.IsString() {
		mode = node.Mode(m.Str())
	}
	workflowID := "wf1"
	if id := wf.Get("id"); id.IsNull() {
		workflowID = ""
	}
	nodeID := "id0"
	nodeID = nodeID[:2] + value.FormatNumber(float64(d.Current))
	d.About = node.Info{
		Name: d.Nodes[d.Current].Name, ID: nodeID, Version: 1, Type: d.Nodes[d.Current].Type, WorkflowID: workflowID, WorkflowName: "W", Mode: mode,
		RunIndex: int(c.Get("run").Num()), Zone: exprtest.NewYork,
	}
	return d
}

// file is the content of a file in memory.
type file string

func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(f))), nil }
func (f file) Size() int64                  { return int64(len(f)) }
func (f file) ID() string                   { return "" }

// ours are answers that differ from the recorded ones on purpose.
var ours = map[string]string{
	// The recordings have no instance, so that a workflow without an id shows null.
	"={{ $workflow.id }}": "save workflow to view",
	// The members of $workflow that fail are left out of JSON.
	"={{ $workflow }}": "",
	// On a start node the original's error is swallowed or not, depending on
	// where it is asked; the members are undefined.
	"={{ $prevNode }}": "",
}

func TestContext(t *testing.T) {
	f, err := os.Open("testdata/context.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<22)
	total, scripted := 0, 0
	for in.Scan() {
		c, err := value.Parse([]byte(in.Text()))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range c.Get("answers").Elems() {
			total++
			e := a.Get("expression").Str()
			if _, ok := ours[e]; ok && (c.Get("wf").Get("id").IsNull() || e == "={{ $prevNode }}") {
				continue
			}
			s := &expr.Scope{Data: contextCase(c), Item: int(c.Get("item").Num())}
			v, err := expr.EvalText(e, nil, s)
			if errors.Is(err, expr.ErrNoRunner) {
				scripted++
				continue
			}
			if !(exprtest.Answer{Want: a}).Is(v, err) {
				t.Errorf("%s: %s\n got %s %v\nwant %s", c.Get("name").Str(), e, v.JSON(), err, a.JSON())
				continue
			}
			var failed *expr.Error
			if !errors.As(err, &failed) {
				continue
			}
			if failed.Functionality != a.Get("functionality").Str() || failed.Description != a.Get("description").Str() && !strings.HasPrefix(a.Get("description").Str(), "undefined ") {
				t.Errorf("%s: %s\n got %q %q\nwant %s", c.Get("name").Str(), e, failed.Functionality, failed.Description, a.JSON())
			}
			if got, want := fields(failed.Context), entries(a.Get("context")); got != want {
				t.Errorf("%s: %s\n got context %s\nwant context %s", c.Get("name").Str(), e, got, want)
			}
		}
	}
	t.Logf("%d answers, %d of them need JavaScript", total, scripted)
}

// fields writes a context in the order of its keys.
func fields(list []value.Field) string {
	var b value.Builder
	for _, f := range list {
		b.Set(f.Key, f.Value)
	}
	return entries(b.Object())
}

func entries(v value.Value) string {
	var out []string
	for k, x := range v.Entries() {
		out = append(out, k+"="+x.JSON())
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}
