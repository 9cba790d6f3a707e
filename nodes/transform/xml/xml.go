// Package xml is the XML node: documents from XML and back (transform
// reference §16).
package xml

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/xmltext"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.xml", Title: "XML", Groups: []string{"transform"},
	Summary: "Reads XML into fields, or writes fields as XML.",
	Icon:    "code", Color: "#333377", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared, Run: run,
	Examples: []node.Example{
		{
			Title: "From XML", Version: 1, Params: `{}`,
			Input:  `[{"data":"<order id=\"7\"><line>a</line><line>b</line></order>"}]`,
			Output: `[[{"order":{"id":"7","line":["a","b"]}}]]`,
		},
		{
			Title: "To XML", Version: 1, Params: `{"mode":"jsonToxml","options":{"headless":true}}`,
			Input:  `[{"order":{"$":{"id":7},"line":["a","b"]}}]`,
			Output: `[[{"data":"<order id=\"7\">\n  <line>a</line>\n  <line>b</line>\n</order>"}]]`,
		},
	},
})

var (
	reading = node.When("mode", "xmlToJson")
	writing = node.When("mode", "jsonToxml")
)

var declared = node.Params{
	node.Options("mode", "Mode", "xmlToJson", node.Opt("JSON to XML", "jsonToxml"), node.Opt("XML to JSON", "xmlToJson")),
	node.Text("dataPropertyName", "Property Name", "data").Required().Show(writing),
	node.Collection("options", "Options",
		node.Bool("allowSurrogateChars", "Allow Surrogate Chars", false),
		node.Text("attrkey", "Attribute Key", "$").Hint("The field whose fields become attributes"),
		node.Bool("cdata", "Cdata", false).Hint("Write text with special characters as literal text"),
		node.Text("charkey", "Character Key", "_").Hint("The field that becomes an element's text"),
		node.Bool("headless", "Headless", false).Hint("Leave out the declaration at the beginning"),
		node.Text("rootName", "Root Name", "root"),
	).Show(writing),
	node.Text("dataPropertyName", "Property Name", "data").Required().Show(reading),
	node.Collection("options", "Options",
		node.Text("attrkey", "Attribute Key", "$"),
		node.Text("charkey", "Character Key", "_"),
		node.Bool("explicitArray", "Explicit Array", false),
		node.Bool("explicitRoot", "Explicit Root", true),
		node.Bool("ignoreAttrs", "Ignore Attributes", false),
		node.Bool("mergeAttrs", "Merge Attributes", true),
		node.Bool("normalize", "Normalize", false),
		node.Bool("normalizeTags", "Normalize Tags", false),
		node.Bool("trim", "Trim", false),
	).Show(reading),
}

type params struct {
	Mode     node.Field[string]      `param:"mode"`
	Property node.Field[string]      `param:"dataPropertyName"`
	Options  node.Field[value.Value] `param:"options"`
}

func run(c *node.Call[params]) (node.Output, error) {
	mode, err := c.P.Mode.At(c, 0)
	if err != nil {
		return nil, err
	}
	property, err := c.P.Property.At(c, 0)
	if err != nil {
		return nil, err
	}
	options, err := c.P.Options.At(c, 0)
	if err != nil {
		return nil, err
	}
	in := c.Input(0)
	out := make([]item.Item, 0, len(in))
	for i, it := range in {
		var doc value.Value
		switch mode {
		case "xmlToJson":
			doc, err = read(it.JSON, property, options)
		case "jsonToxml":
			doc, err = written(it.JSON, property, options)
		default:
			err = node.Errorf("The operation \"%s\" is not known!", mode)
		}
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			// Nothing comes out for an item that fails.
			continue
		}
		out = append(out, item.New(doc))
	}
	return node.One(out), nil
}

// flag reads an option as a switch.
func flag(options value.Value, name string, def bool) bool {
	if v := options.Get(name); !v.IsUndefined() {
		return v.Truthy()
	}
	return def
}

// word reads an option as text.
func word(options value.Value, name, def string) string {
	if v := options.Get(name); !v.IsUndefined() {
		return v.ToString()
	}
	return def
}

func read(doc value.Value, property string, options value.Value) (value.Value, error) {
	text := doc.Get(property)
	if text.IsUndefined() {
		return text, node.Errorf("Item has no JSON property called \"%s\"", property)
	}
	return xmltext.Parse(text.ToString(), xmltext.Options{
		AttrKey:    word(options, "attrkey", "$"),
		CharKey:    word(options, "charkey", "_"),
		Arrays:     flag(options, "explicitArray", false),
		Bare:       !flag(options, "explicitRoot", true),
		NoAttrs:    flag(options, "ignoreAttrs", false),
		MergeAttrs: flag(options, "mergeAttrs", true),
		Trim:       flag(options, "trim", false),
		Normalize:  flag(options, "normalize", false),
		LowerTags:  flag(options, "normalizeTags", false),
	})
}

func written(doc value.Value, property string, options value.Value) (value.Value, error) {
	w := writer{
		attrKey: word(options, "attrkey", "$"),
		charKey: word(options, "charkey", "_"),
		literal: flag(options, "cdata", false),
	}
	text, err := w.document(doc, word(options, "rootName", defaultRoot), flag(options, "headless", false))
	if err != nil {
		return value.Undefined, err
	}
	return value.Object(value.Field{Key: property, Value: value.String(text)}), nil
}
