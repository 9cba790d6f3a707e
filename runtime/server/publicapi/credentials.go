package publicapi

import (
	"slices"

	"runnel/runtime/credential"
	"runnel/runtime/node"
	"runnel/runtime/server/api"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

func credentialJSON(c store.Credential) value.Value {
	return api.Object("createdAt", c.CreatedAt, "updatedAt", c.UpdatedAt, "id", c.ID, "name", c.Name, "type", c.Type, "isManaged", false)
}

func (a *API) listCredentials(c *api.Call) error {
	list, err := a.Database.Credentials(c.Request.Context())
	if err != nil {
		return err
	}
	return paged(c, list, func(cr store.Credential) value.Value { return credentialJSON(cr).Set("shared", value.Array()) })
}

func (a *API) getCredential(c *api.Call) error {
	cr, err := a.Database.Credential(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return c.OK(credentialJSON(cr))
}

// checkData holds a credential's data against its type, as n8n does with the
// type's schema.
func checkData(t *credential.Type, data value.Value) error {
	schema := schemaOf(t)
	for key, v := range data.Entries() {
		p := schema.Get("properties").Get(key)
		if p.IsUndefined() {
			return api.BadRequest("request.body.data is not allowed to have the additional property %q", key)
		}
		if want := p.Get("type").Str(); want != "" && want != v.TypeOf() && !(want == "string" && v.IsNullish()) {
			return api.BadRequest("request.body.data.%s is not of a type(s) %s", key, want)
		}
		if allowed := p.Get("enum"); allowed.IsArray() && !slices.ContainsFunc(allowed.Elems(), func(x value.Value) bool { return value.StrictEqual(x, v) }) {
			return api.BadRequest("request.body.data.%s is not one of enum values: %s", key, allowed.JSON())
		}
	}
	for _, key := range schema.Get("required").Elems() {
		if !data.Has(key.Str()) {
			return api.BadRequest("request.body.data requires property %q", key.Str())
		}
	}
	return nil
}

func (a *API) createCredential(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	if err := required(form, "name", "type", "data"); err != nil {
		return err
	}
	e := credential.Entry{Data: form.Get("data")}
	if e.Name, err = api.Required(form, "name", longestName); err != nil {
		return err
	}
	if e.Type, err = api.Required(form, "type", longestName); err != nil {
		return err
	}
	t := credential.Find(e.Type)
	if t == nil {
		return api.BadRequest("req.body.type is not a known type")
	}
	if !e.Data.IsObject() {
		return api.BadRequest("request/body/data must be object")
	}
	if err := checkData(t, e.Data); err != nil {
		return err
	}
	cr, err := a.Database.PutCredential(c.Request.Context(), e)
	if err != nil {
		return err
	}
	return c.OK(credentialJSON(cr))
}

// updateCredential changes name, type or data. With isPartialData the data that
// is sent is put over the stored.
func (a *API) updateCredential(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	for key, to := range map[string]string{"name": "", "type": ""} {
		if form.Has(key) {
			if to, err = api.Required(form, key, longestName); err != nil {
				return err
			}
			form = form.Set(key, value.String(to))
		}
	}
	data := form.Get("data")
	if form.Has("data") && !data.IsObject() {
		return api.BadRequest("request/body/data must be object")
	}
	cr, err := a.Database.ChangeCredential(c.Request.Context(), c.Param("id"), func(e credential.Entry) (credential.Entry, error) {
		if name := form.Get("name"); name.IsString() {
			e.Name = name.Str()
		}
		if typ := form.Get("type"); typ.IsString() && typ.Str() != e.Type {
			if !form.Has("data") {
				return e, api.BadRequest("request/body/data is required when the type changes")
			}
			e.Type = typ.Str()
		}
		t := credential.Find(e.Type)
		if t == nil {
			return e, api.BadRequest("req.body.type is not a known type")
		}
		if !form.Has("data") {
			return e, nil
		}
		if form.Get("isPartialData").Bool() {
			for key, v := range e.Data.Entries() {
				if !data.Has(key) {
					data = data.Set(key, v)
				}
			}
		} else if err := checkData(t, data); err != nil {
			return e, err
		}
		e.Data = data
		return e, nil
	})
	if err != nil {
		return err
	}
	return c.OK(credentialJSON(cr))
}

func (a *API) deleteCredential(c *api.Call) error {
	cr, err := a.Database.Credential(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if err := a.Database.DeleteCredential(c.Request.Context(), cr.ID); err != nil {
		return err
	}
	return c.OK(credentialJSON(cr))
}

func (a *API) testCredential(c *api.Call) error {
	e, err := a.Database.CredentialEntry(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	ok, message, err := a.Workbench.TestCredential(c.Request.Context(), e)
	if err != nil {
		return api.BadRequest("%s", err.Error())
	}
	status := "Error"
	if ok {
		status = "OK"
	}
	return c.OK(api.Object("status", status, "message", message))
}

func (a *API) credentialSchema(c *api.Call) error {
	t := credential.Find(c.Param("credentialTypeName"))
	if t == nil {
		return api.NotFound("Not Found")
	}
	return c.OK(schemaOf(t))
}

// schemaOf gives the JSON schema of a type's data: its fields, those that must
// be there, and those that must where others have certain values.
func schemaOf(t *credential.Type) value.Value {
	properties := value.EmptyObject
	var always []value.Value
	var conditions []value.Value
	for _, p := range t.AllParams() {
		if p.Kind == "notice" {
			continue
		}
		properties = properties.Set(p.Name, fieldSchema(&p))
		if !p.IsRequired {
			continue
		}
		name := value.String(p.Name)
		if len(p.Visible) == 0 {
			if !slices.ContainsFunc(always, func(v value.Value) bool { return v.Str() == p.Name }) {
				always = append(always, name)
			}
			continue
		}
		when := value.EmptyObject
		needs := []value.Value{}
		for _, cond := range p.Visible {
			when = when.Set(cond.Name, api.Object("enum", value.Array(cond.Values...)))
			needs = append(needs, value.String(cond.Name))
		}
		conditions = append(conditions, api.Object("if", api.Object("properties", when, "required", value.Array(needs...)),
			"then", api.Object("required", value.Array(name))))
	}
	if t.Authentication().Kind == node.AuthOAuth2 {
		properties = properties.Set("oauthTokenData", api.Object("type", "object"))
	}
	schema := api.Object("additionalProperties", false, "type", "object", "properties", properties)
	if len(conditions) > 0 {
		schema = schema.Set("allOf", value.Array(conditions...))
	}
	return schema.Set("required", value.Array(always...))
}

func fieldSchema(p *node.Param) value.Value {
	switch p.Kind {
	case node.KindBoolean:
		return api.Object("type", "boolean")
	case node.KindNumber:
		return api.Object("type", "number")
	case node.KindOptions:
		return api.Object("type", "string", "enum", api.List(p.Choices, func(c node.Choice) value.Value { return c.Value }))
	case node.KindString, node.KindHidden, node.KindDateTime:
		if p.Default.IsBool() {
			return api.Object("type", "boolean")
		}
		return api.Object("type", "string")
	}
	return value.EmptyObject
}
