package engine

import (
	"context"
	"fmt"
	"strings"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
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
	p := req.Plan
	r := &run{engine: e, plan: p, last: -1, destination: -1, req: &RunRequest{
		Plan: p, ID: old.ID, Mode: old.Mode, Observer: req.Observer, Respond: req.Respond,
		Parent: old.Data.Parent, RetryOf: old.RetryOf, PinData: old.Data.PinData, Keep: req.Keep,
	}}
	if d := old.Data.Start; d.Destination != "" {
		r.req.Destination = &Destination{Node: d.Destination, Exclusive: d.Exclusive}
		if _, err := r.chooseStart(); err != nil {
			return nil, err
		}
	}
	r.preparePins()
	r.nodes = make([]nodeState, len(p.nodes))
	r.exec = r.newRecord(-1)
	r.exec.StartedAt, r.exec.Data.Runtime = old.StartedAt, old.Data.Runtime
	if err := r.restore(&old.Data); err != nil {
		return nil, fmt.Errorf("the execution %q cannot go on: %w", old.ID, err)
	}
	front := r.stack.at(0)
	front.resumed = true
	if req.Input != nil {
		front.data = req.Input
	}
	// The run that waited is recorded anew when its node has passed.
	if runs := r.nodes[front.node].runs; len(runs) > 0 && runs[len(runs)-1].Status == execution.StatusWaiting {
		r.nodes[front.node].runs = runs[: len(runs)-1 : len(runs)-1]
	}
	return r.finish(ctx, nil), nil
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
			r.nodes[at].context = node.RestoreState(c.Value, readItem)
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
