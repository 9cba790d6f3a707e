// Package instance is the n8n node: it asks an instance, this one or another,
// over its public API (core reference §16).
package instance

import (
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.n8n", Title: "n8n", Groups: []string{"transform"},
	Summary: "Works with the workflows, executions and credentials of an instance.",
	Icon:    "server", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared, Run: run,
	Credentials: []node.CredentialUse{node.Cred("n8nApi").Needed()},
})

type params struct {
	Resource   node.Field[string]       `param:"resource"`
	Operation  node.Field[string]       `param:"operation"`
	Workflow   node.Field[node.Locator] `param:"workflowId"`
	Version    node.Field[string]       `param:"versionId"`
	Document   node.Field[value.Value]  `param:"workflowObject"`
	Execution  node.Field[string]       `param:"executionId"`
	Name       node.Field[string]       `param:"name"`
	Type       node.Field[string]       `param:"credentialTypeName"`
	Data       node.Field[value.Value]  `param:"data"`
	Credential node.Field[string]       `param:"credentialId"`
	All        node.Field[bool]         `param:"returnAll"`
	Limit      node.Field[float64]      `param:"limit"`
	Filters    node.Field[value.Value]  `param:"filters"`
	InWorkflow node.Field[node.Locator] `param:"filters.workflowId"`
	Details    node.Field[bool]         `param:"options.activeWorkflows"`
	Audit      node.Field[value.Value]  `param:"additionalOptions"`
	Publish    node.Field[value.Value]  `param:"additionalFields"`

	Insecure      node.Field[bool]    `param:"requestOptions.allowUnauthorizedCerts"`
	Proxy         node.Field[string]  `param:"requestOptions.proxy"`
	Timeout       node.Field[float64] `param:"requestOptions.timeout"`
	BatchSize     node.Field[float64] `param:"requestOptions.batching.batch.batchSize"`
	BatchInterval node.Field[float64] `param:"requestOptions.batching.batch.batchInterval"`
}

func of(resource string, operations ...any) []node.Condition {
	show := []node.Condition{node.When("resource", resource)}
	if len(operations) > 0 {
		show = append(show, node.When("operation", operations...))
	}
	return show
}

func locator() node.Param {
	const inURL, id = ".*/workflow/([0-9a-zA-Z]{1,})", "[0-9a-zA-Z]{1,}"
	valid := func(regex, message string) []any {
		return []any{map[string]any{"type": "regex", "properties": map[string]any{"regex": regex, "errorMessage": message}}}
	}
	return node.LocatorParam("workflowId", "Workflow", node.Obj("mode", "list", "value", ""),
		node.InMode("list", "From List", "list"),
		node.InMode("url", "By URL", node.KindString).Extracting(inURL).Key("validation", valid(inURL, "Not a valid Workflow URL")),
		node.InMode("id", "ID", node.KindString).Key("validation", valid(id, "Not a valid Workflow ID")),
	)
}

func limit() node.Param {
	return node.Num("limit", "Limit", 100).Edit("minValue", 1).Edit("maxValue", 250)
}

func details() node.Param {
	return node.Collection("options", "Options", node.Bool("activeWorkflows", "Include Execution Details", false))
}

var declared = node.Params{
	node.Options("resource", "Resource", "workflow",
		node.Opt("Audit", "audit"), node.Opt("Credential", "credential"), node.Opt("Execution", "execution"), node.Opt("Workflow", "workflow"),
	).NoExpression(),

	node.Options("operation", "Operation", "get", node.Opt("Generate", "generate")).NoExpression().Show(of("audit")...),
	node.Collection("additionalOptions", "Additional Options",
		node.MultiOptions("categories", "Categories", node.Arr(),
			node.Opt("Credentials", "credentials"), node.Opt("Database", "database"), node.Opt("Filesystem", "filesystem"),
			node.Opt("Instance", "instance"), node.Opt("Nodes", "nodes")),
		node.Num("daysAbandonedWorkflow", "Days Abandoned Workflow", 90),
	).Show(of("audit")...),

	node.Options("operation", "Operation", "create",
		node.Opt("Create", "create"), node.Opt("Delete", "delete"), node.Opt("Get Schema", "getSchema"),
	).NoExpression().Show(of("credential")...),
	node.Text("name", "Name", "").Required().Show(of("credential", "create")...),
	node.Text("credentialTypeName", "Credential Type", "").Required().Show(of("credential", "create")...),
	node.JSON("data", "Data", "").Required().Edit("alwaysOpenEditWindow", true).Show(of("credential", "create")...),
	node.Text("credentialId", "Credential ID", "").Required().Show(of("credential", "delete")...),
	node.Text("credentialTypeName", "Credential Type", "").Required().Show(of("credential", "getSchema")...),

	node.Options("operation", "Operation", "getAll",
		node.Opt("Get", "get"), node.Opt("Get Many", "getAll"), node.Opt("Delete", "delete"),
	).NoExpression().Show(of("execution")...),
	node.Text("executionId", "Execution ID", "").Required().Show(of("execution", "delete")...),
	node.Bool("returnAll", "Return All", false).Show(of("execution", "getAll")...),
	limit().Show(and(of("execution", "getAll"), node.When("returnAll", false))...),
	node.Collection("filters", "Filters",
		locator(),
		node.Options("status", "Status", "success", node.Opt("Error", "error"), node.Opt("Success", "success"), node.Opt("Waiting", "waiting")),
	).Show(of("execution", "getAll")...),
	details().Show(of("execution", "getAll")...),
	node.Text("executionId", "Execution ID", "").Required().Show(of("execution", "get")...),
	details().Show(of("execution", "get")...),

	node.Options("operation", "Operation", "getAll",
		node.Opt("Publish", "activate"), node.Opt("Create", "create"), node.Opt("Unpublish", "deactivate"), node.Opt("Delete", "delete"),
		node.Opt("Get", "get"), node.Opt("Get Many", "getAll"), node.Opt("Get Version", "getVersion"), node.Opt("Update", "update"),
	).NoExpression().Show(of("workflow")...),
	locator().Required().Show(of("workflow", "activate")...),
	node.Collection("additionalFields", "Additional Fields",
		node.Text("versionId", "Version ID", ""), node.Text("name", "Name", ""), node.Text("description", "Description", "").Edit("rows", 4),
	).Show(of("workflow", "activate")...),
	node.JSON("workflowObject", "Workflow Object", `{ "name": "My workflow", "nodes": [], "connections": {}, "settings": {} }`).Required().
		Edit("alwaysOpenEditWindow", true).Show(of("workflow", "create")...),
	locator().Required().Show(of("workflow", "deactivate")...),
	locator().Required().Show(of("workflow", "delete")...),
	node.Bool("returnAll", "Return All", true).Show(of("workflow", "getAll")...),
	limit().Show(and(of("workflow", "getAll"), node.When("returnAll", false))...),
	node.Collection("filters", "Filters",
		node.Bool("activeWorkflows", "Return Only Published Workflows", true),
		node.Text("tags", "Tags", ""),
		node.Text("name", "Name", ""),
		node.Text("projectId", "Project ID", ""),
		node.Bool("excludePinnedData", "Exclude Pinned Data", false),
	).Show(of("workflow", "getAll")...),
	locator().Required().Show(of("workflow", "get")...),
	locator().Required().Show(of("workflow", "getVersion")...),
	node.Text("versionId", "Version ID", "").Required().Show(of("workflow", "getVersion")...),
	locator().Required().Show(of("workflow", "update")...),
	node.JSON("workflowObject", "Workflow Object", "").Required().Edit("alwaysOpenEditWindow", true).Show(of("workflow", "update")...),

	node.Collection("requestOptions", "Request Options",
		node.Groups("batching", "Batching", node.Group("batch", "Batching",
			node.Num("batchSize", "Items per Batch", 50).Edit("minValue", -1),
			node.Num("batchInterval", "Batch Interval (ms)", 1000).Edit("minValue", 0),
		)).Defaults(node.Obj("batch", node.Obj())),
		node.Bool("allowUnauthorizedCerts", "Ignore SSL Issues (Insecure)", false).NoExpression(),
		node.Text("proxy", "Proxy", ""),
		node.Num("timeout", "Timeout", 10000).Edit("minValue", 1),
	).Key("isNodeSetting", true),
}

func and(first []node.Condition, more ...node.Condition) []node.Condition {
	return append(append([]node.Condition{}, first...), more...)
}
