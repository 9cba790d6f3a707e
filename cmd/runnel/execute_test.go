package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// command runs a command line and gives its exit code and what it printed.
func command(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e strings.Builder
	code = run(context.Background(), args, strings.NewReader(in), &o, &e)
	return code, o.String(), e.String()
}

// file writes a file into a folder of the test.
func file(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	nodeStart   = `{"name":"Start","type":"n8n-nodes-base.manualTrigger","typeVersion":1,"position":[0,0],"parameters":{}}`
	nodeSet     = `{"name":"Set","type":"n8n-nodes-base.set","typeVersion":3.4,"position":[200,0],"parameters":{"assignments":{"assignments":[{"id":"1","name":"a","type":"string","value":"={{ 'b'.toUpperCase() }}"}]}}}`
	nodeStop    = `{"name":"Stop","type":"n8n-nodes-base.stopAndError","typeVersion":1,"position":[200,0],"parameters":{"errorMessage":"enough"}}`
	toSet       = `{"Start":{"main":[[{"node":"Set","type":"main","index":0}]]}}`
	toStop      = `{"Start":{"main":[[{"node":"Stop","type":"main","index":0}]]}}`
	runSettings = `{"executionOrder":"v1"}`
)

func workflow(id string, nodes []string, connections string) string {
	return `{"id":"` + id + `","name":"W","nodes":[` + strings.Join(nodes, ",") + `],"connections":` + connections + `,"settings":` + runSettings +
		`,"pinData":{"Set":[{"json":{"pinned":true}}]}}`
}

func TestExecute(t *testing.T) {
	dir := t.TempDir()
	good := file(t, dir, "good.json", workflow("g", []string{nodeStart, nodeSet}, toSet))
	bad := file(t, dir, "bad.json", workflow("b", []string{nodeStart, nodeStop}, toStop))
	none := file(t, dir, "none.json", workflow("n", []string{nodeSet, nodeStop}, "{}"))
	both := file(t, dir, "both.json", "["+workflow("x", []string{nodeStart, nodeSet}, toSet)+","+workflow("y", []string{nodeStart, nodeStop}, toStop)+"]")
	broken := file(t, dir, "broken.json", `{"nodes":`)

	code, out, errs := command(t, "", "execute", good, "--raw-output", "--ignore-pin-data")
	var ex struct {
		Status string
		Mode   string
		Data   struct {
			ResultData struct {
				RunData map[string][]struct {
					Data struct {
						Main [][]struct{ JSON map[string]any }
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &ex); err != nil {
		t.Fatalf("%v: %s %s", err, out, errs)
	}
	if code != 0 || ex.Status != "success" || ex.Mode != "cli" || ex.Data.ResultData.RunData["Set"][0].Data.Main[0][0].JSON["a"] != "B" {
		t.Errorf("exit %d, %+v", code, ex)
	}

	for _, c := range []struct {
		name    string
		args    []string
		code    int
		out     string
		errs    string
		notErrs string
	}{
		{"pinned data", []string{good}, 0, `"pinned": true`, "", ""},
		{"a heading for people", []string{good}, 0, "Execution was successful:\n====================================\n{", "", ""},
		{"failed", []string{bad}, 1, "Execution was NOT successful. See log message for details.\nExecution error:\n", "", ""},
		{"failed, raw", []string{bad, "--raw-output"}, 1, `"message":"enough"`, "", ""},
		{"nothing to start", []string{none}, 1, "", "Missing node to start execution: Please make sure", ""},
		{"one of several", []string{both, "--id", "x", "--ignore-pin-data"}, 0, `"a": "B"`, "", ""},
		{"which of several", []string{both}, 2, "", `choose one with --id`, ""},
		{"by id", []string{"g", "--workflows", dir}, 0, `"pinned": true`, "", ""},
		{"unknown id", []string{"zz", "--workflows", dir}, 1, "", `The workflow with the id "zz" does not exist.`, ""},
		{"no JSON", []string{broken}, 1, "", "broken.json", "goroutine"},
		{"no argument", nil, 2, "", "arg", ""},
		{"unknown flag", []string{good, "--nonsense"}, 2, "", "unknown flag", ""},
		{"no such credentials", []string{good, "--credentials", filepath.Join(dir, "nothing")}, 2, "", "credentials", ""},
	} {
		code, out, errs := command(t, "", append([]string{"execute"}, c.args...)...)
		if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(errs, c.errs) || c.notErrs != "" && strings.Contains(errs, c.notErrs) {
			t.Errorf("%s: exit %d, want %d\n%s%s", c.name, code, c.code, out, errs)
		}
	}
}

func TestEval(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		out  string
	}{
		{[]string{"={{ $json.a + 1 }}", "--json", `{"a":1}`}, 0, "2\n"},
		{[]string{"{{ $json.a }}", "--json", `{"a":{"b":1}}`}, 0, "{\n  \"b\": 1\n}\n"},
		{[]string{"={{ $json.nothing }}"}, 0, "undefined\n"},
		{[]string{"={{ $('Nobody').item }}"}, 1, ""},
		{[]string{"={{ 1 }}", "--json", "{"}, 2, ""},
		{nil, 2, ""},
	} {
		code, out, errs := command(t, "", append([]string{"eval"}, c.args...)...)
		if code != c.code || out != c.out || (code != 0) != (errs != "") {
			t.Errorf("%q: exit %d, %q, %q", c.args, code, out, errs)
		}
	}
	in := `{"expression":"={{ $json.n * 2 }}","json":{"n":21},"nodes":{}}
{"expression":"={{ $('Prev').item.json.k }}","json":{},"nodes":{"Prev":{"k":"v"}}}
{"expression":"={{ $json.no }}","json":{},"nodes":{}}
{"expression":"={{ $('No').item }}","json":{},"nodes":{}}
nonsense
`
	want := `{"value":42}
{"value":"v"}
{"undefined":true}
{"error":"Referenced node doesn't exist"}
`
	code, out, errs := command(t, in, "eval", "--batch")
	if code != 0 || !strings.HasPrefix(out, want) || strings.Count(out, "\n") != 5 {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
}

func TestCron(t *testing.T) {
	code, out, errs := command(t, "", "cron", "0 12 * * *", "--timezone", "Europe/Berlin", "--from", "2024-03-30T00:00:00Z", "--count", "2")
	if want := "Sat 2024-03-30 12:00:00 +01:00\nSun 2024-03-31 12:00:00 +02:00\n"; code != 0 || out != want {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
	in := `{"expression":"0 0 * * *","zone":"UTC","from":"2024-01-01T00:00:00Z"}
{"expression":"nonsense","zone":"UTC","from":"2024-01-01T00:00:00Z"}
{"expression":"0 0 * * *","zone":"Moon/Sea","from":"2024-01-01T00:00:00Z"}
`
	code, out, _ = command(t, in, "cron", "--batch", "--count", "1")
	lines := strings.Split(out, "\n")
	if code != 0 || lines[0] != `{"next":["2024-01-02T00:00:00.000Z"]}` || !strings.Contains(lines[1], `"error"`) || !strings.Contains(lines[2], `"error"`) {
		t.Errorf("exit %d, %s", code, out)
	}
	for _, args := range [][]string{{"cron"}, {"cron", "0 0 * * *", "--count", "many"}} {
		if code, _, _ := command(t, "", args...); code != 2 {
			t.Errorf("%q: exit %d", args, code)
		}
	}
	if code, _, _ := command(t, "", "cron", "nonsense"); code != 1 {
		t.Errorf("a wrong expression: exit %d", code)
	}
}
