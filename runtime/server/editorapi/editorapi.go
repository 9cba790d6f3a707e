// Package editorapi serves the editor's own API, below /api/editor, and the
// descriptions of nodes, credentials and expressions that the editor is built
// from. Everything in it needs a session, but for signing in and setting up.
package editorapi

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/node"
	"runnel/runtime/server/account"
	"runnel/runtime/server/api"
	"runnel/runtime/server/live"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

// Options are what the API works with.
type Options struct {
	Database  *store.Database
	Workbench *workbench.Workbench
	Hub       *live.Hub
	Registry  *node.Registry
	HTTP      engine.HTTPClients
	Log       *slog.Logger
	// BaseURL is the public address with a slash at its end.
	BaseURL string
	// WaitingURL and WaitingFormURL are where executions that wait for a call or
	// a form go on, but for their ids; both with a slash at their ends.
	WaitingURL, WaitingFormURL string
	Version                    string
	// Zone is the instance's time zone, Folder the folder of workflow files, ""
	// for none; Recording tells whether executions are stored.
	Zone, Folder string
	Recording    bool
	// Settings are facts for the settings' page, an object.
	Settings value.Value
	// IP gives the address of who asks.
	IP func(*http.Request) string
	// Now tells the time; time.Now when nil.
	Now func() time.Time
}

// API serves the editor.
type API struct {
	Options
	router *api.Router
	hasher *account.Hasher
	// tries are at accounts and the like, addresses those from one place, which
	// many people may share.
	tries, addresses *account.Throttle
	// setup is what a visitor from elsewhere must know to make the owner's
	// account.
	setup string
	// stop ends the streams of events.
	stop  chan struct{}
	ended sync.Once
	oauth oauthFlows
	types descriptions
}

// New makes the API. SetupToken tells what to write to the log.
func New(o Options) *API {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &API{Options: o, hasher: account.NewHasher(2), tries: account.NewThrottle(account.FreeTries, o.Now), addresses: account.NewThrottle(4*account.FreeTries, o.Now),
		setup: account.NewToken()[:20], stop: make(chan struct{})}
}

// SetupToken gives the token that setting up from another machine asks for; ""
// when the instance has its owner.
func (a *API) SetupToken(ctx context.Context) string {
	if has, err := a.Database.HasUsers(ctx); err != nil || has {
		return ""
	}
	return a.setup
}

// Close ends the streams of events.
func (a *API) Close() {
	a.ended.Do(func() {
		close(a.stop)
		a.Hub.Close()
	})
}

// base is the path of the API.
const base = "/api/editor"

// Register adds the API's routes. This is the whole list of what there is and
// who may use it.
func (a *API) Register(r *api.Router) {
	a.router = r
	for _, e := range []struct {
		rule         api.Rule
		method, path string
		handler      api.Handler
	}{
		{api.Visitor, "GET", "/session", a.session},
		{api.Visitor, "POST", "/setup", a.setUp},
		{api.Visitor, "POST", "/login", a.login},
		{api.Visitor, "POST", "/invite", a.acceptInvite},
		{api.Visitor, "POST", "/invite/look", a.lookAtInvite},
		{api.SignedIn, "POST", "/logout", a.logout},
		{api.SignedIn, "POST", "/me", a.rename},
		{api.SignedIn, "POST", "/me/password", a.changePassword},

		{api.May(account.WorkflowList), "GET", "/workflows", a.listWorkflows},
		{api.May(account.WorkflowCreate), "POST", "/workflows", a.createWorkflow},
		{api.May(account.WorkflowRead), "POST", "/workflows/check", a.checkWorkflow},
		{api.May(account.WorkflowRead), "POST", "/workflows/webhooks", a.listWebhooks},
		{api.May(account.WorkflowRead), "GET", "/workflows/:id", a.openWorkflow},
		{api.May(account.WorkflowUpdate), "PUT", "/workflows/:id", a.saveWorkflow},
		{api.May(account.WorkflowDelete), "DELETE", "/workflows/:id", a.deleteWorkflow},
		{api.May(account.WorkflowRead), "GET", "/workflows/:id/versions", a.listVersions},
		{api.May(account.WorkflowRead), "GET", "/workflows/:id/versions/:versionId", a.openVersion},
		{api.May(account.WorkflowActivate), "POST", "/workflows/:id/publish", a.publish},
		{api.May(account.WorkflowDeactivate), "POST", "/workflows/:id/unpublish", a.unpublish},
		{api.May(account.WorkflowExecute), "POST", "/workflows/:id/run", a.run},
		{api.May(account.WorkflowExecute), "DELETE", "/workflows/:id/run", a.stopListening},
		{api.May(account.WorkflowCreate), "POST", "/import-url", a.importURL},

		{api.May(account.ExecutionList), "GET", "/executions", a.listExecutions},
		{api.May(account.ExecutionRead), "GET", "/executions/:id", a.openExecution},
		{api.May(account.ExecutionDelete), "DELETE", "/executions/:id", a.deleteExecution},
		{api.May(account.ExecutionStop), "POST", "/executions/:id/stop", a.stopExecution},
		{api.May(account.ExecutionRetry), "POST", "/executions/:id/retry", a.retryExecution},
		{api.May(account.ExecutionRead), "GET", "/executions/:id/binary", a.executionFile},
		{api.May(account.WorkflowList), "GET", "/events", a.events},

		{api.May(account.EvaluationManage), "POST", "/evaluate", a.evaluate},
		{api.May(account.WorkflowRead), "POST", "/options", a.options},
		{api.May(account.WorkflowRead), "GET", "/time-zones", a.timeZones},

		{api.May(account.CredentialList), "GET", "/credentials", a.listCredentials},
		{api.May(account.CredentialCreate), "POST", "/credentials", a.createCredential},
		{api.May(account.CredentialCreate), "POST", "/credentials/test", a.testCredential},
		{api.May(account.CredentialRead), "GET", "/credentials/:id", a.openCredential},
		{api.May(account.CredentialUpdate), "PATCH", "/credentials/:id", a.changeCredential},
		{api.May(account.CredentialDelete), "DELETE", "/credentials/:id", a.deleteCredential},
		{api.May(account.CredentialUpdate), "POST", "/credentials/:id/oauth2", a.beginOAuth2},
		{api.May(account.CredentialRead), "GET", "/credentials/:id/oauth2", a.oauth2State},

		{api.May(account.TagList), "GET", "/tags", a.listTags},
		{api.May(account.TagCreate), "POST", "/tags", a.createTag},
		{api.May(account.TagUpdate), "PATCH", "/tags/:id", a.renameTag},
		{api.May(account.TagDelete), "DELETE", "/tags/:id", a.deleteTag},
		{api.May(account.VariableList), "GET", "/variables", a.listVariables},
		{api.May(account.VariableCreate), "POST", "/variables", a.createVariable},
		{api.May(account.VariableUpdate), "PATCH", "/variables/:id", a.changeVariable},
		{api.May(account.VariableDelete), "DELETE", "/variables/:id", a.deleteVariable},

		{api.May(account.UserList), "GET", "/users", a.listUsers},
		{api.May(account.UserCreate), "POST", "/users", a.inviteUser},
		{api.May(account.UserCreate), "POST", "/users/:id/invite", a.inviteAgain},
		{api.May(account.UserChangeRole), "PATCH", "/users/:id", a.changeRole},
		{api.May(account.UserDelete), "DELETE", "/users/:id", a.deleteUser},
		{api.May(account.APIKeyManage), "GET", "/api-keys", a.listAPIKeys},
		{api.May(account.APIKeyManage), "POST", "/api-keys", a.createAPIKey},
		{api.May(account.APIKeyManage), "DELETE", "/api-keys/:id", a.deleteAPIKey},
		{api.May(account.SettingsRead), "GET", "/settings", a.settings},
	} {
		r.Handle(e.rule, api.EditorStyle, e.method, base+e.path, e.handler)
	}
	r.Handle(api.SignedIn, api.EditorStyle, "GET", "/types/nodes.json", a.nodeTypes)
	r.Handle(api.SignedIn, api.EditorStyle, "GET", "/types/credentials.json", a.credentialTypes)
	r.Handle(api.SignedIn, api.EditorStyle, "GET", "/types/expressions.json", a.expressions)
	// n8n's address, which people have registered at their providers.
	r.Handle(api.Public, api.EditorStyle, "GET", "/rest/oauth2-credential/callback", a.finishOAuth2)
}

// listOf answers {"data": […]}.
func listOf[T any](c *api.Call, list []T, one func(T) value.Value) error {
	return c.OK(api.Object("data", api.List(list, one)))
}

// client is who asks, with the tab of their browser.
func client(c *api.Call) workbench.Client {
	tab := c.GetHeader("X-Runnel-Client")
	if len(tab) > 100 {
		tab = tab[:100]
	}
	return workbench.Client{Author: c.Author(), Tab: tab}
}
