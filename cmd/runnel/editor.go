package main

import (
	"context"
	"log/slog"
	"strings"
	"sync"

	"runnel/runtime/engine"
	"runnel/runtime/js/platform/intl"
	"runnel/runtime/server"
	"runnel/runtime/server/live"
	"runnel/runtime/server/workbench"
	"runnel/runtime/value"
	"runnel/ui"
)

// editorOptions are what the editor and the public API work with, nil for a
// server without them. It puts tests of credentials in front of the engine's
// credentials, so it comes before the engine is made.
func (in *instance) editorOptions(o *engine.Options) *server.Editor {
	s := in.settings
	if s.headless || in.state.db == nil {
		return nil
	}
	tests := workbench.NewTestCredentials(o.Credentials)
	o.Credentials = tests
	e := &server.Editor{
		Database: in.state.db, Hub: live.NewHub(live.NewEpoch()), Registry: o.Registry, HTTP: o.HTTP, Files: o.Binary.Store("", ""), Tests: tests,
		Zones: sync.OnceValue(intl.Zones), Zone: s.location().String(), Folder: s.workflows, Recording: s.recording(), Settings: s.facts(),
	}
	if site, built := ui.Files(); built {
		e.Site = site
	}
	return e
}

// fact is a setting as the editor's page shows it.
type fact struct {
	group, name, flag string
	value             value.Value
}

// facts are the settings for the editor's page: {group: {name: {value, flag}}}.
func (s *settings) facts() value.Value {
	text, count := value.String, value.Int
	groups := value.EmptyObject
	for _, f := range []fact{
		{"workflows", "folder", "workflows", text(s.workflows)},
		{"workflows", "onlyActive", "only-active", value.Bool(s.onlyActive)},
		{"workflows", "timeZone", "timezone", text(s.zone)},
		{"recording", "executions", "record", value.Bool(s.recording())},
		{"recording", "successes", "record-success", text(s.recordSuccess)},
		{"recording", "failures", "record-errors", text(s.recordErrors)},
		{"recording", "runsByHand", "record-manual", value.Bool(s.recordManual)},
		{"recording", "progress", "record-progress", value.Bool(s.recordProgress)},
		{"retention", "age", "keep-executions-for", text(s.keepFor.String())},
		{"retention", "count", "keep-executions", count(s.keepCount)},
		{"retention", "size", "database-max", text(megabytes(s.databaseMax))},
		{"serving", "publicAddress", "base-url", text(s.publicURL())},
		{"serving", "listensOn", "listen", text(s.listen)},
		{"serving", "webhooks", "webhook-endpoint", text(s.endpoint)},
		{"serving", "testWebhooks", "webhook-test-endpoint", text(s.testEndpoint)},
		{"serving", "metrics", "metrics", value.Bool(s.metrics)},
		{"limits", "requestBody", "payload-max", text(megabytes(s.payloadMax))},
		{"limits", "forms", "form-data-max", text(megabytes(s.formDataMax))},
		{"limits", "timeout", "timeout", text(s.timeout.String())},
		{"limits", "longestTimeout", "max-timeout", text(s.maxTimeout.String())},
		{"limits", "script", "script-timeout", text(s.scriptTimeout.String())},
		{"limits", "executionsAtOnce", "concurrency", count(s.concurrency)},
		{"limits", "perWorkflow", "workflow-concurrency", count(s.workflowConcurrency)},
		{"limits", "whenBusy", "when-busy", text(s.whenBusy)},
		{"limits", "queue", "queue", count(s.queue)},
	} {
		group := groups.Get(f.group)
		if !group.IsObject() {
			group = value.EmptyObject
		}
		groups = groups.Set(f.group, group.Set(f.name, value.Object(
			value.Field{Key: "value", Value: f.value}, value.Field{Key: "flag", Value: text("--" + f.flag)})))
	}
	return groups
}

func megabytes(n int) string { return value.Int(n).ToString() + " MB" }

// filesChanged tells open editors of workflows whose files were changed, as
// when somebody else has saved.
func (in *instance) filesChanged(hub *live.Hub, ids []string) {
	for _, id := range ids {
		w, err := in.state.db.Workflow(context.Background(), id)
		if err != nil {
			in.log.Warn("editors are not told of a file that has changed", "workflow", id, "error", err)
			continue
		}
		hub.Publish("workflow.saved", id, false, value.Object(
			value.Field{Key: "workflowId", Value: value.String(id)},
			value.Field{Key: "versionId", Value: value.String(w.Latest)},
			value.Field{Key: "by", Value: value.String(w.UpdatedBy)},
			value.Field{Key: "client", Value: value.String("")}))
	}
}

// welcome tells the log how to get in, while the server has no owner.
func (in *instance) welcome(ctx context.Context) {
	token := in.server.SetupToken(ctx)
	if token == "" {
		return
	}
	in.log.Log(ctx, slog.LevelInfo, "this server has no owner yet: open it in a browser to make the account; from another machine the set-up token is asked for",
		"address", strings.TrimSuffix(in.settings.publicURL(), "/"), "token", token)
}
