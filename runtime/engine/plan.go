package engine

import (
	"math"
	"sync"
	"time"

	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// Plan is a compiled workflow. It holds no state of any execution and may run
// any number of times at once. Nodes are known by their index in the
// workflow's list.
type Plan struct {
	engine   *Engine
	workflow *workflows.Workflow
	graph    *workflows.Graph
	nodes    []planNode
	// v1 is the newer order of execution.
	v1   bool
	zone *time.Location
	// timeout is the limit of one execution, 0 for none.
	timeout time.Duration
	// keep tells which outputs later nodes may look up.
	keep keep
	// troubled is set when there is a node that cannot run.
	troubled bool
	// loops tells for each node with which others it stands in a loop.
	loops func() [][]int
}

// planNode is one node of a plan.
type planNode struct {
	def     *workflows.Node
	typ     *node.Type
	version float64
	// params are the effective parameters (engine reference §2).
	params value.Value
	inst   *node.Instance
	// problem is why the node cannot run; it stops only executions that could
	// reach the node.
	problem error
	info    node.Info

	// outputs has the connections that leave each output.
	outputs [][]edge
	// inputs is the number of connected inputs, and parents the nodes that
	// lead to each of them.
	inputs  int
	parents [][]inlet
	// declared are the numbers of inputs and outputs that the type has; -1
	// when a parameter decides it and could not be read.
	declaredInputs, declaredOutputs int
	requirement                     *node.Requirement

	binding *binding
	reach   func() *reach
}

// edge is a connection to another node; to is -1 when there is no such node.
type edge struct {
	to     int
	input  int
	target string
}

// inlet is a connection seen from where it leads.
type inlet struct {
	from   int
	output int
}

// reach is what stands upstream and downstream of a node.
type reach struct {
	// output tells for every node by which of its outputs it leads here, -1
	// when it does not.
	output []int16
	// up and down are the types of all nodes above and below.
	up, down map[string]bool
}

// Workflow gives the workflow that was compiled.
func (p *Plan) Workflow() *workflows.Workflow { return p.workflow }

// Engine gives the engine that compiled the plan.
func (p *Plan) Engine() *Engine { return p.engine }

// Zone is the workflow's time zone.
func (p *Plan) Zone() *time.Location { return p.zone }

// Timeout is how long one execution may take, 0 for no limit.
func (p *Plan) Timeout() time.Duration { return p.timeout }

// Nodes is the number of nodes.
func (p *Plan) Nodes() int { return len(p.nodes) }

// Node gives the index of a node by its name.
func (p *Plan) Node(name string) (int, bool) { return p.graph.Node(name) }

// Definition gives a node as it stands in the workflow.
func (p *Plan) Definition(i int) *workflows.Node { return p.nodes[i].def }

// Type gives a node's declaration, nil when its type is unknown.
func (p *Plan) Type(i int) *node.Type { return p.nodes[i].typ }

// Parameters gives a node's effective parameters.
func (p *Plan) Parameters(i int) value.Value { return p.nodes[i].params }

// Problem is a reason why a node cannot run.
type Problem struct {
	Node string
	Err  error
}

// Problems lists the nodes that cannot run. They stop only executions that
// could reach them.
func (p *Plan) Problems() []Problem {
	var all []Problem
	for i := range p.nodes {
		if err := p.nodes[i].problem; err != nil {
			all = append(all, Problem{p.nodes[i].def.Name, err})
		}
	}
	return all
}

// Static reads a node's parameters before any data exists.
func (p *Plan) Static(i int) node.Static { return &static{plan: p, at: i} }

// reachOf computes a node's surroundings when they are first asked for. An
// ancestor leads to the node by the output that is found first, going up level
// by level, input by input (expressions reference, default branch of $('X')).
func (p *Plan) reachOf(i int) func() *reach {
	return sync.OnceValue(func() *reach {
		r := &reach{output: make([]int16, len(p.nodes)), up: map[string]bool{}, down: map[string]bool{}}
		for k := range r.output {
			r.output[k] = -1
		}
		for queue := []int{i}; len(queue) > 0; queue = queue[1:] {
			for _, parents := range p.nodes[queue[0]].parents {
				for _, in := range parents {
					if r.output[in.from] >= 0 {
						continue
					}
					r.output[in.from] = int16(min(in.output, math.MaxInt16))
					r.up[p.nodes[in.from].def.Type] = true
					if in.from != i {
						queue = append(queue, in.from)
					}
				}
			}
		}
		for _, d := range p.graph.Descendants(i, workflows.Main) {
			r.down[p.nodes[d].def.Type] = true
		}
		return r
	})
}
