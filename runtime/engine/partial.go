package engine

import (
	"fmt"
	"slices"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// Partial makes an execution go on from what an earlier one has found out
// (engine reference §20).
type Partial struct {
	// Known are the earlier runs of nodes. Those that count for nothing any
	// more are left out of the record.
	Known []execution.NodeRuns
	// Dirty names the nodes that were changed since.
	Dirty []string
	// From names a node that runs again with the input it had, and everything
	// that follows from it. With it there need be no destination.
	From string
}

// ErrNoTriggerAbove is the error of running to a node that nothing leads to.
var ErrNoTriggerAbove error = message("Connect a trigger to run this node")

// StartNodes gives the indexes of the nodes that a request would run first,
// without running anything.
func (e *Engine) StartNodes(req RunRequest) ([]int, error) {
	r := &run{engine: e, plan: req.Plan, req: &req, last: -1, destination: -1}
	r.preparePins()
	if req.Partial == nil {
		at, err := r.chooseStart()
		return []int{at}, err
	}
	p, err := r.newPartial()
	if err != nil {
		return nil, err
	}
	return p.starts, nil
}

// partial is a partial execution that is being prepared.
type partial struct {
	run *run
	// known are the earlier runs by node, nil where none count.
	known [][]*execution.Run
	// graph tells which nodes belong to the part that may run; nil for all.
	graph  []bool
	starts []int
}

// preparePartial puts on the stack what a partial execution has left to run.
func (e *Engine) preparePartial(r *run) error {
	p, err := r.newPartial()
	if err != nil {
		return err
	}
	r.filter = p.graph
	if p.graph != nil && r.req.Destination.Exclusive {
		r.filter = slices.Clone(p.graph)
		r.filter[r.destination] = false
	}
	r.exec = r.newRecord(p.starts[0])
	r.nodes = make([]nodeState, len(r.plan.nodes))
	for _, n := range r.req.Partial.Known {
		at, ok := r.plan.Node(n.Name)
		if !ok || p.known[at] == nil || r.nodes[at].listed {
			continue
		}
		r.order = append(r.order, at)
		r.nodes[at].listed = true
		r.nodes[at].runs = slices.Clone(p.known[at])
		for _, rec := range p.known[at] {
			r.index = max(r.index, rec.Index+1)
			r.held += runBytes + sizeOf(rec.Output)
		}
	}
	for _, at := range p.starts {
		p.feed(at)
	}
	if r.stack.len() == 0 && len(r.waiting) > 0 {
		r.releaseWaiting()
	}
	return nil
}

// newPartial finds out what has to run.
func (r *run) newPartial() (*partial, error) {
	p := &partial{run: r, known: make([][]*execution.Run, len(r.plan.nodes))}
	for _, n := range r.req.Partial.Known {
		if at, ok := r.plan.Node(n.Name); ok && len(n.Runs) > 0 {
			p.known[at] = n.Runs
		}
	}
	for _, name := range r.req.Partial.Dirty {
		if at, ok := r.plan.Node(name); ok {
			p.forget(at)
		}
	}
	if from := r.req.Partial.From; from != "" {
		at, ok := r.plan.Node(from)
		if !ok {
			return nil, fmt.Errorf("the workflow has no node %q", from)
		}
		if r.plan.nodes[at].inputs > 0 && len(p.sources(at)) == 0 {
			return nil, fmt.Errorf("there is no recorded input for the node %q; choose a node that has run", from)
		}
		p.starts = []int{at}
		p.forget(at)
		return p, nil
	}
	if r.req.Destination == nil {
		return nil, fmt.Errorf("a run that goes on from earlier data needs a destination")
	}
	at, ok := r.plan.Node(r.req.Destination.Node)
	if !ok {
		return nil, fmt.Errorf("the workflow has no node %q", r.req.Destination.Node)
	}
	r.destination = at
	trigger, err := p.trigger(at)
	if err != nil {
		return nil, err
	}
	p.cut(trigger, at)
	p.findStarts(trigger, at)
	for _, start := range p.starts {
		p.forget(start)
	}
	return p, nil
}

// has tells whether a node's output is known or pinned.
func (p *partial) has(at int) bool { return p.known[at] != nil || p.run.pinsOf(at) != nil }

// forget drops the runs of a node and of everything below it.
func (p *partial) forget(at int) {
	p.known[at] = nil
	for _, d := range p.run.plan.graph.Descendants(at, workflows.Main) {
		p.known[d] = nil
	}
}

// startsFlows tells whether a node is a trigger or has a webhook of its own.
func (n *planNode) startsFlows() bool {
	if n.typ == nil || n.def.Disabled {
		return false
	}
	return n.typ.HasTrigger || n.typ.HasPoll || n.listens()
}

// listens tells whether a node has a webhook that starts the workflow.
func (n *planNode) listens() bool {
	return n.typ != nil && slices.ContainsFunc(n.typ.Webhooks, func(w node.WebhookSpec) bool { return !w.Restart })
}

// Listens tells whether a node starts the workflow when its webhook is called.
func (p *Plan) Listens(i int) bool { return p.nodes[i].listens() && !p.nodes[i].def.Disabled }

// trigger gives the trigger from which the destination is reached, -1 when
// there is none but something above the destination is known.
func (p *partial) trigger(destination int) (int, error) {
	plan := p.run.plan
	if name := p.run.req.Start; name != "" {
		at, ok := plan.Node(name)
		if !ok {
			return -1, fmt.Errorf("the workflow has no node %q", name)
		}
		return at, nil
	}
	if plan.nodes[destination].startsFlows() {
		return destination, nil
	}
	above := plan.graph.Ancestors(destination, workflows.Main)
	var triggers []int
	anyKnown := false
	for _, at := range above {
		anyKnown = anyKnown || p.has(at)
		if plan.nodes[at].startsFlows() {
			triggers = append(triggers, at)
		}
	}
	slices.Sort(triggers)
	listens := func(at int) bool { return plan.nodes[at].listens() }
	pinned := func(at int) bool { return p.run.pinsOf(at) != nil }
	for _, rule := range []func(int) bool{
		func(at int) bool { return p.known[at] != nil },
		func(at int) bool { return pinned(at) && listens(at) },
		pinned,
		listens,
		func(int) bool { return true },
	} {
		if i := slices.IndexFunc(triggers, rule); i >= 0 {
			return triggers[i], nil
		}
	}
	if anyKnown {
		return -1, nil
	}
	return -1, ErrNoTriggerAbove
}

// cut limits the run to what stands between the trigger and the destination,
// and forgets what is known of everything else.
func (p *partial) cut(trigger, destination int) {
	plan := p.run.plan
	p.graph = make([]bool, len(plan.nodes))
	below := make([]bool, len(plan.nodes))
	if trigger >= 0 {
		below[trigger] = true
		for _, d := range plan.graph.Descendants(trigger, workflows.Main) {
			below[d] = true
		}
	}
	p.graph[destination] = true
	for _, a := range plan.graph.Ancestors(destination, workflows.Main) {
		p.graph[a] = trigger < 0 || below[a]
	}
	for at := range p.known {
		if !p.graph[at] {
			p.known[at] = nil
		}
	}
}

// typeLoop is the node that goes over items in batches; its first output is
// the one that is taken when it is done.
const typeLoop = "n8n-nodes-base.splitInBatches"

// findStarts finds on every way to the destination the first node whose output
// is not known.
func (p *partial) findStarts(trigger, destination int) {
	plan := p.run.plan
	seen := make([]bool, len(plan.nodes))
	var visit func(at int)
	visit = func(at int) {
		if seen[at] {
			return
		}
		seen[at] = true
		if !p.has(at) || at == destination || p.unfinished(at) {
			p.start(at)
			return
		}
		for output, edges := range plan.nodes[at].outputs {
			for _, e := range edges {
				if e.to < 0 || !p.graph[e.to] {
					continue
				}
				if _, _, ok := p.output(at, output); ok {
					visit(e.to)
				}
			}
		}
	}
	if trigger >= 0 {
		visit(trigger)
	} else {
		for at, in := range p.graph {
			if in && p.known[at] != nil {
				visit(at)
			}
		}
	}
	if len(p.starts) == 0 {
		p.start(destination)
	}
}

// unfinished tells whether a loop had not come to its end.
func (p *partial) unfinished(at int) bool {
	if p.run.plan.nodes[at].def.Type != typeLoop || p.known[at] == nil {
		return false
	}
	last := p.known[at][len(p.known[at])-1].Output
	return len(last) == 0 || len(last[0]) == 0
}

// start makes a node one of those that run first. One inside of a loop leaves
// its place to the node by which the loop is entered.
func (p *partial) start(at int) {
	plan := p.run.plan
	loops := plan.loops()
	if i := slices.IndexFunc(loops, func(l []int) bool { return slices.Contains(l, at) }); i >= 0 {
		circle := loops[i]
		in := func(n int) bool { return slices.Contains(circle, n) }
	search:
		for _, n := range circle {
			if !p.graph[n] {
				continue
			}
			for _, parents := range plan.nodes[n].parents {
				for _, from := range parents {
					if p.graph[from.from] && !in(from.from) {
						at = n
						break search
					}
				}
			}
		}
	}
	if !slices.Contains(p.starts, at) {
		p.starts = append(p.starts, at)
	}
}

// output gives what is known of a node's output: the items of the first run
// that has some there, with the number of that run, or the pinned ones.
func (p *partial) output(at, output int) ([]item.Item, int, bool) {
	if pinned := p.run.pinsOf(at); pinned != nil {
		return pinned, 0, output == 0
	}
	for i, rec := range p.known[at] {
		if output < len(rec.Output) && len(rec.Output[output]) > 0 {
			return rec.Output[output], i, true
		}
	}
	return nil, 0, false
}

// arrival is what comes to one input of a node that runs first.
type arrival struct {
	input  int
	items  []item.Item
	source item.Source
}

// sources gives what is known to come to a node, in the order of its inputs.
func (p *partial) sources(at int) []arrival {
	var all []arrival
	plan := p.run.plan
	for input, parents := range plan.nodes[at].parents {
		for _, in := range parents {
			if p.graph != nil && !p.graph[in.from] {
				continue
			}
			if items, run, ok := p.output(in.from, in.output); ok {
				all = append(all, arrival{input, items, item.Source{Node: plan.nodes[in.from].def.Name, Output: in.output, Run: run}})
			}
		}
	}
	return all
}

// feed puts a node that runs first on the stack, once for each set of inputs
// that is complete; what is not complete waits as in any execution.
func (p *partial) feed(at int) {
	r, n := p.run, &p.run.plan.nodes[at]
	all := p.sources(at)
	if len(all) == 0 {
		data := [][]item.Item(r.req.Input)
		if data == nil {
			data = [][]item.Item{{{JSON: value.EmptyObject}}}
		}
		r.stack.pushBack(entry{node: at, data: data})
		return
	}
	for len(all) > 0 {
		data, sources := make([][]item.Item, max(1, n.inputs)), make([]*item.Source, max(1, n.inputs))
		var left []arrival
		fed := 0
		for i := range all {
			a := &all[i]
			if data[a.input] != nil {
				left = append(left, *a)
				continue
			}
			source := a.source
			data[a.input], sources[a.input] = a.items, &source
			fed++
		}
		if fed == len(data) {
			r.stack.pushBack(entry{node: at, data: data, sources: sources})
		} else {
			w := r.waitingFor(at)
			if w == nil {
				r.waiting = append(r.waiting, waitingNode{node: at})
				w = &r.waiting[len(r.waiting)-1]
			}
			w.entries = append(w.entries, waitingEntry{key: len(w.entries), data: data, sources: sources})
		}
		all = left
	}
}
