package engine

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

type hookParams struct {
	Path node.Field[string] `param:"path"`
}

func hookPath(s node.Static) (string, error) {
	if v := s.Param("path"); v.IsString() {
		return v.Str(), nil
	}
	return "", errors.New("the path is no text")
}

func init() {
	node.Define(node.Spec[hookParams]{
		Name: "test.hook", Title: "Hook", Versions: node.Versions(1), Outputs: node.Main(1),
		Params: node.Params{{Name: "path", Kind: node.KindString, Default: value.String("")}},
		Webhooks: []node.WebhookSpec{
			{Path: hookPath, Methods: func(node.Static) ([]string, error) { return []string{"POST", "PUT"}, nil }},
			{Restart: true, Path: hookPath},
		},
		Webhook: func(c *node.WebhookCall[hookParams]) (node.WebhookResult, error) {
			if c.Request.Method == "PANIC" {
				panic("no")
			}
			return node.WebhookResult{Output: node.One(item.List(object("execution", c.Info().ExecutionID, "method", c.Request.Method)))}, nil
		},
		Trigger: func(c *node.TriggerCall[hookParams]) (node.Stop, error) {
			c.Emit(node.One(item.List(object("n", 1))))
			return func() { c.Emit(nil) }, nil
		},
		Poll: func(c *node.Call[hookParams]) (node.Output, error) {
			return node.One(item.List(object("polled", true))), nil
		},
	})
}

func TestWebhookPaths(t *testing.T) {
	for _, c := range []struct {
		path, id, want string
		dynamic        bool
	}{
		{"orders", "id1", "orders", false},
		{"/orders/", "id1", "orders", false},
		{"//orders", "id1", "/orders", false},
		{"", "id1", "id1", false},
		{"user/:id", "id1", "user/:id", true},
		{":id", "id1", ":id", true},
		{"a:b", "id1", "a:b", false},
		{"orders", "", "wf/hook%20%C3%BC/orders", false},
		{"user/:id", "", "wf/hook%20%C3%BC/user/:id", false},
		{"", "", "wf/hook%20%C3%BC", false},
		{"={{ 'x' }}", "id1", "x", false},
	} {
		f := newFlow(t).add("Hook ü", "test.hook", "parameters", map[string]any{"path": c.path})
		if c.id != "" {
			f.nodes["Hook ü"] = f.nodes["Hook ü"].Set("webhookId", value.String(c.id))
		}
		hooks := f.compile(testEngine()).Webhooks()
		same(t, "hooks", len(hooks), 2)
		h := hooks[0]
		if h.Err != nil && c.path[0:1] == "=" {
			continue // the expression language is tested elsewhere
		}
		same(t, c.path+" "+c.id, fmt.Sprint(h.Path, " ", h.Dynamic, " ", h.Methods, h.Err), fmt.Sprint(c.want, " ", c.dynamic, " [POST PUT] <nil>"))
		same(t, "the resuming one keeps its own path", hooks[1].Spec.Restart, true)
	}
	same(t, "disabled nodes have none", len(newFlow(t).add("Hook", "test.hook", "disabled", true).compile(testEngine()).Webhooks()), 0)
	broken := newFlow(t).add("Hook", "test.hook", "parameters", map[string]any{"path": 5}).compile(testEngine()).Webhooks()[0]
	same(t, "a path that cannot be read", broken.Err, "the path is no text")
}

// emitted collects what a trigger emits.
type emitted struct{ outputs []node.Output }

func (e *emitted) Emit(o node.Output) { e.outputs = append(e.outputs, o) }
func (e *emitted) Fail(error)         {}

type noClock struct{ node.Scheduler }

func TestOutsideOfExecutions(t *testing.T) {
	e := testEngine()
	p := newFlow(t).add("Hook", "test.hook").pass("A").compile(e)
	same(t, "triggers", p.Triggers(), "[0 1]")
	same(t, "polls", p.Polls(), "[1]")
	hook, _ := p.Node("Hook")
	call := Call{Plan: p, Node: hook, Mode: node.ModeWebhook, ExecutionID: "42"}
	res, err := e.Webhook(context.Background(), call, &node.Request{Method: "POST"})
	same(t, "webhook", fmt.Sprint(res.Output[0][0].JSON, err), `{"execution":"42","method":"POST"} <nil>`)
	_, err = e.Webhook(context.Background(), call, &node.Request{Method: "PANIC"})
	same(t, "panic", err, "The node failed unexpectedly: no")
	out, err := e.Poll(context.Background(), call)
	same(t, "poll", fmt.Sprint(out[0][0].JSON, err), `{"polled":true} <nil>`)
	var got emitted
	stop, err := e.Trigger(context.Background(), call, &got, noClock{})
	if err != nil {
		t.Fatal(err)
	}
	stop()
	same(t, "emissions", len(got.outputs), 2)
	a, _ := p.Node("A")
	if _, err := e.Webhook(context.Background(), Call{Plan: p, Node: a}, &node.Request{}); err == nil {
		t.Error("a node without webhook took a call")
	}
	start, _ := p.Node("Start")
	out, err = e.Emission(context.Background(), Call{Plan: p, Node: start}, time.Now())
	same(t, "by hand", fmt.Sprint(out[0][0].JSON, err), `{"by":"hand"} <nil>`)
}

func TestUnknownZone(t *testing.T) {
	same(t, "the instance's instead", newFlow(t).set("timezone", "Moon/Sea").compile(testEngine()).Zone(), "UTC")
	same(t, "the workflow's", newFlow(t).set("timezone", "Europe/Berlin").compile(testEngine()).Zone(), "Europe/Berlin")
}
