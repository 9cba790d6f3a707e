package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/node/form"
	"runnel/runtime/server/payload"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
)

// How long a request for a page waits until the execution has come to one, and
// after how many seconds a page that says so is loaded again.
const (
	pagePatience = 20 * time.Second
	pageRefresh  = 1
)

// statusPath is below a waiting form; it tells programs what the execution
// does.
const statusPath = "n8n-execution-status"

// form serves the forms of live workflows (core reference §9).
func (s *Server) form(c *gin.Context, path string) {
	m, found := s.Active.Find(c.Request.Method, path)
	if !found || !m.Spec.Form {
		s.noForm(c, "The form is not there. Its workflow must be active.", fmt.Sprintf(`The requested webhook "%s %s" is not registered.`, c.Request.Method, path))
		return
	}
	s.callForm(c, m, path, s.BaseURL+s.Forms.Webhook+"/"+m.PublicPath(), nil)
}

// testForm serves the forms that wait for one test submission. Looking at the
// form does not use it up.
func (s *Server) testForm(c *gin.Context, path string) {
	m, found := s.Active.FindTest(c.Request.Method, path)
	found = found && m.Spec.Form
	who := &trigger.Listener{}
	if found && c.Request.Method == http.MethodPost {
		var listener trigger.Listener
		m, listener, found = s.Active.TakeTest(c.Request.Method, path)
		who = &listener
	}
	if !found {
		s.noForm(c, "The test form is not there. Press “Execute workflow” and open it again.", fmt.Sprintf(`The requested webhook "%s" is not registered.`, path))
		return
	}
	s.callForm(c, m, path, s.BaseURL+s.Forms.Test+"/"+m.PublicPath(), who)
}

// noForm answers a request for a form that there is not.
func (s *Server) noForm(c *gin.Context, people, programs string) {
	if wantsPage(c.Request) {
		s.show(c, form.Failed("Problem loading form", people).Response(http.StatusNotFound))
		return
	}
	writeError(c.Writer, c.Request, apiError{status: 404, code: 404, message: programs})
}

// wantsPage tells whether a request comes from a browser that shows what is
// answered.
func wantsPage(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }

// show answers with a page.
func (s *Server) show(c *gin.Context, page *node.Response) {
	(&reply{status: page.Status, headers: page.Headers, body: page.Body, bare: true}).write(c.Writer, c.Request)
}

// callForm shows the page of a form, or starts its workflow with what was
// filled in and tells the person how it goes on. A page that was sent twice
// starts one execution.
func (s *Server) callForm(c *gin.Context, m trigger.Match, path, url string, who *trigger.Listener) {
	r, test := c.Request, who != nil
	mode := node.ModeWebhook
	if test {
		mode = node.ModeManual
	}
	call := engine.Call{Plan: m.Plan, Node: m.Node, Mode: mode, ExecutionID: s.Engine.NewID()}
	token := ""
	got, ok := s.receiveForm(c, call, m, path, url, test, &token)
	if !ok {
		if test && who.Result != nil {
			who.Result(nil, fmt.Errorf("the form was turned away"))
		}
		return
	}
	visit := &formVisit{id: call.ExecutionID, page: got.Plan.Page}
	if first := s.visits.begin(token, visit); first != visit {
		if test && who.Result != nil {
			who.Result(nil, fmt.Errorf("the form was sent twice"))
		}
		s.goOn(c, first.id)
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
	if got.Plan.Mode == node.RespondByNode {
		req.Respond = x.respond
	}
	s.Dispatcher.Answers(req.ID, x.outbound)
	err := s.Dispatcher.Start(r.Context(), req, func(ex *execution.Execution, err error) {
		s.visits.ended(visit, ex, err)
		x.ended(ex, err)
		if test && who.Result != nil {
			who.Result(ex, err)
		}
	})
	switch {
	case err != nil:
		s.visits.forget(token, visit)
		s.refused(c, err)
		if test && who.Result != nil {
			who.Result(nil, err)
		}
	case m.Plan.PageFollows(m.Node):
		if s.stored(c, call.ExecutionID) {
			s.goOn(c, call.ExecutionID)
		}
	case wantsPage(r):
		s.showAnswer(c, x, call.ExecutionID)
	default:
		x.wait(c, s.accepted(call.ExecutionID))
	}
}

// receiveForm is receive, with the token of a page that is sent once.
func (s *Server) receiveForm(c *gin.Context, call engine.Call, m trigger.Match, path, url string, test bool, token *string) (node.WebhookResult, bool) {
	body := payload.New(c.Request, s.Limits.Limits)
	defer body.Close()
	got, ok := s.receiveBody(c, call, m, path, url, test, body, "Workflow Form Error: Workflow could not be started!")
	if ok && c.Request.Method == http.MethodPost {
		if fields, err := body.Value(); err == nil {
			*token = fields.Get(form.TokenField).Str()
		}
	}
	return got, ok
}

// waitingFormURL is where the further pages of an execution are.
func (s *Server) waitingFormURL(id string) string { return s.BaseURL + s.Forms.Waiting + "/" + id }

// goOn leads to the next page of an execution.
func (s *Server) goOn(c *gin.Context, id string) {
	if wantsPage(c.Request) {
		s.show(c, form.Redirect(s.waitingFormURL(id)))
		return
	}
	writeValue(c.Writer, c.Request, http.StatusOK, value.Object(value.Field{Key: "formWaitingUrl", Value: value.String(s.waitingFormURL(id))}), jsonType)
}

// stored waits until an execution is stored, where executions are; false when
// the caller has gone meanwhile.
func (s *Server) stored(c *gin.Context, id string) bool {
	err := s.accepted(id)(c.Request.Context())
	return err == nil || c.Request.Context().Err() == nil
}

// showAnswer shows a person what the workflow answers to a form: what a Respond
// node says, else the page that the form's node has for it.
func (s *Server) showAnswer(c *gin.Context, x *exchange, id string) {
	if x.plan.Mode != node.RespondAtOnce {
		select {
		case a := <-x.answered:
			page := form.AnswerOf(a.body)
			switch {
			case a.status >= 400 && !a.chosen:
				s.show(c, form.Failed("Problem submitting response", "Please try again or contact support if the problem persists").Response(http.StatusInternalServerError))
				return
			case a.chosen && page != nil:
				s.show(c, page)
				return
			case a.chosen:
				a.write(c.Writer, c.Request)
				return
			}
		case <-c.Request.Context().Done():
			return
		}
	}
	if !s.stored(c, id) {
		return
	}
	if x.plan.Page == nil {
		s.show(c, form.Submitted("").Response(http.StatusOK))
		return
	}
	s.show(c, x.plan.Page)
}

// waitingForm serves the pages of executions that wait for people.
func (s *Server) waitingForm(c *gin.Context, path string) {
	id, suffix, _ := strings.Cut(path, "/")
	allowAnyOrigin(c)
	switch method := c.Request.Method; {
	case method == http.MethodOptions:
		c.Status(http.StatusNoContent)
		c.Writer.WriteHeaderNow()
		return
	case suffix == statusPath && method == http.MethodGet:
		c.String(http.StatusOK, "%s", s.formStatus(id))
		return
	case method == http.MethodGet && c.Request.URL.RawQuery == strings.TrimPrefix(form.FileLink, "?"):
		if file := s.visits.file(id); file != nil {
			s.download(c, file)
			return
		}
	}
	ex, plan, err := s.awaitPage(c.Request, id)
	if err != nil {
		s.noPage(c, id, err)
		return
	}
	hook, ok := waitingFormHook(ex, plan, c.Request.Method, suffix)
	switch {
	case !ok && wantsPage(c.Request) && c.Request.Method == http.MethodGet && !waitsForForm(ex, plan):
		s.show(c, busyPage())
		return
	case !ok:
		s.noForm(c, "There is no page at this address.", fmt.Sprintf(
			`The workflow for execution "%s" does not contain a waiting webhook with a matching path/method.`, id))
		return
	}
	m := trigger.Match{Route: &trigger.Route{Plan: plan, Webhook: hook}, Params: value.EmptyObject}
	call := engine.Call{Plan: plan, Node: hook.Node, Mode: ex.Mode, ExecutionID: id, Execution: ex}
	token := ""
	got, ok := s.receiveForm(c, call, m, path, s.waitingFormURL(path), ex.Mode == node.ModeManual, &token)
	if !ok {
		return
	}
	visit := s.visits.of(id)
	if got.Last != nil {
		s.visits.finish(visit, got.Last, true)
	} else if got.Plan.Page != nil {
		s.visits.finish(visit, got.Plan.Page, false)
	}
	x := newExchange(got.Plan)
	req := engine.ResumeRequest{Input: got.Output, Keep: engine.KeepLast}
	if got.Plan.Mode == node.RespondByNode {
		req.Respond = x.respond
	}
	err = s.Waiting.Resume(c.Request.Context(), id, req, func(ex *execution.Execution, err error) {
		s.visits.ended(visit, ex, err)
		x.ended(ex, err)
	})
	switch {
	case err != nil && got.Last == nil:
		s.noPage(c, id, err)
	case got.Last != nil:
		// Whoever was first has let the execution go on; the page is for both.
		s.show(c, got.Last)
	case plan.PageFollows(hook.Node) || wantsPage(c.Request):
		s.goOn(c, id)
	default:
		x.wait(c, s.accepted(id))
	}
}

// awaitPage gives an execution when it waits for somebody. One that is on its
// way to its next page is waited for a while.
func (s *Server) awaitPage(r *http.Request, id string) (*execution.Execution, *engine.Plan, error) {
	deadline := time.Now().Add(pagePatience)
	for pause := 10 * time.Millisecond; ; pause = min(2*pause, 500*time.Millisecond) {
		ex, plan, err := s.Waiting.Peek(id)
		if err == nil {
			return ex, plan, nil
		}
		status, _ := trigger.NotWaiting(err)
		if status == execution.StatusUnknown && s.visits.running(id) {
			status = execution.StatusRunning
		}
		if status != execution.StatusRunning || r.Method != http.MethodGet || time.Now().After(deadline) {
			return nil, nil, err
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-r.Context().Done():
			timer.Stop()
			return nil, nil, err
		}
	}
}

// waitingFormHook finds the page at which an execution waits.
func waitingFormHook(ex *execution.Execution, plan *engine.Plan, method, suffix string) (engine.Webhook, bool) {
	for _, w := range formHooks(ex, plan) {
		if w.Path == suffix && slices.Contains(w.Methods, method) {
			return w, true
		}
	}
	return engine.Webhook{}, false
}

func formHooks(ex *execution.Execution, plan *engine.Plan) []engine.Webhook {
	if len(ex.Data.Stack) == 0 {
		return nil
	}
	return slices.DeleteFunc(plan.Webhooks(), func(w engine.Webhook) bool {
		return !w.Spec.Restart || !w.Spec.Form || w.Err != nil || w.Name != ex.Data.Stack[0].Node || len(w.Methods) == 0
	})
}

// waitsForForm tells whether an execution waits for a person at all, rather
// than for a time or a call.
func waitsForForm(ex *execution.Execution, plan *engine.Plan) bool {
	return len(formHooks(ex, plan)) > 0
}

// formStatus is what programs are told of an execution with pages.
func (s *Server) formStatus(id string) string {
	ex, plan, err := s.Waiting.Peek(id)
	if err == nil {
		if waitsForForm(ex, plan) {
			return "form-waiting"
		}
		return string(execution.StatusWaiting)
	}
	status, _ := trigger.NotWaiting(err)
	if seen := s.visits.status(id); status == execution.StatusUnknown && seen != "" {
		return string(seen)
	}
	return string(status)
}

// noPage answers when an execution has no page to show: it still runs, it has
// ended, or there is none.
func (s *Server) noPage(c *gin.Context, id string, err error) {
	status, known := trigger.NotWaiting(err)
	visit, seen := s.visits.find(id)
	if known && status == execution.StatusUnknown && seen {
		status = s.visits.status(id)
	}
	if !known || !wantsPage(c.Request) && (c.Request.Method != http.MethodGet || status != execution.StatusSuccess) {
		s.cannotResume(c, id, statusError(err, status))
		return
	}
	problem := func(code int, text string) {
		s.show(c, form.Failed("Problem loading form", text).Response(code))
	}
	switch status {
	case execution.StatusRunning, execution.StatusNew:
		if c.Request.Method == http.MethodPost {
			// The same page was sent before.
			s.goOn(c, id)
			return
		}
		s.show(c, busyPage())
	case execution.StatusUnknown:
		problem(http.StatusNotFound, fmt.Sprintf(`The execution "%s" does not exist.`, id))
	case execution.StatusSuccess:
		if seen && visit.page != nil {
			s.show(c, visit.page)
			return
		}
		s.show(c, form.Submitted("").Response(http.StatusOK))
	default:
		if seen && visit.closing {
			s.show(c, visit.page)
			return
		}
		problem(http.StatusConflict, fmt.Sprintf(`The execution "%s" has finished with error.`, id))
	}
}

// statusError gives the error for a status that is known better than the
// waiting room knows it.
func statusError(err error, status execution.Status) error {
	if before, known := trigger.NotWaiting(err); !known || before == status {
		return err
	}
	return trigger.DoesNotWait(status)
}

// busyPage says that the execution is on its way, and loads itself again.
func busyPage() *node.Response {
	return form.Message{Heading: "One moment", Text: "Your answer is being processed. This page goes on by itself.", Refresh: pageRefresh}.Response(http.StatusOK)
}

// download sends the file of a closing page.
func (s *Server) download(c *gin.Context, page *node.Response) {
	file := page.File
	name := file.FileName
	if name == "" {
		name = "file"
	}
	mime := file.MimeType
	if mime == "" {
		mime = "application/octet-stream"
	}
	(&reply{status: http.StatusOK, exact: true, file: file, headers: []node.Header{
		{Name: "content-type", Value: mime}, {Name: "content-disposition", Value: "attachment; filename*=UTF-8''" + url.PathEscape(name)},
		{Name: "x-content-type-options", Value: "nosniff"}, {Name: "cache-control", Value: "no-store"},
	}}).write(c.Writer, c.Request)
}
