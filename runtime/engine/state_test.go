package engine

import (
	"context"
	"fmt"
	"testing"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

func TestNodeState(t *testing.T) {
	ex := newFlow(t).do("Loop", func(c *call) (out, error) {
		n := c.State().Get("n").Num() + 1
		c.State().Set("n", value.Number(n))
		if n < 3 {
			return node.Output{{}, c.Items()}, nil
		}
		return node.Output{c.Items(), {}}, nil
	}, "parameters", map[string]any{"outputs": 2}).pass("Body").pass("Done").
		link("Start", "Loop", "Loop:1", "Body", "Body", "Loop", "Loop:0", "Done").run()
	same(t, "state lives over the runs", sequence(ex), "Start Loop Body Loop Body Loop Done")
	same(t, "and is in the record", fmt.Sprint(ex.Data.Contexts[0].Key, ex.Data.Contexts[0].Value), `node:Loop{"n":3}`)
	same(t, "run index", *ex.Data.Runs("Body")[1].Sources[0], "{Loop 1 1}")
}

// shelf is a store of static data.
type shelf struct {
	data  map[string]value.Value
	saves int
}

func (s *shelf) Load(_ context.Context, id string) (value.Value, error) { return s.data[id], nil }
func (s *shelf) Save(_ context.Context, id string, data value.Value) error {
	s.saves++
	s.data[id] = data
	return nil
}

func TestStaticData(t *testing.T) {
	s := &shelf{data: map[string]value.Value{}}
	e := testEngine(func(o *Options) { o.StaticData = s })
	counts := func(c *call) (out, error) {
		for _, scope := range []string{"global", "node"} {
			d, err := c.StaticData(scope)
			if err != nil {
				return nil, err
			}
			d.Set("n", value.Number(d.Get("n").Num()+1))
		}
		return node.One(c.Items()), nil
	}
	f := newFlow(t).do("X", counts).link("Start", "X")
	f.with(e, RunRequest{Mode: node.ModeCLI})
	f.with(e, RunRequest{Mode: node.ModeTrigger})
	same(t, "counted", s.data["wf"], `{"global":{"n":2},"node:X":{"n":2}}`)
	f.with(e, RunRequest{Mode: node.ModeManual})
	same(t, "manual runs leave nothing", s.saves, 2)
	f.id = ""
	f.with(e, RunRequest{Mode: node.ModeCLI})
	same(t, "nor do workflows without an id", s.saves, 2)
	f = newFlow(t).do("X", func(c *call) (out, error) { d, _ := c.StaticData("global"); d.Get("n"); return nil, nil }).link("Start", "X")
	f.with(e, RunRequest{Mode: node.ModeCLI})
	same(t, "nor what only reads", s.saves, 2)
	f = newFlow(t).do("X", counts).do("Y", fails("no")).link("Start", "X", "X", "Y")
	f.with(e, RunRequest{Mode: node.ModeCLI})
	same(t, "failed runs do", s.saves, 3)
	f = newFlow(t).do("X", func(c *call) (out, error) { _, err := c.StaticData("other"); return nil, err }).link("Start", "X")
	same(t, "scope", f.with(e, RunRequest{}).Data.Err, "Unknown context type. Only `global` and `node` are supported.")
}

func TestRecordDetails(t *testing.T) {
	ex := newFlow(t).do("X", func(c *call) (out, error) {
		c.Hint("mind this")
		c.SetMetadata("k", value.Int(1))
		c.SetMetadata("k", value.Int(2))
		return node.One(c.Items()), nil
	}).link("Start", "X").run()
	run := ex.Data.Runs("X")[0]
	same(t, "hints", run.Hints, "[{mind this}]")
	same(t, "metadata", fmt.Sprint(run.Metadata[0].Key, run.Metadata[0].Value), "k2")
}

func TestRespondCountsOnce(t *testing.T) {
	var answers []int
	var first []bool
	f := newFlow(t).do("R", func(c *call) (out, error) {
		ok, err := c.Respond(node.Response{Status: 200 + len(first)})
		first = append(first, ok)
		return node.One(c.Items()), err
	}).pass("Again").link("Start", "R", "R", "Again", "Start", "R")
	f.with(testEngine(), RunRequest{Respond: func(r node.Response) { answers = append(answers, r.Status) }})
	same(t, "answers", answers, "[200]")
	same(t, "reported", first, "[true false]")
}

func TestKeepLast(t *testing.T) {
	keep := func(change func(*flow) *flow) *execution.Execution {
		f := newFlow(t).do("Data", gives(`{"n":1} {"n":2}`)).pass("A").pass("B").pass("C").
			link("Start", "Data", "Data", "A", "A", "B", "B", "C")
		return change(f).with(testEngine(), RunRequest{Keep: KeepLast})
	}
	kept := func(ex *execution.Execution) string {
		s := ""
		for _, n := range ex.Data.Nodes {
			if n.Runs[0].Output != nil {
				s += n.Name + " "
			}
		}
		return s
	}
	ex := keep(func(f *flow) *flow { return f })
	same(t, "only the last output is kept", kept(ex), "C ")
	same(t, "it is whole", output(ex, "C", 0), `[{"n":1} {"n":2}]`)
	same(t, "the record has all runs", sequence(ex), "Start Data A B C")
	for text, want := range map[string]string{
		"={{ $json.n }}":                          "C ",
		"={{ $('Data').first().json.n }}":         "Data C ",
		"={{ $('Data').all()[0].json.n }}":        "Data C ",
		`={{ $node["Data"].json.n }}`:             "Data C ",
		"={{ $node.Data.json.n }}":                "Data C ",
		"={{ $('Data').isExecuted }}":             "C ",
		"={{ $('Data').item.json.n }}":            "Start Data A B C ",
		"={{ $items('Data') }}":                   "Start Data A B C ",
		"={{ $('Da' + 'ta').first().json.n }}":    "Start Data A B C ",
		"={{ $($json.name).first().json.n }}":     "Start Data A B C ",
		"={{ $node[$json.name].json.n }}":         "Start Data A B C ",
		"={{ Object.keys($node) }}":               "Start Data A B C ",
		"={{ $evaluateExpression($json.name) }}":  "Start Data A B C ",
		"return $input.all()":                     "C ",
		"plain text for $5 and $node of no sense": "Start Data A B C ",
	} {
		same(t, text, kept(keep(func(f *flow) *flow { return f.param("C", "text", text) })), want)
	}
}

func TestKeepLastWithBranches(t *testing.T) {
	f := newFlow(t).do("Data", gives(`{"n":1}`)).pass("A").pass("B").do("Join", appends).param("Join", "inputs", 2).
		link("Start", "Data", "Data", "A", "Data", "B", "A", "Join:0", "B", "Join:1")
	ex := f.with(testEngine(), RunRequest{Keep: KeepLast})
	same(t, "branches do not share what is changed in place", links(ex, "Join", 0), `{"item":0} {"item":0,"input":1}`)
}

func TestWaitAndResume(t *testing.T) {
	until := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	e := testEngine()
	f := newFlow(t).do("Data", gives(`{"n":1} {"n":2}`)).do("Wait", func(c *call) (out, error) {
		return node.One(c.Items()), c.Wait(until)
	}).pass("Other").do("Join", appends).param("Join", "inputs", 2).
		at("Other", 0, 0).at("Wait", 0, 100).
		link("Start", "Data", "Data", "Wait", "Data", "Other", "Other", "Join:0", "Wait", "Join:1")
	p := f.compile(e)
	ex, err := e.Run(context.Background(), RunRequest{Plan: p, ID: "77", Mode: node.ModeWebhook})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "status", ex.Status, execution.StatusWaiting)
	same(t, "time", ex.WaitTill, until)
	same(t, "nothing after it", sequence(ex), "Start Data Other Wait")
	same(t, "node status", ex.Data.Runs("Wait")[0].Status, execution.StatusWaiting)
	same(t, "its data", output(ex, "Wait", 0), `[{"n":1} {"n":2}]`)
	same(t, "it stands in front", ex.Data.Stack[0].Node, "Wait")
	same(t, "the join waits", ex.Data.Waiting[0].Node, "Join")

	// The record goes through its JSON, as it does in a store.
	doc := must(value.Parse(ex.AppendJSON(nil)))
	stored := must(execution.Read(doc, nil))
	stored.ID = "77"
	for _, from := range []*execution.Execution{ex, stored} {
		again, err := e.Resume(context.Background(), ResumeRequest{Plan: p, Execution: from})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "resumed", again.Status, execution.StatusSuccess)
		same(t, "id", again.ID, "77")
		same(t, "mode", again.Mode, node.ModeWebhook)
		same(t, "no double run", len(again.Data.Runs("Wait")), 1)
		same(t, "the index begins again", again.Data.Runs("Wait")[0].Index, 0)
		same(t, "join", output(again, "Join", 0), `[{"n":1} {"n":2} {"n":1} {"n":2}]`)
		called, err := e.Resume(context.Background(), ResumeRequest{Plan: p, Execution: from, Input: node.One(item.List(object("by", "call")))})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "by a call with other data", output(called, "Join", 0), `[{"n":1} {"n":2} {"by":"call"}]`)
	}
	same(t, "the record that was resumed stays", len(ex.Data.Runs("Wait")), 1)
	if _, err := e.Resume(context.Background(), ResumeRequest{Plan: p, Execution: &execution.Execution{Status: execution.StatusSuccess}}); err == nil {
		t.Error("an execution that does not wait was resumed")
	}
}

func TestRetryOfAnExecution(t *testing.T) {
	e := testEngine()
	broken := true
	f := newFlow(t).do("Data", gives(`{"n":1}`)).do("X", func(c *call) (out, error) {
		if broken {
			return nil, node.Errorf("boom")
		}
		return node.One(c.Items()), nil
	}).pass("After").pass("Later").at("Later", 0, 500).
		link("Start", "Data", "Data", "X", "X", "After", "Data", "Later")
	p := f.compile(e)
	ex, err := e.Run(context.Background(), RunRequest{Plan: p, ID: "5", Mode: node.ModeTrigger})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "first", sequence(ex), "Start Data X")
	broken = false
	stored := must(execution.Read(must(value.Parse(ex.AppendJSON(nil))), nil))
	stored.ID = "5"
	for _, from := range []*execution.Execution{ex, stored} {
		again, err := e.Retry(context.Background(), RetryRequest{Plan: p, Execution: from, ID: "6"})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "status", again.Status, execution.StatusSuccess)
		same(t, "mode", again.Mode, node.ModeRetry)
		same(t, "of", again.RetryOf+again.ID, "56")
		same(t, "what ran before counts", len(again.Data.Runs("Data")), 1)
		same(t, "the failed run is gone", len(again.Data.Runs("X")), 1)
		same(t, "what followed runs", output(again, "After", 0)+output(again, "Later", 0), `[{"n":1}][{"n":1}]`)
	}
	if _, err := e.Retry(context.Background(), RetryRequest{Plan: p, Execution: &execution.Execution{Status: execution.StatusSuccess}}); err == nil {
		t.Error("an execution that succeeded was repeated")
	}
}

func TestAmend(t *testing.T) {
	ex := newFlow(t).pass("Data").do("Writer", func(c *call) (out, error) {
		items := c.Items()
		docs := make([]value.Value, len(items))
		for i, it := range items {
			docs[i] = it.JSON.Set("seen", value.True)
		}
		c.Amend(0, docs)
		c.Amend(0, docs[:0]) // another length and another input change nothing
		c.Amend(5, docs)
		return node.One(items), nil
	}).link("Start", "Data", "Data", "Writer").run()
	text := func(name string) string { return ex.Data.Runs(name)[0].Output[0][0].JSON.String() }
	same(t, "the node before shows it", text("Data"), `{"seen":true}`)
	same(t, "the node before that does not", text("Start"), `{}`)
	same(t, "what was given stays", text("Writer"), `{}`)
}
