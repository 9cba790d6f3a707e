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
	"runnel/runtime/trigger"
	"runnel/runtime/value"
)

// resume goes on with an execution that waits for a call (engine reference
// §14).
func (s *Server) resume(c *gin.Context, path string) {
	id, suffix, _ := strings.Cut(path, "/")
	allowAnyOrigin(c)
	if c.Request.Method == http.MethodOptions {
		c.Status(http.StatusNoContent)
		c.Writer.WriteHeaderNow()
		return
	}
	ex, plan, err := s.Waiting.Peek(id)
	if err != nil {
		s.cannotResume(c, id, err)
		return
	}
	hook, ok := waitingHook(ex, plan, c.Request.Method, suffix)
	if !ok {
		writeError(c.Writer, c.Request, apiError{status: 404, code: 404, message: fmt.Sprintf(
			`The workflow for execution "%s" does not contain a waiting webhook with a matching path/method.`, id)})
		return
	}
	m := trigger.Match{Route: &trigger.Route{Plan: plan, Webhook: hook}, Params: value.EmptyObject}
	call := engine.Call{Plan: plan, Node: hook.Node, Mode: ex.Mode, ExecutionID: id, Execution: ex}
	got, ok := s.receive(c, call, m, path, s.BaseURL+s.Endpoints.Waiting+"/"+path, ex.Mode == node.ModeManual)
	if !ok {
		return
	}
	if got.Last != nil {
		if err := s.Waiting.Resume(c.Request.Context(), id, engine.ResumeRequest{Input: got.Output, Keep: engine.KeepLast}, nil); err != nil {
			s.cannotResume(c, id, err)
			return
		}
		s.show(c, got.Last)
		return
	}
	x := newExchange(got.Plan)
	req := engine.ResumeRequest{Input: got.Output, Keep: engine.KeepLast}
	if got.Plan.Mode == node.RespondByNode {
		req.Respond = x.respond
	}
	if err := s.Waiting.Resume(c.Request.Context(), id, req, x.ended); err != nil {
		s.cannotResume(c, id, err)
		return
	}
	x.wait(c, s.accepted(id))
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

// cannotResume answers why an execution cannot go on.
func (s *Server) cannotResume(c *gin.Context, id string, err error) {
	status, known := trigger.NotWaiting(err)
	switch {
	case !known:
		s.Log.Error("a waiting execution could not go on", "execution", id, "error", err)
		s.refused(c, err)
		if !c.Writer.Written() {
			writeError(c.Writer, c.Request, problem)
		}
	case status == execution.StatusUnknown:
		writeError(c.Writer, c.Request, apiError{status: 404, code: 404, message: fmt.Sprintf(`The execution "%s" does not exist.`, id)})
	case status == execution.StatusRunning:
		writeError(c.Writer, c.Request, apiError{status: 409, code: 409, message: fmt.Sprintf(`The execution "%s" is running already.`, id)})
	case status == execution.StatusError || status == execution.StatusCrashed:
		writeError(c.Writer, c.Request, apiError{status: 409, code: 409, message: fmt.Sprintf(`The execution "%s" has finished with error.`, id)})
	default:
		// The missing quotation mark is the original's.
		writeError(c.Writer, c.Request, apiError{status: 409, code: 409, message: fmt.Sprintf(`The execution "%s has finished already.`, id)})
	}
}

// waitingHook finds the webhook by which the node that waits is resumed.
func waitingHook(ex *execution.Execution, plan *engine.Plan, method, suffix string) (engine.Webhook, bool) {
	if len(ex.Data.Stack) == 0 {
		return engine.Webhook{}, false
	}
	for _, w := range plan.Webhooks() {
		if w.Spec.Restart && !w.Spec.Form && w.Err == nil && w.Name == ex.Data.Stack[0].Node && w.Path == suffix && slices.Contains(w.Methods, method) {
			return w, true
		}
	}
	return engine.Webhook{}, false
}
