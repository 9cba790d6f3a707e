package code

import (
	"fmt"

	"runnel/runtime/value"

	"runnel/runtime/item"
	"runnel/runtime/node"
)

type functionParams struct {
	Code node.Field[string] `param:"functionCode"`
}

func functionParam(sample, completion string) node.Params {
	return node.Params{
		node.Text("functionCode", "JavaScript Code", sample).NoExpression().Edit("alwaysOpenEditWindow", true).
			Edit("codeAutocomplete", completion).Edit("editor", "jsEditor").Edit("rows", 10),
	}
}

// Function declares the Function node, which runs a script once.
var Function = node.Define(node.Spec[functionParams]{
	Name: "n8n-nodes-base.function", Title: "Function", Groups: []string{"transform"},
	Summary: "Runs JavaScript once for all items; the Code node has taken its place.",
	Icon:    "braces", Color: "#FF9922", Versions: node.Versions(1), Hidden: true,
	Inputs: node.Main(1), Outputs: node.Main(1),
	Params: functionParam(`for (item of items) {
  item.json.myNewField = 1;
}

console.log('Done!');

return items;`, "function"),
	Run: runFunction,
})

// FunctionItem declares the Function Item node, which runs a script for each
// item.
var FunctionItem = node.Define(node.Spec[functionParams]{
	Name: "n8n-nodes-base.functionItem", Title: "Function Item", Groups: []string{"transform"},
	Summary: "Runs JavaScript for each item; the Code node has taken its place.",
	Icon:    "braces", Color: "#ddbb33", Versions: node.Versions(1), Hidden: true,
	Inputs: node.Main(1), Outputs: node.Main(1),
	Params: functionParam(`item.myNewField = 1;

console.log('Done!');

return item;`, "functionItem"),
	Run: runFunctionItem,
})

func runFunction(c *node.Call[functionParams]) (node.Output, error) {
	items, err := function(c)
	if err != nil {
		if c.ContinueOnFail() {
			return node.One([]item.Item{item.New(failure(err))}), nil
		}
		return nil, inScript(err)
	}
	return node.One(items), nil
}

func function(c *node.Call[functionParams]) ([]item.Item, error) {
	code, err := c.P.Code.At(c, 0)
	if err != nil {
		return nil, err
	}
	result, err := c.Script(node.Script{Kind: node.ScriptFunction, Code: code})
	if err != nil {
		return nil, err
	}
	v := result.Value
	switch {
	case v.IsUndefined():
		return nil, badItems("Cannot read properties of undefined (reading 'every')")
	case v.IsNull():
		return nil, badItems("Cannot read properties of null (reading 'json')")
	case !v.IsArray() && !v.IsObject():
		return nil, badItems("executionData.every is not a function")
	}
	if err := consistent(v.Elems()); err != nil {
		return nil, err
	}
	items, err := normalise(v, c.Binary())
	if err != nil {
		return nil, err
	}
	for i := range items {
		switch doc := items[i].JSON; {
		case doc.IsNull():
			return nil, noReturn("Cannot convert undefined or null to object")
		case !doc.IsObject() && !doc.IsArray():
			return nil, &node.ScriptError{Message: "The json-property has to be an object!", Line: jsonLine, Item: -1}
		}
	}
	return items, nil
}

// The lines that the original reports where it stumbles over what a script
// returned: lines of its own.
const (
	itemsLine = 170
	jsonLine  = 193
)

func badItems(message string) error {
	return &node.ScriptError{Message: message, Line: itemsLine, Item: -1}
}

// consistent refuses lists of which some elements are written as items and
// others are not. It stumbles over null as the original does, which looks for
// the first element that is no item and then for one that is.
func consistent(list []value.Value) error {
	isItem := func(v value.Value) (bool, error) {
		if v.IsNull() {
			return false, badItems("Cannot use 'in' operator to search for 'json' in null")
		}
		return v.IsObject() && v.Has("json"), nil
	}
	for n, v := range list {
		ok, err := isItem(v)
		switch {
		case err != nil:
			return err
		case ok:
			continue
		case n > 0:
			return badItems("Inconsistent item format")
		}
		for _, v := range list[1:] {
			if ok, err := isItem(v); err != nil {
				return err
			} else if ok {
				return badItems("Inconsistent item format")
			}
		}
		return nil
	}
	return nil
}

func runFunctionItem(c *node.Call[functionParams]) (node.Output, error) {
	items := c.Items()
	out := make([]item.Item, 0, len(items))
	for i := range items {
		if err := c.Context().Err(); err != nil {
			return nil, err
		}
		it, err := functionItem(c, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(inItem(err, i), i)
			}
			it = item.New(failure(err))
			if _, thrown := err.(*node.ScriptError); !thrown {
				it.Paired = item.From(i)
			}
		}
		out = append(out, it)
	}
	return node.One(out), nil
}

// syntaxLine is the line that the original reports for every script that it
// cannot read: one of its own, not of the script.
const syntaxLine = 169

// thrownMessage is what the original reports of a thrown value that is no
// error: it stumbles over the missing stack.
const thrownMessage = "Cannot read properties of undefined (reading 'split')"

// inScript adds the line of the script where it failed.
func inScript(err error) error {
	e, ok := err.(*node.ScriptError)
	switch {
	case !ok:
		return err
	case e.Thrown:
		return node.Errorf(thrownMessage)
	case e.Syntax:
		return withSuffix(e, fmt.Sprintf(" [Line %d]", syntaxLine))
	case e.Line > 0:
		return withSuffix(e, fmt.Sprintf(" [Line %d]", e.Line))
	}
	return err
}

// withSuffix says in the message where in the script the error happened.
func withSuffix(e *node.ScriptError, suffix string) error {
	placed := *e
	placed.Message += suffix
	return &placed
}

// inItem adds the item's index, and the line where it is known.
func inItem(err error, i int) error {
	e, ok := err.(*node.ScriptError)
	switch {
	case !ok:
		return err
	case e.Thrown:
		return node.Errorf(thrownMessage)
	case e.Syntax:
		return withSuffix(e, fmt.Sprintf(" [Line %d | Item Index: %d]", syntaxLine, i))
	case e.Line > 0:
		return withSuffix(e, fmt.Sprintf(" [Line %d | Item Index: %d]", e.Line, i))
	}
	return withSuffix(e, fmt.Sprintf(" [Item Index: %d]", i))
}

func functionItem(c *node.Call[functionParams], i int) (item.Item, error) {
	code, err := c.P.Code.At(c, i)
	if err != nil {
		return item.Item{}, err
	}
	result, err := c.Script(node.Script{Kind: node.ScriptFunctionItem, Code: code, Item: i})
	if err != nil {
		return item.Item{}, err
	}
	switch v := result.Value; {
	case v.IsUndefined():
		return item.Item{}, noReturn("No data got returned. Always an object has to be returned!")
	case v.IsNull():
		return item.Item{}, noReturn("Cannot convert undefined or null to object")
	}
	it := item.FromPair(result.Value, i)
	it.Binary = c.Items()[i].Binary
	if result.Binary != nil {
		it.Binary = result.Binary
	}
	return it, nil
}
