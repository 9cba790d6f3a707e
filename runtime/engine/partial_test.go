package engine

import (
	"testing"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// again runs the flow once in full and then up to a node with what is known.
func again(f *flow, to string, p Partial) (first, second string) {
	f.t.Helper()
	e := testEngine()
	full := f.with(e, RunRequest{Mode: node.ModeManual})
	p.Known = full.Data.Nodes
	req := RunRequest{Mode: node.ModeManual, Partial: &p}
	if to != "" {
		req.Destination = &Destination{Node: to}
	}
	ex := f.with(e, req)
	return sequence(full), sequence(ex)
}

func TestPartialRunsOnlyWhatIsMissing(t *testing.T) {
	ran := ""
	note := func(name string) work {
		return func(c *node.Call[doParams]) (node.Output, error) {
			ran += name
			return node.One(c.Items()), nil
		}
	}
	f := newFlow(t).do("A", note("a")).do("B", note("b")).do("C", note("c")).do("D", note("d")).
		link("Start", "A", "A", "B", "B", "C", "B", "D")
	first, second := again(f, "C", Partial{})
	same(t, "in full", first, "Start A B D C")
	same(t, "the destination alone", second, "Start A B C")
	same(t, "what ran", ran, "abdcc")
	ran = ""
	_, second = again(f, "C", Partial{Dirty: []string{"B"}})
	same(t, "from the changed node", second, "Start A B C")
	same(t, "what ran", ran, "abdcbc")
	ran = ""
	_, second = again(f, "", Partial{From: "B"})
	same(t, "from a node on, without destination", second, "Start A B D C")
	same(t, "what ran", ran, "abdcbdc")
}

func TestPartialCountsOnAndKeepsSources(t *testing.T) {
	f := newFlow(t).do("A", gives("{}", `{"n":1}`), "parameters", map[string]any{"outputs": 2}).pass("B").link("Start", "A", "A:1", "B")
	e := testEngine()
	full := f.with(e, RunRequest{Mode: node.ModeManual})
	ex := f.with(e, RunRequest{Mode: node.ModeManual, Destination: &Destination{Node: "B"}, Partial: &Partial{Known: full.Data.Nodes}})
	same(t, "index", ex.Data.Runs("B")[0].Index, 2)
	same(t, "source", *ex.Data.Runs("B")[0].Sources[0], "{A 1 0}")
	same(t, "output", output(ex, "B", 0), `[{"n":1}]`)
	same(t, "filter", ex.Data.Start.Filter, "[Start A B]")
}

func TestPartialJoinGetsBothInputs(t *testing.T) {
	f := newFlow(t).do("A", gives(`{"a":1}`)).do("B", gives(`{"b":1}`)).
		do("M", appends, "parameters", map[string]any{"inputs": 2}).
		link("Start", "A", "Start", "B", "A", "M", "B", "M:1")
	_, second := again(f, "M", Partial{})
	same(t, "only the join", second, "Start B A M")
	e := testEngine()
	full := f.with(e, RunRequest{Mode: node.ModeManual})
	ex := f.with(e, RunRequest{Mode: node.ModeManual, Destination: &Destination{Node: "M"}, Partial: &Partial{Known: full.Data.Nodes, Dirty: []string{"B"}}})
	same(t, "joined", output(ex, "M", 0), `[{"a":1} {"b":1}]`)
	same(t, "runs of A", len(ex.Data.Runs("A")), 1)
}

func TestPartialInALoopStartsAtItsEntrance(t *testing.T) {
	f := newFlow(t).do("Loop", func(c *call) (out, error) {
		n := c.State().Get("n").Num() + 1
		c.State().Set("n", value.Number(n))
		if n < 3 {
			return node.Output{{}, c.Items()}, nil
		}
		return node.Output{c.Items(), {}}, nil
	}, "parameters", map[string]any{"outputs": 2}).pass("Body").pass("Done").
		link("Start", "Loop", "Loop:1", "Body", "Body", "Loop", "Loop:0", "Done")
	_, second := again(f, "Done", Partial{Dirty: []string{"Body"}})
	same(t, "the whole loop again", second, "Start Loop Body Loop Body Loop Done")
}

func TestPartialTriggers(t *testing.T) {
	e := testEngine()
	f := newFlow(t).pass("A").pass("Alone").link("Start", "A")
	p := f.compile(e)
	_, err := e.StartNodes(RunRequest{Plan: p, Mode: node.ModeManual, Destination: &Destination{Node: "Alone"}, Partial: &Partial{}})
	same(t, "nothing leads there", err, "Connect a trigger to run this node")
	at, err := e.StartNodes(RunRequest{Plan: p, Mode: node.ModeManual, Destination: &Destination{Node: "A"}, Partial: &Partial{}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the trigger is first", p.Definition(at[0]).Name, "Start")
	_, err = e.StartNodes(RunRequest{Plan: p, Mode: node.ModeManual, Partial: &Partial{From: "Nobody"}})
	same(t, "unknown", err, `the workflow has no node "Nobody"`)
	_, err = e.StartNodes(RunRequest{Plan: p, Mode: node.ModeManual, Partial: &Partial{From: "A"}})
	same(t, "without input", err, `there is no recorded input for the node "A"; choose a node that has run`)
}

func TestPartialUsesPinnedData(t *testing.T) {
	f := newFlow(t).do("A", fails("must not run")).pass("B").link("Start", "A", "A", "B").pin("A", `{"p":1}`)
	ex := f.with(testEngine(), RunRequest{Mode: node.ModeManual, Destination: &Destination{Node: "B"}, Partial: &Partial{}})
	same(t, "pinned", output(ex, "B", 0), `[{"p":1}]`)
}
