package request

import (
	"strings"
	"time"

	"runnel/runtime/httpclient"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// GraphQL declares the GraphQL node: HTTP requests with a query, and answers
// that tell their errors inside (core reference §7).
var GraphQL = node.Define(node.Spec[graphqlParams]{
	Name: "n8n-nodes-base.graphql", Title: "GraphQL", Groups: []string{"input"}, Icon: "graphql",
	Summary:  "Asks a GraphQL server and gives its answer.",
	Versions: node.Versions(1, 1.1),
	Inputs:   node.Main(1), Outputs: node.Main(1), Params: graphqlDeclared, Run: runGraphQL,
	Credentials: authenticationsBy("authentication", graphqlCredentials),
})

// graphqlCredentials are the credential types by the values of authentication.
var graphqlCredentials = []struct{ mode, title, typ string }{
	{"basicAuth", "Basic Auth", "httpBasicAuth"},
	{"customAuth", "Custom Auth", "httpCustomAuth"},
	{"digestAuth", "Digest Auth", "httpDigestAuth"},
	{"headerAuth", "Header Auth", "httpHeaderAuth"},
	{"queryAuth", "Query Auth", "httpQueryAuth"},
	{"oAuth1", "OAuth1", "oAuth1Api"},
	{"oAuth2", "OAuth2", "oAuth2Api"},
}

func authenticationsBy(param string, list []struct{ mode, title, typ string }) []node.CredentialUse {
	out := make([]node.CredentialUse, len(list))
	for i, c := range list {
		out[i] = node.Cred(c.typ).Needed().When(node.When(param, c.mode))
	}
	return out
}

func authenticationChoices() []node.Choice {
	out := []node.Choice{node.Opt("None", "none")}
	for _, c := range graphqlCredentials {
		out = append(out, node.Opt(c.title, c.mode))
	}
	return out
}

var (
	rawQuery        = node.Opt("GraphQL (Raw)", "graphql")
	postJSON        = []node.Condition{node.When("requestFormat", "json"), node.When("requestMethod", "POST")}
	graphqlDeclared = node.Params{
		node.Options("authentication", "Authentication", "none", authenticationChoices()...),
		node.Options("requestMethod", "HTTP Request Method", "POST", node.Opt("GET", "GET"), node.Opt("POST", "POST")),
		node.Text("endpoint", "Endpoint", "").Required(),
		node.Bool("allowUnauthorizedCerts", "Ignore SSL Issues (Insecure)", false),
		node.Options("requestFormat", "Request Format", "graphql", rawQuery, node.Opt("JSON", "json")).Required().
			Show(node.When("requestMethod", "POST"), node.InVersions(1)),
		node.Options("requestFormat", "Request Format", "json", node.Opt("JSON (Recommended)", "json"), rawQuery).Required().
			Show(node.When("requestMethod", "POST"), node.Since(1.1)),
		node.Text("query", "Query", "").Required().Edit("rows", 6),
		node.JSON("variables", "Variables", "").Show(postJSON...),
		node.Text("operationName", "Operation Name", "").Show(postJSON...),
		node.Options("responseFormat", "Response Format", "json", node.Opt("JSON", "json"), node.Opt("String", "string")),
		node.Text("dataPropertyName", "Response Data Property Name", "data").Required().Show(node.When("responseFormat", "string")),
		node.Groups("headerParametersUi", "Headers",
			node.Group("parameter", "Header", node.Text("name", "Name", ""), node.Text("value", "Value", "")),
		).Many().Defaults(node.Obj()),
	}
)

type graphqlParams struct {
	Authentication node.Field[string]      `param:"authentication"`
	Method         node.Field[string]      `param:"requestMethod"`
	Endpoint       node.Field[string]      `param:"endpoint"`
	Insecure       node.Field[bool]        `param:"allowUnauthorizedCerts"`
	Format         node.Field[string]      `param:"requestFormat"`
	Query          node.Field[string]      `param:"query"`
	Variables      node.Field[value.Value] `param:"variables"`
	Operation      node.Field[string]      `param:"operationName"`
	ResponseFormat node.Field[string]      `param:"responseFormat"`
	Property       node.Field[string]      `param:"dataPropertyName"`
	Headers        node.List[entry]        `param:"headerParametersUi.parameter"`
}

// graphqlTimeout is how long an answer may take.
const graphqlTimeout = 5 * time.Minute

func runGraphQL(c *node.Call[graphqlParams]) (node.Output, error) {
	out := []item.Item{}
	a, err := graphqlAuth(c)
	if err != nil {
		return nil, err
	}
	for i := range c.Items() {
		made, err := askGraphQL(c, a, i)
		// An answer with errors in it is given all the same where failures are.
		out = append(out, made...)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, failure(err, i)
			}
			out = append(out, failedItem(value.String(failure(err, i).Error()), i))
		}
	}
	return node.One(out), nil
}

func graphqlAuth(c *node.Call[graphqlParams]) (*credentials, error) {
	a := &credentials{}
	if len(c.Items()) == 0 {
		return a, nil
	}
	mode, err := c.P.Authentication.Or(c, 0, "none")
	if err != nil {
		return nil, err
	}
	for _, known := range graphqlCredentials {
		if known.mode == mode {
			return a, a.add(c, known.typ, false)
		}
	}
	return a, nil
}

// askGraphQL makes the request of an item and the items of its answer.
func askGraphQL(c *node.Call[graphqlParams], a *credentials, i int) ([]item.Item, error) {
	d, err := graphqlDraft(c, i)
	if err != nil {
		return nil, err
	}
	if err := a.check(d.url); err != nil {
		return nil, err
	}
	if err := a.apply(c, d, i); err != nil {
		return nil, err
	}
	client, err := c.HTTP(d.client)
	if err != nil {
		return nil, err
	}
	x := &exchanger{ctx: c.Context(), client: client, format: format{name: asJSON}, files: c.Binary()}
	p, err := x.exchange(d)
	if err != nil {
		return nil, err
	}
	answer := p.body
	if answer.IsUndefined() {
		answer = value.String("")
	}
	responseFormat, err := c.P.ResponseFormat.Or(c, i, "json")
	if err != nil {
		return nil, err
	}
	if responseFormat == "string" {
		property, err := c.P.Property.Or(c, i, "data")
		if err != nil {
			return nil, err
		}
		return []item.Item{item.New(value.Object(value.Field{Key: property, Value: answer}))}, nil
	}
	return graphqlAnswer(answer, i)
}

func graphqlAnswer(answer value.Value, i int) ([]item.Item, error) {
	if answer.IsString() {
		var err error
		if answer, err = value.ParseString(answer.Str()); err != nil {
			return nil, node.Errorf("Response body is not valid JSON. Change \"Response Format\" to \"String\"").At(i)
		}
	}
	var made []item.Item
	if answer.IsArray() {
		for _, doc := range answer.Elems() {
			made = append(made, item.FromPair(doc, i))
		}
	} else {
		made = []item.Item{item.FromPair(answer, i)}
	}
	errors := answer.Get("errors")
	if !errors.Truthy() {
		return made, nil
	}
	var messages []string
	for _, e := range errors.Elems() {
		messages = append(messages, text(e.Get("message")))
	}
	message := strings.Join(messages, ", ")
	if message == "" {
		message = "Unexpected error"
	}
	return made, node.Errorf("%s", message).At(i)
}

// graphqlDraft reads the parameters into a request. Every status counts as an
// answer.
func graphqlDraft(c *node.Call[graphqlParams], i int) (*draft, error) {
	d := &draft{timeout: graphqlTimeout, anyStatus: true}
	var err error
	if d.method, err = c.P.Method.At(c, i); err != nil {
		return nil, err
	}
	if d.method == "GET" {
		d.redirects = httpclient.DefaultRedirects
	}
	endpoint, err := c.P.Endpoint.At(c, i)
	if err != nil {
		return nil, err
	}
	if d.url, err = checkURL(value.String(endpoint), i); err != nil {
		return nil, err
	}
	if d.client.InsecureTLS, err = c.P.Insecure.Or(c, i, false); err != nil {
		return nil, err
	}
	query, err := c.P.Query.At(c, i)
	if err != nil {
		return nil, err
	}
	requestFormat, err := c.P.Format.Or(c, i, "json")
	if err != nil {
		return nil, err
	}
	d.headers = node.Obj("content-type", "application/"+requestFormat)
	more, err := pairsOf(c, &c.P.Headers, i, false, false)
	if err != nil {
		return nil, err
	}
	for name, v := range more.Entries() {
		d.setHeader(name, v)
	}
	if d.method == "GET" {
		d.setQuery("query", value.String(query))
	}
	if requestFormat != "json" {
		d.plain, d.body = true, value.String(query)
		return d, nil
	}
	if have := httpclient.HeadersOf(d.headers); !have.Has("accept") {
		d.setHeader("accept", value.String("application/json"))
	}
	d.body, err = graphqlBody(c, query, i)
	return d, err
}

func graphqlBody(c *node.Call[graphqlParams], query string, i int) (value.Value, error) {
	variables, err := c.P.Variables.Or(c, i, value.EmptyObject)
	if err != nil {
		return value.Undefined, err
	}
	if variables, err = graphqlVariables(variables, i); err != nil {
		return value.Undefined, err
	}
	operation, err := c.P.Operation.Or(c, i, "")
	if err != nil {
		return value.Undefined, err
	}
	name := value.Null
	if operation != "" {
		name = value.String(operation)
	}
	return node.Obj("query", query, "variables", variables, "operationName", name), nil
}

// graphqlVariables reads the variables, which may be JSON text.
func graphqlVariables(v value.Value, i int) (value.Value, error) {
	switch {
	case v.IsObject(), v.IsArray():
		return v, nil
	case !v.IsString():
		return v, node.Errorf("%s", "Using variables failed:\n"+v.ToString()+"\n\nGraphQL variables should be either an object or a string.").At(i)
	case v.Str() == "":
		return value.EmptyObject, nil
	}
	parsed, err := value.ParseString(v.Str())
	if err != nil {
		return v, node.Errorf("%s", "Using variables failed:\n"+v.Str()+"\n\nWith error message:\n"+err.Error()).At(i)
	}
	return parsed, nil
}
