package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

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

// production serves the webhooks of live workflows (engine reference §18).
func (s *Server) production(c *gin.Context, path string) {
	m, found := s.Active.Find(c.Request.Method, path)
	notFound := func(method string, m trigger.Match) apiError {
		return webhookNotFound(method, m.Methods, fmt.Sprintf(`The requested webhook "%s %s" is not registered.`, method, path), productionHint)
	}
	if s.crossOrigin(c, path, s.Active.Find, notFound) {
		return
	}
	if !found {
		writeError(c.Writer, c.Request, notFound(c.Request.Method, m))
		return
	}
	url := s.BaseURL + s.Endpoints.Webhook + "/" + m.PublicPath()
	if m.Spec.Form {
		// Forms of the first version are here.
		s.callForm(c, m, path, url, nil)
		return
	}
	s.call(c, m, path, url, nil)
}

// test serves the webhooks that wait for one test call.
func (s *Server) test(c *gin.Context, path string) {
	notFound := func(method string, m trigger.Match) apiError {
		return webhookNotFound(method, m.Methods, fmt.Sprintf(`The requested webhook "%s" is not registered.`, path), testHint)
	}
	if s.crossOrigin(c, path, s.Active.FindTest, notFound) {
		return
	}
	if m, found := s.Active.FindTest(c.Request.Method, path); found && m.Spec.Form {
		s.testForm(c, path)
		return
	}
	m, who, found := s.Active.TakeTest(c.Request.Method, path)
	if !found {
		writeError(c.Writer, c.Request, notFound(c.Request.Method, m))
		return
	}
	s.call(c, m, path, s.BaseURL+s.Endpoints.Test+"/"+m.PublicPath(), &who)
}

// webhookNotFound answers a request that no webhook fits. methods are those
// that are registered on the path.
func webhookNotFound(method string, methods []string, unknown, hint string) apiError {
	if len(methods) == 0 {
		return apiError{status: 404, code: 404, message: unknown, hint: hint}
	}
	last := len(methods) - 1
	list := methods[last]
	if last > 0 {
		list = strings.Join(methods[:last], ", ") + " or " + list
	}
	return apiError{status: 404, code: 404,
		message: fmt.Sprintf("This webhook is not registered for %s requests. Did you mean to make a %s request?", method, list)}
}

// call runs a webhook's workflow and answers as its node decides. who has
// listened for a test call; it is nil for others.
func (s *Server) call(c *gin.Context, m trigger.Match, path, url string, who *trigger.Listener) {
	r, test := c.Request, who != nil
	var result func(*execution.Execution, error)
	if test {
		result = who.Result
	}
	mode := node.ModeWebhook
	if test {
		mode = node.ModeManual
	}
	call := engine.Call{Plan: m.Plan, Node: m.Node, Mode: mode, ExecutionID: s.Engine.NewID()}
	got, ok := s.receive(c, call, m, path, url, test)
	if !ok {
		if test {
			result(nil, errors.New("the webhook turned the request away"))
		}
		return
	}
	x := newExchange(got.Plan)
	req := engine.RunRequest{Plan: m.Plan, ID: call.ExecutionID, Mode: mode, Start: m.Name, Input: got.Output, IgnorePinned: !test, Keep: engine.KeepLast}
	if test {
		req.Keep = engine.KeepAll
		if who.Prepare != nil {
			who.Prepare(&req)
		}
	}
	switch got.Plan.Mode {
	case node.RespondByNode:
		req.Respond = x.respond
	case node.RespondStreaming:
		s.stream(c, req, result)
		return
	}
	s.Dispatcher.Answers(req.ID, x.outbound)
	err := s.Dispatcher.Start(r.Context(), req, func(ex *execution.Execution, err error) {
		x.ended(ex, err)
		if test {
			result(ex, err)
		}
	})
	if err != nil {
		s.refused(c, err)
		if test {
			result(nil, err)
		}
		return
	}
	x.wait(c, s.accepted(call.ExecutionID))
}

// accepted gives what waits until an execution is stored.
func (s *Server) accepted(id string) func(context.Context) error {
	return func(ctx context.Context) error { return s.Dispatcher.Accepted(ctx, id) }
}

// receive reads a request and hands it to its node. When the node does not
// want it, or something failed, it has answered and gives false.
func (s *Server) receive(c *gin.Context, call engine.Call, m trigger.Match, path, url string, test bool) (node.WebhookResult, bool) {
	body := payload.New(c.Request, s.Limits.Limits)
	defer body.Close()
	return s.receiveBody(c, call, m, path, url, test, body, "Workflow Webhook Error: Workflow could not be started!")
}

// receiveBody is receive for a body that the caller closes. failure is what the
// caller is told when the node failed for a reason that is not his business.
func (s *Server) receiveBody(c *gin.Context, call engine.Call, m trigger.Match, path, url string, test bool, body *payload.Body, failure string) (node.WebhookResult, bool) {
	r := c.Request
	if err := body.Read(); err != nil {
		s.bodyError(c, err)
		return node.WebhookResult{}, false
	}
	// The time for reading the request must not run out while the workflow
	// runs: that would count as the caller having gone.
	http.NewResponseController(c.Writer).SetReadDeadline(time.Time{})
	got, err := s.Engine.Webhook(r.Context(), call, s.newRequest(r, m, path, url, test, body))
	switch {
	case err != nil:
		s.startError(c, call, err, failure)
	case got.Reject != nil:
		(&reply{status: got.Reject.Status, headers: got.Reject.Headers, body: got.Reject.Body, bare: true}).write(c.Writer, r)
	case got.Output == nil:
		(&reply{status: 200, body: message("Webhook call received")}).write(c.Writer, r)
	default:
		return got, true
	}
	return got, false
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

// Bounds of what is read of a body that is too large, so that the caller, who
// is still sending, gets to see the answer.
const (
	drainBytes = 64 << 20
	drainTime  = 10 * time.Second
)

// bodyError answers a request whose body could not be read.
func (s *Server) bodyError(c *gin.Context, err error) {
	var damaged *payload.ParseError
	switch {
	case errors.As(err, &damaged):
		writeError(c.Writer, c.Request, apiError{status: 422, code: 422, message: "Failed to parse request body", hint: damaged.Hint})
		return
	case errors.Is(err, payload.ErrTooLarge):
		s.Log.Info("a request was turned away: its body is too large; --payload-max and --form-data-max set the limits",
			"method", c.Request.Method, "path", c.Request.URL.Path)
		http.NewResponseController(c.Writer).SetReadDeadline(time.Now().Add(drainTime))
		io.CopyN(io.Discard, c.Request.Body, drainBytes)
		c.Header("Connection", "close")
	default:
		s.Log.Info("a request was turned away: its body could not be read", "method", c.Request.Method, "path", c.Request.URL.Path, "error", err)
		c.Header("Connection", "close")
	}
	writeError(c.Writer, c.Request, problem)
}

// startError answers when the webhook's node itself failed. Only contradictions
// in the workflow's settings are told to the caller. The workflow's error
// workflow hears of it as of any failed execution.
func (s *Server) startError(c *gin.Context, call engine.Call, err error, text string) {
	var told interface{ Public() bool }
	if errors.As(err, &told) && told.Public() {
		text = err.Error()
	}
	s.Dispatcher.NotStarted(call, err)
	writeError(c.Writer, c.Request, apiError{status: 500, message: text})
}

func message(text string) value.Value {
	return value.Object(value.Field{Key: "message", Value: value.String(text)})
}
