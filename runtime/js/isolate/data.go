package isolate

import (
	"runnel/runtime/expr"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// farData is the data of an execution in the server's process. What was asked
// for once is kept until a script of another run begins.
type farData struct {
	server   far
	job      job
	known    map[string]any
	states   map[string]*farState
	compiler expr.Compiler
}

// farState is a state with where it came from.
type farState struct {
	changedState
	state *node.State
}

var _ expr.Data = (*farData)(nil)

// ask answers what the server says to a call, once per question.
func ask[T any](f *farData, c call, write func(*encoder), read func(*decoder) T) T {
	e := encoder{}
	if write != nil {
		write(&e)
	}
	key := string(c) + string(e.b)
	if v, ok := f.known[key].(*T); ok {
		return *v
	}
	v := new(T)
	if d, err := f.server.call(c, e.b); err == nil {
		*v = read(d)
	}
	f.known[key] = v
	return *v
}

func number(n int) func(*encoder)      { return func(e *encoder) { e.int(n) } }
func name(s string) func(*encoder)     { return func(e *encoder) { e.text(s) } }
func aValue(d *decoder) value.Value    { return d.value() }
func someItems(d *decoder) []item.Item { return d.items() }

// Info implements expr.Data.
func (f *farData) Info() *node.Info { return &f.job.info }

// Self implements expr.Data.
func (f *farData) Self() int { return f.job.self }

// Inputs implements expr.Data.
func (f *farData) Inputs() int { return f.job.inputs }

// Sources implements expr.Data.
func (f *farData) Sources() []*item.Source { return f.job.sources }

// Executed implements expr.Data.
func (f *farData) Executed() bool { return f.job.executed }

// Items implements expr.Data.
func (f *farData) Items() []item.Item { return ask(f, callItems, nil, someItems) }

// Input implements expr.Data.
func (f *farData) Input(i int) []item.Item { return ask(f, callInput, number(i), someItems) }

type foundNode struct {
	index int
	found bool
}

// Node implements expr.Data.
func (f *farData) Node(s string) (int, bool) {
	n := ask(f, callNode, name(s), func(d *decoder) foundNode { return foundNode{found: d.bool(), index: d.int()} })
	return n.index, n.found
}

type namedNode struct{ name, typ string }

func (f *farData) named(n int) namedNode {
	return ask(f, callName, number(n), func(d *decoder) namedNode { return namedNode{d.text(), d.text()} })
}

// Name implements expr.Data.
func (f *farData) Name(n int) string { return f.named(n).name }

// NodeType implements expr.Data.
func (f *farData) NodeType(n int) string { return f.named(n).typ }

// Runs implements expr.Data.
func (f *farData) Runs(n int) int { return ask(f, callRuns, number(n), (*decoder).int) }

type recorded struct {
	outputs [][]item.Item
	found   bool
}

// Output implements expr.Data.
func (f *farData) Output(n, run int) ([][]item.Item, bool) {
	r := ask(f, callOutput, func(e *encoder) { e.int(n); e.int(run) }, func(d *decoder) recorded { return recorded{found: d.bool(), outputs: d.outputs()} })
	return r.outputs, r.found
}

// RunSources implements expr.Data.
func (f *farData) RunSources(n, run int) []*item.Source {
	return ask(f, callRunSources, func(e *encoder) { e.int(n); e.int(run) }, (*decoder).sources)
}

type pinned struct {
	items []item.Item
	found bool
}

// Pinned implements expr.Data.
func (f *farData) Pinned(n int) ([]item.Item, bool) {
	p := ask(f, callPinned, number(n), func(d *decoder) pinned { return pinned{found: d.bool(), items: d.items()} })
	return p.items, p.found
}

type connection struct {
	upstream, found bool
	output          int
}

func (f *farData) connection(n int) connection {
	return ask(f, callUpstream, number(n), func(d *decoder) connection {
		return connection{upstream: d.bool(), found: d.bool(), output: d.int()}
	})
}

// Upstream implements expr.Data.
func (f *farData) Upstream(n int) bool { return f.connection(n).upstream }

// ConnectedOutput implements expr.Data.
func (f *farData) ConnectedOutput(n int) (int, bool) {
	c := f.connection(n)
	return c.output, c.found
}

// Parameters implements expr.Data.
func (f *farData) Parameters(n int) value.Value { return ask(f, callParameters, number(n), aValue) }

// Parameter implements expr.Data. The parameter is compiled here, so that its
// expressions are evaluated with what the script sees.
func (f *farData) Parameter(path string) node.Source {
	return ask(f, callParameter, name(path), func(d *decoder) node.Source {
		found := d.bool()
		raw := d.value()
		if !found {
			return nil
		}
		return expr.Compile(raw, f.compiler)
	})
}

// state answers a state, the same each time.
func (f *farData) state(c call, n int, scope string) (*node.State, error) {
	e := encoder{}
	e.int(n)
	e.text(scope)
	key := string(c) + string(e.b)
	if s, ok := f.states[key]; ok {
		return s.state, nil
	}
	d, err := f.server.call(c, e.b)
	if err != nil {
		return nil, err
	}
	s := &farState{changedState: changedState{call: c, node: n, scope: scope}, state: node.NewState(d.value())}
	s.doc = s.state.Value()
	f.states[key] = s
	return s.state, d.err
}

// State implements expr.Data.
func (f *farData) State(n int) *node.State {
	s, err := f.state(callState, n, "")
	if err != nil {
		return node.NewState(value.EmptyObject)
	}
	return s
}

// StaticData implements expr.Data.
func (f *farData) StaticData(scope string) (*node.State, error) { return f.state(callStatic, 0, scope) }

// CustomData implements expr.Data.
func (f *farData) CustomData() *node.State {
	s, err := f.state(callCustom, 0, "")
	if err != nil {
		return node.NewState(value.EmptyObject)
	}
	return s
}

// changed answers the states that were written to since it was last asked.
func (f *farData) changed() []changedState {
	var list []changedState
	for _, s := range f.states {
		if v := s.state.Value(); !value.StrictEqual(v, s.doc) {
			s.doc = v
			list = append(list, s.changedState)
		}
	}
	return list
}

// Vars implements expr.Data.
func (f *farData) Vars() value.Value { return ask(f, callVars, nil, aValue) }

type environment struct {
	v       value.Value
	allowed bool
}

// Env implements expr.Data.
func (f *farData) Env() (value.Value, bool) {
	e := ask(f, callEnv, nil, func(d *decoder) environment { return environment{d.value(), d.bool()} })
	return e.v, e.allowed
}
