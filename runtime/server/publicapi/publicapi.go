// Package publicapi serves n8n's public API, version 1, below /api/v1, so that
// its clients work unchanged, and a call that they miss: running a workflow.
// Everything but the description of the API needs an API key in the header
// X-N8N-API-KEY that has the scope of the call.
package publicapi

import (
	"log/slog"
	"net/http"

	"runnel/runtime/node"
	"runnel/runtime/server/account"
	"runnel/runtime/server/api"
	"runnel/runtime/server/workbench"
	"runnel/runtime/store"
)

// Options are what the API works with.
type Options struct {
	Database  *store.Database
	Workbench *workbench.Workbench
	Registry  *node.Registry
	Log       *slog.Logger
	// BaseURL is the public address with a slash at its end.
	BaseURL string
	Version string
}

// API serves the public API.
type API struct{ Options }

// New makes the API.
func New(o Options) *API { return &API{o} }

// Base is the path of the API.
const Base = "/api/v1"

// endpoint is one call of the API: who may use it, and what the description
// says of it.
type endpoint struct {
	// scope is what a key must have; "" lets any valid key in.
	scope        account.Scope
	method, path string
	// tag groups calls, id names the call as n8n does; summary says what it does.
	tag, id, summary string
	// query are the query parameters, body the schema of the body, answer that
	// of the answer ("" for none), status the answer's status.
	query        []string
	body, answer string
	status       int
	handler      api.Handler
}

// endpoints is the whole list of calls.
func (a *API) endpoints() []endpoint {
	page := []string{"limit", "cursor"}
	return []endpoint{
		{account.WorkflowList, "GET", "/workflows", "Workflow", "getWorkflows", "List workflows",
			append([]string{"active", "tags", "name", "excludePinnedData"}, page...), "", "workflowList", 200, a.listWorkflows},
		{account.WorkflowCreate, "POST", "/workflows", "Workflow", "createWorkflow", "Create a workflow", nil, "workflow", "workflow", 200, a.createWorkflow},
		{account.WorkflowRead, "GET", "/workflows/:id", "Workflow", "getWorkflow", "Get a workflow", []string{"excludePinnedData"}, "", "workflow", 200, a.getWorkflow},
		{account.WorkflowUpdate, "PUT", "/workflows/:id", "Workflow", "updateWorkflow", "Change a workflow; one that is active stays so, with the change", nil, "workflow", "workflow", 200, a.updateWorkflow},
		{account.WorkflowDelete, "DELETE", "/workflows/:id", "Workflow", "deleteWorkflow", "Delete a workflow", nil, "", "workflow", 200, a.deleteWorkflow},
		{account.WorkflowActivate, "POST", "/workflows/:id/activate", "Workflow", "activateWorkflow", "Put a workflow into service", nil, "publish", "workflow", 200, a.activate},
		{account.WorkflowActivate, "POST", "/workflows/:id/publish", "Workflow", "publishWorkflow", "Put a version of a workflow into service", nil, "publish", "workflow", 200, a.activate},
		{account.WorkflowDeactivate, "POST", "/workflows/:id/deactivate", "Workflow", "deactivateWorkflow", "Take a workflow out of service", nil, "", "workflow", 200, a.deactivate},
		{account.WorkflowDeactivate, "POST", "/workflows/:id/unpublish", "Workflow", "unpublishWorkflow", "Take a workflow out of service", nil, "", "workflow", 200, a.deactivate},
		{account.WorkflowDelete, "POST", "/workflows/:id/archive", "Workflow", "archiveWorkflow", "Put a workflow away", nil, "", "workflow", 200, a.archive},
		{account.WorkflowDelete, "POST", "/workflows/:id/unarchive", "Workflow", "unarchiveWorkflow", "Take a workflow out of the archive", nil, "", "workflow", 200, a.unarchive},
		{account.WorkflowMove, "PUT", "/workflows/:id/transfer", "Workflow", "transferWorkflow", "Refused: there are no projects here", nil, "transfer", "", 204, a.unlicensedProjects},
		{account.WorkflowTagsList, "GET", "/workflows/:id/tags", "Workflow", "getWorkflowTags", "List a workflow's tags", nil, "", "tags", 200, a.workflowTags},
		{account.WorkflowTagsUpdate, "PUT", "/workflows/:id/tags", "Workflow", "updateWorkflowTags", "Give a workflow other tags", nil, "tagIds", "tags", 200, a.setWorkflowTags},
		{account.WorkflowExecute, "POST", "/workflows/:id/execute", "Workflow", "executeWorkflow", "Run a workflow, and with wait give its result", []string{"wait"}, "execute", "execution", 200, a.execute},
		{account.WorkflowRead, "GET", "/workflows/:id/:versionId", "Workflow", "getWorkflowVersion", "Get a version of a workflow", nil, "", "workflow", 200, a.workflowVersion},

		{account.ExecutionList, "GET", "/executions", "Execution", "getExecutions", "List executions, the newest first",
			append([]string{"includeData", "status", "workflowId"}, page...), "", "executionList", 200, a.listExecutions},
		{account.ExecutionStop, "POST", "/executions/stop", "Execution", "stopManyExecutions", "Stop executions", nil, "stopMany", "stopped", 200, a.stopMany},
		{account.ExecutionRead, "GET", "/executions/:id", "Execution", "getExecution", "Get an execution", []string{"includeData"}, "", "execution", 200, a.getExecution},
		{account.ExecutionDelete, "DELETE", "/executions/:id", "Execution", "deleteExecution", "Delete an execution", nil, "", "execution", 200, a.deleteExecution},
		{account.ExecutionRetry, "POST", "/executions/:id/retry", "Execution", "retryExecution", "Repeat a failed execution", nil, "retry", "execution", 200, a.retry},
		{account.ExecutionStop, "POST", "/executions/:id/stop", "Execution", "stopExecution", "Stop an execution", nil, "", "execution", 200, a.stop},

		{account.CredentialList, "GET", "/credentials", "Credential", "getCredentials", "List credentials, without their data", page, "", "credentialList", 200, a.listCredentials},
		{account.CredentialCreate, "POST", "/credentials", "Credential", "createCredential", "Create a credential", nil, "credentialCreate", "credential", 200, a.createCredential},
		{"", "GET", "/credentials/schema/:credentialTypeName", "Credential", "getCredentialType", "Get the schema of a credential's data", nil, "", "object", 200, a.credentialSchema},
		{account.CredentialRead, "GET", "/credentials/:id", "Credential", "getCredential", "Get a credential, without its data", nil, "", "credential", 200, a.getCredential},
		{account.CredentialUpdate, "PATCH", "/credentials/:id", "Credential", "updateCredential", "Change a credential", nil, "credentialUpdate", "credential", 200, a.updateCredential},
		{account.CredentialDelete, "DELETE", "/credentials/:id", "Credential", "deleteCredential", "Delete a credential", nil, "", "credential", 200, a.deleteCredential},
		{account.CredentialRead, "POST", "/credentials/:id/test", "Credential", "testCredential", "Test a stored credential", nil, "", "tested", 200, a.testCredential},
		{account.CredentialMove, "PUT", "/credentials/:id/transfer", "Credential", "transferCredential", "Refused: there are no projects here", nil, "transfer", "", 204, a.unlicensedProjects},

		{account.TagList, "GET", "/tags", "Tags", "getTags", "List tags", page, "", "tagList", 200, a.listTags},
		{account.TagCreate, "POST", "/tags", "Tags", "createTag", "Create a tag", nil, "tagName", "tag", 201, a.createTag},
		{account.TagRead, "GET", "/tags/:id", "Tags", "getTag", "Get a tag", nil, "", "tag", 200, a.getTag},
		{account.TagUpdate, "PUT", "/tags/:id", "Tags", "updateTag", "Rename a tag", nil, "tagName", "tag", 200, a.updateTag},
		{account.TagUpdate, "PATCH", "/tags/:id", "Tags", "patchTag", "Rename a tag", nil, "tagName", "tag", 200, a.updateTag},
		{account.TagDelete, "DELETE", "/tags/:id", "Tags", "deleteTag", "Delete a tag", nil, "", "tag", 200, a.deleteTag},

		{account.VariableList, "GET", "/variables", "Variables", "getVariables", "List variables", page, "", "variableList", 200, a.listVariables},
		{account.VariableCreate, "POST", "/variables", "Variables", "createVariable", "Create a variable", nil, "variable", "variable", 201, a.createVariable},
		{account.VariableUpdate, "PUT", "/variables/:id", "Variables", "updateVariable", "Change a variable", nil, "variable", "", 204, a.updateVariable},
		{account.VariableUpdate, "PATCH", "/variables/:id", "Variables", "patchVariable", "Change a variable", nil, "variable", "", 204, a.updateVariable},
		{account.VariableDelete, "DELETE", "/variables/:id", "Variables", "deleteVariable", "Delete a variable", nil, "", "", 204, a.deleteVariable},

		{account.UserList, "GET", "/users", "User", "getUsers", "List users", append([]string{"includeRole"}, page...), "", "userList", 200, a.listUsers},
		{account.UserCreate, "POST", "/users", "User", "createUser", "Invite users", nil, "userInvites", "invited", 201, a.inviteUsers},
		{account.UserRead, "GET", "/users/:id", "User", "getUser", "Get a user by id or email address", []string{"includeRole"}, "", "user", 200, a.getUser},
		{account.UserDelete, "DELETE", "/users/:id", "User", "deleteUser", "Delete a user", nil, "", "", 204, a.deleteUser},
		{account.UserChangeRole, "PATCH", "/users/:id/role", "User", "changeRole", "Change a user's role", nil, "newRole", "object", 200, a.changeRole},

		{account.AuditGenerate, "POST", "/audit", "Audit", "generateAudit", "Report what is risky about this instance", nil, "audit", "object", 200, a.audit},
		{"", "GET", "/discover", "Discover", "getDiscover", "List what the key may do", []string{"include", "resource", "operation"}, "", "object", 200, a.discover},
		{account.SourceControl, "POST", "/source-control/pull", "SourceControl", "pull", "Refused: there is no source control here; use --workflows with a folder under git", nil, "object", "", 401, a.sourceControl},
		{account.ProjectManage, "GET", "/projects", "Projects", "getProjects", "Refused: there are no projects here", page, "", "", 403, a.unlicensedProjects},
		{account.ProjectManage, "POST", "/projects", "Projects", "createProject", "Refused: there are no projects here", nil, "object", "", 403, a.unlicensedProjects},
	}
}

// Register adds the API's routes.
func (a *API) Register(r *api.Router) {
	for _, e := range a.endpoints() {
		rule := api.AnyKey
		if e.scope != "" {
			rule = api.KeyMay(e.scope)
		}
		handler := e.handler
		r.Handle(rule, api.PublicStyle, e.method, Base+e.path, func(c *api.Call) error { return told(handler(c)) })
	}
	for _, at := range []string{"/openapi.yml", "/openapi.json"} {
		r.Handle(api.Public, api.PublicStyle, http.MethodGet, Base+at, a.openapi)
	}
}
