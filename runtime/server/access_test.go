package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"runnel/runtime/server/api"
)

// routes lists what a server serves with who may use it. A new route must be
// written down here.
func routes(headless, metrics bool) []string {
	var all []string
	add := func(access, path string, methods ...string) {
		for _, m := range methods {
			all = append(all, fmt.Sprintf("%s %s %s", m, path, access))
		}
	}
	add("public", "/healthz", "GET", "HEAD")
	add("public", "/healthz/readiness", "GET", "HEAD")
	add("public", "/readyz", "GET", "HEAD")
	add("public", "/webhook/*path", webhookMethods...)
	add("public", "/webhook-waiting/*path", webhookMethods...)
	if metrics {
		add("public", "/metrics", "GET")
	}
	if !headless {
		add("public", "/webhook-test/*path", webhookMethods...)
		for _, line := range strings.Split(strings.TrimSpace(editorRoutes), "\n") {
			method, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			path, access, _ := strings.Cut(rest, " ")
			add(access, path, method)
		}
	}
	slices.Sort(all)
	return all
}

func TestRoutes(t *testing.T) {
	for _, headless := range []bool{false, true} {
		for _, metrics := range []bool{false, true} {
			in := start(t, func(s *setup) {
				s.server.Headless, s.offline, s.editor = headless, true, true
				if metrics {
					s.server.Metrics = &Metrics{}
				}
			})
			var got []string
			for _, r := range in.server.Routes() {
				got = append(got, fmt.Sprintf("%s %s %s", r.Method, r.Path, r.Access))
			}
			slices.Sort(got)
			if want := routes(headless, metrics); !slices.Equal(got, want) {
				t.Errorf("headless %v, metrics %v:\n%s\nwant\n%s", headless, metrics, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			// Nothing is served that is not listed.
			for _, r := range in.server.router.Routes() {
				if !slices.ContainsFunc(in.server.Routes(), func(l api.Route) bool { return l.Method == r.Method && l.Path == r.Path }) {
					t.Errorf("%s %s is served but not listed", r.Method, r.Path)
				}
			}
		}
	}
}

func TestHeadless(t *testing.T) {
	in := start(t, func(s *setup) { s.server.Headless, s.editor = true, true }, newFlow("a").String())
	for _, path := range []string{"/", "/api/editor/session", "/api/v1/workflows", "/types/nodes.json", "/metrics"} {
		in.send("GET", path, "").want(t, path, 404, `{"code":404,"message":"There is nothing at this address."}`)
	}
	in.send("GET", "/webhook-test/a", "").want(t, "a test call", 404,
		`{"code":404,"message":"There is nothing at this address.","hint":"This server runs without its pages (--headless), so there are no test webhooks."}`)
	in.send("GET", "/webhook/a", "").want(t, "production", 200, `{"message":"Workflow was started"}`)
}
