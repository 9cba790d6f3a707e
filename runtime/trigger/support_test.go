package trigger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// house is everything that runs workflows, without a server.
type house struct {
	t          *testing.T
	engine     *engine.Engine
	active     *Active
	dispatcher *Dispatcher
	waiting    *WaitingRoom
	log        *logBuffer
	ended      chan *execution.Execution
}

type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newHouse(t *testing.T, c Capacity, s WaitingStore) *house {
	h := &house{t: t, log: &logBuffer{}, ended: make(chan *execution.Execution, 1000)}
	log := slog.New(slog.NewTextHandler(h.log, nil))
	h.engine = engine.New(engine.Options{
		Log: log, Failed: func(ctx context.Context, f *engine.Failure) { h.dispatcher.Failed(ctx, f) },
		Observe: func(req *engine.RunRequest) engine.Observer { return h.dispatcher.Observe(req) },
		Workflows: engine.WorkflowsFunc(func(ctx context.Context, id string, draft bool) (*engine.Plan, error) {
			return h.active.Plan(ctx, id, draft)
		}),
	})
	h.active = NewActive(h.engine, log)
	h.waiting = NewWaitingRoom(h.engine, s, log)
	h.dispatcher = NewDispatcher(h.engine, h.active, c, h.waiting, log)
	h.dispatcher.OnFinished(func(ex *execution.Execution) { h.ended <- ex })
	h.active.Dispatch(h.dispatcher)
	t.Cleanup(h.close)
	return h
}

func (h *house) close() {
	h.active.Close()
	h.dispatcher.Shutdown(context.Background())
	h.waiting.Close()
}

// workflow makes a workflow of nodes that follow one another, each given as
// "name:type" with parameters after a space as JSON.
func workflow(t *testing.T, id string, nodes ...string) *workflows.Workflow {
	t.Helper()
	var list, connections []string
	before := ""
	for _, n := range nodes {
		head, params, ok := strings.Cut(n, " ")
		if !ok {
			params = "{}"
		}
		name, typ, _ := strings.Cut(head, ":")
		list = append(list, fmt.Sprintf(`{"name":%q,"type":%q,"typeVersion":1,"position":[0,0],"parameters":%s,"webhookId":"id-%s"}`, name, typ, params, id))
		if before != "" {
			connections = append(connections, fmt.Sprintf(`%q:{"main":[[{"node":%q,"type":"main","index":0}]]}`, before, name))
		}
		before = name
	}
	doc := fmt.Sprintf(`{"id":%q,"name":"Flow %s","nodes":[%s],"connections":{%s},"settings":{"executionOrder":"v1"}}`,
		id, id, strings.Join(list, ","), strings.Join(connections, ","))
	all, err := workflows.Parse("test.json", []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

// set makes workflows live and gives the problems as text.
func (h *house) set(list ...*workflows.Workflow) map[string]string {
	h.t.Helper()
	var sources []Source
	for _, w := range list {
		sources = append(sources, Source{Workflow: w, File: w.ID + ".json"})
	}
	problems := map[string]string{}
	for id, err := range h.active.Set(sources...) {
		problems[id] = err.Error()
	}
	return problems
}

// live makes workflows live that must have no problems.
func (h *house) live(list ...*workflows.Workflow) {
	h.t.Helper()
	if problems := h.set(list...); len(problems) > 0 {
		h.t.Fatal(problems)
	}
}

func (h *house) plan(id string) *engine.Plan {
	h.t.Helper()
	p, err := h.active.Plan(context.Background(), id, false)
	if err != nil || p == nil {
		h.t.Fatalf("there is no workflow %s: %v", id, err)
	}
	return p
}

// request runs a workflow from its first node.
func (h *house) request(id string) engine.RunRequest {
	p := h.plan(id)
	return engine.RunRequest{Plan: p, Mode: node.ModeWebhook, Start: p.Definition(0).Name, Input: node.One(item.List(value.EmptyObject))}
}

// next gives the execution that ended next.
func (h *house) next() string {
	ex := <-h.ended
	return fmt.Sprintf("%s %s %s", ex.WorkflowID, ex.Mode, ex.Status)
}

// The nodes of the tests do what the test has put under the name that is their
// parameter.
type doParams struct {
	Name node.Field[string] `param:"name"`
}

var (
	doMu  sync.Mutex
	doing = map[string]any{}
)

// does sets what nodes of a name do: a func(context.Context) error for test.do,
// a func(emit func(), fail func(error), ctx context.Context) error for
// test.trigger, a func() (bool, error) for test.poll.
func does(t *testing.T, name string, what any) {
	doMu.Lock()
	defer doMu.Unlock()
	doing[name] = what
}

func work[F any](name string) F {
	doMu.Lock()
	defer doMu.Unlock()
	f, ok := doing[name].(F)
	if !ok {
		panic("nothing is to be done under the name " + name)
	}
	return f
}

func params() node.Params {
	return node.Params{node.Text("name", "Name", ""), node.Text("path", "Path", ""), node.Text("method", "Method", "GET"),
		{Name: "pollTimes", Kind: node.KindJSON}}
}

func one() node.Output { return node.One(item.List(value.EmptyObject)) }

type (
	doFunc      = func(context.Context) error
	triggerFunc = func(ctx context.Context, emit func(), fail func(error)) error
	pollFunc    = func() (bool, error)
)

var _ = node.Define(node.Spec[doParams]{
	Name: "test.do", Title: "Do", Versions: node.Versions(1), Inputs: node.Main(1), Outputs: node.Main(1), Params: params(),
	Run: func(c *node.Call[doParams]) (node.Output, error) {
		name, _ := c.P.Name.Or(c, 0, "")
		if name == "" {
			return node.One(c.Input(0)), nil
		}
		return node.One(c.Input(0)), work[doFunc](name)(c.Context())
	},
})

var _ = node.Define(node.Spec[doParams]{
	Name: "test.trigger", Title: "Trigger", Versions: node.Versions(1), Inputs: node.Main(0), Outputs: node.Main(1), Params: params(),
	Trigger: func(c *node.TriggerCall[doParams]) (node.Stop, error) {
		name, _ := c.P.Name.Or(c, 0, "")
		return nil, work[triggerFunc](name)(c.Context(), func() { c.Emit(one()) }, c.Fail)
	},
})

var _ = node.Define(node.Spec[doParams]{
	Name: "test.poll", Title: "Poll", Versions: node.Versions(1), Inputs: node.Main(0), Outputs: node.Main(1), Params: params(),
	Poll: func(c *node.Call[doParams]) (node.Output, error) {
		name, _ := c.P.Name.Or(c, 0, "")
		news, err := work[pollFunc](name)()
		if err != nil || !news {
			return nil, err
		}
		return one(), nil
	},
})

var _ = node.Define(node.Spec[doParams]{
	Name: "test.hook", Title: "Hook", Versions: node.Versions(1), Inputs: node.Main(0), Outputs: node.Main(1), Params: params(),
	Webhooks: []node.WebhookSpec{{
		Path: func(p node.Static) (string, error) {
			path := p.Param("path").Str()
			if path == "broken" {
				return "", errors.New("the path is broken")
			}
			return path, nil
		},
		Methods: func(p node.Static) ([]string, error) { return strings.Split(p.Param("method").Str(), ","), nil },
	}},
	Webhook: func(c *node.WebhookCall[doParams]) (node.WebhookResult, error) {
		return node.WebhookResult{Output: one()}, nil
	},
})

// errorTrigger stands for the node by which error workflows start.
var _ = node.Define(node.Spec[struct{}]{
	Name: "n8n-nodes-base.errorTrigger", Title: "Error Trigger", Versions: node.Versions(1), Inputs: node.Main(0), Outputs: node.Main(1), Params: node.Params{},
	Run: func(c *node.Call[struct{}]) (node.Output, error) { return node.One(c.Input(0)), nil },
})
