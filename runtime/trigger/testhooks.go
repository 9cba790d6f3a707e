package trigger

import (
	"errors"
	"slices"
	"sync"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
)

// TestWindow is how long a test webhook waits for its one call.
const TestWindow = 120 * time.Second

// The errors of listening for a test call.
var (
	ErrNoWebhook = errors.New("the workflow has no webhook that could be tested")
	ErrNoCall    = errors.New("no request came within two minutes")
	ErrStopped   = errors.New("the listening was stopped")
	ErrReplaced  = errors.New("someone else listens for a test event of this workflow now")
)

// testHooks are the webhooks that wait for a test call.
type testHooks struct {
	mu    sync.Mutex
	table *Table
	// listening is in the order of listening, the newest first: of two that
	// listen on one path it gets the call.
	listening []*listening
	closed    bool
}

// Listener is someone who waits for a test call of a workflow.
type Listener struct {
	// Nodes are the names of the nodes whose webhooks are meant, nil for all.
	Nodes []string
	// Prepare may change the request for the execution that the call starts;
	// nil leaves it.
	Prepare func(*engine.RunRequest)
	// Result is told of that execution, or why there was none: ErrNoCall,
	// ErrReplaced, ErrStopped, ErrClosing.
	Result func(*execution.Execution, error)
}

// listening is a listener with the webhooks that are registered for it.
type listening struct {
	Listener
	plan   *engine.Plan
	routes []*Route
	timer  *time.Timer
}

func newTestHooks() *testHooks {
	t := &testHooks{}
	t.rebuild()
	return t
}

func (t *testHooks) rebuild() {
	groups := make([][]*Route, len(t.listening))
	for i, l := range t.listening {
		groups[i] = l.routes
	}
	t.table, _ = NewTable(groups...)
}

// Listen registers the test webhooks of a workflow for one call within
// TestWindow.
func (a *Active) Listen(plan *engine.Plan, who Listener) ([]*Route, error) {
	routes, err := routesOf(plan)
	if err != nil {
		return nil, err
	}
	if who.Nodes != nil {
		routes = slices.DeleteFunc(routes, func(r *Route) bool { return !slices.Contains(who.Nodes, r.Name) })
	}
	if len(routes) == 0 {
		return nil, ErrNoWebhook
	}
	l := &listening{Listener: who, plan: plan, routes: routes}
	t := a.tests
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return nil, ErrClosing
	}
	var replaced []*listening
	for _, other := range t.listening {
		if other.plan.Workflow().ID == plan.Workflow().ID {
			replaced = append(replaced, other)
		}
	}
	t.listening = append([]*listening{l}, t.listening...)
	l.timer = time.AfterFunc(TestWindow, func() { t.end(l, ErrNoCall) })
	t.rebuild()
	t.mu.Unlock()
	for _, other := range replaced {
		t.end(other, ErrReplaced)
	}
	return routes, nil
}

// take takes a listener's webhooks away; false when that has been done.
func (t *testHooks) take(l *listening) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := slices.Index(t.listening, l)
	if at < 0 {
		return false
	}
	l.timer.Stop()
	t.listening = slices.Delete(t.listening, at, at+1)
	t.rebuild()
	return true
}

// end tells a listener that there will be no call.
func (t *testHooks) end(l *listening, why error) {
	if t.take(l) {
		l.Result(nil, why)
	}
}

// StopListening ends the listening for a test call of a workflow, if there is
// any.
func (a *Active) StopListening(workflowID string) {
	t := a.tests
	t.mu.Lock()
	all := slices.Clone(t.listening)
	t.mu.Unlock()
	for _, l := range all {
		if l.plan.Workflow().ID == workflowID {
			t.end(l, ErrStopped)
		}
	}
}

// close ends all listening.
func (t *testHooks) close() {
	t.mu.Lock()
	t.closed = true
	all := slices.Clone(t.listening)
	t.mu.Unlock()
	for _, l := range all {
		t.end(l, ErrClosing)
	}
}

// FindTest gives the test webhook for a request, see [Table.Find]; it goes on
// waiting.
func (a *Active) FindTest(method, path string) (Match, bool) {
	a.tests.mu.Lock()
	table := a.tests.table
	a.tests.mu.Unlock()
	return table.Find(method, path)
}

// TakeTest finds the test webhook for a request and takes it away: it serves
// one call. The listener's Result must be told of the execution.
func (a *Active) TakeTest(method, path string) (m Match, who Listener, ok bool) {
	if m, ok = a.FindTest(method, path); !ok {
		return m, who, false
	}
	a.tests.mu.Lock()
	at := slices.IndexFunc(a.tests.listening, func(l *listening) bool { return l.plan == m.Plan })
	var l *listening
	if at >= 0 {
		l = a.tests.listening[at]
	}
	a.tests.mu.Unlock()
	if l == nil || !a.tests.take(l) {
		// Another call was first.
		return Match{}, who, false
	}
	return m, l.Listener, true
}
