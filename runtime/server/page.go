package server

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"runnel/runtime/execution"
	"runnel/runtime/trigger"
)

//go:embed pages
var pageFiles embed.FS

var pages = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

// pagePolicy lets a page load its own style sheet and send its own forms, and
// nothing else.
const pagePolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// webhookRow is a webhook as a page shows it.
type webhookRow struct{ Methods, URL, Node string }

func (s *Server) webhookRows(hooks []*trigger.Route, endpoint string) []webhookRow {
	var rows []webhookRow
	for _, r := range hooks {
		rows = append(rows, webhookRow{strings.Join(r.Methods, ", "), s.BaseURL + endpoint + "/" + r.PublicPath(), r.Name})
	}
	return rows
}

func startPage(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Type", htmlType)
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// page lists the live workflows with their URLs.
func (s *Server) page(c *gin.Context) {
	type row struct {
		trigger.Info
		Webhooks []webhookRow
	}
	var rows []row
	for _, info := range s.Active.List() {
		rows = append(rows, row{info, s.webhookRows(info.Webhooks, s.Endpoints.Webhook)})
	}
	startPage(c)
	err := pages.ExecuteTemplate(c.Writer, "overview.html", map[string]any{
		"Workflows": rows, "Version": s.Version, "Up": time.Since(s.start).Round(time.Second),
	})
	if err != nil {
		s.Log.Debug("the overview was not delivered", "error", err)
	}
}

func (s *Server) style(c *gin.Context) {
	css, _ := pageFiles.ReadFile("pages/overview.css")
	c.Data(http.StatusOK, "text/css; charset=utf-8", css)
}

// listen arms the test webhooks of a workflow and shows, when the one call has
// come, what the run did.
func (s *Server) listen(c *gin.Context) {
	plan, err := s.Active.Plan(c, c.Param("id"), true)
	if err == nil && plan == nil {
		err = fmt.Errorf("there is no live workflow with the id %q", c.Param("id"))
	}
	if err != nil {
		writeError(c.Writer, c.Request, apiError{status: 404, code: 404, message: err.Error()})
		return
	}
	heard := make(chan heardRun, 1)
	hooks, err := s.Active.Listen(plan, trigger.Listener{Result: func(ex *execution.Execution, err error) { heard <- newHeardRun(ex, err) }})
	if err != nil {
		writeError(c.Writer, c.Request, apiError{status: 409, code: 409, message: err.Error()})
		return
	}
	startPage(c)
	data := map[string]any{"Name": plan.Workflow().Name, "Webhooks": s.webhookRows(hooks, s.Endpoints.Test)}
	if err := pages.ExecuteTemplate(c.Writer, "listening.html", data); err != nil {
		return
	}
	c.Writer.Flush()
	select {
	case run := <-heard:
		pages.ExecuteTemplate(c.Writer, "heard.html", run)
	case <-c.Request.Context().Done():
	}
}

// heardRun is an execution as the page shows it.
type heardRun struct {
	Err, ID, Status, JSON string
	Runs                  []heardNode
}

type heardNode struct {
	Node, Status, Err, Took string
	Items                   int
}

func newHeardRun(ex *execution.Execution, err error) heardRun {
	if err != nil {
		return heardRun{Err: err.Error()}
	}
	h := heardRun{ID: ex.ID, Status: string(ex.Status), JSON: string(ex.AppendJSON(nil))}
	for _, n := range ex.Data.Nodes {
		for _, r := range n.Runs {
			row := heardNode{Node: n.Name, Status: string(r.Status), Took: r.Duration.Round(time.Microsecond).String()}
			if r.Err != nil {
				row.Err = r.Err.Error()
			}
			for _, items := range r.Output {
				row.Items += len(items)
			}
			h.Runs = append(h.Runs, row)
		}
	}
	return h
}
