package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/js"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// run is one execution while it goes on. All of it belongs to one goroutine.
type run struct {
	engine *Engine
	plan   *Plan
	req    *RunRequest
	ctx    context.Context
	exec   *execution.Execution

	nodes   []nodeState
	order   []int
	stack   deque
	waiting []waitingNode

	// index counts every node taken from the stack.
	index int
	// last is the node executed last, -1 for none.
	last int
	// failure is the error of the node executed last; it is cleared when the
	// next node starts, so that it counts only when no node follows (engine
	// reference §9.2).
	failure error
	// waitTill is set by a node that puts the execution to wait.
	waitTill time.Time

	pinned      [][]item.Item
	pinData     value.Value
	filter      []bool
	destination int
	dropping    bool

	session   *js.Session
	custom    *node.State
	static    value.Value
	hasStatic bool
	global    *node.State
	// own is the node's static data of a run outside of an execution, kept
	// under ownKey.
	own       *node.State
	ownKey    string
	vars      value.Value
	hasVars   bool
	responded bool
	// total counts the runs of all nodes, held is about the bytes that are kept.
	total int
	held  int64
	// host is used for one node after the other; records is memory for the
	// records that are still to come, and ring for a short stack.
	host    host
	records []execution.Run
	ring    [4]entry
	// lastRun is the run recorded last, of node lastAt.
	lastRun *execution.Run
	lastAt  int
}

// nodeState is what one execution knows of one node.
type nodeState struct {
	runs []*execution.Run
	// first is the memory of runs for a node that runs once.
	first [1]*execution.Run
	// forgotten counts earlier runs that are no longer in the list.
	forgotten int
	// listed is set when the node is in the order of first runs.
	listed bool
	// context is the node's state over its runs (loops), static its part of
	// the static data.
	context *node.State
	static  *node.State
}

// Run runs a workflow to its end, or until it waits. A run that fails gives a
// record with that status and no error; an error means that nothing was run.
func (e *Engine) Run(ctx context.Context, req RunRequest) (*execution.Execution, error) {
	p := req.Plan
	if req.Mode == "" {
		req.Mode = node.ModeInternal
	}
	if req.ID == "" {
		req.ID = e.opts.NewID()
	}
	r := &run{engine: e, plan: p, req: &req, last: -1, destination: -1}
	r.preparePins()
	r.stack.ring = r.ring[:]
	if req.Partial != nil {
		if err := e.preparePartial(r); err != nil {
			return nil, err
		}
		front := -1
		if r.stack.len() > 0 {
			front = r.stack.at(0).node
		}
		return r.finish(ctx, r.reachable(front)), nil
	}
	start, err := r.chooseStart()
	if err != nil {
		return nil, err
	}
	r.exec = r.newRecord(start)
	r.nodes = make([]nodeState, len(p.nodes))
	data := [][]item.Item(req.Input)
	if data == nil {
		data = [][]item.Item{{{JSON: value.EmptyObject}}}
	}
	r.stack.pushBack(entry{node: start, data: data})
	req.Input = nil // the stack has it, and must be the only one to hold it
	return r.finish(ctx, r.reachable(start)), nil
}

// newRecord makes the record of an execution that starts now.
func (r *run) newRecord(start int) *execution.Execution {
	now := time.Now()
	ex := &execution.Execution{
		ID: r.req.ID, WorkflowID: r.plan.workflow.ID, WorkflowName: r.plan.workflow.Name,
		Mode: r.req.Mode, Status: execution.StatusRunning, StartedAt: now, RetryOf: r.req.RetryOf,
	}
	ex.Data.Parent, ex.Data.PinData = r.req.Parent, r.pinData
	ex.Data.Runtime = execution.Runtime{EstablishedAt: now, Source: r.req.Mode}
	if start >= 0 {
		def := r.plan.nodes[start].def
		ex.Data.Runtime.TriggerName, ex.Data.Runtime.TriggerType = def.Name, def.Type
	}
	if d := r.req.Destination; d != nil {
		ex.Data.Start.Destination, ex.Data.Start.Exclusive = d.Node, d.Exclusive
		for i, in := range r.filter {
			if in {
				ex.Data.Start.Filter = append(ex.Data.Start.Filter, r.plan.nodes[i].def.Name)
			}
		}
	}
	return ex
}

// finish runs what is on the stack and completes the record. problem stops the
// execution before its first node.
func (r *run) finish(ctx context.Context, problem error) *execution.Execution {
	deadline := r.req.deadline
	if r.plan.timeout > 0 {
		if own := time.Now().Add(r.plan.timeout); deadline.IsZero() || own.Before(deadline) {
			deadline = own
		}
	}
	if !deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadlineCause(ctx, deadline, ErrTimedOut)
		defer cancel()
		r.req.deadline = deadline
	}
	r.ctx = ctx
	r.order = slices.Grow(r.order, len(r.plan.nodes))
	r.dropping = r.req.Keep == KeepLast
	if o := r.req.Observer; o != nil {
		o.RunStarted(r.exec)
	}
	if problem != nil {
		r.failure = problem
	} else {
		r.guarded()
	}
	r.conclude()
	if r.session != nil {
		r.session.Release()
		r.session = nil
	}
	if o := r.req.Observer; o != nil {
		o.RunFinished(r.exec)
	}
	r.reportFailure()
	return r.exec
}

// guarded runs the main loop; a panic in the engine itself ends only this
// execution.
func (r *run) guarded() {
	defer func() {
		if v := recover(); v != nil {
			r.engine.log.Error("the engine failed", "workflow", r.plan.workflow.Name, "execution", r.exec.ID,
				"panic", v, "stack", string(debug.Stack()))
			r.failure = &InternalError{Message: fmt.Sprintf("The execution failed unexpectedly: %v", v)}
		}
	}()
	r.loop()
}

// verdict says how the main loop goes on after a node.
type verdict uint8

const (
	// proceed looks for waiting nodes when the stack is empty.
	proceed verdict = iota
	// skip does not: the node left no record, or is the destination.
	skip
	// halt ends the loop.
	halt
)

// loop is the main loop (engine reference §4).
func (r *run) loop() {
	for r.stack.len() > 0 {
		if err := r.interrupted(); err != nil {
			r.failure = err
			return
		}
		e := r.stack.popFront()
		index := r.index
		r.index++
		if r.filter != nil && !r.filter[e.node] {
			continue
		}
		r.failure = nil
		switch r.step(&e, index) {
		case halt:
			return
		case proceed:
			if r.stack.len() == 0 {
				r.releaseWaiting()
			}
		}
	}
}

// interrupted tells why the execution must end, nil when it may go on.
func (r *run) interrupted() error {
	if r.ctx.Err() == nil {
		return nil
	}
	return canceled(r.ctx)
}

// canceled gives the reason for which a context ended.
func canceled(ctx context.Context) *CanceledError {
	var c *CanceledError
	if errors.As(context.Cause(ctx), &c) {
		return c
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ErrTimedOut
	}
	return ErrCanceled
}

// step runs one node and queues what follows it.
func (r *run) step(e *entry, index int) verdict {
	n, state := &r.plan.nodes[e.node], &r.nodes[e.node]
	if err := r.exceeded(e.node); err != nil {
		return r.crash(err)
	}
	if !r.plan.v1 && r.inputMissing(e) {
		if r.stack.len() == 0 {
			return r.crash(&InternalError{Message: "Stopped execution because it seems to be in an endless loop"})
		}
		r.stack.pushBack(*e)
		return skip
	}
	relabel(e)
	h := r.newHost(e, state.count())
	if o := r.req.Observer; o != nil {
		o.NodeStarted(NodeEvent{Execution: r.exec, Name: n.def.Name, RunIndex: h.info.RunIndex})
	}
	started := time.Now()
	out, err := r.attempt(h, e)
	if err == nil && out == nil && r.waitTill.IsZero() {
		return skip
	}
	r.last = e.node
	rec := r.newRun()
	*rec = execution.Run{
		StartTime: started, Index: index, Sources: e.sources, Hints: h.hints, Duration: time.Since(started),
		Metadata: append(e.metadata, h.metadata...), Status: execution.StatusSuccess,
	}
	if err != nil {
		rec.Err, rec.Status, r.failure = err, execution.StatusError, err
		var c *CanceledError
		stopped := errors.As(err, &c)
		if stopped {
			rec.Status = execution.StatusCanceled
		}
		if stopped || !n.def.Continues() {
			r.record(e.node, rec)
			r.stack.pushFront(*e)
			return halt
		}
		// The input goes on as it came (engine reference §9.2).
		if len(e.data) == 0 || e.data[0] == nil {
			return r.crash(&InternalError{Message: fmt.Sprintf("The node %q was told to continue on fail, but there is nothing on its first input to continue with", n.def.Name), Err: err})
		}
		out = node.Output{e.data[0]}
	}
	mergeErrors(out)
	rec.Output = out
	if !r.waitTill.IsZero() {
		rec.Status = execution.StatusWaiting
		r.record(e.node, rec)
		r.stack.pushFront(*e)
		return halt
	}
	if e.node == r.destination {
		r.record(e.node, rec)
		return skip
	}
	r.keepOutput(e.node, rec)
	if err := r.queueChildren(e.node, out, h.info.RunIndex); err != nil {
		r.finished(n, rec)
		return r.crash(err)
	}
	r.finished(n, rec)
	return proceed
}

// newRun gives memory for a record.
func (r *run) newRun() *execution.Run {
	if len(r.records) == 0 {
		r.records = make([]execution.Run, min(len(r.nodes), 8))
	}
	rec := &r.records[0]
	r.records = r.records[1:]
	return rec
}

// crash ends the execution for a reason outside of its nodes.
func (r *run) crash(err error) verdict {
	r.failure = err
	return halt
}

// record keeps a node's run and tells the observer.
func (r *run) record(at int, rec *execution.Run) {
	r.keepOutput(at, rec)
	r.finished(&r.plan.nodes[at], rec)
}

func (r *run) finished(n *planNode, rec *execution.Run) {
	if o := r.req.Observer; o != nil {
		i, _ := r.plan.Node(n.def.Name)
		o.NodeFinished(NodeEvent{Execution: r.exec, Name: n.def.Name, RunIndex: r.nodes[i].count() - 1, Run: rec})
	}
}

// keepOutput adds a run to the node's runs, and lets go of the output of the
// run before when nobody can ask for it.
func (r *run) keepOutput(at int, rec *execution.Run) {
	state := &r.nodes[at]
	if !state.listed {
		state.listed = true
		r.order = append(r.order, at)
	}
	if state.runs == nil {
		state.runs = state.first[:0]
	}
	state.runs = append(state.runs, rec)
	if !r.dropping {
		r.held += runBytes + sizeOf(rec.Output)
		return
	}
	r.held += runBytes
	if r.lastRun != nil && !r.plan.keep.output(r.lastAt) {
		r.lastRun.Output = nil
	} else if r.lastRun != nil {
		r.held += sizeOf(r.lastRun.Output)
	}
	r.lastRun, r.lastAt = rec, at
	if len(state.runs) >= 2*mostRuns && !r.plan.keep.output(at) {
		state.forget(len(state.runs) - mostRuns)
		r.held -= mostRuns * runBytes
	}
}

// mostRuns is about how many runs of a node are remembered when nobody can
// look them up: loops over hundreds of thousands of items shall not pile up.
const mostRuns = 512

// forget removes the first n runs from the list.
func (s *nodeState) forget(n int) {
	left := copy(s.runs, s.runs[n:])
	clear(s.runs[left:])
	s.runs = s.runs[:left]
	s.forgotten += n
}

// count is the number of runs there were.
func (s *nodeState) count() int { return s.forgotten + len(s.runs) }

// attempt gives what a node makes of its input: the pinned items, or what the
// node's function returns in the last of its tries (engine reference §4.8, §9.3).
func (r *run) attempt(h *host, e *entry) (node.Output, error) {
	n := h.node
	var out node.Output
	if pinned := r.pinsOf(e.node); pinned != nil {
		out = node.Output{pinned}
	} else {
		var err error
		if out, err = r.tries(h, e); err != nil {
			r.last = e.node
			return nil, err
		}
		if out != nil && n.def.OnError == workflows.OnErrorOutput {
			out = splitErrors(out, n, e)
		}
	}
	pairUp(out, e)
	if n.def.AlwaysOutputData && (len(out) == 0 || len(out[0]) == 0) {
		out = alwaysOutput(out, e)
	}
	return out, nil
}

// tries calls a node until it succeeds or may not be tried again.
func (r *run) tries(h *host, e *entry) (node.Output, error) {
	def := h.node.def
	most := def.Tries()
	if def.Disabled || e.resumed {
		most = 1
	}
	for try := 1; ; try++ {
		out, err := r.call(h, e)
		if r.ctx.Err() != nil && err != nil {
			return nil, canceled(r.ctx)
		}
		if try == most || err == nil && !firstItemFailed(out) {
			return out, err
		}
		if err := sleep(r.ctx, def.RetryWait()); err != nil {
			return nil, canceled(r.ctx)
		}
	}
}

// firstItemFailed tells whether a node that turned a failure into items must
// be tried again.
func firstItemFailed(out node.Output) bool {
	return len(out) > 0 && len(out[0]) > 0 && !out[0][0].JSON.Get("error").IsUndefined()
}

// sleep waits, unless the context ends before.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// call calls a node's function once, or does what stands for it (engine
// reference §3.3, §7.1, §7.5). A nil output means that there was nothing to do.
func (r *run) call(h *host, e *entry) (out node.Output, err error) {
	n := h.node
	if n.def.Disabled || e.resumed {
		if len(e.data) == 0 || e.data[0] == nil {
			return nil, nil
		}
		return node.Output{e.data[0]}, nil
	}
	if n.inst == nil {
		return nil, n.problem
	}
	defer h.end()
	defer func() {
		if v := recover(); v != nil {
			r.engine.log.Error("a node failed unexpectedly", "workflow", r.plan.workflow.Name, "node", n.def.Name,
				"execution", r.exec.ID, "panic", v, "stack", string(debug.Stack()))
			out, err = nil, &PanicError{Node: n.def.Name, Value: v}
		}
		if err != nil {
			err = h.describe(err)
		}
	}()
	manual := r.req.Mode == node.ModeManual
	switch {
	case n.inst.Run != nil:
		if len(h.chosen) == 0 {
			return nil, nil
		}
		return n.inst.Run(h)
	case manual && n.inst.Poll != nil:
		return n.inst.Poll(h)
	case manual && n.inst.Manual != nil:
		return n.inst.Manual(h, time.Now().In(r.plan.zone))
	}
	return node.Output(h.inputs), nil
}
