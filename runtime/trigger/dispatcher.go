package trigger

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/node"
)

// Capacity bounds how many executions run at once. Zero means no bound.
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
// and so that a shutdown waits for all of them.
type Dispatcher struct {
	engine   *engine.Engine
	capacity Capacity
	log      *slog.Logger
	waiting  *WaitingRoom
	// finished is told of every execution; see OnFinished.
	finished func(*execution.Execution)

	slots  chan struct{}
	base   context.Context
	cancel context.CancelCauseFunc

	mu         sync.Mutex
	closing    bool
	running    sync.WaitGroup
	queued     int
	byWorkflow map[string]chan struct{}
}

// NewDispatcher makes a dispatcher.
func NewDispatcher(e *engine.Engine, c Capacity, w *WaitingRoom, log *slog.Logger) *Dispatcher {
	d := &Dispatcher{engine: e, capacity: c, log: log, waiting: w, byWorkflow: map[string]chan struct{}{}}
	d.base, d.cancel = context.WithCancelCause(context.Background())
	if c.Total > 0 {
		d.slots = make(chan struct{}, c.Total)
	}
	return d
}

// OnFinished sets a function that is told of every execution when it has
// ended or begun to wait. It must be set before the first one runs.
func (d *Dispatcher) OnFinished(f func(*execution.Execution)) { d.finished = f }

// Start runs an execution on its own goroutine. It returns when the execution
// has its place, or cannot get one: ErrBusy, ErrClosing, or ctx's error while
// it waits. done is called when it has ended; an execution goes on when the
// caller's context ends.
func (d *Dispatcher) Start(ctx context.Context, req engine.RunRequest, done func(*execution.Execution, error)) error {
	release, err := d.enter(ctx, req.Plan.Workflow().ID)
	if err != nil {
		return err
	}
	go func() {
		defer release()
		ex, err := d.run(req)
		if done != nil {
			done(ex, err)
		}
	}()
	return nil
}

// Go runs an execution in the background; what goes wrong is logged.
func (d *Dispatcher) Go(req engine.RunRequest) {
	go func() {
		release, err := d.enter(d.base, req.Plan.Workflow().ID)
		if err != nil {
			d.log.Error("an execution could not be started", "workflow", req.Plan.Workflow().Name, "node", req.Start, "error", err)
			return
		}
		defer release()
		if _, err := d.run(req); err != nil {
			d.log.Error("an execution could not be started", "workflow", req.Plan.Workflow().Name, "node", req.Start, "error", err)
		}
	}()
}

func (d *Dispatcher) run(req engine.RunRequest) (*execution.Execution, error) {
	ex, err := d.engine.Run(d.base, req)
	if err != nil {
		return nil, err
	}
	d.settle(ex, req.Plan)
	return ex, nil
}

// settle puts an execution that waits into the waiting room, and tells of one
// that has ended.
func (d *Dispatcher) settle(ex *execution.Execution, plan *engine.Plan) {
	if ex.Status == execution.StatusWaiting && d.waiting != nil {
		d.waiting.put(ex, plan, d)
	}
	if d.finished != nil {
		d.finished(ex)
	}
}

// enter waits for a place in the process and in the workflow; release gives
// both back.
func (d *Dispatcher) enter(ctx context.Context, workflow string) (release func(), err error) {
	d.mu.Lock()
	if d.closing {
		d.mu.Unlock()
		return nil, ErrClosing
	}
	d.running.Add(1)
	own := d.byWorkflow[workflow]
	if own == nil && d.capacity.PerWorkflow > 0 {
		own = make(chan struct{}, d.capacity.PerWorkflow)
		d.byWorkflow[workflow] = own
	}
	d.mu.Unlock()
	if err := d.acquire(ctx, own); err != nil {
		d.running.Done()
		return nil, err
	}
	if err := d.acquire(ctx, d.slots); err != nil {
		if own != nil {
			<-own
		}
		d.running.Done()
		return nil, err
	}
	return func() {
		if d.slots != nil {
			<-d.slots
		}
		if own != nil {
			<-own
		}
		d.running.Done()
	}, nil
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
		return ctx.Err()
	case <-d.base.Done():
		return ErrClosing
	}
}

// Failed runs the error workflow of a failed execution. It is the engine's
// Failed hook.
func (d *Dispatcher) Failed(_ context.Context, f *engine.Failure) {
	d.goErrorWorkflow(f)
}

// triggerFailed runs the error workflow of a trigger that broke down before
// there was any execution (engine reference §15).
func (d *Dispatcher) triggerFailed(plan *engine.Plan, err error) {
	if f := plan.TriggerFailure(err, node.ModeTrigger); f != nil {
		d.goErrorWorkflow(f)
	}
}

func (d *Dispatcher) goErrorWorkflow(f *engine.Failure) {
	d.mu.Lock()
	if d.closing {
		d.mu.Unlock()
		d.log.Warn("the server stops: an error workflow was not run", "workflow", f.Plan.Workflow().Name)
		return
	}
	d.running.Add(1)
	d.mu.Unlock()
	go func() {
		defer d.running.Done()
		ex, err := d.engine.RunErrorWorkflow(d.base, f, nil)
		if err != nil {
			d.log.Error("the error workflow could not be run", "workflow", f.Plan.Workflow().Name, "error", err)
			return
		}
		if ex != nil && d.finished != nil {
			d.finished(ex)
		}
	}()
}

// Shutdown takes nothing new and waits until everything accepted has ended.
// When ctx ends first, what still runs is cancelled and waited for.
func (d *Dispatcher) Shutdown(ctx context.Context) {
	d.mu.Lock()
	d.closing = true
	d.mu.Unlock()
	done := make(chan struct{})
	go func() {
		d.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		d.cancel(engine.ErrShutdown)
		<-done
	}
}
