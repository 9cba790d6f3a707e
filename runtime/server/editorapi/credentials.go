package editorapi

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"runnel/runtime/credential"
	"runnel/runtime/server/api"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

// unchanged stands for a secret that the editor does not get to see; sent back
// it keeps the secret.
const unchanged = "__unchanged__"

// usage remembers which credentials the versions of workflows use.
type usage struct {
	mu        sync.Mutex
	byVersion map[string][]string
}

// users gives the workflows that use each credential.
func (a *API) users(ctx context.Context) (map[string][]store.WorkflowSummary, error) {
	list, err := a.Database.Workflows(ctx, store.WorkflowFilter{})
	if err != nil {
		return nil, err
	}
	u := &a.types.usage
	u.mu.Lock()
	defer u.mu.Unlock()
	fresh := make(map[string][]string, len(list))
	by := map[string][]store.WorkflowSummary{}
	for _, w := range list {
		ids, known := u.byVersion[w.VersionID]
		if !known {
			stored, err := a.Database.Workflow(ctx, w.ID)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			ids = credentialsIn(stored.Document)
		}
		fresh[w.VersionID] = ids
		for _, id := range ids {
			by[id] = append(by[id], w)
		}
	}
	u.byVersion = fresh
	return by, nil
}

// credentialsIn lists the credentials that a workflow's nodes name, each once.
func credentialsIn(doc value.Value) []string {
	var ids []string
	seen := map[string]bool{}
	for _, n := range doc.Get("nodes").Elems() {
		for _, ref := range n.Get("credentials").Entries() {
			if id := ref.Get("id").Str(); id != "" && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func credentialJSON(cr store.Credential, by []store.WorkflowSummary) value.Value {
	return api.Object("id", cr.ID, "name", cr.Name, "type", cr.Type, "createdAt", cr.CreatedAt, "updatedAt", cr.UpdatedAt,
		"usedBy", api.List(by, func(w store.WorkflowSummary) value.Value { return api.Object("workflowId", w.ID, "name", w.Name) }))
}

func (a *API) listCredentials(c *api.Call) error {
	list, err := a.Database.Credentials(c.Request.Context())
	if err != nil {
		return err
	}
	by, err := a.users(c.Request.Context())
	if err != nil {
		return err
	}
	return listOf(c, list, func(cr store.Credential) value.Value { return credentialJSON(cr, by[cr.ID]) })
}

// one answers with a credential without its data.
func (a *API) one(c *api.Call, cr store.Credential) error {
	by, err := a.users(c.Request.Context())
	if err != nil {
		return err
	}
	return c.OK(credentialJSON(cr, by[cr.ID]))
}

// openCredential answers with a credential whose secrets are left out.
func (a *API) openCredential(c *api.Call) error {
	cr, err := a.Database.Credential(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	e, err := a.Database.CredentialEntry(c.Request.Context(), cr.ID)
	if err != nil {
		a.Log.Error("a credential cannot be opened", "credential", cr.ID, "error", err)
		return api.Unavailable("The credential %q cannot be opened with this server's key file; enter its data anew.", cr.Name)
	}
	by, err := a.users(c.Request.Context())
	if err != nil {
		return err
	}
	return c.OK(credentialJSON(cr, by[cr.ID]).Set("data", Shown(e)).Set("connected", value.Bool(connected(e))))
}

// Shown is a credential's data with a mark in place of every secret that has
// been set.
func Shown(e credential.Entry) value.Value {
	t := credential.Find(e.Type)
	var b value.Builder
	for key, v := range e.Data.Entries() {
		if t == nil || t.Secret(key) || !v.IsString() && !v.IsBool() && !v.IsNumber() {
			if v.IsNullish() || v.IsString() && v.Str() == "" {
				continue
			}
			v = value.String(unchanged)
		}
		b.Set(key, v)
	}
	return b.Object()
}

// merged puts what the editor sent over what is stored: marks keep what was
// there, and so does what no form shows, such as tokens.
func merged(t *credential.Type, stored, sent value.Value) value.Value {
	var b value.Builder
	for key, v := range sent.Entries() {
		if v.IsString() && v.Str() == unchanged {
			if v = stored.Get(key); v.IsUndefined() {
				continue
			}
		}
		b.Set(key, v)
	}
	for key, v := range stored.Entries() {
		if !sent.Has(key) && !declared(t, key) {
			b.Set(key, v)
		}
	}
	return b.Object()
}

func declared(t *credential.Type, field string) bool {
	if t == nil {
		return false
	}
	for _, p := range t.AllParams() {
		if p.Name == field {
			return true
		}
	}
	return false
}

// dataOf reads a credential's data; undefined when there is none.
func dataOf(form value.Value) (value.Value, error) {
	data := form.Get("data")
	if !data.IsObject() && !data.IsUndefined() {
		return data, api.BadRequest(`"data" must be an object.`)
	}
	return data, nil
}

func (a *API) createCredential(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	var e credential.Entry
	if e.Name, err = api.Required(form, "name", longestName); err != nil {
		return err
	}
	if e.Type, err = api.Required(form, "type", longestName); err != nil {
		return err
	}
	if credential.Find(e.Type) == nil {
		return api.BadRequest("There are no credentials of the type %q.", e.Type)
	}
	if e.Data, err = dataOf(form); err != nil {
		return err
	}
	e.Data = merged(credential.Find(e.Type), value.EmptyObject, e.Data)
	cr, err := a.Database.PutCredential(c.Request.Context(), e)
	if err != nil {
		return err
	}
	return a.one(c, cr)
}

func (a *API) changeCredential(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	data, err := dataOf(form)
	if err != nil {
		return err
	}
	name := ""
	if form.Has("name") {
		if name, err = api.Required(form, "name", longestName); err != nil {
			return err
		}
	}
	cr, err := a.Database.ChangeCredential(c.Request.Context(), c.Param("id"), func(e credential.Entry) (credential.Entry, error) {
		if name != "" {
			e.Name = name
		}
		if data.IsObject() {
			e.Data = merged(credential.Find(e.Type), e.Data, data)
		}
		return e, nil
	})
	if err != nil {
		return err
	}
	return a.one(c, cr)
}

func (a *API) deleteCredential(c *api.Call) error {
	if err := a.Database.DeleteCredential(c.Request.Context(), c.Param("id")); err != nil {
		return err
	}
	return c.Done()
}

// testCredential tries a credential that need not be stored; with an id the
// marks stand for what is stored under it.
func (a *API) testCredential(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	e := credential.Entry{Name: "test"}
	if e.Type, err = api.Required(form, "type", longestName); err != nil {
		return err
	}
	if e.Data, err = dataOf(form); err != nil {
		return err
	}
	id, err := api.Text(form, "id")
	if err != nil {
		return err
	}
	stored := value.EmptyObject
	if id != "" {
		old, err := a.Database.CredentialEntry(c.Request.Context(), id)
		if err != nil {
			return err
		}
		if old.Type != e.Type {
			return api.BadRequest("The credential is not of the type %q.", e.Type)
		}
		stored = old.Data
	}
	e.Data = merged(credential.Find(e.Type), stored, e.Data)
	ok, message, err := a.Workbench.TestCredential(c.Request.Context(), e)
	if err != nil {
		return &api.Error{Status: http.StatusBadRequest, Code: api.CodeBadRequest, Message: err.Error()}
	}
	status := "Error"
	if ok {
		status = "OK"
	}
	return c.OK(api.Object("status", status, "message", message))
}
