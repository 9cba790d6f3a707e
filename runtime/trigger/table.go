package trigger

import (
	"net/url"
	"slices"
	"sort"
	"strings"

	"runnel/runtime/engine"
	"runnel/runtime/value"
)

// Route is a registered webhook: where a request for it leads.
type Route struct {
	Plan *engine.Plan
	engine.Webhook
}

// Match is a route that a request fits, with the values of its path's
// parameters.
type Match struct {
	*Route
	Params value.Value
	// Methods are all methods that are registered on the request's path.
	Methods []string
}

// Table finds the webhook for a request (engine reference §18.2). It is never
// changed after it was built, so reading takes no lock.
type Table struct {
	static  map[string]map[string]*Route // path, method
	dynamic map[string][]dynamicRoute    // webhook id
}

type dynamicRoute struct {
	*Route
	method   string
	segments []string
	// literals is the number of segments that are no parameters.
	literals int
}

// Conflict is a webhook whose path and method belong to another workflow.
type Conflict struct {
	Node, Method, Path, Other string
}

func (e *Conflict) Error() string {
	return `The URL path that the "` + e.Node + `" node uses is already taken. Please change it to something else.`
}

// NewTable builds a table. Of webhooks that clash the first one counts; the
// others are reported.
func NewTable(routes []*Route) (*Table, []*Conflict) {
	t := &Table{static: map[string]map[string]*Route{}, dynamic: map[string][]dynamicRoute{}}
	var conflicts []*Conflict
	for _, r := range routes {
		for _, method := range r.Methods {
			if other := t.add(r, method); other != nil {
				conflicts = append(conflicts, &Conflict{r.Name, method, r.Path, other.Plan.Workflow().Name})
			}
		}
	}
	return t, conflicts
}

// add registers one method of a webhook and gives the route that holds the
// place already.
func (t *Table) add(r *Route, method string) *Route {
	if !r.Dynamic {
		methods := t.static[r.Path]
		if methods == nil {
			methods = map[string]*Route{}
			t.static[r.Path] = methods
		}
		if other := methods[method]; other != nil {
			return other
		}
		methods[method] = r
		return nil
	}
	d := dynamicRoute{Route: r, method: method, segments: strings.Split(r.Path, "/")}
	for _, s := range d.segments {
		if !strings.HasPrefix(s, ":") {
			d.literals++
		}
	}
	for _, other := range t.dynamic[r.WebhookID] {
		if other.method == method && other.Path == r.Path {
			return other.Route
		}
	}
	t.dynamic[r.WebhookID] = append(t.dynamic[r.WebhookID], d)
	return nil
}

// Find gives the webhook for a method and a path without slashes around it.
// Without one, the methods that the path is registered for are given, none
// when it is unknown.
func (t *Table) Find(method, path string) (Match, bool) {
	if methods := t.static[path]; methods != nil {
		m := Match{Route: methods[method], Params: value.EmptyObject}
		if len(methods) == 1 {
			for name := range methods {
				m.Methods = []string{name}
			}
		} else {
			m.Methods = names(methods)
		}
		return m, m.Route != nil
	}
	id, rest, ok := strings.Cut(path, "/")
	candidates := t.dynamic[id]
	if !ok || len(candidates) == 0 {
		return Match{}, false
	}
	return findDynamic(candidates, method, strings.Split(rest, "/"))
}

// findDynamic chooses among the dynamic paths of one webhook id. A path fits
// when it has the request's number of segments and each of its literal
// segments stands somewhere among those of the request: the original compares
// them as a set. The one with most literals wins.
func findDynamic(candidates []dynamicRoute, method string, segments []string) (Match, bool) {
	var best *dynamicRoute
	var methods []string
	for i := range candidates {
		d := &candidates[i]
		if !d.fits(segments) {
			continue
		}
		if !slices.Contains(methods, d.method) {
			methods = append(methods, d.method)
		}
		if d.method == method && (best == nil || d.literals > best.literals) {
			best = d
		}
	}
	slices.Sort(methods)
	if best == nil {
		return Match{Methods: methods}, false
	}
	var params []value.Field
	for i, s := range best.segments {
		if name, ok := strings.CutPrefix(s, ":"); ok {
			text, err := url.PathUnescape(segments[i])
			if err != nil {
				text = segments[i]
			}
			params = append(params, value.Field{Key: name, Value: value.String(text)})
		}
	}
	return Match{Route: best.Route, Params: value.Object(params...), Methods: methods}, true
}

func (d *dynamicRoute) fits(segments []string) bool {
	if len(segments) != len(d.segments) {
		return false
	}
	for _, s := range d.segments {
		if !strings.HasPrefix(s, ":") && !slices.Contains(segments, s) {
			return false
		}
	}
	return true
}

func names(methods map[string]*Route) []string {
	list := make([]string, 0, len(methods))
	for m := range methods {
		list = append(list, m)
	}
	sort.Strings(list)
	return list
}
