package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"runnel/runtime/binary"
	"runnel/runtime/credential"
	"runnel/runtime/engine"
	"runnel/runtime/httpclient"
	"runnel/runtime/js"
	"runnel/runtime/node"
	"runnel/runtime/store"
	"runnel/runtime/value"
	"runnel/workflows"
)

// newOptions makes what every engine of this program works with.
func newOptions(s *settings, log *slog.Logger, credentials *credential.Set) (engine.Options, error) {
	files, err := binary.New(binary.Options{})
	if err != nil {
		return engine.Options{}, err
	}
	registry, err := s.registry()
	if err != nil {
		return engine.Options{}, err
	}
	isolation, err := s.isolation(log)
	if err != nil {
		return engine.Options{}, err
	}
	pool := httpclient.NewPool(httpclient.PoolOptions{Guard: httpclient.Guard{BlockPrivate: s.blockPrivate}})
	o := engine.Options{
		Registry: registry, Binary: files, Files: s.fileAccess(), Credentials: credentialSource{set: credentials},
		HTTP: httpClients{pool}, Dial: pool.Dial,
		JS: js.New(js.Options{ScriptTimeout: s.scriptTimeout, Zone: s.location(),
			Builtins: list(s.requireBuiltin), External: list(s.requireExternal), Isolation: isolation}),
		BaseURL: s.publicURL(), Zone: s.location(), Limits: s.limits(), Timeout: s.timeout, MaxTimeout: s.maxTimeout, Log: log,
	}
	if !s.blockEnv {
		env := sync.OnceValue(environment)
		o.Env = func() value.Value { return env() }
	}
	return o, nil
}

// list splits a comma list; blank parts do not count.
func list(text string) []string {
	var parts []string
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// newEngine makes an engine for a command that runs one workflow.
func newEngine(s *settings, log *slog.Logger, credentials *credential.Set, in *library) (*engine.Engine, error) {
	o, err := newOptions(s, log, credentials)
	if err != nil {
		return nil, err
	}
	o.Workflows = in
	e := engine.New(o)
	in.engine = e
	return e, nil
}

// registry gives the node types that may run.
func (s *settings) registry() (*node.Registry, error) {
	excluded, err := s.excluded()
	if err != nil {
		return nil, err
	}
	r := &node.Registry{}
	for _, t := range node.Registered.All() {
		if !slices.Contains(excluded, t.Name) {
			r.Add(t)
		}
	}
	return r, nil
}

// httpClients gives nodes clients of the process's pool.
type httpClients struct{ pool *httpclient.Pool }

// Client implements engine.HTTPClients.
func (h httpClients) Client(o node.ClientOptions) (*http.Client, error) {
	return h.pool.Client(httpclient.ClientOptions(o))
}

// prepare completes the settings of a command from the environment and checks
// them.
func (s *settings) prepare(c *cobra.Command) error {
	if err := fromEnvironment(c.Flags(), os.LookupEnv); err != nil {
		return err
	}
	return s.check()
}

// credentialSource finds the credentials of a file, and those of a database
// when there is one.
type credentialSource struct {
	set *credential.Set
	db  *store.Database
}

// Credential implements engine.Credentials.
func (c credentialSource) Credential(ctx context.Context, ref workflows.CredentialRef) (node.Credential, error) {
	return c.credential(ctx, credential.Ref{Type: ref.Type, ID: ref.ID, Name: ref.Name})
}

// readCredentials reads a file of credentials; "" gives none.
func readCredentials(path string) (*credential.Set, error) {
	if path == "" {
		return credential.NewSet(), nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the credentials cannot be read: %w", err)
	}
	return credential.Read(path, text)
}

// library finds workflows by id in the files of a folder. The files are read
// when the first workflow is asked for.
type library struct {
	path   string
	engine *engine.Engine

	once  sync.Once
	byID  map[string]*workflows.Workflow
	plans sync.Map
}

func (f *library) read() {
	f.byID = map[string]*workflows.Workflow{}
	if f.path == "" {
		return
	}
	files, _ := workflows.ReadFolder(os.DirFS(f.path), workflows.DefaultLimits)
	for _, file := range files {
		for _, w := range file.Workflows {
			if w.ID != "" && f.byID[w.ID] == nil {
				f.byID[w.ID] = w
			}
		}
	}
}

// find gives a workflow by its id, nil when there is none.
func (f *library) find(id string) *workflows.Workflow {
	f.once.Do(f.read)
	return f.byID[id]
}

// Plan implements engine.Workflows. Every workflow in the folder counts as
// published.
func (f *library) Plan(_ context.Context, id string, _ bool) (*engine.Plan, error) {
	if p, ok := f.plans.Load(id); ok {
		return p.(*engine.Plan), nil
	}
	w := f.find(id)
	if w == nil {
		return nil, nil
	}
	p, err := f.engine.Compile(w)
	if err != nil {
		return nil, err
	}
	f.plans.Store(id, p)
	return p, nil
}

// folderOf is the folder in which a file's sub-workflows are looked for.
func folderOf(file string) string { return filepath.Dir(file) }
