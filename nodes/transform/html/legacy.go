package html

import (
	"io"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Extract declares the HTML Extract node, which workflows of old have.
var Extract = node.Define(node.Spec[extractParams]{
	Name: "n8n-nodes-base.htmlExtract", Title: "HTML Extract", Groups: []string{"transform"},
	Summary: "Takes values out of HTML.",
	Icon:    "code", Color: "#333377", Versions: node.Versions(1), Hidden: true,
	Inputs: node.Main(1), Outputs: node.Main(1), Params: extractDeclared, Run: runExtract,
	Examples: []node.Example{{
		Title: "A heading", Version: 1, Params: `{"extractionValues":{"values":[{"key":"title","cssSelector":"h1"}]}}`,
		Input: `[{"data":"<h1>Hello</h1><p>World</p>"}]`, Output: `[[{"title":"Hello"}]]`,
	}},
})

var extractDeclared = node.Params{
	node.Options("sourceData", "Source Data", "json", node.Opt("Binary", "binary"), node.Opt("JSON", "json")),
	node.Text("dataPropertyName", "Input Binary Field", "data").Required().Show(node.When("sourceData", "binary")),
	node.Text("dataPropertyName", "JSON Property", "data").Required().Show(node.When("sourceData", "json")),
	node.Groups("extractionValues", "Extraction Values",
		node.Group("values", "Values",
			node.Text("key", "Key", ""),
			node.Text("cssSelector", "CSS Selector", ""),
			node.Options("returnValue", "Return Value", "text", returns...),
			node.Text("attribute", "Attribute", "").Show(node.When("returnValue", "attribute")),
			node.Bool("returnArray", "Return Array", false),
		),
	).Many(),
	node.Collection("options", "Options", node.Bool("trimValues", "Trim Values", true)),
}

type extractParams struct {
	Source   node.Field[string]       `param:"sourceData"`
	Property node.Field[string]       `param:"dataPropertyName"`
	Values   node.List[oldExtraction] `param:"extractionValues.values"`
	Trims    node.Field[bool]         `param:"options.trimValues"`
}

func runExtract(c *node.Call[extractParams]) (node.Output, error) {
	var out []item.Item
	for i, it := range c.Input(0) {
		items, err := extractOld(c, it, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			items = []item.Item{failed(err, i)}
		}
		out = append(out, items...)
	}
	return node.One(out), nil
}

func failed(err error, i int) item.Item {
	return item.FromPair(value.Object(value.Field{Key: "error", Value: value.String(err.Error())}), i)
}

func extractOld(c *node.Call[extractParams], it item.Item, i int) ([]item.Item, error) {
	from, err := c.P.Source.At(c, i)
	if err != nil {
		return nil, err
	}
	property, err := c.P.Property.At(c, i)
	if err != nil {
		return nil, err
	}
	var x extractor
	// In contrast to the HTML node this one trims unless told not to.
	if x.trims, err = c.P.Trims.Or(c, i, true); err != nil {
		return nil, err
	}
	old, err := c.P.Values.Rows(c, i)
	if err != nil {
		return nil, err
	}
	rows := make([]extraction, len(old))
	for n, r := range old {
		rows[n] = extraction{Key: r.Key, Selector: r.Selector, Return: r.Return, Attribute: r.Attribute, Array: r.Array}
	}
	if err := x.read(c, rows, i); err != nil {
		return nil, err
	}
	source, err := sourceOf(c, it, from, property, true, i)
	if err != nil {
		return nil, err
	}
	return x.each(source, i)
}

// sourceOf is the HTML of an item: a file's text or a field. The field's name
// is a path where dots is set.
func sourceOf(h node.Host, it item.Item, from, property string, dots bool, i int) (value.Value, error) {
	if from == "binary" {
		return fileText(h, i, property)
	}
	source := it.JSON.Get(property)
	if dots {
		source = it.JSON.AtPath(property)
	}
	if source.IsUndefined() {
		return source, node.Errorf("No property named \"%s\" exists!", property)
	}
	return source, nil
}

func contentOf(file *item.Binary) (string, error) {
	r, err := file.Content.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	return string(data), err
}
