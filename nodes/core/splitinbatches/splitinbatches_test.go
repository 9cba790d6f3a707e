package splitinbatches_test

import (
	"strings"
	"testing"

	_ "runnel/nodes/core/splitinbatches"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

const typ = "n8n-nodes-base.splitInBatches"

// loop runs the node until its loop output is empty: what it hands out comes
// back as it is.
func loop(t *testing.T, h *nodetest.Host, loopOutput int) []string {
	t.Helper()
	var runs []string
	for len(runs) < 20 {
		out, err := h.Run()
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, nodetest.Docs(out))
		if out == nil || loopOutput >= len(out) || len(out[loopOutput]) == 0 {
			return runs
		}
		h.In = nil
		h.Link(append([]item.Item{}, out[loopOutput]...))
		h.Sources = []*item.Source{{Node: "Body"}}
	}
	t.Fatal("the loop does not end")
	return nil
}

func TestLoops(t *testing.T) {
	const in = `[{"n":1},{"n":2},{"n":3}]`
	for _, c := range []struct {
		version float64
		params  string
		output  int
		want    string
	}{
		{3, `{"batchSize":2}`, 1, `[[],[{"n":1},{"n":2}]] [[],[{"n":3}]] [[{"n":1},{"n":2},{"n":3}],[]]`},
		{3, `{}`, 1, `[[],[{"n":1}]] [[],[{"n":2}]] [[],[{"n":3}]] [[{"n":1},{"n":2},{"n":3}],[]]`},
		{2, `{"batchSize":2}`, 0, `[[{"n":1},{"n":2}],[]] [[{"n":3}],[]] [[],[{"n":1},{"n":2},{"n":3}]]`},
		{2, `{}`, 0, `[[{"n":1},{"n":2},{"n":3}],[]] [[],[{"n":1},{"n":2},{"n":3}]]`},
		{1, `{"batchSize":2}`, 0, `[[{"n":1},{"n":2}]] [[{"n":3}]] null`},
	} {
		h := nodetest.New(t, typ, c.version, c.params).Docs(in)
		h.Sources = []*item.Source{{Node: "Start"}}
		if got := strings.Join(loop(t, h, c.output), " "); got != c.want {
			t.Errorf("version %v %s: got\n  %s, not\n  %s", c.version, c.params, got, c.want)
		}
	}
}

func TestStateIsVisibleAndStays(t *testing.T) {
	h := nodetest.New(t, typ, 3, `{"batchSize":2}`).Docs(`[{"n":1},{"n":2},{"n":3}]`)
	if _, err := h.Run(); err != nil {
		t.Fatal(err)
	}
	state := h.State().Value()
	if got := state.Get("maxRunIndex").Num(); got != 2 {
		t.Errorf("maxRunIndex is %v", got)
	}
	if state.Get("noItemsLeft").Bool() || state.Get("done").Bool() {
		t.Errorf("the state after one of two batches is %v", state)
	}
	loop(t, h, 1)
	if state := h.State().Value(); !state.Get("noItemsLeft").Bool() || !state.Get("done").Bool() {
		t.Errorf("the state at the end is %v", state)
	}
	// Entered again, the node is done at once, with all there ever was.
	h.In = nil
	out, err := h.Docs(`[{"n":9}]`).Run()
	if err != nil || len(out[0]) < 4 || len(out[1]) != 0 {
		t.Errorf("entered again it gave %s %v", nodetest.Docs(out), err)
	}
}

func TestResetStartsAnew(t *testing.T) {
	h := nodetest.New(t, typ, 3, `{"batchSize":1,"options":{"reset":true}}`).Docs(`[{"n":1},{"n":2}]`)
	for range 2 {
		out, err := h.Run()
		nodetest.Want(t, out, err, `[[],[{"n":1}]]`)
	}
}

func TestSources(t *testing.T) {
	h := nodetest.New(t, typ, 3, `{"batchSize":1}`).Docs(`[{"n":1},{"n":2}]`)
	h.Sources = []*item.Source{{Node: "Start"}}
	out, err := h.Run()
	nodetest.WantFull(t, out, err, `[[],[{"json":{"n":1},"pairedItem":{"item":0}}]]`)
	h.In, h.Sources = nil, []*item.Source{{Node: "Body"}}
	out, err = h.Docs(`[{"n":1}]`).Run()
	nodetest.WantFull(t, out, err, `[[],[{"json":{"n":2},"pairedItem":{"item":1,"sourceOverwrite":"Start"}}]]`)
	h.In = nil
	out, err = h.Docs(`[{"n":2}]`).Run()
	nodetest.WantFull(t, out, err,
		`[[{"json":{"n":1},"pairedItem":{"item":0,"sourceOverwrite":"Body"}},{"json":{"n":2},"pairedItem":{"item":0,"sourceOverwrite":"Body"}}],[]]`)
}

func TestOutputs(t *testing.T) {
	for version, want := range map[float64]string{1: "", 2: "loop,done", 3: "done,loop"} {
		found, _ := node.Registered.Find(typ, version)
		if got := strings.Join(found.Outputs.Names, ","); got != want {
			t.Errorf("version %v has the outputs %s", version, got)
		}
	}
}
