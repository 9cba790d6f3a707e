package trigger

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/node"
	"runnel/workflows"
)

// Active is the set of live workflows. It is safe for concurrent use.
type Active struct {
	engine     *engine.Engine
	dispatcher *Dispatcher
	scheduler  *Scheduler
	log        *slog.Logger
	tests      *testHooks
	// up is set when the instance has put its workflows into service.
	up atomic.Bool
	// base ends when the set is closed.
	base   context.Context
	cancel context.CancelFunc

	// changing orders changes of the set; starting a trigger can take its time.
	changing sync.Mutex
	// mu guards what stands below.
	mu    sync.Mutex
	live  map[string]*live
	order []string // ids in the order of their first activation
	// view is what requests and calls look at; it is replaced as a whole.
	view atomic.Pointer[view]
}

// view is the set at one moment.
type view struct {
	table *Table
	plans map[string]*engine.Plan
}

// live is an active workflow with what runs for it.
type live struct {
	plan *engine.Plan
	file string
	stop []func()
	// activation is why it went into service.
	activation node.Activation
	// started is set when its triggers run.
	started bool
	// err is why its triggers or webhooks are not in service; nil when they are.
	err error
}

// NewActive makes an empty set. Close it.
func NewActive(e *engine.Engine, log *slog.Logger) *Active {
	a := &Active{engine: e, scheduler: NewScheduler(), log: log, live: map[string]*live{}, tests: newTestHooks()}
	a.base, a.cancel = context.WithCancel(context.Background())
	table, _ := NewTable()
	a.view.Store(&view{table, map[string]*engine.Plan{}})
	return a
}

// Dispatch sets what runs the executions of triggers. It must be set before the
// first workflow is.
func (a *Active) Dispatch(d *Dispatcher) { a.dispatcher = d }

// Started says that all workflows that were to be in service from the start
// are: those set from now on were published or changed meanwhile.
func (a *Active) Started() { a.up.Store(true) }

// activation tells why a workflow goes into service.
func (a *Active) activation(replaces bool) node.Activation {
	switch {
	case replaces:
		return node.ActivationUpdate
	case a.up.Load():
		return node.ActivationPublish
	}
	return node.ActivationInit
}

// ErrNoTrigger is the error of activating a workflow that nothing can start.
var ErrNoTrigger error = message("Workflow cannot be activated because it has no trigger node. At least one trigger, webhook, or polling node is required.")

// message is an error whose text users see as the original words it.
type message string

func (m message) Error() string { return string(m) }

// CanActivate tells whether something can start a workflow, with ErrNoTrigger
// when nothing can. Set does not ask: a workflow that is only called by others
// may be live, too.
func CanActivate(plan *engine.Plan) error {
	if len(plan.Triggers()) > 0 || len(plan.Polls()) > 0 {
		return nil
	}
	for _, w := range plan.Webhooks() {
		if !w.Spec.Restart {
			return nil
		}
	}
	return ErrNoTrigger
}

// ActivationError is the error of a node that could not be put into service.
type ActivationError struct {
	Node string
	Err  error
}

func (e *ActivationError) Error() string {
	return fmt.Sprintf("There was a problem activating the workflow: %q (node %q)", e.Err.Error(), e.Node)
}

func (e *ActivationError) Unwrap() error { return e.Err }

// Source is a workflow to activate and where it came from, for messages.
type Source struct {
	Workflow *workflows.Workflow
	File     string
}

// Set activates workflows, replacing those of the same id. It gives the
// problems by workflow id: a workflow whose triggers cannot be started (an
// *ActivationError) or whose webhooks are taken (a *Conflict) is listed with
// its error and can be called by others, one that does not compile keeps its
// former version. Triggers that fail to start are tried again.
func (a *Active) Set(sources ...Source) map[string]error {
	a.changing.Lock()
	defer a.changing.Unlock()
	problems := map[string]error{}
	if a.base.Err() != nil {
		return problems
	}
	plans := make([]*engine.Plan, len(sources))
	for i, s := range sources {
		var err error
		if plans[i], err = a.engine.Compile(s.Workflow); err != nil {
			problems[s.Workflow.ID] = err
		}
	}
	for i, s := range sources {
		if plans[i] == nil {
			continue
		}
		id := s.Workflow.ID
		old := a.live[id]
		if old != nil {
			a.halt(old)
		}
		a.mu.Lock()
		a.live[id] = &live{plan: plans[i], file: s.File, activation: a.activation(old != nil)}
		if old == nil {
			a.order = append(a.order, id)
		}
		a.mu.Unlock()
	}
	a.refresh()
	for _, s := range sources {
		if l := a.live[s.Workflow.ID]; l != nil && l.err != nil && problems[s.Workflow.ID] == nil {
			problems[s.Workflow.ID] = l.err
		}
	}
	return problems
}

// Remove takes workflows out of service.
func (a *Active) Remove(ids ...string) {
	a.changing.Lock()
	defer a.changing.Unlock()
	for _, id := range ids {
		l := a.live[id]
		if l == nil {
			continue
		}
		a.halt(l)
		a.mu.Lock()
		delete(a.live, id)
		a.order = slices.DeleteFunc(a.order, func(other string) bool { return other == id })
		a.mu.Unlock()
	}
	a.refresh()
}

// Moved notes that a workflow stands in another file now.
func (a *Active) Moved(id, file string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if l := a.live[id]; l != nil {
		l.file = file
	}
}

// Close stops every trigger and ends all listening for test calls. Executions
// that run go on, and webhooks stay: the server decides when no more calls come.
func (a *Active) Close() {
	a.cancel()
	a.tests.close()
	a.changing.Lock()
	defer a.changing.Unlock()
	for _, l := range a.live {
		a.halt(l)
	}
	a.scheduler.Close()
}

// halt stops the triggers of a workflow.
func (a *Active) halt(l *live) {
	for _, stop := range l.stop {
		stop()
	}
	l.stop, l.started = nil, false
}

// refresh makes the webhook table anew, and starts the triggers of workflows
// that are free of conflicts and do not run yet.
func (a *Active) refresh() {
	v := &view{plans: map[string]*engine.Plan{}}
	groups := make([][]*Route, 0, len(a.order))
	errs := map[*engine.Plan]error{}
	for _, id := range a.order {
		plan := a.live[id].plan
		v.plans[id] = plan
		routes, err := routesOf(plan)
		if err != nil {
			errs[plan] = err
		}
		groups = append(groups, routes)
	}
	var conflicts []*Conflict
	v.table, conflicts = NewTable(groups...)
	for _, c := range conflicts {
		if errs[c.Route.Plan] == nil {
			errs[c.Route.Plan] = c
		}
	}
	a.view.Store(v)
	for _, id := range a.order {
		l := a.live[id]
		err := errs[l.plan]
		switch {
		case err != nil:
			a.halt(l)
		case !l.started:
			err = a.start(l, firstPause)
		}
		a.setError(l, err)
	}
}

func (a *Active) setError(l *live, err error) {
	a.mu.Lock()
	l.err = err
	a.mu.Unlock()
}

// start starts the triggers of a workflow. When one fails none runs, and it is
// tried again after a pause.
func (a *Active) start(l *live, pause time.Duration) error {
	l.started = true
	for _, i := range l.plan.Triggers() {
		startTrigger := func(plan *engine.Plan, i int) (func(), error) { return a.startTrigger(plan, i, l.activation) }
		if err := a.startNode(l, i, startTrigger, pause); err != nil {
			return err
		}
	}
	for _, i := range l.plan.Polls() {
		if err := a.startNode(l, i, a.startPoll, pause); err != nil {
			return err
		}
	}
	return nil
}

func (a *Active) startNode(l *live, i int, start func(*engine.Plan, int) (func(), error), pause time.Duration) error {
	stop, err := start(l.plan, i)
	if err != nil {
		a.halt(l)
		// Its time comes after the pause, not at the next change of the set.
		l.started = true
		go a.restart(l, pause)
		return &ActivationError{Node: l.plan.Definition(i).Name, Err: err}
	}
	l.stop = append(l.stop, stop)
	return nil
}

// startTrigger starts a trigger node: what it emits becomes executions.
func (a *Active) startTrigger(plan *engine.Plan, i int, why node.Activation) (func(), error) {
	ctx, cancel := context.WithCancel(a.base)
	e := &emitter{active: a, plan: plan, name: plan.Definition(i).Name, ctx: ctx}
	stop, err := a.engine.Trigger(ctx, engine.Call{Plan: plan, Node: i, Mode: node.ModeTrigger, Activation: why}, e, a.scheduler)
	if err != nil {
		cancel()
		return nil, err
	}
	return func() {
		cancel()
		if stop != nil {
			stop()
		}
	}, nil
}

// emitter turns what a trigger emits into executions.
type emitter struct {
	active *Active
	plan   *engine.Plan
	name   string
	ctx    context.Context
	failed sync.Once
}

// Emit implements node.Emitter.
func (e *emitter) Emit(out node.Output) {
	if e.ctx.Err() != nil {
		return
	}
	e.active.dispatcher.Go(engine.RunRequest{Plan: e.plan, Mode: node.ModeTrigger, Start: e.name, Input: out})
}

// Fail implements node.Emitter: the error workflow hears of it, and the
// triggers are started again after a pause.
func (e *emitter) Fail(err error) {
	if e.ctx.Err() != nil {
		return
	}
	e.failed.Do(func() {
		a := e.active
		a.log.Error("a trigger failed", "workflow", e.plan.Workflow().Name, "node", e.name, "error", err)
		a.dispatcher.triggerFailed(e.plan, err)
		a.mu.Lock()
		l := a.live[e.plan.Workflow().ID]
		a.mu.Unlock()
		if l != nil && l.plan == e.plan {
			a.setError(l, &ActivationError{Node: e.name, Err: err})
			go a.restart(l, firstPause)
		}
	})
}

// The pauses before a trigger that failed is started again; each is twice the
// one before.
const (
	firstPause   = time.Second
	longestRetry = 15 * time.Minute
)

// restart starts a workflow's triggers again, until they run or the workflow is
// replaced or removed.
func (a *Active) restart(l *live, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-a.base.Done():
		return
	}
	a.changing.Lock()
	defer a.changing.Unlock()
	if a.base.Err() != nil || a.live[l.plan.Workflow().ID] != l || !l.started {
		return
	}
	a.halt(l)
	err := a.start(l, min(2*pause, longestRetry))
	a.setError(l, err)
	if err != nil {
		a.log.Warn("a workflow's triggers could not be started again", "workflow", l.plan.Workflow().Name, "error", err)
	}
}

// Find gives the production webhook for a request, see [Table.Find].
func (a *Active) Find(method, path string) (Match, bool) {
	return a.view.Load().table.Find(method, path)
}

// Plan gives the live workflow of an id, nil when there is none. It makes
// Active the engine's source of sub-workflows and error workflows.
func (a *Active) Plan(_ context.Context, id string, _ bool) (*engine.Plan, error) {
	return a.view.Load().plans[id], nil
}

// Info describes a live workflow.
type Info struct {
	ID, Name, File string
	Nodes          int
	// Webhooks are those in the table, Triggers the names of the other nodes
	// that start the workflow.
	Webhooks []*Route
	Triggers []string
	Problems []engine.Problem
	// Err is why its webhooks and triggers are not in service, nil when they
	// are.
	Err error
}

// List describes the live workflows by name.
func (a *Active) List() []Info {
	a.mu.Lock()
	list := make([]Info, 0, len(a.order))
	plans := make([]*engine.Plan, 0, len(a.order))
	for _, id := range a.order {
		l := a.live[id]
		list = append(list, Info{ID: id, Name: l.plan.Workflow().Name, File: l.file, Nodes: l.plan.Nodes(), Problems: l.plan.Problems(), Err: l.err})
		plans = append(plans, l.plan)
	}
	a.mu.Unlock()
	for i, plan := range plans {
		list[i].Webhooks, _ = routesOf(plan)
		for _, n := range append(plan.Triggers(), plan.Polls()...) {
			list[i].Triggers = append(list[i].Triggers, plan.Definition(n).Name)
		}
	}
	slices.SortStableFunc(list, func(a, b Info) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// Len is the number of live workflows.
func (a *Active) Len() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.live)
}
