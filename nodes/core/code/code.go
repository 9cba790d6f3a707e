// Package code is the family of nodes that run JavaScript: Code, and its
// forerunners Function and Function Item (expressions reference §6 and §7).
package code

import (
	"errors"
	"fmt"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

const (
	modeAll  = "runOnceForAllItems"
	modeEach = "runOnceForEachItem"
	python   = "pythonNative"
)

// Node declares the Code node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.code", Title: "Code", Groups: []string{"transform"},
	Summary: "Runs JavaScript of your own.",
	Icon:    "braces", Versions: node.Versions(1, 2), Default: 2,
	Inputs: node.Main(1), Outputs: node.Main(1),
	Params: node.Params{
		node.Options("mode", "Mode", modeAll, node.Opt("Run Once for All Items", modeAll), node.Opt("Run Once for Each Item", modeEach)).NoExpression(),
		node.Options("language", "Language", "javaScript", node.Opt("JavaScript", "javaScript"), node.Opt("Python", python)).
			NoExpression().Show(node.InVersions(2)),
		node.HiddenField("language", "Language", "javaScript").Show(node.InVersions(1)),
		source("jsCode", "JavaScript", "javaScript").Show(node.InVersions(1), node.When("mode", modeAll)),
		source("jsCode", "JavaScript", "javaScript").Show(node.InVersions(1), node.When("mode", modeEach)),
		source("jsCode", "JavaScript", "javaScript").Show(node.InVersions(2), node.When("language", "javaScript"), node.When("mode", modeAll)),
		source("jsCode", "JavaScript", "javaScript").Show(node.InVersions(2), node.When("language", "javaScript"), node.When("mode", modeEach)),
		source("pythonCode", "Python", "python").Show(node.When("language", python), node.When("mode", modeAll)),
		source("pythonCode", "Python", "python").Show(node.When("language", python), node.When("mode", modeEach)),
		// Scripts see these when they list the node's parameters.
		node.Of(node.KindNotice, "notice", "Names that begin with $ give the script its input and more", "").Show(node.When("language", "javaScript")),
		node.Of(node.KindNotice, "notice", "The script gets its items as _items or _item", "").Show(node.When("language", python)),
	},
	Run: run,
})

func source(name, title, language string) node.Param {
	return node.Text(name, title, "").NoExpression().Edit("editor", "codeNodeEditor").Edit("editorLanguage", language)
}

type params struct {
	Mode     node.Field[string] `param:"mode"`
	Language node.Field[string] `param:"language"`
	Code     node.Field[string] `param:"jsCode"`
}

// errPython refuses what needs another interpreter.
var errPython = node.Errorf("Python is not supported here").
	Describe("Write the code in JavaScript: set the node's Language to JavaScript.")

func run(c *node.Call[params]) (node.Output, error) {
	language, err := c.P.Language.Or(c, 0, "javaScript")
	if err != nil {
		return nil, err
	}
	if language == "python" || language == python {
		return nil, errPython
	}
	mode, err := c.P.Mode.At(c, 0)
	if err != nil {
		return nil, err
	}
	code, err := c.P.Code.Or(c, 0, "")
	if err != nil {
		return nil, err
	}
	if mode == modeEach {
		return runEach(c, code)
	}
	return runAll(c, code)
}

// runAll runs the script once; what it returns becomes the items. What the
// script throws can become an item where the node may go on; a wrong value that
// it returns fails the node all the same (expressions reference §6.5), unless
// failures have an output of their own, as the original's own tests have it.
func runAll(c *node.Call[params], code string) (node.Output, error) {
	result, err := c.Script(node.Script{Kind: node.ScriptAll, Code: code})
	if err != nil {
		if c.ContinueOnFail() {
			return node.One([]item.Item{item.New(failure(err))}), nil
		}
		return nil, err
	}
	items, err := returned(result.Value, c.Binary())
	if err != nil {
		if c.HasErrorOutput() {
			return node.One([]item.Item{item.New(failure(err))}), nil
		}
		return nil, err
	}
	return node.One(items), nil
}

// runEach runs the script for every item.
func runEach(c *node.Call[params], code string) (node.Output, error) {
	out := make([]item.Item, 0, len(c.Items()))
	for i := range c.Items() {
		if err := c.Context().Err(); err != nil {
			return nil, err
		}
		result, err := c.Script(node.Script{Kind: node.ScriptEach, Code: code, Item: i})
		if err != nil {
			if refused := (*node.ScriptError)(nil); !c.ContinueOnFail() || errors.As(err, &refused) && refused.Refused {
				return nil, node.WrapItem(err, i)
			}
			out = append(out, item.FromPair(failure(err), i))
			continue
		}
		switch it, ok, err := returnedForItem(result.Value, i, c.Binary()); {
		case err != nil && !c.HasErrorOutput():
			return nil, node.WrapItem(err, i)
		case err != nil:
			out = append(out, item.FromPair(failure(err), i))
		case ok:
			out = append(out, it)
		}
	}
	return node.One(out), nil
}

func failure(err error) value.Value {
	return value.Object(value.Field{Key: "error", Value: value.String(err.Error())})
}

// The keys that mark an object as an item rather than as a document.
func reserved(key string) bool {
	switch key {
	case "json", "binary", "pairedItem", "error", "index":
		return true
	}
	return false
}

const wrapHint = `An output item contains the reserved key <code>%s</code>. To get around this, please wrap each item in an object, under a key called <code>json</code>. <a href="https://docs.n8n.io/data/data-structure/#data-structure" target="_blank">Example</a>`

func badReturn() error {
	return node.Errorf("Code doesn't return items properly").
		Describe("Please return an array of objects, one for each item you would like to output.")
}

func notAnObject(key string, i int) error {
	return node.Errorf("A '%s' property isn't an object [item %d]", key, i).
		Describe("In the returned data, every key named '%s' must point to an object.", key).At(i)
}

// returned makes items of what a script returned that runs once (expressions
// reference §6.3).
func returned(v value.Value, files node.BinaryStore) ([]item.Item, error) {
	if v.IsNull() {
		return []item.Item{}, nil
	}
	if v.IsArray() {
		for _, x := range v.Elems() {
			if !x.IsObject() {
				return nil, badReturn()
			}
			if hasReserved(x) {
				if err := checkKeys(v.Elems()); err != nil {
					return nil, err
				}
				break
			}
		}
	} else if !v.IsObject() {
		return nil, badReturn()
	}
	items, err := normalise(v, files)
	if err != nil {
		return nil, err
	}
	return items, checkParts(items, v)
}

func hasReserved(x value.Value) bool {
	for key := range x.Entries() {
		if reserved(key) {
			return true
		}
	}
	return false
}

// checkKeys refuses items with keys beside the reserved ones: once one element
// of a list is written as an item, all must be.
func checkKeys(list []value.Value) error {
	for i, x := range list {
		if !x.IsObject() {
			return badReturn()
		}
		unknown, known := "", ""
		for key := range x.Entries() {
			if reserved(key) {
				if known == "" {
					known = key
				}
			} else if unknown == "" {
				unknown = key
			}
		}
		switch {
		case unknown == "":
		case known != "":
			return node.Errorf("Invalid output format [item %d]", i).Describe(wrapHint, known).At(i)
		default:
			return node.Errorf("Unknown top-level item key: %s [item %d]", unknown, i).
				Describe("Access the properties of an item under `.json`, e.g. `item.json` ").At(i)
		}
	}
	return nil
}

// normalise makes items of a list or a single object: wrapped where they are
// bare documents (expressions reference §7, "Normalising").
func normalise(v value.Value, files node.BinaryStore) ([]item.Item, error) {
	if !v.IsArray() {
		if v.Get("json").Truthy() {
			return []item.Item{node.ReadItem(v, files)}, nil
		}
		if binary := v.Get("binary"); binary.IsObject() && v.Len() == 1 {
			return []item.Item{node.ReadItem(v, files)}, nil
		}
		return []item.Item{item.New(v)}, nil
	}
	list := v.Elems()
	withJSON, withBinary := 0, 0
	for _, x := range list {
		if x.Has("json") {
			withJSON++
		}
		if x.Has("binary") {
			withBinary++
		}
	}
	items := make([]item.Item, len(list))
	switch {
	case withJSON == len(list):
		for i, x := range list {
			items[i] = node.ReadItem(x, files)
		}
	case withJSON > 0:
		return nil, node.Errorf("Inconsistent item format")
	case withBinary == len(list):
		for i, x := range list {
			rest := x.Delete("binary")
			items[i] = node.ReadItem(value.Object(value.Field{Key: "binary", Value: x.Get("binary")}), files)
			items[i].JSON = rest
		}
	default:
		for i, x := range list {
			items[i] = item.New(x)
		}
	}
	return items, nil
}

// checkParts refuses items whose json or binary is no object.
func checkParts(items []item.Item, v value.Value) error {
	for i := range items {
		if !items[i].JSON.IsObject() {
			return notAnObject("json", i)
		}
		written := v
		if v.IsArray() {
			written = v.Index(i)
		}
		if binary := written.Get("binary"); written.Has("json") && !binary.IsUndefined() && !binary.IsObject() {
			return notAnObject("binary", i)
		}
	}
	return nil
}

// returnedForItem makes the item of what a script returned that runs for each
// one; ok is false when there is none (expressions reference §6.4).
func returnedForItem(v value.Value, i int, files node.BinaryStore) (it item.Item, ok bool, err error) {
	if !v.Truthy() {
		return item.Item{}, false, nil
	}
	if !v.IsObject() {
		return item.Item{}, false, notAnObject("json", i)
	}
	json, binary := v.Get("json"), v.Get("binary")
	it = node.ReadItem(value.Object(value.Field{Key: "binary", Value: binary}), files)
	it.Paired = item.From(i)
	switch {
	case !json.IsUndefined():
		it.JSON = json
	case v.Has("json") || !binary.IsUndefined() && v.Len() == 1:
		it.JSON = v.Delete("json").Delete("binary")
	default:
		it.JSON = v
	}
	if !it.JSON.IsObject() {
		return item.Item{}, false, notAnObject("json", i)
	}
	if !binary.IsUndefined() && !binary.IsObject() {
		return item.Item{}, false, notAnObject("binary", i)
	}
	return it, true, nil
}

// noReturn words what happens when a value of the wrong kind is returned.
func noReturn(format string, args ...any) error { return node.Wrap(fmt.Errorf(format, args...)) }
