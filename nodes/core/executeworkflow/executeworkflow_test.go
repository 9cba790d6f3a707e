package executeworkflow_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	_ "runnel/nodes/core/executeworkflow"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

const (
	typ     = "n8n-nodes-base.executeWorkflow"
	trigger = "n8n-nodes-base.executeWorkflowTrigger"
)

// child answers every call with items of these documents.
func child(links []int, docs ...string) func(node.SubworkflowCall) (node.SubworkflowResult, error) {
	return func(node.SubworkflowCall) (node.SubworkflowResult, error) {
		items := make([]item.Item, len(docs))
		for i, doc := range docs {
			items[i] = item.New(nodetest.Doc(doc))
			if links != nil {
				items[i].Paired = item.From(links[i])
			}
		}
		return node.SubworkflowResult{Output: node.One(items), ExecutionID: "7", WorkflowID: "sub",
			StartItem: func(_, i int) (int, bool) { return links[i], true }}, nil
	}
}

func TestOnce(t *testing.T) {
	for _, c := range []struct {
		name  string
		links []int
		docs  []string
		want  string
	}{
		{"as many as went in", nil, []string{`{"r":1}`, `{"r":2}`}, `[[{"json":{"r":1},"pairedItem":{"item":0}},{"json":{"r":2},"pairedItem":{"item":1}}]]`},
		{"another number", nil, []string{`{"r":1}`}, `[[{"json":{"r":1},"pairedItem":[{"item":0},{"item":1}]}]]`},
		{"traced back", []int{1}, []string{`{"r":1}`}, `[[{"json":{"r":1},"pairedItem":{"item":1}}]]`},
	} {
		h := nodetest.New(t, typ, 1.1, `{"workflowId":{"__rl":true,"mode":"id","value":"sub"}}`).Docs(`[{"a":1},{"a":2}]`)
		h.OnSubworkflow = child(c.links, c.docs...)
		out, err := h.Run()
		t.Log(c.name)
		nodetest.WantFull(t, out, err, c.want)
		if len(h.Calls) != 1 || h.Calls[0].ID != "sub" || len(h.Calls[0].Items) != 2 {
			t.Errorf("%s: the calls were %+v", c.name, h.Calls)
		}
		if got := h.Metadata["subExecution"].JSON(); got != `{"executionId":"7","workflowId":"sub"}` {
			t.Errorf("%s: the metadata is %s", c.name, got)
		}
	}
}

func TestEach(t *testing.T) {
	h := nodetest.New(t, typ, 1.1, `{"workflowId":{"__rl":true,"mode":"id","value":"={{ $json.id }}"},"mode":"each"}`).Docs(`[{"id":"x"},{"id":"y"}]`)
	h.OnSubworkflow = child(nil, `{"r":1}`, `{"r":2}`)
	out, err := h.Run()
	sub := `"metadata":{"subExecution":{"executionId":"7","workflowId":"sub"}}`
	nodetest.WantFull(t, out, err, `[[{"json":{"r":1},"pairedItem":{"item":0},`+sub+`},{"json":{"r":2},"pairedItem":{"item":0},`+sub+
		`},{"json":{"r":1},"pairedItem":{"item":1},`+sub+`},{"json":{"r":2},"pairedItem":{"item":1},`+sub+`}]]`)
	if h.Calls[0].ID != "x" || h.Calls[1].ID != "y" {
		t.Errorf("the calls were %+v", h.Calls)
	}
}

func TestFailures(t *testing.T) {
	fails := func(node.SubworkflowCall) (node.SubworkflowResult, error) {
		return node.SubworkflowResult{}, errors.New("broken")
	}
	for _, c := range []struct {
		version float64
		params  string
		carryOn bool
		want    string
		fails   string
	}{
		{1, `{"workflowId":"w"}`, false, "", "broken"},
		{1, `{"workflowId":"w"}`, true, `[[{"json":{"error":"broken"},"pairedItem":[{"item":0},{"item":1}]}]]`, ""},
		{1, `{"workflowId":"w","mode":"each"}`, false, "", "Error executing workflow with item at index 0"},
		{1.3, `{"workflowId":{"value":"w"},"mode":"each"}`, true, `[[{"json":{"error":"broken"},"pairedItem":{"item":0}},{"json":{"error":"broken"},"pairedItem":{"item":1}}]]`, ""},
		{1.2, `{"workflowId":{"value":"w"},"mode":"each"}`, true, `[[{"json":{"error":"broken"},"pairedItem":{"item":0}}],[{"json":{"error":"broken"},"pairedItem":{"item":1}}]]`, ""},
		{1, `{"source":"parameter","workflowJson":"{ no"}`, false, "", "Expected property name or '}' in JSON at position 2"},
	} {
		h := nodetest.New(t, typ, c.version, c.params).Docs(`[{},{}]`)
		h.OnSubworkflow, h.Continue = fails, c.carryOn
		out, err := h.Run()
		if c.fails != "" {
			nodetest.WantError(t, err, c.fails)
			continue
		}
		nodetest.WantFull(t, out, err, c.want)
	}
}

func TestNoWaiting(t *testing.T) {
	h := nodetest.New(t, typ, 1.1, `{"workflowId":{"value":"w"},"options":{"waitForSubWorkflow":false}}`).Docs(`[{"a":1}]`)
	out, err := h.Run()
	nodetest.Want(t, out, err, `[[{"a":1}]]`)
	if !h.Calls[0].NoWait {
		t.Error("the call waits")
	}
}

func TestWaitingChild(t *testing.T) {
	h := nodetest.New(t, typ, 1.1, `{"workflowId":{"value":"w"}}`).Docs(`[{"a":1}]`)
	h.OnSubworkflow = func(node.SubworkflowCall) (node.SubworkflowResult, error) {
		return node.SubworkflowResult{Waiting: true}, nil
	}
	out, err := h.Run()
	nodetest.Want(t, out, err, `[[{"a":1}]]`)
	if len(h.Waits) != 1 || !h.Waits[0].IsZero() {
		t.Errorf("the waits were %v", h.Waits)
	}
}

func TestMappedInputs(t *testing.T) {
	params := func(more string) string {
		return `{"workflowId":{"value":"w"},"workflowInputs":{"mappingMode":"defineBelow","value":{"n":"={{ $json.a }}","t":5},"schema":[` +
			`{"id":"n","displayName":"n","type":"number"},{"id":"t","displayName":"t","type":"string"},{"id":"b","displayName":"b","removed":true}]` + more + `}}`
	}
	sent := func(more, in string) (string, error) {
		h := nodetest.New(t, typ, 1.2, params(more)).Docs(in)
		_, err := h.Run()
		if err != nil {
			return "", err
		}
		return nodetest.Docs(node.One(h.Calls[0].Items)), nil
	}
	got, err := sent(`,"attemptToConvertTypes":true,"convertFieldsToString":true`, `[{"a":"7","b":1,"c":2}]`)
	if err != nil || got != `[[{"a":"7","c":2,"n":7,"t":"5"}]]` {
		t.Errorf("got %s %v", got, err)
	}
	_, err = sent("", `[{"a":"7"}]`)
	nodetest.WantError(t, err, "Invalid input for 'n' [item 0]")
}

func TestFetched(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Accept"); got != "application/json,text/*;q=0.99" {
			t.Errorf("asked for %s", got)
		}
		if r.URL.Path == "/bad" {
			_, _ = w.Write([]byte("<html>"))
			return
		}
		_, _ = w.Write([]byte(`{"nodes":[]}`))
	}))
	defer s.Close()
	h := nodetest.New(t, typ, 1, `{"source":"url","workflowUrl":"`+s.URL+`/good"}`).Docs(`[{}]`)
	if _, err := h.Run(); err != nil || string(h.Calls[0].Document) != `{"nodes":[]}` {
		t.Errorf("got %+v %v", h.Calls, err)
	}
	_, err := nodetest.New(t, typ, 1, `{"source":"url","workflowUrl":"`+s.URL+`/bad"}`).Docs(`[{}]`).Run()
	nodetest.WantError(t, err, "The file content is not valid JSON")
}

func TestLocalFile(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"good.json": `{"nodes":[]}`, "bad.json": `{"nodes":`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(file string, open ...string) (*nodetest.Host, error) {
		h := nodetest.New(t, typ, 1, `{"source":"localFile","workflowPath":"`+filepath.Join(dir, file)+`"}`).Docs(`[{}]`)
		h.Files.Folders = open
		_, err := h.Run()
		return h, err
	}
	if h, err := run("good.json", dir); err != nil || string(h.Calls[0].Document) != `{"nodes":[]}` {
		t.Errorf("got %+v %v", h.Calls, err)
	}
	_, err := run("bad.json", dir)
	nodetest.WantError(t, err, "The file content is not valid JSON")
	_, err = run("none.json", dir)
	nodetest.WantError(t, err, `The file "`+filepath.Join(dir, "none.json")+`" could not be found, [item 0]`)
	_, err = run("good.json")
	nodetest.WantError(t, err, "Access to the file is not allowed.")
	_, err = run("../good.json", filepath.Join(dir, "sub"))
	nodetest.WantError(t, err, "Access to the file is not allowed. Allowed paths: "+filepath.Join(dir, "sub"))
}

func TestTrigger(t *testing.T) {
	in := `[{"a":1,"x":2},{"b":null}]`
	for _, c := range []struct {
		version      float64
		params, want string
		fails        string
	}{
		{1, `{}`, `[[{"a":1,"x":2},{"b":null}]]`, ""},
		{1.1, `{"inputSource":"passthrough"}`, `[[{"a":1,"x":2},{"b":null}]]`, ""},
		{1.1, `{"workflowInputs":{"values":[{"name":"a"},{"name":"b","type":"number"}]}}`, `[[{"a":1,"b":null},{"a":null,"b":null}]]`, ""},
		{1.1, `{"inputSource":"jsonExample","jsonExample":"{\"x\":1}"}`, `[[{"x":2},{"x":null}]]`, ""},
		{1.1, `{"inputSource":"jsonExample","jsonExample":"[1]"}`, "", "Invalid JSON schema type. Only object type is supported, but got array"},
		{1.1, `{}`, `[[{},{}]]`, ""},
	} {
		out, err := nodetest.New(t, trigger, c.version, c.params).Docs(in).Run()
		if c.fails != "" {
			nodetest.WantError(t, err, c.fails)
			continue
		}
		nodetest.Want(t, out, err, c.want)
	}
}
