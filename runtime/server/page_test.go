package server

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"runnel/runtime/trigger"
)

func TestOverview(t *testing.T) {
	const evil = `<script>alert(1)</script>"'&`
	f := newFlow("e", "path", "x/"+evil).add(evil, "nonsense.type", 1)
	in := start(t, nil, strings.Replace(f.String(), `"name":"Flow e"`, `"name":`+object("x", evil).Get("x").JSON(), 1),
		bareFlow("callable").add("Called", "executeWorkflowTrigger", 1).String(), newFlow("b").String())
	in.active.Set(trigger.Source{Workflow: parse(t, newFlow("clash", "path", "b").String()), File: evil + ".json"})
	a := in.send("GET", "/", "")
	if a.status != 200 || a.header.Get("Content-Type") != htmlType {
		t.Fatalf("%d %v", a.status, a.header)
	}
	for _, text := range []string{"4 live workflows", "http://test/webhook/b", "Flow b", "1.2.3", "is already taken", "cannot run here"} {
		if !strings.Contains(a.body, text) {
			t.Errorf("%q does not stand on the page", text)
		}
	}
	if strings.Contains(a.body, "<script") || strings.Contains(a.body, `"'&`) {
		t.Errorf("something is not escaped:\n%s", a.body)
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if css := in.send("GET", "/overview.css", ""); css.status != 200 || css.header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("style: %d %v", css.status, css.header)
	}
	if a := start(t, nil).send("GET", "/", ""); !strings.Contains(a.body, "No workflow is live") {
		t.Errorf("without workflows:\n%s", a.body)
	}
}

func TestListening(t *testing.T) {
	in := start(t, nil, newFlow("a", "responseMode", "lastNode").add("Note", "set", 3.4, "mode", "raw", "jsonOutput", `{"x":"<b>"}`).String(),
		bareFlow("none").add("Called", "executeWorkflowTrigger", 1).String())
	in.send("POST", "/workflows/nobody/listen", "").want(t, "unknown", 404, `{"code":404,"message":"there is no live workflow with the id \"nobody\""}`)
	in.send("POST", "/workflows/none/listen", "").want(t, "no webhook", 409, `{"code":409,"message":"the workflow has no webhook that could be tested"}`)
	res, err := in.client.Post(in.url+"/workflows/a/listen", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	r := bufio.NewReader(res.Body)
	page := ""
	for !strings.Contains(page, "</table>") {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err, page)
		}
		page += line
	}
	if !strings.Contains(page, "http://test/webhook-test/a") {
		t.Errorf("the test URL does not stand on the page:\n%s", page)
	}
	in.send("GET", "/webhook-test/a", "").want(t, "the call", 200, `{"x":"<b>"}`)
	rest := make([]byte, 1<<20)
	n := 0
	for {
		got, err := r.Read(rest[n:])
		if n += got; err != nil {
			break
		}
	}
	page = string(rest[:n])
	if !strings.Contains(page, "success") || !strings.Contains(page, "Note") || strings.Contains(page, "<b>") || !strings.HasSuffix(strings.TrimSpace(page), "</html>") {
		t.Errorf("the run is not shown:\n%s", page)
	}
}

// Someone who leaves the page stops nothing; the next one can listen.
func TestLeavingTheListeningPage(t *testing.T) {
	in := start(t, nil, newFlow("a").String())
	for range 2 {
		r, _ := http.NewRequestWithContext(t.Context(), "POST", in.url+"/workflows/a/listen", nil)
		res, err := in.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
	in.send("GET", "/webhook-test/a", "").want(t, "the call", 200, `{"message":"Workflow was started"}`)
}
