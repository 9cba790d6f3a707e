package engine

import (
	"fmt"
	"strings"
	"sync"

	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// exceeded tells whether the execution has passed a limit; at is the node that
// would run next. The original has no such limits: there a workflow that loops
// for ever runs until the process dies (engine reference §12).
func (r *run) exceeded(at int) error {
	r.total++
	limits := &r.engine.opts.Limits
	switch {
	case limits.NodeRuns > 0 && r.total > limits.NodeRuns:
		return r.limit(at, fmt.Sprintf("%d node runs", limits.NodeRuns), "RUNNEL_MAX_NODE_RUNS")
	case limits.Memory > 0 && r.held > limits.Memory:
		return r.limit(at, fmt.Sprintf("%d MB of items", limits.Memory>>20), "RUNNEL_MAX_EXECUTION_MEMORY")
	}
	return nil
}

// limit makes the error for a limit, with the loop that is to blame.
func (r *run) limit(at int, what, setting string) *LimitError {
	e := &LimitError{}
	var loop []int
	for _, l := range r.plan.loops() {
		// Of several loops the busiest one counts.
		if loop == nil || r.runsOf(l) > r.runsOf(loop) {
			loop = l
		}
	}
	if loop == nil || r.runsOf(loop) < 2 {
		e.Message = fmt.Sprintf("The execution was stopped at node %q after %s: set %s to allow more", r.plan.nodes[at].def.Name, what, setting)
		return e
	}
	quoted := make([]string, 0, len(loop)+1)
	for _, i := range loop {
		e.Loop = append(e.Loop, r.plan.nodes[i].def.Name)
		quoted = append(quoted, fmt.Sprintf("%q", r.plan.nodes[i].def.Name))
	}
	quoted = append(quoted, quoted[0])
	e.Message = fmt.Sprintf("The execution was stopped after %s, because its nodes run in a loop that does not end: %s. Give the loop an end, or set %s to allow more",
		what, strings.Join(quoted, " → "), setting)
	return e
}

func (r *run) runsOf(nodes []int) int {
	most := 0
	for _, i := range nodes {
		most = max(most, r.nodes[i].count())
	}
	return most
}

// loopsOf finds the plan's loops: for every group of nodes that lead to each
// other a shortest way round, beginning at its first node in the workflow.
func loopsOf(p *Plan) func() [][]int {
	return sync.OnceValue(func() [][]int {
		var loops [][]int
		in := make([]bool, len(p.nodes))
		for i := range p.nodes {
			if in[i] {
				continue
			}
			if loop := p.circle(i); loop != nil {
				for _, k := range loop {
					in[k] = true
				}
				loops = append(loops, loop)
			}
		}
		return loops
	})
}

// circle gives a shortest way from a node back to itself, nil for none.
func (p *Plan) circle(start int) []int {
	before := map[int]int{}
	for queue := []int{start}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for _, next := range p.graph.Children(at, workflows.Main) {
			if next == start {
				way := []int{at}
				for at != start {
					at = before[at]
					way = append(way, at)
				}
				for i, k := 0, len(way)-1; i < k; i, k = i+1, k-1 {
					way[i], way[k] = way[k], way[i]
				}
				return way
			}
			if _, seen := before[next]; !seen {
				before[next] = at
				queue = append(queue, next)
			}
		}
	}
	return nil
}

// The sizes that sizeOf reckons with, in bytes.
const (
	runBytes    = 512
	itemBytes   = 64
	valueBytes  = 24
	samples     = 3
	sampleSteps = 200
)

// sizeOf estimates how much memory a node's output takes, from its first,
// middle and last items.
func sizeOf(out node.Output) int64 {
	size := int64(0)
	for _, items := range out {
		n := len(items)
		if n == 0 {
			continue
		}
		steps, sum, taken := sampleSteps, 0, 0
		for _, i := range []int{0, n / 2, n - 1}[:min(n, samples)] {
			sum += sizeOfValue(items[i].JSON, &steps)
			taken++
		}
		size += int64(n) * int64(itemBytes+sum/taken)
	}
	return size
}

func sizeOfValue(v value.Value, steps *int) int {
	if *steps <= 0 {
		return 0
	}
	*steps--
	if raw, ok := v.RawJSON(); ok {
		return len(raw) + valueBytes
	}
	size := valueBytes
	switch v.Kind() {
	case value.KindString:
		size += len(v.Str())
	case value.KindArray:
		elems := v.Elems()
		size += sizeOfMembers(len(elems), steps, func(i int) value.Value { return elems[i] })
	case value.KindObject:
		size += valueBytes
		n, taken, sum := v.Len(), 0, 0
		for _, x := range v.Entries() {
			if *steps <= 0 {
				break
			}
			sum += sizeOfValue(x, steps)
			taken++
		}
		if taken > 0 {
			size += sum * n / taken
		}
	}
	return size
}

// sizeOfMembers estimates the size of n elements from as many as there are
// steps left for.
func sizeOfMembers(n int, steps *int, elem func(int) value.Value) int {
	sum, i := 0, 0
	for ; i < n && *steps > 0; i++ {
		sum += sizeOfValue(elem(i), steps)
	}
	if i == 0 {
		return n * valueBytes
	}
	return sum / i * n
}
