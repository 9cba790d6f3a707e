package instance

import (
	"context"
	"net/url"
	"strings"
	"time"

	"runnel/nodes/http/request"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

func run(c *node.Call[params]) (node.Output, error) {
	out := []item.Item{}
	if len(c.Items()) == 0 {
		return node.One(out), nil
	}
	s, err := connect(c)
	if err != nil {
		return nil, err
	}
	for i := range c.Items() {
		if err := pause(c, i); err != nil {
			return nil, err
		}
		docs, err := ask(c, s, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			docs = []value.Value{node.Obj("error", err.Error())}
		}
		for _, doc := range docs {
			out = append(out, item.FromPair(doc, i))
		}
	}
	return node.One(out), nil
}

// connection is an instance's API.
type connection struct {
	*request.Service
	base string
}

func connect(c *node.Call[params]) (*connection, error) {
	var options node.ClientOptions
	var err error
	if options.InsecureTLS, err = c.P.Insecure.Or(c, 0, false); err != nil {
		return nil, err
	}
	if options.Proxy, err = c.P.Proxy.Or(c, 0, ""); err != nil {
		return nil, err
	}
	timeout, err := c.P.Timeout.Or(c, 0, 300_000)
	if err != nil {
		return nil, err
	}
	s, err := request.NewService(c, "n8nApi", options, time.Duration(max(1, min(timeout, 1e9)))*time.Millisecond)
	if err != nil {
		return nil, err
	}
	return &connection{s, strings.TrimSuffix(s.Credential.Text("baseUrl"), "/")}, nil
}

// pause waits between batches of items, if the options ask for it.
func pause(c *node.Call[params], i int) error {
	if i == 0 || !c.P.BatchSize.Present() {
		return nil
	}
	size, err := c.P.BatchSize.Or(c, i, -1)
	if err != nil {
		return err
	}
	interval, err := c.P.BatchInterval.Or(c, i, 0)
	if err != nil || size < 1 || i%int(min(size, 1<<30)) != 0 {
		return err
	}
	timer := time.NewTimer(time.Duration(max(0, min(interval, 1e9))) * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-c.Context().Done():
		return context.Cause(c.Context())
	}
}

// call is a request to make.
type call struct {
	method string
	path   []string
	query  value.Value
	body   value.Value
	// list is set when the answer is a list in pages; all asks for every page.
	list, all bool
}

func ask(c *node.Call[params], s *connection, i int) ([]value.Value, error) {
	r := &reader{c: c, i: i}
	resource, operation := get(r, &c.P.Resource), get(r, &c.P.Operation)
	what := call{}
	switch resource {
	case "audit":
		r.audit(&what)
	case "credential":
		r.credential(&what, operation)
	case "execution":
		r.execution(&what, operation)
	case "workflow":
		r.workflow(&what, operation)
	}
	if r.err != nil {
		return nil, r.err
	}
	if what.method == "" {
		return nil, node.Errorf("The operation '%s' of '%s' is not known", operation, resource).At(i)
	}
	return s.ask(what, i)
}

// ask makes the request, and those for further pages.
func (s *connection) ask(what call, i int) ([]value.Value, error) {
	address := s.base
	for _, part := range what.path {
		address += "/" + url.PathEscape(part)
	}
	var out []value.Value
	for cursor := ""; ; {
		query := what.query
		if cursor != "" {
			query = set(query, "cursor", value.String(cursor))
		}
		answer, err := s.Ask(i, what.method, address, query, what.body)
		if err != nil {
			return nil, err
		}
		if !what.list {
			return documents(answer), nil
		}
		out = append(out, documents(answer.Get("data"))...)
		next := answer.Get("nextCursor")
		if !what.all || !next.Truthy() || next.ToString() == cursor {
			return out, nil
		}
		cursor = next.ToString()
	}
}

func set(object value.Value, key string, v value.Value) value.Value {
	if !object.IsObject() {
		object = value.EmptyObject
	}
	return object.Set(key, v)
}

// documents are the objects of an answer; nothing counts as an empty one.
func documents(answer value.Value) []value.Value {
	switch {
	case answer.IsArray():
		return answer.Elems()
	case answer.IsObject():
		return []value.Value{answer}
	case answer.IsNullish(), answer.IsString() && answer.Str() == "":
		return []value.Value{value.EmptyObject}
	}
	return []value.Value{node.Obj("data", answer)}
}

// reader reads parameters for an item and keeps the first error.
type reader struct {
	c   *node.Call[params]
	i   int
	err error
}

func get[T any](r *reader, f *node.Field[T]) T {
	var none T
	v, err := f.Or(r.c, r.i, none)
	if r.err == nil {
		r.err = err
	}
	return v
}

func (r *reader) audit(what *call) {
	what.method, what.path = "POST", []string{"audit"}
	options := get(r, &r.c.P.Audit)
	if !options.IsObject() {
		options = value.EmptyObject
	}
	what.body = node.Obj("additionalOptions", options)
}

func (r *reader) credential(what *call, operation string) {
	p := r.c.P
	switch operation {
	case "create":
		what.method, what.path = "POST", []string{"credentials"}
		what.body = node.Obj("name", get(r, &p.Name), "type", get(r, &p.Type), "data", r.json("data", &p.Data))
	case "delete":
		what.method, what.path = "DELETE", []string{"credentials", get(r, &p.Credential)}
	case "getSchema":
		what.method, what.path = "GET", []string{"credentials", "schema", get(r, &p.Type)}
	}
}

func (r *reader) execution(what *call, operation string) {
	p := r.c.P
	switch operation {
	case "get":
		what.method, what.path = "GET", []string{"executions", get(r, &p.Execution)}
		r.details(what)
	case "delete":
		what.method, what.path = "DELETE", []string{"executions", get(r, &p.Execution)}
	case "getAll":
		what.method, what.path = "GET", []string{"executions"}
		r.pages(what)
		r.details(what)
		if in := get(r, &p.InWorkflow); in.Text() != "" {
			what.query = set(what.query, "workflowId", in.Value)
		}
		if status := get(r, &p.Filters).Get("status"); !status.IsUndefined() {
			what.query = set(what.query, "status", status)
		}
	}
}

func (r *reader) details(what *call) {
	if r.c.P.Details.Present() {
		what.query = set(what.query, "includeData", value.Bool(get(r, &r.c.P.Details)))
	}
}

func (r *reader) pages(what *call) {
	what.list = true
	if what.all = get(r, &r.c.P.All); !what.all {
		what.query = set(what.query, "limit", value.Number(get(r, &r.c.P.Limit)))
	}
}

func (r *reader) workflow(what *call, operation string) {
	p := r.c.P
	one := func(more ...string) []string {
		locator := get(r, &p.Workflow)
		return append([]string{"workflows", locator.Text()}, more...)
	}
	switch operation {
	case "activate":
		what.method, what.path = "POST", one("activate")
		for _, key := range []string{"versionId", "name", "description"} {
			if v := get(r, &p.Publish).Get(key); !v.IsUndefined() {
				what.body = set(what.body, key, v)
			}
		}
	case "deactivate":
		what.method, what.path = "POST", one("deactivate")
	case "delete":
		what.method, what.path = "DELETE", one()
	case "get":
		what.method, what.path = "GET", one()
	case "getVersion":
		what.method, what.path = "GET", one(get(r, &p.Version))
	case "create":
		what.method, what.path, what.body = "POST", []string{"workflows"}, r.document()
	case "update":
		what.method, what.path, what.body = "PUT", one(), r.document()
	case "getAll":
		what.method, what.path = "GET", []string{"workflows"}
		r.pages(what)
		r.workflowFilters(what)
	}
}

// workflowFilters puts the filters into the query, under the API's names.
func (r *reader) workflowFilters(what *call) {
	filters := get(r, &r.c.P.Filters)
	for _, f := range []struct{ param, query string }{
		{"activeWorkflows", "active"}, {"tags", "tags"}, {"name", "name"}, {"projectId", "projectId"}, {"excludePinnedData", "excludePinnedData"},
	} {
		v := filters.Get(f.param)
		if v.IsUndefined() || f.param == "tags" && v.ToString() == "" {
			continue
		}
		what.query = set(what.query, f.query, v)
	}
}

// document is the workflow to write: of what is given only what the API takes.
func (r *reader) document() value.Value {
	given := r.json("workflowObject", &r.c.P.Document)
	var b value.Builder
	for _, key := range []string{"name", "nodes", "settings", "connections", "staticData"} {
		v := given.Get(key)
		if key == "name" && !v.Truthy() {
			v = value.String("My workflow")
		}
		if !v.IsUndefined() {
			b.Set(key, v)
		}
	}
	return b.Object()
}

// json reads a parameter that holds JSON, as text or as it is.
func (r *reader) json(name string, f *node.Field[value.Value]) value.Value {
	v := get(r, f)
	if !v.IsString() {
		return v
	}
	parsed, err := value.ParseString(v.Str())
	if err != nil && r.err == nil {
		r.err = node.Errorf("The '%s' property must be valid JSON, but cannot be parsed", name).At(r.i)
	}
	return parsed
}
