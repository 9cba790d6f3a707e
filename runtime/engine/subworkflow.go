package engine

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// Subworkflow implements node.Host: it runs another workflow with items of
// this one (engine reference §13).
func (h *host) Subworkflow(call node.SubworkflowCall) (node.SubworkflowResult, error) {
	r := h.run
	child, err := r.child(call)
	if err != nil {
		return node.SubworkflowResult{}, err
	}
	if err := allowed(r.plan.workflow, child.workflow); err != nil {
		return node.SubworkflowResult{}, err
	}
	start, err := child.CallStart()
	if err != nil {
		return node.SubworkflowResult{}, err
	}
	if limit := r.engine.opts.Limits.Depth; limit > 0 && r.req.depth >= limit {
		return node.SubworkflowResult{}, node.Errorf("Workflows call each other %d levels deep", limit).
			Describe("The last one is %q. Give the chain of calls an end, or set RUNNEL_MAX_WORKFLOW_DEPTH to allow more.", child.workflow.Name)
	}
	req := RunRequest{
		Plan: child, ID: r.engine.opts.NewID(), Mode: node.ModeIntegrated, Start: start,
		// The items get a lineage of their own there.
		Input:  node.One(slices.Clone(call.Items)),
		Parent: &execution.Parent{ExecutionID: r.exec.ID, WorkflowID: r.plan.workflow.ID, Resume: !call.NoWait},
		depth:  r.req.depth + 1, deadline: r.req.deadline,
	}
	if req.Input[0] == nil {
		req.Input[0] = []item.Item{}
	}
	if r.engine.opts.Observe != nil {
		req.Observer = r.engine.opts.Observe(&req)
	}
	result := node.SubworkflowResult{ExecutionID: req.ID, WorkflowID: child.workflow.ID}
	if call.NoWait {
		r.engine.background.Go(func() {
			if _, err := r.engine.Run(r.engine.base, req); err != nil {
				r.engine.log.Error("a sub-workflow could not be started", "workflow", child.workflow.Name, "error", err)
			}
		})
		return result, nil
	}
	ex, err := r.engine.Run(r.ctx, req)
	if err != nil {
		return result, err
	}
	switch ex.Status {
	case execution.StatusWaiting:
		result.Waiting = true
	case execution.StatusSuccess:
	default:
		return result, ex.Data.Err
	}
	if last := ex.Data.LastRun(); last != nil {
		result.Output = last.Output
		at := len(ex.Data.Runs(ex.Data.LastNode)) - 1
		result.StartItem = func(output, index int) (int, bool) {
			return startItem(ex, item.Source{Node: ex.Data.LastNode, Output: output, Run: at}, index, 0)
		}
	}
	return result, nil
}

// startItem follows an item's lineage to the item that the execution started
// with.
func startItem(ex *execution.Execution, at item.Source, index, steps int) (int, bool) {
	runs := ex.Data.Runs(at.Node)
	if at.Run >= len(runs) || at.Output >= len(runs[at.Run].Output) || steps > 10000 {
		return 0, false
	}
	run := runs[at.Run]
	items := run.Output[at.Output]
	if index < 0 || index >= len(items) {
		return 0, false
	}
	for _, pair := range items[index].Paired.Pairs() {
		if len(run.Sources) == 0 {
			return pair.Item, true
		}
		next := pair.Overwrite
		if next == nil {
			if pair.Input >= len(run.Sources) || run.Sources[pair.Input] == nil {
				continue
			}
			next = run.Sources[pair.Input]
		}
		if found, ok := startItem(ex, *next, pair.Item, steps+1); ok {
			return found, true
		}
	}
	return 0, false
}

// child gives the plan of a called workflow.
func (r *run) child(call node.SubworkflowCall) (*Plan, error) {
	e := r.engine
	if call.Document != nil {
		return e.inline.plan(r.plan, call.Document)
	}
	if call.ID == "" {
		return nil, message(`No information about the workflow to execute found. Please provide either the "id" or "code"!`)
	}
	if e.opts.Workflows == nil {
		return nil, message("Workflow does not exist.")
	}
	p, err := e.opts.Workflows.Plan(r.ctx, call.ID, r.req.Mode == node.ModeManual)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, message("Workflow does not exist.")
	}
	return p, nil
}

// allowed checks the called workflow's caller policy.
func allowed(parent, child *workflows.Workflow) error {
	deny := func(hint string) error {
		return node.Errorf("Target workflow ID %s may not be called", child.ID).
			Describe("%s", "The sub-workflow you’re trying to execute limits which workflows it can be called by. "+hint)
	}
	switch child.Settings.Get("callerPolicy").Str() {
	case "none":
		return deny("Update sub-workflow settings to allow other workflows to call it.")
	case "workflowsFromAList":
		ids := strings.Split(child.Settings.Get("callerIds").Str(), ",")
		if !slices.ContainsFunc(ids, func(id string) bool { return strings.TrimSpace(id) == parent.ID }) {
			return deny("Add this workflow's id to the list in the sub-workflow's settings.")
		}
	}
	return nil
}

// inlinePlans keeps the plans of workflows that stand in parameters of others,
// so that a call for each item compiles only once.
type inlinePlans struct {
	mu    sync.Mutex
	seed  maphash.Seed
	plans map[uint64]inlinePlan
}

type inlinePlan struct {
	parent *Plan
	text   string
	plan   *Plan
}

const mostInlinePlans = 64

func (c *inlinePlans) plan(parent *Plan, text []byte) (*Plan, error) {
	key, found := c.find(parent, text)
	if found != nil {
		return found, nil
	}
	// Others need not wait meanwhile; that two compile the same does no harm.
	p, err := parent.engine.compileInline(parent, text)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.plans) >= mostInlinePlans {
		clear(c.plans)
	}
	c.plans[key] = inlinePlan{parent, string(text), p}
	return p, nil
}

// find gives the plan of a text and its key.
func (c *inlinePlans) find(parent *Plan, text []byte) (uint64, *Plan) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plans == nil {
		c.seed, c.plans = maphash.MakeSeed(), map[uint64]inlinePlan{}
	}
	key := maphash.Bytes(c.seed, text)
	if k, ok := c.plans[key]; ok && k.parent == parent && k.text == string(text) {
		return key, k.plan
	}
	return key, nil
}

// compileInline compiles a workflow that takes its parent's id and settings
// where it has none.
func (e *Engine) compileInline(parent *Plan, text []byte) (*Plan, error) {
	doc, err := value.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("the sub-workflow is no valid JSON: %w", err)
	}
	if doc.Get("id").IsNullish() {
		doc = doc.Set("id", value.String(parent.workflow.ID))
	}
	if doc.Get("settings").IsNullish() {
		doc = doc.Set("settings", parent.workflow.Settings)
	}
	w, err := workflows.FromValue("", doc)
	if err != nil {
		return nil, err
	}
	return e.Compile(w)
}
