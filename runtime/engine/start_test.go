package engine

import (
	"context"
	"errors"
	"testing"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
)

func bare(t *testing.T) *flow {
	f := newFlow(t)
	f.order, f.nodes = nil, map[string]doc{}
	return f
}

func TestStartNode(t *testing.T) {
	start := func(f *flow) string {
		name, err := f.compile(testEngine()).StartNode()
		if err != nil {
			return err.Error()
		}
		return name
	}
	same(t, "a single node of any type", start(bare(t).pass("Only")), "Only")
	same(t, "a single disabled node", start(bare(t).pass("Only", "disabled", true)), ErrNoStart)
	same(t, "no trigger", start(bare(t).pass("A").pass("B")), ErrNoStart)
	same(t, "the first trigger in the list", start(bare(t).pass("A").add("T2", "test.trigger").add("T1", typeManualTrigger)), "T2")
	same(t, "disabled triggers do not count", start(bare(t).pass("A").add("T2", "test.trigger", "disabled", true).add("T1", typeManualTrigger)), "T1")
	same(t, "a type without declaration by preference", start(bare(t).pass("A").add("F", "n8n-nodes-base.formTrigger")), "F")

	call := func(f *flow) string {
		name, err := f.compile(testEngine()).CallStart()
		if err != nil {
			return err.Error()
		}
		return name
	}
	same(t, "called: the workflow trigger first", call(bare(t).add("M", typeManualTrigger).add("W", typeWorkflowTrigger)), "W")
	same(t, "called: else the manual one", call(bare(t).add("M", typeManualTrigger).add("O", "test.trigger")), "M")
	same(t, "called: none", call(bare(t).add("O", "test.trigger")), "Missing node to start execution")
}

func TestTriggersByMode(t *testing.T) {
	f := newFlow(t)
	ex := f.run()
	same(t, "cli passes one empty item", output(ex, "Start", 0), `[{}]`)
	same(t, "linked to itself", links(ex, "Start", 0), `{"item":0}`)
	ex = f.with(testEngine(), RunRequest{Mode: node.ModeManual})
	same(t, "by hand the trigger emits", output(ex, "Start", 0), `[{"by":"hand"}]`)
	ex = f.with(testEngine(), RunRequest{Mode: node.ModeWebhook, Start: "Start", Input: node.Output{
		{}, item.List(object("n", 1)),
	}})
	same(t, "a webhook's outputs pass", output(ex, "Start", 0), `[][{"n":1}]`)
}

func TestPins(t *testing.T) {
	f := newFlow(t).do("X", fails("not called")).pass("After").pin("X", `{"p":1}`, `{"p":2}`).link("Start", "X", "X", "After")
	ex := f.with(testEngine(), RunRequest{Mode: node.ModeManual})
	same(t, "manual takes the pins", output(ex, "After", 0), `[{"p":1} {"p":2}]`)
	same(t, "paired with the single input item", links(ex, "X", 0), `{"item":0} {"item":0}`)
	ex = f.with(testEngine(), RunRequest{Mode: node.ModeManual, IgnorePinned: true})
	same(t, "unless they are to be ignored", ex.Data.Err, "not called")
	ex = f.run()
	same(t, "cli ignores them", ex.Data.Err, "not called")
	f = newFlow(t).do("X", fails("not called"), "disabled", true).pin("X", `{"p":1}`).link("Start", "X")
	ex = f.with(testEngine(), RunRequest{Mode: node.ModeManual})
	same(t, "disabled beats pinned", output(ex, "X", 0), `[{"by":"hand"}]`)
}

func TestPinnedTriggerStarts(t *testing.T) {
	f := newFlow(t).add("T", "test.trigger").pass("A").pin("T", `{"t":1}`).link("T", "A")
	same(t, "a pinned trigger before others", sequence(f.with(testEngine(), RunRequest{Mode: node.ModeManual})), "T A")
	same(t, "not in other modes", sequence(f.run()), "Start")
	f.add("W", "n8n-nodes-base.webhook").pin("W", `{"w":1}`)
	same(t, "a pinned webhook before that", sequence(f.with(testEngine(), RunRequest{Mode: node.ModeManual})), "W")
	same(t, "only on the way to the destination", sequence(f.with(testEngine(), RunRequest{Mode: node.ModeManual, Destination: &Destination{Node: "A"}})), "T A")
}

func TestDestination(t *testing.T) {
	f := newFlow(t).add("Other", "test.trigger").pass("A").pass("B").pass("C").pass("Side").
		link("Start", "A", "A", "B", "B", "C", "A", "Side", "Other", "C")
	ex := f.with(testEngine(), RunRequest{Mode: node.ModeManual, Destination: &Destination{Node: "B"}})
	same(t, "runs up to the destination and nothing beside", sequence(ex), "Start A B")
	same(t, "filter", ex.Data.Start.Filter, "[Start A B]")
	ex = f.with(testEngine(), RunRequest{Mode: node.ModeManual, Destination: &Destination{Node: "B", Exclusive: true}})
	same(t, "or to before it", sequence(ex), "Start A")
	_, err := testEngine().Run(context.Background(), RunRequest{Plan: f.compile(testEngine()), Destination: &Destination{Node: "Z"}})
	same(t, "unknown", err != nil, true)
}

func TestRunRefuses(t *testing.T) {
	e := testEngine()
	_, err := e.Run(context.Background(), RunRequest{Plan: bare(t).pass("A").pass("B").compile(e)})
	same(t, "no start", errors.Is(err, ErrNoStart), true)
}

type spy struct{ events []string }

func (s *spy) RunStarted(*execution.Execution) { s.events = append(s.events, "start") }
func (s *spy) NodeStarted(e NodeEvent)         { s.events = append(s.events, "<"+e.Name) }
func (s *spy) NodeFinished(e NodeEvent)        { s.events = append(s.events, e.Name+">") }
func (s *spy) RunFinished(ex *execution.Execution) {
	s.events = append(s.events, string(ex.Status))
}

func TestObserver(t *testing.T) {
	s := &spy{}
	newFlow(t).pass("A").do("Null", func(*call) (out, error) { return nil, nil }).do("X", fails("boom")).
		link("Start", "A", "A", "Null", "A", "X").with(testEngine(), RunRequest{Observer: s})
	same(t, "events", s.events, "[start <Start Start> <A A> <X X> error]")
	s = &spy{}
	newFlow(t).pass("A").do("Null", func(*call) (out, error) { return nil, nil }).link("Start", "A", "A", "Null").
		with(testEngine(), RunRequest{Observer: s})
	same(t, "null starts and leaves nothing", s.events, "[start <Start Start> <A A> <Null success]")
}
