package engine

import (
	"errors"
	"slices"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// Types that have a part in choosing where a run starts.
const (
	typeManualTrigger   = "n8n-nodes-base.manualTrigger"
	typeWorkflowTrigger = "n8n-nodes-base.executeWorkflowTrigger"
	typeErrorTrigger    = "n8n-nodes-base.errorTrigger"
	typeChatTrigger     = "@n8n/n8n-nodes-langchain.manualChatTrigger"
)

// startOrder is the preference among types when no trigger decides (engine
// reference §3.1 rule 3).
var startOrder = []string{
	typeManualTrigger, typeWorkflowTrigger, typeErrorTrigger,
	"n8n-nodes-base.evaluationTrigger", "n8n-nodes-base.formTrigger",
}

// MissingStartError is the error of calling a workflow that has no trigger for
// being called.
type MissingStartError struct{}

func (*MissingStartError) Error() string { return "Missing node to start execution" }

// Explanation says what to do.
func (*MissingStartError) Explanation() string {
	return "Please make sure the workflow you're calling contains an Execute Workflow Trigger node"
}

// CallStart gives the node at which the workflow starts when another workflow
// or the command line calls it: the first Execute Workflow Trigger, else the
// first manual trigger (engine reference §3.4, §11).
func (p *Plan) CallStart() (string, error) {
	for _, def := range p.workflow.Nodes {
		if def.Type == typeWorkflowTrigger {
			return def.Name, nil
		}
	}
	for _, def := range p.workflow.Nodes {
		if def.Type == typeManualTrigger || def.Type == typeChatTrigger {
			return def.Name, nil
		}
	}
	return "", &MissingStartError{}
}

// StartNode gives the node at which a run without a trigger event starts
// (engine reference §3.1).
func (p *Plan) StartNode() (string, error) {
	all := make([]int, len(p.nodes))
	for i := range all {
		all[i] = i
	}
	if len(all) == 1 && !p.nodes[0].def.Disabled {
		return p.nodes[0].def.Name, nil
	}
	if at := p.preferred(all); at >= 0 {
		return p.nodes[at].def.Name, nil
	}
	return "", ErrNoStart
}

// preferred gives the first trigger among nodes, else the first of the most
// preferred type; -1 when there is none.
func (p *Plan) preferred(among []int) int {
	for _, i := range among {
		n := &p.nodes[i]
		if n.typ != nil && !n.def.Disabled && n.def.Type != typeChatTrigger && (n.typ.HasTrigger || n.typ.HasPoll) {
			return i
		}
	}
	for _, typ := range startOrder {
		for _, i := range among {
			if n := &p.nodes[i]; n.def.Type == typ && !n.def.Disabled {
				return i
			}
		}
	}
	return -1
}

// chooseStart gives the node that the request starts with, and prepares the
// filter for a destination (engine reference §3).
func (r *run) chooseStart() (int, error) {
	p := r.plan
	if d := r.req.Destination; d != nil {
		at, ok := p.Node(d.Node)
		if !ok {
			return -1, errors.New("the workflow has no node " + d.Node)
		}
		r.destination = at
		above := p.graph.Ancestors(at, workflows.Main)
		r.filter = make([]bool, len(p.nodes))
		for _, a := range above {
			r.filter[a] = true
		}
		r.filter[at] = !d.Exclusive
	}
	if r.req.Start != "" {
		at, ok := p.Node(r.req.Start)
		if !ok {
			return -1, errors.New("the workflow has no node " + r.req.Start)
		}
		return at, nil
	}
	if at := r.pinnedStart(); at >= 0 {
		return at, nil
	}
	if r.destination >= 0 {
		return p.startFor(r.destination), nil
	}
	name, err := p.StartNode()
	if err != nil {
		return -1, err
	}
	at, _ := p.Node(name)
	return at, nil
}

// startFor gives the node to start with on the way to a destination (engine
// reference §3.2).
func (p *Plan) startFor(destination int) int {
	highest := p.highest(destination)
	if at := p.preferred(highest); at >= 0 {
		return at
	}
	if len(highest) > 0 {
		return highest[0]
	}
	return destination
}

// highest gives the nodes above one that are not disabled and have no enabled
// node above them, in the workflow's order; the node itself when nothing leads
// to it.
func (p *Plan) highest(at int) []int {
	var top []int
	candidates := append(p.graph.Ancestors(at, workflows.Main), at)
	slices.Sort(candidates)
	for _, c := range slices.Compact(candidates) {
		if p.nodes[c].def.Disabled {
			continue
		}
		above := p.graph.Ancestors(c, workflows.Main)
		if !slices.ContainsFunc(above, func(a int) bool { return a != c && !p.nodes[a].def.Disabled }) {
			top = append(top, c)
		}
	}
	return top
}

// preparePins reads the pinned items that count in this execution: only in
// manual mode (engine reference §7.2).
func (r *run) preparePins() {
	if r.req.Mode != node.ModeManual || r.req.IgnorePinned {
		return
	}
	data := r.req.PinData
	if data.IsUndefined() {
		data = r.plan.workflow.PinData
	}
	if data.Len() == 0 {
		return
	}
	r.pinned = make([][]item.Item, len(r.plan.nodes))
	for i := range r.plan.nodes {
		if v := data.Get(r.plan.nodes[i].def.Name); v.IsArray() {
			r.pinned[i] = pinnedItems(v, r.binaries())
		}
	}
	r.pinData = data
}

// pinnedStart gives the trigger with pinned items that a run by hand starts
// with, a webhook before others; -1 for none (engine reference §3.4).
func (r *run) pinnedStart() int {
	found := -1
	for i := range r.plan.nodes {
		if r.pinsOf(i) == nil || r.filter != nil && !r.filter[i] {
			continue
		}
		typ := strings.ToLower(r.plan.nodes[i].def.Type)
		if strings.HasSuffix(typ, "webhook") {
			return i
		}
		if found < 0 && strings.HasSuffix(typ, "trigger") {
			found = i
		}
	}
	return found
}

// pinsOf gives the pinned items of a node, nil for none. Disabled nodes have
// none.
func (r *run) pinsOf(at int) []item.Item {
	if r.pinned == nil || r.plan.nodes[at].def.Disabled {
		return nil
	}
	return r.pinned[at]
}

// pinnedItems reads items as they are pinned: {json, …}, or the bare document.
func pinnedItems(list value.Value, files node.BinaryStore) []item.Item {
	items := make([]item.Item, 0, list.Len())
	for _, v := range list.Elems() {
		it := node.ReadItem(v, files)
		if !v.Has("json") {
			it = item.New(v)
		}
		items = append(items, it)
	}
	return items
}

// reachable gives the problem of a node that an execution could come to: a
// node that is disabled, pinned or out of reach stops nothing.
func (r *run) reachable(start int) error {
	p := r.plan
	if !p.troubled {
		return nil
	}
	seen := make([]bool, len(p.nodes))
	var queue []int
	visit := func(i int) {
		if i >= 0 && !seen[i] && (r.filter == nil || r.filter[i]) {
			seen[i] = true
			queue = append(queue, i)
		}
	}
	visit(start)
	var found error
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		n := &p.nodes[at]
		if n.problem != nil && !n.def.Disabled && r.pinsOf(at) == nil {
			if _, unknown := n.problem.(*UnknownType); unknown || found == nil {
				found = n.problem
			}
		}
		for _, edges := range n.outputs {
			for _, e := range edges {
				visit(e.to)
			}
		}
		// Helpers (tools, models) come with the node they serve, and the older
		// order may start what feeds a join.
		for _, l := range p.graph.In(at) {
			if l.Type != workflows.Main || !p.v1 && n.inputs > 1 {
				visit(l.From)
			}
		}
	}
	return found
}
