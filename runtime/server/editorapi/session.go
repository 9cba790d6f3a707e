package editorapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/mail"
	"strings"
	"time"

	"runnel/runtime/server/account"
	"runnel/runtime/server/api"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

// session tells who has signed in, or what comes before that.
func (a *API) session(c *api.Call) error {
	here, err := a.router.SignedIn(c)
	if err != nil {
		return err
	}
	if here {
		return c.OK(a.ready(c.User, c.Session.CSRF))
	}
	has, err := a.Database.HasUsers(c.Request.Context())
	if err != nil {
		return err
	}
	if has {
		return c.OK(api.Object("state", "login"))
	}
	return c.OK(api.Object("state", "setup", "tokenNeeded", !api.FromHere(a.BaseURL, c.Request)))
}

// ready is the session of somebody who has signed in.
func (a *API) ready(u store.User, csrf string) value.Value {
	return api.Object("state", "ready", "user", userJSON(u), "csrf", csrf, "version", a.Version, "baseUrl", a.BaseURL,
		"waitingUrl", a.WaitingURL, "waitingFormUrl", a.WaitingFormURL, "zone", a.Zone,
		"folder", a.Folder, "recording", a.Recording,
		"permissions", api.List(account.ScopesOf(u.Role), func(s account.Scope) value.Value { return value.String(string(s)) }))
}

func userJSON(u store.User) value.Value {
	return api.Object("id", u.ID, "email", u.Email, "firstName", u.FirstName, "lastName", u.LastName, "role", u.Role)
}

// open begins a session of a user and answers with it.
func (a *API) open(c *api.Call, u store.User) error {
	token, now := account.NewToken(), a.Now()
	s := store.Session{UserID: u.ID, CSRF: account.NewToken(), CreatedAt: now, ExpiresAt: now.Add(api.SessionLife)}
	if err := a.Database.CreateSession(c.Request.Context(), store.HashToken(token), s); err != nil {
		return err
	}
	a.setCookie(c, token, api.SessionLife)
	return c.OK(a.ready(u, s.CSRF))
}

// setCookie gives the browser the session's token; with no life it takes it
// away. The cookie is never sent with requests that other sites cause.
func (a *API) setCookie(c *api.Call, token string, life time.Duration) {
	age := int(life.Seconds())
	if life == 0 {
		age = -1
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: api.SessionCookie, Value: token, Path: "/", MaxAge: age, HttpOnly: true,
		Secure: api.Secure(a.BaseURL, c.Request), SameSite: http.SameSiteStrictMode})
}

// throttled refuses a try at something that comes too soon after failures, of
// that or from the same address. It counts as a failure until passed says
// otherwise, so that many tries at once are counted, too.
func (a *API) throttled(c *api.Call, what string) error {
	address := a.IP(c.Request)
	if wait := max(a.tries.Wait(what), a.addresses.Wait(address)); wait > 0 {
		seconds := int(wait.Seconds()) + 1
		c.Header("Retry-After", fmt.Sprint(seconds))
		return &api.Error{Status: http.StatusTooManyRequests, Code: api.CodeThrottled,
			Message: fmt.Sprintf("Too many failed tries; wait %d seconds and try again.", seconds)}
	}
	a.tries.Failed(what)
	a.addresses.Failed(address)
	return nil
}

// passed forgets the failures of a try that has succeeded.
func (a *API) passed(c *api.Call, what string) {
	a.tries.Passed(what)
	a.addresses.Passed(a.IP(c.Request))
}

// setUp makes the owner's account.
func (a *API) setUp(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	has, err := a.Database.HasUsers(c.Request.Context())
	if err != nil {
		return err
	}
	if has {
		return api.ConflictError("This server has its owner already; sign in.")
	}
	if !api.FromHere(a.BaseURL, c.Request) {
		if err := a.throttled(c, "setup"); err != nil {
			return err
		}
		if token, _ := api.Text(form, "token"); !account.Same(strings.TrimSpace(token), a.setup) {
			return api.Forbidden("The set-up token is missing or wrong; the server wrote it to its log when it started.")
		}
		a.passed(c, "setup")
	}
	u, err := a.newUser(c, form)
	if err != nil {
		return err
	}
	u, err = a.Database.CreateOwner(c.Request.Context(), u)
	if errors.Is(err, store.ErrTaken) {
		return api.ConflictError("This server has its owner already; sign in.")
	}
	if err != nil {
		return err
	}
	a.Log.Info("the owner's account was made", "email", u.Email)
	return a.open(c, u)
}

// newUser reads a person's email address, names and password.
func (a *API) newUser(c *api.Call, form value.Value) (u store.User, err error) {
	if u.Email, err = email(form); err != nil {
		return u, err
	}
	if u.FirstName, u.LastName, err = names(form); err != nil {
		return u, err
	}
	u.PasswordHash, err = a.newPassword(c, form, "password")
	return u, err
}

func email(form value.Value) (string, error) {
	text, err := api.Required(form, "email", 254)
	if err != nil {
		return "", err
	}
	address, err := mail.ParseAddress(text)
	if err != nil || address.Address != text {
		return "", api.BadRequest("%q is no email address.", text)
	}
	return text, nil
}

func names(form value.Value) (first, last string, err error) {
	for key, to := range map[string]*string{"firstName": &first, "lastName": &last} {
		if *to, err = api.Text(form, key); err != nil {
			return "", "", err
		}
		if *to = strings.TrimSpace(*to); len(*to) > 100 {
			return "", "", api.BadRequest("%q is longer than 100 bytes.", key)
		}
	}
	return first, last, nil
}

// newPassword reads a password that is chosen and gives its hash.
func (a *API) newPassword(c *api.Call, form value.Value, key string) (string, error) {
	password, err := api.Text(form, key)
	if err != nil {
		return "", err
	}
	var bad *account.PasswordError
	if err := account.CheckPassword(password); errors.As(err, &bad) {
		return "", api.BadRequest("%s", upperFirst(bad.Message)+".")
	}
	return a.hasher.Hash(c.Request.Context(), password)
}

func upperFirst(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// login begins a session. Whether the address or the password was wrong is not
// told, nor can it be told by the time it takes.
func (a *API) login(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	address, err := api.Required(form, "email", 254)
	if err != nil {
		return err
	}
	password, err := api.Text(form, "password")
	if err != nil {
		return err
	}
	key := "login of " + strings.ToLower(address)
	if err := a.throttled(c, key); err != nil {
		return err
	}
	u, err := a.Database.UserByEmail(c.Request.Context(), address)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	ok, err := a.hasher.Matches(c.Request.Context(), u.PasswordHash, password)
	if err != nil {
		return err
	}
	if !ok || u.Disabled {
		return &api.Error{Status: http.StatusUnauthorized, Code: api.CodeUnauthorized, Message: "The email address or the password is wrong."}
	}
	a.passed(c, key)
	return a.open(c, u)
}

func (a *API) logout(c *api.Call) error {
	if err := a.Database.DeleteSession(c.Request.Context(), c.SessionHash); err != nil {
		return err
	}
	a.Hub.Recheck()
	a.setCookie(c, "", 0)
	return c.Done()
}

// rename changes the names of who asks.
func (a *API) rename(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	u := c.User
	if u.FirstName, u.LastName, err = names(form); err != nil {
		return err
	}
	if err := a.Database.UpdateUser(c.Request.Context(), u); err != nil {
		return err
	}
	return c.OK(userJSON(u))
}

// changePassword changes the password of who asks and ends all other sessions.
func (a *API) changePassword(c *api.Call) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	current, err := api.Text(form, "current")
	if err != nil {
		return err
	}
	key := "password of " + c.User.ID
	if err := a.throttled(c, key); err != nil {
		return err
	}
	ok, err := a.hasher.Matches(c.Request.Context(), c.User.PasswordHash, current)
	if err != nil {
		return err
	}
	if !ok {
		return api.BadRequest("The current password is wrong.")
	}
	a.passed(c, key)
	u := c.User
	if u.PasswordHash, err = a.newPassword(c, form, "next"); err != nil {
		return err
	}
	if err := a.Database.UpdateUser(c.Request.Context(), u); err != nil {
		return err
	}
	if err := a.Database.DeleteSessionsOf(c.Request.Context(), u.ID, c.SessionHash); err != nil {
		return err
	}
	a.Hub.Recheck()
	return c.Done()
}
