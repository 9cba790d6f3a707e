// Package executiondata is the Execution Data node: it keeps values with the
// record of the execution, to find it again (transform reference §24).
package executiondata

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.executionData", Title: "Execution Data", Groups: []string{"input"},
	Summary: "Keeps values with the record of the execution, to find it again.",
	Icon:    "highlighter", Color: "#29A568", Versions: node.Versions(1, 1.1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared, Run: run,
})

var declared = node.Params{
	node.Options("operation", "Operation", "save", node.Opt("Save Highlight Data (for Search/review)", "save")).NoExpression(),
	node.Groups("dataToSave", "Data to Save",
		node.Group("values", "Values",
			node.Text("key", "Key", "").Key("requiresDataPath", "single"),
			node.Text("value", "Value", ""),
		),
	).Edit("multipleValueButtonText", "Add Saved Field").Many().Show(node.When("operation", "save")).
		Hint("Up to ten values of at most 512 characters, under names of letters, digits and _"),
}

type params struct {
	Operation node.Field[string]    `param:"operation"`
	Values    node.List[savedField] `param:"dataToSave.values"`
}

type savedField struct {
	Key   node.Field[value.Value] `param:"key"`
	Value node.Field[value.Value] `param:"value"`
}

func run(c *node.Call[params]) (node.Output, error) {
	operation, err := c.P.Operation.At(c, 0)
	if err != nil {
		return nil, err
	}
	if operation != "save" {
		return node.One([]item.Item{}), nil
	}
	for i := range c.Input(0) {
		if err := save(c, i); err != nil && !c.ContinueOnFail() {
			return nil, node.WrapItem(err, i)
		}
	}
	return node.One(c.Input(0)), nil
}

// save keeps the values of item i. What may be kept, and how much, is the rule
// of the expressions' customData.
func save(c *node.Call[params], i int) error {
	rows, err := c.P.Values.Rows(c, i)
	if err != nil {
		return err
	}
	var values value.Builder
	for n := range rows {
		key, err := rows[n].Key.Or(c, i, value.Undefined)
		if err != nil {
			return err
		}
		v, err := rows[n].Value.Or(c, i, value.Undefined)
		if err != nil {
			return err
		}
		if c.Info().Version > 1 && !v.Truthy() {
			v = value.String("")
		}
		values.Set(key.ToString(), v)
	}
	_, err = c.EvalText("={{ $execution.customData.setAll($values) }}", i, value.Field{Key: "$values", Value: values.Object()})
	return err
}
