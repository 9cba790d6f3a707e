package engine

import (
	"context"
	"fmt"
	"strings"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// ResumeRequest asks to go on with an execution that waits.
type ResumeRequest struct {
	Plan *Plan
	// Execution is the waiting execution; its record is not changed.
	Execution *execution.Execution
	// Input replaces what the waiting node passes on: what a webhook call or a
	// finished sub-workflow brought. Nil leaves it.
	Input    node.Output
	Observer Observer
	Respond  func(node.Response)
	Keep     Keep
}

// Resume goes on with an execution that waits (engine reference §14). The node
// that waited passes on its input, or what the request brings instead. The
// record that is returned holds the runs from before, too.
func (e *Engine) Resume(ctx context.Context, req ResumeRequest) (*execution.Execution, error) {
	old := req.Execution
	if old.Status != execution.StatusWaiting {
		return nil, fmt.Errorf("the execution %q does not wait: it is %s", old.ID, old.Status)
	}
	r, err := e.continued(&RunRequest{
		Plan: req.Plan, ID: old.ID, Mode: old.Mode, Observer: req.Observer, Respond: req.Respond, RetryOf: old.RetryOf, Keep: req.Keep,
	}, old)
	if err != nil {
		return nil, err
	}
	r.exec.StartedAt, r.exec.Data.Runtime = old.StartedAt, old.Data.Runtime
	front := r.stack.at(0)
	front.resumed = true
	if req.Input != nil {
		front.data = req.Input
	}
	// The run that waited is recorded anew when its node has passed.
	r.forgetLast(front.node, execution.StatusWaiting)
	return r.finish(ctx, nil), nil
}

// RetryRequest asks to repeat a failed execution from where it failed.
type RetryRequest struct {
	// Plan may be of a newer version of the workflow.
	Plan      *Plan
	Execution *execution.Execution
	// ID is the new execution's id; the engine makes one when it is "".
	ID       string
	Observer Observer
	Keep     Keep
}

// Retry repeats an execution that failed or was cut short: what ran before
// counts, and the node that failed runs again. The record is that of a new
// execution in the mode retry, with the runs from before.
func (e *Engine) Retry(ctx context.Context, req RetryRequest) (*execution.Execution, error) {
	old := req.Execution
	switch old.Status {
	case execution.StatusError, execution.StatusCrashed, execution.StatusCanceled:
	default:
		return nil, fmt.Errorf("the execution %q did not fail: it is %s", old.ID, old.Status)
	}
	if req.ID == "" {
		req.ID = e.opts.NewID()
	}
	r, err := e.continued(&RunRequest{
		Plan: req.Plan, ID: req.ID, Mode: node.ModeRetry, Observer: req.Observer, RetryOf: old.ID, Keep: req.Keep,
	}, old)
	if err != nil {
		return nil, err
	}
	front := r.stack.at(0).node
	for _, status := range []execution.Status{execution.StatusError, execution.StatusCanceled} {
		r.forgetLast(front, status)
	}
	return r.finish(ctx, r.reachable(front)), nil
}

// forgetLast removes a node's last run when it has a status.
func (r *run) forgetLast(at int, status execution.Status) {
	if runs := r.nodes[at].runs; len(runs) > 0 && runs[len(runs)-1].Status == status {
		r.nodes[at].runs = runs[: len(runs)-1 : len(runs)-1]
	}
}

// continued makes a run that goes on where an old one stopped.
func (e *Engine) continued(req *RunRequest, old *execution.Execution) (*run, error) {
	req.Parent, req.PinData = old.Data.Parent, old.Data.PinData
	r := &run{engine: e, plan: req.Plan, last: -1, destination: -1, req: req}
	if d := old.Data.Start; d.Destination != "" {
		req.Destination = &Destination{Node: d.Destination, Exclusive: d.Exclusive}
		if _, err := r.chooseStart(); err != nil {
			return nil, fmt.Errorf("the execution %q cannot go on: %w", old.ID, err)
		}
	}
	r.preparePins()
	r.nodes = make([]nodeState, len(req.Plan.nodes))
	r.exec = r.newRecord(-1)
	if err := r.restore(&old.Data); err != nil {
		return nil, fmt.Errorf("the execution %q cannot go on: %w", old.ID, err)
	}
	return r, nil
}

// restore takes over the state of an execution that was interrupted.
func (r *run) restore(d *execution.Data) error {
	find := func(name string) (int, error) {
		at, ok := r.plan.Node(name)
		if !ok {
			return 0, fmt.Errorf("the workflow has no node %q any more", name)
		}
		return at, nil
	}
	for _, n := range d.Nodes {
		at, err := find(n.Name)
		if err != nil {
			return err
		}
		r.order = append(r.order, at)
		r.nodes[at].listed = true
		r.nodes[at].runs = append([]*execution.Run(nil), n.Runs...)
	}
	for _, e := range d.Stack {
		at, err := find(e.Node)
		if err != nil {
			return err
		}
		r.stack.pushBack(entry{node: at, data: append([][]item.Item(nil), e.Data...), sources: e.Sources, metadata: e.Metadata})
	}
	if r.stack.len() == 0 {
		return fmt.Errorf("nothing is left to run")
	}
	for _, w := range d.Waiting {
		at, err := find(w.Node)
		if err != nil {
			return err
		}
		node := waitingNode{node: at}
		for _, e := range w.Entries {
			node.entries = append(node.entries, waitingEntry{
				key:     e.Key,
				data:    padded(e.Data, r.plan.nodes[at].inputs),
				sources: padded(e.Sources, r.plan.nodes[at].inputs),
			})
		}
		r.waiting = append(r.waiting, node)
	}
	for _, c := range d.Contexts {
		if at, ok := r.plan.Node(nodeOfContext(c.Key)); ok {
			r.nodes[at].context = node.RestoreState(c.Value, func(v value.Value) item.Item { return node.ReadItem(v, r.binaries()) })
		}
	}
	if d.CustomData.IsObject() {
		r.custom = node.NewState(d.CustomData)
	}
	if at, ok := r.plan.Node(d.LastNode); ok {
		r.last = at
	}
	return nil
}

// nodeOfContext gives the node's name in the key of its context.
func nodeOfContext(key string) string { return strings.TrimPrefix(key, "node:") }

// padded copies a list and makes it at least n long.
func padded[T any](list []T, n int) []T {
	out := make([]T, max(n, len(list)))
	copy(out, list)
	return out
}
