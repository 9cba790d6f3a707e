package editorapi

import (
	"errors"
	"net/http"
	"strconv"

	"runnel/runtime/engine"
	"runnel/runtime/server/api"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
)

// told makes the errors of the workbench errors for the caller.
func told(err error) error {
	var run *workbench.BadRun
	var publish *workbench.NotPublishable
	var state *workbench.NotPossible
	switch {
	case errors.As(err, &run), errors.As(err, &publish):
		return &api.Error{Status: http.StatusBadRequest, Code: api.CodeBadRequest, Message: err.Error(), Details: details(err)}
	case errors.As(err, &state):
		return api.ConflictError("%s", state.Message)
	case errors.Is(err, trigger.ErrBusy):
		return &api.Error{Status: http.StatusTooManyRequests, Code: api.CodeThrottled,
			Message: "The server is busy: it runs as many executions as it may. Try again later."}
	case errors.Is(err, trigger.ErrClosing):
		return api.Unavailable("The server is shutting down.")
	}
	return err
}

// details names the node that an error is about, undefined for none.
func details(err error) value.Value {
	var activation *trigger.ActivationError
	var conflict *trigger.Conflict
	var issues *engine.HasIssues
	switch {
	case errors.As(err, &activation):
		return api.Object("node", activation.Node)
	case errors.As(err, &conflict):
		return api.Object("node", conflict.Route.Name, "holder", conflict.Holder.Plan.Workflow().Name)
	case errors.As(err, &issues):
		return api.Object("issues", issues.Issues)
	}
	return value.Undefined
}

func (a *API) listWorkflows(c *api.Call) error {
	f := store.WorkflowFilter{Search: c.Query("search")}
	if tag := c.Query("tag"); tag != "" {
		f.Tags = []string{tag}
	}
	if active := c.Query("active"); active != "" {
		on, err := strconv.ParseBool(active)
		if err != nil {
			return api.BadRequest(`"active" must be true or false.`)
		}
		f.Active = &on
	}
	list, err := a.Database.Workflows(c.Request.Context(), f)
	if err != nil {
		return err
	}
	return listOf(c, list, listedWorkflow)
}

func listedWorkflow(w store.WorkflowSummary) value.Value {
	last := value.Null
	if r := w.LastRun; r != nil {
		last = api.Object("id", r.ID, "status", string(r.Status), "startedAt", r.StartedAt)
	}
	history := make([]string, len(w.Stats.History))
	for i, s := range w.Stats.History {
		history[i] = string(s)
	}
	return api.Object("id", w.ID, "name", w.Name, "active", w.ActiveVersionID != "", "tags", api.List(w.Tags, tagJSON),
		"createdAt", w.CreatedAt, "updatedAt", w.UpdatedAt, "versionId", w.VersionID, "nodeCount", w.NodeCount, "triggers", w.Triggers,
		"lastRun", last, "stats", api.Object("runs", w.Stats.Runs, "errors", w.Stats.Errors, "history", history))
}

// opened answers with a workflow as the editor opens it.
func (a *API) opened(c *api.Call, w *store.Workflow) error {
	return c.OK(api.Object("workflow", w.Document, "versionId", w.VersionID, "activeVersionId", w.ActiveVersionID, "updatedAt", w.UpdatedAt,
		"updatedBy", w.UpdatedBy, "problems", a.problems(w.Document), "file", w.File))
}

func (a *API) problems(doc value.Value) value.Value {
	return api.List(a.Workbench.Problems(doc), func(p workbench.Problem) value.Value {
		return api.Object("node", p.Node, "parameter", p.Parameter, "message", p.Message)
	})
}

// withWorkflow reads a body, and the workflow that it holds.
func withWorkflow(c *api.Call) (body, doc value.Value, err error) {
	if body, err = c.Document(); err != nil {
		return body, doc, err
	}
	doc = body.Get("workflow")
	if !doc.IsObject() {
		return body, doc, api.BadRequest(`"workflow" must be a workflow: an object with nodes and connections.`)
	}
	return body, doc, nil
}

func (a *API) createWorkflow(c *api.Call) error {
	_, doc, err := withWorkflow(c)
	if err != nil {
		return err
	}
	w, err := a.Workbench.Create(c.Request.Context(), doc, client(c))
	if err != nil {
		return err
	}
	return a.opened(c, w)
}

func (a *API) checkWorkflow(c *api.Call) error {
	_, doc, err := withWorkflow(c)
	if err != nil {
		return err
	}
	return c.OK(api.Object("problems", a.problems(doc)))
}

func (a *API) openWorkflow(c *api.Call) error {
	w, err := a.Database.Workflow(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return a.opened(c, w)
}

func (a *API) saveWorkflow(c *api.Call) error {
	body, doc, err := withWorkflow(c)
	if err != nil {
		return err
	}
	base, err := api.Text(body, "baseVersionId")
	if err != nil {
		return err
	}
	w, err := a.Workbench.Save(c.Request.Context(), c.Param("id"), doc, base, body.Get("force").Bool(), client(c))
	if err != nil {
		return err
	}
	return a.opened(c, w)
}

func (a *API) deleteWorkflow(c *api.Call) error {
	if err := a.Workbench.Delete(c.Request.Context(), c.Param("id")); err != nil {
		return err
	}
	return c.Done()
}

func (a *API) listVersions(c *api.Call) error {
	list, err := a.Database.Versions(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return listOf(c, list, func(v store.Version) value.Value {
		return api.Object("versionId", v.ID, "createdAt", v.CreatedAt, "author", v.Author, "name", v.Name, "active", v.Active)
	})
}

func (a *API) openVersion(c *api.Call) error {
	w, err := a.Database.Version(c.Request.Context(), c.Param("id"), c.Param("versionId"))
	if err != nil {
		return err
	}
	return a.opened(c, w)
}

func (a *API) publish(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	version, err := api.Required(form, "versionId", 100)
	if err != nil {
		return err
	}
	w, err := a.Workbench.Publish(c.Request.Context(), c.Param("id"), version, client(c))
	if err != nil {
		return told(err)
	}
	return a.opened(c, w)
}

func (a *API) unpublish(c *api.Call) error {
	w, err := a.Workbench.Unpublish(c.Request.Context(), c.Param("id"), client(c))
	if err != nil {
		return err
	}
	return a.opened(c, w)
}

// listWebhooks gives the addresses of a workflow as it is being edited: they
// count once it is run or published.
func (a *API) listWebhooks(c *api.Call) error {
	_, doc, err := withWorkflow(c)
	if err != nil {
		return err
	}
	list, err := a.Workbench.Webhooks(doc)
	if err != nil {
		return told(&workbench.BadRun{Err: err})
	}
	return listOf(c, list, webhookJSON)
}

func webhookJSON(h workbench.Webhook) value.Value {
	return api.Object("node", h.Node, "method", h.Method, "path", h.Path, "testUrl", h.TestURL, "productionUrl", h.ProductionURL)
}

func (a *API) run(c *api.Call) error {
	body, doc, err := withWorkflow(c)
	if err != nil {
		return err
	}
	r := workbench.RunRequest{Document: doc.Set("id", value.String(c.Param("id"))), RunData: body.Get("runData")}
	if r.Trigger, err = api.Text(body, "triggerNode"); err != nil {
		return err
	}
	if r.Destination, err = api.Text(body, "destinationNode"); err != nil {
		return err
	}
	if r.Dirty, err = api.Texts(body, "dirtyNodes"); err != nil {
		return err
	}
	started, err := a.Workbench.Run(c.Request.Context(), r)
	if err != nil {
		return told(err)
	}
	if started.ExecutionID != "" {
		return c.OK(api.Object("executionId", started.ExecutionID))
	}
	return c.OK(api.Object("waitingForWebhook", true, "webhooks", api.List(started.Webhooks, webhookJSON)))
}

func (a *API) stopListening(c *api.Call) error {
	a.Workbench.StopListening(c.Param("id"))
	return c.Done()
}
