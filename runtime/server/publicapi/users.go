package publicapi

import (
	"errors"
	"net/http"
	"net/mail"
	"strings"

	"runnel/runtime/server/account"
	"runnel/runtime/server/api"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

func userJSON(u store.User, withRole bool) value.Value {
	v := api.Object("id", u.ID, "email", u.Email, "firstName", api.TextOrNull(u.FirstName), "lastName", api.TextOrNull(u.LastName),
		"createdAt", u.CreatedAt, "updatedAt", u.UpdatedAt, "isPending", u.Pending())
	if withRole {
		v = v.Set("role", value.String(u.Role))
	}
	return v
}

func (a *API) listUsers(c *api.Call) error {
	_, roles, err := flag(c, "includeRole")
	if err != nil {
		return err
	}
	list, err := a.Database.Users(c.Request.Context())
	if err != nil {
		return err
	}
	return paged(c, list, func(u store.User) value.Value { return userJSON(u, roles) })
}

// user finds the user of the path by id or email address.
func (a *API) user(c *api.Call) (store.User, error) {
	if id := c.Param("id"); strings.Contains(id, "@") {
		return a.Database.UserByEmail(c.Request.Context(), id)
	}
	return a.Database.User(c.Request.Context(), c.Param("id"))
}

func (a *API) getUser(c *api.Call) error {
	_, roles, err := flag(c, "includeRole")
	if err != nil {
		return err
	}
	u, err := a.user(c)
	if err != nil {
		return err
	}
	return c.OK(userJSON(u, roles))
}

// mostInvited bounds how many users one call invites.
const mostInvited = 100

func (a *API) inviteUsers(c *api.Call) error {
	body, err := c.Body(api.SmallBody)
	if err != nil {
		return err
	}
	if !body.IsArray() || body.Len() > mostInvited {
		return api.BadRequest("request/body must be array of at most %d users", mostInvited)
	}
	users := make([]store.User, body.Len())
	for i, v := range body.Elems() {
		address, err := mail.ParseAddress(v.Get("email").Str())
		if err != nil || address.Address != v.Get("email").Str() {
			return api.BadRequest(`request/body/%d/email must match format "email"`, i)
		}
		users[i] = store.User{Email: address.Address, Role: account.Member}
		if role := v.Get("role").Str(); role != "" {
			users[i].Role = role
		}
		if !account.KnownRole(users[i].Role) || users[i].Role == account.Owner {
			return api.BadRequest("request/body/%d/role must be equal to one of the allowed values: %s, %s", i, account.Admin, account.Member)
		}
	}
	answers := make([]value.Value, len(users))
	for i, u := range users {
		made, token, err := a.Workbench.Invite(c.Request.Context(), u)
		switch {
		case errors.Is(err, store.ErrTaken):
			answers[i] = api.Object("user", api.Object("email", u.Email), "error", "There is a user with this email address already")
		case err != nil:
			return err
		default:
			answers[i] = api.Object("user", api.Object("id", made.ID, "email", made.Email, "inviteAcceptUrl", workbench.InviteLink(a.BaseURL, token),
				"emailSent", false, "role", made.Role), "error", "")
		}
	}
	return c.JSON(http.StatusCreated, value.Array(answers...))
}

// other gives the user of the path, who must be neither the caller nor the
// owner.
func (a *API) other(c *api.Call) (store.User, error) {
	u, err := a.user(c)
	switch {
	case err != nil:
		return u, err
	case u.ID == c.User.ID, u.Role == account.Owner:
		return u, api.Forbidden("This user cannot be changed by this key")
	}
	return u, nil
}

func (a *API) deleteUser(c *api.Call) error {
	u, err := a.other(c)
	if err != nil {
		return err
	}
	if err := a.Database.DeleteUser(c.Request.Context(), u.ID); err != nil {
		return err
	}
	a.Workbench.Hub.Recheck()
	return c.Done()
}

func (a *API) changeRole(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	if err := required(form, "newRoleName"); err != nil {
		return err
	}
	role, err := api.Text(form, "newRoleName")
	if err != nil {
		return err
	}
	if role != account.Admin && role != account.Member {
		return api.BadRequest("request/body/newRoleName must be equal to one of the allowed values: %s, %s", account.Admin, account.Member)
	}
	u, err := a.other(c)
	if err != nil {
		return err
	}
	u.Role = role
	if err := a.Database.UpdateUser(c.Request.Context(), u); err != nil {
		return err
	}
	return c.OK(api.Object("success", true))
}
