// Package activation is the n8n Trigger and its forerunner, the Workflow
// Trigger: they start a workflow when it goes into service (core reference §16).
package activation

import (
	"slices"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Instance declares the n8n Trigger, Workflow the Workflow Trigger.
var (
	Instance = node.Define(node.Spec[params]{
		Name: "n8n-nodes-base.n8nTrigger", Title: "n8n Trigger", Groups: []string{"trigger"},
		Summary: "Starts the workflow when the server starts, or when the workflow is published or changed.",
		Icon:    "power", Versions: node.Versions(1),
		Inputs: node.Main(0), Outputs: node.Main(1),
		Params: node.Params{
			node.MultiOptions("events", "Events", node.Arr(),
				node.Opt("Published Workflow Updated", "update"),
				node.Opt("Instance Started", "init"),
				node.Opt("Workflow Published", "activate"),
			).Required(),
		},
		Trigger: start(map[node.Activation]string{
			node.ActivationInit: "Instance started", node.ActivationUpdate: "Workflow updated", node.ActivationPublish: "Workflow published",
		}),
		Manual: byHand,
	})
	Workflow = node.Define(node.Spec[params]{
		Name: "n8n-nodes-base.workflowTrigger", Title: "Workflow Trigger", Groups: []string{"trigger"},
		Summary: "Starts the workflow when it is published or changed. The n8n Trigger has taken its place.",
		Icon:    "power", Color: "#ff6d5a", Versions: node.Versions(1), Hidden: true,
		Inputs: node.Main(0), Outputs: node.Main(1),
		Params: node.Params{
			node.MultiOptions("events", "Events", node.Arr(),
				node.Opt("Active Workflow Updated", "update"),
				node.Opt("Workflow Activated", "activate"),
			).Required(),
		},
		Trigger: start(map[node.Activation]string{
			node.ActivationUpdate: "Workflow updated", node.ActivationPublish: "Workflow activated",
		}),
		Manual: byHand,
	})
)

type params struct {
	Events node.Field[[]string] `param:"events"`
}

// start emits once, when the activation is one that the node waits for.
func start(texts map[node.Activation]string) func(*node.TriggerCall[params]) (node.Stop, error) {
	return func(c *node.TriggerCall[params]) (node.Stop, error) {
		events, err := c.P.Events.Or(c, 0, nil)
		if err != nil {
			return nil, err
		}
		why := c.Info().Activation
		if text, known := texts[why]; known && slices.Contains(events, string(why)) {
			c.Emit(emission(text, c.Now(), c.Info().WorkflowID))
		}
		return nil, nil
	}
}

func byHand(c *node.Call[params], at time.Time) (node.Output, error) {
	return emission("Manual execution", at, c.Info().WorkflowID), nil
}

func emission(event string, at time.Time, workflow string) node.Output {
	return node.One([]item.Item{item.New(node.Obj(
		"event", event,
		"timestamp", value.ISODate(float64(at.UnixMilli())),
		"workflow_id", workflow,
	))})
}
