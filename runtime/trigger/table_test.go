package trigger

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"runnel/runtime/engine"
)

func route(id, path string, methods ...string) *Route {
	dynamic := strings.HasPrefix(path, ":") || strings.Contains(path, "/:")
	return &Route{Webhook: engine.Webhook{Name: path, Path: path, Methods: methods, Dynamic: dynamic, WebhookID: id}}
}

// found words what a table answers.
func found(t *Table, method, path string) string {
	m, ok := t.Find(method, path)
	if !ok {
		return fmt.Sprint("nothing; ", m.Methods)
	}
	return m.Route.Path + " " + m.Params.JSON()
}

func TestTable(t *testing.T) {
	table, conflicts := NewTable([]*Route{
		route("a", "x", "GET"), route("a", "x/y", "POST", "GET"), route("a", ":p", "GET"), route("a", "user/:id", "GET"), route("a", "user/:id", "PUT"),
		route("a", "user/me/:x", "GET"), route("a", ":u/me/:x", "GET"), route("a", ":p/:p", "DELETE"), route("", "wf/n%C3%B6/x", "GET"), route("a", ":/x", "GET"),
	})
	if len(conflicts) > 0 {
		t.Fatal(conflicts)
	}
	for _, c := range []struct{ method, path, want string }{
		{"GET", "x", "x {}"}, {"POST", "x", "nothing; [GET]"}, {"PUT", "x/y", "nothing; [GET POST]"}, {"GET", "nope", "nothing; []"}, {"GET", "", "nothing; []"},
		{"GET", "a/x", `:p {"p":"x"}`}, {"GET", "a", "nothing; []"}, {"GET", "a/", `:p {"p":""}`}, {"GET", "b/x", "nothing; []"},
		{"GET", "a/user/7", `user/:id {"id":"7"}`}, {"PUT", "a/user/7", `user/:id {"id":"7"}`}, {"GET", "a/7/user", `user/:id {"id":"user"}`},
		{"POST", "a/user/7", "nothing; [DELETE GET PUT]"}, {"DELETE", "a/1/2", `:p/:p {"p":"2"}`}, {"GET", "a/1/2", "nothing; [DELETE]"},
		{"GET", "a/user/me/1", `user/me/:x {"x":"1"}`}, {"GET", "a/you/me/1", `:u/me/:x {"u":"you","x":"1"}`}, {"GET", "a/1/2/3/4", "nothing; []"},
		{"GET", "wf/nö/x", "wf/n%C3%B6/x {}"}, {"GET", "a/y/x", `:/x {"":"y"}`},
	} {
		if got := found(table, c.method, c.path); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.method, c.path, got, c.want)
		}
	}
}

func TestConflicts(t *testing.T) {
	first := []*Route{route("a", "x", "GET"), route("a", "u/:id", "GET")}
	for _, c := range []struct {
		what   string
		second []*Route
		want   string // the routes of the second group that are left out
		served string // what of the second group is there
	}{
		{"none", []*Route{route("b", "y", "GET"), route("b", "x", "POST"), route("b", "u/:id", "GET")}, "", "y"},
		{"a path", []*Route{route("b", "y", "GET"), route("b", "x", "POST", "GET")}, "x GET", ""},
		{"a dynamic path", []*Route{route("b", "y", "GET"), route("a", "u/:id", "GET")}, "u/:id GET", ""},
		{"a dynamic path of another shape", []*Route{route("b", "y", "GET"), route("a", "u/:other", "GET")}, "", "y"},
		{"within the group", []*Route{route("b", "y", "GET"), route("b", "y", "PUT", "GET")}, "y GET", "y"},
	} {
		table, conflicts := NewTable(first, c.second)
		got := ""
		for _, conflict := range conflicts {
			got += conflict.Route.Path + " " + conflict.Method
			want := `The URL path that the "` + conflict.Route.Name + `" node uses is already taken. Please change it to something else.`
			if conflict.Error() != want || conflict.Holder == conflict.Route {
				t.Errorf("%s: %v", c.what, conflict)
			}
		}
		_, served := table.Find("GET", "y")
		if got != c.want || served != (c.served == "y") {
			t.Errorf("%s: left out %q, y served: %v", c.what, got, served)
		}
		if m, ok := table.Find("GET", "x"); !ok || m.Route != first[0] {
			t.Errorf("%s: the first workflow lost its place", c.what)
		}
	}
}

// A request for a registered path, with its parameters filled in, finds a route
// of that webhook with that method and length.
func TestEveryRouteIsFound(t *testing.T) {
	segment := rapid.StringMatching(`:?[a-c]`)
	rapid.Check(t, func(t *rapid.T) {
		var routes []*Route
		for _, segments := range rapid.SliceOfN(rapid.SliceOfN(segment, 1, 4), 1, 6).Draw(t, "paths") {
			routes = append(routes, route("id", strings.Join(segments, "/"), rapid.SampledFrom([]string{"GET", "POST"}).Draw(t, "method")))
		}
		table, _ := NewTable(routes)
		for _, r := range routes {
			path := r.Path
			if r.Dynamic {
				path = "id/" + strings.ReplaceAll(path, ":", "v")
			}
			m, ok := table.Find(r.Methods[0], path)
			if !ok || m.Methods[0] > r.Methods[0] || len(strings.Split(m.Route.Path, "/")) != len(strings.Split(r.Path, "/")) || m.Dynamic != r.Dynamic {
				t.Fatalf("%s %s for %s: %v %+v", r.Methods[0], path, r.Path, ok, m)
			}
			if _, ok := table.Find("DELETE", path); ok {
				t.Fatalf("%s answers DELETE", path)
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	var routes []*Route
	for i := range 1000 {
		routes = append(routes, route("a", fmt.Sprintf("path/%d", i), "GET"))
	}
	table, _ := NewTable(routes)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := table.Find("GET", "path/500"); !ok {
			b.Fatal("not found")
		}
	}
}
