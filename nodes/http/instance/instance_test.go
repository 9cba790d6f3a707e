package instance_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	_ "runnel/nodes/http/instance"
	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

// api is an instance's API that notes what it is asked, and answers with the
// next of its answers.
type api struct {
	*httptest.Server
	asked   []string
	answers []string
}

func newAPI(t *testing.T, answers ...string) *api {
	a := &api{answers: answers}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		a.asked = append(a.asked, strings.TrimSpace(r.Header.Get("X-N8N-API-KEY")+" "+r.Method+" "+r.RequestURI+" "+string(body)))
		if len(a.answers) == 0 {
			w.WriteHeader(404)
			io.WriteString(w, `{"message":"not found"}`)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, a.answers[0])
		a.answers = a.answers[1:]
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *api) host(t *testing.T, params string) *nodetest.Host {
	t.Helper()
	h := nodetest.New(t, "n8n-nodes-base.n8n", 1, params).Docs(`[{}]`)
	pool := httpclient.NewPool(httpclient.PoolOptions{NoProxy: true})
	t.Cleanup(pool.Close)
	var err error
	if h.Client, err = pool.Client(httpclient.ClientOptions{}); err != nil {
		t.Fatal(err)
	}
	data := node.Obj("apiKey", "k", "baseUrl", a.URL+"/api/v1/")
	h.Credentials["n8nApi"] = node.NewCredential("1", "c", "n8nApi", data).With(node.Authentication{
		Kind: node.AuthTemplates, Templates: node.Obj("headers", node.Obj("X-N8N-API-KEY", "k")),
	}, nil)
	return h
}

func TestRequests(t *testing.T) {
	for _, c := range []struct{ params, answer, asked, want string }{
		{`{"operation":"get","workflowId":{"mode":"id","value":"a/b"}}`, `{"id":"a"}`, `k GET /api/v1/workflows/a%2Fb`, `[[{"id":"a"}]]`},
		{`{"operation":"get","workflowId":{"mode":"url","value":"http://x/workflow/abc123"}}`, `{"id":"a"}`, `k GET /api/v1/workflows/abc123`, `[[{"id":"a"}]]`},
		{`{"operation":"activate","workflowId":{"mode":"id","value":"1"},"additionalFields":{"versionId":"v"}}`, `{}`, `k POST /api/v1/workflows/1/activate {"versionId":"v"}`, `[[{}]]`},
		{`{"operation":"deactivate","workflowId":"1"}`, `{}`, `k POST /api/v1/workflows/1/deactivate`, `[[{}]]`},
		{`{"operation":"delete","workflowId":"1"}`, ``, `k DELETE /api/v1/workflows/1`, `[[{}]]`},
		{`{"operation":"getVersion","workflowId":"1","versionId":"v2"}`, `{}`, `k GET /api/v1/workflows/1/v2`, `[[{}]]`},
		{`{"operation":"create","workflowObject":"{\"nodes\":[],\"id\":\"9\",\"active\":true,\"settings\":{}}"}`, `{"id":"2"}`, `k POST /api/v1/workflows {"name":"My workflow","nodes":[],"settings":{}}`, `[[{"id":"2"}]]`},
		{`{"operation":"update","workflowId":"1","workflowObject":"={{ 1 }}"}`, `{}`, `k PUT /api/v1/workflows/1 {"name":"My workflow"}`, `[[{}]]`},
		{`{"operation":"getAll","returnAll":false,"limit":5,"filters":{"activeWorkflows":true,"tags":"","name":"n"}}`, `{"data":[{"id":1},{"id":2}],"nextCursor":"c"}`,
			`k GET /api/v1/workflows?limit=5&active=true&name=n`, `[[{"id":1},{"id":2}]]`},
		{`{"resource":"execution","operation":"get","executionId":"7","options":{"activeWorkflows":true}}`, `{"id":7}`, `k GET /api/v1/executions/7?includeData=true`, `[[{"id":7}]]`},
		{`{"resource":"execution","operation":"delete","executionId":"7"}`, `{"id":7}`, `k DELETE /api/v1/executions/7`, `[[{"id":7}]]`},
		{`{"resource":"execution","operation":"getAll","filters":{"status":"error","workflowId":{"mode":"id","value":"3"}}}`, `{"data":[]}`,
			`k GET /api/v1/executions?limit=100&workflowId=3&status=error`, `[[]]`},
		{`{"resource":"credential","operation":"create","name":"n","credentialTypeName":"t","data":"{\"a\":1}"}`, `{"id":"5"}`, `k POST /api/v1/credentials {"name":"n","type":"t","data":{"a":1}}`, `[[{"id":"5"}]]`},
		{`{"resource":"credential","operation":"delete","credentialId":"5"}`, `{}`, `k DELETE /api/v1/credentials/5`, `[[{}]]`},
		{`{"resource":"credential","operation":"getSchema","credentialTypeName":"t"}`, `{"type":"object"}`, `k GET /api/v1/credentials/schema/t`, `[[{"type":"object"}]]`},
		{`{"resource":"audit","operation":"generate","additionalOptions":{"categories":["nodes"]}}`, `{"r":1}`, `k POST /api/v1/audit {"additionalOptions":{"categories":["nodes"]}}`, `[[{"r":1}]]`},
	} {
		a := newAPI(t, c.answer)
		out, err := a.host(t, c.params).Run()
		if err != nil {
			t.Errorf("%s: %v", c.params, err)
			continue
		}
		nodetest.Want(t, out, nil, c.want)
		if len(a.asked) != 1 || a.asked[0] != c.asked {
			t.Errorf("%s: asked %q, not %q", c.params, a.asked, c.asked)
		}
	}
}

func TestAllPages(t *testing.T) {
	a := newAPI(t, `{"data":[{"id":1}],"nextCursor":"c2"}`, `{"data":[{"id":2}],"nextCursor":null}`)
	out, err := a.host(t, `{"operation":"getAll"}`).Run()
	nodetest.Want(t, out, err, `[[{"id":1},{"id":2}]]`)
	if got := strings.Join(a.asked, "\n"); got != "k GET /api/v1/workflows\nk GET /api/v1/workflows?cursor=c2" {
		t.Errorf("asked %s", got)
	}
}

func TestFailures(t *testing.T) {
	a := newAPI(t)
	_, err := a.host(t, `{"operation":"get","workflowId":"1"}`).Run()
	nodetest.WantError(t, err, "The resource you are requesting could not be found")
	_, err = a.host(t, `{"operation":"create","workflowObject":"{"}`).Run()
	nodetest.WantError(t, err, "The 'workflowObject' property must be valid JSON, but cannot be parsed")
	out, err := a.host(t, `{"operation":"create","workflowObject":"{"}`).ContinueOnFailure().Run()
	nodetest.Want(t, out, err, `[[{"error":"The 'workflowObject' property must be valid JSON, but cannot be parsed"}]]`)
	h := a.host(t, `{}`)
	h.Credentials = map[string]node.Credential{}
	_, err = h.Run()
	nodetest.WantError(t, err, "Node does not have any credentials set")
}
