package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"
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
		add("local", "/", "GET")
		add("local", "/overview.css", "GET")
		add("local", "/workflows/:id/listen", "POST")
	}
	slices.Sort(all)
	return all
}

func TestRoutes(t *testing.T) {
	for _, headless := range []bool{false, true} {
		for _, metrics := range []bool{false, true} {
			in := start(t, func(s *setup) {
				s.server.Headless, s.offline = headless, true
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
				if !slices.ContainsFunc(in.server.Routes(), func(l Route) bool { return l.Method == r.Method && l.Path == r.Path }) {
					t.Errorf("%s %s is served but not listed", r.Method, r.Path)
				}
			}
		}
	}
}

// Every local route turns away what does not come from a person at the machine.
func TestLocalRoutes(t *testing.T) {
	in := start(t, nil, newFlow("a").String())
	for _, r := range in.server.Routes() {
		if r.Access != string(local) {
			continue
		}
		path := strings.Replace(r.Path, ":id", "nobody", 1)
		for _, c := range []struct {
			what    string
			headers []string
			refused bool
		}{
			{"from here", nil, false},
			{"by the name localhost", []string{"Host", "localhost:5678"}, false},
			{"by an address", []string{"Host", "[::1]:5678"}, false},
			{"by another name", []string{"Host", "evil.example"}, true},
			{"by a name that looks local", []string{"Host", "localhost.evil.example"}, true},
			{"through a proxy", []string{"X-Forwarded-For", "9.9.9.9"}, true},
			{"through another proxy", []string{"Forwarded", "for=9.9.9.9"}, true},
			{"from another site", []string{"Sec-Fetch-Site", "cross-site"}, true},
			{"from another port", []string{"Sec-Fetch-Site", "same-site"}, true},
			{"by a link of another site", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, r.Method != "GET"},
			{"in a frame of another site", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, true},
			{"from this site", []string{"Sec-Fetch-Site", "same-origin"}, false},
			{"with the origin of another site", []string{"Origin", "http://evil.example"}, true},
			{"with a hidden origin", []string{"Origin", "null"}, true},
			{"with this origin", []string{"Origin", "http://localhost:1", "Host", "localhost:1"}, false},
		} {
			a := in.send(r.Method, path, "", c.headers...)
			if (a.status == 403) != c.refused {
				t.Errorf("%s %s %s: %d %s", r.Method, path, c.what, a.status, a.body)
			}
		}
	}
	if a := in.raw("GET / HTTP/1.0\r\n\r\n", "GET"); a[0].status != 403 {
		t.Errorf("without a Host: %d", a[0].status)
	}
}

func TestHeadless(t *testing.T) {
	in := start(t, func(s *setup) { s.server.Headless = true }, newFlow("a").String())
	for _, path := range []string{"/", "/overview.css", "/metrics"} {
		in.send("GET", path, "").want(t, path, 404, `{"code":404,"message":"There is nothing at this address."}`)
	}
	in.send("GET", "/webhook-test/a", "").want(t, "a test call", 404,
		`{"code":404,"message":"There is nothing at this address.","hint":"This server runs without its pages (--headless), so there are no test webhooks."}`)
	in.send("GET", "/webhook/a", "").want(t, "production", 200, `{"message":"Workflow was started"}`)
}
