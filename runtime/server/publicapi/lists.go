package publicapi

import (
	"errors"
	"net/http"

	"runnel/runtime/server/api"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

// longestName bounds names, in bytes.
const longestName = 128

func (a *API) listTags(c *api.Call) error {
	list, err := a.Database.Tags(c.Request.Context())
	if err != nil {
		return err
	}
	return paged(c, list, tagJSON)
}

func (a *API) getTag(c *api.Call) error {
	t, err := a.Database.Tag(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return c.OK(tagJSON(t))
}

// tagName reads the body of a tag.
func tagName(c *api.Call) (string, error) {
	form, err := c.Form()
	if err != nil {
		return "", err
	}
	if err := required(form, "name"); err != nil {
		return "", err
	}
	return api.Required(form, "name", longestName)
}

// tagTaken words the error of a name that is in use.
func tagTaken(err error) error {
	if errors.Is(err, store.ErrTaken) {
		return api.ConflictError("Tag already exists")
	}
	return err
}

func (a *API) createTag(c *api.Call) error {
	name, err := tagName(c)
	if err != nil {
		return err
	}
	t, err := a.Database.CreateTag(c.Request.Context(), name)
	if err != nil {
		return tagTaken(err)
	}
	return c.JSON(http.StatusCreated, tagJSON(t))
}

func (a *API) updateTag(c *api.Call) error {
	name, err := tagName(c)
	if err != nil {
		return err
	}
	t, err := a.Database.RenameTag(c.Request.Context(), c.Param("id"), name)
	if err != nil {
		return tagTaken(err)
	}
	return c.OK(tagJSON(t))
}

func (a *API) deleteTag(c *api.Call) error {
	t, err := a.Database.Tag(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if err := a.Database.DeleteTag(c.Request.Context(), t.ID); err != nil {
		return err
	}
	return c.OK(tagJSON(t))
}

func variableJSON(v store.Variable) value.Value {
	return api.Object("id", v.ID, "key", v.Key, "type", v.Type, "value", v.Value, "project", nil)
}

func (a *API) listVariables(c *api.Call) error {
	list, err := a.Database.Variables(c.Request.Context())
	if err != nil {
		return err
	}
	return paged(c, list, variableJSON)
}

// variableBody reads key and value over what a variable is.
func variableBody(c *api.Call, v store.Variable) (store.Variable, error) {
	form, err := c.Form()
	if err != nil {
		return v, err
	}
	if v.ID == "" {
		if err := required(form, "key", "value"); err != nil {
			return v, err
		}
	}
	for key, to := range map[string]*string{"key": &v.Key, "value": &v.Value} {
		if form.Has(key) {
			if *to, err = api.Text(form, key); err != nil {
				return v, err
			}
		}
	}
	return v, workbench.CheckVariable(v)
}

func (a *API) createVariable(c *api.Call) error {
	v, err := variableBody(c, store.Variable{})
	if err != nil {
		return err
	}
	if v, err = a.Database.CreateVariable(c.Request.Context(), v); err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, variableJSON(v))
}

func (a *API) updateVariable(c *api.Call) error {
	v, err := a.Database.Variable(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if v, err = variableBody(c, v); err != nil {
		return err
	}
	if _, err = a.Database.UpdateVariable(c.Request.Context(), v); err != nil {
		return err
	}
	return c.Done()
}

func (a *API) deleteVariable(c *api.Call) error {
	if err := a.Database.DeleteVariable(c.Request.Context(), c.Param("id")); err != nil {
		return err
	}
	return c.Done()
}

// sourceControl and unlicensedProjects answer as n8n does without a licence for
// what is asked.
func (a *API) sourceControl(*api.Call) error {
	return &api.Error{Status: http.StatusUnauthorized, Code: api.CodeUnauthorized, Message: "Source Control feature is not licensed"}
}

func (a *API) unlicensedProjects(*api.Call) error {
	return api.Forbidden("Your license does not allow for feat:projectRole:admin. To enable feat:projectRole:admin, please upgrade to a license that supports this feature.")
}
