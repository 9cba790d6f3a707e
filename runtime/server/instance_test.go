package server

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	_ "runnel/nodes/all"
	"runnel/runtime/binary"
	"runnel/runtime/engine"
	"runnel/runtime/item"
	"runnel/runtime/js"
	"runnel/runtime/node"
	"runnel/runtime/server/live"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
	"runnel/workflows"
)

// instance is a server with the real engine and nodes, on a free port.
type instance struct {
	t          testing.TB
	url        string
	server     *Server
	engine     *engine.Engine
	active     *trigger.Active
	dispatcher *trigger.Dispatcher
	waiting    *trigger.WaitingRoom
	db         *store.Database
	log        *logBuffer
	client     *http.Client
	close      func()
}

// setup is what a test can change before the instance starts.
type setup struct {
	server   Options
	engine   engine.Options
	capacity trigger.Capacity
	// data is the folder for what waits, "" for memory only.
	data string
	// problems gets what could not be restored; nil where nothing may fail.
	problems *[]error
	// offline leaves out the listening.
	offline bool
	// editor opens a database, in memory of the disk's, and serves the editor
	// and the APIs.
	editor bool
	// site are the files of the editor.
	site fs.FS
}

// logBuffer keeps what was logged.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// start starts an instance with workflows, given as JSON. Every workflow must
// be without problems.
func start(t testing.TB, change func(*setup), docs ...string) *instance {
	t.Helper()
	before := goroutines()
	log := &logBuffer{}
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	files, err := binary.New(binary.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &setup{}
	s.engine = engine.Options{JS: js.New(js.Options{}), Binary: files, StaticData: store.NewMemory(), Zone: time.UTC, BaseURL: "http://test/", Log: logger}
	s.server = Options{BaseURL: "http://test/", Limits: DefaultLimits, Endpoints: Endpoints{"webhook", "webhook-test", "webhook-waiting"}, Version: "1.2.3"}
	if change != nil {
		change(s)
	}
	in := &instance{t: t, log: log}
	s.engine.Workflows = engine.WorkflowsFunc(func(ctx context.Context, id string, draft bool) (*engine.Plan, error) {
		return in.active.Plan(ctx, id, draft)
	})
	s.engine.Failed = func(ctx context.Context, f *engine.Failure) { in.dispatcher.Failed(ctx, f) }
	s.engine.Observe = func(req *engine.RunRequest) engine.Observer { return in.dispatcher.Observe(req) }
	var kept trigger.WaitingStore
	stop := func() {}
	if s.data != "" {
		folder, err := store.OpenFiles(s.data)
		if err != nil {
			t.Fatal(err)
		}
		sequence := folder.OpenSequence(logger)
		stop = func() { sequence.Close(); folder.Close() }
		kept, s.engine.NewID = folder.Waiting(files.Store("", "")), sequence.Next
	}
	var db *store.Database
	if s.editor {
		db = openDatabase(t, logger)
		hub := live.NewHub(live.NewEpoch())
		sequence, err := db.OpenSequence(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.engine.NewID, s.engine.StaticData = sequence.Next, db
		s.engine.HTTP = directClients{}
		tests := workbench.NewTestCredentials(storedCredentials{db})
		s.engine.Credentials = tests
		s.server.Editor = &Editor{Database: db, Hub: hub, Registry: node.Registered, HTTP: directClients{}, Files: files.Store("", ""), Tests: tests,
			Site: s.site, Zones: func() []string { return []string{"Europe/Berlin", "UTC"} }, Zone: "UTC", Recording: true, Settings: object("zone", "UTC")}
		stop = func() { sequence.Close(); db.Close() }
		in.db = db
	}
	in.engine = engine.New(s.engine)
	in.active = trigger.NewActive(in.engine, logger)
	in.waiting = trigger.NewWaitingRoom(in.engine, kept, logger)
	in.dispatcher = trigger.NewDispatcher(in.engine, in.active, s.capacity, in.waiting, logger)
	in.active.Dispatch(in.dispatcher)
	if db != nil {
		in.dispatcher.Record(db.Record(store.RecordAll))
		in.dispatcher.OnStarting(s.server.Editor.Hub.Observer)
		in.dispatcher.OnFinished(s.server.Editor.Hub.Finished)
	}
	s.server.Engine, s.server.Active, s.server.Dispatcher, s.server.Waiting, s.server.Log = in.engine, in.active, in.dispatcher, in.waiting, logger
	if s.server.Metrics != nil {
		s.server.Metrics = NewMetrics(Gauges{in.dispatcher.Load, in.waiting.Waiting, in.active.Len, "1.2.3"})
		in.dispatcher.OnFinished(s.server.Metrics.Executed)
	}
	in.server = New(s.server)
	served := make(chan error, 1)
	if s.offline {
		served <- nil
	} else {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		in.url = "http://" + listener.Addr().String()
		go func() { served <- in.server.Serve(listener) }()
	}
	in.set(docs...)
	if errs := in.waiting.Restore(); s.problems != nil {
		*s.problems = errs
	} else if len(errs) > 0 {
		t.Fatal(errs)
	}
	in.server.Ready()
	transport := &http.Transport{DisableCompression: true}
	in.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	in.close = sync.OnceFunc(func() {
		transport.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
		defer cancel()
		in.active.Close()
		if err := in.server.Shutdown(ctx); err != nil {
			t.Error("the server does not stop:", err)
		}
		in.dispatcher.Shutdown(ctx)
		if err := in.engine.Drain(ctx); err != nil {
			t.Error(err)
		}
		in.waiting.Close()
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if !s.offline {
			noLeak(t, before)
		}
	})
	t.Cleanup(in.close)
	return in
}

// goroutines counts the goroutines of this program.
func goroutines() int { return runtime.NumGoroutine() }

// noLeak waits until no more goroutines run than before.
func noLeak(t testing.TB, before int) {
	for range 12000 {
		if goroutines() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	var stacks strings.Builder
	pprof.Lookup("goroutine").WriteTo(&stacks, 1)
	t.Errorf("%d goroutines ran before, %d run now:\n%s", before, goroutines(), stacks.String())
}

// startRestored starts an instance that takes in what waited, and gives what
// could not be taken in.
func startRestored(t testing.TB, change func(*setup), problems *[]error, docs ...string) *instance {
	t.Helper()
	return start(t, func(s *setup) { change(s); s.problems = problems }, docs...)
}

// offline starts an instance that listens to nobody, for tests with a clock of
// their own.
func offline(t testing.TB, dir string, docs ...string) *instance {
	t.Helper()
	return start(t, func(s *setup) { s.data, s.offline = dir, true }, docs...)
}

// emit runs a workflow as its webhook would.
func (in *instance) emit(id string) {
	in.t.Helper()
	plan, _ := in.active.Plan(context.Background(), id, false)
	in.dispatcher.Go(engine.RunRequest{Plan: plan, Mode: node.ModeWebhook, Start: "Hook", Input: node.One(item.List(value.EmptyObject))})
}

// set makes workflows live.
func (in *instance) set(docs ...string) {
	in.t.Helper()
	var sources []trigger.Source
	for i, doc := range docs {
		sources = append(sources, trigger.Source{Workflow: parse(in.t, doc), File: fmt.Sprintf("%d.json", i)})
	}
	for id, err := range in.active.Set(sources...) {
		in.t.Fatalf("workflow %s: %v", id, err)
	}
}

func parse(t testing.TB, doc string) *workflows.Workflow {
	t.Helper()
	list, err := workflows.Parse("test.json", []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

// answer is a response that was read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

// send sends a request; headers are name and value in turn.
func (in *instance) send(method, path, body string, headers ...string) answer {
	in.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequest(method, in.url+path, reader)
	if err != nil {
		in.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Add(headers[i], headers[i+1])
	}
	return in.do(r)
}

func (in *instance) do(r *http.Request) answer {
	in.t.Helper()
	res, err := in.client.Do(r)
	if err != nil {
		in.t.Fatal(err)
	}
	return read(in.t, res)
}

func read(t testing.TB, res *http.Response) answer {
	t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(body)}
}

// raw sends bytes on a connection of their own and gives the answers to that
// many requests, which used the given methods.
func (in *instance) raw(text string, methods ...string) []answer {
	in.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(in.url, "http://"))
	if err != nil {
		in.t.Fatal(err)
	}
	defer c.Close()
	go io.WriteString(c, text)
	r := bufio.NewReader(c)
	var all []answer
	for _, method := range methods {
		res, err := http.ReadResponse(r, &http.Request{Method: method})
		if err != nil {
			in.t.Fatal(err)
		}
		all = append(all, read(in.t, res))
	}
	return all
}

// want checks an answer's status and body.
func (a answer) want(t testing.TB, what string, status int, body string) answer {
	t.Helper()
	if a.status != status || a.body != body {
		t.Errorf("%s: %d %s, want %d %s", what, a.status, a.body, status, body)
	}
	return a
}

// object makes JSON of keys and values in turn.
func object(pairs ...any) value.Value {
	var b value.Builder
	for i := 0; i < len(pairs); i += 2 {
		v, ok := pairs[i+1].(value.Value)
		if !ok {
			var err error
			if v, err = value.FromGo(pairs[i+1]); err != nil {
				panic(err)
			}
		}
		b.Set(pairs[i].(string), v)
	}
	return b.Object()
}

// A flow makes the JSON of a workflow whose nodes follow one another.
type flow struct {
	id       string
	nodes    []value.Value
	settings value.Value
	pins     value.Value
}

// newFlow makes a flow that begins with a webhook at the path of its id,
// version 2. The webhook's parameters are given as keys and values in turn.
func newFlow(id string, params ...any) *flow {
	f := &flow{id: id, settings: object("executionOrder", "v1"), pins: value.EmptyObject}
	return f.add("Hook", "webhook", 2, append([]any{"path", id}, params...)...)
}

// bareFlow makes a flow without a webhook.
func bareFlow(id string) *flow {
	return &flow{id: id, settings: object("executionOrder", "v1"), pins: value.EmptyObject}
}

func (f *flow) add(name, typ string, version float64, params ...any) *flow {
	if !strings.Contains(typ, ".") {
		typ = "n8n-nodes-base." + typ
	}
	f.nodes = append(f.nodes, object("id", "id-"+name, "name", name, "type", typ, "typeVersion", version, "position", []any{0, 0},
		"parameters", object(params...), "webhookId", "hook-"+f.id))
	return f
}

func (f *flow) String() string {
	connections := value.EmptyObject
	for i := 1; i < len(f.nodes); i++ {
		connections = connections.Set(f.nodes[i-1].Get("name").Str(),
			object("main", []any{[]any{map[string]any{"node": f.nodes[i].Get("name").Str(), "type": "main", "index": 0}}}))
	}
	return object("id", f.id, "name", "Flow "+f.id, "active", true, "nodes", value.Array(f.nodes...), "connections", connections,
		"settings", f.settings, "pinData", f.pins).JSON()
}

// gates are held by nodes of the type test.gate: each run of such a node
// reports that it has come, and goes on when the gate is opened.
var gates sync.Map

type gate struct {
	arrived chan string
	opened  chan struct{}
	open    func()
}

func newGate(t testing.TB, name string) *gate {
	g := &gate{arrived: make(chan string, 1000), opened: make(chan struct{})}
	g.open = sync.OnceFunc(func() { close(g.opened) })
	gates.Store(name, g)
	t.Cleanup(g.open)
	return g
}

type gateParams struct {
	Name node.Field[string] `param:"name"`
}

var _ = node.Define(node.Spec[gateParams]{
	Name: "test.gate", Title: "Gate", Versions: node.Versions(1), Inputs: node.Main(1), Outputs: node.Main(1),
	Params: node.Params{node.Text("name", "Name", "")},
	Run: func(c *node.Call[gateParams]) (node.Output, error) {
		name, err := c.P.Name.At(c, 0)
		if err != nil {
			return nil, err
		}
		held, ok := gates.Load(name)
		if !ok {
			return nil, fmt.Errorf("there is no gate %q", name)
		}
		g := held.(*gate)
		g.arrived <- c.Info().ExecutionID
		select {
		case <-g.opened:
			return node.One(c.Input(0)), nil
		case <-c.Context().Done():
			return nil, c.Context().Err()
		}
	},
})

var _ = node.Define(node.Spec[struct{}]{
	Name: "test.panic", Title: "Panic", Versions: node.Versions(1), Inputs: node.Main(1), Outputs: node.Main(1), Params: node.Params{},
	Run: func(c *node.Call[struct{}]) (node.Output, error) { panic("the node broke") },
})

var _ = node.Define(node.Spec[struct{}]{
	Name: "test.file", Title: "File", Versions: node.Versions(1), Inputs: node.Main(1), Outputs: node.Main(1), Params: node.Params{},
	Run: func(c *node.Call[struct{}]) (node.Output, error) {
		text := c.Input(0)[0].JSON.AtPath("body.text").ToString()
		file, err := c.Binary().Create(c.Context(), strings.NewReader(text), node.BinaryMeta{FileName: "a.txt", MimeType: "text/plain"})
		if err != nil {
			return nil, err
		}
		it := item.New(object("file", true))
		it.Binary = item.NewBinaries(item.NamedBinary{Name: "data", File: file})
		return node.One([]item.Item{it}), nil
	},
})

func prefixes(list ...string) []netip.Prefix {
	var all []netip.Prefix
	for _, text := range list {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}
