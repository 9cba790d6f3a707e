package server

import (
	"context"
	"io/fs"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"runnel/runtime/engine"
	"runnel/runtime/node"
	"runnel/runtime/server/editorapi"
	"runnel/runtime/server/live"
	"runnel/runtime/server/publicapi"
	"runnel/runtime/server/site"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

// Editor is what the editor and the public API work with.
type Editor struct {
	Database *store.Database
	// Hub carries events; see NewHub.
	Hub      *live.Hub
	Registry *node.Registry
	HTTP     engine.HTTPClients
	// Files makes the files of the items of stored executions.
	Files node.BinaryStore
	// Tests holds credentials that are being tried; nil leaves tests out.
	Tests *workbench.TestCredentials
	// Site are the files of the built editor, nil when it was not built.
	Site fs.FS
	// Zones lists the time zones that workflows can name, in order; nil offers
	// UTC alone.
	Zones func() []string
	// Zone is the instance's time zone, Folder the folder of workflow files, ""
	// for none; Recording tells whether executions are stored.
	Zone, Folder string
	Recording    bool
	// Settings are facts for the settings' page, an object.
	Settings value.Value
}

// serveEditor adds the routes of the editor and of the APIs.
func (s *Server) serveEditor() {
	e := s.Editor
	bench := workbench.New(workbench.Options{
		Database: e.Database, Engine: s.Engine, Active: s.Active, Dispatcher: s.Dispatcher, Hub: e.Hub, Files: e.Files, Tests: e.Tests, Log: s.Log,
		TestURL: s.BaseURL + s.Endpoints.Test + "/", ProductionURL: s.BaseURL + s.Endpoints.Webhook + "/",
		TestFormURL: s.BaseURL + s.Forms.Test + "/", FormURL: s.BaseURL + s.Forms.Webhook + "/", Zones: e.Zones,
	})
	s.bench = bench
	s.editor = editorapi.New(editorapi.Options{
		Database: e.Database, Workbench: bench, Hub: e.Hub, Registry: e.Registry, HTTP: e.HTTP, Log: s.Log, BaseURL: s.BaseURL, Version: s.Version,
		WaitingURL: s.BaseURL + s.Endpoints.Waiting + "/", WaitingFormURL: s.waitingFormURL(""),
		Zone: e.Zone, Folder: e.Folder, Recording: e.Recording, Settings: e.Settings,
		IP: func(r *http.Request) string { ip, _ := s.Proxies.callers(r); return ip },
	})
	s.editor.Register(s.routes)
	publicapi.New(publicapi.Options{Database: e.Database, Workbench: bench, Registry: e.Registry, Log: s.Log, BaseURL: s.BaseURL, Version: s.Version}).Register(s.routes)
	if e.Site != nil {
		built, err := site.New(e.Site)
		if err != nil {
			s.Log.Error("the built editor has no page", "error", err)
		}
		s.site = built
	}
}

// Plan finds workflows for the engine: the live ones, and with the editor the
// drafts of the database. It makes the server the engine's Workflows.
func (s *Server) Plan(ctx context.Context, id string, draft bool) (*engine.Plan, error) {
	if draft && s.bench != nil {
		return s.bench.Plan(ctx, id, true)
	}
	return s.Active.Plan(ctx, id, draft)
}

// SetupToken gives the token that making the owner's account from another
// machine asks for; "" when there is an owner, or no editor.
func (s *Server) SetupToken(ctx context.Context) string {
	if s.editor == nil {
		return ""
	}
	return s.editor.SetupToken(ctx)
}

// machinery are the first segments of addresses that are for programs: a wrong
// one is told so, and not shown the editor.
var machinery = map[string]bool{"api": true, "rest": true, "types": true, "healthz": true, "readyz": true, "metrics": true}

// page answers with the editor, for addresses that no route has. first is the
// address's first segment.
func (s *Server) page(c *gin.Context, first string) bool {
	e := s.Endpoints
	if s.editor == nil || c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead || machinery[first] ||
		e.has(first) || s.Forms.has(first) {
		return false
	}
	if s.site != nil {
		return s.site.Serve(c.Writer, c.Request)
	}
	if !strings.Contains(c.GetHeader("Accept"), "text/html") && first != "" {
		return false
	}
	site.ServeUnbuilt(c.Writer, c.Request)
	return true
}

// has tells whether a first segment is that of an endpoint.
func (e Endpoints) has(first string) bool {
	return first != "" && (first == e.Webhook || first == e.Test || first == e.Waiting)
}
