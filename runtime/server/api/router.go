package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"runnel/runtime/server/account"
	"runnel/runtime/server/respond"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

// Route is an entry of the router, for the test that lists them all.
type Route struct{ Method, Path, Access string }

// Accounts finds who asks. *store.Database is one.
type Accounts interface {
	Session(ctx context.Context, tokenHash []byte) (store.Session, store.User, error)
	ExtendSession(ctx context.Context, tokenHash []byte, until time.Time) error
	APIKeyByHash(ctx context.Context, keyHash []byte) (store.APIKey, store.User, error)
}

// Router adds routes with their checks to the one router of the server.
type Router struct {
	engine   *gin.Engine
	accounts Accounts
	// host is that of the public address.
	host   string
	log    *slog.Logger
	routes []Route
}

// NewRouter makes a router for the server at a public address. Without accounts
// it takes no routes for people and programs that must be known.
func NewRouter(engine *gin.Engine, accounts Accounts, baseURL string, log *slog.Logger) *Router {
	r := &Router{engine: engine, accounts: accounts, log: log}
	if u, err := url.Parse(baseURL); err == nil {
		r.host = u.Host
	}
	return r
}

// Routes lists every route with who may use it.
func (r *Router) Routes() []Route { return r.routes }

// Raw adds a route that does everything about a request itself.
func (r *Router) Raw(rule Rule, method, path string, h gin.HandlerFunc) {
	r.routes = append(r.routes, Route{method, path, rule.String()})
	r.engine.Handle(method, path, h)
}

// Handler answers a call, or gives the error that is the answer.
type Handler func(c *Call) error

// Style is how an API writes errors.
type Style func(e *Error) value.Value

// EditorStyle is how the editor's API writes errors.
func EditorStyle(e *Error) value.Value {
	var b value.Builder
	b.Set("code", value.String(e.Code))
	b.Set("message", value.String(e.Message))
	if !e.Details.IsUndefined() {
		b.Set("details", e.Details)
	}
	return b.Object()
}

// PublicStyle is how n8n's public API writes errors.
func PublicStyle(e *Error) value.Value {
	return value.Object(value.Field{Key: "message", Value: value.String(e.Message)})
}

// Handle adds a route of an API.
func (r *Router) Handle(rule Rule, style Style, method, path string, h Handler) {
	if r.accounts == nil && rule.kind >= ruleSession {
		panic("a route for people who are known needs accounts: " + path)
	}
	r.Raw(rule, method, path, func(c *gin.Context) {
		call := &Call{Context: c, log: r.log}
		c.Writer.Header().Set("Cache-Control", "no-store")
		c.Writer.Header().Set("X-Content-Type-Options", "nosniff")
		err := r.admit(rule, call)
		if err == nil {
			err = h(call)
		}
		if err != nil {
			call.fail(style, err)
		}
	})
}

// Call is one call of a route.
type Call struct {
	*gin.Context
	// User is who asks, the zero user on routes that do not ask.
	User store.User
	// Session and SessionHash are those of a person, Key that of a program.
	Session     store.Session
	SessionHash []byte
	Key         store.APIKey
	log         *slog.Logger
}

// Author is the user as the author of a change.
func (c *Call) Author() store.Author { return store.Author{ID: c.User.ID, Name: c.User.Name()} }

// SessionCookie is the name of the cookie with the session's token.
const SessionCookie = "runnel-session"

// SessionLife is how long a session lasts without use; it is extended when a
// tenth of that is over.
const SessionLife = 7 * 24 * time.Hour

// CSRFHeader carries the session's token against forged requests.
const CSRFHeader = "X-Runnel-CSRF"

// KeyHeader carries an API key.
const KeyHeader = "X-N8N-API-KEY"

// admit lets a caller in or says why not.
func (r *Router) admit(rule Rule, c *Call) error {
	switch rule.kind {
	case rulePublic:
		return nil
	case ruleVisitor:
		if r.foreign(c.Request) {
			return Forbidden("This request comes from a page of another site.")
		}
		return nil
	case ruleSession:
		return r.person(rule, c)
	case ruleKey:
		return r.program(rule, c)
	}
	return Forbidden("Nobody may do this.")
}

// SignedIn finds who has signed in, without any rule: for routes that answer
// differently then. It tells whether there is somebody.
func (r *Router) SignedIn(c *Call) (bool, error) {
	cookie, err := c.Request.Cookie(SessionCookie)
	if err != nil || cookie.Value == "" || r.accounts == nil {
		return false, nil
	}
	hash := store.HashToken(cookie.Value)
	session, user, err := r.accounts.Session(c.Request.Context(), hash)
	if isNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	c.Session, c.SessionHash, c.User = session, hash, user
	return true, nil
}

func (r *Router) person(rule Rule, c *Call) error {
	here, err := r.SignedIn(c)
	if err != nil {
		return err
	}
	if !here {
		return &Error{Status: http.StatusUnauthorized, Code: CodeUnauthorized, Message: "Sign in first: there is no session, or it is over."}
	}
	switch c.Request.Method {
	case http.MethodGet, http.MethodHead:
	default:
		if !account.Same(c.GetHeader(CSRFHeader), c.Session.CSRF) || r.foreign(c.Request) {
			return Forbidden("The request lacks the session's token in the header %s; load the page again.", CSRFHeader)
		}
	}
	if rule.scope != "" && !account.Allows(c.User.Role, rule.scope) {
		return Forbidden("Your role does not allow this (%s); an administrator can change it.", rule.scope)
	}
	if now := time.Now(); c.Session.ExpiresAt.Sub(now) < SessionLife*9/10 {
		if err := r.accounts.ExtendSession(c.Request.Context(), c.SessionHash, now.Add(SessionLife)); err != nil && !isNotFound(err) {
			return err
		}
	}
	return nil
}

func (r *Router) program(rule Rule, c *Call) error {
	key := c.GetHeader(KeyHeader)
	if key == "" {
		return &Error{Status: http.StatusUnauthorized, Code: CodeUnauthorized, Message: "'X-N8N-API-KEY' header required"}
	}
	found, user, err := r.accounts.APIKeyByHash(c.Request.Context(), store.HashToken(key))
	if isNotFound(err) {
		return &Error{Status: http.StatusUnauthorized, Code: CodeUnauthorized, Message: "unauthorized"}
	}
	if err != nil {
		return err
	}
	if rule.scope != "" && !(has(found.Scopes, rule.scope) && account.Allows(user.Role, rule.scope)) {
		return &Error{Status: http.StatusForbidden, Code: CodeForbidden, Message: "Forbidden"}
	}
	c.Key, c.User = found, user
	return nil
}

func has(scopes []string, s account.Scope) bool {
	for _, have := range scopes {
		if have == string(s) {
			return true
		}
	}
	return false
}

// fail answers with an error.
func (c *Call) fail(style Style, err error) {
	e, known := explain(err)
	if !known {
		c.log.Error("a request failed", "method", c.Request.Method, "path", c.Request.URL.Path, "error", err)
	}
	if c.Writer.Written() {
		// Half an answer must not look like a whole one.
		panic(http.ErrAbortHandler)
	}
	if e.Status == http.StatusTooManyRequests && c.Writer.Header().Get("Retry-After") == "" {
		c.Header("Retry-After", "1")
	}
	respond.JSON(c.Writer, c.Request, e.Status, style(e))
}

// JSON answers with a document.
func (c *Call) JSON(status int, v value.Value) error {
	respond.JSON(c.Writer, c.Request, status, v)
	return nil
}

// OK answers with a document and the status 200.
func (c *Call) OK(v value.Value) error { return c.JSON(http.StatusOK, v) }

// Done answers that all is done and there is nothing to say.
func (c *Call) Done() error {
	c.Writer.WriteHeader(http.StatusNoContent)
	c.Writer.WriteHeaderNow()
	return nil
}

// Secure tells whether the caller's browser speaks TLS with us or with a proxy
// in front of the public address.
func Secure(baseURL string, r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(baseURL, "https://")
}

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }
