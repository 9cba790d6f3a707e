package request

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"runnel/runtime/httpclient"
	"runnel/runtime/node/nodetest"
)

// graphqlHost is a host for the node, its server answering with a text.
func graphqlHost(t *testing.T, s *server, answer string, version float64, params string) *nodetest.Host {
	t.Helper()
	answering := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(httptest.NewRecorder(), r)
		w.WriteHeader(418) // the status does not matter
		w.Write([]byte(answer))
	}))
	t.Cleanup(answering.Close)
	h := nodetest.New(t, "n8n-nodes-base.graphql", version, `{"endpoint":"`+answering.URL+`/api",`+params[1:])
	pool := httpclient.NewPool(httpclient.PoolOptions{NoProxy: true})
	t.Cleanup(pool.Close)
	var err error
	if h.Client, err = pool.Client(httpclient.ClientOptions{}); err != nil {
		t.Fatal(err)
	}
	return h.Docs(`[{}]`)
}

func TestGraphQL(t *testing.T) {
	for _, c := range []struct {
		name    string
		version float64
		params  string
		answer  string
		sent    string
		want    string
	}{
		{"JSON", 1.1, `{"query":"{a}","variables":"{\"v\":1}","operationName":"Op"}`, `{"data":{"a":1}}`,
			"POST /api\naccept: application/json\ncontent-type: application/json\n" + `{"query":"{a}","variables":{"v":1},"operationName":"Op"}`, `0 {"data":{"a":1}}`},
		{"no variables", 1.1, `{"query":"{a}"}`, `[1,{"b":2}]`,
			"POST /api\naccept: application/json\ncontent-type: application/json\n" + `{"query":"{a}","variables":{},"operationName":null}`, "0 1\n0 {\"b\":2}"},
		{"raw", 1, `{"query":"{a}"}`, `{"data":1}`, "POST /api\ncontent-type: application/graphql\n{a}", `0 {"data":1}`},
		{"GET", 1.1, `{"requestMethod":"GET","query":"{a}","headerParametersUi":{"parameter":[{"name":"X-A","value":"1"}]}}`, `{"data":1}`,
			"GET /api?query=%7Ba%7D\naccept: application/json\ncontent-type: application/json\nx-a: 1\n" + `{"query":"{a}","variables":{},"operationName":null}`, `0 {"data":1}`},
		{"text", 1, `{"query":"{a}","responseFormat":"string","dataPropertyName":"out"}`, `{"data":1}`, "POST /api\ncontent-type: application/graphql\n{a}", `0 {"out":"{\"data\":1}"}`},
		{"errors", 1, `{"query":"{a}"}`, `{"errors":[{"message":"m1"},{"message":"m2"}]}`, "POST /api\ncontent-type: application/graphql\n{a}", "error: m1, m2"},
		{"errors without texts", 1, `{"query":"{a}"}`, `{"errors":[]}`, "POST /api\ncontent-type: application/graphql\n{a}", "error: Unexpected error"},
		{"no JSON", 1, `{"query":"{a}"}`, `nope`, "POST /api\ncontent-type: application/graphql\n{a}", `error: Response body is not valid JSON. Change "Response Format" to "String"`},
		{"bad variables", 1.1, `{"query":"{a}","variables":"={{ 5 }}"}`, ``, "", "error: Using variables failed:\n5\n\nGraphQL variables should be either an object or a string."},
		{"broken variables", 1.1, `{"query":"{a}","variables":"{x"}`, ``, "",
			"error: Using variables failed:\n{x\n\nWith error message:\nSyntaxError: Expected property name or '}' in JSON at position 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newServer(t)
			got := run(t, graphqlHost(t, s, c.answer, c.version, c.params))
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if c.sent != "" && (len(s.seen) != 1 || s.seen[0] != c.sent) {
				t.Errorf("sent %q\nnot  %q", s.seen, c.sent)
			}
		})
	}
}

func TestGraphQLContinues(t *testing.T) {
	h := graphqlHost(t, newServer(t), `{"data":null,"errors":[{"message":"m1"}]}`, 1.1, `{"query":"{a}"}`).ContinueOnFailure()
	if got, want := run(t, h), `0 {"data":null,"errors":[{"message":"m1"}]}`+"\n"+`0 {"error":"m1"}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestGraphQLCarriesCredentials(t *testing.T) {
	s := newServer(t)
	h := graphqlHost(t, s, `{"data":1}`, 1, `{"query":"{a}","authentication":"headerAuth"}`)
	h.Credentials["httpHeaderAuth"] = open(t, "httpHeaderAuth", `{"name":"X-Key","value":"k"}`)
	run(t, h)
	if want := "POST /api\ncontent-type: application/graphql\nx-key: k\n{a}"; len(s.seen) != 1 || s.seen[0] != want {
		t.Errorf("sent %q, not %q", s.seen, want)
	}
}
