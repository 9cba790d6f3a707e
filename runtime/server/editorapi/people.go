package editorapi

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"runnel/runtime/server/account"
	"runnel/runtime/server/api"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

func listedUser(u store.User) value.Value {
	return userJSON(u).Set("isPending", value.Bool(u.Pending())).Set("createdAt", api.Time(u.CreatedAt))
}

func (a *API) listUsers(c *api.Call) error {
	list, err := a.Database.Users(c.Request.Context())
	if err != nil {
		return err
	}
	return listOf(c, list, listedUser)
}

// role reads a role that people can be given; there is one owner.
func role(form value.Value) (string, error) {
	text, err := api.Text(form, "role")
	if err != nil {
		return "", err
	}
	if text == "" {
		text = account.Member
	}
	if !account.KnownRole(text) || text == account.Owner {
		return "", api.BadRequest("%q is no role that can be given; use %s or %s.", text, account.Admin, account.Member)
	}
	return text, nil
}

// inviteUser makes an account whose password the person chooses by a link. The
// link is in the answer, once.
func (a *API) inviteUser(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	var u store.User
	if u.Email, err = email(form); err != nil {
		return err
	}
	if u.FirstName, u.LastName, err = names(form); err != nil {
		return err
	}
	if u.Role, err = role(form); err != nil {
		return err
	}
	u, token, err := a.Workbench.Invite(c.Request.Context(), u)
	if errors.Is(err, store.ErrTaken) {
		return api.ConflictError("There is a user with the email address %s already.", u.Email)
	}
	if err != nil {
		return err
	}
	return c.OK(listedUser(u).Set("inviteLink", value.String(workbench.InviteLink(a.BaseURL, token))))
}

// inviteAgain makes a new link for somebody who has not joined yet.
func (a *API) inviteAgain(c *api.Call) error {
	u, err := a.other(c)
	if err != nil {
		return err
	}
	if !u.Pending() {
		return api.ConflictError("%s has joined already.", u.Email)
	}
	token, err := a.Workbench.InviteAgain(c.Request.Context(), u)
	if err != nil {
		return err
	}
	return c.OK(listedUser(u).Set("inviteLink", value.String(workbench.InviteLink(a.BaseURL, token))))
}

// lookAtInvite tells whom a link invites. One that does not count is an answer,
// too: the page that asks has nothing to say but that.
func (a *API) lookAtInvite(c *api.Call) error {
	_, u, err := a.invited(c)
	var gone *api.Error
	if errors.As(err, &gone) && gone.Status == http.StatusNotFound {
		return c.OK(api.Object("valid", false, "message", gone.Message))
	}
	if err != nil {
		return err
	}
	return c.OK(api.Object("valid", true, "email", u.Email, "firstName", u.FirstName, "lastName", u.LastName))
}

// invited gives whom the token of a form invites, and the form.
func (a *API) invited(c *api.Call) (form value.Value, u store.User, err error) {
	if form, err = c.Form(); err != nil {
		return form, u, err
	}
	token, err := api.Required(form, "token", 200)
	if err != nil {
		return form, u, err
	}
	if err := a.throttled(c, "invite "+token); err != nil {
		return form, u, err
	}
	u, err = a.Database.UserByInvite(c.Request.Context(), store.HashToken(token))
	if errors.Is(err, store.ErrNotFound) {
		return form, u, api.NotFound("This invitation was used already, has expired, or was never given. Ask for a new link.")
	}
	if err != nil {
		return form, u, err
	}
	a.passed(c, "invite "+token)
	return form, u, nil
}

// acceptInvite sets the password of somebody who was invited and signs them in.
func (a *API) acceptInvite(c *api.Call) error {
	form, u, err := a.invited(c)
	if err != nil {
		return err
	}
	first, last, err := names(form)
	if err != nil {
		return err
	}
	if first != "" || last != "" {
		u.FirstName, u.LastName = first, last
	}
	if u.PasswordHash, err = a.newPassword(c, form, "password"); err != nil {
		return err
	}
	u.InviteHash, u.InviteExpires = nil, time.Time{}
	if err := a.Database.UpdateUser(c.Request.Context(), u); err != nil {
		return err
	}
	return a.open(c, u)
}

// other gives the user of the path, who must be neither the caller nor the
// owner.
func (a *API) other(c *api.Call) (store.User, error) {
	u, err := a.Database.User(c.Request.Context(), c.Param("id"))
	switch {
	case err != nil:
		return u, err
	case u.ID == c.User.ID:
		return u, api.BadRequest("You cannot do this to your own account.")
	case u.Role == account.Owner:
		return u, api.Forbidden("The owner's account cannot be changed by others.")
	}
	return u, nil
}

func (a *API) changeRole(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	u, err := a.other(c)
	if err != nil {
		return err
	}
	if u.Role, err = role(form); err != nil {
		return err
	}
	if err := a.Database.UpdateUser(c.Request.Context(), u); err != nil {
		return err
	}
	return c.OK(listedUser(u))
}

func (a *API) deleteUser(c *api.Call) error {
	u, err := a.other(c)
	if err != nil {
		return err
	}
	if err := a.Database.DeleteUser(c.Request.Context(), u.ID); err != nil {
		return err
	}
	a.Hub.Recheck()
	return c.Done()
}

func keyJSON(k store.APIKey) value.Value {
	return api.Object("id", k.ID, "label", k.Label, "scopes", k.Scopes, "hint", k.Hint, "createdAt", k.CreatedAt, "expiresAt", k.ExpiresAt, "usedAt", k.UsedAt)
}

func (a *API) listAPIKeys(c *api.Call) error {
	list, err := a.Database.APIKeys(c.Request.Context(), c.User.ID)
	if err != nil {
		return err
	}
	return c.OK(api.Object("data", api.List(list, keyJSON), "scopes",
		api.List(account.KeyScopesOf(c.User.Role), func(s account.Scope) value.Value { return value.String(string(s)) })))
}

// mostKeys bounds how many keys a user has.
const mostKeys = 100

// createAPIKey makes a key of the caller. It is in the answer, once.
func (a *API) createAPIKey(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	k := store.APIKey{UserID: c.User.ID}
	if k.Label, err = api.Required(form, "label", longestName); err != nil {
		return err
	}
	if k.Scopes, err = api.Texts(form, "scopes"); err != nil {
		return err
	}
	may := account.KeyScopesOf(c.User.Role)
	for _, s := range k.Scopes {
		if !slices.Contains(may, account.Scope(s)) {
			return api.BadRequest("%q is no scope that a key of yours can have.", s)
		}
	}
	if len(k.Scopes) == 0 {
		return api.BadRequest("A key without scopes could do nothing; choose what it is for.")
	}
	if text, err := api.Text(form, "expiresAt"); err != nil {
		return err
	} else if text != "" {
		if k.ExpiresAt, err = time.Parse(time.RFC3339, text); err != nil || !k.ExpiresAt.After(a.Now()) {
			return api.BadRequest(`"expiresAt" must be a time in the future, such as 2030-01-31T00:00:00Z, or null.`)
		}
	}
	all, err := a.Database.APIKeys(c.Request.Context(), c.User.ID)
	if err != nil {
		return err
	}
	if len(all) >= mostKeys {
		return api.BadRequest("You have %d keys; delete those that are not used.", len(all))
	}
	key := keyPrefix + strings.ReplaceAll(account.NewToken(), "-", "0")
	k.Hint = key[len(key)-4:]
	if k, err = a.Database.CreateAPIKey(c.Request.Context(), k, store.HashToken(key)); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, keyJSON(k).Set("apiKey", value.String(key)))
}

// keyPrefix lets people and scanners of source code see what a key is.
const keyPrefix = "rnl_api_"

func (a *API) deleteAPIKey(c *api.Call) error {
	if err := a.Database.DeleteAPIKey(c.Request.Context(), c.User.ID, c.Param("id")); err != nil {
		return err
	}
	return c.Done()
}
