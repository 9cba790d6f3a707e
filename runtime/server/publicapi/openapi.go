package publicapi

import (
	_ "embed"
	"net/http"
	"slices"
	"strings"
	"sync"

	"runnel/runtime/server/account"
	"runnel/runtime/server/api"
	"runnel/runtime/server/respond"
	"runnel/runtime/value"
)

//go:embed schemas.json
var schemasText []byte

// schemas are the schemas of bodies and answers, by name.
var schemas = sync.OnceValue(func() value.Value {
	v, err := value.Parse(schemasText)
	if err != nil {
		panic(err)
	}
	return v
})

// queries describes the query parameters.
var queries = map[string]struct{ typ, description string }{
	"limit":             {"integer", "The most entries of one page, 1 to 250; 100 when absent."},
	"cursor":            {"string", "The nextCursor of the page before."},
	"active":            {"boolean", "Only those that are in service, or only those that are not."},
	"tags":              {"string", "Names of tags, separated by commas; a workflow must have all of them."},
	"name":              {"string", "A part of the name."},
	"excludePinnedData": {"boolean", "Leave out pinned data."},
	"includeData":       {"boolean", "Give the data of the executions and their workflows, too."},
	"status":            {"string", "Only those with this status."},
	"workflowId":        {"string", "Only those of this workflow."},
	"includeRole":       {"boolean", "Give the role, too."},
	"wait":              {"boolean", "Answer when the execution has ended, with its data."},
	"include":           {"string", "\"schemas\" gives the schemas of the bodies, too."},
	"resource":          {"string", "Only this resource."},
	"operation":         {"string", "Only this operation."},
}

// openAPIPath writes a route's path as OpenAPI does, and lists its parameters.
func openAPIPath(path string) (string, []string) {
	parts := strings.Split(path, "/")
	var names []string
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			names = append(names, name)
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/"), names
}

func reference(schema string) value.Value { return api.Object("$ref", "#/components/schemas/"+schema) }

func jsonContent(schema string) value.Value {
	return api.Object("application/json", api.Object("schema", reference(schema)))
}

// Document is the API's description in OpenAPI 3.0.
func (a *API) Document() value.Value {
	paths := value.EmptyObject
	for _, e := range a.endpoints() {
		at, names := openAPIPath(e.path)
		operations := paths.Get(at)
		if !operations.IsObject() {
			operations = value.EmptyObject
		}
		paths = paths.Set(at, operations.Set(strings.ToLower(e.method), e.describe(names)))
	}
	return api.Object("openapi", "3.0.0",
		"info", api.Object("title", "Public API", "version", a.Version, "description",
			"The public API of n8n, version 1, as this server has it, with a call to run a workflow besides."),
		"servers", value.Array(api.Object("url", strings.TrimSuffix(a.BaseURL, "/")+Base)),
		"security", value.Array(api.Object("ApiKeyAuth", value.Array())),
		"paths", paths,
		"components", api.Object("schemas", schemas(),
			"securitySchemes", api.Object("ApiKeyAuth", api.Object("type", "apiKey", "in", "header", "name", api.KeyHeader)),
			"responses", api.Object(
				"badRequest", errorResponse("The request is wrong."), "unauthorized", errorResponse("There is no valid key."),
				"forbidden", errorResponse("The key does not have the scope."), "notFound", errorResponse("There is no such thing."),
				"conflict", errorResponse("The state does not allow it."))))
}

func errorResponse(description string) value.Value {
	return api.Object("description", description, "content", jsonContent("error"))
}

// describe gives the operation of an endpoint.
func (e *endpoint) describe(path []string) value.Value {
	var parameters []value.Value
	for _, name := range path {
		parameters = append(parameters, api.Object("name", name, "in", "path", "required", true, "schema", api.Object("type", "string")))
	}
	for _, name := range e.query {
		q := queries[name]
		parameters = append(parameters, api.Object("name", name, "in", "query", "required", false, "description", q.description, "schema", api.Object("type", q.typ)))
	}
	op := api.Object("operationId", e.id, "tags", []string{e.tag}, "summary", e.summary, "parameters", value.Array(parameters...))
	if e.scope != "" {
		op = op.Set("x-required-scope", value.String(string(e.scope)))
	}
	if e.body != "" {
		op = op.Set("requestBody", api.Object("content", jsonContent(e.body)))
	}
	good := api.Object("description", "Done.")
	if e.answer != "" {
		good = good.Set("content", jsonContent(e.answer))
	}
	responses := value.EmptyObject
	if e.status < 400 {
		responses = responses.Set(value.Int(e.status).ToString(), good)
	}
	for code, name := range map[string]string{"400": "badRequest", "401": "unauthorized", "403": "forbidden", "404": "notFound", "409": "conflict"} {
		responses = responses.Set(code, api.Object("$ref", "#/components/responses/"+name))
	}
	return op.Set("responses", responses)
}

// openapi answers with the description. JSON is YAML, so one text serves both
// names.
func (a *API) openapi(c *api.Call) error {
	c.Header("Cache-Control", "no-cache")
	c.Header("Access-Control-Allow-Origin", "*")
	kind := respond.JSONType
	if strings.HasSuffix(c.Request.URL.Path, ".yml") {
		kind = "application/yaml; charset=utf-8"
	}
	respond.NewFixed(kind, a.Document().AppendJSON(nil)).Serve(c.Writer, c.Request)
	return nil
}

// discover tells what the key may do, by resource.
func (a *API) discover(c *api.Call) error {
	include, resource, operation := c.Query("include"), c.Query("resource"), c.Query("operation")
	if include != "" && include != "schemas" {
		return api.BadRequest("request/query/include must be equal to one of the allowed values: schemas")
	}
	resources := value.EmptyObject
	var names, operations []string
	for _, e := range a.endpoints() {
		if e.scope == "" || !slices.Contains(c.Key.Scopes, string(e.scope)) || !account.Allows(c.User.Role, e.scope) {
			continue
		}
		of, does, _ := strings.Cut(string(e.scope), ":")
		if !slices.Contains(names, of) {
			names = append(names, of)
		}
		if !slices.Contains(operations, does) {
			operations = append(operations, does)
		}
		if resource != "" && !strings.EqualFold(resource, of) && !strings.EqualFold(resource, e.tag) || operation != "" && operation != does {
			continue
		}
		at, _ := openAPIPath(e.path)
		endpoint := api.Object("method", e.method, "path", Base+at, "operationId", e.id)
		if include != "" && e.body != "" {
			endpoint = endpoint.Set("requestSchema", schemas().Get(e.body))
		}
		entry := resources.Get(of)
		if !entry.IsObject() {
			entry = api.Object("operations", value.Array(), "endpoints", value.Array())
		}
		if !slices.ContainsFunc(entry.Get("operations").Elems(), func(v value.Value) bool { return v.Str() == does }) {
			entry = entry.Set("operations", entry.Get("operations").Append(value.String(does)))
		}
		resources = resources.Set(of, entry.Set("endpoints", entry.Get("endpoints").Append(endpoint)))
	}
	filter := func(description string, values []string) value.Value {
		return api.Object("description", description, "values", append([]string{}, values...))
	}
	return c.JSON(http.StatusOK, api.Object("data", api.Object("scopes", append([]string{}, c.Key.Scopes...), "resources", resources,
		"filters", api.Object("resource", filter("Only this resource", names), "operation", filter("Only this operation", operations),
			"include", filter("Further data", []string{"schemas"})),
		"specUrl", Base+"/openapi.yml")))
}
