package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"runnel/runtime/server/account"
	"runnel/runtime/value"
)

// The clients of n8n's public API that must work unchanged, by their npm
// packages.
var clientPackages = []string{"@n8n/cli@0.15.0", "n8n-mcp@2.87.0"}

// installTime bounds the installation; the packages are large.
const installTime = 8 * time.Minute

// installClients installs the packages into a folder of the test, or skips the
// test and says why. A folder with a node_modules that has them can be named in
// RUNNEL_TEST_CLIENTS.
func installClients(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("the clients of the public API are not tested: there is no %s here", program)
		}
	}
	if dir := os.Getenv("RUNNEL_TEST_CLIENTS"); dir != "" {
		return filepath.Join(dir, "node_modules")
	}
	if testing.Short() {
		t.Skip("the clients of the public API are not tested in short mode: they would be installed by npm")
	}
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), installTime)
	defer cancel()
	install := exec.CommandContext(ctx, "npm", append([]string{"install", "--prefix", dir, "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"}, clientPackages...)...)
	install.Dir = dir
	install.WaitDelay = 10 * time.Second
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("the clients of the public API are not tested: npm cannot install %s: %v\n%s", strings.Join(clientPackages, ", "), err, out)
	}
	return filepath.Join(dir, "node_modules")
}

// ownerKey makes the owner's account of a server and gives an API key with all
// scopes.
func ownerKey(t *testing.T, base string) string {
	t.Helper()
	call := func(path, body, cookie, csrf string) (*http.Response, value.Value) {
		r, err := http.NewRequest(http.MethodPost, base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Cookie", cookie)
		r.Header.Set("X-Runnel-CSRF", csrf)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s %v", path, res.StatusCode, text, err)
		}
		v, err := value.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return res, v
	}
	res, session := call("/api/editor/setup", `{"email":"a@example.com","password":"Correct horse 1","firstName":"Ada","lastName":"Lovelace"}`, "", "")
	scopes, err := json.Marshal(account.KeyScopesOf(account.Owner))
	if err != nil {
		t.Fatal(err)
	}
	cookie := res.Cookies()[0]
	_, key := call("/api/editor/api-keys", fmt.Sprintf(`{"label":"clients","scopes":%s,"expiresAt":null}`, scopes), cookie.Name+"="+cookie.Value, session.Get("csrf").Str())
	return key.Get("apiKey").Str()
}

// clientFlow is a workflow whose webhook fails when it is told to.
func clientFlow(path string) string {
	return `{"name":"Flow of ` + path + `","nodes":[
		{"id":"1","name":"Hook","type":"n8n-nodes-base.webhook","typeVersion":2,"position":[0,0],"webhookId":"` + path + `","parameters":{"path":"` + path + `","httpMethod":"GET","responseMode":"lastNode"}},
		{"id":"2","name":"Say","type":"n8n-nodes-base.code","typeVersion":2,"position":[200,0],"parameters":{"jsCode":"if ($json.query.fail) throw new Error('no'); return [{json:{ok:true}}]"}}],
		"connections":{"Hook":{"main":[[{"node":"Say","type":"main","index":0}]]}},"settings":{"executionOrder":"v1"}}`
}

func get(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The official command line and the MCP server for n8n work against the server
// as they are.
func TestClientsOfThePublicAPI(t *testing.T) {
	modules := installClients(t)
	base, _ := serveFolder(t, t.TempDir(), nil)
	base = strings.TrimSuffix(base, "/")
	key := ownerKey(t, base)
	t.Run("@n8n/cli", func(t *testing.T) { commandLine(t, modules, base, key) })
	t.Run("n8n-mcp", func(t *testing.T) { mcpServer(t, modules, base, key) })
}

// commandLine runs the commands of @n8n/cli.
func commandLine(t *testing.T, modules, base, key string) {
	home := t.TempDir()
	program := filepath.Join(modules, "@n8n", "cli", "bin", "n8n-cli.mjs")
	cli := func(args ...string) value.Value {
		t.Helper()
		c := exec.CommandContext(t.Context(), "node", append([]string{program}, args...)...)
		c.Env = append(os.Environ(), "N8N_URL="+base, "N8N_API_KEY="+key, "HOME="+home)
		var out, errs bytes.Buffer
		c.Stdout, c.Stderr = &out, &errs
		if err := c.Run(); err != nil {
			t.Fatalf("n8n-cli %s: %v\n%s%s", strings.Join(args, " "), err, out.String(), errs.String())
		}
		v, err := value.Parse(out.Bytes())
		if err != nil {
			t.Fatalf("n8n-cli %s: %v\n%s", strings.Join(args, " "), err, out.String())
		}
		return v
	}
	flow := file(t, home, "flow.json", clientFlow("cli"))
	id := cli("workflow", "create", "--file", flow).Get("id").Str()
	if got := cli("workflow", "list"); got.Len() != 1 || got.Index(0).Get("id").Str() != id {
		t.Error(got)
	}
	cli("workflow", "update", id, "--file", flow)
	if got := cli("workflow", "activate", id); !got.Get("active").Bool() {
		t.Error(got)
	}
	if got := get(t, base+"/webhook/cli"); got != `{"ok":true}` {
		t.Error(got)
	}
	get(t, base+"/webhook/cli?fail=1")
	tag := cli("tag", "create", "--name", "red").Get("id").Str()
	if got := cli("tag", "update", tag, "--name", "blue"); got.Get("name").Str() != "blue" {
		t.Error(got)
	}
	cli("workflow", "tags", id, "--set", tag)
	if got := cli("workflow", "tags", id); got.Len() != 1 || got.Index(0).Get("name").Str() != "blue" {
		t.Error(got)
	}
	failed := cli("execution", "list", "--status", "error").Index(0).Get("id").Str()
	if got := cli("execution", "get", failed); got.Get("workflowId").Str() != id {
		t.Error(got)
	}
	if got := cli("execution", "retry", failed); got.Get("retryOf").Str() != failed {
		t.Error(got)
	}
	cli("execution", "delete", failed)
	if got := cli("credential", "schema", "httpBasicAuth"); !got.Get("properties").Has("password") {
		t.Error(got)
	}
	credential := cli("credential", "create", "--name", "Door", "--type", "httpBasicAuth", "--data", `{"user":"ada","password":"hush"}`).Get("id").Str()
	if got := cli("credential", "list"); got.Len() != 1 || strings.Contains(got.JSON(), "hush") {
		t.Error(got)
	}
	cli("credential", "get", credential)
	cli("credential", "delete", credential)
	cli("variable", "create", "--key", "a", "--value", "1")
	variable := cli("variable", "list").Index(0).Get("id").Str()
	cli("variable", "update", variable, "--key", "a", "--value", "2")
	if got := cli("variable", "list"); got.Index(0).Get("value").Str() != "2" {
		t.Error(got)
	}
	cli("variable", "delete", variable)
	cli("tag", "delete", tag)
	if got := cli("user", "list"); got.Len() != 1 {
		t.Error(got)
	}
	cli("audit")
	cli("workflow", "deactivate", id)
	cli("workflow", "delete", id)
}

// mcpServer calls the tools of n8n-mcp over its standard input and output.
func mcpServer(t *testing.T, modules, base, key string) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := exec.CommandContext(ctx, "node", filepath.Join(modules, "n8n-mcp", "dist", "mcp", "index.js"))
	c.Env = append(os.Environ(), "N8N_API_URL="+base, "N8N_API_KEY="+key, "MCP_MODE=stdio", "LOG_LEVEL=error", "DISABLE_CONSOLE_OUTPUT=true",
		"N8N_MCP_TELEMETRY_DISABLED=true", "WEBHOOK_SECURITY_MODE=moderate", "HOME="+t.TempDir())
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	c.Stderr = &errs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Wait()
	defer cancel()
	lines := bufio.NewReader(out)
	next := 0
	send := func(method, params string, answered bool) value.Value {
		t.Helper()
		id := ""
		if answered {
			next++
			id = fmt.Sprintf(`"id":%d,`, next)
		}
		fmt.Fprintf(in, `{"jsonrpc":"2.0",%s"method":%q,"params":%s}`+"\n", id, method, params)
		for answered {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				t.Fatalf("n8n-mcp ended at %s: %v\n%s", method, err, errs.String())
			}
			v, err := value.Parse(line)
			if err == nil && v.Get("id").Num() == float64(next) {
				return v
			}
		}
		return value.Undefined
	}
	send("initialize", `{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"test","version":"1"}}`, true)
	send("notifications/initialized", `{}`, false)
	tool := func(name, arguments string) value.Value {
		t.Helper()
		compact := must(value.ParseString(arguments)).JSON()
		a := send("tools/call", fmt.Sprintf(`{"name":%q,"arguments":%s}`, name, compact), true)
		v, err := value.ParseString(a.AtPath("result.content[0].text").Str())
		if err != nil || !v.Get("success").Bool() {
			t.Fatalf("%s %s: %s", name, compact, a)
		}
		return v.Get("data")
	}
	tool("n8n_health_check", `{}`)
	flow := must(value.ParseString(clientFlow("mcp"))).Delete("settings")
	id := tool("n8n_create_workflow", flow.JSON()).Get("id").Str()
	if got := tool("n8n_list_workflows", `{}`).Get("workflows"); got.Len() != 1 || got.AtPath("[0].id").Str() != id {
		t.Error(got)
	}
	if got := tool("n8n_get_workflow", `{"id":"`+id+`","mode":"full"}`); !strings.Contains(got.JSON(), "Flow of mcp") {
		t.Error(got)
	}
	tool("n8n_update_partial_workflow", `{"id":"`+id+`","operations":[{"type":"activateWorkflow"}]}`)
	if got := get(t, base+"/webhook/mcp"); got != `{"ok":true}` {
		t.Error(got)
	}
	get(t, base+"/webhook/mcp?fail=1")
	tool("n8n_update_partial_workflow", `{"id":"`+id+`","operations":[{"type":"addTag","tag":"green"}]}`)
	if got := tool("n8n_list_catalog", `{"kind":"tags"}`); !strings.Contains(got.JSON(), "green") {
		t.Error(got)
	}
	list := tool("n8n_executions", `{"action":"list","workflowId":"`+id+`"}`).Get("executions")
	if list.Len() != 2 {
		t.Fatal(list)
	}
	failed := list.AtPath("[0].id").ToString()
	if got := tool("n8n_executions", `{"action":"get","id":"`+failed+`","mode":"error"}`); !strings.Contains(got.JSON(), "Say") {
		t.Error(got)
	}
	tool("n8n_executions", `{"action":"delete","id":"`+failed+`"}`)
	tool("n8n_manage_credentials", `{"action":"getSchema","type":"httpBasicAuth"}`)
	credential := tool("n8n_manage_credentials", `{"action":"create","name":"Door","type":"httpBasicAuth","data":{"user":"ada","password":"hush"}}`).Get("id").Str()
	tool("n8n_manage_credentials", `{"action":"update","id":"`+credential+`","name":"Gate"}`)
	if got := tool("n8n_manage_credentials", `{"action":"list"}`); !strings.Contains(got.JSON(), "Gate") || strings.Contains(got.JSON(), "hush") {
		t.Error(got)
	}
	tool("n8n_manage_credentials", `{"action":"delete","id":"`+credential+`"}`)
	tool("n8n_audit_instance", `{}`)
	tool("n8n_update_partial_workflow", `{"id":"`+id+`","operations":[{"type":"deactivateWorkflow"}]}`)
	tool("n8n_delete_workflow", `{"id":"`+id+`"}`)
}

// must gives a value that cannot fail.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
