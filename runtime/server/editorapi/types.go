package editorapi

import (
	"sync"

	"runnel/runtime/credential"
	"runnel/runtime/expr"
	"runnel/runtime/node"
	"runnel/runtime/server/api"
	"runnel/runtime/server/respond"
	"runnel/runtime/server/workbench"
	"runnel/runtime/value"
)

// descriptions are what the editor is built from. They do not change while the
// program runs, so they are made once, when they are first asked for.
type descriptions struct {
	nodes, credentials, expressions fixed
	usage                           usage
}

type fixed struct {
	once    sync.Once
	content *respond.Fixed
}

// serve answers with a document that is made once.
func (f *fixed) serve(c *api.Call, make func() value.Value) error {
	f.once.Do(func() { f.content = respond.NewFixed(respond.JSONType, make().AppendJSON(nil)) })
	// The browser keeps it and asks whether it still holds.
	c.Header("Cache-Control", "private, no-cache")
	f.content.Serve(c.Writer, c.Request)
	return nil
}

func (a *API) nodeTypes(c *api.Call) error {
	return a.types.nodes.serve(c, func() value.Value { return api.List(a.Registry.All(), nodeType) })
}

// nodeType is a node's description with what the editor wants to know besides.
func nodeType(t *node.Type) value.Value {
	d := t.Describe()
	if len(t.Webhooks) > 0 {
		d = d.Set("webhooks", api.List(t.Webhooks, func(w node.WebhookSpec) value.Value { return api.Object("restartWebhook", w.Restart) }))
	}
	return d
}

func (a *API) credentialTypes(c *api.Call) error {
	return a.types.credentials.serve(c, func() value.Value { return api.List(a.usedTypes(), credentialType) })
}

// usedTypes are the declared types and those that nodes name besides, such as
// OAuth2 of one service.
func (a *API) usedTypes() []*credential.Type {
	all := credential.All()
	seen := map[string]bool{}
	for _, t := range all {
		seen[t.Name] = true
	}
	for _, n := range a.Registry.All() {
		for _, use := range n.Credentials {
			if t := credential.Find(use.Type); t != nil && !seen[use.Type] {
				seen[use.Type] = true
				all = append(all, t)
			}
		}
	}
	return all
}

func credentialType(t *credential.Type) value.Value {
	return api.Object("name", t.Name, "displayName", t.Title, "extends", append([]string{}, t.Extends...),
		"properties", api.List(t.AllParams(), func(p node.Param) value.Value { return p.Describe() }),
		"genericAuth", t.Generic, "test", t.Test != nil, "oauth2", t.Authentication().Kind == node.AuthOAuth2)
}

func (a *API) expressions(c *api.Call) error { return a.types.expressions.serve(c, expr.Catalog) }

// options answers with the choices of a parameter that follow from others.
func (a *API) options(c *api.Call) error {
	body, doc, err := withWorkflow(c)
	if err != nil {
		return err
	}
	at, err := api.Text(body, "node")
	if err != nil {
		return err
	}
	method, err := api.Text(body, "method")
	if err != nil {
		return err
	}
	list, err := a.Workbench.OptionsOf(doc, at, method)
	if err != nil {
		return told(err)
	}
	return c.OK(api.Object("options", api.List(list, func(o workbench.Option) value.Value {
		return api.Object("name", o.Name, "value", o.Value, "description", o.Description)
	})))
}

// timeZones answers with the names of the time zones that workflows can use.
func (a *API) timeZones(c *api.Call) error {
	return listOf(c, a.Workbench.TimeZones(), func(name string) value.Value { return value.String(name) })
}
