// Package stickynote is the Sticky Note: text on the canvas that never runs.
package stickynote

import "runnel/runtime/node"

// Node declares the Sticky Note.
var Node = node.Define(node.Spec[struct{}]{
	Name: "n8n-nodes-base.stickyNote", Title: "Sticky Note", Groups: []string{"input"},
	Summary: "Shows a note on the canvas; it never runs.",
	Icon:    "sticky-note", Color: "#FFD233", Versions: node.Versions(1), NeverRuns: true,
	Inputs: node.Main(0), Outputs: node.Main(0),
	Params: node.Params{
		node.Text("content", "Content", "## A note\n**Double click** to edit it."),
		node.Num("height", "Height", 160).Required(),
		node.Num("width", "Width", 240).Required(),
		node.Num("color", "Color", 1).Required(),
	},
})
