// Package workbench does what people and programs ask for by the server's APIs:
// it edits, publishes and runs workflows, goes through executions, and answers
// what the editor wants to know of nodes and expressions. It knows nothing of
// HTTP.
package workbench

import (
	"context"
	"log/slog"

	"runnel/runtime/engine"
	"runnel/runtime/node"
	"runnel/runtime/server/live"
	"runnel/runtime/store"
	"runnel/runtime/trigger"
	"runnel/runtime/value"
	"runnel/workflows"
)

// Options are what a workbench works with.
type Options struct {
	Database   *store.Database
	Engine     *engine.Engine
	Active     *trigger.Active
	Dispatcher *trigger.Dispatcher
	Hub        *live.Hub
	// Files makes the files of the items of stored executions.
	Files node.BinaryStore
	Tests *TestCredentials
	Log   *slog.Logger
	// TestURL and ProductionURL are where webhooks are called, TestFormURL and
	// FormURL where forms are filled in; all with a slash at their ends.
	TestURL, ProductionURL, TestFormURL, FormURL string
	// Zones lists the time zones that workflows can name, in order; nil offers
	// UTC alone.
	Zones func() []string
}

// Workbench is safe for concurrent use.
type Workbench struct{ Options }

// New makes a workbench.
func New(o Options) *Workbench { return &Workbench{o} }

// Client is who does something: an author, and the tab of their browser.
type Client struct {
	store.Author
	Tab string
}

// Compile makes a plan of a workflow's document.
func (w *Workbench) Compile(doc value.Value) (*engine.Plan, error) {
	parsed, err := workflows.FromValue("", doc)
	if err != nil {
		return nil, err
	}
	return w.Engine.Compile(parsed)
}

// Plan implements engine.Workflows: the published workflow is the live one, the
// draft the newest version in the database.
func (w *Workbench) Plan(ctx context.Context, id string, draft bool) (*engine.Plan, error) {
	if !draft {
		return w.Active.Plan(ctx, id, false)
	}
	stored, err := w.Database.Workflow(ctx, id)
	if err != nil {
		if live, _ := w.Active.Plan(ctx, id, false); live != nil {
			return live, nil // it stands in a folder that the database does not know
		}
		return nil, nil
	}
	return w.Compile(stored.Document)
}
