package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/server/payload"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
)

// resume goes on with an execution that waits for a call (engine reference
// §14).
func (s *Server) resume(c *gin.Context) {
	id, suffix, _ := strings.Cut(pathOf(c), "/")
	allowAnyOrigin(c)
	if c.Request.Method == http.MethodOptions {
		c.Status(http.StatusNoContent)
		return
	}
	ex, plan, status := s.Waiting.Peek(id)
	if status != "" {
		writeError(c.Writer, c.Request, cannotResume(id, status))
		return
	}
	hook, ok := waitingHook(ex, plan, c.Request.Method, suffix)
	if !ok {
		writeError(c.Writer, c.Request, apiError{status: 404, code: 404, message: fmt.Sprintf(
			`The workflow for execution "%s" does not contain a waiting webhook with a matching path/method.`, id)})
		return
	}
	s.resumeBy(c, id, trigger.Match{Route: &trigger.Route{Plan: plan, Webhook: hook}, Params: value.EmptyObject}, ex.Mode)
}

func allowAnyOrigin(c *gin.Context) {
	origin := c.GetHeader("Origin")
	if origin == "" {
		origin = "*"
	}
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Methods", "POST, GET, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Content-Type")
}

// cannotResume words why an execution cannot go on. The missing quotation mark
// is the original's.
func cannotResume(id string, status execution.Status) apiError {
	switch status {
	case execution.StatusUnknown:
		return apiError{status: 404, code: 404, message: fmt.Sprintf(`The execution "%s" does not exist.`, id)}
	case execution.StatusRunning:
		return apiError{status: 409, code: 409, message: fmt.Sprintf(`The execution "%s" is running already.`, id)}
	case execution.StatusError, execution.StatusCrashed:
		return apiError{status: 409, code: 409, message: fmt.Sprintf(`The execution "%s" has finished with error.`, id)}
	}
	return apiError{status: 409, code: 409, message: fmt.Sprintf(`The execution "%s has finished already.`, id)}
}

// waitingHook finds the webhook by which the node that waits is resumed.
func waitingHook(ex *execution.Execution, plan *engine.Plan, method, suffix string) (engine.Webhook, bool) {
	if len(ex.Data.Stack) == 0 {
		return engine.Webhook{}, false
	}
	for _, w := range plan.Webhooks() {
		if w.Spec.Restart && w.Err == nil && w.Name == ex.Data.Stack[0].Node && w.Path == suffix && slices.Contains(w.Methods, method) {
			return w, true
		}
	}
	return engine.Webhook{}, false
}

// resumeBy takes in the request and goes on with the execution.
func (s *Server) resumeBy(c *gin.Context, id string, m trigger.Match, mode node.Mode) {
	r := c.Request
	body := payload.New(r, s.Limits.Limits)
	defer body.Close()
	if err := body.Read(); err != nil {
		s.bodyError(c, err)
		return
	}
	url := s.BaseURL + s.Endpoints.Waiting + "/" + pathOf(c)
	got, err := s.Engine.Webhook(r.Context(), engine.Call{Plan: m.Plan, Node: m.Node, Mode: mode, ExecutionID: id},
		s.newRequest(r, m, pathOf(c), url, mode == node.ModeManual, body))
	switch {
	case err != nil:
		s.startError(c, m, err)
		return
	case got.Reject != nil:
		(&reply{status: got.Reject.Status, headers: got.Reject.Headers, body: got.Reject.Body, bare: true}).write(c.Writer, r)
		return
	}
	x := &exchange{plan: got.Plan, answered: make(chan reply, 1)}
	req := engine.ResumeRequest{Input: got.Output, Keep: engine.KeepLast}
	if got.Plan.Mode == node.RespondByNode {
		req.Respond = x.respond
	}
	status, err := s.Waiting.Resume(id, req, x.ended)
	switch {
	case err != nil:
		s.refused(c, err)
		return
	case status != "":
		writeError(c.Writer, r, cannotResume(id, status))
		return
	}
	if got.Plan.Mode == node.RespondAtOnce {
		atOnce(got.Plan).write(c.Writer, r)
		return
	}
	select {
	case a := <-x.answered:
		a.write(c.Writer, r)
	case <-r.Context().Done():
	}
}
