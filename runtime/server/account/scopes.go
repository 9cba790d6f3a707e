package account

import "slices"

// Scope is one thing that may be allowed, named as n8n names it.
type Scope string

// Scopes of what is done with workflows, executions and all around them.
const (
	WorkflowCreate     Scope = "workflow:create"
	WorkflowRead       Scope = "workflow:read"
	WorkflowUpdate     Scope = "workflow:update"
	WorkflowDelete     Scope = "workflow:delete"
	WorkflowList       Scope = "workflow:list"
	WorkflowMove       Scope = "workflow:move"
	WorkflowActivate   Scope = "workflow:activate"
	WorkflowDeactivate Scope = "workflow:deactivate"
	WorkflowExecute    Scope = "workflow:execute"
	WorkflowTagsList   Scope = "workflowTags:list"
	WorkflowTagsUpdate Scope = "workflowTags:update"

	ExecutionRead   Scope = "execution:read"
	ExecutionList   Scope = "execution:list"
	ExecutionDelete Scope = "execution:delete"
	ExecutionRetry  Scope = "execution:retry"
	ExecutionStop   Scope = "execution:stop"

	CredentialCreate Scope = "credential:create"
	CredentialRead   Scope = "credential:read"
	CredentialUpdate Scope = "credential:update"
	CredentialDelete Scope = "credential:delete"
	CredentialList   Scope = "credential:list"
	CredentialMove   Scope = "credential:move"

	TagCreate Scope = "tag:create"
	TagRead   Scope = "tag:read"
	TagUpdate Scope = "tag:update"
	TagDelete Scope = "tag:delete"
	TagList   Scope = "tag:list"

	VariableCreate Scope = "variable:create"
	VariableUpdate Scope = "variable:update"
	VariableDelete Scope = "variable:delete"
	VariableList   Scope = "variable:list"

	UserCreate     Scope = "user:create"
	UserRead       Scope = "user:read"
	UserList       Scope = "user:list"
	UserChangeRole Scope = "user:changeRole"
	UserDelete     Scope = "user:delete"

	APIKeyManage     Scope = "apiKey:manage"
	AuditGenerate    Scope = "securityAudit:generate"
	SourceControl    Scope = "sourceControl:pull"
	SettingsRead     Scope = "settings:read"
	ProjectManage    Scope = "project:list"
	DataTableManage  Scope = "dataTable:list"
	EvaluationManage Scope = "expression:evaluate"
)

// The roles.
const (
	Owner  = "global:owner"
	Admin  = "global:admin"
	Member = "global:member"
)

// everything are all scopes, in the order in which they are shown.
var everything = []Scope{
	WorkflowCreate, WorkflowRead, WorkflowUpdate, WorkflowDelete, WorkflowList, WorkflowMove, WorkflowActivate, WorkflowDeactivate,
	WorkflowExecute, WorkflowTagsList, WorkflowTagsUpdate, ExecutionRead, ExecutionList, ExecutionDelete, ExecutionRetry, ExecutionStop,
	CredentialCreate, CredentialRead, CredentialUpdate, CredentialDelete, CredentialList, CredentialMove,
	TagCreate, TagRead, TagUpdate, TagDelete, TagList, VariableCreate, VariableUpdate, VariableDelete, VariableList,
	UserCreate, UserRead, UserList, UserChangeRole, UserDelete, APIKeyManage, AuditGenerate, SourceControl, SettingsRead,
	ProjectManage, DataTableManage, EvaluationManage,
}

// members may do everything with workflows and their runs; the instance itself
// (accounts, variables, the audit) is not theirs to change.
var members = slices.DeleteFunc(slices.Clone(everything), func(s Scope) bool {
	switch s {
	case VariableCreate, VariableUpdate, VariableDelete, UserCreate, UserRead, UserList, UserChangeRole, UserDelete, AuditGenerate,
		SourceControl, TagDelete:
		return true
	}
	return false
})

// editorOnly are scopes that no API key has: they belong to people at the
// editor.
var editorOnly = []Scope{APIKeyManage, SettingsRead, EvaluationManage}

// ScopesOf are the scopes of a role, none for one that is not known. The list
// must not be changed.
func ScopesOf(role string) []Scope {
	switch role {
	case Owner, Admin:
		return everything
	case Member:
		return members
	}
	return nil
}

// KeyScopesOf are the scopes that API keys of a role's people may have.
func KeyScopesOf(role string) []Scope {
	return slices.DeleteFunc(slices.Clone(ScopesOf(role)), func(s Scope) bool { return slices.Contains(editorOnly, s) })
}

// Allows tells whether a role may do something.
func Allows(role string, s Scope) bool { return slices.Contains(ScopesOf(role), s) }

// KnownRole tells whether there is such a role.
func KnownRole(role string) bool { return ScopesOf(role) != nil }
