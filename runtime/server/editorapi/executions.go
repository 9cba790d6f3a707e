package editorapi

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/server/api"
	"runnel/runtime/server/live"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

// The page of executions when the caller does not say, and the largest.
const (
	usualPage   = 50
	largestPage = 250
)

func (a *API) listExecutions(c *api.Call) error {
	f := store.ExecutionFilter{WorkflowID: c.Query("workflowId"), Search: c.Query("search"), Before: c.Query("cursor"), Limit: usualPage}
	for _, s := range strings.Split(c.Query("status"), ",") {
		if s != "" {
			f.Statuses = append(f.Statuses, execution.Status(s))
		}
	}
	for key, to := range map[string]*time.Time{"startedAfter": &f.StartedAfter, "startedBefore": &f.StartedBefore} {
		text := c.Query(key)
		if text == "" {
			continue
		}
		var err error
		if *to, err = time.Parse(time.RFC3339, text); err != nil {
			return api.BadRequest("%q must be a time such as 2030-01-31T00:00:00Z.", key)
		}
	}
	if text := c.Query("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return api.BadRequest(`"limit" must be a whole number of at least 1.`)
		}
		f.Limit = min(n, largestPage)
	}
	page := f.Limit
	f.Limit++ // one more tells whether there is a next page
	list, err := a.Database.Executions(c.Request.Context(), f)
	if err != nil {
		return err
	}
	next := ""
	if len(list) > page {
		list = list[:page]
		next = list[page-1].ID
	}
	return c.OK(api.Object("data", api.List(list, func(s store.ExecutionSummary) value.Value { return summaryJSON(&s) }), "nextCursor", next))
}

func summaryJSON(s *store.ExecutionSummary) value.Value {
	inbound, outbound, failure := value.Null, value.Null, value.Null
	if in := s.Inbound; in != nil {
		var fields value.Builder
		for _, f := range in.Fields {
			fields.Set(f.Name, value.String(f.Value))
		}
		inbound = api.Object("method", in.Method, "path", in.Path, "fields", fields.Object())
	}
	if s.Outbound != 0 {
		outbound = api.Object("status", s.Outbound)
	}
	if s.ErrorMessage != "" {
		failure = api.Object("message", s.ErrorMessage, "node", s.ErrorNode)
	}
	return api.Object("id", s.ID, "workflowId", s.WorkflowID, "workflowName", s.WorkflowName, "status", string(s.Status), "mode", string(s.Mode),
		"startedAt", s.StartedAt, "stoppedAt", s.StoppedAt, "durationMs", s.Duration().Milliseconds(), "retryOf", api.TextOrNull(s.RetryOf),
		"inbound", inbound, "outbound", outbound, "error", failure, "bytes", s.Bytes)
}

func (a *API) openExecution(c *api.Call) error {
	a.Workbench.Stored(c.Request.Context(), c.Param("id"))
	s, err := a.Database.ExecutionWithData(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	data := value.Null
	if s.Data != nil {
		// It goes out as the text that it is.
		if data, err = value.Lazy(s.Data); err != nil {
			return fmt.Errorf("the data of execution %s: %w", s.ID, err)
		}
	}
	workflow := s.Workflow
	if workflow.IsUndefined() {
		workflow = value.Null
	}
	return c.OK(summaryJSON(&s.ExecutionSummary).Set("workflow", workflow).Set("data", data))
}

func (a *API) deleteExecution(c *api.Call) error {
	if err := a.Database.DeleteExecution(c.Request.Context(), c.Param("id")); err != nil {
		return err
	}
	return c.Done()
}

func (a *API) stopExecution(c *api.Call) error {
	if err := a.Workbench.Stop(c.Request.Context(), c.Param("id")); err != nil {
		return told(err)
	}
	return c.Done()
}

func (a *API) retryExecution(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	r := workbench.RetryRequest{ID: c.Param("id"), Again: true}
	which, err := api.Text(form, "workflow")
	if err != nil {
		return err
	}
	switch which {
	case "original", "":
	case "current":
		r.Current = true
	default:
		return api.BadRequest(`"workflow" must be "original" or "current".`)
	}
	if r.From, err = api.Text(form, "fromNode"); err != nil {
		return err
	}
	id, err := a.Workbench.Retry(c.Request.Context(), r)
	if err != nil {
		return told(err)
	}
	return c.OK(api.Object("executionId", id))
}

// executionFile sends a file of an item. Whatever it is, a browser must not take
// it for a page of this site.
func (a *API) executionFile(c *api.Call) error {
	at := workbench.Place{Node: c.Query("node"), Property: c.Query("property")}
	for key, to := range map[string]*int{"run": &at.Run, "output": &at.Output, "item": &at.Item} {
		text := c.Query(key)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return api.BadRequest("%q must be a whole number.", key)
		}
		*to = n
	}
	file, in, err := a.Workbench.File(c.Request.Context(), c.Param("id"), at)
	if err != nil {
		return err
	}
	defer in.Close()
	kind := "attachment"
	switch media, _, _ := mime.ParseMediaType(file.MimeType); {
	case media == "image/svg+xml":
	case strings.HasPrefix(media, "image/"), strings.HasPrefix(media, "audio/"), strings.HasPrefix(media, "video/"), media == "application/pdf", media == "text/plain":
		kind = "inline"
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "application/octet-stream")
	if kind == "inline" {
		h.Set("Content-Type", file.MimeType)
	}
	name := file.FileName
	if name == "" {
		name = "data"
	}
	h.Set("Content-Disposition", mime.FormatMediaType(kind, map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.FormatInt(file.Content.Size(), 10))
	c.Writer.WriteHeader(http.StatusOK)
	io.Copy(c.Writer, in)
	return nil
}

// events streams what happens: in one workflow, or in all of them.
func (a *API) events(c *api.Call) error {
	tab := c.Query("client")
	if len(tab) > 100 {
		tab = tab[:100]
	}
	r := a.Hub.Read(c.Query("workflow"), c.GetHeader("Last-Event-ID"), live.Person{ID: c.User.ID, Name: c.User.Name(), Client: tab})
	defer r.Close()
	r.Serve(c.Writer, c.Request, a.stop, func() bool {
		_, _, err := a.Database.Session(c.Request.Context(), c.SessionHash)
		return !errors.Is(err, store.ErrNotFound)
	})
	return nil
}

func (a *API) evaluate(c *api.Call) error {
	body, doc, err := withWorkflow(c)
	if err != nil {
		return err
	}
	q := workbench.EvaluateRequest{Document: doc, Item: int(body.Get("item").Num()), Run: -1, RunData: body.Get("runData")}
	if run := body.Get("run"); run.IsNumber() {
		q.Run = int(run.Num())
	}
	if q.Node, err = api.Text(body, "node"); err != nil {
		return err
	}
	if q.ExecutionID, err = api.Text(body, "executionId"); err != nil {
		return err
	}
	if q.Expressions, err = api.Texts(body, "expressions"); err != nil {
		return err
	}
	results, err := a.Workbench.Evaluate(c.Request.Context(), q)
	if err != nil {
		return told(err)
	}
	return c.OK(api.Object("results", api.List(results, func(r workbench.Result) value.Value {
		if r.Error != "" {
			description := value.Undefined
			if r.Description != "" {
				description = value.String(r.Description)
			}
			return api.Object("error", api.Object("message", r.Error, "description", description))
		}
		return api.Object("value", r.Value, "text", r.Text, "type", r.Type)
	})))
}
