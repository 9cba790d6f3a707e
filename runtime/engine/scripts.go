package engine

import (
	"context"

	"runnel/runtime/expr"
	"runnel/runtime/httpclient"
	"runnel/runtime/js"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// ScriptObserver is an Observer that is also told what scripts print.
type ScriptObserver interface {
	Observer
	// Printed comes while the node runs; text is one call of console.log.
	Printed(e NodeEvent, text string)
}

// Script implements node.Host.
func (h *host) Script(s node.Script) (node.ScriptResult, error) {
	session := h.run.lease()
	h.scope.Item, h.scope.Extra = s.Item, nil
	if h.node.def.ExecuteOnce {
		// Scripts get what the node gets, unlike expressions.
		cut := h.scope
		cut.Data = cutView{(*view)(h)}
		return session.RunScript(s.Kind, s.Code, &cut, s.Globals)
	}
	return session.RunScript(s.Kind, s.Code, &h.scope, s.Globals)
}

// lease gives the execution's JavaScript; it is made when first asked for.
func (r *run) lease() *js.Session {
	if r.session == nil {
		r.session = r.engine.js.Lease(r.ctx)
		r.session.Helpers = &scriptHelpers{r}
		r.session.Log = r.printed
	}
	return r.session
}

// printed takes what a script of the node that runs now prints.
func (r *run) printed(text string) {
	if o, ok := r.req.Observer.(ScriptObserver); ok {
		o.Printed(NodeEvent{Execution: r.exec, Name: r.host.info.Name, RunIndex: r.host.info.RunIndex}, text)
		return
	}
	r.engine.log.Debug("a script printed", "workflow", r.plan.workflow.Name, "node", r.host.info.Name, "text", text)
}

// Eval implements expr.Runner.
func (r *run) Eval(c *expr.Chunk, s *expr.Scope) (value.Value, error) { return r.lease().Eval(c, s) }

// maxHelperAnswer is the most bytes that a script gets of an HTTP answer; they
// are all held in memory.
const maxHelperAnswer = 256 << 20

// scriptHelpers is what this.helpers of scripts does. It is used from several
// goroutines, and reads of the execution only what does not change.
type scriptHelpers struct{ run *run }

// Binary implements js.Helpers.
func (s *scriptHelpers) Binary() node.BinaryStore { return s.run.binaries() }

// Request implements js.Helpers.
func (s *scriptHelpers) Request(ctx context.Context, r js.Request) (value.Value, error) {
	options := r.Options
	var body *httpclient.Body
	if b, ok := options.Get("body").Host().(js.Bytes); ok {
		body = httpclient.BytesBody(b, "")
		options = options.Delete("body")
	}
	parse := httpclient.ParseHelper
	if r.Helper == "request" {
		parse = httpclient.ParseLegacy
	}
	req, err := parse(options, body, nil)
	if err != nil {
		return value.Undefined, err
	}
	req.Limit = maxHelperAnswer
	client, err := s.run.engine.client(node.ClientOptions(req.Client))
	if err != nil {
		return value.Undefined, err
	}
	res, err := req.Do(ctx, client)
	if err != nil {
		return value.Undefined, err
	}
	if res.Bytes != nil {
		res.Body = value.Host(js.Bytes(res.Bytes))
	}
	return res.Value(), nil
}
