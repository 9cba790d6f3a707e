// Package errortrigger is the Error Trigger: it starts a workflow when another
// one has failed (flow reference §12).
package errortrigger

import (
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the Error Trigger.
var Node = node.Define(node.Spec[struct{}]{
	Name: "n8n-nodes-base.errorTrigger", Title: "Error Trigger", Groups: []string{"trigger"},
	Summary: "Starts the workflow when another workflow fails.",
	Icon:    "bug", Color: "#0000FF", Versions: node.Versions(1), MaxNodes: 1,
	Inputs: node.Main(0), Outputs: node.Main(1), Params: node.Params{}, StartPriority: 3,
	// Failed executions start the node; there is nothing to wait for.
	Trigger: func(*node.TriggerCall[struct{}]) (node.Stop, error) { return nil, nil },
	Run:     run,
	Manual:  func(c *node.Call[struct{}], _ time.Time) (node.Output, error) { return run(c) },
})

// run passes on what is known of the failure. Run by hand there is none, and a
// sample shows what the data looks like.
func run(c *node.Call[struct{}]) (node.Output, error) {
	items := c.Input(0)
	if c.Info().Mode == node.ModeManual && len(items) == 1 && items[0].Binary.Len() == 0 && items[0].JSON.Len() == 0 {
		return node.One([]item.Item{item.New(sample(c.Info().BaseURL))}), nil
	}
	return node.One(items), nil
}

func sample(baseURL string) value.Value {
	text := func(key, s string) value.Field { return value.Field{Key: key, Value: value.String(s)} }
	return value.Object(
		value.Field{Key: "execution", Value: value.Object(
			value.Field{Key: "id", Value: value.Int(231)},
			text("url", baseURL+"execution/workflow/1/231"),
			text("retryOf", "34"),
			value.Field{Key: "error", Value: value.Object(text("message", "Example Error Message"), text("stack", "Stacktrace"))},
			text("lastNodeExecuted", "Node With Error"),
			text("mode", "manual"),
		)},
		value.Field{Key: "workflow", Value: value.Object(text("id", "1"), text("name", "Example Workflow"))},
	)
}
