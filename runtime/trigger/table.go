package trigger

import (
	"net/url"
	"slices"
	"strings"

	"runnel/runtime/engine"
	"runnel/runtime/value"
)

// Route is a registered webhook: where a request for it leads.
type Route struct {
	Plan *engine.Plan
	engine.Webhook
	// AllowedOrigins is the webhook's option, as written; "" when it has none.
	AllowedOrigins string
}

// routesOf gives the webhooks of a workflow that stand in the table: all but
// those that resume executions and those that cannot be registered.
func routesOf(plan *engine.Plan) (routes []*Route, err error) {
	for _, w := range plan.Webhooks() {
		if w.Spec.Restart {
			continue
		}
		if w.Err != nil {
			return nil, &ActivationError{Node: w.Name, Err: w.Err}
		}
		r := &Route{Plan: plan, Webhook: w}
		if origins := plan.Static(w.Node).Param("options.allowedOrigins"); !origins.IsNullish() {
			r.AllowedOrigins = origins.ToString()
		}
		routes = append(routes, r)
	}
	return routes, nil
}

// PublicPath is the path by which the webhook is called, with its :name
// segments.
func (r *Route) PublicPath() string {
	if r.Dynamic {
		return r.WebhookID + "/" + r.Path
	}
	return r.Path
}

// Match is a route that a request fits, with the values of its path's
// parameters.
type Match struct {
	*Route
	Params value.Value
	// Methods are all methods that are registered on the request's path, by
	// name.
	Methods []string
}

// Table finds the webhook for a request (engine reference §18.2). It is never
// changed after it was built, so reading takes no lock.
type Table struct {
	static  map[string]*staticPath
	dynamic map[string][]dynamicRoute // by webhook id
}

type staticPath struct {
	routes  map[string]*Route // by method
	methods []string
}

type dynamicRoute struct {
	*Route
	method   string
	segments []string
	// literals is the number of segments that are no parameters.
	literals int
}

// Conflict is a webhook whose path and method are taken.
type Conflict struct {
	// Route is the one that found its place taken, Holder the one that has it.
	Route, Holder *Route
	Method        string
}

func (e *Conflict) Error() string {
	return `The URL path that the "` + e.Route.Name + `" node uses is already taken. Please change it to something else.`
}

// NewTable builds a table. The routes come in groups, one for each workflow. A
// group of which a route clashes with one of another group is left out as a
// whole; of two routes of one group the first counts. The conflicts say what
// was left out.
func NewTable(groups ...[]*Route) (*Table, []*Conflict) {
	t := &Table{static: map[string]*staticPath{}, dynamic: map[string][]dynamicRoute{}}
	var conflicts []*Conflict
	for _, group := range groups {
		if c := t.conflict(group); c != nil {
			conflicts = append(conflicts, c)
			continue
		}
		for _, r := range group {
			for _, method := range r.Methods {
				if holder := t.holder(r, method); holder != nil {
					conflicts = append(conflicts, &Conflict{r, holder, method})
				} else {
					t.add(r, method)
				}
			}
		}
	}
	for _, p := range t.static {
		for method := range p.routes {
			p.methods = append(p.methods, method)
		}
		slices.Sort(p.methods)
	}
	return t, conflicts
}

// conflict gives the first route of a group whose place is taken, nil for none.
func (t *Table) conflict(group []*Route) *Conflict {
	for _, r := range group {
		for _, method := range r.Methods {
			if holder := t.holder(r, method); holder != nil {
				return &Conflict{r, holder, method}
			}
		}
	}
	return nil
}

// holder gives the route that has the place of another.
func (t *Table) holder(r *Route, method string) *Route {
	if !r.Dynamic {
		if p := t.static[r.key()]; p != nil {
			return p.routes[method]
		}
		return nil
	}
	for _, other := range t.dynamic[r.WebhookID] {
		if other.method == method && other.Path == r.Path {
			return other.Route
		}
	}
	return nil
}

// key is the path of a request for a static route. The path of a node without a
// webhook id holds the node's name in escaped form, which requests are decoded
// from.
func (r *Route) key() string {
	if r.WebhookID == "" {
		if path, err := url.PathUnescape(r.Path); err == nil {
			return path
		}
	}
	return r.Path
}

func (t *Table) add(r *Route, method string) {
	if !r.Dynamic {
		p := t.static[r.key()]
		if p == nil {
			p = &staticPath{routes: map[string]*Route{}}
			t.static[r.key()] = p
		}
		p.routes[method] = r
		return
	}
	d := dynamicRoute{Route: r, method: method, segments: strings.Split(r.Path, "/")}
	for _, s := range d.segments {
		if !strings.HasPrefix(s, ":") {
			d.literals++
		}
	}
	t.dynamic[r.WebhookID] = append(t.dynamic[r.WebhookID], d)
}

// Find gives the webhook for a method and a decoded path without slashes around
// it. Without one, the methods that the path is registered for are given, none
// when it is unknown.
func (t *Table) Find(method, path string) (Match, bool) {
	if p := t.static[path]; p != nil {
		r := p.routes[method]
		return Match{Route: r, Params: value.EmptyObject, Methods: p.methods}, r != nil
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
	var params value.Builder
	for i, s := range best.segments {
		if name, ok := strings.CutPrefix(s, ":"); ok {
			params.Set(name, value.String(segments[i]))
		}
	}
	return Match{Route: best.Route, Params: params.Object(), Methods: methods}, true
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
