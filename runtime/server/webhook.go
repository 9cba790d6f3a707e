package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/server/payload"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
)

const (
	productionHint = "The workflow must be active for a production URL to run successfully. You can activate the workflow using the " +
		"toggle in the top-right of the editor. Note that unlike test URL calls, production URL calls aren't shown on the canvas " +
		"(only in the executions list)"
	testHint = "Click the 'Execute workflow' button on the canvas, then try again. (In test mode, the webhook only works for one " +
		"call after you click this button)"
)

// pathOf gives the path behind an endpoint, without slashes around it.
func pathOf(c *gin.Context) string { return strings.Trim(c.Param("path"), "/") }

// production serves the webhooks of live workflows.
func (s *Server) production(c *gin.Context) {
	path := pathOf(c)
	m, found := s.Active.Find(c.Request.Method, path)
	if s.corsAnswered(c, m) {
		return
	}
	if !found {
		s.notFound(c, m, fmt.Sprintf(`The requested webhook "%s %s" is not registered.`, c.Request.Method, path), productionHint)
		return
	}
	s.call(c, m, path, s.BaseURL+s.Endpoints.Webhook+"/"+publicPath(m), false, nil)
}

// test serves the webhooks that wait for one test call.
func (s *Server) test(c *gin.Context) {
	path := pathOf(c)
	if c.Request.Method == http.MethodOptions {
		if !s.corsAnswered(c, trigger.Match{}) {
			c.Status(http.StatusNoContent)
		}
		return
	}
	m, result, found := s.Active.TakeTest(c.Request.Method, path)
	if !found {
		s.notFound(c, m, fmt.Sprintf(`The requested webhook "%s" is not registered.`, path), testHint)
		return
	}
	s.corsAnswered(c, m)
	s.call(c, m, path, s.BaseURL+s.Endpoints.Test+"/"+publicPath(m), true, result)
}

// publicPath is the path that a webhook is called by, with its :name segments.
func publicPath(m trigger.Match) string {
	if m.Dynamic {
		return m.WebhookID + "/" + m.Path
	}
	return m.Path
}

// notFound answers a request that no webhook fits.
func (s *Server) notFound(c *gin.Context, m trigger.Match, message, hint string) {
	switch c.Request.Method {
	case "DELETE", "GET", "HEAD", "PATCH", "POST", "PUT", "OPTIONS":
	default:
		writeError(c.Writer, c.Request, apiError{status: 500, message: "The method " + c.Request.Method + " is not supported."})
		return
	}
	if len(m.Methods) > 0 {
		message = fmt.Sprintf("This webhook is not registered for %s requests. Did you mean to make a %s request?",
			c.Request.Method, alternatives(m.Methods))
		hint = ""
	}
	writeError(c.Writer, c.Request, apiError{status: 404, code: 404, message: message, hint: hint})
}

func alternatives(list []string) string {
	last := len(list) - 1
	if last == 0 {
		return list[0]
	}
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

// corsAnswered sets the headers that let a page of another origin call the
// webhook, and answers preflights. It reports whether the request is answered.
func (s *Server) corsAnswered(c *gin.Context, m trigger.Match) bool {
	origin := c.GetHeader("Origin")
	preflight := c.Request.Method == http.MethodOptions
	if origin != "" && len(m.Methods) > 0 {
		h := c.Writer.Header()
		h.Set("Access-Control-Allow-Methods", "OPTIONS, "+strings.Join(m.Methods, ", "))
		h.Set("Access-Control-Allow-Origin", s.allowedOrigin(c, m, origin))
		if preflight {
			h.Set("Access-Control-Max-Age", "300")
			if asked := c.GetHeader("Access-Control-Request-Headers"); asked != "" {
				h.Set("Access-Control-Allow-Headers", asked)
			}
		}
	}
	if preflight {
		c.Status(http.StatusNoContent)
		c.Writer.WriteHeaderNow()
	}
	return preflight
}

// allowedOrigin holds the caller's origin against the webhook's option; the
// first origin of the list stands for those that are not on it.
func (s *Server) allowedOrigin(c *gin.Context, m trigger.Match, origin string) string {
	route := m.Route
	if route == nil {
		wanted := c.GetHeader("Access-Control-Request-Method")
		for _, method := range append([]string{wanted}, m.Methods...) {
			if other, ok := s.Active.Find(method, pathOf(c)); ok {
				route = other.Route
				break
			}
		}
	}
	if route == nil {
		return origin
	}
	list := route.Plan.Static(route.Node).Param("options.allowedOrigins").ToString()
	if list == "" || list == "*" || list == "undefined" {
		return origin
	}
	first := ""
	for _, allowed := range strings.Split(list, ",") {
		if allowed = strings.TrimSpace(allowed); allowed == origin {
			return origin
		} else if first == "" {
			first = allowed
		}
	}
	return first
}

// call runs a webhook's workflow and answers as its node decides. result, if
// there is one, is told of the execution.
func (s *Server) call(c *gin.Context, m trigger.Match, path, url string, test bool, result func(*execution.Execution, error)) {
	r := c.Request
	body := payload.New(r, s.Limits.Limits)
	x := &exchange{answered: make(chan reply, 1)}
	if err := body.Read(); err != nil {
		body.Close()
		s.bodyError(c, err)
		return
	}
	mode := node.ModeWebhook
	if test {
		mode = node.ModeManual
	}
	id := s.Engine.NewID()
	got, err := s.Engine.Webhook(r.Context(), engine.Call{Plan: m.Plan, Node: m.Node, Mode: mode, ExecutionID: id},
		s.newRequest(r, m, path, url, test, body))
	body.Close()
	switch {
	case err != nil:
		s.startError(c, m, err)
		return
	case got.Reject != nil:
		(&reply{status: got.Reject.Status, headers: got.Reject.Headers, body: got.Reject.Body, bare: true}).write(c.Writer, r)
		return
	case got.Output == nil:
		(&reply{status: 200, bare: true}).write(c.Writer, r)
		return
	}
	x.plan = got.Plan
	req := engine.RunRequest{Plan: m.Plan, ID: id, Mode: mode, Start: m.Name, Input: got.Output, IgnorePinned: !test, Keep: engine.KeepLast}
	if result != nil {
		req.Keep = engine.KeepAll
	}
	switch got.Plan.Mode {
	case node.RespondByNode:
		req.Respond = x.respond
	case node.RespondStreaming:
		s.stream(c, req, result)
		return
	}
	err = s.Dispatcher.Start(r.Context(), req, func(ex *execution.Execution, err error) {
		x.ended(ex, err)
		if result != nil {
			result(ex, err)
		}
	})
	if err != nil {
		s.refused(c, err)
		return
	}
	if got.Plan.Mode == node.RespondAtOnce {
		a := atOnce(got.Plan)
		a.write(c.Writer, r)
		return
	}
	select {
	case a := <-x.answered:
		a.write(c.Writer, r)
	case <-r.Context().Done():
	}
}

// refused answers a request whose execution got no place.
func (s *Server) refused(c *gin.Context, err error) {
	switch {
	case errors.Is(err, trigger.ErrBusy):
		c.Header("Retry-After", "1")
		writeError(c.Writer, c.Request, apiError{status: 429, code: 429,
			message: "The server is busy: it runs as many executions as it may. Try again later."})
	case errors.Is(err, trigger.ErrClosing):
		c.Header("Retry-After", "5")
		writeError(c.Writer, c.Request, apiError{status: 503, code: 503, message: "The server is shutting down."})
	}
	// Anything else means that the caller has gone.
}

// bodyError answers a request whose body could not be read.
func (s *Server) bodyError(c *gin.Context, err error) {
	var damaged *payload.ParseError
	switch {
	case errors.As(err, &damaged):
		writeError(c.Writer, c.Request, apiError{status: 422, code: 422, message: "Failed to parse request body", hint: damaged.Hint})
	default:
		s.Log.Info("a request's body was refused", "path", c.Request.URL.Path, "error", err)
		// What is left of the body will not be read: the connection ends.
		c.Header("Connection", "close")
		writeError(c.Writer, c.Request, problem)
	}
}

// startError answers when the webhook's node itself failed. Only contradictions
// in the workflow's settings are told to the caller.
func (s *Server) startError(c *gin.Context, m trigger.Match, err error) {
	var told interface{ Public() bool }
	if errors.As(err, &told) && told.Public() {
		writeError(c.Writer, c.Request, apiError{status: 500, message: err.Error()})
		return
	}
	s.Log.Error("a webhook failed", "workflow", m.Plan.Workflow().Name, "node", m.Name, "error", err)
	writeError(c.Writer, c.Request, apiError{status: 500, message: "Workflow Webhook Error: Workflow could not be started!"})
}

// atOnce is the answer that does not wait for the execution.
func atOnce(p node.ResponsePlan) *reply {
	a := &reply{status: p.Status, headers: p.Headers, body: p.AtOnce}
	switch {
	case p.NoBody:
		a.body = value.Undefined
	case a.body.IsUndefined():
		a.body = message("Workflow was started")
	}
	return a
}

func message(text string) value.Value {
	return value.Object(value.Field{Key: "message", Value: value.String(text)})
}

// exchange is one webhook call that waits for its answer; the first answer
// counts.
type exchange struct {
	plan     node.ResponsePlan
	once     sync.Once
	answered chan reply
}

func (x *exchange) answer(a reply) { x.once.Do(func() { x.answered <- a }) }

// respond takes the answer of a Respond to Webhook node.
func (x *exchange) respond(r node.Response) {
	a := reply{status: r.Status, headers: append(x.plan.Headers[:len(x.plan.Headers):len(x.plan.Headers)], r.Headers...), body: r.Body}
	if r.File != nil {
		// The original ignores the status option for files.
		a.status, a.file = 200, r
	}
	x.answer(a)
}

// ended answers from the record when the execution has ended, unless a node
// has answered.
func (x *exchange) ended(ex *execution.Execution, err error) {
	switch {
	case err != nil:
		x.answer(reply{status: problem.status, body: problem.body(), bare: true})
	case x.plan.Mode == node.RespondLastNode:
		x.answer(lastNode(ex, x.plan))
	default:
		x.answer(reply{status: 200, bare: true})
	}
}
