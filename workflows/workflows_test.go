package workflows

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"runnel/runtime/value"
)

func parseOne(t testing.TB, text string) *Workflow {
	t.Helper()
	list, err := Parse("flows/test.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 {
		t.Fatalf("%d workflows, want 1", len(list))
	}
	return list[0]
}

func TestSharedWorkflowsSurviveTheRoundTrip(t *testing.T) {
	for _, file := range sharedWorkflows(t) {
		data := mustRead(t, file)
		f, err := ParseFile(file, data, DefaultLimits)
		if err != nil {
			t.Error(err)
			continue
		}
		canonical := f.Canonical()
		again, err := ParseFile(file, canonical, DefaultLimits)
		if err != nil {
			t.Errorf("canonical form: %v", err)
			continue
		}
		if !value.DeepEqual(f.root, again.root) {
			t.Errorf("%s: the canonical form says something else", file)
		}
		if string(again.Canonical()) != string(canonical) {
			t.Errorf("%s: the canonical form is no fixed point", file)
		}
		for i, w := range f.Workflows {
			if diff := cmp.Diff(nodeNames(w), nodeNames(again.Workflows[i])); diff != "" {
				t.Errorf("%s: order of nodes: %s", file, diff)
			}
			Validate(w)
		}
	}
}

func nodeNames(w *Workflow) []string {
	var names []string
	for _, n := range w.Nodes {
		names = append(names, n.Name)
	}
	return names
}

func TestEveryFieldIsRead(t *testing.T) {
	w := parseOne(t, `{"id": 12, "name": "Flow", "active": true, "staticData": {"global": {"n": 1}},
		"settings": {"executionOrder": "v1", "timezone": "Europe/Berlin", "errorWorkflow": "DEFAULT", "executionTimeout": 2.5, "binaryMode": "combined"},
		"pinData": {"A": [{"json": {"x": 1}}]},
		"nodes": [
			{"id": "a", "name": "A", "type": "n8n-nodes-base.set", "typeVersion": 3.4, "position": [-20.5, 300], "parameters": {"p": 1},
			 "disabled": true, "executeOnce": true, "alwaysOutputData": true, "retryOnFail": true, "maxTries": 9, "waitBetweenTries": 9000,
			 "onError": "continueErrorOutput", "continueOnFail": true, "webhookId": "w", "notes": "N",
			 "credentials": {"httpBasicAuth": {"id": "7", "name": "Basic"}, "old": "Plain name", "unsaved": {"id": null, "name": "U"}}},
			{"name": "B", "type": "x.y"}],
		"connections": {"A": {"main": [null, [], [{"node": "B", "type": "main", "index": 1}]], "ai_tool": [[{"node": "B", "index": 0}]]}, "B": null}}`)
	if w.ID != "12" || w.Name != "Flow" || !w.Active || w.Path() != "$" || w.File != "flows/test.json" {
		t.Errorf("workflow: %+v", w)
	}
	if w.ExecutionOrder() != OrderV1 || w.Timezone() != "Europe/Berlin" || w.ErrorWorkflow() != "" || w.Timeout() != 2500*time.Millisecond || !w.CombinedBinary() {
		t.Error("settings are not read")
	}
	if w.Pinned("A").JSON() != `[{"json":{"x":1}}]` || !w.Pinned("B").IsUndefined() {
		t.Error("pinned data is not read")
	}
	if w.StaticData.Get("global").Get("n").Num() != 1 {
		t.Error("static data is not read")
	}
	a, b := w.Nodes[0], w.Nodes[1]
	a.doc, b.doc = value.Undefined, value.Undefined
	if a.Parameters.JSON() != `{"p":1}` || b.Parameters.JSON() != `{}` {
		t.Error("parameters are not read")
	}
	a.Parameters, b.Parameters = value.Undefined, value.Undefined
	if diff := cmp.Diff(&Node{ID: "a", Name: "A", Type: "n8n-nodes-base.set", TypeVersion: 3.4, Position: [2]float64{-20.5, 300},
		Credentials: []CredentialRef{{"httpBasicAuth", "7", "Basic"}, {"old", "", "Plain name"}, {"unsaved", "", "U"}},
		WebhookID:   "w", Notes: "N", Disabled: true, ExecuteOnce: true, AlwaysOutputData: true, RetryOnFail: true, MaxTries: 9, WaitBetweenTries: 9000,
		OnError: OnErrorOutput, ContinueOnFail: true}, a, cmp.AllowUnexported(Node{}), cmp.Comparer(value.DeepEqual)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(&Node{Name: "B", Type: "x.y"}, b, cmp.AllowUnexported(Node{}), cmp.Comparer(value.DeepEqual)); diff != "" {
		t.Error(diff)
	}
	if a.Tries() != 5 || a.RetryWait() != 5*time.Second || b.Tries() != 1 || b.RetryWait() != time.Second || !a.Continues() || b.Continues() {
		t.Error("retry settings")
	}
	if diff := cmp.Diff([]Outgoing{
		{"A", "main", [][]Target{nil, nil, {{"B", "main", 1}}}},
		{"A", "ai_tool", [][]Target{{{"B", "ai_tool", 0}}}},
	}, w.Connections); diff != "" {
		t.Error(diff)
	}
}

func TestTriesAndWait(t *testing.T) {
	for _, c := range []struct {
		max, wait float64
		tries     int
		pause     time.Duration
	}{{0, 0, 3, time.Second}, {1, -5, 2, 0}, {4.7, 0.5, 4, 500 * time.Microsecond}, {100, 1e9, 5, 5 * time.Second}} {
		n := Node{RetryOnFail: true, MaxTries: c.max, WaitBetweenTries: c.wait}
		if n.Tries() != c.tries || n.RetryWait() != c.pause {
			t.Errorf("%v: %d tries, pause %v", c, n.Tries(), n.RetryWait())
		}
	}
}

func TestFormsOfFiles(t *testing.T) {
	const one, two = `{"name":"One","nodes":[]}`, `{"nodes":[],"connections":{}}`
	utf16 := func(s string, order ...int) []byte {
		out := []byte{[]byte{0xFE, 0xFF}[order[0]], []byte{0xFE, 0xFF}[order[1]]}
		for _, c := range []byte(s) {
			pair := []byte{0, c}
			out = append(out, pair[order[0]], pair[order[1]])
		}
		return out
	}
	for _, c := range []struct {
		name  string
		data  []byte
		names string
		paths string
	}{
		{"single", []byte(one), "One", "$"},
		{"named by its file", []byte(two), "file", "$"},
		{"list", []byte(`[` + one + `,` + two + `]`), "One file", "$[0] $[1]"},
		{"empty list", []byte(`[]`), "", ""},
		{"byte-order mark", []byte("\xEF\xBB\xBF" + one), "One", "$"},
		{"UTF-16 big end first", utf16(one, 0, 1), "One", "$"},
		{"UTF-16 little end first", utf16(one, 1, 0), "One", "$"},
		{"wrapper", []byte(`{"workflow":` + one + `}`), "One", "$.workflow"},
		{"template site", []byte(`{"workflow":{"id":1,"name":"Tpl","workflow":` + two + `}}`), "Tpl", "$.workflow.workflow"},
		{"API", []byte(`{"data":[` + one + `],"nextCursor":null}`), "One", "$.data[0]"},
		{"no nodes", []byte(`{"nodes":null}`), "file", "$"},
		{"connections of PHP", []byte(`{"nodes":[],"connections":[]}`), "file", "$"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := ParseFile("dir/file.json", c.data, DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			var names, paths []string
			for _, w := range f.Workflows {
				names, paths = append(names, w.Name), append(paths, w.Path())
			}
			if got := strings.Join(names, " "); got != c.names {
				t.Errorf("names %q, want %q", got, c.names)
			}
			if got := strings.Join(paths, " "); got != c.paths {
				t.Errorf("paths %q, want %q", got, c.paths)
			}
			again, err := ParseFile("dir/file.json", f.Canonical(), DefaultLimits)
			if err != nil || !value.DeepEqual(again.root, f.root) {
				t.Errorf("canonical form differs: %v\n%s", err, f.Canonical())
			}
		})
	}
}

func TestErrorsSayWhereAndWhat(t *testing.T) {
	small := Limits{Bytes: 1000, Depth: 12, Nodes: 2, Ports: 3}
	for _, c := range []struct{ text, want string }{
		{``, `f.json: the file is empty`},
		{" \n\t", `f.json: the file is empty`},
		{"{\n  \"nodes\": [}\n", `f.json: line 2, column 13: not valid JSON: Unexpected token`},
		{`{"nodes":[],"name":"ab`, `f.json: line 1, column 23: not valid JSON: Unterminated string in JSON`},
		{`"text"`, `f.json: this is no workflow: expected an object with a list of nodes, or a list of such`},
		{`{"a":1}`, `f.json: this is no workflow: expected`},
		{`[{"nodes":[]}, 3]`, `f.json: $[1]: this is no workflow: expected`},
		{`{"nodes":{}}`, `f.json: $.nodes: nodes must be a list, this is an object`},
		{`{"nodes":[{"name":"A"},7]}`, `f.json: $.nodes[1]: a node must be an object, this is a number`},
		{`{"nodes":[{},{},{}]}`, `f.json: $.nodes: the workflow has 3 nodes, more than the limit of 2`},
		{`{"nodes":[],"connections":7}`, `f.json: $.connections: connections must be an object, this is a number`},
		{`{"nodes":[],"connections":{"A b":[]}}`, `f.json: node "A b": $.connections["A b"]: the connections of a node must be an object by type, this is an array`},
		{`{"nodes":[],"connections":{"A":{"main":{}}}}`, `f.json: node "A": $.connections.A.main: the connections of a type must be a list by output, this is an object`},
		{`{"nodes":[],"connections":{"A":{"main":[1]}}}`, `f.json: node "A": $.connections.A.main[0]: the connections of an output must be a list, this is a number`},
		{`{"nodes":[],"connections":{"A":{"main":[["B"]]}}}`, `f.json: node "A": $.connections.A.main[0][0]: a connection must be an object {node, type, index}, this is a string`},
		{`{"nodes":[],"connections":{"A":{"main":[[{"index":-1}]]}}}`, `f.json: node "A": $.connections.A.main[0][0].index: the index of an input must be a whole number from 0 on`},
		{`{"nodes":[],"connections":{"A":{"main":[[{"index":1000000000}]]}}}`, `input 1e+09 is beyond the limit of 3 inputs`},
		{`{"nodes":[],"connections":{"A":{"main":[[],[],[],[]]}}}`, `the node has 4 outputs, more than the limit of 3`},
		{`{"nodes":[` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `]}`, `f.json: line 1, column 21: objects and lists nest deeper than the limit of 12`},
		{`{"nodes":[],"x":"` + strings.Repeat("x", 1000) + `"}`, `f.json: the file has 1019 bytes, more than the limit of 1000`},
	} {
		_, err := ParseFile("f.json", []byte(c.text), small)
		var typed *Error
		if err == nil || !errors.As(err, &typed) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60s:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
	if _, err := ParseFile("f.json", []byte(`{"nodes":[],"a":"[[[[[[[[[[[[[[[[[[[[\"[[["}`), small); err != nil {
		t.Errorf("brackets in text count: %v", err)
	}
}

func TestCanonicalForm(t *testing.T) {
	w := parseOne(t, `{"zeta":1,"connections":{"B":{"main":[[{"index":0,"type":"main","node":"A"}],null,[]]}},"alpha":{"y":[1,2],"x":{}},
		"name":"Flow é","nodes":[{"zz":[],"position":[1,2.5],"parameters":{"b":[1],"a":"x\n"},"name":"B","type":"t"},
		{"name":"A","position":{"x":1},"type":"t","parameters":{}}],"id":"1"}`)
	const want = `{
  "id": "1",
  "name": "Flow é",
  "nodes": [
    {
      "name": "B",
      "type": "t",
      "position": [1, 2.5],
      "parameters": {
        "b": [
          1
        ],
        "a": "x\n"
      },
      "zz": []
    },
    {
      "name": "A",
      "type": "t",
      "position": { "x": 1 },
      "parameters": {}
    }
  ],
  "connections": {
    "B": {
      "main": [
        [
          { "node": "A", "type": "main", "index": 0 }
        ],
        null,
        []
      ]
    }
  },
  "alpha": {
    "y": [
      1,
      2
    ],
    "x": {}
  },
  "zeta": 1
}
`
	if diff := cmp.Diff(want, string(Canonical(w))); diff != "" {
		t.Error(diff)
	}
}

func TestValidate(t *testing.T) {
	w := parseOne(t, `{"nodes":[
		{"id":"1","name":"A","type":"t"},
		{"id":"1","name":"A","type":"t","parameters":[]},
		{"name":"","type":"t"},
		{"name":"C","disabled":"yes","onError":"later"}],
		"connections":{"A":{"main":[[{"node":"C","index":0},{"node":"D d","index":0}]]},"Ghost":{"main":[[{"node":"nowhere","index":0}]]}},
		"settings":[],"pinData":{"X":[],"A":{}}}`)
	var got []string
	for _, p := range Validate(w) {
		got = append(got, fmt.Sprintf("%v %s %s", p.Severity, p.Code, p))
	}
	if diff := cmp.Diff([]string{
		`error duplicate-node-name flows/test.json: node "A": $.nodes[1].name: nodes 0 and 1 have the same name; rename one of them`,
		`warning duplicate-node-id flows/test.json: node "A": $.nodes[1].id: nodes 0 and 1 have the same id`,
		`warning bad-field flows/test.json: node "A": $.nodes[1].parameters: parameters should be an object, this is an array`,
		`error node-without-name flows/test.json: $.nodes[2].name: the node has no name; connections, expressions and run data know nodes by their names`,
		`error node-without-type flows/test.json: node "C": $.nodes[3].type: the node has no type`,
		`warning bad-field flows/test.json: node "C": $.nodes[3].disabled: disabled should be a boolean, this is a string`,
		`warning bad-field flows/test.json: node "C": $.nodes[3].onError: onError "later" is none of stopWorkflow, continueRegularOutput, continueErrorOutput`,
		`error connection-to-unknown-node flows/test.json: node "A": $.connections.A.main[0][1]: the connection leads to node "D d", which does not exist; remove it or add the node`,
		`warning connection-from-unknown-node flows/test.json: $.connections.Ghost: there is no node "Ghost"; its connections are ignored`,
		`warning bad-settings flows/test.json: $.settings: settings should be an object, this is an array`,
		`warning pinned-data-of-unknown-node flows/test.json: $.pinData.X: there is no node "X" to pin data to`,
		`warning bad-pinned-data flows/test.json: node "A": $.pinData.A: pinned data should be a list of items, this is an object`,
	}, got); diff != "" {
		t.Error(diff)
	}
}

func TestGraph(t *testing.T) {
	// T → A → B → D, A(1) → C → D(1), D → A (loop), tool → D, A → nowhere
	w := parseOne(t, `{"nodes":[{"name":"T"},{"name":"A"},{"name":"B"},{"name":"C"},{"name":"D"},{"name":"tool"}],"connections":{
		"T":{"main":[[{"node":"A"}]]},
		"A":{"main":[[{"node":"B"},{"node":"nowhere"}],[{"node":"C"}]]},
		"C":{"main":[[{"node":"D","index":1}]]},
		"B":{"main":[[{"node":"D","index":0},{"node":"D","index":0}]]},
		"D":{"main":[null,[{"node":"A"}]]},
		"tool":{"ai_tool":[[{"node":"D"}]]}}}`)
	g := w.Graph()
	at := func(name string) int { i, _ := g.Node(name); return i }
	names := func(nodes []int) string {
		var list []string
		for _, i := range nodes {
			list = append(list, w.Nodes[i].Name)
		}
		return strings.Join(list, " ")
	}
	for _, c := range []struct{ what, got, want string }{
		{"parents of D", names(g.Parents(at("D"), Main)), "C B"},
		{"tools of D", names(g.Parents(at("D"), NonMain)), "tool"},
		{"all into D", names(g.Parents(at("D"), AnyType)), "C B tool"},
		{"children of A", names(g.Children(at("A"), Main)), "B C"},
		{"ancestors of D", names(g.Ancestors(at("D"), Main)), "C B A T D"},
		{"descendants of T", names(g.Descendants(at("T"), Main)), "A B C D"},
		{"descendants of nothing", names(g.Descendants(at("tool"), Main)), ""},
		{"inputs", fmt.Sprint(g.Inputs(at("D")), g.Inputs(at("B")), g.Inputs(at("T"))), "2 1 0"},
		{"dangling", fmt.Sprint(g.Out(at("A"))[1].To, g.Out(at("A"))[1].Target), "-1nowhere"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	for _, c := range []struct {
		ancestor, node string
		output, input  int
		ok             bool
	}{{"A", "C", 1, 0, true}, {"A", "D", 1, 0, true}, {"C", "D", 0, 1, true}, {"D", "B", 1, 0, true}, {"tool", "D", 0, 0, false}, {"D", "T", 0, 0, false}} {
		output, input, ok := g.ConnectedOutput(at(c.ancestor), at(c.node))
		if output != c.output || input != c.input || ok != c.ok {
			t.Errorf("from %s to %s: %d %d %v", c.ancestor, c.node, output, input, ok)
		}
	}
}

// A graph of many diamonds has exponentially many ways through it.
func TestAncestorsOfManyDiamonds(t *testing.T) {
	var nodes, connections []string
	for i := range 500 {
		nodes = append(nodes, fmt.Sprintf(`{"name":"%d"},{"name":"%da"},{"name":"%db"}`, i, i, i))
		connections = append(connections, fmt.Sprintf(`"%d":{"main":[[{"node":"%da"},{"node":"%db"}]]},"%da":{"main":[[{"node":"%d"}]]},"%db":{"main":[[{"node":"%d"}]]}`, i, i, i, i, i+1, i, i+1))
	}
	g := parseOne(t, `{"nodes":[`+strings.Join(nodes, ",")+`],"connections":{`+strings.Join(connections, ",")+`}}`).Graph()
	last, _ := g.Node("499")
	if n := len(g.Ancestors(last, Main)); n != 1497 {
		t.Errorf("%d ancestors, want 1497", n)
	}
}

func TestReadFolder(t *testing.T) {
	folder := fstest.MapFS{
		"b.json":          {Data: []byte(`{"nodes":[]}`)},
		"a/deep/x.JSON":   {Data: []byte(`[{"nodes":[]},{"nodes":[]}]`)},
		"broken.json":     {Data: []byte(`{`)},
		"big.json":        {Data: []byte(strings.Repeat(" ", 200))},
		".git/x.json":     {Data: []byte(`{`)},
		"notes.md":        {Data: []byte(`{`)},
		".hidden.json":    {Data: []byte(`{`)},
		"node_modules.js": {Data: []byte(`{`)},
	}
	files, problems := ReadFolder(folder, Limits{Bytes: 100})
	var got []string
	for _, f := range files {
		got = append(got, fmt.Sprintf("%s %d", f.Name, len(f.Workflows)))
	}
	for _, err := range problems {
		got = append(got, err.Error())
	}
	if diff := cmp.Diff([]string{
		"a/deep/x.JSON 2", "b.json 1",
		"big.json: the file has 200 bytes, more than the limit of 100",
		"broken.json: line 1, column 2: not valid JSON: Expected property name or '}' in JSON at position 1",
	}, got); diff != "" {
		t.Error(diff)
	}
	if _, problems := ReadFolder(os.DirFS(filepath.Join(t.TempDir(), "missing")), DefaultLimits); len(problems) != 1 {
		t.Errorf("a missing folder gives %v", problems)
	}
}

// Whatever the document, the canonical form says the same and is stable.
func TestCanonicalLaws(t *testing.T) {
	scalar := rapid.OneOf(
		rapid.Just(value.Null), rapid.Just(value.True),
		rapid.Map(rapid.Float64Range(-1e6, 1e6), value.Number), rapid.Map(rapid.String(), value.String))
	key := rapid.OneOf(rapid.SampledFrom([]string{"nodes", "name", "position", "connections", "index", "node", "type", "7", "10", "a b"}), rapid.String())
	var any *rapid.Generator[value.Value]
	object := func(inner *rapid.Generator[value.Value]) *rapid.Generator[value.Value] {
		return rapid.Custom(func(t *rapid.T) value.Value {
			v := value.EmptyObject
			for _, k := range rapid.SliceOfN(key, 0, 4).Draw(t, "keys") {
				v = v.Set(k, inner.Draw(t, "value"))
			}
			return v
		})
	}
	any = rapid.OneOf(scalar, rapid.Map(rapid.SliceOfN(scalar, 0, 3), func(e []value.Value) value.Value { return value.Array(e...) }), object(scalar))
	any = rapid.OneOf(any, object(any), rapid.Map(rapid.SliceOfN(any, 0, 3), func(e []value.Value) value.Value { return value.Array(e...) }))
	rapid.Check(t, func(t *rapid.T) {
		doc := object(any).Draw(t, "workflow").
			Set("nodes", value.Array(rapid.SliceOfN(object(any), 0, 3).Draw(t, "nodes")...)).
			Delete("connections")
		w, err := FromValue("x", doc)
		if err != nil {
			t.Fatal(err)
		}
		text := Canonical(w)
		again, err := Parse("x", text)
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if !value.DeepEqual(again[0].Document(), doc) {
			t.Fatalf("%s\nis not %s", text, doc.JSON())
		}
		if second := Canonical(again[0]); string(second) != string(text) {
			t.Fatalf("no fixed point:\n%s\n%s", text, second)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"nodes":[{"name":"A","type":"t","position":[1,2],"credentials":{"x":{"id":"1","name":"n"}}}],"connections":{"A":{"main":[[{"node":"A","type":"main","index":0}],null]}}}`,
		`[{"nodes":[]},{"workflow":{"name":"x","workflow":{"nodes":null}}}]`, `{"data":[{"nodes":[],"pinData":{"A":[]}}]}`,
		"\xEF\xBB\xBF{\"nodes\":[]}", "\xFF\xFE{\x00}\x00", `{"nodes":[],"connections":{"__proto__":{"main":[[{"index":1e9}]]}}}`, `[[[[[[]]]]]]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := ParseFile("f", data, Limits{Bytes: 1 << 16, Depth: 50, Nodes: 100, Ports: 16})
		if err != nil {
			var typed *Error
			if !errors.As(err, &typed) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		for _, w := range file.Workflows {
			Validate(w)
			for i := range w.Nodes {
				w.Graph().Ancestors(i, AnyType)
			}
		}
		text := file.Canonical()
		again, err := ParseFile("f", text, DefaultLimits)
		if err != nil {
			t.Fatalf("canonical form is not read: %v\n%s", err, text)
		}
		if !value.DeepEqual(file.root, again.root) || string(again.Canonical()) != string(text) {
			t.Fatalf("round trip changes\n%s", text)
		}
	})
}

func BenchmarkReadFolder(b *testing.B) {
	files := sharedWorkflows(b)
	folder := fstest.MapFS{}
	bytes := 0
	for i := 0; i < 2000; i++ {
		data := mustRead(b, files[i%len(files)])
		folder[fmt.Sprintf("%04d.json", i)] = &fstest.MapFile{Data: data}
		bytes += len(data)
	}
	b.SetBytes(int64(bytes))
	for b.Loop() {
		if _, problems := ReadFolder(folder, DefaultLimits); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
