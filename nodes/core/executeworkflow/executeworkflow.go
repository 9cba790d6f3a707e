// Package executeworkflow is the family of nodes by which workflows call one
// another: Execute Sub-workflow and Execute Workflow Trigger (flow reference
// §10 and §11, engine reference §13).
package executeworkflow

import (
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the Execute Sub-workflow node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.executeWorkflow", Title: "Execute Sub-workflow", Groups: []string{"transform"},
	Summary: "Runs another workflow and takes over what it gives.",
	Icon:    "workflow", Color: "#ff6d5a", DefaultName: "Execute Workflow", Versions: node.Versions(1, 1.1, 1.2, 1.3),
	Inputs: node.Main(1), Outputs: node.Main(1),
	Params: node.Params{
		node.HiddenField("operation", "Operation", "call_workflow").NoExpression(),
		node.Options("source", "Source", "database", node.Opt("Database", "database"), node.Opt("Local File", "localFile"),
			node.Opt("Parameter", "parameter"), node.Opt("URL", "url")).Show(node.UpTo(1.1)),
		node.Options("source", "Source", "database", node.Opt("Database", "database"), node.Opt("Define Below", "parameter")).
			Show(node.Since(1.2)),
		node.Text("workflowId", "Workflow ID", "").Required().Show(node.When("source", "database"), node.InVersions(1)),
		node.WorkflowParam("workflowId", "Workflow", "").Required().Show(node.When("source", "database"), node.Since(1.1)),
		node.Text("workflowPath", "Workflow Path", "").Required().Show(node.When("source", "localFile")),
		node.JSON("workflowJson", "Workflow JSON", "\n\n\n").Required().Edit("rows", 10).Show(node.When("source", "parameter")),
		node.Text("workflowUrl", "Workflow URL", "").Required().Show(node.When("source", "url")),
		node.MapperParam("workflowInputs", "Workflow Inputs", node.Obj("mappingMode", "defineBelow", "value", nil)).Required().NoExpression().
			Edit("loadOptionsDependsOn", []any{"workflowId.value"}).
			Edit("resourceMapper", map[string]any{
				"localResourceMapperMethod": "loadSubWorkflowInputs", "valuesLabel": "Workflow Inputs", "mode": "map",
				"fieldWords":   map[string]any{"singular": "input", "plural": "inputs"},
				"addAllFields": true, "multiKeyMatch": false, "supportAutoMap": false, "showTypeConversionOptions": true,
			}).Show(node.When("source", "database"), node.Since(1.2)).Hide(node.When("workflowId", "")),
		node.Options("mode", "Mode", "once", node.Opt("Run once with all items", "once"), node.Opt("Run once for each item", "each")).
			NoExpression(),
		node.Collection("options", "Options", node.Bool("waitForSubWorkflow", "Wait For Sub-Workflow Completion", true)),
	},
	Run: run,
})

type params struct {
	Source node.Field[string]       `param:"source"`
	ID     node.Field[string]       `param:"workflowId"`
	Path   node.Field[string]       `param:"workflowPath"`
	JSON   node.Field[value.Value]  `param:"workflowJson"`
	URL    node.Field[string]       `param:"workflowUrl"`
	Inputs node.Field[inputMapping] `param:"workflowInputs"`
	Mode   node.Field[string]       `param:"mode"`
	Wait   node.Field[bool]         `param:"options.waitForSubWorkflow"`
}

// inputMapping is what the resource mapper holds.
type inputMapping struct {
	Value   value.Value   `param:"value"`
	Schema  []schemaField `param:"schema"`
	Convert bool          `param:"attemptToConvertTypes"`
	Strings bool          `param:"convertFieldsToString"`
}

type schemaField struct {
	ID          string `param:"id"`
	DisplayName string `param:"displayName"`
	Type        string `param:"type"`
	Removed     bool   `param:"removed"`
}
