package trigger

import (
	"errors"
	"sync"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
)

// TestWindow is how long a test webhook waits for its one call.
const TestWindow = 120 * time.Second

// ErrNoWebhook is the error of listening for a workflow without a webhook.
var ErrNoWebhook = errors.New("the workflow has no webhook that could be tested")

// testHooks are the webhooks that wait for a test call.
type testHooks struct {
	mu     sync.Mutex
	table  *Table
	routes []*Route
	done   map[*engine.Plan]*listening
}

type listening struct {
	timer  *time.Timer
	result func(*execution.Execution, error)
}

func newTestHooks() *testHooks {
	t := &testHooks{done: map[*engine.Plan]*listening{}}
	t.rebuild()
	return t
}

func (t *testHooks) rebuild() { t.table, _ = NewTable(t.routes) }

// Listen registers the test webhooks of a workflow for one call within
// TestWindow. result is told of the execution that the call started, or of
// context.DeadlineExceeded's kind of error when none came.
func (a *Active) Listen(plan *engine.Plan, result func(*execution.Execution, error)) ([]engine.Webhook, error) {
	var hooks []engine.Webhook
	for _, w := range plan.Webhooks() {
		if !w.Spec.Restart && w.Err == nil {
			hooks = append(hooks, w)
		}
	}
	if len(hooks) == 0 {
		return nil, ErrNoWebhook
	}
	t := a.tests
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range hooks {
		// The newest listener of a path gets the call.
		t.routes = append([]*Route{{Plan: plan, Webhook: w}}, t.routes...)
	}
	t.done[plan] = &listening{result: result, timer: time.AfterFunc(TestWindow, func() {
		if l := a.stopListening(plan); l != nil {
			l.result(nil, errors.New("no request came within two minutes"))
		}
	})}
	t.rebuild()
	return hooks, nil
}

// stopListening takes a workflow's test webhooks away; nil when another call
// was first.
func (a *Active) stopListening(plan *engine.Plan) *listening {
	t := a.tests
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.done[plan]
	if l == nil {
		return nil
	}
	l.timer.Stop()
	delete(t.done, plan)
	kept := t.routes[:0:0]
	for _, r := range t.routes {
		if r.Plan != plan {
			kept = append(kept, r)
		}
	}
	t.routes = kept
	t.rebuild()
	return l
}

// TakeTest finds the test webhook for a request and takes it away: it serves
// one call. result must be told of the execution.
func (a *Active) TakeTest(method, path string) (m Match, result func(*execution.Execution, error), ok bool) {
	a.tests.mu.Lock()
	table := a.tests.table
	a.tests.mu.Unlock()
	if m, ok = table.Find(method, path); !ok {
		return m, nil, false
	}
	l := a.stopListening(m.Plan)
	if l == nil {
		return m, nil, false
	}
	return m, l.result, true
}
