package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// The nodes of the tests do what a Go function says that the test registered
// under a name; the function's name is a parameter of the node.

type doParams struct {
	Do node.Field[string] `param:"do"`
}

type work func(*node.Call[doParams]) (node.Output, error)

var (
	worksMu sync.Mutex
	works   = map[string]work{}
)

func workOf(name string) work {
	worksMu.Lock()
	defer worksMu.Unlock()
	return works[name]
}

func doParamsList() node.Params {
	return node.Params{
		{Name: "do", Kind: node.KindString, Default: value.String("pass")},
		{Name: "inputs", Kind: node.KindNumber, Default: value.Int(1)},
		{Name: "outputs", Kind: node.KindNumber, Default: value.Int(1)},
		{Name: "required", Kind: node.KindJSON},
		{Name: "text", Kind: node.KindString},
	}
}

func runWork(c *node.Call[doParams]) (node.Output, error) {
	name, err := c.P.Do.At(c, 0)
	if err != nil {
		return nil, err
	}
	if name == "pass" {
		return node.One(c.Items()), nil
	}
	return workOf(name)(c)
}

func count(param string) func(node.Static) []string {
	return func(s node.Static) []string { return make([]string, int(s.Param(param).Num())) }
}

func init() {
	node.Define(node.Spec[doParams]{
		Name: "test.do", Title: "Do", Versions: node.Versions(1),
		Inputs: node.Computed(count("inputs")), Outputs: node.Computed(count("outputs")),
		Params: doParamsList(), Run: runWork,
		Required: func(s node.Static) node.Requirement {
			v := s.Param("required")
			if v.IsArray() {
				r := node.Requirement{Inputs: []int{}}
				for _, e := range v.Elems() {
					r.Inputs = append(r.Inputs, int(e.Num()))
				}
				return r
			}
			return node.Requirement{Count: int(v.Num())}
		},
	})
	for _, name := range []string{typeManualTrigger, "test.trigger"} {
		node.Define(node.Spec[doParams]{
			Name: name, Title: "Trigger", Versions: node.Versions(1), Outputs: node.Main(1), Params: doParamsList(),
			Trigger: func(*node.TriggerCall[doParams]) (node.Stop, error) { return nil, nil },
			Manual: func(*node.Call[doParams], time.Time) (node.Output, error) {
				return node.One(item.List(value.Object(value.Field{Key: "by", Value: value.String("hand")}))), nil
			},
		})
	}
	for _, name := range []string{typeWorkflowTrigger, typeErrorTrigger} {
		node.Define(node.Spec[doParams]{
			Name: name, Title: "Trigger", Versions: node.Versions(1), Outputs: node.Main(1), Params: doParamsList(), Run: runWork,
			Trigger: func(*node.TriggerCall[doParams]) (node.Stop, error) { return nil, nil },
		})
	}
}

// flow builds a workflow.
type flow struct {
	t        testing.TB
	id       string
	order    []string
	nodes    map[string]value.Value
	links    map[string][][]value.Value
	settings value.Value
	pins     value.Value
}

// newFlow begins a workflow in the newer order of execution with the trigger Start.
func newFlow(t testing.TB) *flow {
	f := &flow{t: t, id: "wf", nodes: map[string]value.Value{}, links: map[string][][]value.Value{},
		settings: object("executionOrder", "v1"), pins: value.EmptyObject}
	return f.add("Start", typeManualTrigger)
}

func (f *flow) v0() *flow { f.settings = value.EmptyObject; return f }

func (f *flow) set(key string, v any) *flow {
	f.settings = f.settings.Set(key, must(value.FromGo(v)))
	return f
}

// add adds a node; keys and values alternate in more.
func (f *flow) add(name, typ string, more ...any) *flow {
	n := object("name", name, "type", typ, "typeVersion", 1, "position", []any{0, 0}, "parameters", value.EmptyObject)
	for i := 0; i < len(more); i += 2 {
		n = n.Set(more[i].(string), must(value.FromGo(more[i+1])))
	}
	f.order = append(f.order, name)
	f.nodes[name] = n
	return f
}

// pass adds a node that passes its items on.
func (f *flow) pass(name string, more ...any) *flow { return f.add(name, "test.do", more...) }

// do adds a node that does what w says.
func (f *flow) do(name string, w work, more ...any) *flow {
	key := fmt.Sprintf("%s/%s/%d", f.t.Name(), name, len(f.order))
	worksMu.Lock()
	works[key] = w
	worksMu.Unlock()
	f.t.Cleanup(func() {
		worksMu.Lock()
		delete(works, key)
		worksMu.Unlock()
	})
	f.add(name, "test.do", more...)
	return f.param(name, "do", key)
}

// param sets a node's parameter.
func (f *flow) param(name, key string, v any) *flow {
	n := f.nodes[name]
	f.nodes[name] = n.Set("parameters", n.Get("parameters").Set(key, must(value.FromGo(v))))
	return f
}

// at places a node.
func (f *flow) at(name string, x, y int) *flow {
	f.nodes[name] = f.nodes[name].Set("position", must(value.FromGo([]any{x, y})))
	return f
}

// link connects nodes: "A" or "A:1" (output 1) to "B" or "B:1" (input 1).
func (f *flow) link(pairs ...string) *flow {
	for i := 0; i < len(pairs); i += 2 {
		from, output := port(pairs[i])
		to, input := port(pairs[i+1])
		for len(f.links[from]) <= output {
			f.links[from] = append(f.links[from], nil)
		}
		f.links[from][output] = append(f.links[from][output], object("node", to, "type", "main", "index", input))
	}
	return f
}

func port(s string) (string, int) {
	name, n, ok := strings.Cut(s, ":")
	if !ok {
		return name, 0
	}
	var i int
	fmt.Sscan(n, &i)
	return name, i
}

func (f *flow) pin(name string, docs ...string) *flow {
	list := make([]value.Value, len(docs))
	for i, d := range docs {
		list[i] = object("json", must(value.ParseString(d)))
	}
	f.pins = f.pins.Set(name, value.Array(list...))
	return f
}

func (f *flow) document() value.Value {
	var nodes []value.Value
	connections := value.EmptyObject
	for _, name := range f.order {
		nodes = append(nodes, f.nodes[name])
		if links := f.links[name]; links != nil {
			outputs := make([]value.Value, len(links))
			for i, l := range links {
				outputs[i] = value.Array(l...)
			}
			connections = connections.Set(name, object("main", value.Array(outputs...)))
		}
	}
	return object("id", f.id, "name", "Flow", "nodes", value.Array(nodes...), "connections", connections,
		"settings", f.settings, "pinData", f.pins)
}

func (f *flow) compile(e *Engine) *Plan {
	f.t.Helper()
	w, err := workflows.FromValue("flow.json", f.document())
	if err != nil {
		f.t.Fatal(err)
	}
	p, err := e.Compile(w)
	if err != nil {
		f.t.Fatal(err)
	}
	return p
}

// run runs the flow in the mode cli.
func (f *flow) run() *execution.Execution {
	f.t.Helper()
	return f.with(testEngine(), RunRequest{Mode: node.ModeCLI})
}

func (f *flow) with(e *Engine, req RunRequest) *execution.Execution {
	f.t.Helper()
	req.Plan = f.compile(e)
	ex, err := e.Run(context.Background(), req)
	if err != nil {
		f.t.Fatal(err)
	}
	return ex
}

func testEngine(change ...func(*Options)) *Engine {
	o := Options{Log: slog.New(slog.DiscardHandler), Zone: time.UTC, BaseURL: "http://localhost:5678/"}
	for _, c := range change {
		c(&o)
	}
	return New(o)
}

func object(kv ...any) value.Value {
	v := value.EmptyObject
	for i := 0; i < len(kv); i += 2 {
		v = v.Set(kv[i].(string), must(value.FromGo(kv[i+1])))
	}
	return v
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// gives makes a node's work that answers the same outputs every time: each
// text holds the documents of one output, separated by spaces.
func gives(outputs ...string) work {
	return func(*node.Call[doParams]) (node.Output, error) {
		out := make(node.Output, len(outputs))
		for i, o := range outputs {
			out[i] = []item.Item{}
			for _, d := range strings.Fields(o) {
				out[i] = append(out[i], item.New(must(value.ParseString(d))))
			}
		}
		return out, nil
	}
}

// fails makes a node's work that fails.
func fails(message string) work {
	return func(*node.Call[doParams]) (node.Output, error) { return nil, node.Errorf("%s", message) }
}

// appends is an append-merge of all inputs.
func appends(c *node.Call[doParams]) (node.Output, error) {
	var all []item.Item
	for i := range c.Inputs() {
		all = append(all, c.Input(i)...)
	}
	return node.One(all), nil
}

// sequence lists the node runs by execution index.
func sequence(ex *execution.Execution) string {
	type step struct {
		index int
		name  string
	}
	var steps []step
	for _, n := range ex.Data.Nodes {
		for _, r := range n.Runs {
			steps = append(steps, step{r.Index, n.Name})
		}
	}
	for i := range steps {
		for k := i + 1; k < len(steps); k++ {
			if steps[k].index < steps[i].index {
				steps[i], steps[k] = steps[k], steps[i]
			}
		}
	}
	names := make([]string, len(steps))
	for i, s := range steps {
		names[i] = s.name
	}
	return strings.Join(names, " ")
}

// output prints what a run of a node gave: outputs in brackets.
func output(ex *execution.Execution, name string, run int) string {
	runs := ex.Data.Runs(name)
	if run >= len(runs) {
		return "none"
	}
	var b strings.Builder
	for _, items := range runs[run].Output {
		b.WriteByte('[')
		for i := range items {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(items[i].JSON.JSON())
		}
		b.WriteByte(']')
	}
	return b.String()
}

// links prints the lineages of a run's output 0.
func links(ex *execution.Execution, name string, run int) string {
	var b strings.Builder
	for i := range ex.Data.Runs(name)[run].Output[0] {
		raw := execution.AppendItem(nil, &ex.Data.Runs(name)[run].Output[0][i])
		doc := must(value.Parse(raw))
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(doc.Get("pairedItem").String())
	}
	return b.String()
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

type (
	call = node.Call[doParams]
	out  = node.Output
)

func mustParse(s string) value.Value { return must(value.ParseString(s)) }

type doc = value.Value

func asError[T error](err error, to *T) bool { return errors.As(err, to) }
