// Package manualtrigger is the Manual Trigger: it starts a workflow that is run
// by hand (flow reference §13).
package manualtrigger

import (
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the Manual Trigger.
var Node = node.Define(node.Spec[struct{}]{
	Name: "n8n-nodes-base.manualTrigger", Title: "Manual Trigger", Groups: []string{"trigger"},
	Summary: "Starts the workflow when it is run by hand.",
	Icon:    "mouse-pointer", Color: "#909298", DefaultName: "When clicking ‘Execute workflow’", Versions: node.Versions(1), MaxNodes: 1,
	Inputs: node.Main(0), Outputs: node.Main(1), Params: node.Params{}, StartPriority: 1,
	// Nothing happens by itself: the function only marks the node as one that
	// can start a workflow.
	Trigger: func(*node.TriggerCall[struct{}]) (node.Stop, error) { return nil, nil },
	Manual: func(*node.Call[struct{}], time.Time) (node.Output, error) {
		return node.One([]item.Item{item.New(value.EmptyObject)}), nil
	},
})
