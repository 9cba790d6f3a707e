package executeworkflow

import (
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Trigger declares the Execute Workflow Trigger, where a workflow starts that
// another one calls.
var Trigger = node.Define(node.Spec[triggerParams]{
	Name: "n8n-nodes-base.executeWorkflowTrigger", Title: "Execute Workflow Trigger", Groups: []string{"trigger"},
	Summary: "Starts the workflow when another workflow calls it.",
	Icon:    "log-in", Color: "#ff6d5a", DefaultName: "When Executed by Another Workflow",
	Versions: node.Versions(1, 1.1), MaxNodes: 1, StartPriority: 2,
	Inputs: node.Main(0), Outputs: node.Main(1),
	Params: node.Params{
		// The misspelt value is how workflows have it.
		node.HiddenField("events", "Events", "worklfow_call").NoExpression(),
		node.Options("inputSource", "Input data mode", "workflowInputs",
			node.Opt("Define using fields below", "workflowInputs"),
			node.Opt("Define using JSON example", "jsonExample"),
			node.Opt("Accept all data", "passthrough")).NoExpression().Show(node.Since(1.1)),
		node.JSON("jsonExample", "JSON Example", exampleInput).NoExpression().Show(node.Since(1.1), node.When("inputSource", "jsonExample")),
		node.Groups("workflowInputs", "Workflow Input Schema",
			node.Group("values", "Values",
				node.Text("name", "Name", "").Required().NoExpression(),
				node.Options("type", "Type", "string",
					node.Opt("Allow Any Type", "any"), node.Opt("String", "string"), node.Opt("Number", "number"),
					node.Opt("Boolean", "boolean"), node.Opt("Array", "array"), node.Opt("Object", "object")).Required().NoExpression())).
			Many().Edit("sortable", true).Edit("minRequiredFields", 1).Show(node.Since(1.1), node.When("inputSource", "workflowInputs")),
	},
	Trigger: func(*node.TriggerCall[triggerParams]) (node.Stop, error) { return nil, nil },
	Run:     runTrigger,
	Manual:  func(c *node.Call[triggerParams], _ time.Time) (node.Output, error) { return runTrigger(c) },
})

const exampleInput = "{\n  \"aField\": \"a string\",\n  \"aNumber\": 123,\n  \"thisFieldAcceptsAnyType\": null,\n  \"anArray\": []\n}"

type triggerParams struct {
	Source  node.Field[string]       `param:"inputSource"`
	Example node.Field[value.Value]  `param:"jsonExample"`
	Fields  node.Field[[]inputField] `param:"workflowInputs.values"`
}

type inputField struct {
	Name string `param:"name"`
}

// runTrigger passes the items on, or what the schema names of them: fields
// that did not come are null, others are left out.
func runTrigger(c *node.Call[triggerParams]) (node.Output, error) {
	source, err := c.P.Source.Or(c, 0, "passthrough")
	if err != nil {
		return nil, err
	}
	items := c.Input(0)
	if c.Info().Version == 1 || source == "passthrough" {
		return node.One(items), nil
	}
	names, err := fieldNames(c, source)
	if err != nil {
		return nil, err
	}
	out := make([]item.Item, len(items))
	for i, it := range items {
		var b value.Builder
		for _, name := range names {
			v, ok := it.JSON.Lookup(name)
			if !ok {
				v = value.Null
			}
			b.Set(name, v)
		}
		out[i] = item.Item{JSON: b.Object(), Binary: it.Binary, Extra: &item.Extra{Index: i, HasIndex: true}}
	}
	return node.One(out), nil
}

func fieldNames(c *node.Call[triggerParams], source string) ([]string, error) {
	if source != "jsonExample" {
		fields, err := c.P.Fields.Or(c, 0, nil)
		names := make([]string, len(fields))
		for i, f := range fields {
			names[i] = f.Name
		}
		return names, err
	}
	example, err := c.P.Example.At(c, 0)
	if err == nil && example.IsString() {
		example, err = value.ParseString(example.Str())
	}
	if err != nil {
		return nil, node.Wrap(err)
	}
	if !example.IsObject() {
		return nil, node.Errorf("Invalid JSON schema type. Only object type is supported, but got %s", schemaType(example))
	}
	return example.Keys(), nil
}

func schemaType(v value.Value) string {
	switch {
	case v.IsArray():
		return "array"
	case v.IsNull():
		return "null"
	}
	return v.TypeOf()
}
