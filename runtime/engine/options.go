package engine

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"runnel/runtime/js"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// Options are what an engine works with. The zero value of every field has a
// meaning; a node that needs something that is missing fails with a message
// that says so.
type Options struct {
	// Registry knows the types of nodes; node.Registered when nil.
	Registry *node.Registry
	// JS runs JavaScript; one with default options is made when nil.
	JS *js.Engine
	// HTTP gives nodes their HTTP clients.
	HTTP HTTPClients
	// Dial opens connections for other protocols than HTTP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Binary gives nodes the store for their files.
	Binary BinaryStores
	// Files are the files of the machine that nodes may reach; none at first.
	Files node.FileAccess
	// Tables keep the rows of data tables; nodes that want some fail without.
	Tables node.DataTables
	// Credentials finds and decrypts credentials.
	Credentials Credentials
	// StaticData keeps workflows' static data over executions. Without it each
	// execution starts from the workflow document's and what it writes is lost.
	StaticData StaticData
	// Workflows finds the workflows that others call by id.
	Workflows Workflows
	// Failed is told of every failed execution that an error workflow should
	// hear of; see [Engine.RunErrorWorkflow].
	Failed func(ctx context.Context, f *Failure)
	// Observe gives the observer of executions that the engine starts by
	// itself: those of sub-workflows. It may give nil.
	Observe func(*RunRequest) Observer
	// Env is what $env shows; nil means that access is blocked.
	Env func() value.Value
	// Vars are the instance's variables, an object.
	Vars func() value.Value
	// BaseURL is the instance's public address with a slash at its end.
	BaseURL string
	// Zone is the time zone of workflows that name none; America/New_York,
	// the original's default, when nil.
	Zone   *time.Location
	Limits Limits
	// Timeout ends executions of workflows that set none; 0 means never.
	// MaxTimeout caps what workflows set; 0 means an hour.
	Timeout, MaxTimeout time.Duration
	// Log gets what users do not see, such as the stack of a panic;
	// slog.Default when nil.
	Log *slog.Logger
	// NewID makes the ids of executions that are started without one.
	NewID func() string
}

// HTTPClients gives HTTP clients. Clients of equal options share connections.
type HTTPClients interface {
	Client(node.ClientOptions) (*http.Client, error)
}

// BinaryStores gives the store for the files of one execution.
type BinaryStores interface {
	Store(workflowID, executionID string) node.BinaryStore
}

// Credentials finds credentials.
type Credentials interface {
	// Credential gives the decrypted credential that a node refers to. The
	// error is what the user sees when there is none.
	Credential(ctx context.Context, ref workflows.CredentialRef) (node.Credential, error)
}

// StaticData keeps the static data of workflows: an object with the keys
// "global" and "node:<name>".
type StaticData interface {
	// Load gives undefined when nothing was saved for the workflow.
	Load(ctx context.Context, workflowID string) (value.Value, error)
	Save(ctx context.Context, workflowID string, data value.Value) error
}

// Workflows finds workflows by their id.
type Workflows interface {
	// Plan gives the compiled workflow, nil when there is none of that id.
	// With draft set the latest one is meant, else the published one; a
	// workflow that has none of that kind gives ErrNotPublished.
	Plan(ctx context.Context, id string, draft bool) (*Plan, error)
}

// WorkflowsFunc makes a function Workflows.
type WorkflowsFunc func(ctx context.Context, id string, draft bool) (*Plan, error)

// Plan calls the function.
func (f WorkflowsFunc) Plan(ctx context.Context, id string, draft bool) (*Plan, error) {
	return f(ctx, id, draft)
}

// Limits stop executions that would never end or take more than there is.
// Zero means the default, a negative number no limit.
type Limits struct {
	// NodeRuns is the most runs of nodes in one execution; 2,000,000.
	NodeRuns int
	// Memory is about the most bytes of items one execution may hold; 1 GiB.
	Memory int64
	// Depth is how deep sub-workflows may call each other; 100.
	Depth int
}

// The default limits of one execution.
const (
	DefaultNodeRuns = 2_000_000
	DefaultMemory   = 1 << 30
	DefaultDepth    = 100
)

func (l Limits) withDefaults() Limits {
	if l.NodeRuns == 0 {
		l.NodeRuns = DefaultNodeRuns
	}
	if l.Memory == 0 {
		l.Memory = DefaultMemory
	}
	if l.Depth == 0 {
		l.Depth = DefaultDepth
	}
	return l
}

// Engine compiles and runs workflows. It is safe for concurrent use; one
// execution never waits for another.
type Engine struct {
	opts   Options
	log    *slog.Logger
	js     *js.Engine
	inline inlinePlans
	// background are the sub-workflows that nobody waits for. They run until
	// base ends.
	background sync.WaitGroup
	base       context.Context
	stop       context.CancelCauseFunc
}

// Drain waits until the sub-workflows that were started without waiting for
// them have ended. When the context ends first, they are canceled as by the
// system's shutdown, waited for, and the context's error is returned.
func (e *Engine) Drain(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		e.background.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		e.stop(ErrShutdown)
		<-done
		return ctx.Err()
	}
}

// New makes an engine.
func New(o Options) *Engine {
	if o.Registry == nil {
		o.Registry = node.Registered
	}
	if o.Zone == nil {
		o.Zone = defaultZone()
	}
	if o.JS == nil {
		o.JS = js.New(js.Options{Zone: o.Zone})
	}
	if o.MaxTimeout == 0 {
		o.MaxTimeout = time.Hour
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Vars == nil {
		o.Vars = func() value.Value { return value.EmptyObject }
	}
	if o.NewID == nil {
		o.NewID = CountFrom(0)
	}
	o.Limits = o.Limits.withDefaults()
	e := &Engine{opts: o, log: o.Log, js: o.JS}
	e.base, e.stop = context.WithCancelCause(context.Background())
	return e
}
