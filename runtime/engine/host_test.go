package engine

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// inside runs f in a node behind Data, which gives two items.
func inside(t *testing.T, e *Engine, f func(*call) error, more ...any) *execution.Execution {
	t.Helper()
	return newFlow(t).do("Data", gives(`{"n":1} {"n":2}`)).do("X", func(c *call) (out, error) {
		return node.One(c.Items()), f(c)
	}, more...).pass("After").link("Start", "Data", "Data", "X", "X", "After").with(e, RunRequest{Mode: node.ModeCLI, ID: "9"})
}

func TestHostKnowsItsPlace(t *testing.T) {
	ex := inside(t, testEngine(), func(c *call) error {
		info := c.Info()
		same(t, "info", fmt.Sprint(info.Name, info.Type, info.Version, info.RunIndex, info.WorkflowID, info.WorkflowName, info.ExecutionID, info.Mode), "Xtest.do1 0wfFlow9cli")
		same(t, "source", *c.Source(0), "{Data 0 0}")
		same(t, "no source", c.Source(1) == nil, true)
		same(t, "inputs", c.Inputs(), 1)
		same(t, "no input", c.Input(5) == nil, true)
		same(t, "parents", []bool{c.HasParent(typeManualTrigger), c.HasParent("a", "test.do"), c.HasParent("a")}, "[true true false]")
		same(t, "children", []bool{c.HasChild("test.do"), c.HasChild(typeManualTrigger)}, "[true false]")
		same(t, "log", c.Log() != nil, true)
		_, err := c.Binary().Create(context.Background(), strings.NewReader("x"), node.BinaryMeta{})
		same(t, "no files", err, "files are not set up here")
		_, err = c.HTTP(node.ClientOptions{})
		same(t, "no HTTP", err, "outgoing HTTP requests are not set up here")
		ok, err := c.Respond(node.Response{})
		same(t, "nobody to answer", fmt.Sprint(ok, err), "false <nil>")
		return nil
	})
	same(t, "status", ex.Status, execution.StatusSuccess)
}

func TestContinueOnFailAsNodesSeeIt(t *testing.T) {
	for _, c := range []struct {
		more []any
		want bool
	}{
		{nil, false},
		{[]any{"continueOnFail", true}, true},
		{[]any{"onError", "continueRegularOutput"}, true},
		{[]any{"onError", "continueErrorOutput"}, true},
		{[]any{"onError", "stopWorkflow"}, false},
		{[]any{"onError", "stopWorkflow", "continueOnFail", true}, false},
	} {
		inside(t, testEngine(), func(call *call) error {
			same(t, fmt.Sprint(c.more), call.ContinueOnFail(), c.want)
			return nil
		}, c.more...)
	}
}

func TestExpressionsSeeTheExecution(t *testing.T) {
	e := testEngine(func(o *Options) {
		o.Env = func() value.Value { return object("HOME", "/root") }
		o.Vars = func() value.Value { return object("v", "var") }
	})
	inside(t, e, func(c *call) error {
		for text, want := range map[string]string{
			"={{ $json.n }}":                             "2",
			"={{ $('Data').first().json.n }}":            "1",
			"={{ $('Data').item.json.n }}":               "2",
			"={{ $input.all().length }}":                 "2",
			"={{ $prevNode.name }}":                      `"Data"`,
			"={{ $env.HOME }}":                           `"/root"`,
			"={{ $vars.v }}":                             `"var"`,
			"={{ $execution.id }}":                       `"9"`,
			"={{ $workflow.name }}":                      `"Flow"`,
			"={{ $('After').isExecuted }}":               "false",
			"={{ $itemIndex }}":                          "1",
			"={{ [1, 2].map(n => n * $json.n).join() }}": `"2,4"`,
			"={{ $execution.customData.set('k', 'v') }}": "undefined",
			"={{ $execution.customData.get('k') }}":      `"v"`,
			"={{ $('Start').item.json.x }}":              "undefined",
			"={{ extra }}":                               "5",
			"={{ $parameter.do.length > 0 }}":            "true",
		} {
			if strings.Contains(text, "customData.get") {
				if _, err := c.EvalText("={{ $execution.customData.set('k', 'v') }}", 0); err != nil {
					return err
				}
			}
			v, err := c.EvalText(text, 1, value.Field{Key: "extra", Value: value.Int(5)})
			same(t, text, fmt.Sprint(v, err), want+" <nil>")
		}
		return nil
	})
}

func TestFailedExpression(t *testing.T) {
	ex := inside(t, testEngine(), func(c *call) error {
		_, err := c.EvalText("={{ $('Nobody').item }}", 1)
		return err
	})
	doc := execution.ErrorJSON(ex.Data.Err)
	same(t, "message", doc.Get("message").Str(), "Referenced node doesn't exist")
	same(t, "keys", doc.Keys()[:6], "[level tags context functionality name timestamp]")
	same(t, "no node", doc.Get("node"), "undefined")
	same(t, "item", doc.Get("context").Get("itemIndex"), "1")
}

func TestScripts(t *testing.T) {
	run := func(code string, more ...any) string {
		var got string
		inside(t, testEngine(), func(c *call) error {
			r, err := c.Script(node.Script{Kind: node.ScriptAll, Code: code})
			got = fmt.Sprint(r.Value, err)
			return nil
		}, more...)
		return got
	}
	same(t, "all items", run("return [{json: {n: $input.all().length}}]"), `[{"json":{"n":2}}] <nil>`)
	same(t, "a node that executes once sees one", run("return [{json: {n: $input.all().length}}]", "executeOnce", true), `[{"json":{"n":1}}] <nil>`)
	same(t, "an error", strings.Contains(run("throw new Error('no')"), "no [line 1]"), true)
}

// printer is told what scripts print.
type printer struct {
	spy
	texts []string
}

func (p *printer) Printed(e NodeEvent, text string) { p.texts = append(p.texts, e.Name+": "+text) }

func TestScriptsPrint(t *testing.T) {
	p := &printer{}
	newFlow(t).do("X", func(c *call) (out, error) {
		_, err := c.Script(node.Script{Kind: node.ScriptAll, Code: "console.log('hello', 1); return []"})
		return node.One(c.Items()), err
	}).link("Start", "X").with(testEngine(), RunRequest{Observer: p})
	same(t, "printed", p.texts, "[X: 'hello' 1]")
}

// safe is a source of one credential.
type safe struct{ data value.Value }

func (s safe) Credential(_ context.Context, ref workflows.CredentialRef) (node.Credential, error) {
	if ref.ID != "c1" {
		return node.Credential{}, node.Errorf("Credential with ID %q does not exist for type %q.", ref.ID, ref.Type)
	}
	return node.NewCredential(ref.ID, ref.Name, ref.Type, s.data).With(node.Authentication{}, nil), nil
}

func TestCredentials(t *testing.T) {
	node.Define(node.Spec[doParams]{
		Name: "test.secret", Title: "Secret", Versions: node.Versions(1), Inputs: node.Main(1), Outputs: node.Main(1), Params: doParamsList(),
		Credentials: []node.CredentialUse{{Type: "one"}, {Type: "two"}}, Run: runWork,
	})
	e := testEngine(func(o *Options) {
		o.Credentials = safe{object("user", "me", "greeting", "={{ 'I am ' + $self.user }}")}
	})
	ask := func(e *Engine, typ, asked string, set any) string {
		var got string
		f := newFlow(t).do("X", func(c *call) (out, error) {
			cred, err := c.Credential(asked)
			got = fmt.Sprint(cred.Data(), err)
			return nil, nil
		}).link("Start", "X")
		f.nodes["X"] = f.nodes["X"].Set("type", value.String(typ))
		if set != nil {
			f.nodes["X"] = f.nodes["X"].Set("credentials", must(value.FromGo(set)))
		}
		f.with(e, RunRequest{Mode: node.ModeCLI})
		return got
	}
	one := map[string]any{"one": map[string]any{"id": "c1", "name": "C"}}
	same(t, "found, with its expressions", ask(e, "test.secret", "one", one), `{"user":"me","greeting":"I am me"} <nil>`)
	same(t, "none set", ask(e, "test.secret", "one", nil), "undefined Node does not have any credentials set")
	same(t, "another set", ask(e, "test.secret", "two", one), `undefined Node does not have any credentials set for "two"`)
	same(t, "not declared", ask(e, "test.secret", "three", one), "undefined Node does not require credentials")
	same(t, "a node without credentials", ask(e, "test.do", "one", nil), `undefined Node type "test.do" does not have any credentials defined`)
	same(t, "unknown id", ask(e, "test.secret", "one", map[string]any{"one": map[string]any{"id": "c2", "name": "C"}}),
		`undefined Credential with ID "c2" does not exist for type "one".`)
	same(t, "no source", ask(testEngine(), "test.secret", "one", one), `undefined Credential with ID "c1" does not exist for type "one".`)
}

type clients struct{}

func (clients) Client(node.ClientOptions) (*http.Client, error) { return http.DefaultClient, nil }

func TestHTTPClient(t *testing.T) {
	inside(t, testEngine(func(o *Options) { o.HTTP = clients{} }), func(c *call) error {
		got, err := c.HTTP(node.ClientOptions{})
		same(t, "client", got == http.DefaultClient && err == nil, true)
		return nil
	})
}

func TestEvaluate(t *testing.T) {
	e := testEngine()
	f := newFlow(t).do("Data", gives(`{"n":1} {"n":2}`)).pass("X").link("Start", "Data", "Data", "X")
	p := f.compile(e)
	ex, err := e.Run(context.Background(), RunRequest{Plan: p, Mode: node.ModeManual})
	if err != nil {
		t.Fatal(err)
	}
	v, err := e.Evaluate(context.Background(), Evaluation{Plan: p, Execution: ex, Node: "X", Item: 1, Text: "={{ $json.n + $('Data').first().json.n + extra }}",
		Extra: []value.Field{{Key: "extra", Value: value.Int(10)}}})
	same(t, "value", fmt.Sprint(v, err), "13 <nil>")
	if _, err := e.Evaluate(context.Background(), Evaluation{Plan: p, Execution: ex, Node: "Nobody"}); err == nil {
		t.Error("an unknown node was found")
	}
	pinned := newFlow(t).pass("Data").pass("X").pin("Data", `{"n":7}`).link("Start", "Data", "Data", "X")
	v, err = e.Evaluate(context.Background(), Evaluation{Plan: pinned.compile(e), Execution: &execution.Execution{Mode: node.ModeManual}, Node: "X", Text: "={{ $json.n }}"})
	same(t, "pinned items before any run", fmt.Sprint(v, err), "7 <nil>")
}

func TestErrorsOfTheEngineInRecords(t *testing.T) {
	for _, c := range []struct {
		err               error
		name, description string
	}{
		{ErrTimedOut, "TimeoutExecutionCancelledError", ""},
		{&HasIssues{Node: "A", Issues: []string{"url: missing"}}, "WorkflowHasIssuesError", `node "A": url: missing`},
		{&UnknownType{Node: "A", Type: "t"}, "UnrecognizedNodeTypeError", `node "A": the type "t" is not known`},
		{&UnknownType{Node: "A", Type: "t", Version: 9, Known: true}, "UnrecognizedNodeTypeError", `node "A": version 9 of the type "t" is not known`},
		{&LimitError{Message: "m"}, "WorkflowOperationError", ""},
		{&InternalError{Message: "m", Err: fmt.Errorf("why")}, "WorkflowOperationError", "why"},
		{&PanicError{Node: "A", Value: 1}, "NodeOperationError", ""},
	} {
		doc := execution.ErrorJSON(c.err)
		same(t, "name", doc.Get("name").Str(), c.name)
		same(t, "message", doc.Get("message").Str(), c.err.Error())
		same(t, "description", doc.Get("description").Str(), c.description)
	}
}

func TestTriggerFailure(t *testing.T) {
	f := newFlow(t).set("errorWorkflow", "handler").compile(testEngine()).TriggerFailure(fmt.Errorf("no connection"), node.ModeTrigger)
	same(t, "workflow", f.Workflow, "handler")
	same(t, "keys", f.Item.Keys(), "[trigger workflow]")
	same(t, "message", f.Item.Get("trigger").Get("error").Get("message").Str(), "no connection")
	same(t, "mode", f.Item.Get("trigger").Get("mode").Str(), "trigger")
}
