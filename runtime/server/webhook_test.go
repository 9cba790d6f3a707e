package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"runnel/runtime/value"
)

// echo answers with an expression over the webhook's item.
func echo(f *flow, expression string) string {
	return f.add("Answer", "set", 3.4, "mode", "raw", "jsonOutput", "={{ JSON.stringify("+expression+") }}").String()
}

func TestMatching(t *testing.T) {
	hook := func(id, path string, params ...any) string {
		return echo(newFlow(id, append([]any{"path", path, "responseMode", "lastNode"}, params...)...), `{ params: $json.params, url: $json.webhookUrl, id: '`+id+`' }`)
	}
	old := strings.ReplaceAll(hook("old", "orders", "httpMethod", "PUT"), `"webhookId":"hook-old"`, `"x":1`)
	in := start(t, nil,
		hook("a", "a/b"), hook("post", "c", "httpMethod", "POST"), hook("many", "m", "multipleMethods", true, "httpMethod", []any{"POST", "GET", "PUT"}),
		hook("slash", "/lead/"), hook("empty", ""), hook("dyn", "user/:id"), hook("two", ":a/:b"), hook("literal", "x:y"),
		hook("space", "some path/ü"), old)
	const production = "The workflow must be active for a production URL to run successfully. You can activate the workflow using the toggle in the " +
		"top-right of the editor. Note that unlike test URL calls, production URL calls aren't shown on the canvas (only in the executions list)"
	unknown := func(what string) string {
		return object("code", 404, "message", `The requested webhook "`+what+`" is not registered.`, "hint", production).JSON()
	}
	other := func(method, instead string) string {
		return object("code", 404, "message", "This webhook is not registered for "+method+" requests. Did you mean to make a "+instead+" request?").JSON()
	}
	ok := func(id, path, params string) string {
		return fmt.Sprintf(`{"params":%s,"url":"http://test/webhook/%s","id":"%s"}`, params, path, id)
	}
	for _, c := range []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "a/b", 200, ok("a", "a/b", "{}")},
		{"GET", "a/b/", 200, ok("a", "a/b", "{}")},
		{"GET", "a%2Fb", 200, ok("a", "a/b", "{}")},
		{"GET", "%61/b", 200, ok("a", "a/b", "{}")},
		{"GET", "a/b//", 404, unknown("GET a/b/")},
		{"GET", "A/b", 404, unknown("GET A/b")},
		{"GET", "nope", 404, unknown("GET nope")},
		{"GET", "", 404, unknown("GET ")},
		{"HEAD", "a/b", 404, ""},
		{"GET", "c", 404, other("GET", "POST")},
		{"DELETE", "m", 404, other("DELETE", "GET, POST or PUT")},
		{"GET", "lead", 200, ok("slash", "lead", "{}")},
		{"GET", "hook-empty", 200, ok("empty", "hook-empty", "{}")},
		{"GET", "hook-dyn/user/7", 200, ok("dyn", "hook-dyn/user/:id", `{"id":"7"}`)},
		{"GET", "hook-dyn/user/a%20b%25", 200, ok("dyn", "hook-dyn/user/:id", `{"id":"a b%"}`)},
		{"GET", "hook-dyn/7/user", 200, ok("dyn", "hook-dyn/user/:id", `{"id":"user"}`)},
		{"GET", "hook-dyn/user/a%2Fb", 404, unknown("GET hook-dyn/user/a/b")},
		{"GET", "hook-dyn/user", 404, unknown("GET hook-dyn/user")},
		{"GET", "user/7", 404, unknown("GET user/7")},
		{"POST", "hook-dyn/user/7", 404, other("POST", "GET")},
		{"GET", "hook-two/1/2", 200, ok("two", "hook-two/:a/:b", `{"a":"1","b":"2"}`)},
		{"GET", "x:y", 200, ok("literal", "x:y", "{}")},
		{"GET", "some%20path/%C3%BC", 200, ok("space", "some path/ü", "{}")},
		{"PUT", "old/hook/orders", 200, ok("old", "old/hook/orders", "{}")},
		{"PROPFIND", "a/b", 500, `{"code":0,"message":"The method PROPFIND is not supported."}`},
		{"TRACE", "nope", 500, `{"code":0,"message":"The method TRACE is not supported."}`},
	} {
		in.send(c.method, "/webhook/"+c.path, "").want(t, c.method+" "+c.path, c.status, c.body)
	}
	// With several methods the output of the request's method has the item.
	for _, method := range []string{"GET", "POST", "PUT"} {
		status := 500 // only the first output leads somewhere
		if method == "POST" {
			status = 200
		}
		if a := in.send(method, "/webhook/m", ""); a.status != status {
			t.Errorf("%s m: %d %s", method, a.status, a.body)
		}
	}
}

// Of dynamic paths of one webhook id the one with most literals wins, and a
// static path wins over all.
func TestPrecedence(t *testing.T) {
	f := bareFlow("p")
	paths := []string{":a/:b", "x/:b", "x/y/:c", "x/y"}
	var nodes []string
	for _, p := range paths {
		hook := bareFlow("p").add("Hook "+p, "webhook", 2, "path", p, "responseMode", "lastNode", "responseData", "allEntries")
		nodes = append(nodes, hook.nodes[0].JSON())
	}
	doc := strings.Replace(f.String(), `"nodes":[]`, `"nodes":[`+strings.Join(nodes, ",")+`]`, 1)
	in := start(t, nil, doc)
	for path, want := range map[string]string{
		"hook-p/1/2": ":a/:b", "hook-p/x/2": "x/:b", "hook-p/x/y/3": "x/y/:c", "x/y": "x/y",
	} {
		a := in.send("GET", "/webhook/"+path, "")
		list, err := value.ParseString(a.body)
		if err != nil || !strings.HasSuffix(list.AtPath("[0].webhookUrl").Str(), "/"+want) {
			t.Errorf("%s: %d %s, want that of %s", path, a.status, a.body, want)
		}
	}
}

func TestItem(t *testing.T) {
	in := start(t, nil, echo(newFlow("item", "httpMethod", "POST", "responseMode", "lastNode"), "$json"))
	a := in.send("POST", "/webhook/item?a[b]=1&c=2", `{"x":[1]}`, "Content-Type", "application/json", "User-Agent", "test", "Cookie", "a=1; n8n-auth=secret; b=2")
	item, err := value.ParseString(a.body)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(item.Keys(), " "); got != "headers params query body webhookUrl executionMode" {
		t.Errorf("keys: %s", got)
	}
	headers := item.Get("headers")
	if headers.Get("user-agent").Str() != "test" || headers.Get("cookie").Str() != "a=1; b=2" {
		t.Errorf("headers: %s", headers.JSON())
	}
	for key, want := range map[string]string{"params": `{}`, "query": `{"a":{"b":"1"},"c":"2"}`, "body": `{"x":[1]}`,
		"webhookUrl": `"http://test/webhook/item"`, "executionMode": `"production"`} {
		if got := item.Get(key).JSON(); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	in := start(t, func(s *setup) { s.server.Limits.Payload = 1 << 10; s.server.Limits.Files = 1 << 11 },
		newFlow("b", "httpMethod", "POST").String())
	const problem = `{"code":0,"message":"There was a problem executing the workflow"}`
	const unparsed = `{"code":422,"message":"Failed to parse request body","hint":"%s"}`
	for _, c := range []struct {
		what, contentType, coding, body string
		status                          int
		want                            string
	}{
		{"bad JSON", "application/json", "", "{bad", 422, fmt.Sprintf(unparsed, "Expected property name or '}' in JSON at position 1")},
		{"bad XML", "text/xml", "", "<a></b>", 422, fmt.Sprintf(unparsed, `Unexpected close tag\nLine: 0\nColumn: 7\nChar: >`)},
		{"no boundary", "multipart/form-data", "", "x", 422, fmt.Sprintf(unparsed, "bad content-type header, no multipart boundary")},
		{"too large", "application/json", "", `"` + strings.Repeat("x", 2000) + `"`, 500, problem},
		{"large file", "image/png", "", strings.Repeat("x", 2000), 200, `{"message":"Workflow was started"}`},
		{"too large a file", "image/png", "", strings.Repeat("x", 3000), 500, problem},
		{"no gzip", "application/json", "gzip", "{}", 500, problem},
	} {
		headers := []string{"Content-Type", c.contentType}
		if c.coding != "" {
			headers = append(headers, "Content-Encoding", c.coding)
		}
		a := in.send("POST", "/webhook/b", c.body, headers...).want(t, c.what, c.status, c.want)
		if strings.Contains(a.body, "goroutine") {
			t.Errorf("%s: a stack trace in %s", c.what, a.body)
		}
	}
}

// A caller that is still sending a body that is too large gets the answer.
func TestAnswerBeforeTheBodyIsSent(t *testing.T) {
	in := start(t, nil, newFlow("b", "httpMethod", "POST").String())
	in.send("POST", "/webhook/b", strings.Repeat("x", 20<<20), "Content-Type", "text/plain").
		want(t, "20 MB", 500, `{"code":0,"message":"There was a problem executing the workflow"}`)
}

func TestWebhooksThatFail(t *testing.T) {
	in := start(t, nil,
		newFlow("mode", "responseMode", "nonsense").String(),
		newFlow("missing", "responseMode", "responseNode").String(),
		newFlow("unused").add("Respond", "respondToWebhook", 1.1).String(),
		newFlow("broken", "responseMode", "lastNode", "options", map[string]any{"responseHeaders": map[string]any{"entries": []any{map[string]any{"name": "x", "value": "={{ $('Nobody').first().json.x }}"}}}}).String(),
		newFlow("panic", "responseMode", "lastNode").add("Broken", "test.panic", 1).String(),
		bareFlow("watch").add("Trigger", "errorTrigger", 1).String())
	for path, want := range map[string]string{
		"mode":    `{"code":0,"message":"The response mode 'nonsense' is not valid!"}`,
		"missing": `{"code":0,"message":"No Respond to Webhook node found in the workflow"}`,
		"unused":  `{"code":0,"message":"Unused Respond to Webhook node found in the workflow"}`,
		"broken":  `{"code":0,"message":"Workflow Webhook Error: Workflow could not be started!"}`,
		"panic":   `{"message":"Error in workflow"}`,
	} {
		in.send("GET", "/webhook/"+path, "").want(t, path, 500, want)
	}
	if log := in.log.String(); !strings.Contains(log, "the node broke") || !strings.Contains(log, "instance_test.go") {
		t.Error("the log does not show where the node broke")
	}
}

func TestNothing(t *testing.T) {
	in := start(t, nil)
	in.send("GET", "/nonsense", "").want(t, "nonsense", 404, `{"code":404,"message":"There is nothing at this address."}`)
	in.send("GET", "/webhook", "").want(t, "no path", 404, `{"code":404,"message":"There is nothing at this address."}`)
	for _, path := range []string{"/healthz", "/healthz/readiness", "/readyz"} {
		in.send("GET", path, "").want(t, path, 200, `{"status":"ok"}`)
		in.send("HEAD", path, "").want(t, path, 200, "")
	}
	if r := in.raw("GET /webhook/%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET"); r[0].status != http.StatusBadRequest {
		t.Errorf("a malformed path: %+v", r)
	}
}

func TestCORS(t *testing.T) {
	in := start(t, nil, newFlow("any").String(), newFlow("listed", "options", map[string]any{"allowedOrigins": "http://a.example,http://b.example, http://c.example"}).String(),
		newFlow("many", "multipleMethods", true, "httpMethod", []any{"POST", "GET"}).String(), newFlow("dyn", "path", "u/:id").String())
	type headers map[string]string
	for _, c := range []struct {
		method, path string
		send         []string
		status       int
		want         headers
	}{
		{"GET", "any", nil, 200, headers{"Allow-Origin": "", "Allow-Methods": ""}},
		{"GET", "any", []string{"Origin", "http://x.example"}, 200, headers{"Allow-Origin": "http://x.example", "Allow-Methods": "OPTIONS, GET", "Max-Age": ""}},
		{"GET", "listed", []string{"Origin", "http://b.example"}, 200, headers{"Allow-Origin": "http://b.example"}},
		{"GET", "listed", []string{"Origin", "http://c.example"}, 200, headers{"Allow-Origin": "http://a.example"}},
		{"GET", "listed", []string{"Origin", "http://evil.example"}, 200, headers{"Allow-Origin": "http://a.example"}},
		{"OPTIONS", "any", nil, 204, headers{"Allow-Origin": "", "Allow-Methods": ""}},
		{"OPTIONS", "nope", nil, 204, headers{"Allow-Origin": ""}},
		{"OPTIONS", "any", []string{"Origin", "http://x.example", "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "x-a, x-b"}, 204,
			headers{"Allow-Origin": "http://x.example", "Allow-Methods": "OPTIONS, GET", "Max-Age": "300", "Allow-Headers": "x-a, x-b"}},
		{"OPTIONS", "many", []string{"Origin", "http://x.example", "Access-Control-Request-Method", "POST"}, 204,
			headers{"Allow-Origin": "http://x.example", "Allow-Methods": "OPTIONS, GET, POST", "Max-Age": "300"}},
		{"OPTIONS", "hook-dyn/u/1", []string{"Origin", "http://x.example", "Access-Control-Request-Method", "GET"}, 204,
			headers{"Allow-Origin": "http://x.example", "Allow-Methods": "OPTIONS, GET"}},
		{"OPTIONS", "any", []string{"Origin", "http://x.example", "Access-Control-Request-Method", "POST"}, 404, headers{"Allow-Origin": "", "Allow-Methods": "OPTIONS, GET"}},
		{"GET", "nope", []string{"Origin", "http://x.example"}, 404, headers{"Allow-Origin": ""}},
	} {
		a := in.send(c.method, "/webhook/"+c.path, "", c.send...)
		if a.status != c.status {
			t.Errorf("%s %s %v: %d %s", c.method, c.path, c.send, a.status, a.body)
		}
		for name, want := range c.want {
			if got := a.header.Get("Access-Control-" + name); got != want {
				t.Errorf("%s %s %v: %s is %q, want %q", c.method, c.path, c.send, name, got, want)
			}
		}
	}
}
