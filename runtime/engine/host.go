package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/expr"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// host is what a node works with during one run; it implements node.Host.
type host struct {
	run  *run
	node *planNode
	at   int
	info node.Info
	// inputs are what the node gets, full what expressions see: with
	// executeOnce the former are cut to their first items.
	inputs, full [][]item.Item
	sources      []*item.Source
	// items and chosen are the chosen input of either.
	items, chosen []item.Item
	scope         expr.Scope
	hints         []execution.Hint
	metadata      []value.Field
	binary        node.BinaryStore
	// peeks is set for a host that looks at a waiting execution from outside.
	peeks bool
}

var _ node.Host = (*host)(nil)

// newHost makes the host for a run of a node. It is the host of the run before
// made anew: a node has no business with its host once it has returned.
func (r *run) newHost(e *entry, runIndex int) *host {
	n := &r.plan.nodes[e.node]
	h := &r.host
	*h = host{run: r, node: n, at: e.node, info: n.info, inputs: e.data, full: e.data, sources: e.sources}
	h.info.RunIndex, h.info.ExecutionID, h.info.Mode = runIndex, r.exec.ID, r.req.Mode
	h.chosen = h.choose(h.full)
	h.items = h.chosen
	if n.def.ExecuteOnce {
		h.inputs = make([][]item.Item, len(e.data))
		for i, items := range e.data {
			h.inputs[i] = items[:min(1, len(items)):min(1, len(items))]
		}
		h.items = h.chosen[:min(1, len(h.chosen)):min(1, len(h.chosen))]
	}
	h.scope.Data, h.scope.Runner, h.scope.Compiler = (*view)(h), r, r.engine.js
	return h
}

// choose gives the chosen input. Nodes without a run function always have
// input 0 (engine reference §4.8).
func (h *host) choose(data [][]item.Item) []item.Item {
	runs := h.node.inst == nil || h.node.inst.Run != nil
	return chosenInput(data, h.run.plan.v1 && runs)
}

// newIdleHost makes a host outside of any execution: for webhooks, triggers
// and parameters that are read when a workflow is activated. End it.
func (p *Plan) newIdleHost(at int, executionID string, mode node.Mode) *host {
	return p.newOutsideHost(context.Background(), at, executionID, mode)
}

func (p *Plan) newOutsideHost(ctx context.Context, at int, executionID string, mode node.Mode) *host {
	r := &run{
		engine: p.engine, plan: p, ctx: ctx, last: -1, destination: -1,
		req:  &RunRequest{Plan: p, Mode: mode, ID: executionID},
		exec: &execution.Execution{ID: executionID, WorkflowID: p.workflow.ID, Mode: mode},
	}
	return r.newHost(&entry{node: at}, 0)
}

// end releases what an idle host holds. A host of an execution shares the
// execution's session, which stays.
func (h *host) end() {
	if (h.run.nodes == nil || h.peeks) && h.run.session != nil {
		h.run.session.Release()
		h.run.session = nil
	}
}

func (h *host) Context() context.Context { return h.run.ctx }

func (h *host) Info() *node.Info { return &h.info }

func (h *host) Log() *slog.Logger {
	return h.run.engine.log.With("workflow", h.info.WorkflowName, "node", h.info.Name, "execution", h.info.ExecutionID)
}

func (h *host) Inputs() int { return max(h.node.inputs, len(h.inputs)) }

func (h *host) Input(i int) []item.Item {
	if i < 0 || i >= len(h.inputs) {
		return nil
	}
	return h.inputs[i]
}

func (h *host) Items() []item.Item { return h.items }

func (h *host) Source(input int) *item.Source {
	if input < 0 || input >= len(h.sources) {
		return nil
	}
	return h.sources[input]
}

func (h *host) HasParent(types ...string) bool { return anyOf(h.node.reach().up, types) }

// ParentsOf implements node.ParentHost. Disabled nodes do not count.
func (h *host) ParentsOf(types ...string) []string {
	var names []string
	seen := map[int]bool{h.at: true}
	for level := []int{h.at}; len(level) > 0; {
		var next []int
		for _, at := range level {
			for _, inlets := range h.run.plan.nodes[at].parents {
				for _, in := range inlets {
					if seen[in.from] {
						continue
					}
					seen[in.from] = true
					next = append(next, in.from)
					if def := h.run.plan.nodes[in.from].def; !def.Disabled && slices.Contains(types, def.Type) {
						names = append(names, def.Name)
					}
				}
			}
		}
		level = next
	}
	return names
}

func (h *host) HasChild(types ...string) bool { return anyOf(h.node.reach().down, types) }

func anyOf(set map[string]bool, types []string) bool {
	for _, t := range types {
		if set[t] {
			return true
		}
	}
	return false
}

// Eval implements node.Host.
func (h *host) Eval(p node.Source, i int) (value.Value, error) {
	h.scope.Item, h.scope.Extra = i, nil
	if named, ok := p.(*parameter); ok {
		h.scope.ParameterName = named.name
		return expr.Eval(named.Source, &h.scope)
	}
	return expr.Eval(p, &h.scope)
}

// EvalText implements node.Host.
func (h *host) EvalText(text string, i int, extra ...value.Field) (value.Value, error) {
	s := h.scope
	s.Item, s.Extra = i, extra
	return expr.EvalText(text, h.run.engine.js, &s)
}

func (h *host) HasErrorOutput() bool { return h.node.def.OnError == "continueErrorOutput" }

func (h *host) ContinueOnFail() bool {
	if h.node.def.OnError != "" {
		return h.node.def.OnError == "continueRegularOutput" || h.node.def.OnError == "continueErrorOutput"
	}
	return h.node.def.ContinueOnFail
}

func (h *host) State() *node.State { return h.run.contextOf(h.at) }

// contextOf gives a node's state over its runs.
func (r *run) contextOf(at int) *node.State {
	if r.nodes == nil {
		return node.NewState(value.Undefined)
	}
	st := &r.nodes[at]
	if st.context == nil {
		st.context = node.NewState(value.Undefined)
	}
	return st.context
}

func (h *host) HTTP(o node.ClientOptions) (*http.Client, error) {
	return h.run.engine.client(o)
}

func (e *Engine) client(o node.ClientOptions) (*http.Client, error) {
	if e.opts.HTTP == nil {
		return nil, errors.New("outgoing HTTP requests are not set up here")
	}
	return e.opts.HTTP.Client(o)
}

// Dial implements node.NetworkHost.
func (h *host) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if h.run.engine.opts.Dial == nil {
		return nil, errors.New("connections to other servers are not set up here")
	}
	return h.run.engine.opts.Dial(ctx, network, address)
}

// FileAccess implements node.FileHost.
func (h *host) FileAccess() node.FileAccess { return h.run.engine.opts.Files }

// DataTables implements node.TableHost.
func (h *host) DataTables() node.DataTables { return h.run.engine.opts.Tables }

func (h *host) Binary() node.BinaryStore {
	if h.binary == nil {
		h.binary = h.run.binaries()
	}
	return h.binary
}

// binaries gives the store for the execution's files.
func (r *run) binaries() node.BinaryStore {
	if r.engine.opts.Binary == nil {
		return noBinaries{}
	}
	return r.engine.opts.Binary.Store(r.plan.workflow.ID, r.req.ID)
}

// Respond implements node.Host.
func (h *host) Respond(a node.Response) (bool, error) {
	r := h.run
	if r.responded || r.req.Respond == nil {
		return false, nil
	}
	r.responded = true
	r.req.Respond(a)
	return true, nil
}

// Wait implements node.Host.
func (h *host) Wait(until time.Time) error {
	if h.run.nodes == nil || h.peeks {
		return fmt.Errorf("node %q cannot wait outside of an execution", h.info.Name)
	}
	if until.IsZero() {
		until = execution.Indefinitely
	}
	h.run.waitTill = until
	return nil
}

func (h *host) Hint(text string) { h.hints = append(h.hints, execution.Hint{Message: text}) }

// Amend implements node.Host. The record is copied, because its output is also
// what other nodes were given, and may be data that other executions share.
func (h *host) Amend(input int, docs []value.Value) {
	source := h.Source(input)
	if source == nil || h.run.nodes == nil {
		return
	}
	at, ok := h.run.plan.graph.Node(source.Node)
	if !ok {
		return
	}
	rec := (*view)(h).record(at, source.Run)
	if rec == nil {
		return
	}
	amended, state := *rec, &h.run.nodes[at]
	if source.Output >= len(amended.Output) || len(amended.Output[source.Output]) != len(docs) {
		return
	}
	amended.Output = slices.Clone(amended.Output)
	items := slices.Clone(amended.Output[source.Output])
	for i, doc := range docs {
		items[i].JSON = doc
	}
	amended.Output[source.Output] = items
	state.runs[source.Run-state.forgotten] = &amended
}

func (h *host) SetMetadata(key string, v value.Value) {
	for i := range h.metadata {
		if h.metadata[i].Key == key {
			h.metadata[i].Value = v
			return
		}
	}
	h.metadata = append(h.metadata, value.Field{Key: key, Value: v})
}

// view is what expressions see of the run that a host stands for; it
// implements expr.Data.
type view host

var _ expr.Data = (*view)(nil)

// cutView is what scripts see of a node that executes once.
type cutView struct{ *view }

func (v cutView) Items() []item.Item      { return v.items }
func (v cutView) Input(i int) []item.Item { return (*host)(v.view).Input(i) }

func (v *view) Info() *node.Info   { return &v.info }
func (v *view) Self() int          { return v.at }
func (v *view) Items() []item.Item { return v.chosen }
func (v *view) Inputs() int        { return (*host)(v).Inputs() }
func (v *view) Input(i int) []item.Item {
	if i < 0 || i >= len(v.full) {
		return nil
	}
	return v.full[i]
}
func (v *view) Sources() []*item.Source      { return v.sources }
func (v *view) Node(name string) (int, bool) { return v.run.plan.graph.Node(name) }
func (v *view) Name(node int) string         { return v.run.plan.nodes[node].def.Name }
func (v *view) NodeType(node int) string     { return v.run.plan.nodes[node].def.Type }

func (v *view) Runs(node int) int {
	if v.run.nodes == nil {
		return 0
	}
	return v.run.nodes[node].count()
}

func (v *view) record(node, run int) *execution.Run {
	if run < 0 || run >= v.Runs(node) {
		return nil
	}
	if run -= v.run.nodes[node].forgotten; run < 0 {
		return nil
	}
	return v.run.nodes[node].runs[run]
}

func (v *view) Output(node, run int) ([][]item.Item, bool) {
	rec := v.record(node, run)
	if rec == nil || rec.Output == nil {
		return nil, false
	}
	return rec.Output, true
}

func (v *view) RunSources(node, run int) []*item.Source {
	if rec := v.record(node, run); rec != nil {
		return rec.Sources
	}
	return nil
}

func (v *view) Pinned(node int) ([]item.Item, bool) {
	items := v.run.pinsOf(node)
	return items, items != nil
}

func (v *view) Upstream(node int) bool { return v.node.reach().output[node] >= 0 }

func (v *view) ConnectedOutput(node int) (int, bool) {
	out := v.node.reach().output[node]
	return int(max(out, 0)), out >= 0
}

func (v *view) Parameters(node int) value.Value { return v.run.plan.nodes[node].params }

func (v *view) Parameter(path string) node.Source {
	switch p := v.node.binding.Param(path).(type) {
	case *parameter:
		return p.Source
	default:
		return nil
	}
}

func (v *view) State(node int) *node.State { return v.run.contextOf(node) }

func (v *view) StaticData(scope string) (*node.State, error) { return (*host)(v).StaticData(scope) }

func (v *view) Vars() value.Value {
	r := v.run
	if !r.hasVars {
		r.vars, r.hasVars = r.engine.opts.Vars(), true
	}
	return r.vars
}

func (v *view) Env() (value.Value, bool) {
	if v.run.engine.opts.Env == nil {
		return value.Undefined, false
	}
	return v.run.engine.opts.Env(), true
}

func (v *view) CustomData() *node.State {
	if v.run.custom == nil {
		v.run.custom = node.NewState(value.Undefined)
	}
	return v.run.custom
}

func (v *view) Executed() bool { return len(v.run.order) > 0 }
