package server

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// access says who may use a route.
type access string

const (
	// public routes answer everybody.
	public access = "public"
	// local routes answer people at the machine itself only, and no page of
	// another site that their browser shows.
	local access = "local"
)

// Route is an entry of the router, for the test that lists them all.
type Route struct {
	Method, Path string
	Access       string
}

// Routes lists every route with who may use it.
func (s *Server) Routes() []Route { return s.routes }

// handle adds a route with its check.
func (s *Server) handle(who access, method, path string, h gin.HandlerFunc) {
	s.routes = append(s.routes, Route{method, path, string(who)})
	if who == local {
		s.router.Handle(method, path, s.localOnly, h)
		return
	}
	s.router.Handle(method, path, h)
}

// webhookMethods are the methods that a webhook can have, and OPTIONS, which
// asks about them.
var webhookMethods = []string{"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT", "OPTIONS"}

// webhooks adds the routes of an endpoint for webhooks; they answer everybody,
// each webhook has its own checks. kind names the endpoint in the metrics.
func (s *Server) webhooks(kind, endpoint string, h func(c *gin.Context, path string)) {
	handler := func(c *gin.Context) {
		select {
		case <-s.loaded:
		case <-c.Request.Context().Done():
			return
		}
		began := time.Now()
		h(c, webhookPath(c))
		if s.Metrics != nil {
			s.Metrics.answered(kind, c.Request.Method, c.Writer.Status(), began)
		}
	}
	for _, method := range webhookMethods {
		s.handle(public, method, "/"+endpoint+"/*path", handler)
	}
}

// webhookPath gives the path behind an endpoint, without the slash in front and
// one at its end.
func webhookPath(c *gin.Context) string {
	return strings.TrimSuffix(strings.TrimPrefix(c.Param("path"), "/"), "/")
}

// localOnly turns away what does not come from the machine itself. A foreign
// page can neither reach a local route by a name of its own that leads to this
// machine (the Host is checked), nor by sending a form to it.
func (s *Server) localOnly(c *gin.Context) {
	if fromHere(c.Request) {
		return
	}
	writeError(c.Writer, c.Request, apiError{status: 403, code: 403,
		message: "This page is for people at the machine itself: open it as http://localhost or through a tunnel (ssh -L)."})
	c.Abort()
}

func fromHere(r *http.Request) bool {
	ip, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !ip.Addr().Unmap().IsLoopback() || !localHost(r.Host) {
		return false
	}
	// A proxy on this machine brings in the rest of the world.
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		// Following a link to a page is fine: the other site learns nothing.
		return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		from, err := url.Parse(origin)
		return err == nil && from.Host == r.Host
	}
	return true
}

// localHost tells whether a Host header names this machine.
func localHost(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
