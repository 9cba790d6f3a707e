package engine

import (
	"context"

	"runnel/runtime/execution"
	"runnel/runtime/expr"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Evaluation asks for the value of a text at a node of an execution, as if it
// stood in one of the node's parameters: an expression when it begins with "=".
type Evaluation struct {
	Plan *Plan
	// Execution is what expressions see; its runs are found by node name.
	Execution *execution.Execution
	// Node is where the text stands. It need not have run: its input is what
	// the nodes before it gave last.
	Node string
	// Item is the index of the current item.
	Item int
	Text string
	// Extra are further variables.
	Extra []value.Field
}

// Evaluate gives the value of a text at a node of an execution.
func (e *Engine) Evaluate(ctx context.Context, q Evaluation) (v value.Value, err error) {
	at, ok := q.Plan.Node(q.Node)
	if !ok {
		return value.Undefined, &InternalError{Message: "the workflow has no node " + q.Node}
	}
	r := &run{
		engine: e, plan: q.Plan, ctx: ctx, exec: q.Execution, last: -1, destination: -1,
		req:   &RunRequest{Plan: q.Plan, Mode: q.Execution.Mode, ID: q.Execution.ID},
		nodes: make([]nodeState, len(q.Plan.nodes)),
	}
	for _, n := range q.Execution.Data.Nodes {
		if i, ok := q.Plan.Node(n.Name); ok {
			r.nodes[i].runs = n.Runs
			r.order = append(r.order, i)
		}
	}
	for _, c := range q.Execution.Data.Contexts {
		if i, ok := q.Plan.Node(nodeOfContext(c.Key)); ok {
			r.nodes[i].context = node.NewState(c.Value)
		}
	}
	r.preparePins()
	defer func() {
		if r.session != nil {
			r.session.Release()
		}
	}()
	r.host.run = r
	defer r.host.recovered(&err)
	n := r.inputOf(at)
	relabel(n)
	h := r.newHost(n, len(r.nodes[at].runs))
	h.scope.Item, h.scope.Extra = q.Item, q.Extra
	return expr.EvalText(q.Text, e.js, &h.scope)
}

// inputOf gives what a node would get if it ran now: the last output of the
// nodes before it.
func (r *run) inputOf(at int) *entry {
	n := &r.plan.nodes[at]
	e := &entry{node: at, data: make([][]item.Item, n.inputs), sources: make([]*item.Source, n.inputs)}
	for input, parents := range n.parents {
		for _, p := range parents {
			runs := r.nodes[p.from].runs
			if len(runs) == 0 {
				if pinned := r.pinsOf(p.from); pinned != nil && p.output == 0 {
					e.data[input] = pinned
					e.sources[input] = &item.Source{Node: r.plan.nodes[p.from].def.Name}
					break
				}
				continue
			}
			last := len(runs) - 1
			if out := runs[last].Output; p.output < len(out) {
				e.data[input] = out[p.output]
				e.sources[input] = &item.Source{Node: r.plan.nodes[p.from].def.Name, Output: p.output, Run: last}
				break
			}
		}
	}
	return e
}
