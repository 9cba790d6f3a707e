// Package stopanderror is the Stop and Error node: it fails on purpose (flow
// reference §9).
package stopanderror

import (
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the Stop and Error node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.stopAndError", Title: "Stop and Error", Groups: []string{"input"},
	Summary: "Fails the workflow with a message of your own.",
	Icon:    "octagon-x", Color: "#ff0000", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(0),
	Params: node.Params{
		node.Options("errorType", "Error Type", "errorMessage",
			node.Opt("Error Message", "errorMessage"), node.Opt("Error Object", "errorObject")),
		node.Text("errorMessage", "Error Message", "").Required().Show(node.When("errorType", "errorMessage")),
		node.JSON("errorObject", "Error Object", "").Required().Edit("alwaysOpenEditWindow", true).Show(node.When("errorType", "errorObject")),
	},
	Run: run,
})

type params struct {
	Type    node.Field[string]      `param:"errorType"`
	Message node.Field[string]      `param:"errorMessage"`
	Object  node.Field[value.Value] `param:"errorObject"`
}

func run(c *node.Call[params]) (node.Output, error) {
	kind, err := c.P.Type.At(c, 0)
	if err != nil {
		return nil, err
	}
	if kind == "errorMessage" {
		message, err := c.P.Message.At(c, 0)
		if err != nil {
			return nil, err
		}
		return nil, node.Errorf("%s", message)
	}
	object, err := c.P.Object.At(c, 0)
	if err == nil && object.IsString() {
		object, err = value.ParseString(object.Str())
	}
	if err != nil {
		return nil, node.Wrap(err)
	}
	return nil, fromObject(object)
}

// fromObject makes the error that an object describes.
func fromObject(object value.Value) error {
	message := "Error: " + object.JSON()
	for _, key := range []string{"message", "description", "error"} {
		if v := object.Get(key); v.IsString() && v.Str() != "" {
			message = v.Str()
			break
		}
	}
	e := node.Errorf("%s", message)
	e.Level, e.Metadata, e.Type = "error", object, object.Get("type").Str()
	if d := object.Get("description").Str(); d != "" {
		e.Describe("%s", d)
	}
	return e
}
