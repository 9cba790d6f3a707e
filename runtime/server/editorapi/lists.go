package editorapi

import (
	"runnel/runtime/server/api"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

// longestName bounds names of tags and the like, in bytes.
const longestName = 128

func tagJSON(t store.Tag) value.Value { return api.Object("id", t.ID, "name", t.Name) }

func (a *API) listTags(c *api.Call) error {
	list, err := a.Database.Tags(c.Request.Context())
	if err != nil {
		return err
	}
	return listOf(c, list, tagJSON)
}

func (a *API) createTag(c *api.Call) error {
	name, err := nameOf(c)
	if err != nil {
		return err
	}
	t, err := a.Database.CreateTag(c.Request.Context(), name)
	if err != nil {
		return err
	}
	return c.OK(tagJSON(t))
}

// nameOf reads a form with a name.
func nameOf(c *api.Call) (string, error) {
	form, err := c.Form()
	if err != nil {
		return "", err
	}
	return api.Required(form, "name", longestName)
}

func (a *API) renameTag(c *api.Call) error {
	name, err := nameOf(c)
	if err != nil {
		return err
	}
	t, err := a.Database.RenameTag(c.Request.Context(), c.Param("id"), name)
	if err != nil {
		return err
	}
	return c.OK(tagJSON(t))
}

func (a *API) deleteTag(c *api.Call) error {
	if err := a.Database.DeleteTag(c.Request.Context(), c.Param("id")); err != nil {
		return err
	}
	return c.Done()
}

func variableJSON(v store.Variable) value.Value {
	return api.Object("id", v.ID, "key", v.Key, "value", v.Value)
}

func (a *API) listVariables(c *api.Call) error {
	list, err := a.Database.Variables(c.Request.Context())
	if err != nil {
		return err
	}
	return listOf(c, list, variableJSON)
}

func (a *API) createVariable(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	var v store.Variable
	if v.Key, err = api.Text(form, "key"); err != nil {
		return err
	}
	if v.Value, err = api.Text(form, "value"); err != nil {
		return err
	}
	if err := workbench.CheckVariable(v); err != nil {
		return told(err)
	}
	if v, err = a.Database.CreateVariable(c.Request.Context(), v); err != nil {
		return err
	}
	return c.OK(variableJSON(v))
}

func (a *API) changeVariable(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	v, err := a.Database.Variable(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	for key, to := range map[string]*string{"key": &v.Key, "value": &v.Value} {
		if form.Has(key) {
			if *to, err = api.Text(form, key); err != nil {
				return err
			}
		}
	}
	if err := workbench.CheckVariable(v); err != nil {
		return told(err)
	}
	if v, err = a.Database.UpdateVariable(c.Request.Context(), v); err != nil {
		return err
	}
	return c.OK(variableJSON(v))
}

func (a *API) deleteVariable(c *api.Call) error {
	if err := a.Database.DeleteVariable(c.Request.Context(), c.Param("id")); err != nil {
		return err
	}
	return c.Done()
}

func (a *API) settings(c *api.Call) error { return c.OK(a.Settings) }
