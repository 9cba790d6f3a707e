package server

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"runnel/runtime/store"
	"runnel/runtime/value"
)

func TestSetUp(t *testing.T) {
	public := start(t, func(s *setup) { s.editor, s.server.BaseURL = true, "https://flows.example.com/" })
	public.send("GET", "/api/editor/session", "").want(t, "behind a proxy", 200, `{"state":"setup","tokenNeeded":true}`)
	if a := public.raw("GET /api/editor/session HTTP/1.0\r\nHost: localhost\r\n\r\n", "GET"); a[0].body != `{"state":"setup","tokenNeeded":true}` {
		t.Errorf("behind an old proxy: %s", a[0].body)
	}
	a := public.send("POST", "/api/editor/setup", `{"email":"a@b.c","password":"Correct horse 1","token":"`+public.server.SetupToken(t.Context())+`"}`, "Content-Type", "application/json")
	if a.status != 200 || !strings.Contains(a.header.Get("Set-Cookie"), "; Secure") {
		t.Errorf("%d %s %v", a.status, a.body, a.header)
	}
	in := start(t, func(s *setup) { s.editor, s.server.BaseURL = true, "http://localhost:5678/" })
	const form = `{"email":"ada@example.com","password":"Correct horse 1","firstName":"Ada","lastName":"L"%s}`
	in.send("GET", "/api/editor/session", "").want(t, "from here", 200, `{"state":"setup","tokenNeeded":false}`)
	elsewhere := []string{"X-Forwarded-For", "9.9.9.9", "Content-Type", "application/json"}
	in.send("GET", "/api/editor/session", "", elsewhere...).want(t, "from elsewhere", 200, `{"state":"setup","tokenNeeded":true}`)
	token := in.server.SetupToken(t.Context())
	for what, c := range map[string]struct {
		body    string
		headers []string
		status  int
	}{
		"without token":              {fmt.Sprintf(form, ""), elsewhere, 403},
		"with another":               {fmt.Sprintf(form, `,"token":"x"`), elsewhere, 403},
		"by a name that leads here":  {fmt.Sprintf(form, ""), []string{"Host", "evil.example", "Content-Type", "application/json"}, 403},
		"by a page of another site":  {fmt.Sprintf(form, ""), []string{"Sec-Fetch-Site", "cross-site", "Content-Type", "application/json"}, 403},
		"with a form of a page":      {"email=a", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		"with a short password":      {`{"email":"a@b.c","password":"Short1"}`, []string{"Content-Type", "application/json"}, 400},
		"with a simple password":     {`{"email":"a@b.c","password":"alllower1"}`, []string{"Content-Type", "application/json"}, 400},
		"without an address":         {`{"password":"Correct horse 1"}`, []string{"Content-Type", "application/json"}, 400},
		"with nonsense for address":  {`{"email":"a b","password":"Correct horse 1"}`, []string{"Content-Type", "application/json"}, 400},
		"with a number for a name":   {`{"email":"a@b.c","firstName":1,"password":"Correct horse 1"}`, []string{"Content-Type", "application/json"}, 400},
		"with a list":                {`[]`, []string{"Content-Type", "application/json"}, 400},
		"with something else":        {`1`, []string{"Content-Type", "application/json"}, 400},
		"with a body that is broken": {`{`, []string{"Content-Type", "application/json"}, 400},
	} {
		if a := in.send("POST", "/api/editor/setup", c.body, c.headers...); a.status != c.status {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	a = in.send("POST", "/api/editor/setup", fmt.Sprintf(form, `,"token":"`+token+`"`), elsewhere...)
	if a.status != 200 || a.json(t).AtPath("user.role").Str() != "global:owner" || a.json(t).Get("permissions").Len() == 0 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	cookie := a.header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie lacks %s: %s", part, cookie)
		}
	}
	if strings.Contains(in.log.String(), "Correct horse") {
		t.Error("the password is in the log")
	}
	if a := in.send("POST", "/api/editor/setup", fmt.Sprintf(form, ""), "Content-Type", "application/json"); a.status != 409 {
		t.Errorf("a second time: %d %s", a.status, a.body)
	}
	if in.server.SetupToken(t.Context()) != "" {
		t.Error("there is an owner, and still a token")
	}
}

func TestLogin(t *testing.T) {
	in, p := editor(t, nil)
	login := func(email, password string) answer {
		return in.send("POST", "/api/editor/login", `{"email":`+text(email)+`,"password":`+text(password)+`}`, "Content-Type", "application/json")
	}
	in.send("GET", "/api/editor/session", "").want(t, "without a cookie", 200, `{"state":"login"}`)
	in.send("GET", "/api/editor/session", "", "Cookie", "runnel-session=nonsense").want(t, "with nonsense", 200, `{"state":"login"}`)
	wrong := login(ownerEmail, "wrong")
	if wrong.status != 401 || login("nobody@example.com", "wrong").body != wrong.body {
		t.Errorf("the answer tells who is known: %+v", wrong)
	}
	other := &person{in: in}
	other.begin(login("ADA@example.com", ownerPassword))
	if other.cookie == p.cookie || other.csrf == p.csrf {
		t.Error("two sessions are one")
	}
	p.refused("POST", "/me/password", `{"current":"wrong","next":"Another horse 2"}`, 400, "bad_request")
	p.do("POST", "/me/password", `{"current":"`+ownerPassword+`","next":"Another horse 2"}`)
	if a := other.send("GET", "/api/editor/workflows", ""); a.status != 401 {
		t.Errorf("a changed password leaves other sessions: %d", a.status)
	}
	if got := p.do("POST", "/me", `{"firstName":"Augusta","lastName":"King"}`).Get("firstName").Str(); got != "Augusta" {
		t.Error(got)
	}
	p.do("POST", "/logout", "")
	if a := p.send("GET", "/api/editor/workflows", ""); a.status != 401 {
		t.Errorf("after the end: %d %s", a.status, a.body)
	}
}

func TestLoginIsThrottled(t *testing.T) {
	in, _ := editor(t, nil)
	try := func(password string) answer {
		return in.send("POST", "/api/editor/login", `{"email":"ada@example.com","password":"`+password+`"}`, "Content-Type", "application/json")
	}
	for range 5 {
		try("wrong")
	}
	a := try(ownerPassword)
	if a.status != 429 || a.json(t).Get("code").Str() != "throttled" || a.header.Get("Retry-After") == "" {
		t.Errorf("after five failures: %d %s", a.status, a.body)
	}
	// Others at the same address may go on for a while.
	other := func(i int) int {
		return in.send("POST", "/api/editor/login", fmt.Sprintf(`{"email":"u%d@example.com","password":"wrong"}`, i), "Content-Type", "application/json").status
	}
	if status := other(0); status != 401 {
		t.Errorf("another account: %d", status)
	}
	last := 0
	for i := range 20 {
		last = other(i + 1)
	}
	if last != 429 {
		t.Errorf("guessing at many accounts: %d", last)
	}
}

func TestForgedRequests(t *testing.T) {
	_, p := editor(t, nil)
	id, _ := p.stored(newFlow("a"))
	for what, headers := range map[string][]string{
		"without the token":    {"X-Runnel-CSRF", ""},
		"with another":         {"X-Runnel-CSRF", "x"},
		"from another site":    {"Sec-Fetch-Site", "cross-site"},
		"from another port":    {"Sec-Fetch-Site", "same-site"},
		"with another origin":  {"Origin", "http://evil.example"},
		"with a hidden origin": {"Origin", "null"},
	} {
		r, _ := http.NewRequest("DELETE", p.in.url+"/api/editor/workflows/"+id, nil)
		r.Header.Set("Cookie", p.cookie)
		r.Header.Set("X-Runnel-CSRF", p.csrf)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		if a := p.in.do(r); a.status != 403 {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	if a := p.in.send("DELETE", "/api/editor/workflows/"+id, "", "X-Runnel-CSRF", p.csrf); a.status != 401 {
		t.Errorf("without a session: %d %s", a.status, a.body)
	}
	// A proxy may have changed the address; the page is that of the public one.
	if a := p.send("PUT", "/api/editor/workflows/"+id, "{}", "Origin", "http://test"); a.status != 400 {
		t.Errorf("from the public address: %d %s", a.status, a.body)
	}
	p.do("GET", "/workflows/"+id, "")
}

// Every route for people who are known turns away everybody else, and members
// where their role does not reach.
func TestEveryRouteIsGuarded(t *testing.T) {
	in, owner := editor(t, nil)
	invited := owner.do("POST", "/users", `{"email":"m@example.com","role":"global:member","firstName":"M","lastName":""}`)
	_, token, _ := strings.Cut(invited.Get("inviteLink").Str(), "token=")
	member := &person{in: in}
	member.begin(in.send("POST", "/api/editor/invite", `{"token":"`+token+`","password":"Member horse 1"}`, "Content-Type", "application/json"))
	if a := in.send("POST", "/api/editor/invite", `{"token":"`+token+`","password":"Member horse 1"}`, "Content-Type", "application/json"); a.status != 404 {
		t.Errorf("an invitation counts twice: %d", a.status)
	}
	forbidden := map[string]bool{}
	for _, s := range []string{"user:create", "user:list", "user:changeRole", "user:delete", "variable:create", "variable:update", "variable:delete", "tag:delete"} {
		forbidden[s] = true
	}
	for _, r := range in.server.Routes() {
		path := strings.NewReplacer(":id", "nobody", ":versionId", "none").Replace(r.Path)
		kind, scope, _ := strings.Cut(r.Access, " ")
		switch kind {
		case "session":
			if a := in.send(r.Method, path, ""); a.status != 401 || a.json(t).Get("code").Str() != "unauthorized" {
				t.Errorf("%s %s answers everybody: %d %s", r.Method, path, a.status, a.body)
			}
			if !forbidden[scope] {
				continue
			}
			if a := member.send(r.Method, path, "{}"); a.status != 403 {
				t.Errorf("%s %s lets members in: %d %s", r.Method, path, a.status, a.body)
			}
		case "key":
			if a := in.send(r.Method, path, ""); a.status != 401 || a.json(t).Get("message").Str() != "'X-N8N-API-KEY' header required" {
				t.Errorf("%s %s answers everybody: %d %s", r.Method, path, a.status, a.body)
			}
			if a := owner.send(r.Method, path, "{}"); a.status != 401 {
				t.Errorf("%s %s takes a session: %d %s", r.Method, path, a.status, a.body)
			}
		case "public", "visitor":
		default:
			t.Errorf("%s %s: nobody knows who may use it: %q", r.Method, path, r.Access)
		}
	}
}

func TestPeople(t *testing.T) {
	_, p := editor(t, nil)
	me := p.do("GET", "/session", "").AtPath("user.id").Str()
	u := p.do("POST", "/users", `{"email":"m@example.com","role":"global:admin","firstName":"","lastName":""}`)
	id := u.Get("id").Str()
	p.refused("POST", "/users", `{"email":"M@example.com","role":"global:member"}`, 409, "conflict")
	p.refused("POST", "/users", `{"email":"x@example.com","role":"global:owner"}`, 400, "bad_request")
	p.refused("PATCH", "/users/"+me, `{"role":"global:member"}`, 400, "bad_request")
	p.refused("DELETE", "/users/"+me, "", 400, "bad_request")
	if got := p.do("PATCH", "/users/"+id, `{"role":"global:member"}`).Get("role").Str(); got != "global:member" {
		t.Error(got)
	}
	if list := p.do("GET", "/users", "").Get("data"); list.Len() != 2 || !list.Index(1).Get("isPending").Bool() {
		t.Error(list)
	}
	p.do("DELETE", "/users/"+id, "")
	p.refused("DELETE", "/users/"+id, "", 404, "not_found")
}

func TestWorkflows(t *testing.T) {
	in, p := editor(t, nil)
	f := newFlow("a", "responseMode", "lastNode").add("Say", "set", 3.4, "mode", "raw", "jsonOutput", `{"said":1}`)
	id, v1 := p.stored(f)
	if id == "a" || id == "" {
		t.Error("a new workflow takes the id of another:", id)
	}
	in.send("GET", "/webhook/a", "").want(t, "not published", 404, in.send("GET", "/webhook/a", "").body)
	events := p.listen("?workflow=" + id + "&client=tab")
	o := p.do("GET", "/workflows/"+id, "")
	if o.Get("versionId").Str() != v1 || o.Get("activeVersionId").Str() != "" || o.Get("problems").Len() != 0 || o.Get("updatedBy").Str() != "Ada Lovelace" {
		t.Error(o)
	}
	doc := o.Get("workflow")
	save := func(extra string) string {
		return `{"workflow":` + doc.Set("name", must(t, `"Renamed"`)).JSON() + `,"baseVersionId":` + text(v1) + extra + `}`
	}
	saved := p.do("PUT", "/workflows/"+id, save(""))
	v2 := saved.Get("versionId").Str()
	if v2 == v1 || saved.AtPath("workflow.name").Str() != "Renamed" {
		t.Error(saved)
	}
	if e := until(t, events, "workflow.saved"); e.Get("versionId").Str() != v2 || e.Get("by").Str() != "Ada Lovelace" {
		t.Error(e)
	}
	doc = doc.Set("settings", must(t, `{"executionOrder":"v1","timezone":"Europe/Berlin"}`))
	a := p.send("PUT", "/api/editor/workflows/"+id, save(""))
	if a.status != 409 || a.json(t).AtPath("details.versionId").Str() != v2 || a.json(t).AtPath("details.updatedBy").Str() != "Ada Lovelace" {
		t.Errorf("on top of an old version: %d %s", a.status, a.body)
	}
	v3 := p.do("PUT", "/workflows/"+id, save(`,"force":true`)).Get("versionId").Str()
	if list := p.do("GET", "/workflows/"+id+"/versions", "").Get("data"); list.Len() != 3 || list.Index(0).Get("versionId").Str() != v3 {
		t.Error(list)
	}
	if got := p.do("GET", "/workflows/"+id+"/versions/"+v1, "").AtPath("workflow.name").Str(); got != "Flow a" {
		t.Error(got)
	}

	if got := p.do("POST", "/workflows/"+id+"/publish", `{"versionId":"`+v1+`"}`).Get("activeVersionId").Str(); got != v1 {
		t.Error(got)
	}
	in.send("GET", "/webhook/a", "").want(t, "published", 200, `{"said":1}`)
	until(t, events, "workflow.published")
	hooks := p.do("POST", "/workflows/webhooks", `{"workflow":`+p.do("GET", "/workflows/"+id, "").Get("workflow").JSON()+`}`).Get("data")
	if hooks.Len() != 1 || hooks.Index(0).Get("productionUrl").Str() != "http://test/webhook/a" || hooks.Index(0).Get("testUrl").Str() != "http://test/webhook-test/a" {
		t.Error(hooks)
	}
	other, ov := p.stored(newFlow("a"))
	if m := p.refused("POST", "/workflows/"+other+"/publish", `{"versionId":"`+ov+`"}`, 400, "bad_request"); !strings.Contains(m, "already taken") {
		t.Error(m)
	}
	in.send("GET", "/webhook/a", "").want(t, "the first keeps its place", 200, `{"said":1}`)
	alone, av := p.stored(bareFlow("b").add("Say", "set", 3.4))
	if m := p.refused("POST", "/workflows/"+alone+"/publish", `{"versionId":"`+av+`"}`, 400, "bad_request"); !strings.Contains(m, "no trigger node") {
		t.Error(m)
	}
	broken, bv := p.stored(newFlow("c").add("What", "nobodyKnows", 1))
	if m := p.refused("POST", "/workflows/"+broken+"/publish", `{"versionId":"`+bv+`"}`, 400, "bad_request"); !strings.Contains(m, "What") {
		t.Error(m)
	}
	if got := p.do("GET", "/workflows/"+broken, "").Get("problems"); got.Len() != 1 || got.Index(0).Get("node").Str() != "What" {
		t.Error(got)
	}
	p.do("POST", "/workflows/"+id+"/unpublish", "")
	in.send("GET", "/webhook/a", "").want(t, "out of service", 404, in.send("GET", "/webhook/a", "").body)

	if list := p.do("GET", "/workflows?search=rename", "").Get("data"); list.Len() != 1 || list.Index(0).Get("triggers").JSON() != `["n8n-nodes-base.webhook"]` ||
		list.Index(0).AtPath("stats.runs").Num() != 2 || list.Index(0).AtPath("lastRun.status").Str() != "success" {
		t.Error(list)
	}
	p.do("DELETE", "/workflows/"+id, "")
	p.refused("GET", "/workflows/"+id, "", 404, "not_found")
	p.refused("DELETE", "/workflows/"+id, "", 404, "not_found")
}

// Workflows in folders have ids with slashes.
func TestIDsWithSlashes(t *testing.T) {
	in, p := editor(t, nil)
	doc := must(t, newFlow("a").String()).Set("id", value.String("sub/flow one"))
	if _, err := in.db.CreateWorkflow(t.Context(), doc, store.Save{}); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"/workflows/sub%2Fflow%20one", "/workflows/sub%2fflow%20one", "/workflows/sub%2Fflow%20one/versions"} {
		p.do("GET", at, "")
	}
	k := p.program()
	if got := k.do("GET", "/workflows/sub%2Fflow%20one", "", 200); got.Get("id").Str() != "sub/flow one" {
		t.Error(got)
	}
	p.refused("GET", "/workflows/sub%2Fother", "", 404, "not_found")
}

func TestRunByHand(t *testing.T) {
	_, p := editor(t, nil)
	f := bareFlow("a").add("Start", "manualTrigger", 1).add("One", "set", 3.4, "mode", "raw", "jsonOutput", `{"n":1}`).
		add("Two", "code", 2, "jsCode", "console.log('hi', 2); return [{json:{n: $json.n + 1}}]").add("Three", "set", 3.4, "mode", "raw", "jsonOutput", `{"n":3}`)
	id, _ := p.stored(f)
	events := p.listen("?workflow=" + id)
	all := p.listen("")
	started := p.do("POST", "/workflows/"+id+"/run", `{"workflow":`+f.String()+`}`).Get("executionId").Str()
	until(t, events, "execution.started")
	names := ""
	for range 4 {
		until(t, events, "node.started")
		e := until(t, events, "node.finished")
		names += e.Get("node").Str() + " "
		if e.AtPath("run.data.main").Len() != 1 || e.Get("counts").JSON() != "[1]" || e.Get("status").Str() != "success" {
			t.Error(e)
		}
	}
	if names != "Start One Two Three " {
		t.Error(names)
	}
	if e := until(t, events, "execution.finished"); e.Get("status").Str() != "success" || e.Get("executionId").Str() != started {
		t.Error(e)
	}
	if e := until(t, all, "execution.finished"); e.Get("executionId").Str() != started {
		t.Error(e)
	}
	// Who hears of the end can read the record.
	ex := p.do("GET", "/executions/"+started, "")
	if ex.Get("status").Str() != "success" || ex.Get("mode").Str() != "manual" || ex.AtPath("data.resultData.runData.Three").Len() != 1 {
		t.Error(ex)
	}
	runData := ex.AtPath("data.resultData.runData")
	second := p.do("POST", "/workflows/"+id+"/run", `{"workflow":`+f.String()+`,"destinationNode":"Two","dirtyNodes":["Two"],"runData":`+runData.JSON()+`}`).Get("executionId").Str()
	part := p.ended(second).AtPath("data.resultData.runData")
	if part.Get("Three").Len() != 0 || part.AtPath("Two[0].executionIndex").Num() != 2 || part.AtPath("One[0].startTime").Num() != runData.AtPath("One[0].startTime").Num() {
		t.Error(part)
	}
	if e := until(t, events, "console"); e.Get("node").Str() != "Two" || !strings.Contains(e.AtPath("args[0]").Str(), "hi") {
		t.Error(e)
	}
	p.refused("POST", "/workflows/"+id+"/run", `{"workflow":`+f.String()+`,"destinationNode":"Nobody"}`, 400, "bad_request")
	p.refused("POST", "/workflows/"+id+"/run", `{"workflow":{"nodes":1}}`, 400, "bad_request")
	p.refused("POST", "/workflows/"+id+"/run", `{}`, 400, "bad_request")
}

func TestRunWithATestCall(t *testing.T) {
	in, p := editor(t, nil)
	f := newFlow("a", "responseMode", "lastNode").add("Say", "set", 3.4, "mode", "raw", "jsonOutput", `{"said":1}`).add("More", "noOp", 1)
	id, _ := p.stored(f)
	events := p.listen("?workflow=" + id)
	run := func(more string) answer {
		return p.send("POST", "/api/editor/workflows/"+id+"/run", `{"workflow":`+f.String()+more+`}`)
	}
	w := run("").json(t)
	if !w.Get("waitingForWebhook").Bool() || w.AtPath("webhooks[0].testUrl").Str() != "http://test/webhook-test/a" {
		t.Fatal(w)
	}
	in.send("GET", "/webhook-test/a", "").want(t, "the call", 200, `{"said":1}`)
	got := until(t, events, "testWebhook.received").Get("executionId").Str()
	if ex := p.ended(got); ex.Get("mode").Str() != "manual" || ex.AtPath("data.resultData.runData.More").Len() != 1 {
		t.Error(ex)
	}
	run(`,"destinationNode":"Say"`)
	in.send("GET", "/webhook-test/a", "").want(t, "up to a node", 200, `{"said":1}`)
	got = until(t, events, "testWebhook.received").Get("executionId").Str()
	ex := p.ended(got)
	if ex.AtPath("data.resultData.runData.More").Len() != 0 || ex.AtPath("data.resultData.runData.Say").Len() != 1 {
		t.Error(ex)
	}
	// With the webhook's data known, nothing waits.
	known := ex.AtPath("data.resultData.runData").JSON()
	if a := run(`,"destinationNode":"More","runData":` + known).json(t); a.Get("executionId").Str() == "" {
		t.Error(a)
	}
	if a := run(`,"destinationNode":"More","runData":{}`).json(t); !a.Get("waitingForWebhook").Bool() {
		t.Error(a)
	}
	p.do("DELETE", "/workflows/"+id+"/run", "")
	until(t, events, "testWebhook.expired")
	if a := in.send("GET", "/webhook-test/a", ""); a.status != 404 {
		t.Errorf("stopped, and still there: %d", a.status)
	}
}

func TestExecutions(t *testing.T) {
	in, p := editor(t, nil)
	f := newFlow("a", "responseMode", "lastNode").add("Fail", "code", 2, "jsCode", "if ($json.query.fail === 'yes') throw new Error('no such luck'); return [{json:{ok:true}}]").
		add("After", "set", 3.4)
	id, v := p.stored(f)
	p.do("POST", "/workflows/"+id+"/publish", `{"versionId":"`+v+`"}`)
	in.send("GET", "/webhook/a?fail=yes&name=ada&token=secret", "")
	in.send("GET", "/webhook/a", "")
	list := p.do("GET", "/executions?workflowId="+id+"&limit=1", "")
	if list.Get("data").Len() != 1 || list.AtPath("data[0].status").Str() != "success" {
		t.Fatal(list)
	}
	list = p.do("GET", "/executions?limit=1&cursor="+list.Get("nextCursor").Str(), "")
	failed := list.AtPath("data[0]")
	if failed.Get("status").Str() != "error" || failed.AtPath("error.node").Str() != "Fail" || failed.AtPath("inbound.fields.name").Str() != "ada" ||
		strings.Contains(failed.JSON(), "secret") || list.Get("nextCursor").Str() != "" {
		t.Fatal(list)
	}
	for query, n := range map[string]int{"?status=error": 1, "?status=success,error": 2, "?search=luck": 1, "?search=nothing": 0, "?workflowId=x": 0,
		"?startedAfter=2001-01-01T00:00:00Z": 2, "?startedBefore=2001-01-01T00:00:00Z": 0, "?startedAfter=2001-01-01T00:00:00Z&startedBefore=9001-01-01T00:00:00.5Z": 2} {
		if got := p.do("GET", "/executions"+query, "").Get("data").Len(); got != n {
			t.Errorf("%s: %d", query, got)
		}
	}
	p.refused("GET", "/executions?limit=x", "", 400, "bad_request")
	p.refused("GET", "/executions?startedAfter=yesterday", "", 400, "bad_request")
	old := failed.Get("id").Str()
	if ex := p.do("GET", "/executions/"+old, ""); ex.AtPath("workflow.id").Str() != id || ex.AtPath("data.resultData.runData.Fail[0].error.message").Str() == "" {
		t.Error(ex)
	}
	again := p.do("POST", "/executions/"+old+"/retry", `{"workflow":"original"}`).Get("executionId").Str()
	if ex := p.ended(again); ex.Get("status").Str() != "error" || ex.Get("retryOf").Str() != old || ex.Get("mode").Str() != "retry" {
		t.Error(ex)
	}
	mended := must(t, f.String()).SetAtPath("nodes[1].parameters.jsCode", must(t, `"return [{json:{mended:true}}]"`))
	base := p.do("GET", "/workflows/"+id, "").Get("versionId").Str()
	p.do("PUT", "/workflows/"+id, `{"workflow":`+mended.JSON()+`,"baseVersionId":"`+base+`"}`)
	again = p.do("POST", "/executions/"+old+"/retry", `{"workflow":"current"}`).Get("executionId").Str()
	if ex := p.ended(again); ex.Get("status").Str() != "success" || ex.AtPath("data.resultData.runData.After").Len() != 1 {
		t.Error(ex)
	}
	from := p.do("POST", "/executions/"+again+"/retry", `{"workflow":"original","fromNode":"After"}`).Get("executionId").Str()
	if ex := p.ended(from); ex.Get("status").Str() != "success" || ex.AtPath("data.resultData.runData.Fail").Len() != 1 || ex.AtPath("data.resultData.lastNodeExecuted").Str() != "After" {
		t.Error(ex)
	}
	first := p.do("POST", "/executions/"+again+"/retry", `{"workflow":"original","fromNode":"Hook"}`).Get("executionId").Str()
	if ex := p.ended(first); ex.Get("status").Str() != "success" || ex.AtPath("data.resultData.runData.Hook[0].data.main[0][0].json.query.fail").Str() != "yes" {
		t.Error(ex)
	}
	// In the editor one that succeeded can be repeated, too: from its trigger, with what came in then.
	whole := p.do("POST", "/executions/"+again+"/retry", `{"workflow":"original"}`).Get("executionId").Str()
	if ex := p.ended(whole); ex.Get("status").Str() != "success" || ex.Get("retryOf").Str() != again || ex.AtPath("data.resultData.runData.Hook[0].data.main[0][0].json.query.fail").Str() != "yes" || ex.AtPath("data.resultData.runData.After").Len() != 1 {
		t.Error(ex)
	}
	p.refused("POST", "/executions/"+old+"/retry", `{"workflow":"other"}`, 400, "bad_request")
	p.refused("POST", "/executions/"+old+"/retry", `{"fromNode":"Nobody"}`, 400, "bad_request")
	p.refused("POST", "/executions/999999/retry", `{}`, 404, "not_found")
	p.refused("POST", "/executions/"+old+"/stop", "", 409, "conflict")
	p.refused("POST", "/executions/nonsense/stop", "", 404, "not_found")
	p.do("DELETE", "/executions/"+old, "")
	p.refused("GET", "/executions/"+old, "", 404, "not_found")
}

func TestStopping(t *testing.T) {
	_, p := editor(t, nil)
	g := newGate(t, "stop")
	f := bareFlow("a").add("Start", "manualTrigger", 1).add("Gate", "test.gate", 1, "name", "stop")
	id, _ := p.stored(f)
	run := p.do("POST", "/workflows/"+id+"/run", `{"workflow":`+f.String()+`}`).Get("executionId").Str()
	<-g.arrived
	p.do("POST", "/executions/"+run+"/stop", "")
	if ex := p.ended(run); ex.Get("status").Str() != "canceled" {
		t.Error(ex)
	}
}

func TestExecutionFiles(t *testing.T) {
	in, p := editor(t, nil)
	f := newFlow("a", "httpMethod", "POST", "responseMode", "lastNode").add("File", "test.file", 1)
	id, v := p.stored(f)
	p.do("POST", "/workflows/"+id+"/publish", `{"versionId":"`+v+`"}`)
	in.send("POST", "/webhook/a", `{"text":"<b>hello</b>"}`, "Content-Type", "application/json")
	ex := p.do("GET", "/executions", "").AtPath("data[0].id").Str()
	a := p.send("GET", "/api/editor/executions/"+ex+"/binary?node=File&run=0&output=0&item=0&property=data", "")
	if a.status != 200 || a.body != "<b>hello</b>" || a.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(a.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%+v", a)
	}
	p.refused("GET", "/executions/"+ex+"/binary?node=File&item=7&property=data", "", 404, "not_found")
	p.refused("GET", "/executions/"+ex+"/binary?node=File&item=-1&property=data", "", 404, "not_found")
	p.refused("GET", "/executions/"+ex+"/binary?node=File&item=x&property=data", "", 400, "bad_request")
}

func TestEvaluate(t *testing.T) {
	_, p := editor(t, nil)
	f := bareFlow("a").add("Start", "manualTrigger", 1).add("One", "set", 3.4).add("Two", "set", 3.4)
	p.do("POST", "/variables", `{"key":"who","value":"Ada"}`)
	const run = `{"One":[{"startTime":1,"executionTime":1,"executionIndex":1,"executionStatus":"success","source":[{"previousNode":"Start"}],
		"data":{"main":[[{"json":{"n":41}},{"json":{"n":7}}]]}}]}`
	r := p.do("POST", "/evaluate", `{"workflow":`+f.String()+`,"node":"Two","item":1,"run":-1,"runData":`+run+`,"executionId":"",
		"expressions":["={{ $json.n + 1 }}","={{ $json.nothing }}","={{ [1] }}","={{ {a:1} }}","plain","={{ $('Gone').item.json.x }}","={{ $json.n","={{ $('One').first().json.n }} and {{ $itemIndex }}","={{ $now }}"]}`)
	for i, want := range []string{
		`{"value":8,"text":"8","type":"number"}`, `{"value":null,"text":"undefined","type":"undefined"}`, `{"value":[1],"text":"[1]","type":"array"}`,
		`{"value":{"a":1},"text":"{\"a\":1}","type":"object"}`, `{"value":"plain","text":"plain","type":"string"}`,
	} {
		if got := r.Get("results").Index(i).JSON(); got != want {
			t.Errorf("%d: %s, want %s", i, got, want)
		}
	}
	if e := r.AtPath("results[5].error.message"); e.Str() == "" {
		t.Error(r.Get("results").Index(5))
	}
	if got := r.AtPath("results[7].text").Str(); got != "41 and 1" {
		t.Error(r)
	}
	p.refused("POST", "/evaluate", `{"workflow":`+f.String()+`,"node":"Nobody","expressions":[]}`, 400, "bad_request")
	p.refused("POST", "/evaluate", `{"workflow":`+f.String()+`,"node":"Two","expressions":"x"}`, 400, "bad_request")
	slow := p.do("POST", "/evaluate", `{"workflow":`+f.String()+`,"node":"Two","expressions":["={{ (() => { while (true) {} })() }}"]}`)
	if slow.AtPath("results[0].error.message").Str() == "" {
		t.Error(slow)
	}
}

func TestCredentialsNeverShowTheirSecrets(t *testing.T) {
	var asked []string
	service := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Get("Authorization")+r.URL.Path)
		if r.Header.Get("Authorization") != "token hunter2-secret" {
			w.WriteHeader(401)
		}
		io.WriteString(w, "{}")
	})
	in, p := editor(t, nil)
	made := p.do("POST", "/credentials", `{"name":"Hub","type":"githubApi","data":{"server":`+text(service)+`,"user":"ada","accessToken":"hunter2-secret"}}`)
	id := made.Get("id").Str()
	f := newFlow("a")
	f.nodes[0] = f.nodes[0].Set("credentials", must(t, `{"githubApi":{"id":"`+id+`","name":"Hub"}}`))
	wf, _ := p.stored(f)
	shown := p.do("GET", "/credentials/"+id, "")
	if shown.AtPath("data.accessToken").Str() != "__unchanged__" || shown.AtPath("data.user").Str() != "ada" || shown.AtPath("usedBy[0].workflowId").Str() != wf {
		t.Error(shown)
	}
	p.do("PATCH", "/credentials/"+id, `{"name":"Hub 2","data":`+shown.Get("data").JSON()+`}`)
	if a := p.do("POST", "/credentials/test", `{"id":"`+id+`","type":"githubApi","data":`+shown.Get("data").JSON()+`}`); a.Get("status").Str() != "OK" {
		t.Error(a, asked)
	}
	wrong := p.do("POST", "/credentials/test", `{"type":"githubApi","data":{"server":`+text(service)+`,"accessToken":"wrong-secret-text"}}`)
	if wrong.Get("status").Str() != "Error" || strings.Contains(wrong.JSON(), "wrong-secret") {
		t.Error(wrong)
	}
	p.refused("POST", "/credentials/test", `{"type":"httpBasicAuth","data":{}}`, 400, "bad_request")
	p.refused("POST", "/credentials", `{"name":"x","type":"nobodyKnows","data":{}}`, 400, "bad_request")
	p.refused("POST", "/credentials", `{"name":"x","type":"githubApi","data":[]}`, 400, "bad_request")
	everything := p.send("GET", "/api/editor/credentials", "").body + shown.JSON() + in.log.String()
	if strings.Contains(everything, "hunter2") {
		t.Error("the secret got out")
	}
	p.do("DELETE", "/credentials/"+id, "")
	p.refused("GET", "/credentials/"+id, "", 404, "not_found")
}

func TestOAuth2(t *testing.T) {
	var got string
	provider := serve(t, func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		got = r.Form.Get("code") + " " + r.Form.Get("redirect_uri") + " " + r.Form.Get("grant_type")
		io.WriteString(w, `{"access_token":"the-token","token_type":"bearer"}`)
	})
	in, p := editor(t, nil)
	id := p.do("POST", "/credentials", `{"name":"O","type":"oAuth2Api","data":{"grantType":"authorizationCode","authUrl":"https://provider.example/auth?x=1","accessTokenUrl":`+
		text(provider+"/token")+`,"clientId":"me","clientSecret":"hush","scope":"read"}}`).Get("id").Str()
	a := p.send("POST", "/api/editor/credentials/"+id+"/oauth2", "")
	address := a.json(t).Get("url").Str()
	for _, part := range []string{"https://provider.example/auth?", "x=1", "client_id=me", "scope=read", "redirect_uri=http%3A%2F%2Ftest%2Frest%2Foauth2-credential%2Fcallback", "response_type=code"} {
		if !strings.Contains(address, part) {
			t.Errorf("%s lacks %s", address, part)
		}
	}
	_, state, _ := strings.Cut(address, "state=")
	cookie, _, _ := strings.Cut(a.header.Get("Set-Cookie"), ";")
	if !strings.Contains(a.header.Get("Set-Cookie"), "SameSite=Lax") {
		t.Error(a.header)
	}
	back := "/rest/oauth2-credential/callback?code=abc&state=" + state
	if r := in.send("GET", back, ""); r.status != 400 {
		t.Errorf("in another browser: %d %s", r.status, r.body)
	}
	if r := in.send("GET", back, "", "Cookie", cookie); r.status != 200 || strings.Contains(r.body, "the-token") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if got != "abc http://test/rest/oauth2-credential/callback authorization_code" {
		t.Error(got)
	}
	if r := in.send("GET", back, "", "Cookie", cookie); r.status != 400 {
		t.Errorf("a second time: %d", r.status)
	}
	e, err := in.db.CredentialEntry(t.Context(), id)
	if err != nil || e.Data.AtPath("oauthTokenData.access_token").Str() != "the-token" {
		t.Error(err)
	}
	if shown := p.do("GET", "/credentials/"+id, ""); strings.Contains(shown.JSON(), "the-token") || strings.Contains(shown.JSON(), "hush") || !shown.Get("connected").Bool() {
		t.Error(shown)
	}
	if r := in.send("GET", "/rest/oauth2-credential/callback?error=<script>&state=x", ""); strings.Contains(r.body, "<script>") {
		t.Error(r.body)
	}
}

func TestOAuth2TellsTheEditor(t *testing.T) {
	answer := `{"error":"invalid_client","error_description":"nobody is called me or hush-hush"}`
	provider := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(401)
		io.WriteString(w, answer)
	})
	in, p := editor(t, nil)
	id := p.do("POST", "/credentials", `{"name":"O","type":"oAuth2Api","data":{"grantType":"authorizationCode","authUrl":"https://provider.example/auth","accessTokenUrl":`+
		text(provider+"/token")+`,"clientId":"me","clientSecret":"hush-hush"}}`).Get("id").Str()
	begin := func() (state, cookie string) {
		a := p.send("POST", "/api/editor/credentials/"+id+"/oauth2", "")
		_, state, _ = strings.Cut(a.json(t).Get("url").Str(), "state=")
		cookie, _, _ = strings.Cut(a.header.Get("Set-Cookie"), ";")
		return state, cookie
	}
	state := func() string { return p.do("GET", "/credentials/"+id+"/oauth2", "").JSON() }
	if got := state(); got != `{"connected":false,"waiting":false,"problem":""}` {
		t.Error(got)
	}
	old, oldCookie := begin()
	if got := state(); got != `{"connected":false,"waiting":true,"problem":""}` {
		t.Error(got)
	}
	now, cookie := begin()
	if r := in.send("GET", "/rest/oauth2-credential/callback?code=a&state="+old, "", "Cookie", oldCookie); r.status != 400 {
		t.Errorf("a consent that was begun anew still counts: %d", r.status)
	}
	in.send("GET", "/rest/oauth2-credential/callback?error=access_denied&error_description=not+today&state="+now, "", "Cookie", cookie)
	if got := state(); got != `{"connected":false,"waiting":false,"problem":"The service did not consent (access_denied: not today)."}` {
		t.Error(got)
	}
	now, cookie = begin()
	if got := state(); !strings.HasSuffix(got, `"problem":""}`) {
		t.Error(got)
	}
	page := in.send("GET", "/rest/oauth2-credential/callback?code=a&state="+now, "", "Cookie", cookie)
	if page.status != 400 || strings.Contains(page.body, "<script") {
		t.Errorf("%d %s", page.status, page.body)
	}
	if got := state(); !strings.Contains(got, "invalid_client: nobody is called me or ***") {
		t.Error(got)
	}
}

func TestInvitations(t *testing.T) {
	in, owner := editor(t, nil)
	tokenOf := func(v value.Value) string {
		_, token, _ := strings.Cut(v.Get("inviteLink").Str(), "token=")
		return token
	}
	look := func(token string) value.Value {
		return in.send("POST", "/api/editor/invite/look", `{"token":"`+token+`"}`, "Content-Type", "application/json").json(t)
	}
	invited := owner.do("POST", "/users", `{"email":"m@example.com","role":"global:member","firstName":"M"}`)
	first := tokenOf(invited)
	if got := look(first).JSON(); got != `{"valid":true,"email":"m@example.com","firstName":"M","lastName":""}` {
		t.Error(got)
	}
	if got := look("wrong"); got.Get("valid").Bool() || got.Get("message").Str() == "" {
		t.Error(got)
	}
	again := "/users/" + invited.Get("id").Str() + "/invite"
	second := tokenOf(owner.do("POST", again, ""))
	if look(first).Get("valid").Bool() || !look(second).Get("valid").Bool() {
		t.Error("the newest link alone counts")
	}
	in.send("POST", "/api/editor/invite", `{"token":"`+second+`","password":"Member horse 1"}`, "Content-Type", "application/json")
	if look(second).Get("valid").Bool() {
		t.Error("a used link still counts")
	}
	owner.refused("POST", again, "", 409, "conflict")
}

// Who may not be here any more does not hear what happens, either.
func TestEventsEndWithTheSession(t *testing.T) {
	in, owner := editor(t, nil)
	join := func(email string) (*person, string) {
		invited := owner.do("POST", "/users", `{"email":"`+email+`","role":"global:member"}`)
		_, token, _ := strings.Cut(invited.Get("inviteLink").Str(), "token=")
		p := &person{in: in}
		p.begin(in.send("POST", "/api/editor/invite", `{"token":"`+token+`","password":"Member horse 1"}`, "Content-Type", "application/json"))
		return p, invited.Get("id").Str()
	}
	removed, id := join("a@example.com")
	left, _ := join("b@example.com")
	ofRemoved, ofLeft, ofOwner := removed.listen(""), left.listen(""), owner.listen("")
	owner.do("DELETE", "/users/"+id, "")
	left.do("POST", "/logout", "")
	for range ofRemoved {
	}
	for range ofLeft {
	}
	wf, version := owner.stored(newFlow("a"))
	owner.do("POST", "/workflows/"+wf+"/publish", `{"versionId":"`+version+`"}`)
	until(t, ofOwner, "workflow.published")
}

func TestTimeZones(t *testing.T) {
	_, p := editor(t, nil)
	doc := `{"name":"w","nodes":[{"name":"D","type":"n8n-nodes-base.noOp","typeVersion":1,"position":[0,0],"parameters":{}}],"connections":{}}`
	options := p.do("POST", "/options", `{"workflow":`+doc+`,"node":"D","parameter":"toTimezone","method":"getTimezones"}`).Get("options").JSON()
	if options != `[{"name":"Europe/Berlin","value":"Europe/Berlin","description":""},{"name":"UTC","value":"UTC","description":""}]` {
		t.Error(options)
	}
	if got := p.do("GET", "/time-zones", "").Get("data").JSON(); got != `["Europe/Berlin","UTC"]` {
		t.Error(got)
	}
}

func TestTagsAndVariables(t *testing.T) {
	_, p := editor(t, nil)
	tag := p.do("POST", "/tags", `{"name":"red"}`).Get("id").Str()
	p.refused("POST", "/tags", `{"name":"red"}`, 409, "conflict")
	p.refused("POST", "/tags", `{"name":""}`, 400, "bad_request")
	p.refused("POST", "/tags", `{"name":"`+strings.Repeat("x", 200)+`"}`, 400, "bad_request")
	p.do("PATCH", "/tags/"+tag, `{"name":"blue"}`)
	if got := p.do("GET", "/tags", "").Get("data").JSON(); got != `[{"id":"`+tag+`","name":"blue"}]` {
		t.Error(got)
	}
	p.do("DELETE", "/tags/"+tag, "")
	p.refused("PATCH", "/tags/"+tag, `{"name":"x"}`, 404, "not_found")
	v := p.do("POST", "/variables", `{"key":"a_1","value":"x"}`).Get("id").Str()
	p.refused("POST", "/variables", `{"key":"a_1","value":"x"}`, 409, "conflict")
	for _, key := range []string{"", "1a", "a b", "a.b", strings.Repeat("a", 51)} {
		p.refused("POST", "/variables", `{"key":`+text(key)+`,"value":""}`, 400, "bad_request")
	}
	if got := p.do("PATCH", "/variables/"+v, `{"value":"y"}`).JSON(); got != `{"id":"`+v+`","key":"a_1","value":"y"}` {
		t.Error(got)
	}
	p.do("DELETE", "/variables/"+v, "")
}

func TestAPIKeys(t *testing.T) {
	_, p := editor(t, nil)
	made := p.do("POST", "/api-keys", `{"label":"ci","scopes":["workflow:list"],"expiresAt":null}`)
	if !strings.HasPrefix(made.Get("apiKey").Str(), "rnl_api_") {
		t.Error(made)
	}
	p.refused("POST", "/api-keys", `{"label":"ci","scopes":["apiKey:manage"]}`, 400, "bad_request")
	p.refused("POST", "/api-keys", `{"label":"ci","scopes":[]}`, 400, "bad_request")
	p.refused("POST", "/api-keys", `{"label":"ci","scopes":["workflow:list"],"expiresAt":"2001-01-01T00:00:00Z"}`, 400, "bad_request")
	list := p.do("GET", "/api-keys", "")
	if list.Get("data").Len() != 1 || strings.Contains(list.JSON(), made.Get("apiKey").Str()) {
		t.Error(list)
	}
	p.do("DELETE", "/api-keys/"+made.Get("id").Str(), "")
	p.refused("DELETE", "/api-keys/"+made.Get("id").Str(), "", 404, "not_found")
}

func TestDescriptions(t *testing.T) {
	_, p := editor(t, nil)
	for _, at := range []string{"/types/nodes.json", "/types/credentials.json", "/types/expressions.json"} {
		a := p.send("GET", at, "", "Accept-Encoding", "gzip")
		if a.status != 200 || a.header.Get("Content-Encoding") != "gzip" || a.header.Get("ETag") == "" {
			t.Errorf("%s: %d %v", at, a.status, a.header)
			continue
		}
		z, err := gzip.NewReader(strings.NewReader(a.body))
		if err != nil {
			t.Fatal(err)
		}
		plain, _ := io.ReadAll(z)
		if got := p.send("GET", at, "", "If-None-Match", a.header.Get("ETag")); got.status != 304 || got.body != "" {
			t.Errorf("%s again: %d", at, got.status)
		}
		doc := must(t, string(plain))
		switch at {
		case "/types/nodes.json":
			if doc.Len() < 20 {
				t.Error(doc.Len())
			}
		case "/types/credentials.json":
			for _, c := range doc.Elems() {
				if c.Get("name").Str() == "gmailOAuth2" && (!c.Get("oauth2").Bool() || c.Get("properties").Len() < 8) {
					t.Error(c)
				}
			}
		default:
			if doc.Get("functions").Len() < 50 || doc.Get("globals").Len() < 10 {
				t.Error(doc.Get("functions").Len())
			}
		}
	}
}

func TestImportURL(t *testing.T) {
	flow := newFlow("a").String()
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/one":
			io.WriteString(w, flow)
		case "/big":
			for range 11 << 10 {
				io.WriteString(w, strings.Repeat(" ", 1<<10))
			}
		case "/page":
			io.WriteString(w, "<html>")
		default:
			w.WriteHeader(404)
		}
	})
	_, p := editor(t, nil)
	if got := p.do("POST", "/import-url", `{"url":`+text(site+"/one")+`}`).Get("workflow").JSON(); got != flow {
		t.Error(got)
	}
	p.refused("POST", "/import-url", `{"url":`+text(site+"/big")+`}`, 413, "too_large")
	for _, at := range []string{site + "/page", site + "/gone", "file:///etc/passwd", "x", "http://127.0.0.1:1/"} {
		p.refused("POST", "/import-url", `{"url":`+text(at)+`}`, 400, "bad_request")
	}
}

// Documents that mean harm are refused or stored, and hang nothing.
func TestHostileDocuments(t *testing.T) {
	_, p := editor(t, nil)
	node := func(i int) string {
		return fmt.Sprintf(`{"name":"N%d","type":"n8n-nodes-base.noOp","typeVersion":1,"position":[%d,0],"parameters":{}}`, i, i)
	}
	many := func(n int) string {
		nodes := make([]string, n)
		for i := range nodes {
			nodes[i] = node(i)
		}
		return `{"workflow":{"name":"many","nodes":[` + strings.Join(nodes, ",") + `],"connections":{}}}`
	}
	if o := p.do("POST", "/workflows", many(10_000)); o.AtPath("workflow.nodes").Len() != 10_000 {
		t.Error("10,000 nodes are not stored")
	}
	p.refused("POST", "/workflows", many(10_001), 400, "bad_request")
	const odd = `{"workflow":{"name":"odd","__proto__":{"x":1},"constructor":{"prototype":1},"nodes":[{"name":"__proto__","type":"n8n-nodes-base.noOp",
		"typeVersion":1,"position":[0,0],"parameters":{"__proto__":{"a":"={{ $json }}"}},"notes":"<script>alert(1)</script>"}],
		"connections":{"__proto__":{"main":[[{"node":"__proto__","type":"main","index":0}]]}},"pinData":{"__proto__":[{"json":{}}]}}}`
	o := p.do("POST", "/workflows", odd)
	if o.AtPath("workflow.nodes[0].notes").Str() != "<script>alert(1)</script>" || !o.Get("workflow").Has("__proto__") {
		t.Error(o)
	}
	deep := `{"workflow":{"name":"deep","nodes":[],"x":` + strings.Repeat("[", 600) + strings.Repeat("]", 600) + `}}`
	p.refused("POST", "/workflows", deep, 400, "bad_request")
	p.refused("POST", "/workflows", strings.Repeat("[", 200_000), 400, "bad_request")
	for _, body := range []string{`{"workflow":null}`, `{"workflow":[]}`, `{"workflow":{"nodes":{}}}`, `{"workflow":{"nodes":[1]}}`, `null`, `"x"`} {
		if a := p.send("POST", "/api/editor/workflows", body); a.status != 400 {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	large := `{"name":"` + strings.Repeat("x", 2<<20) + `"}`
	p.refused("POST", "/tags", large, 413, "too_large")
	if strings.Contains(p.in.log.String(), "level=ERROR") {
		t.Error("what callers do wrong is no error of the server:", p.in.log.String())
	}
}

func TestPresence(t *testing.T) {
	_, p := editor(t, nil)
	id, _ := p.stored(newFlow("a"))
	first := p.listen("?workflow=" + id + "&client=one")
	until(t, first, "presence")
	p.listen("?workflow=" + id + "&client=two")
	if e := until(t, first, "presence"); e.Get("users").Len() != 2 || e.AtPath("users[1].client").Str() != "two" || e.AtPath("users[0].name").Str() != "Ada Lovelace" {
		t.Error(e)
	}
}

func TestSiteOfTheEditor(t *testing.T) {
	in := start(t, func(s *setup) {
		s.editor = true
		s.site = fstest.MapFS{"index.html": {Data: []byte("<title>Runnel</title>__CSP_NONCE__")}, "assets/a.js": {Data: []byte("1")}}
	})
	for _, at := range []string{"/", "/workflow/x", "/executions"} {
		if a := in.send("GET", at, "", "Accept", "text/html"); a.status != 200 || !strings.Contains(a.body, "<title>Runnel") {
			t.Errorf("%s: %d %s", at, a.status, a.body)
		}
	}
	in.send("GET", "/assets/a.js", "").want(t, "a file", 200, "1")
	for _, at := range []string{"/api/editor/nothing", "/api/nothing", "/types/x", "/rest/x", "/assets/gone.js"} {
		if a := in.send("GET", at, "", "Accept", "text/html"); a.status != 404 || strings.Contains(a.body, "<title>") {
			t.Errorf("%s: %d %s", at, a.status, a.body)
		}
	}
	if a := in.send("POST", "/", ""); a.status != 404 {
		t.Errorf("POST /: %d", a.status)
	}
	plain := start(t, func(s *setup) { s.editor = true })
	if a := plain.send("GET", "/", "", "Accept", "text/html"); a.status != 200 || !strings.Contains(a.body, "make run") {
		t.Errorf("without editor: %d %s", a.status, a.body)
	}
}
