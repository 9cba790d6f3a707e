package server

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
)

// answered is what a test checks of an answer: its body, and headers by name,
// "" where one must be absent.
type answered struct {
	status  int
	body    string
	headers map[string]string
}

func (a answer) check(t *testing.T, what string, want answered) {
	t.Helper()
	a.want(t, what, want.status, want.body)
	for name, text := range want.headers {
		if got := a.header.Get(name); got != text && (text != "…" || got == "") {
			t.Errorf("%s: %s is %q, want %q", what, name, got, text)
		}
	}
}

func entries(pairs ...string) map[string]any {
	var list []any
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, map[string]any{"name": pairs[i], "value": pairs[i+1]})
	}
	return map[string]any{"entries": list}
}

func options(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	return m
}

func TestAnswersAtOnce(t *testing.T) {
	g := newGate(t, "at once")
	held := func(f *flow) string { return f.add("Gate", "test.gate", 1, "name", "at once").String() }
	code := func(n int) map[string]any { return map[string]any{"values": map[string]any{"responseCode": n}} }
	in := start(t, nil,
		held(newFlow("default")), held(newFlow("v1", "responseCode", 201)),
		held(newFlow("text", "options", options("responseData", "thanks"))),
		held(newFlow("number", "options", options("responseData", "={{ 12 }}"))),
		held(newFlow("nobody", "options", options("noResponseBody", true, "responseCode", code(202)))),
		held(newFlow("headers", "options", options("responseHeaders", entries("X-A", "1", "x-a", "2", "Content-Type", "text/csv", "Bad Name", "x", "Content-Length", "7", "X-Line", "a\r\nSet-Cookie: b")))),
		held(newFlow("204", "options", options("responseCode", code(204)))),
		held(newFlow("0", "options", options("responseCode", map[string]any{"values": map[string]any{"responseCode": "customCode", "customCode": 42}}))))
	sandboxed := map[string]string{"Content-Type": jsonType, "Content-Security-Policy": sandbox, "Vary": "Accept-Encoding"}
	started := `{"message":"Workflow was started"}`
	for path, want := range map[string]answered{
		"default": {200, started, sandboxed},
		"v1":      {200, started, sandboxed},
		"text":    {200, "thanks", map[string]string{"Content-Type": htmlType, "Content-Security-Policy": sandbox}},
		"number":  {200, "12", sandboxed},
		"nobody":  {202, "", sandboxed},
		"headers": {200, started, map[string]string{"X-A": "2", "Content-Type": "text/csv; charset=utf-8", "Content-Security-Policy": "", "Set-Cookie": "", "X-Line": "", "Content-Length": "34"}},
		"204":     {204, "", map[string]string{"Content-Type": "", "Content-Length": ""}},
		"0":       {500, `{"code":0,"message":"There was a problem executing the workflow"}`, map[string]string{"Content-Type": jsonType}},
	} {
		in.send("GET", "/webhook/"+path, "").check(t, path, want)
	}
	g.open()
}

func TestAnswersOfTheLastNode(t *testing.T) {
	last := func(id string, params ...any) *flow {
		return newFlow(id, append([]any{"httpMethod", "POST", "responseMode", "lastNode"}, params...)...)
	}
	set := func(f *flow, json string) string {
		return f.add("Set", "set", 3.4, "mode", "raw", "jsonOutput", json).String()
	}
	split := func(f *flow) string {
		return f.add("List", "code", 2, "jsCode", "return [{json: {a: 1}}, {json: {b: 'x'}}]").String()
	}
	stop := func(f *flow) string { return f.add("Stop", "stopAndError", 1, "errorMessage", "no").String() }
	in := start(t, nil,
		set(last("first"), `{"a":1}`), split(last("all", "responseData", "allEntries")),
		set(last("none", "responseData", "noData"), `{"a":1}`),
		set(last("property", "options", options("responsePropertyName", "a.b")), `{"a":{"b":[1]}}`),
		set(last("text", "options", options("responsePropertyName", "a")), `{"a":"<p>"}`),
		set(last("type", "options", options("responsePropertyName", "a", "responseContentType", "text/csv")), `{"a":"1;2"}`),
		set(last("absent", "options", options("responsePropertyName", "x.y")), `{"a":1}`),
		stop(last("stop")), stop(last("stopAll", "responseData", "allEntries")),
		last("empty").add("None", "code", 2, "jsCode", "return []").String(),
		last("emptyAll", "responseData", "allEntries").add("None", "code", 2, "jsCode", "return []").String(),
		last("file", "responseData", "firstEntryBinary").add("File", "test.file", 1).String(),
		last("otherFile", "responseData", "firstEntryBinary", "responseBinaryPropertyName", "nope").add("File", "test.file", 1).String(),
		set(last("noFile", "responseData", "firstEntryBinary"), `{}`),
		last("noItem", "responseData", "firstEntryBinary").add("None", "code", 2, "jsCode", "return []").String(),
		set(last("headers", "options", options("responseHeaders", entries("X-A", "={{ 1 + 1 }}"))), `{"a":1}`))
	bare := map[string]string{"Content-Type": jsonType, "Content-Security-Policy": ""}
	whole := map[string]string{"Content-Type": jsonType, "Content-Security-Policy": sandbox}
	failed := answered{500, `{"message":"Error in workflow"}`, bare}
	problem := func(text string) answered { return answered{500, fmt.Sprintf(`{"code":0,"message":"%s"}`, text), bare} }
	for path, want := range map[string]answered{
		"first": {200, `{"a":1}`, whole}, "all": {200, `[{"a":1},{"b":"x"}]`, whole}, "none": {200, "", whole},
		"property": {200, "[1]", whole}, "text": {200, "<p>", map[string]string{"Content-Type": htmlType, "Content-Security-Policy": sandbox}},
		"type":   {200, "1;2", map[string]string{"Content-Type": "text/csv; charset=utf-8", "Content-Security-Policy": ""}},
		"absent": {200, "", whole}, "stop": failed, "stopAll": failed,
		"empty": problem("No item to return was found"), "emptyAll": {200, "[]", whole},
		"file":      {200, "file text", map[string]string{"Content-Type": "text/plain", "Content-Security-Policy": "", "Content-Length": "9"}},
		"otherFile": problem("The binary property 'nope' which should be returned does not exist"),
		"noFile":    problem("No binary data was found to return"), "noItem": problem("No item was found to return"),
		"headers": {200, `{"a":1}`, map[string]string{"X-A": "2"}},
	} {
		in.send("POST", "/webhook/"+path, `{"text":"file text"}`, "Content-Type", "application/json").check(t, path, want)
	}
}

func TestAnswersOfARespondNode(t *testing.T) {
	respond := func(id string, params ...any) string {
		return newFlow(id, "httpMethod", "POST", "responseMode", "responseNode", "options", options("responseHeaders", entries("X-Hook", "1"))).
			add("Respond", "respondToWebhook", 1.1, params...).String()
	}
	in := start(t, nil,
		respond("json", "respondWith", "json", "responseBody", `{"a": 1}`),
		respond("text", "respondWith", "text", "responseBody", "hi"),
		respond("none", "respondWith", "noData", "options", options("responseCode", 202)),
		respond("redirect", "respondWith", "redirect", "redirectURL", "https://example.com/?a=1"),
		respond("code", "respondWith", "text", "responseBody", "x", "options", options("responseCode", 404, "responseHeaders", entries("Content-Type", "text/css", "x-hook", "2"))),
		newFlow("file", "httpMethod", "POST", "responseMode", "responseNode").add("File", "test.file", 1).
			add("Respond", "respondToWebhook", 1.1, "respondWith", "binary", "options", options("responseCode", 418)).String(),
		newFlow("never", "httpMethod", "POST", "responseMode", "responseNode").add("Stop", "stopAndError", 1, "errorMessage", "no").
			add("Respond", "respondToWebhook", 1.1).String())
	for path, want := range map[string]answered{
		"json":     {200, `{"a":1}`, map[string]string{"Content-Type": jsonType, "Content-Security-Policy": sandbox, "X-Hook": "1"}},
		"text":     {200, "hi", map[string]string{"Content-Type": htmlType}},
		"none":     {202, "", map[string]string{"Content-Type": jsonType, "Content-Security-Policy": sandbox}},
		"redirect": {307, "", map[string]string{"Location": "https://example.com/?a=1"}},
		"code":     {404, "x", map[string]string{"Content-Type": "text/css; charset=utf-8", "X-Hook": "2", "Content-Security-Policy": ""}},
		"file":     {200, "file text", map[string]string{"Content-Type": "text/plain; charset=utf-8", "Content-Length": "9"}},
		"never":    {200, "", map[string]string{"Content-Type": jsonType, "Content-Security-Policy": ""}},
	} {
		in.send("POST", "/webhook/"+path, `{"text":"file text"}`, "Content-Type", "application/json").check(t, path, want)
	}
}

func TestCompression(t *testing.T) {
	in := start(t, nil,
		echo(newFlow("big", "responseMode", "lastNode"), `{ x: 'x'.repeat(5000) }`), echo(newFlow("small", "responseMode", "lastNode"), `{ x: 1 }`),
		newFlow("file", "httpMethod", "POST", "responseMode", "lastNode", "responseData", "firstEntryBinary").add("File", "test.file", 1).String())
	for accept, want := range map[string]string{"gzip": "gzip", "deflate, gzip;q=0.5": "gzip", "*": "gzip", "gzip;q=0": "", "br": "", "": ""} {
		for _, path := range []string{"big", "small"} {
			a := in.send("GET", "/webhook/"+path, "", "Accept-Encoding", accept)
			want := want
			if path == "small" {
				want = ""
			}
			if got := a.header.Get("Content-Encoding"); got != want || a.header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s with %q: %q", path, accept, got)
			}
			body := a.body
			if want != "" {
				body = unzip(t, body)
			}
			if doc, err := value.ParseString(body); err != nil || doc.Get("x").IsUndefined() {
				t.Errorf("%s with %q: %.40q", path, accept, body)
			}
		}
	}
	text := strings.Repeat("line\n", 1000)
	a := in.send("POST", "/webhook/file", object("text", text).JSON(), "Content-Type", "application/json", "Accept-Encoding", "gzip")
	if a.header.Get("Content-Encoding") != "gzip" || unzip(t, a.body) != text {
		t.Errorf("a file: %v", a.header)
	}
}

func unzip(t *testing.T, body string) string {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestHeadersThatBreakOut(t *testing.T) {
	for h, ok := range map[node.Header]bool{
		{Name: "X-A", Value: "b"}: true, {Name: "", Value: "b"}: false, {Name: "X A", Value: "b"}: false, {Name: "X:", Value: "b"}: false,
		{Name: "X", Value: "a\nb"}: false, {Name: "X", Value: "a\rb"}: false, {Name: "X\n", Value: "a"}: false, {Name: "X", Value: "ü"}: true,
	} {
		if validHeader(h) != ok {
			t.Errorf("%+v: %v", h, !ok)
		}
	}
}

// Test calls use the editor's rules: pinned data, the manual mode, one call.
func TestTestCalls(t *testing.T) {
	f := newFlow("t", "responseMode", "lastNode").add("Pinned", "set", 3.4, "mode", "raw", "jsonOutput", `{"pinned":false}`)
	f.pins = object("Pinned", []any{map[string]any{"json": map[string]any{"pinned": true}}})
	in := start(t, nil, f.String())
	const unknown = `{"code":404,"message":"The requested webhook \"t\" is not registered.","hint":"Click the 'Execute workflow' button on the canvas, ` +
		`then try again. (In test mode, the webhook only works for one call after you click this button)"}`
	in.send("GET", "/webhook-test/t", "").want(t, "nobody listens", 404, unknown)
	plan, _ := in.active.Plan(t.Context(), "t", true)
	got := make(chan string, 2)
	listener := trigger.Listener{Result: func(ex *execution.Execution, err error) {
		if err != nil {
			got <- err.Error()
			return
		}
		got <- fmt.Sprint(ex.Status, len(ex.Data.Nodes))
	}}
	routes, err := in.active.Listen(plan, listener)
	if err != nil || len(routes) != 1 {
		t.Fatal(routes, err)
	}
	in.send("POST", "/webhook-test/t", "").want(t, "another method", 404, `{"code":404,"message":"This webhook is not registered for POST requests. Did you mean to make a GET request?"}`)
	a := in.send("OPTIONS", "/webhook-test/t", "", "Origin", "http://x.example", "Access-Control-Request-Method", "GET")
	if a.status != 204 || a.header.Get("Access-Control-Allow-Origin") != "http://x.example" {
		t.Errorf("preflight: %+v", a)
	}
	in.send("GET", "/webhook-test/t", "").want(t, "the call", 200, `{"pinned":true}`)
	if run := <-got; run != "success2" {
		t.Errorf("heard: %s", run)
	}
	in.send("GET", "/webhook-test/t", "").want(t, "a second call", 404, unknown)
	in.send("GET", "/webhook/t", "").want(t, "in production", 200, `{"pinned":false}`)

	if _, err := in.active.Listen(plan, listener); err != nil {
		t.Fatal(err)
	}
	if _, err := in.active.Listen(plan, listener); err != nil {
		t.Fatal(err)
	}
	if run := <-got; !strings.Contains(run, "someone else") {
		t.Errorf("the first listener heard %s", run)
	}
	in.close()
	if run := <-got; !strings.Contains(run, "shutting down") {
		t.Errorf("at the end the second listener heard %s", run)
	}
}

func TestNoBodyForHead(t *testing.T) {
	in := start(t, nil, echo(newFlow("h", "httpMethod", "HEAD", "responseMode", "lastNode"), `{ x: 'x'.repeat(5000) }`))
	a := in.send(http.MethodHead, "/webhook/h", "", "Accept-Encoding", "gzip")
	if a.status != 200 || a.body != "" {
		t.Errorf("%+v", a)
	}
}
