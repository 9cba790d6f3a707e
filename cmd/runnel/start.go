package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"runnel/runtime/engine"
	"runnel/runtime/js"
	"runnel/runtime/server"
	"runnel/runtime/trigger"
)

// newStartCommand makes the command that serves the workflows of a folder.
func newStartCommand() *cobra.Command {
	var s settings
	c := &cobra.Command{
		Use:   "start",
		Short: "Serve workflows and the editor: webhooks, schedules, forms, APIs and health",
		Long: `Serve the workflows of a folder, and the editor in the browser unless --headless is
set. Every workflow in the folder is live, unless --only-active is set; files that are
added, changed or removed count at once. With --workflows '' there is no folder and
workflows live in the database alone.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := s.prepare(c); err != nil {
				return err
			}
			return start(c.Context(), &s)
		},
	}
	s.commonFlags(c.Flags())
	s.serverFlags(c.Flags())
	return c
}

// instance is a running server with all that belongs to it.
type instance struct {
	settings   *settings
	log        *slog.Logger
	scripts    *js.Engine
	engine     *engine.Engine
	active     *trigger.Active
	dispatcher *trigger.Dispatcher
	waiting    *trigger.WaitingRoom
	state      *state
	folder     *liveFolder
	server     *server.Server
}

// newInstance puts a server together; nothing runs yet.
func newInstance(s *settings, log *slog.Logger) (*instance, error) {
	credentials, err := readCredentials(s.credentials)
	if err != nil {
		return nil, err
	}
	proxies, err := s.proxies()
	if err != nil {
		return nil, err
	}
	in := &instance{settings: s, log: log}
	o, err := newOptions(s, log, credentials)
	if err != nil {
		return nil, err
	}
	in.scripts = o.JS
	if in.state, err = openState(s, &o, log); err != nil {
		return nil, err
	}
	editor := in.editorOptions(&o)
	// The engine asks the others for workflows and tells them what happens; they
	// are made with the engine.
	o.Workflows = engine.WorkflowsFunc(func(ctx context.Context, id string, draft bool) (*engine.Plan, error) {
		return in.server.Plan(ctx, id, draft)
	})
	o.Failed = func(ctx context.Context, f *engine.Failure) { in.dispatcher.Failed(ctx, f) }
	o.Observe = func(req *engine.RunRequest) engine.Observer { return in.dispatcher.Observe(req) }
	in.engine = engine.New(o)
	in.active = trigger.NewActive(in.engine, log)
	in.waiting = trigger.NewWaitingRoom(in.engine, in.state.waiting, log)
	in.dispatcher = trigger.NewDispatcher(in.engine, in.active, trigger.Capacity{
		Total: s.concurrency, PerWorkflow: s.workflowConcurrency, Queue: s.queue, Reject: s.whenBusy == busyReject,
	}, in.waiting, log)
	in.active.Dispatch(in.dispatcher)
	if in.state.recorder != nil {
		in.dispatcher.Record(in.state.recorder)
	}
	if editor != nil {
		in.dispatcher.OnStarting(editor.Hub.Observer)
		in.dispatcher.OnFinished(editor.Hub.Finished)
	}
	in.folder = newLiveFolder(s, in.active, in.state.db, log)
	if editor != nil {
		in.folder.saved = func(ids []string) { in.filesChanged(editor.Hub, ids) }
	}
	limits := server.DefaultLimits
	limits.Payload, limits.Files = int64(s.payloadMax)<<20, int64(s.formDataMax)<<20
	in.server = server.New(server.Options{
		Engine: in.engine, Active: in.active, Dispatcher: in.dispatcher, Waiting: in.waiting, Log: log,
		BaseURL: s.publicURL(), Headless: s.headless, Editor: editor, Limits: limits, Proxies: proxies, Version: versionText(), Metrics: in.metrics(),
		Endpoints: server.Endpoints{Webhook: s.endpoint, Test: s.testEndpoint, Waiting: s.waitingEndpoint},
		Forms:     server.Endpoints{Webhook: s.formEndpoint, Test: s.formTestEndpoint, Waiting: s.formWaitingEndpoint},
	})
	return in, nil
}

// metrics makes the metrics, nil when they are not wanted.
func (in *instance) metrics() *server.Metrics {
	if !in.settings.metrics {
		return nil
	}
	m := server.NewMetrics(server.Gauges{Load: in.dispatcher.Load, Waiting: in.waiting.Waiting, Workflows: in.active.Len, Version: versionText()})
	in.dispatcher.OnFinished(m.Executed)
	return m
}

// load reads the workflows and takes in the executions that wait.
func (in *instance) load() error {
	began := time.Now()
	c, err := in.folder.load()
	if err != nil {
		return err
	}
	in.active.Started()
	for _, err := range in.waiting.Restore() {
		in.log.Error("a waiting execution was not taken in", "error", err)
	}
	in.log.Info("the workflows are live", "folder", in.settings.workflows, "live", c.live, "problems", c.problems,
		"took", time.Since(began).Round(time.Millisecond).String())
	return nil
}

// close lets what was accepted finish and ends everything.
func (in *instance) close() {
	ctx, cancel := context.WithTimeout(context.Background(), in.settings.grace)
	defer cancel()
	in.active.Close()
	late := in.server.Shutdown(ctx) != nil
	in.dispatcher.Shutdown(ctx)
	if err := in.engine.Drain(ctx); err != nil || late {
		in.log.Warn("the time for finishing was over: executions that still ran were cancelled", "grace", in.settings.grace.String())
	}
	if late {
		// The callers of what was cancelled get their answers.
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = in.server.Shutdown(ctx)
	}
	in.server.Close()
	in.scripts.Close()
	in.waiting.Close()
	in.state.close()
}

// gcPercent is the garbage collector's target for the server: its live heap is
// a few megabytes, and at the usual target it would be marked every few hundred
// requests.
const gcPercent = 400

// tuneMemory sets the garbage collector for serving, unless GOGC says what to
// do; the function puts back what was.
func tuneMemory() (restore func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	old := debug.SetGCPercent(gcPercent)
	return func() { debug.SetGCPercent(old) }
}

func start(ctx context.Context, s *settings) error {
	defer tuneMemory()()
	log := s.log(slog.LevelInfo)
	if err := s.makeFolder(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.listen)
	if err != nil {
		return failed(fmt.Errorf("cannot listen on %s: %w; set --listen to another address", s.listen, err))
	}
	s.listen = listener.Addr().String() // with the port that was chosen
	in, err := newInstance(s, log)
	if err != nil {
		listener.Close()
		return failed(err)
	}
	// The folder is watched before it is read, so that no change is missed.
	watcher, unwatched := in.folder.openWatcher()
	if unwatched != nil {
		log.Warn("changes of workflow files are not noticed; restart the server after a change", "error", unwatched)
	}
	served := make(chan error, 1)
	go func() { served <- in.server.Serve(listener) }()
	if err := in.load(); err != nil {
		in.close()
		return failed(err)
	}
	in.server.Ready()
	in.welcome(ctx)
	log.Info("runnel is ready", "address", s.publicURL(), "listening", s.listen, "headless", s.headless, "version", versionText())
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go restWhenIdle(ctx)
	var watching sync.WaitGroup
	if watcher != nil {
		watching.Go(func() { in.folder.watch(ctx, watcher) })
	}
	select {
	case <-ctx.Done():
		log.Info("shutting down: what was accepted is finished first; a second signal ends it at once", "grace", s.grace.String())
	case err = <-served:
		log.Error("the server broke down", "error", err)
	}
	cancel()
	watching.Wait()
	in.close()
	if err != nil {
		return failed(err)
	}
	return nil
}
