package engine

import (
	"context"
	"errors"
	"strings"
	"testing"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// shop finds plans by id.
type shop map[string]*Plan

func (s shop) Plan(_ context.Context, id string, _ bool) (*Plan, error) {
	if id == "draft" {
		return nil, ErrNotPublished
	}
	return s[id], nil
}

// calls makes a node that calls a workflow with its items.
func calls(c node.SubworkflowCall, got *node.SubworkflowResult) work {
	return func(call *call) (out, error) {
		c := c
		c.Items = call.Items()
		r, err := call.Subworkflow(c)
		*got = r
		return r.Output, err
	}
}

func TestSubworkflow(t *testing.T) {
	plans := shop{}
	e := testEngine(func(o *Options) { o.Workflows = plans })
	child := bare(t).add("In", typeWorkflowTrigger).do("Twice", func(c *call) (out, error) {
		var items []item.Item
		for i, it := range c.Items() {
			items = append(items, item.FromPair(it.JSON, i), item.FromPair(it.JSON, i))
		}
		return node.Output{items, item.List(object("second", true))}, nil
	}).link("In", "Twice")
	child.id = "child"
	plans["child"] = child.compile(e)
	var got node.SubworkflowResult
	ex := newFlow(t).do("Data", gives(`{"n":1} {"n":2}`)).do("Call", calls(node.SubworkflowCall{ID: "child"}, &got)).
		link("Start", "Data", "Data", "Call").with(e, RunRequest{Mode: node.ModeCLI})
	same(t, "all outputs of the last node", output(ex, "Call", 0), `[{"n":1} {"n":1} {"n":2} {"n":2}][{"second":true}]`)
	same(t, "ids", got.WorkflowID+" "+got.ExecutionID, "child 2")
	at, ok := got.StartItem(0, 3)
	same(t, "an item is traced back", []any{at, ok}, "[1 true]")
	_, ok = got.StartItem(1, 0)
	same(t, "one without link is not", ok, false)

	for id, want := range map[string]string{
		"nobody": "Workflow does not exist.",
		"draft":  "Workflow is not active and cannot be executed.",
		"":       `No information about the workflow to execute found. Please provide either the "id" or "code"!`,
	} {
		ex := newFlow(t).do("Call", calls(node.SubworkflowCall{ID: id}, &got)).link("Start", "Call").with(e, RunRequest{Mode: node.ModeCLI})
		same(t, id, ex.Data.Err, want)
	}
	nothing := bare(t).pass("A")
	nothing.id = "nothing"
	plans["nothing"] = nothing.compile(e)
	ex = newFlow(t).do("Call", calls(node.SubworkflowCall{ID: "nothing"}, &got)).link("Start", "Call").with(e, RunRequest{Mode: node.ModeCLI})
	same(t, "no trigger", ex.Data.Err, "Missing node to start execution")

	broken := bare(t).add("In", typeWorkflowTrigger).do("X", fails("inner")).link("In", "X")
	broken.id = "broken"
	plans["broken"] = broken.compile(e)
	ex = newFlow(t).do("Call", calls(node.SubworkflowCall{ID: "broken"}, &got)).link("Start", "Call").with(e, RunRequest{Mode: node.ModeCLI})
	same(t, "the child's error is the parent's", ex.Data.Err, "inner")
	same(t, "with the child's node", execution.ErrorJSON(ex.Data.Err).Get("node").Get("name").Str(), "X")

	waits := bare(t).add("In", typeWorkflowTrigger).do("W", func(c *call) (out, error) {
		return node.One(c.Items()), c.Wait(execution.Indefinitely)
	}).link("In", "W")
	waits.id = "waits"
	plans["waits"] = waits.compile(e)
	newFlow(t).do("Call", calls(node.SubworkflowCall{ID: "waits"}, &got)).link("Start", "Call").with(e, RunRequest{Mode: node.ModeCLI})
	same(t, "a waiting child", got.Waiting, true)
}

func TestSubworkflowPolicies(t *testing.T) {
	plans := shop{}
	e := testEngine(func(o *Options) { o.Workflows = plans })
	for _, c := range []struct {
		policy, ids string
		allowed     bool
	}{{"any", "", true}, {"workflowsFromSameOwner", "", true}, {"none", "", false}, {"workflowsFromAList", "a, wf", true}, {"workflowsFromAList", "a", false}} {
		child := bare(t).set("callerPolicy", c.policy).set("callerIds", c.ids).add("In", typeWorkflowTrigger)
		child.id = "child"
		plans["child"] = child.compile(e)
		var got node.SubworkflowResult
		ex := newFlow(t).do("Call", calls(node.SubworkflowCall{ID: "child"}, &got)).link("Start", "Call").with(e, RunRequest{Mode: node.ModeCLI})
		same(t, c.policy+" "+c.ids, ex.Status == execution.StatusSuccess, c.allowed)
		if !c.allowed {
			d := ex.Data.Err.(interface{ Explanation() string }).Explanation()
			same(t, "description", strings.HasPrefix(d, "The sub-workflow you’re trying to execute limits which workflows it can be called by."), true)
		}
	}
}

func TestInlineSubworkflow(t *testing.T) {
	e := testEngine()
	var seen node.Info
	child := bare(t).add("In", typeWorkflowTrigger).do("X", func(c *call) (out, error) {
		seen = *c.Info()
		return node.One(c.Items()), nil
	}).link("In", "X")
	doc := child.document().Delete("id").Delete("settings").JSON()
	var got node.SubworkflowResult
	ex := newFlow(t).do("Call", calls(node.SubworkflowCall{Document: []byte(doc)}, &got)).link("Start", "Call").with(e, RunRequest{Mode: node.ModeCLI})
	same(t, "status", ex.Status, execution.StatusSuccess)
	same(t, "mode", seen.Mode, node.ModeIntegrated)
	same(t, "it takes the parent's id", seen.WorkflowID, "wf")
	same(t, "and settings", seen.Settings, `{"executionOrder":"v1"}`)
	ex = newFlow(t).do("Call", calls(node.SubworkflowCall{Document: []byte("{")}, &got)).link("Start", "Call").with(e, RunRequest{Mode: node.ModeCLI})
	same(t, "no JSON", ex.Status, execution.StatusError)
}

func TestSubworkflowWithoutWaiting(t *testing.T) {
	plans := shop{}
	e := testEngine(func(o *Options) { o.Workflows = plans })
	release, ran := make(chan bool), false
	child := bare(t).add("In", typeWorkflowTrigger).do("X", func(c *call) (out, error) {
		<-release
		ran = true
		return nil, nil
	}).link("In", "X")
	child.id = "child"
	plans["child"] = child.compile(e)
	var got node.SubworkflowResult
	newFlow(t).do("Call", calls(node.SubworkflowCall{ID: "child", NoWait: true}, &got)).link("Start", "Call").with(e, RunRequest{})
	close(release)
	if err := e.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
	same(t, "it ran by itself", ran, true)
}

func TestSubworkflowsWithoutEnd(t *testing.T) {
	plans := shop{}
	e := testEngine(func(o *Options) { o.Workflows, o.Limits.Depth = plans, 5 })
	var got node.SubworkflowResult
	self := bare(t).add("In", typeWorkflowTrigger).do("Call", calls(node.SubworkflowCall{ID: "self"}, &got)).link("In", "Call")
	self.id = "self"
	plans["self"] = self.compile(e)
	ex := self.with(e, RunRequest{Mode: node.ModeCLI})
	same(t, "message", ex.Data.Err, "Workflows call each other 5 levels deep")
}

func TestErrorWorkflow(t *testing.T) {
	plans := shop{}
	var failures []*Failure
	e := testEngine(func(o *Options) {
		o.Workflows = plans
		o.Failed = func(_ context.Context, f *Failure) { failures = append(failures, f) }
	})
	var heard value.Value
	hears := func(c *call) (out, error) { heard = c.Items()[0].JSON; return nil, errors.New("and failed itself") }
	handler := bare(t).add("E0", typeErrorTrigger).add("E", typeErrorTrigger).do("Hear", hears).link("E", "Hear")
	handler.id = "handler"
	plans["handler"] = handler.compile(e)

	f := newFlow(t).do("X", fails("boom")).link("Start", "X").set("errorWorkflow", "handler")
	f.with(e, RunRequest{Mode: node.ModeManual})
	same(t, "manual runs tell nobody", len(failures), 0)
	f.with(e, RunRequest{Mode: node.ModeTrigger, ID: "9"})
	same(t, "others do", len(failures), 1)
	ex, err := e.RunErrorWorkflow(context.Background(), failures[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "mode", ex.Mode, node.ModeError)
	same(t, "the last Error Trigger starts", ex.Data.Nodes[0].Name, "E")
	same(t, "keys", heard.Get("execution").Keys(), "[id url error lastNodeExecuted mode]")
	same(t, "url", heard.Get("execution").Get("url").Str(), "http://localhost:5678/workflow/wf/executions/9")
	same(t, "message", heard.Get("execution").Get("error").Get("message").Str(), "boom")
	same(t, "workflow", heard.Get("workflow"), `{"id":"wf","name":"Flow"}`)
	same(t, "a failing error workflow tells nobody", len(failures), 1)

	failures = nil
	own := newFlow(t).add("E", typeErrorTrigger).do("X", fails("boom")).link("Start", "X")
	own.with(e, RunRequest{Mode: node.ModeCLI, Start: "Start"})
	same(t, "its own Error Trigger", failures[0].Self, true)
	failures = nil
	newFlow(t).do("X", fails("boom")).link("Start", "X").with(e, RunRequest{Mode: node.ModeCLI})
	same(t, "none", len(failures), 0)
}
