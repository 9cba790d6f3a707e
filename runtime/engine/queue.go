package engine

import (
	"fmt"
	"slices"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// child is a connection along which data goes.
type child struct {
	edge
	output int
}

// queueChildren puts the nodes that a finished run leads to on the stack, or
// among the waiting ones (engine reference §5).
func (r *run) queueChildren(from int, out node.Output, runIndex int) error {
	n := &r.plan.nodes[from]
	var buffer [8]child
	children := buffer[:0]
	for o, edges := range n.outputs {
		if o >= len(out) {
			break
		}
		for _, e := range edges {
			// The older order delivers empty lists to second and later inputs.
			if len(out[o]) == 0 && (r.plan.v1 || e.input == 0) {
				continue
			}
			if e.to < 0 {
				return &InternalError{Message: "Destination node not found",
					Err: fmt.Errorf("node %q is connected to %q, which does not exist", n.def.Name, e.target)}
			}
			children = append(children, child{e, o})
		}
	}
	if r.plan.v1 && len(children) > 1 {
		// What stands higher up, then more to the left, runs first: it is put
		// on the stack last.
		slices.SortStableFunc(children, func(a, b child) int {
			pa, pb := r.plan.nodes[a.to].def.Position, r.plan.nodes[b.to].def.Position
			switch {
			case pa[1] != pb[1]:
				return -compare(pa[1], pb[1])
			default:
				return -compare(pa[0], pb[0])
			}
		})
	}
	own := r.dropping && len(children) == 1 && !r.plan.keep.output(from) && r.pinsOf(from) == nil
	for _, c := range children {
		r.deliver(from, runIndex, c, out, own)
	}
	return nil
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// deliver takes data along one connection.
func (r *run) deliver(from, runIndex int, c child, out node.Output, own bool) {
	items := out[c.output]
	if items == nil {
		items = []item.Item{}
	}
	source := item.Source{Node: r.plan.nodes[from].def.Name, Output: c.output, Run: runIndex}
	if r.plan.nodes[c.to].inputs > 1 {
		r.deliverToJoin(from, c, items, &source, out)
		return
	}
	room := &single{source: source}
	room.data[0], room.sources[0] = items, &room.source
	r.push(entry{node: c.to, data: room.data[:], sources: room.sources[:], owned: own, room: room})
}

// push puts a node on the stack: in front, or in the older order at the back.
func (r *run) push(e entry) {
	if r.plan.v1 {
		r.stack.pushFront(e)
	} else {
		r.stack.pushBack(e)
	}
}

// waitingNode is a node with several inputs that lacks some of them.
type waitingNode struct {
	node    int
	entries []waitingEntry
}

// waitingEntry is what has arrived for one run that is to come. Slots without
// data are nil.
type waitingEntry struct {
	key     int
	data    [][]item.Item
	sources []*item.Source
}

// waitingFor finds a node among the waiting ones, nil when it is not there.
func (r *run) waitingFor(at int) *waitingNode {
	for i := range r.waiting {
		if r.waiting[i].node == at {
			return &r.waiting[i]
		}
	}
	return nil
}

// removeEntry takes an entry from a waiting node, and the node from the
// waiting ones with its last entry.
func (r *run) removeEntry(w *waitingNode, i int) {
	w.entries = slices.Delete(w.entries, i, i+1)
	if len(w.entries) == 0 {
		at := w.node
		r.waiting = slices.DeleteFunc(r.waiting, func(x waitingNode) bool { return x.node == at })
	}
}

// deliverToJoin takes data to one input of a node that has several (engine
// reference §6.1).
func (r *run) deliverToJoin(from int, c child, items []item.Item, source *item.Source, out node.Output) {
	w := r.waitingFor(c.to)
	wasWaiting := w != nil
	if !wasWaiting {
		r.waiting = append(r.waiting, waitingNode{node: c.to})
		w = &r.waiting[len(r.waiting)-1]
	}
	at := slices.IndexFunc(w.entries, func(e waitingEntry) bool { return e.data[c.input] == nil })
	if at < 0 {
		at = w.open(len(w.entries), r.plan.nodes[c.to].inputs)
	}
	e := &w.entries[at]
	e.data[c.input], e.sources[c.input] = items, source
	if !slices.ContainsFunc(e.data, func(d []item.Item) bool { return d == nil }) {
		ready := entry{node: c.to, data: e.data, sources: e.sources}
		r.removeEntry(w, at)
		r.push(ready)
		return
	}
	if !wasWaiting && !r.plan.v1 {
		r.forceSiblings(from, c.to, source.Run, out)
	}
}

// open makes an empty entry under a key and gives its place. The original
// numbers entries by how many there are, so that a new one can take the place
// of one that still waits.
func (w *waitingNode) open(key, inputs int) int {
	e := waitingEntry{key: key, data: make([][]item.Item, inputs), sources: make([]*item.Source, inputs)}
	for i := range w.entries {
		if w.entries[i].key == key {
			w.entries[i] = e
			return i
		}
	}
	w.entries = append(w.entries, e)
	slices.SortFunc(w.entries, func(a, b waitingEntry) int { return a.key - b.key })
	return slices.IndexFunc(w.entries, func(x waitingEntry) bool { return x.key == key })
}

// forceSiblings starts, in the older order, the nodes whose data a join will
// lack otherwise: for each other node on its inputs that nothing leads to any
// more, the topmost ancestor that has not run gets one empty item, if its own
// input is empty or it has none (engine reference §6.2).
func (r *run) forceSiblings(parent, join, runIndex int, out node.Output) {
	following := map[int]bool{}
	for _, edges := range r.plan.nodes[parent].outputs {
		for _, e := range edges {
			following[e.to] = true
		}
	}
	hasRun := func(at int) bool { return r.nodes[at].count() > 0 }
	for _, inlets := range r.plan.nodes[join].parents {
		for _, in := range inlets {
			at := in.from
			if at == parent || following[at] && !r.emptyInput(at, runIndex) || r.stack.has(at) || hasRun(at) {
				continue
			}
			top, found := r.topmost(at, following, hasRun)
			if !found || len(r.plan.nodes[top].parents) > 0 && !r.emptyInput(top, runIndex) {
				continue
			}
			r.stack.pushBack(entry{
				node:    top,
				data:    [][]item.Item{{{JSON: value.EmptyObject}}},
				sources: []*item.Source{{Node: r.plan.nodes[parent].def.Name}},
			})
		}
	}
}

// topmost gives the ancestor that is farthest up of those that have not run, or
// the node itself; it is not found when one on the way is about to run anyway.
func (r *run) topmost(at int, following map[int]bool, hasRun func(int) bool) (int, bool) {
	top := at
	for _, a := range r.plan.graph.Ancestors(at, workflows.Main) {
		switch {
		case a == at || hasRun(a):
		case following[a] || r.stack.has(a):
			return 0, false
		default:
			top = a
		}
	}
	return top, true
}

// emptyInput tells whether nothing has come to a node's first input: no node
// that leads there has in run runIndex put out an item.
func (r *run) emptyInput(at, runIndex int) bool {
	parents := r.plan.nodes[at].parents
	if len(parents) == 0 {
		return true
	}
	for _, in := range parents[0] {
		runs := r.nodes[in.from].runs
		if runIndex < len(runs) && in.output < len(runs[runIndex].Output) && len(runs[runIndex].Output[in.output]) > 0 {
			return false
		}
	}
	return true
}

// inputMissing tells, in the older order, whether a node on the stack lacks an
// input that something could still feed (engine reference §4.6).
func (r *run) inputMissing(e *entry) bool {
	for input := range r.plan.nodes[e.node].inputs {
		live := false
		for _, in := range r.plan.nodes[e.node].parents[input] {
			live = live || r.live(in.from)
		}
		if !live {
			return false
		}
		if input < len(e.data) && e.data[input] == nil {
			return true
		}
	}
	return false
}

// live tells whether a node or one above it is not disabled.
func (r *run) live(at int) bool {
	if !r.plan.nodes[at].def.Disabled {
		return true
	}
	for _, a := range r.plan.graph.Ancestors(at, workflows.Main) {
		if !r.plan.nodes[a].def.Disabled {
			return true
		}
	}
	return false
}

// releaseWaiting puts one waiting node on the stack that can do with what it
// has got, when nothing else is left to run (engine reference §6.3).
func (r *run) releaseWaiting() {
	for i := 0; i < len(r.waiting); i++ {
		w := &r.waiting[i]
		n := &r.plan.nodes[w.node]
		required := n.requirement
		if !r.plan.v1 {
			required = nil
		}
		if required != nil && sizeOfRequirement(required) == n.declaredInputs || r.ancestorWaits(w.node) {
			continue
		}
		e := w.entries[0]
		if required != nil && !meets(e.data, required) {
			continue
		}
		any := false
		for k := range e.data {
			if e.data[k] == nil {
				e.data[k] = []item.Item{}
			}
			any = any || len(e.data[k]) > 0
		}
		at := w.node
		r.removeEntry(w, 0)
		if !any {
			// It is let go, and the search begins again.
			i = -1
			continue
		}
		for len(e.data) < n.declaredInputs {
			e.data = append(e.data, []item.Item{})
		}
		r.stack.pushBack(entry{node: at, data: e.data, sources: e.sources})
		return
	}
}

// sizeOfRequirement is the number of inputs that are required.
func sizeOfRequirement(r *node.Requirement) int {
	if r.Inputs != nil {
		return len(r.Inputs)
	}
	return r.Count
}

// meets tells whether enough inputs have got something, be it empty.
func meets(data [][]item.Item, r *node.Requirement) bool {
	if r.Inputs != nil {
		return !slices.ContainsFunc(r.Inputs, func(i int) bool { return i >= len(data) || data[i] == nil })
	}
	fed := 0
	for _, items := range data {
		if items != nil {
			fed++
		}
	}
	return fed >= r.Count
}

// ancestorWaits tells whether a node above another one waits, too.
func (r *run) ancestorWaits(at int) bool {
	up := r.plan.nodes[at].reach().output
	for i := range r.waiting {
		if w := r.waiting[i].node; w != at && up[w] >= 0 {
			return true
		}
	}
	return false
}
