// Package nodetest runs nodes in tests without the engine: it holds their
// input, evaluates the simplest of expressions and records what they do.
package nodetest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Host is a node.Host for one node of a test. Its exported fields may be set
// before the node runs; what the node does is found in the recording fields.
type Host struct {
	// The methods that are not here fail when they are called.
	node.Host

	t    testing.TB
	typ  *node.Type
	info node.Info
	ctx  context.Context

	// Effective are the node's parameters with its defaults.
	Effective value.Value
	In        [][]item.Item
	Sources   []*item.Source
	Continue  bool
	// ErrorOutput is set for nodes whose failures have an output of their own.
	ErrorOutput bool
	// Parents and Children are the types that HasParent and HasChild know.
	Parents, Children []string
	Credentials       map[string]node.Credential
	Client            *http.Client
	// Amended are the documents of an input that the node changed where they were
	// made.
	Amended map[int][]value.Value
	// Files are the files that the node may reach.
	Files node.FileAccess
	// Tables are the data tables; nil for none.
	Tables node.DataTables
	// OnScript and OnSubworkflow answer those calls.
	OnScript      func(node.Script) (node.ScriptResult, error)
	OnSubworkflow func(node.SubworkflowCall) (node.SubworkflowResult, error)
	// OnDial opens connections; the system's dialer does when it is nil.
	OnDial func(ctx context.Context, network, address string) (net.Conn, error)

	// Recorded: what the node did.
	Responses []node.Response
	Waits     []time.Time
	Hints     []string
	Metadata  map[string]value.Value
	Scripts   []node.Script
	Calls     []node.SubworkflowCall

	state  *node.State
	static map[string]*node.State
}

// New makes a host for a node of a registered type; version 0 is the type's
// default. The parameters are JSON, as a workflow stores them.
func New(t testing.TB, typ string, version float64, params string) *Host {
	t.Helper()
	found, v := node.Registered.Find(typ, version)
	if found == nil {
		t.Fatalf("%s has no version %v", typ, version)
	}
	stored, err := value.ParseString(params)
	if err != nil {
		t.Fatalf("the parameters of the test are no JSON: %v", err)
	}
	return &Host{
		t: t, typ: found, ctx: t.Context(),
		info: node.Info{Name: "Node", ID: "id", Type: typ, Version: v, WebhookID: "webhook-id", WorkflowID: "workflow", WorkflowName: "Workflow",
			Settings: value.EmptyObject, ExecutionID: "1", Mode: node.ModeTrigger, Zone: time.UTC, BaseURL: "http://localhost/"},
		Effective:   node.Effective(found, v, stored),
		Metadata:    map[string]value.Value{},
		Credentials: map[string]node.Credential{},
		state:       node.NewState(value.Undefined),
		static:      map[string]*node.State{"global": node.NewState(value.Undefined), "node": node.NewState(value.Undefined)},
	}
}

// Docs adds an input of items, one for each document of a JSON array. Each is
// linked to its place, as the engine links what goes into a node.
func (h *Host) Docs(documents string) *Host {
	h.t.Helper()
	list, err := value.ParseString(documents)
	if err != nil {
		h.t.Fatalf("the input of the test is no JSON: %v", err)
	}
	items := make([]item.Item, list.Len())
	for i, doc := range list.Elems() {
		items[i] = item.New(doc)
	}
	return h.Link(items)
}

// Link adds an input of items and links them to their places.
func (h *Host) Link(items []item.Item) *Host {
	for i := range items {
		items[i].Paired = item.From(i)
		if len(h.In) > 0 {
			items[i].Paired = item.FromInput(i, len(h.In))
		}
	}
	h.In = append(h.In, items)
	return h
}

// Configure changes what the node knows of itself.
func (h *Host) Configure(f func(*node.Info)) *Host { f(&h.info); return h }

// ContinueOnFailure makes the node turn failures into items.
func (h *Host) ContinueOnFailure() *Host { h.Continue = true; return h }

// Bind binds the node's type to its parameters.
func (h *Host) Bind() *node.Instance {
	h.t.Helper()
	in, err := h.typ.Bind(binding{h})
	if err != nil {
		h.t.Fatalf("binding: %v", err)
	}
	return in
}

// Run runs the node once.
func (h *Host) Run() (node.Output, error) {
	h.t.Helper()
	in := h.Bind()
	if in.Run == nil {
		h.t.Fatal("the node has no run function")
	}
	return in.Run(h)
}

// Outputs gives the labels of the node's outputs.
func (h *Host) Outputs() []string {
	if h.typ.Outputs.Dynamic != nil {
		return h.typ.Outputs.Dynamic(h.Static())
	}
	return h.typ.Outputs.Names
}

// Static gives the parameters as code sees them that runs before there is data.
func (h *Host) Static() node.Static { return static{h} }

type static struct{ h *Host }

func (s static) Param(path string) value.Value { return s.h.Effective.AtPath(path) }
func (s static) Version() float64              { return s.h.info.Version }
func (s static) Info() *node.Info              { return &s.h.info }

type binding struct{ h *Host }

func (b binding) Param(path string) node.Source {
	if v := b.h.Effective.AtPath(path); !v.IsUndefined() {
		return source{v}
	}
	return nil
}

func (b binding) Version() float64 { return b.h.info.Version }

// Context is the test's context unless WithContext set another.
func (h *Host) Context() context.Context { return h.ctx }

// WithContext sets the context of the run.
func (h *Host) WithContext(ctx context.Context) *Host { h.ctx = ctx; return h }

// Info implements node.Host.
func (h *Host) Info() *node.Info { return &h.info }

// Log implements node.Host.
func (h *Host) Log() *slog.Logger { return slog.New(slog.DiscardHandler) }

// Inputs implements node.Host.
func (h *Host) Inputs() int { return len(h.In) }

// Input implements node.Host.
func (h *Host) Input(i int) []item.Item {
	if i >= len(h.In) {
		return nil
	}
	return h.In[i]
}

// Items implements node.Host.
func (h *Host) Items() []item.Item {
	for _, in := range h.In {
		if len(in) > 0 {
			return in
		}
	}
	return nil
}

// Source implements node.Host.
func (h *Host) Source(input int) *item.Source {
	if input >= len(h.Sources) {
		return nil
	}
	return h.Sources[input]
}

// HasParent implements node.Host.
func (h *Host) HasParent(types ...string) bool { return anyOf(h.Parents, types) }

// ParentsOf implements node.ParentHost: the parents are named by their types.
func (h *Host) ParentsOf(types ...string) []string {
	return slices.DeleteFunc(slices.Clone(h.Parents), func(p string) bool { return !slices.Contains(types, p) })
}

// HasChild implements node.Host.
func (h *Host) HasChild(types ...string) bool { return anyOf(h.Children, types) }

func anyOf(have, want []string) bool {
	for _, a := range have {
		for _, b := range want {
			if a == b {
				return true
			}
		}
	}
	return false
}

// ContinueOnFail implements node.Host.
func (h *Host) ContinueOnFail() bool { return h.Continue }

// HasErrorOutput implements node.Host.
func (h *Host) HasErrorOutput() bool { return h.ErrorOutput }

// State implements node.Host.
func (h *Host) State() *node.State { return h.state }

// StaticData implements node.Host.
func (h *Host) StaticData(scope string) (*node.State, error) {
	if s := h.static[scope]; s != nil {
		return s, nil
	}
	return nil, node.Errorf("Unknown context type. Only `global` and `node` are supported.")
}

// Credential implements node.Host.
func (h *Host) Credential(typ string) (node.Credential, error) {
	if c, ok := h.Credentials[typ]; ok {
		return c, nil
	}
	return node.Credential{}, node.Errorf("Node does not have any credentials set")
}

// HTTP implements node.Host.
func (h *Host) HTTP(node.ClientOptions) (*http.Client, error) {
	if h.Client == nil {
		return http.DefaultClient, nil
	}
	return h.Client, nil
}

// Dial implements node.NetworkHost.
func (h *Host) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if h.OnDial != nil {
		return h.OnDial(ctx, network, address)
	}
	var d net.Dialer
	return d.DialContext(ctx, network, address)
}

// Script implements node.Host.
func (h *Host) Script(s node.Script) (node.ScriptResult, error) {
	h.Scripts = append(h.Scripts, s)
	if h.OnScript == nil {
		return node.ScriptResult{}, nil
	}
	return h.OnScript(s)
}

// Respond implements node.Host.
func (h *Host) Respond(r node.Response) (bool, error) {
	h.Responses = append(h.Responses, r)
	return len(h.Responses) == 1, nil
}

// Wait implements node.Host.
func (h *Host) Wait(until time.Time) error { h.Waits = append(h.Waits, until); return nil }

// Subworkflow implements node.Host.
func (h *Host) Subworkflow(c node.SubworkflowCall) (node.SubworkflowResult, error) {
	h.Calls = append(h.Calls, c)
	if h.OnSubworkflow == nil {
		return node.SubworkflowResult{}, nil
	}
	return h.OnSubworkflow(c)
}

// Hint implements node.Host.
func (h *Host) Hint(text string) { h.Hints = append(h.Hints, text) }

// Amend implements node.Host.
func (h *Host) Amend(input int, docs []value.Value) {
	if h.Amended == nil {
		h.Amended = map[int][]value.Value{}
	}
	h.Amended[input] = docs
}

// SetMetadata implements node.Host.
func (h *Host) SetMetadata(key string, v value.Value) { h.Metadata[key] = v }

// Binary implements node.Host.
func (h *Host) Binary() node.BinaryStore { return files{} }

// FileAccess implements node.FileHost.
func (h *Host) FileAccess() node.FileAccess { return h.Files }

// DataTables implements node.TableHost.
func (h *Host) DataTables() node.DataTables { return h.Tables }

// files keeps binary data in memory.
type files struct{}

func (files) Create(_ context.Context, r io.Reader, meta node.BinaryMeta) (*item.Binary, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	f := File(meta.FileName, meta.MimeType, string(data))
	f.FileExtension, f.Directory = meta.Extension, meta.Directory
	return f, nil
}

func (files) FromValue(v value.Value) (*item.Binary, error) {
	if !v.IsObject() || !v.Has("mimeType") {
		return nil, errors.New("this is no binary data")
	}
	return File(v.Get("fileName").Str(), v.Get("mimeType").Str(), v.Get("data").Str()), nil
}
