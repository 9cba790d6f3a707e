// Package noop is the No Operation node: it passes its items on (flow
// reference §7).
package noop

import "runnel/runtime/node"

// Node declares the No Operation node.
var Node = node.Define(node.Spec[struct{}]{
	Name: "n8n-nodes-base.noOp", Title: "No Operation, do nothing", Groups: []string{"organization"},
	Summary: "Passes its items on unchanged.",
	Icon:    "arrow-right", Color: "#b0b0b0", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: node.Params{},
	Run: func(c *node.Call[struct{}]) (node.Output, error) { return node.One(c.Input(0)), nil },
})
