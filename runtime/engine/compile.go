package engine

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"runnel/runtime/expr"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// Compile makes a plan of a workflow. What is wrong with single nodes does not
// fail: it stops only executions that could reach them, see [Plan.Problems].
func (e *Engine) Compile(w *workflows.Workflow) (*Plan, error) {
	p := &Plan{
		engine:   e,
		workflow: w,
		graph:    w.Graph(),
		nodes:    make([]planNode, len(w.Nodes)),
		v1:       w.ExecutionOrder() == workflows.OrderV1,
		zone:     e.opts.Zone,
	}
	if name := w.Timezone(); name != "" {
		if zone, err := time.LoadLocation(name); err == nil {
			p.zone = zone
		} else {
			e.log.Warn("the time zone in the workflow's settings is not known", "workflow", w.Name, "zone", name)
		}
	}
	p.timeout = e.timeoutOf(w)
	for i, def := range w.Nodes {
		p.compileNode(i, def)
	}
	for i := range p.nodes {
		p.connect(i)
	}
	for i := range p.nodes {
		p.ports(i)
		p.troubled = p.troubled || p.nodes[i].problem != nil
	}
	p.keep = keepOf(p)
	p.loops = loopsOf(p)
	return p, nil
}

// timeoutOf is the limit of one execution (engine reference §9.6).
func (e *Engine) timeoutOf(w *workflows.Workflow) time.Duration {
	limit := w.Timeout()
	if limit == 0 {
		limit = e.opts.Timeout
	}
	if limit <= 0 {
		return 0
	}
	if e.opts.MaxTimeout > 0 {
		limit = min(limit, e.opts.MaxTimeout)
	}
	return limit
}

func (p *Plan) compileNode(i int, def *workflows.Node) {
	n := &p.nodes[i]
	n.def = def
	n.params = def.Parameters
	n.binding = &binding{plan: p, at: i}
	n.reach = p.reachOf(i)
	n.version = def.TypeVersion
	n.info = node.Info{
		Name: def.Name, ID: def.ID, Type: def.Type, Version: def.TypeVersion, WebhookID: def.WebhookID,
		WorkflowID: p.workflow.ID, WorkflowName: p.workflow.Name, WorkflowActive: p.workflow.Active,
		Settings: p.workflow.Settings, Zone: p.zone, BaseURL: p.engine.opts.BaseURL,
	}
	typ, version := p.engine.opts.Registry.Find(def.Type, def.TypeVersion)
	if typ == nil {
		n.problem = &UnknownType{Node: def.Name, Type: def.Type, Version: def.TypeVersion, Known: p.engine.opts.Registry.Known(def.Type)}
		return
	}
	n.typ, n.version, n.info.Version = typ, version, version
	n.params = node.Effective(typ, version, def.Parameters)
	if issues := issuesOf(typ, version, n.params); len(issues) > 0 {
		n.problem = &HasIssues{Node: def.Name, Issues: issues}
	}
	inst, err := typ.Bind(n.binding)
	if err != nil {
		n.problem = fmt.Errorf("node %q: its parameters cannot be read: %w", def.Name, err)
		return
	}
	n.inst = inst
}

func (p *Plan) connect(i int) {
	n := &p.nodes[i]
	for _, l := range p.graph.Out(i) {
		if l.Type != workflows.Main {
			continue
		}
		for len(n.outputs) <= l.Output {
			n.outputs = append(n.outputs, nil)
		}
		n.outputs[l.Output] = append(n.outputs[l.Output], edge{to: l.To, input: l.Input, target: l.Target})
	}
	n.inputs = p.graph.Inputs(i)
	n.parents = make([][]inlet, n.inputs)
	for _, l := range p.graph.In(i) {
		if l.Type == workflows.Main {
			n.parents[l.Input] = append(n.parents[l.Input], inlet{from: l.From, output: l.Output})
		}
	}
}

// ports computes how many inputs and outputs a node's type gives it, and which
// of the inputs it requires.
func (p *Plan) ports(i int) {
	n := &p.nodes[i]
	if n.typ == nil {
		n.declaredInputs, n.declaredOutputs = -1, -1
		return
	}
	st := p.Static(i)
	n.declaredInputs = portCount(n.typ.Inputs, st)
	n.declaredOutputs = portCount(n.typ.Outputs, st)
	if n.typ.Required != nil {
		r := n.typ.Required(st)
		n.requirement = &r
	}
}

func portCount(ports node.Ports, st node.Static) int {
	names := ports.Names
	if ports.Dynamic != nil {
		names = ports.Dynamic(st)
	}
	if ports.Types == nil {
		return len(names)
	}
	count := 0
	for _, t := range ports.Types {
		if t == "" || t == workflows.Main {
			count++
		}
	}
	return count
}

// binding gives a node's compiled parameters; see node.Binding.
type binding struct {
	plan *Plan
	at   int
}

// Param implements node.Binding.
func (b *binding) Param(path string) node.Source {
	v := b.plan.nodes[b.at].params
	if path != "" {
		v = v.AtPath(path)
	}
	if v.IsUndefined() {
		return nil
	}
	return &parameter{Source: expr.Compile(v, b.plan.engine.js), name: path}
}

// Version implements node.VersionedBinding: of parameters of one name that of
// the node's version counts.
func (b *binding) Version() float64 { return b.plan.nodes[b.at].version }

// parameter is a compiled parameter that knows its name, for messages.
type parameter struct {
	node.Source
	name string
}

// Part implements node.TreeSource: the parts belong to the same parameter.
func (p *parameter) Part(key string) node.Source {
	tree, ok := p.Source.(node.TreeSource)
	if !ok {
		return nil
	}
	part := tree.Part(key)
	if part == nil {
		return nil
	}
	return &parameter{Source: part, name: p.name}
}

// static implements node.Static: it reads parameters without any data.
type static struct {
	plan *Plan
	at   int
}

func (s *static) Param(path string) value.Value {
	src := s.plan.nodes[s.at].binding.Param(path)
	if src == nil {
		return value.Undefined
	}
	if v, ok := src.Constant(); ok {
		return v
	}
	h := s.plan.newIdleHost(s.at, "", node.ModeInternal)
	defer h.end()
	v, err := h.Eval(src, 0)
	if err != nil {
		// A list whose members need data still says how many there are; a text
		// that needs data says nothing.
		if v = s.plan.nodes[s.at].params.AtPath(path); !v.IsArray() && !v.IsObject() {
			return value.Undefined
		}
	}
	return v
}

func (s *static) Version() float64 { return s.plan.nodes[s.at].version }

func (s *static) Info() *node.Info { return &s.plan.nodes[s.at].info }

// UnknownType is the problem of a node whose type is not known here.
type UnknownType struct {
	Node    string
	Type    string
	Version float64
	// Known is set when only the version is unknown.
	Known bool
}

func (e *UnknownType) Error() string { return "Unrecognized node type: " + e.Type }

// Detail says which node it is and what is not known.
func (e *UnknownType) Detail() string {
	if e.Known {
		return fmt.Sprintf("node %q: version %v of the type %q is not known", e.Node, e.Version, e.Type)
	}
	return fmt.Sprintf("node %q: the type %q is not known", e.Node, e.Type)
}

// HasIssues is the problem of a node whose parameters are incomplete or wrong.
type HasIssues struct {
	Node   string
	Issues []string
}

func (e *HasIssues) Error() string {
	return "The workflow has issues and cannot be executed for that reason. Please fix them first."
}

// Detail says what is wrong with which node.
func (e *HasIssues) Detail() string {
	return fmt.Sprintf("node %q: %s", e.Node, strings.Join(e.Issues, "; "))
}

// Webhook is a webhook that a workflow listens on while it is active.
type Webhook struct {
	// Node is the node's index, Name its name.
	Node int
	Name string
	Spec *node.WebhookSpec
	// Methods are the HTTP methods, upper case.
	Methods []string
	// Path is what comes behind the endpoint, without slashes around, still
	// with its :name segments. Dynamic tells whether these are parameters; a
	// request's path then begins with the WebhookID, which Path lacks.
	Path      string
	Dynamic   bool
	WebhookID string
	// Err is why the webhook cannot be registered, nil for none.
	Err error
}

// Webhooks lists the webhooks of all nodes that are not disabled; those that
// resume a waiting execution have Spec.Restart set and are not for the table
// (engine reference §18.2).
func (p *Plan) Webhooks() []Webhook {
	var all []Webhook
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.typ == nil || n.def.Disabled {
			continue
		}
		for k := range n.typ.Webhooks {
			all = append(all, p.webhook(i, &n.typ.Webhooks[k]))
		}
	}
	return all
}

// PageFollows tells whether somewhere below a node stands one that shows a page
// of a form to the person whose call the execution began with.
func (p *Plan) PageFollows(i int) bool {
	for _, d := range p.graph.Descendants(i, workflows.Main) {
		n := &p.nodes[d]
		if n.typ == nil || n.def.Disabled {
			continue
		}
		for k := range n.typ.Webhooks {
			if spec := &n.typ.Webhooks[k]; spec.Form && spec.Restart {
				if w := p.webhook(d, spec); w.Err == nil && len(w.Methods) > 0 {
					return true
				}
			}
		}
	}
	return false
}

func (p *Plan) webhook(i int, spec *node.WebhookSpec) Webhook {
	n := &p.nodes[i]
	w := Webhook{Node: i, Name: n.def.Name, Spec: spec, WebhookID: n.def.WebhookID}
	st := p.Static(i)
	if spec.Path != nil {
		path, err := spec.Path(st)
		if err != nil {
			w.Err = err
			return w
		}
		w.Path = strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	}
	w.Methods = []string{"GET"}
	if spec.Methods != nil {
		methods, err := spec.Methods(st)
		if err != nil {
			w.Err = err
			return w
		}
		w.Methods = methods
	}
	switch {
	case n.def.WebhookID == "" && !spec.Restart:
		w.Path = strings.TrimSuffix(p.workflow.ID+"/"+encodeURI(strings.ToLower(n.def.Name))+"/"+w.Path, "/")
	case w.Path == "" && !spec.Restart:
		w.Path = n.def.WebhookID
	default:
		w.Dynamic = !spec.Restart && w.Path != ":" && (strings.HasPrefix(w.Path, ":") || strings.Contains(w.Path, "/:"))
	}
	return w
}

// encodeURI encodes a path as JavaScript's encodeURIComponent does.
func encodeURI(s string) string {
	escaped := url.QueryEscape(s)
	for _, r := range [][2]string{{"+", "%20"}, {"%21", "!"}, {"%27", "'"}, {"%28", "("}, {"%29", ")"}, {"%2A", "*"}} {
		escaped = strings.ReplaceAll(escaped, r[0], r[1])
	}
	return escaped
}

// Triggers lists the nodes with a trigger function that are not disabled, and
// Polls those with a poll function.
func (p *Plan) Triggers() []int {
	return p.enabled(func(i *node.Instance) bool { return i.Trigger != nil })
}

// Polls lists the nodes with a poll function that are not disabled.
func (p *Plan) Polls() []int { return p.enabled(func(i *node.Instance) bool { return i.Poll != nil }) }

func (p *Plan) enabled(wanted func(*node.Instance) bool) []int {
	var found []int
	for i := range p.nodes {
		if n := &p.nodes[i]; n.inst != nil && !n.def.Disabled && wanted(n.inst) {
			found = append(found, i)
		}
	}
	return found
}

// ErrNotPublished is the error of calling a workflow that is not active.
var ErrNotPublished error = message("Workflow is not active and cannot be executed.")
