package trigger

import (
	"context"
	"errors"
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

	mu    sync.Mutex
	live  map[string]*live
	order []string // ids in the order of their first activation
	table atomic.Pointer[Table]
	tests *testHooks
}

// live is an active workflow with what runs for it.
type live struct {
	plan *engine.Plan
	file string
	stop []func()
	// startErr is why one of its triggers could not be started; nil when all
	// run.
	startErr error
}

// NewActive makes an empty set.
func NewActive(e *engine.Engine, d *Dispatcher, log *slog.Logger) *Active {
	a := &Active{engine: e, dispatcher: d, scheduler: NewScheduler(), log: log, live: map[string]*live{}, tests: newTestHooks()}
	table, _ := NewTable(nil)
	a.table.Store(table)
	return a
}

// ErrNoTrigger is the error of activating a workflow that nothing can start.
var ErrNoTrigger = errors.New("Workflow cannot be activated because it has no trigger node. At least one trigger, webhook, or polling node is required.")

// Source is a workflow to activate and where it came from, for messages.
type Source struct {
	Workflow *workflows.Workflow
	File     string
}

// Set activates workflows, replacing those of the same id. It gives the
// problems by workflow id: a workflow whose trigger cannot be started stays
// listed with its error, one that does not compile keeps its former version.
func (a *Active) Set(sources ...Source) map[string]error {
	a.mu.Lock()
	defer a.mu.Unlock()
	problems := map[string]error{}
	for _, s := range sources {
		id := s.Workflow.ID
		plan, err := a.engine.Compile(s.Workflow)
		if err != nil {
			problems[id] = err
			continue
		}
		if old := a.live[id]; old != nil {
			old.halt()
		} else {
			a.order = append(a.order, id)
		}
		a.live[id] = &live{plan: plan, file: s.File}
	}
	for id, err := range a.rebuild() {
		problems[id] = err
	}
	for _, s := range sources {
		l := a.live[s.Workflow.ID]
		if l == nil || problems[s.Workflow.ID] != nil {
			continue
		}
		if l.startErr = a.start(l); l.startErr != nil {
			problems[s.Workflow.ID] = l.startErr
		}
	}
	return problems
}

// Remove takes workflows out of service.
func (a *Active) Remove(ids ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range ids {
		if l := a.live[id]; l != nil {
			l.halt()
			delete(a.live, id)
			a.order = slices.DeleteFunc(a.order, func(other string) bool { return other == id })
		}
	}
	a.rebuild()
}

// Close stops every trigger. Executions that run go on.
func (a *Active) Close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, l := range a.live {
		l.halt()
	}
	a.scheduler.Close()
}

func (l *live) halt() {
	for _, stop := range l.stop {
		stop()
	}
	l.stop = nil
}

// rebuild makes the webhook table anew and gives the conflicts by workflow.
func (a *Active) rebuild() map[string]error {
	var routes []*Route
	problems := map[string]error{}
	for _, id := range a.order {
		plan := a.live[id].plan
		for _, w := range plan.Webhooks() {
			if w.Spec.Restart {
				continue
			}
			if w.Err != nil {
				problems[id] = fmt.Errorf("node %q: its webhook cannot be registered: %w", w.Name, w.Err)
				continue
			}
			routes = append(routes, &Route{Plan: plan, Webhook: w})
		}
	}
	table, conflicts := NewTable(routes)
	a.table.Store(table)
	for _, c := range conflicts {
		for _, id := range a.order {
			if l := a.live[id]; l.has(c.Node) && l.plan.Workflow().Name != c.Other {
				problems[id] = c
			}
		}
	}
	return problems
}

func (l *live) has(name string) bool { _, ok := l.plan.Node(name); return ok }

// start starts the triggers of a workflow. When one fails none runs.
func (a *Active) start(l *live) error {
	for _, i := range l.plan.Triggers() {
		stop, err := a.startTrigger(l.plan, i)
		if err != nil {
			l.halt()
			return fmt.Errorf("There was a problem activating the workflow: %q", err.Error())
		}
		l.stop = append(l.stop, stop)
	}
	return nil
}

// startTrigger starts a trigger node: what it emits becomes executions.
func (a *Active) startTrigger(plan *engine.Plan, i int) (func(), error) {
	ctx, cancel := context.WithCancel(context.Background())
	e := &emitter{active: a, plan: plan, name: plan.Definition(i).Name, ctx: ctx}
	stop, err := a.engine.Trigger(ctx, engine.Call{Plan: plan, Node: i, Mode: node.ModeTrigger}, e, a.scheduler)
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
}

// Emit implements node.Emitter.
func (e *emitter) Emit(out node.Output) {
	if e.ctx.Err() != nil {
		return
	}
	e.active.dispatcher.Go(engine.RunRequest{Plan: e.plan, Mode: node.ModeTrigger, Start: e.name, Input: out})
}

// Fail implements node.Emitter: the error workflow hears of it, and the
// trigger is started again with growing pauses.
func (e *emitter) Fail(err error) {
	a := e.active
	a.log.Error("a trigger failed", "workflow", e.plan.Workflow().Name, "node", e.name, "error", err)
	a.dispatcher.triggerFailed(e.plan, err)
	go a.restart(e.plan, time.Second)
}

// restart activates a workflow again after its trigger failed, with a doubling
// pause up to a quarter of an hour.
func (a *Active) restart(plan *engine.Plan, pause time.Duration) {
	for ; ; pause = min(2*pause, 15*time.Minute) {
		time.Sleep(pause)
		a.mu.Lock()
		l := a.live[plan.Workflow().ID]
		if l == nil || l.plan != plan {
			a.mu.Unlock()
			return
		}
		l.halt()
		l.startErr = a.start(l)
		err := l.startErr
		a.mu.Unlock()
		if err == nil {
			return
		}
		a.log.Warn("a workflow could not be activated again", "workflow", plan.Workflow().Name, "error", err)
	}
}

// Find gives the production webhook for a request, see [Table.Find].
func (a *Active) Find(method, path string) (Match, bool) { return a.table.Load().Find(method, path) }

// Plan gives the live workflow of an id, nil when there is none. It makes
// Active the engine's source of sub-workflows and error workflows.
func (a *Active) Plan(_ context.Context, id string, _ bool) (*engine.Plan, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if l := a.live[id]; l != nil {
		return l.plan, nil
	}
	return nil, nil
}

// Info describes a live workflow.
type Info struct {
	ID, Name, File string
	Nodes          int
	// Webhooks are those that are registered, Triggers the names of the other
	// nodes that start the workflow.
	Webhooks []engine.Webhook
	Triggers []string
	Problems []engine.Problem
	// Err is why its triggers do not run, nil when they do.
	Err error
}

// List describes the live workflows by name.
func (a *Active) List() []Info {
	a.mu.Lock()
	defer a.mu.Unlock()
	list := make([]Info, 0, len(a.order))
	for _, id := range a.order {
		l := a.live[id]
		info := Info{ID: id, Name: l.plan.Workflow().Name, File: l.file, Nodes: l.plan.Nodes(), Problems: l.plan.Problems(), Err: l.startErr}
		for _, w := range l.plan.Webhooks() {
			if !w.Spec.Restart {
				info.Webhooks = append(info.Webhooks, w)
			}
		}
		for _, i := range l.plan.Triggers() {
			info.Triggers = append(info.Triggers, l.plan.Definition(i).Name)
		}
		list = append(list, info)
	}
	slices.SortStableFunc(list, func(a, b Info) int { return strings.Compare(a.Name, b.Name) })
	return list
}
