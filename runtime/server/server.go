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
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"runnel/runtime/engine"
	"runnel/runtime/server/payload"
	"runnel/runtime/trigger"
)

// Options are what a server works with.
type Options struct {
	Engine     *engine.Engine
	Active     *trigger.Active
	Dispatcher *trigger.Dispatcher
	Waiting    *trigger.WaitingRoom
	Log        *slog.Logger
	// BaseURL is the public address with a slash at its end.
	BaseURL string
	// Headless leaves out everything but webhooks, health and metrics.
	Headless bool
	// Endpoints are the first segments of the webhooks' paths.
	Endpoints Endpoints
	Limits    Limits
	// TrustedProxies are the addresses whose X-Forwarded-For counts.
	TrustedProxies []netip.Prefix
	Version        string
}

// Endpoints name the paths under which webhooks are served.
type Endpoints struct{ Webhook, Test, Waiting string }

// Limits bound what a caller can make the server do.
type Limits struct {
	payload.Limits
	// Headers bounds a request's head, in bytes.
	Headers int
	// ReadHeader bounds how long a head may take, Read a whole request, Idle a
	// connection without one. Zero means no bound.
	ReadHeader, Read, Idle time.Duration
}

// DefaultLimits are n8n's where it has one.
var DefaultLimits = Limits{
	Limits:  payload.Limits{Payload: 16 << 20, Files: 200 << 20, InMemory: 1 << 20},
	Headers: 64 << 10, ReadHeader: 10 * time.Second, Read: 5 * time.Minute, Idle: 2 * time.Minute,
}

// Server serves one instance.
type Server struct {
	Options
	router *gin.Engine
	http   *http.Server
	ready  atomic.Bool
	routes []Route
	start  time.Time
}

// access says who may use a route.
type access string

const (
	// public routes answer everybody.
	public access = "public"
	// local routes answer requests from the same machine only.
	local access = "local"
)

// Route is an entry of the router, for the test that lists them all.
type Route struct {
	Method, Path string
	Access       string
}

// New makes a server; Serve starts it.
func New(o Options) *Server {
	s := &Server{Options: o, start: time.Now()}
	gin.SetMode(gin.ReleaseMode)
	s.router = gin.New()
	s.router.HandleMethodNotAllowed = false
	s.router.UseRawPath = true
	s.router.UnescapePathValues = false
	s.router.RedirectTrailingSlash = false
	s.router.Use(s.recover)

	s.handle(public, http.MethodGet, "/healthz", s.health)
	s.handle(public, http.MethodGet, "/healthz/readiness", s.readiness)
	s.handle(public, http.MethodGet, "/readyz", s.readiness)
	s.any(public, "/"+o.Endpoints.Webhook+"/*path", s.production)
	s.any(public, "/"+o.Endpoints.Waiting+"/*path", s.resume)
	if !o.Headless {
		s.any(public, "/"+o.Endpoints.Test+"/*path", s.test)
		s.handle(local, http.MethodGet, "/", s.page)
		s.handle(local, http.MethodGet, "/overview.css", s.style)
		s.handle(local, http.MethodPost, "/workflows/:id/listen", s.listen)
	}
	s.router.NoRoute(func(c *gin.Context) {
		writeError(c.Writer, c.Request, apiError{status: 404, code: 404, message: "There is nothing at this address."})
	})
	s.http = &http.Server{
		Handler: s.router, MaxHeaderBytes: o.Limits.Headers, ReadHeaderTimeout: o.Limits.ReadHeader,
		ReadTimeout: o.Limits.Read, IdleTimeout: o.Limits.Idle, ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	rememberHeads(s.http)
	return s
}

// handle adds a route with its check.
func (s *Server) handle(who access, method, path string, h gin.HandlerFunc) {
	s.routes = append(s.routes, Route{method, path, string(who)})
	s.router.Handle(method, path, s.guard(who), h)
}

// any adds a route for every method, also unknown ones.
func (s *Server) any(who access, path string, h gin.HandlerFunc) {
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"} {
		s.handle(who, method, path, h)
	}
}

// Routes lists every route with who may use it.
func (s *Server) Routes() []Route { return s.routes }

// guard lets a request through when its sender may use the route. Local pages
// also demand a local Host, so that no foreign page can reach them through a
// name that resolves to this machine.
func (s *Server) guard(who access) gin.HandlerFunc {
	return func(c *gin.Context) {
		if who == public {
			return
		}
		host := c.Request.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		ip, err := netip.ParseAddrPort(c.Request.RemoteAddr)
		site := c.GetHeader("Sec-Fetch-Site")
		if err != nil || !ip.Addr().Unmap().IsLoopback() || c.GetHeader("X-Forwarded-For") != "" || !localHost(host) ||
			site == "cross-site" || site == "same-site" {
			writeError(c.Writer, c.Request, apiError{status: 403, code: 403, message: "This address is served on the machine itself only."})
			c.Abort()
		}
	}
}

func localHost(host string) bool {
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// recover answers for a handler that broke; the stack is for the log only.
func (s *Server) recover(c *gin.Context) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.Log.Error("a request handler broke", "method", c.Request.Method, "path", c.Request.URL.Path, "panic", p, "stack", stack())
			if !c.Writer.Written() {
				writeError(c.Writer, c.Request, problem)
			}
		}
	}()
	c.Next()
}

// Ready says that everything is loaded; /readyz answers 200 from then on.
func (s *Server) Ready() { s.ready.Store(true) }

// Serve answers requests until Shutdown.
func (s *Server) Serve(l net.Listener) error {
	err := s.http.Serve(headListener{l})
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Shutdown takes no new requests and waits for those that are being answered.
func (s *Server) Shutdown(ctx context.Context) error {
	s.ready.Store(false)
	return s.http.Shutdown(ctx)
}
