package publicapi

import (
	"net/http"
	"strings"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/server/api"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

func tagJSON(t store.Tag) value.Value {
	return api.Object("createdAt", t.CreatedAt, "updatedAt", t.UpdatedAt, "id", t.ID, "name", t.Name)
}

// or gives a value, or another one when it is undefined.
func or(v, fallback value.Value) value.Value {
	if v.IsUndefined() {
		return fallback
	}
	return v
}

// workflowJSON is a workflow as the API shows it.
func (a *API) workflowJSON(w *store.Workflow, pins bool) value.Value {
	doc := w.Document
	pinData := value.Undefined
	if pins {
		pinData = or(doc.Get("pinData"), value.Null)
	}
	triggers := 0
	if w.Active() {
		triggers = a.triggers(doc)
	}
	return api.Object("updatedAt", w.UpdatedAt, "createdAt", w.CreatedAt, "id", w.ID, "name", doc.Get("name"), "description", or(doc.Get("description"), value.Null),
		"active", w.Active(), "isArchived", w.Archived, "nodes", or(doc.Get("nodes"), value.Array()), "connections", or(doc.Get("connections"), value.EmptyObject),
		"settings", or(doc.Get("settings"), value.EmptyObject), "staticData", or(doc.Get("staticData"), value.Null), "meta", or(doc.Get("meta"), value.Null),
		"pinData", pinData, "versionId", w.VersionID, "activeVersionId", api.TextOrNull(w.ActiveVersionID), "triggerCount", triggers,
		"tags", api.List(w.Tags, tagJSON), "shared", value.Array())
}

// triggers counts the nodes that start a workflow.
func (a *API) triggers(doc value.Value) int {
	n := 0
	for _, d := range doc.Get("nodes").Elems() {
		t, _ := a.Registry.Find(d.Get("type").Str(), d.Get("typeVersion").Num())
		if t != nil && !d.Get("disabled").Bool() && (t.HasTrigger || t.HasPoll || t.HasWebhook) {
			n++
		}
	}
	return n
}

func (a *API) listWorkflows(c *api.Call) error {
	p, err := paging(c)
	if err != nil {
		return err
	}
	f := store.WorkflowFilter{Search: c.Query("name"), After: p.LastID, Limit: p.Limit + 1}
	set, active, err := flag(c, "active")
	if err != nil {
		return err
	}
	if set {
		f.Active = &active
	}
	_, noPins, err := flag(c, "excludePinnedData")
	if err != nil {
		return err
	}
	for _, tag := range strings.Split(c.Query("tags"), ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			f.Tags = append(f.Tags, tag)
		}
	}
	ctx := c.Request.Context()
	list, err := a.Database.Workflows(ctx, f)
	if err != nil {
		return err
	}
	next := value.Null
	if len(list) > p.Limit {
		list = list[:p.Limit]
		next = place{Limit: p.Limit, LastID: list[len(list)-1].ID}.cursor()
	}
	data := make([]value.Value, 0, len(list))
	for _, s := range list {
		w, err := a.Database.Workflow(ctx, s.ID)
		if err != nil {
			continue // it was deleted meanwhile
		}
		data = append(data, a.workflowJSON(w, !noPins))
	}
	return c.OK(api.Object("data", value.Array(data...), "nextCursor", next))
}

// readOnly are keys of a workflow that callers must not send, and writable
// those that they may.
var (
	readOnly = []string{"id", "active", "createdAt", "updatedAt", "isArchived", "versionId", "triggerCount", "meta", "tags", "activeVersionId", "versionCounter"}
	writable = map[string]bool{"name": true, "description": true, "nodes": true, "connections": true, "settings": true, "staticData": true, "pinData": true,
		"shared": true, "nodeGroups": true, "externalId": true, "projectId": true, "activeVersion": true}
)

// workflowBody reads a workflow that is to be stored, as n8n checks it.
func workflowBody(c *api.Call) (value.Value, error) {
	body, err := c.Document()
	if err != nil {
		return body, err
	}
	if err := required(body, "name", "nodes", "connections", "settings"); err != nil {
		return body, err
	}
	for _, key := range readOnly {
		if body.Has(key) {
			return body, api.BadRequest("request/body/%s is read-only", key)
		}
	}
	for key := range body.Entries() {
		if !writable[key] {
			return body, api.BadRequest("request/body must NOT have additional properties (%s)", key)
		}
	}
	for key, ok := range map[string]bool{"name": body.Get("name").IsString(), "nodes": body.Get("nodes").IsArray(),
		"connections": body.Get("connections").IsObject(), "settings": body.Get("settings").IsObject()} {
		if !ok {
			return body, api.BadRequest("request/body/%s must be of another type", key)
		}
	}
	return body.Delete("shared").Delete("activeVersion").Delete("projectId"), nil
}

func (a *API) createWorkflow(c *api.Call) error {
	body, err := workflowBody(c)
	if err != nil {
		return err
	}
	w, err := a.Workbench.Create(c.Request.Context(), body, client(c))
	if err != nil {
		return err
	}
	return c.OK(a.workflowJSON(w, true))
}

func (a *API) getWorkflow(c *api.Call) error {
	_, noPins, err := flag(c, "excludePinnedData")
	if err != nil {
		return err
	}
	w, err := a.Database.Workflow(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return c.OK(a.workflowJSON(w, !noPins))
}

func (a *API) workflowVersion(c *api.Call) error {
	w, err := a.Database.Version(c.Request.Context(), c.Param("id"), c.Param("versionId"))
	if err != nil {
		return err
	}
	return c.OK(a.workflowJSON(w, true))
}

// updateWorkflow saves what the caller sent over what is stored: keys that were
// not sent stay. The version of a workflow that is in service is replaced.
func (a *API) updateWorkflow(c *api.Call) error {
	body, err := workflowBody(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	stored, err := a.Database.Workflow(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	doc := stored.Document
	for key, v := range body.Entries() {
		doc = doc.Set(key, v)
	}
	w, err := a.Workbench.Save(ctx, stored.ID, doc, stored.VersionID, true, client(c))
	if err != nil {
		return err
	}
	if stored.Active() && w.ActiveVersionID != w.VersionID {
		if w, err = a.Workbench.Publish(ctx, w.ID, w.VersionID, client(c)); err != nil {
			return err
		}
	}
	return c.OK(a.workflowJSON(w, true))
}

func (a *API) deleteWorkflow(c *api.Call) error {
	w, err := a.Database.Workflow(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if err := a.Workbench.Delete(c.Request.Context(), w.ID); err != nil {
		return err
	}
	return c.OK(a.workflowJSON(w, true))
}

func (a *API) activate(c *api.Call) error {
	form, err := optional(c)
	if err != nil {
		return err
	}
	version, err := api.Text(form, "versionId")
	if err != nil {
		return err
	}
	w, err := a.Database.Workflow(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if version == "" {
		version = w.VersionID
	}
	if w, err = a.Workbench.Publish(c.Request.Context(), w.ID, version, client(c)); err != nil {
		return err
	}
	return c.OK(a.workflowJSON(w, true))
}

func (a *API) deactivate(c *api.Call) error {
	w, err := a.Workbench.Unpublish(c.Request.Context(), c.Param("id"), client(c))
	if err != nil {
		return err
	}
	return c.OK(a.workflowJSON(w, true))
}

func (a *API) archive(c *api.Call) error   { return a.setArchived(c, true) }
func (a *API) unarchive(c *api.Call) error { return a.setArchived(c, false) }

func (a *API) setArchived(c *api.Call, archived bool) error {
	w, err := a.Workbench.Archive(c.Request.Context(), c.Param("id"), archived, client(c))
	if err != nil {
		return err
	}
	return c.OK(a.workflowJSON(w, true))
}

func (a *API) workflowTags(c *api.Call) error {
	w, err := a.Database.Workflow(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return c.OK(api.List(w.Tags, tagJSON))
}

func (a *API) setWorkflowTags(c *api.Call) error {
	body, err := c.Body(api.SmallBody)
	if err != nil {
		return err
	}
	if !body.IsArray() {
		return api.BadRequest("request/body must be array")
	}
	var ids []string
	for _, t := range body.Elems() {
		if !t.Get("id").IsString() {
			return api.BadRequest("request/body must have required property 'id'")
		}
		ids = append(ids, t.Get("id").Str())
	}
	w, err := a.Database.SetWorkflowTags(c.Request.Context(), c.Param("id"), ids)
	if err != nil {
		return err
	}
	return c.OK(api.List(w.Tags, tagJSON))
}

// execute runs a workflow: {"data"?: document or list of documents, "node"?:
// trigger, "draft"?: bool, "wait"?: bool}. With wait the answer is the execution
// with its data, else its id.
func (a *API) execute(c *api.Call) error {
	form := value.EmptyObject
	c.Patient()
	if c.Request.ContentLength != 0 {
		var err error
		if form, err = c.Document(); err != nil {
			return err
		}
	}
	_, wait, err := flag(c, "wait")
	if err != nil {
		return err
	}
	r := workbench.ExecuteRequest{Draft: form.Get("draft").Bool()}
	if r.Node, err = api.Text(form, "node"); err != nil {
		return err
	}
	data := form.Get("data")
	switch {
	case data.IsObject():
		r.Items = item.List(data)
	case data.IsArray():
		r.Items = []item.Item{}
		for _, d := range data.Elems() {
			if !d.IsObject() {
				return api.BadRequest(`request/body/data must be an object or a list of objects`)
			}
			r.Items = append(r.Items, item.New(d))
		}
	case !data.IsNullish():
		return api.BadRequest(`request/body/data must be an object or a list of objects`)
	}
	wait = wait || form.Get("wait").Bool()
	type ended struct {
		ex  *execution.Execution
		err error
	}
	done := make(chan ended, 1)
	if wait {
		r.Done = func(ex *execution.Execution, err error) { done <- ended{ex, err} }
	}
	id, err := a.Workbench.Execute(c.Request.Context(), c.Param("id"), r)
	if err != nil {
		return err
	}
	if !wait {
		return c.JSON(http.StatusOK, api.Object("executionId", id))
	}
	select {
	case e := <-done:
		if e.err != nil {
			return api.BadRequest("%s", e.err.Error())
		}
		return c.OK(endedJSON(e.ex))
	case <-c.Request.Context().Done():
		return c.Request.Context().Err()
	}
}
