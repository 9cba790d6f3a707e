// Package server is the HTTP side: webhooks, health, metrics and the pages
// that people see. One router serves all of it, and every route says who may
// use it.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"runnel/runtime/engine"
	"runnel/runtime/server/api"
	"runnel/runtime/server/editorapi"
	"runnel/runtime/server/payload"
	"runnel/runtime/server/site"
	"runnel/runtime/server/workbench"
	"runnel/runtime/trigger"
)

// Options are what a server works with.
type Options struct {
	Engine     *engine.Engine
	Active     *trigger.Active
	Dispatcher *trigger.Dispatcher
	Waiting    *trigger.WaitingRoom
	// Metrics serves /metrics; nil leaves it out.
	Metrics *Metrics
	Log     *slog.Logger
	// BaseURL is the public address with a slash at its end.
	BaseURL string
	// Headless leaves out everything but webhooks, health and metrics.
	Headless bool
	// Editor is what the editor and the public API work with; nil leaves both
	// out.
	Editor *Editor
	// Endpoints are the first segments of the webhooks' paths.
	Endpoints Endpoints
	// Forms are those of forms' pages; no forms are served where they are "".
	Forms  Endpoints
	Limits Limits
	// Proxies says whose word about the caller's address counts.
	Proxies Proxies
	Version string
}

// Endpoints name the paths under which webhooks are served.
type Endpoints struct{ Webhook, Test, Waiting string }

// Limits bound what a caller can make the server do.
type Limits struct {
	payload.Limits
	// Headers bounds a request's head, in bytes.
	Headers int
	// ReadHeader bounds how long a head may take, Read a whole request, Idle a
	// connection without one, Write how long the caller may take none of an
	// answer that is written bit by bit. Zero means no bound.
	ReadHeader, Read, Idle, Write time.Duration
}

// DefaultLimits are n8n's where it has one.
var DefaultLimits = Limits{
	Limits:  payload.Limits{Payload: 16 << 20, Files: 200 << 20, InMemory: 1 << 20},
	Headers: 64 << 10, ReadHeader: 10 * time.Second, Read: 5 * time.Minute, Idle: 2 * time.Minute, Write: time.Minute,
}

// Server serves one instance.
type Server struct {
	Options
	router *gin.Engine
	http   *http.Server
	// loaded is closed when the workflows are; ready is set from then on until
	// the shutdown.
	loaded chan struct{}
	ready  atomic.Bool
	routes *api.Router
	visits *formVisits
	// site are the editor's files, nil when they are not there.
	site   *site.Site
	editor *editorapi.API
	bench  *workbench.Workbench
}

// New makes a server; Serve starts it.
func New(o Options) *Server {
	s := &Server{Options: o, loaded: make(chan struct{}), visits: newFormVisits()}
	gin.SetMode(gin.ReleaseMode)
	s.router = gin.New()
	// Webhooks are told by their decoded path, a slash at its end included.
	s.router.UseRawPath = false
	s.router.RedirectTrailingSlash = false
	s.router.HandleMethodNotAllowed = false
	s.router.Use(s.recover)
	var accounts api.Accounts
	if o.Editor != nil {
		accounts = o.Editor.Database
	}
	s.routes = api.NewRouter(s.router, accounts, o.BaseURL, o.Log)

	for _, method := range []string{http.MethodGet, http.MethodHead} {
		s.routes.Raw(api.Public, method, "/healthz", s.health)
		s.routes.Raw(api.Public, method, "/healthz/readiness", s.readiness)
		s.routes.Raw(api.Public, method, "/readyz", s.readiness)
	}
	if o.Metrics != nil {
		s.routes.Raw(api.Public, http.MethodGet, "/metrics", gin.WrapH(o.Metrics))
	}
	s.webhooks("production", o.Endpoints.Webhook, s.production)
	s.webhooks("waiting", o.Endpoints.Waiting, s.resume)
	if o.Forms.Webhook != "" {
		s.webhooks("form", o.Forms.Webhook, s.form)
		s.webhooks("waiting form", o.Forms.Waiting, s.waitingForm)
	}
	if !o.Headless {
		s.webhooks("test", o.Endpoints.Test, s.test)
		if o.Forms.Test != "" {
			s.webhooks("test form", o.Forms.Test, s.testForm)
		}
	}
	if o.Editor != nil && !o.Headless {
		s.serveEditor()
	}
	s.router.NoRoute(s.nothing)
	s.http = &http.Server{
		Handler: s, MaxHeaderBytes: o.Limits.Headers, ReadHeaderTimeout: o.Limits.ReadHeader,
		ReadTimeout: o.Limits.Read, IdleTimeout: o.Limits.Idle, ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	keepHeads(s.http)
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if c := connOf(r); c != nil {
		c.begin(r)
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		api.KeepSlashes(r)
	}
	s.router.ServeHTTP(w, r)
}

// nothing answers requests that no route serves, among them webhook calls with
// a method that n8n does not know.
func (s *Server) nothing(c *gin.Context) {
	first, _, deeper := strings.Cut(strings.TrimPrefix(c.Request.URL.Path, "/"), "/")
	if e := s.Endpoints; deeper && (first == e.Webhook || first == e.Waiting || first == e.Test && !s.Headless) {
		writeError(c.Writer, c.Request, apiError{status: 500, message: "The method " + c.Request.Method + " is not supported."})
		return
	}
	if s.page(c, first) {
		return
	}
	hint := ""
	if first == s.Endpoints.Test {
		hint = "This server runs without its pages (--headless), so there are no test webhooks."
	}
	writeError(c.Writer, c.Request, apiError{status: 404, code: 404, message: "There is nothing at this address.", hint: hint})
}

// recover answers for a handler that broke; the stack is for the log only.
func (s *Server) recover(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler {
			panic(p)
		}
		s.Log.Error("a request handler broke", "method", c.Request.Method, "path", c.Request.URL.Path, "panic", p, "stack", string(debug.Stack()))
		if c.Writer.Written() {
			// Half an answer must not look like a whole one.
			panic(http.ErrAbortHandler)
		}
		clear(c.Writer.Header())
		writeError(c.Writer, c.Request, problem)
	}()
	c.Next()
}

// Ready says that everything is loaded; /readyz answers 200 from then on.
// Webhook requests that came before have waited for it. It is called once.
func (s *Server) Ready() {
	s.ready.Store(true)
	close(s.loaded)
}

// Serve answers requests until Shutdown.
func (s *Server) Serve(l net.Listener) error {
	err := s.http.Serve(headListener{l, s.Limits.Headers + 4<<10})
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Shutdown takes no new requests and waits for those that are being answered.
func (s *Server) Shutdown(ctx context.Context) error {
	s.ready.Store(false)
	if s.editor != nil {
		s.editor.Close()
	}
	return s.http.Shutdown(ctx)
}

// Close ends every connection.
func (s *Server) Close() error { return s.http.Close() }

// Proxies are the proxies in front of the server that may say where a request
// comes from.
type Proxies struct {
	// Networks are the addresses of proxies.
	Networks []netip.Prefix
	// Hops is how many proxies there are in any case, whatever their addresses.
	Hops int
}

// callers gives the caller's address and, when the request came through
// proxies, what X-Forwarded-For says as far as the proxies can be believed: up
// to the first address that is no proxy of ours. Everything before that is the
// caller's invention.
func (p *Proxies) callers(r *http.Request) (ip string, forwarded []string) {
	ip = remoteIP(r)
	header := r.Header["X-Forwarded-For"]
	if len(header) == 0 || p.Hops == 0 && len(p.Networks) == 0 {
		return ip, nil
	}
	list := strings.Split(strings.Join(header, ","), ",")
	for i := len(list) - 1; i >= 0 && p.trusts(ip, len(list)-1-i); i-- {
		ip = strings.TrimSpace(list[i])
		forwarded = append([]string{ip}, forwarded...)
	}
	return ip, forwarded
}

// trusts tells whether the address that is hop steps away is one of a proxy.
func (p *Proxies) trusts(address string, hop int) bool {
	if hop < p.Hops {
		return true
	}
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	for _, network := range p.Networks {
		if network.Contains(ip.Unmap()) {
			return true
		}
	}
	return false
}

// remoteIP gives the address of the other end of the connection.
func remoteIP(r *http.Request) string {
	address, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return address.Addr().Unmap().String()
}
