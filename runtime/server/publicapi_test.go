package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"runnel/runtime/server/account"
	"runnel/runtime/value"
)

// program is a caller with an API key.
type program struct {
	in  *instance
	key string
}

// program makes a key with scopes, all that the person may give when none are
// named.
func (p *person) program(scopes ...string) *program {
	p.in.t.Helper()
	if len(scopes) == 0 {
		for _, s := range account.KeyScopesOf(account.Owner) {
			scopes = append(scopes, string(s))
		}
	}
	list := make([]string, len(scopes))
	for i, s := range scopes {
		list[i] = text(s)
	}
	made := p.do("POST", "/api-keys", `{"label":"test","scopes":[`+strings.Join(list, ",")+`],"expiresAt":null}`)
	return &program{p.in, made.Get("apiKey").Str()}
}

func (p *program) send(method, path, body string) answer {
	p.in.t.Helper()
	headers := []string{"X-N8N-API-KEY", p.key}
	if body != "" {
		headers = append(headers, "Content-Type", "application/json")
	}
	return p.in.send(method, "/api/v1"+path, body, headers...)
}

// do sends a request that must be answered with a status.
func (p *program) do(method, path, body string, status int) value.Value {
	p.in.t.Helper()
	a := p.send(method, path, body)
	if a.status != status {
		p.in.t.Fatalf("%s %s: %d %s, want %d", method, path, a.status, a.body, status)
	}
	if a.body == "" {
		return value.Undefined
	}
	return a.json(p.in.t)
}

// refused sends a request that must be refused with n8n's words.
func (p *program) refused(method, path, body string, status int, message string) {
	p.in.t.Helper()
	p.send(method, path, body).want(p.in.t, method+" "+path, status, `{"message":`+text(message)+`}`)
}

// apiFlow is a flow as the public API takes it.
func apiFlow(t testing.TB, f *flow) string {
	return must(t, f.String()).Delete("id").Delete("active").JSON()
}

func TestKeys(t *testing.T) {
	_, p := editor(t, nil)
	k := p.program("workflow:list")
	k.do("GET", "/workflows", "", 200)
	k.refused("POST", "/workflows", "{}", 403, "Forbidden")
	k.refused("GET", "/executions", "", 403, "Forbidden")
	(&program{p.in, "nonsense"}).refused("GET", "/workflows", "", 401, "unauthorized")
	(&program{p.in, ""}).refused("GET", "/workflows", "", 401, "'X-N8N-API-KEY' header required")
	id := p.do("GET", "/api-keys", "").AtPath("data[0].id").Str()
	p.do("DELETE", "/api-keys/"+id, "")
	k.refused("GET", "/workflows", "", 401, "unauthorized")
	// A key does no more than its owner may.
	invited := p.do("POST", "/users", `{"email":"m@example.com","role":"global:admin"}`)
	_, token, _ := strings.Cut(invited.Get("inviteLink").Str(), "token=")
	admin := &person{in: p.in}
	admin.begin(p.in.send("POST", "/api/editor/invite", `{"token":"`+token+`","password":"Member horse 1"}`, "Content-Type", "application/json"))
	k = admin.program("user:list", "workflow:list")
	k.do("GET", "/users", "", 200)
	p.do("PATCH", "/users/"+invited.Get("id").Str(), `{"role":"global:member"}`)
	k.refused("GET", "/users", "", 403, "Forbidden")
	k.do("GET", "/workflows", "", 200)
}

func TestPublicWorkflows(t *testing.T) {
	in, p := editor(t, nil)
	k := p.program()
	f := newFlow("a", "responseMode", "lastNode").add("Say", "set", 3.4, "mode", "raw", "jsonOutput", `{"said":1}`)
	f.pins = object("Say", []any{map[string]any{"json": map[string]any{"pinned": true}}})
	made := k.do("POST", "/workflows", apiFlow(t, f), 200)
	id := made.Get("id").Str()
	for _, key := range []string{"id", "name", "active", "createdAt", "updatedAt", "nodes", "connections", "settings", "staticData", "meta", "pinData", "versionId", "triggerCount", "tags", "isArchived"} {
		if !made.Has(key) {
			t.Errorf("a workflow lacks %s: %s", key, made)
		}
	}
	whole := must(t, apiFlow(t, f))
	for body, message := range map[string]string{
		whole.Delete("name").JSON():                                "request/body must have required property 'name'",
		whole.Delete("settings").JSON():                            "request/body must have required property 'settings'",
		whole.Set("active", value.True).JSON():                     "request/body/active is read-only",
		whole.Set("id", value.String("x")).JSON():                  "request/body/id is read-only",
		whole.Set("surprise", value.True).JSON():                   "request/body must NOT have additional properties (surprise)",
		whole.Set("nodes", value.EmptyObject).JSON():               "request/body/nodes must be of another type",
		whole.Set("connections", value.Array(value.Int(1))).JSON(): "request/body/connections must be of another type",
	} {
		k.refused("POST", "/workflows", body, 400, message)
	}
	k.refused("GET", "/workflows/nobody", "", 404, "Not Found")
	if got := k.do("GET", "/workflows/"+id+"?excludePinnedData=true", "", 200); got.Has("pinData") {
		t.Error(got)
	}
	active := k.do("POST", "/workflows/"+id+"/activate", "", 200)
	if !active.Get("active").Bool() || active.Get("triggerCount").Num() != 1 {
		t.Error(active)
	}
	in.send("GET", "/webhook/a", "").want(t, "in service", 200, `{"said":1}`)
	changed := whole.SetAtPath("nodes[1].parameters.jsonOutput", value.String(`{"said":2}`))
	if got := k.do("PUT", "/workflows/"+id, changed.JSON(), 200); !got.Get("active").Bool() || got.Get("versionId").Str() == made.Get("versionId").Str() {
		t.Error(got)
	}
	in.send("GET", "/webhook/a", "").want(t, "the change is in service", 200, `{"said":2}`)
	if got := k.do("GET", "/workflows/"+id+"/"+made.Get("versionId").Str(), "", 200); got.AtPath("nodes[1].parameters.jsonOutput").Str() != `{"said":1}` {
		t.Error(got)
	}
	tag := k.do("POST", "/tags", `{"name":"red"}`, 201).Get("id").Str()
	k.do("PUT", "/workflows/"+id+"/tags", `[{"id":"`+tag+`"}]`, 200)
	if got := k.do("GET", "/workflows/"+id+"/tags", "", 200); got.Len() != 1 || got.Index(0).Get("name").Str() != "red" {
		t.Error(got)
	}
	k.refused("PUT", "/workflows/"+id+"/tags", `[{"id":"nobody"}]`, 404, "Not Found")
	for query, n := range map[string]int{"": 1, "?active=true": 1, "?active=false": 0, "?tags=red": 1, "?tags=red,blue": 0, "?name=Flow": 1, "?name=x": 0} {
		if got := k.do("GET", "/workflows"+query, "", 200); got.Get("data").Len() != n || !got.Get("nextCursor").IsNull() {
			t.Errorf("%s: %s", query, got)
		}
	}
	k.refused("GET", "/workflows?active=x", "", 400, "request/query/active must be boolean")
	k.refused("GET", "/workflows?limit=251", "", 400, "request/query/limit must be <= 250")
	k.refused("GET", "/workflows?cursor=x", "", 400, "An invalid cursor was provided")
	k.do("POST", "/workflows/"+id+"/deactivate", "", 200)
	if a := in.send("GET", "/webhook/a", ""); a.status != 404 {
		t.Errorf("out of service: %d", a.status)
	}
	for range 4 {
		k.do("POST", "/workflows", apiFlow(t, f), 200)
	}
	seen := map[string]bool{}
	for cursor, n := "", 0; n < 10; n++ {
		page := k.do("GET", "/workflows?limit=2&cursor="+cursor, "", 200)
		for _, w := range page.Get("data").Elems() {
			seen[w.Get("id").Str()] = true
		}
		if cursor = page.Get("nextCursor").Str(); cursor == "" {
			break
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d workflows over all pages", len(seen))
	}
	k.refused("PUT", "/workflows/"+id+"/transfer", `{"destinationProjectId":"x"}`, 403, "Your license does not allow for feat:projectRole:admin. To enable feat:projectRole:admin, please upgrade to a license that supports this feature.")
	k.do("POST", "/workflows/"+id+"/archive", "", 200)
	k.do("POST", "/workflows/"+id+"/unarchive", "", 200)
	k.do("DELETE", "/workflows/"+id, "", 200)
	k.refused("DELETE", "/workflows/"+id, "", 404, "Not Found")
	bare := k.do("POST", "/workflows", apiFlow(t, bareFlow("b").add("Say", "set", 3.4)), 200).Get("id").Str()
	if a := k.send("POST", "/workflows/"+bare+"/activate", ""); a.status != 400 || !strings.Contains(a.body, "no trigger node") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestPublicExecutions(t *testing.T) {
	in, p := editor(t, nil)
	k := p.program()
	f := newFlow("a", "responseMode", "lastNode").add("Fail", "code", 2, "jsCode", "if ($json.query.fail) throw new Error('no such luck'); return [{json:{ok:true}}]")
	id := k.do("POST", "/workflows", apiFlow(t, f), 200).Get("id").Str()
	k.do("POST", "/workflows/"+id+"/activate", "", 200)
	in.send("GET", "/webhook/a", "")
	in.send("GET", "/webhook/a?fail=1", "")
	list := k.do("GET", "/executions?workflowId="+id, "", 200).Get("data")
	if list.Len() != 2 || list.AtPath("[0].status").Str() != "error" || list.AtPath("[0].finished").Bool() || !list.AtPath("[1].finished").Bool() || list.AtPath("[0].data").IsObject() {
		t.Fatal(list)
	}
	failed, good := list.AtPath("[0].id").Str(), list.AtPath("[1].id").Str()
	page := k.do("GET", "/executions?limit=1", "", 200)
	page = k.do("GET", "/executions?limit=1&cursor="+page.Get("nextCursor").Str(), "", 200)
	if page.AtPath("data[0].id").Str() != good || !page.Get("nextCursor").IsNull() {
		t.Error(page)
	}
	if got := k.do("GET", "/executions?status=error&includeData=true", "", 200).Get("data"); got.Len() != 1 || !got.AtPath("[0].data.resultData.error").IsObject() || got.AtPath("[0].workflowData.id").Str() != id {
		t.Error(got)
	}
	k.refused("GET", "/executions?status=odd", "", 400, "request/query/status must be equal to one of the allowed values: canceled, crashed, error, new, running, success, unknown, waiting")
	if got := k.do("GET", "/executions/"+good+"?includeData=true", "", 200); !got.AtPath("data.resultData.runData.Fail").IsArray() || !got.Get("customData").IsObject() {
		t.Error(got)
	}
	k.refused("GET", "/executions/999999", "", 404, "Not Found")
	k.refused("GET", "/executions/x", "", 400, "request/params/id must be number")
	again := k.do("POST", "/executions/"+failed+"/retry", "", 200)
	if again.Get("retryOf").Str() != failed || again.Get("status").Str() != "error" || again.Get("mode").Str() != "retry" {
		t.Error(again)
	}
	mended := must(t, apiFlow(t, f)).SetAtPath("nodes[1].parameters.jsCode", value.String("return [{json:{ok:true}}]"))
	k.do("PUT", "/workflows/"+id, mended.JSON(), 200)
	if got := k.do("POST", "/executions/"+failed+"/retry", `{"loadWorkflow":true}`, 200); got.Get("status").Str() != "success" {
		t.Error(got)
	}
	k.refused("POST", "/executions/"+good+"/retry", "", 409, "The execution succeeded, so it cannot be retried.")
	k.refused("POST", "/executions/"+good+"/stop", "", 409, "Only running or waiting executions can be stopped and "+good+" is currently success")
	k.do("DELETE", "/executions/"+good, "", 200)
	k.refused("DELETE", "/executions/"+good, "", 404, "Not Found")
}

func TestPublicStop(t *testing.T) {
	_, p := editor(t, nil)
	k := p.program()
	g := newGate(t, "public stop")
	f := bareFlow("a").add("Start", "manualTrigger", 1).add("Gate", "test.gate", 1, "name", "public stop")
	id := k.do("POST", "/workflows", apiFlow(t, f), 200).Get("id").Str()
	one := k.do("POST", "/workflows/"+id+"/execute", "", 200).Get("executionId").Str()
	<-g.arrived
	if got := k.do("POST", "/executions/"+one+"/stop", "", 200); got.Get("status").Str() != "canceled" {
		t.Error(got)
	}
	p.ended(one)
	k.do("POST", "/workflows/"+id+"/execute", "", 200)
	<-g.arrived
	for k.do("GET", "/executions?status=running", "", 200).Get("data").Len() == 0 {
		// A run is stored when it has gone on for a moment.
	}
	if got := k.do("POST", "/executions/stop", `{"status":["running","waiting"],"workflowId":"`+id+`"}`, 200); got.Get("stopped").Num() != 1 {
		t.Error(got)
	}
	k.refused("POST", "/executions/stop", `{}`, 400, "request/body must have required property 'status'")
	k.refused("POST", "/executions/stop", `{"status":["success"]}`, 400, "request/body/status must be equal to one of the allowed values: queued, running, waiting")
}

func TestExecuteByProgram(t *testing.T) {
	_, p := editor(t, nil)
	k := p.program()
	f := bareFlow("a").add("Called", "executeWorkflowTrigger", 1.1, "inputSource", "passthrough").add("Say", "code", 2, "jsCode", "return $input.all().map(i => ({json: {twice: i.json.n * 2}}))")
	id := k.do("POST", "/workflows", apiFlow(t, f), 200).Get("id").Str()
	got := k.do("POST", "/workflows/"+id+"/execute?wait=true", `{"data":[{"n":1},{"n":2}]}`, 200)
	if got.Get("status").Str() != "success" || got.AtPath("data.resultData.runData.Say[0].data.main[0][1].json.twice").Num() != 4 {
		t.Error(got)
	}
	started := k.do("POST", "/workflows/"+id+"/execute", `{"data":{"n":3}}`, 200).Get("executionId").Str()
	if ex := p.ended(started); ex.AtPath("data.resultData.runData.Say[0].data.main[0][0].json.twice").Num() != 6 {
		t.Error(ex)
	}
	k.refused("POST", "/workflows/"+id+"/execute", `{"data":1}`, 400, "request/body/data must be an object or a list of objects")
	k.refused("POST", "/workflows/"+id+"/execute", `{"node":"Nobody"}`, 400, `the workflow has no node "Nobody"`)
	k.refused("POST", "/workflows/nobody/execute", "", 404, "Not Found")
}

func TestPublicCredentials(t *testing.T) {
	in, p := editor(t, nil)
	k := p.program()
	schema := k.do("GET", "/credentials/schema/httpBasicAuth", "", 200)
	if schema.Get("additionalProperties").Truthy() || schema.AtPath("properties.user.type").Str() != "string" || !schema.Get("required").IsArray() {
		t.Error(schema)
	}
	k.refused("GET", "/credentials/schema/nobodyKnows", "", 404, "Not Found")
	made := k.do("POST", "/credentials", `{"name":"Door","type":"httpBasicAuth","data":{"user":"ada","password":"hunter2-secret"}}`, 200)
	id := made.Get("id").Str()
	k.refused("POST", "/credentials", `{"name":"Door","type":"nobodyKnows","data":{}}`, 400, "req.body.type is not a known type")
	k.refused("POST", "/credentials", `{"name":"Door","type":"httpBasicAuth"}`, 400, "request/body must have required property 'data'")
	k.refused("POST", "/credentials", `{"name":"Door","type":"httpBasicAuth","data":{"user":"a","surprise":1}}`, 400, `request.body.data is not allowed to have the additional property "surprise"`)
	k.refused("POST", "/credentials", `{"name":"Door","type":"httpBasicAuth","data":{"user":1}}`, 400, "request.body.data.user is not of a type(s) string")
	k.do("PATCH", "/credentials/"+id, `{"name":"Gate","data":{"password":"other-secret"},"isPartialData":true}`, 200)
	e, err := in.db.CredentialEntry(t.Context(), id)
	if err != nil || e.Name != "Gate" || e.Data.Get("user").Str() != "ada" || e.Data.Get("password").Str() != "other-secret" {
		t.Error(err)
	}
	all := k.do("GET", "/credentials", "", 200)
	if all.Get("data").Len() != 1 || strings.Contains(all.JSON()+made.JSON()+k.do("GET", "/credentials/"+id, "", 200).JSON()+in.log.String(), "secret") {
		t.Error(all)
	}
	k.do("DELETE", "/credentials/"+id, "", 200)
	k.refused("DELETE", "/credentials/"+id, "", 404, "Not Found")
}

func TestPublicTagsAndVariables(t *testing.T) {
	_, p := editor(t, nil)
	k := p.program()
	tag := k.do("POST", "/tags", `{"name":"red"}`, 201).Get("id").Str()
	k.refused("POST", "/tags", `{"name":"red"}`, 409, "Tag already exists")
	k.refused("POST", "/tags", `{}`, 400, "request/body must have required property 'name'")
	if got := k.do("PUT", "/tags/"+tag, `{"name":"blue"}`, 200); got.Get("name").Str() != "blue" || got.Get("createdAt").Str() == "" {
		t.Error(got)
	}
	for i := range 3 {
		k.do("POST", "/tags", fmt.Sprintf(`{"name":"t%d"}`, i), 201)
	}
	page := k.do("GET", "/tags?limit=3", "", 200)
	if page.Get("data").Len() != 3 {
		t.Error(page)
	}
	if page = k.do("GET", "/tags?limit=3&cursor="+page.Get("nextCursor").Str(), "", 200); page.Get("data").Len() != 1 || !page.Get("nextCursor").IsNull() {
		t.Error(page)
	}
	k.do("DELETE", "/tags/"+tag, "", 200)
	k.refused("GET", "/tags/"+tag, "", 404, "Not Found")
	v := k.do("POST", "/variables", `{"key":"a","value":"1"}`, 201).Get("id").Str()
	k.do("PUT", "/variables/"+v, `{"key":"a","value":"2"}`, 204)
	if got := k.do("GET", "/variables", "", 200).AtPath("data[0].value").Str(); got != "2" {
		t.Error(got)
	}
	if a := k.send("POST", "/variables", `{"key":"1","value":""}`); a.status != 400 {
		t.Errorf("%d %s", a.status, a.body)
	}
	k.do("DELETE", "/variables/"+v, "", 204)
	k.refused("DELETE", "/variables/"+v, "", 404, "Not Found")
}

func TestPublicUsers(t *testing.T) {
	_, p := editor(t, nil)
	k := p.program()
	invited := k.do("POST", "/users", `[{"email":"m@example.com","role":"global:admin"},{"email":"`+ownerEmail+`"}]`, 201)
	if invited.AtPath("[0].user.inviteAcceptUrl").Str() == "" || invited.AtPath("[1].error").Str() == "" {
		t.Error(invited)
	}
	id := invited.AtPath("[0].user.id").Str()
	if got := k.do("GET", "/users/m@example.com?includeRole=true", "", 200); got.Get("id").Str() != id || got.Get("role").Str() != "global:admin" || !got.Get("isPending").Bool() {
		t.Error(got)
	}
	k.do("PATCH", "/users/"+id+"/role", `{"newRoleName":"global:member"}`, 200)
	k.refused("PATCH", "/users/"+id+"/role", `{"newRoleName":"global:owner"}`, 400, "request/body/newRoleName must be equal to one of the allowed values: global:admin, global:member")
	owner := k.do("GET", "/users", "", 200).AtPath("data[0].id").Str()
	k.refused("DELETE", "/users/"+owner, "", 403, "This user cannot be changed by this key")
	k.do("DELETE", "/users/"+id, "", 204)
}

func TestAuditAndDiscover(t *testing.T) {
	_, p := editor(t, nil)
	k := p.program()
	if got := k.do("POST", "/audit", "", 200); got.JSON() != "[]" {
		t.Error(got)
	}
	k.do("POST", "/credentials", `{"name":"Unused","type":"httpBasicAuth","data":{"user":"a","password":"b"}}`, 200)
	f := newFlow("a").add("Script", "code", 2, "jsCode", "return []").add("SQL", "postgres", 2, "query", "=SELECT {{ $json.x }}")
	k.do("POST", "/workflows", apiFlow(t, f), 200)
	got := k.do("POST", "/audit", `{"additionalOptions":{"categories":["credentials","nodes","database"]}}`, 200)
	if got.AtPath(`['Credentials Risk Report'].sections[0].location[0].name`).Str() != "Unused" ||
		got.AtPath(`['Nodes Risk Report'].sections[0].location[0].nodeName`).Str() != "Script" ||
		got.AtPath(`['Database Risk Report'].sections[0].location[0].nodeName`).Str() != "SQL" || got.Has("Instance Risk Report") {
		t.Error(got)
	}
	if a := k.send("POST", "/audit", `{"additionalOptions":{"categories":["odd"]}}`); a.status != 400 {
		t.Errorf("%d %s", a.status, a.body)
	}
	d := p.program("tag:list", "tag:create").do("GET", "/discover?include=schemas", "", 200).Get("data")
	if d.Get("resources").Len() != 1 || d.AtPath("resources.tag.operations").JSON() != `["list","create"]` || d.AtPath("resources.tag.endpoints[1].requestSchema.type").Str() != "object" {
		t.Error(d)
	}
	k.refused("POST", "/source-control/pull", "{}", 401, "Source Control feature is not licensed")
}

// The description of the API names every route and nothing else, and every
// reference in it leads somewhere.
func TestOpenAPI(t *testing.T) {
	in, _ := editor(t, nil)
	a := in.send("GET", "/api/v1/openapi.yml", "")
	if a.status != 200 || a.header.Get("Content-Type") != "application/yaml; charset=utf-8" || in.send("GET", "/api/v1/openapi.json", "").body != a.body {
		t.Fatalf("%d %v", a.status, a.header)
	}
	doc := a.json(t)
	var served, described []string
	for _, r := range in.server.Routes() {
		if path, ok := strings.CutPrefix(r.Path, "/api/v1"); ok && !strings.HasPrefix(path, "/openapi.") {
			served = append(served, r.Method+" "+path)
		}
	}
	ids := map[string]bool{}
	for path, operations := range doc.Get("paths").Entries() {
		for method, op := range operations.Entries() {
			described = append(described, strings.ToUpper(method)+" "+strings.NewReplacer("{", ":", "}", "").Replace(path))
			id := op.Get("operationId").Str()
			if id == "" || ids[id] || op.Get("summary").Str() == "" || op.Get("responses").Len() < 2 {
				t.Errorf("%s %s is badly described: %s", method, path, op)
			}
			ids[id] = true
			var named []string
			for _, parameter := range op.Get("parameters").Elems() {
				if parameter.Get("in").Str() == "path" {
					named = append(named, "{"+parameter.Get("name").Str()+"}")
				} else if parameter.Get("description").Str() == "" || parameter.AtPath("schema.type").Str() == "" {
					t.Errorf("%s %s: the parameter %s is not described", method, path, parameter.Get("name"))
				}
			}
			if strings.Count(path, "{") != len(named) {
				t.Errorf("%s %s has the parameters %v", method, path, named)
			}
		}
	}
	slices.Sort(served)
	slices.Sort(described)
	if !slices.Equal(served, described) {
		t.Errorf("served:\n%s\ndescribed:\n%s", strings.Join(served, "\n"), strings.Join(described, "\n"))
	}
	var follow func(v value.Value)
	follow = func(v value.Value) {
		if ref := v.Get("$ref").Str(); ref != "" {
			if doc.AtPath(strings.ReplaceAll(strings.TrimPrefix(ref, "#/"), "/", ".")).IsUndefined() {
				t.Errorf("%s leads nowhere", ref)
			}
		}
		for _, e := range v.Elems() {
			follow(e)
		}
		for _, e := range v.Entries() {
			follow(e)
		}
	}
	follow(doc)
}
