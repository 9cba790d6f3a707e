package trigger

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/node"
)

// Capacity bounds how many executions run at once. Zero means no bound.
// Executions that others start (sub-workflows, error workflows) do not count:
// they would wait for those that wait for them.
type Capacity struct {
	Total, PerWorkflow int
	// Queue is how many may wait for their turn; those above it are refused.
	// With Reject set nobody waits.
	Queue  int
	Reject bool
}

// ErrBusy is the error of an execution that finds no free place.
var ErrBusy = errors.New("the server is running as many executions as it may; try again later")

// ErrClosing is the error of an execution that comes while the server stops.
var ErrClosing = errors.New("the server is shutting down")

// Dispatcher runs executions: within the capacity, with their error workflows,
// and so that a shutdown waits for all of them. It is safe for concurrent use.
type Dispatcher struct {
	engine   *engine.Engine
	plans    engine.Workflows
	capacity Capacity
	log      *slog.Logger
	waiting  *WaitingRoom
	// finished are told of every execution; see OnFinished.
	finished []func(*execution.Execution)
	// watch gives observers of executions; see OnStarting.
	watch func(workflowID string) engine.Observer
	// recorder stores executions, nil when nobody does.
	recorder Recorder

	workers *workers
	slots   chan struct{}
	base    context.Context
	cancel  context.CancelCauseFunc

	mu      sync.Mutex
	closing bool
	// open counts what a shutdown waits for; idle is closed when the dispatcher
	// is closing and there is nothing left of that.
	open       int
	idle       chan struct{}
	queued     int
	byWorkflow map[string]chan struct{}
	running    map[string]running
}

// running is an execution that runs: what cancels it, or for one that another
// execution has started the id of that.
type running struct {
	cancel context.CancelCauseFunc
	parent string
}

// NewDispatcher makes a dispatcher. plans finds error workflows, w takes the
// executions that wait.
func NewDispatcher(e *engine.Engine, plans engine.Workflows, c Capacity, w *WaitingRoom, log *slog.Logger) *Dispatcher {
	d := &Dispatcher{engine: e, plans: plans, capacity: c, log: log, waiting: w, idle: make(chan struct{}),
		byWorkflow: map[string]chan struct{}{}, running: map[string]running{}}
	d.base, d.cancel = context.WithCancelCause(context.Background())
	d.workers = newWorkers(d.base, log)
	if c.Total > 0 {
		d.slots = make(chan struct{}, c.Total)
	}
	w.dispatcher = d
	return d
}

// OnFinished adds a function that is told of every execution, also of
// sub-workflows and error workflows, when it has ended or begun to wait and, if
// it is recorded, can be read from the store. It must be added before the first
// one runs.
func (d *Dispatcher) OnFinished(f func(*execution.Execution)) { d.finished = append(d.finished, f) }

// OnStarting sets a function that is asked for an observer of every execution;
// it may give nil. It must be set before the first one runs.
func (d *Dispatcher) OnStarting(f func(workflowID string) engine.Observer) { d.watch = f }

// watched joins an execution's own observer and that of OnStarting.
func (d *Dispatcher) watched(own engine.Observer, plan *engine.Plan) engine.Observer {
	if d.watch == nil {
		return own
	}
	return engine.Observers(own, d.watch(plan.Workflow().ID))
}

// Start runs an execution on its own goroutine. It returns when the execution
// has its place, or cannot get one: ErrBusy, ErrClosing, or ctx's error while
// it waits. done is called when it has ended; an execution goes on when the
// caller's context ends.
func (d *Dispatcher) Start(ctx context.Context, req engine.RunRequest, done func(*execution.Execution, error)) error {
	p, err := d.enter(ctx, req.Plan)
	if err != nil {
		d.dropped(req.ID)
		return err
	}
	d.prepare(&req)
	d.workers.run(func() {
		defer p.leave()
		ex, err := d.run(req)
		if done != nil {
			done(ex, err)
		}
	})
	return nil
}

// Go runs an execution in the background; what goes wrong is logged.
func (d *Dispatcher) Go(req engine.RunRequest) {
	d.workers.run(func() {
		p, err := d.enter(d.base, req.Plan)
		if err == nil {
			defer p.leave()
			d.prepare(&req)
			_, err = d.run(req)
		}
		if err != nil {
			d.log.Error("an execution could not be started", "workflow", req.Plan.Workflow().Name, "node", req.Start, "error", err)
		}
	})
}

func (d *Dispatcher) run(req engine.RunRequest) (*execution.Execution, error) {
	req.Observer = d.watched(req.Observer, req.Plan)
	ctx := d.begin(req.ID)
	ex, err := d.engine.Run(ctx, req)
	if err != nil {
		d.dropped(req.ID)
		d.end(req.ID)
		return nil, err
	}
	d.settle(ex, req.Plan)
	return ex, nil
}

// begin and end keep the list of what runs. begin gives the context that Cancel
// ends.
func (d *Dispatcher) begin(id string) context.Context {
	ctx, cancel := context.WithCancelCause(d.base)
	d.mu.Lock()
	d.running[id] = running{cancel: cancel}
	d.mu.Unlock()
	return ctx
}

func (d *Dispatcher) end(id string) {
	d.mu.Lock()
	cancel := d.running[id].cancel
	delete(d.running, id)
	d.mu.Unlock()
	if cancel != nil {
		cancel(nil)
	}
}

// Cancel stops an execution that runs or waits, as somebody has asked for. It
// is false when there is none. One that another execution has started ends only
// with that, so that is stopped.
func (d *Dispatcher) Cancel(id string) bool {
	d.mu.Lock()
	r := d.running[id]
	for range maxParents {
		if r.cancel != nil || r.parent == "" {
			break
		}
		r = d.running[r.parent]
	}
	d.mu.Unlock()
	if r.cancel != nil {
		r.cancel(engine.ErrCanceled)
		return true
	}
	return d.waiting.cancel(id)
}

// maxParents bounds how far up an execution's parents are looked for.
const maxParents = engine.DefaultDepth

// Running tells whether an execution runs.
func (d *Dispatcher) Running(id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, ok := d.running[id]
	return ok
}

// Load gives the number of executions that run, sub-workflows included, and
// of those that wait for their turn.
func (d *Dispatcher) Load() (running, queued int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.running), d.queued
}

// settle does what follows an execution: one that waits goes to the waiting
// room, a parent that waits for one that has ended goes on.
func (d *Dispatcher) settle(ex *execution.Execution, plan *engine.Plan) {
	if ex.Status == execution.StatusWaiting {
		d.waiting.put(ex, plan)
	}
	d.record(ex, plan)
	d.end(ex.ID)
	if ex.Status != execution.StatusWaiting {
		d.waiting.ended(ex)
	}
	d.logFailure(ex)
	d.tell(ex)
	if ex.Status == execution.StatusWaiting {
		d.waiting.wake(ex.ID)
	}
}

// tell tells those who wanted to hear of an execution.
func (d *Dispatcher) tell(ex *execution.Execution) {
	for _, finished := range d.finished {
		finished(ex)
	}
}

// logFailure tells of an execution that failed, with what its error adds to its
// message.
func (d *Dispatcher) logFailure(ex *execution.Execution) {
	if ex.Status == execution.StatusSuccess || ex.Status == execution.StatusWaiting || ex.Mode == node.ModeManual {
		return
	}
	args := []any{"workflow", ex.WorkflowName, "execution", ex.ID, "status", ex.Status, "node", ex.Data.LastNode, "error", ex.Data.Err}
	var more interface{ Explanation() string }
	if errors.As(ex.Data.Err, &more) && more.Explanation() != "" {
		args = append(args, "detail", more.Explanation())
	}
	d.log.Warn("an execution failed", args...)
}

// Observe follows an execution that the engine starts by itself: that of a
// sub-workflow. It is the engine's Observe hook.
func (d *Dispatcher) Observe(req *engine.RunRequest) engine.Observer {
	return d.watched(child{d, req.Plan}, req.Plan)
}

// child follows the execution of a sub-workflow.
type child struct {
	dispatcher *Dispatcher
	plan       *engine.Plan
}

func (c child) RunStarted(ex *execution.Execution) {
	c.dispatcher.mu.Lock()
	r := running{}
	if p := ex.Data.Parent; p != nil {
		r.parent = p.ExecutionID
	}
	c.dispatcher.running[ex.ID] = r
	c.dispatcher.mu.Unlock()
	if r := c.dispatcher.recorder; r != nil {
		r.Started(ex, c.plan.Workflow())
	}
}
func (c child) RunFinished(ex *execution.Execution) { c.dispatcher.settle(ex, c.plan) }
func (c child) NodeStarted(engine.NodeEvent)        {}

func (c child) NodeFinished(e engine.NodeEvent) {
	if r := c.dispatcher.recorder; r != nil {
		r.NodeFinished(e.Execution.ID, e.Name, e.Run)
	}
}

// place is an execution's place in the process and in its workflow.
type place struct {
	d   *Dispatcher
	own chan struct{}
}

// leave gives the place to the next.
func (p place) leave() {
	if p.d.slots != nil {
		<-p.d.slots
	}
	if p.own != nil {
		<-p.own
	}
	p.d.done()
}

// admit counts something that a shutdown must wait for; false when it is too
// late for it.
func (d *Dispatcher) admit(also bool) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	// What belongs to something that runs is let in until nothing runs any more.
	if d.closing && !(also && d.open > 0) {
		return false
	}
	d.open++
	return true
}

func (d *Dispatcher) done() {
	d.mu.Lock()
	if d.open--; d.open == 0 && d.closing {
		close(d.idle)
	}
	d.mu.Unlock()
}

// enter waits for a place.
func (d *Dispatcher) enter(ctx context.Context, plan *engine.Plan) (place, error) {
	if !d.admit(false) {
		return place{}, ErrClosing
	}
	p := place{d: d, own: d.placesOf(plan)}
	if err := d.acquire(ctx, p.own); err != nil {
		d.done()
		return place{}, err
	}
	if err := d.acquire(ctx, d.slots); err != nil {
		if p.own != nil {
			<-p.own
		}
		d.done()
		return place{}, err
	}
	return p, nil
}

// placesOf gives the places that a workflow has for itself, nil for no bound.
func (d *Dispatcher) placesOf(plan *engine.Plan) chan struct{} {
	if d.capacity.PerWorkflow <= 0 {
		return nil
	}
	id := plan.Workflow().ID
	d.mu.Lock()
	defer d.mu.Unlock()
	own := d.byWorkflow[id]
	if own == nil {
		own = make(chan struct{}, d.capacity.PerWorkflow)
		d.byWorkflow[id] = own
	}
	return own
}

// acquire takes a place, waiting for one within the queue's length.
func (d *Dispatcher) acquire(ctx context.Context, places chan struct{}) error {
	if places == nil {
		return nil
	}
	select {
	case places <- struct{}{}:
		return nil
	default:
	}
	d.mu.Lock()
	full := d.capacity.Reject || d.capacity.Queue > 0 && d.queued >= d.capacity.Queue
	if !full {
		d.queued++
	}
	d.mu.Unlock()
	if full {
		return ErrBusy
	}
	defer func() {
		d.mu.Lock()
		d.queued--
		d.mu.Unlock()
	}()
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		if ctx == d.base {
			return ErrClosing
		}
		return ctx.Err()
	case <-d.base.Done():
		return ErrClosing
	}
}

// resume runs what is left of a waiting execution on its own goroutine. done is
// told before the execution's end is.
func (d *Dispatcher) resume(ctx context.Context, req engine.ResumeRequest, done func(*execution.Execution, error)) error {
	p, err := d.enter(ctx, req.Plan)
	if err != nil {
		return err
	}
	if d.recorder != nil && d.recorder.Wants(req.Plan.Workflow(), req.Execution.Mode) {
		req.Keep = engine.KeepAll
	}
	d.workers.run(func() {
		defer p.leave()
		req.Observer = d.watched(req.Observer, req.Plan)
		ctx := d.begin(req.Execution.ID)
		ex, err := d.engine.Resume(ctx, req)
		if err != nil {
			d.end(req.Execution.ID)
			done(nil, err)
			return
		}
		d.settle(ex, req.Plan)
		done(ex, nil)
	})
	return nil
}

// Retry repeats a failed execution from where it failed, on its own goroutine,
// like Start. The request must have an ID.
func (d *Dispatcher) Retry(ctx context.Context, req engine.RetryRequest, done func(*execution.Execution, error)) error {
	p, err := d.enter(ctx, req.Plan)
	if err != nil {
		return err
	}
	d.prepareRetry(&req)
	d.workers.run(func() {
		defer p.leave()
		req.Observer = d.watched(req.Observer, req.Plan)
		ex, err := d.engine.Retry(d.begin(req.ID), req)
		if err != nil {
			d.dropped(req.ID)
			d.end(req.ID)
		} else {
			d.settle(ex, req.Plan)
		}
		if done != nil {
			done(ex, err)
		}
	})
	return nil
}

// Failed runs the error workflow of a failed execution. It is the engine's
// Failed hook.
func (d *Dispatcher) Failed(_ context.Context, f *engine.Failure) {
	if !d.admit(true) {
		d.log.Warn("the server stops: an error workflow was not run", "workflow", f.Plan.Workflow().Name)
		return
	}
	d.workers.run(func() {
		defer d.done()
		if err := d.runErrorWorkflow(f); err != nil {
			d.log.Error("the error workflow could not be run", "workflow", f.Plan.Workflow().Name, "error", err)
		}
	})
}

func (d *Dispatcher) runErrorWorkflow(f *engine.Failure) error {
	plan := f.Plan
	if !f.Self {
		var err error
		if plan, err = d.plans.Plan(d.base, f.Workflow, false); err != nil {
			return err
		}
	}
	// The engine words it when there is no such workflow.
	_, err := d.engine.RunErrorWorkflow(d.base, f, d.watched(child{d, plan}, plan))
	return err
}

// triggerFailed runs the error workflow of a trigger that broke down before
// there was any execution (engine reference §15).
func (d *Dispatcher) triggerFailed(plan *engine.Plan, err error) {
	if f := plan.TriggerFailure(err, node.ModeTrigger); f != nil {
		d.Failed(d.base, f)
	}
}

// NotStarted records an execution that failed before its first node: a webhook
// node that could not make sense of a request. Its error workflow runs.
func (d *Dispatcher) NotStarted(c engine.Call, err error) {
	w := c.Plan.Workflow()
	now := time.Now()
	ex := &execution.Execution{ID: c.ExecutionID, WorkflowID: w.ID, WorkflowName: w.Name, Mode: c.Mode,
		Status: execution.StatusError, StartedAt: now, StoppedAt: now}
	ex.Data.Err, ex.Data.LastNode = err, c.Plan.Definition(c.Node).Name
	d.record(ex, c.Plan)
	d.logFailure(ex)
	d.tell(ex)
	if f := c.Plan.FailureOf(ex); f != nil {
		d.Failed(d.base, f)
	}
}

// Shutdown takes nothing new and waits until everything accepted has ended,
// error workflows included. When ctx ends first, what still runs is cancelled
// and waited for.
func (d *Dispatcher) Shutdown(ctx context.Context) {
	d.mu.Lock()
	if !d.closing {
		d.closing = true
		if d.open == 0 {
			close(d.idle)
		}
	}
	d.mu.Unlock()
	select {
	case <-d.idle:
	case <-ctx.Done():
		d.cancel(engine.ErrShutdown)
		<-d.idle
	}
	d.cancel(engine.ErrShutdown)
}
