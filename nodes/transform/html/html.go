package html

import (
	"regexp"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the HTML node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.html", Title: "HTML", Groups: []string{"transform"},
	Summary: "Writes HTML by a template or as a table, and takes values out of HTML.",
	Icon:    "file-code", Versions: node.Versions(1, 1.1, 1.2),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared, Run: run,
	Examples: []node.Example{
		{
			Title: "The entries of a list", Version: 1.2,
			Params: `{"operation":"extractHtmlContent","extractionValues":{"values":[{"key":"names","cssSelector":"li","returnArray":true}]}}`,
			Input:  `[{"data":"<ul><li>Ada</li><li>Bob</li></ul>"}]`,
			Output: `[[{"names":["Ada","Bob"]}]]`,
		},
		{
			Title: "A template", Version: 1.2, Params: `{"html":"<h1>{{ $json.name }}</h1>"}`,
			Input: `[{"name":"Ada"}]`, Output: `[[{"html":"<h1>Ada</h1>"}]]`,
		},
	},
})

var returns = []node.Choice{node.Opt("Attribute", "attribute"), node.Opt("HTML", "html"), node.Opt("Text", "text"), node.Opt("Value", "value")}

var (
	extracting = node.When("operation", "extractHtmlContent")
	tabling    = node.When("operation", "convertToHtmlTable")
)

func extractionValues() node.Param {
	return node.Groups("extractionValues", "Extraction Values",
		node.Group("values", "Values",
			node.Text("key", "Key", ""),
			node.Text("cssSelector", "CSS Selector", ""),
			node.Options("returnValue", "Return Value", "text", returns...),
			node.Text("attribute", "Attribute", "").Show(node.When("returnValue", "attribute")),
			node.Text("skipSelectors", "Skip Selectors", "").Hint("Elements to leave out, separated by commas").
				Show(node.When("returnValue", "text"), node.When(node.VersionKey, node.Is("gt", 1.1))),
			node.Bool("returnArray", "Return Array", false),
		),
	).Many()
}

var declared = node.Params{
	node.Options("operation", "Operation", "generateHtmlTemplate",
		node.Opt("Generate HTML Template", "generateHtmlTemplate"),
		node.Opt("Extract HTML Content", "extractHtmlContent"),
		node.Opt("Convert to HTML Table", "convertToHtmlTable"),
	).NoExpression(),
	node.Text("html", "HTML Template", defaultTemplate).NoExpression().Edit("editor", "htmlEditor").Show(node.When("operation", "generateHtmlTemplate")),
	node.Options("sourceData", "Source Data", "json", node.Opt("Binary", "binary"), node.Opt("JSON", "json")).Show(extracting),
	node.Text("dataPropertyName", "Input Binary Field", "data").Required().Key("requiresDataPath", "single").Show(extracting, node.When("sourceData", "binary")),
	node.Text("dataPropertyName", "JSON Property", "data").Required().Key("requiresDataPath", "single").Show(extracting, node.When("sourceData", "json")),
	extractionValues().Show(extracting, node.InVersions(1)),
	extractionValues().Defaults(node.Obj("values", node.Arr(node.Obj("key", "", "cssSelector", "", "returnValue", "text", "returnArray", false)))).
		Show(extracting, node.When(node.VersionKey, node.Is("gt", 1))),
	node.Collection("options", "Options",
		node.Bool("trimValues", "Trim Values", true),
		node.Bool("cleanUpText", "Clean Up Text", true),
	).Show(extracting),
	node.Collection("options", "Options",
		node.Bool("capitalize", "Capitalize Headers", false),
		node.Bool("customStyling", "Custom Styling", false),
		node.Text("caption", "Caption", ""),
		node.Text("tableAttributes", "Table Attributes", ""),
		node.Text("headerAttributes", "Header Attributes", ""),
		node.Text("rowAttributes", "Row Attributes", ""),
		node.Text("cellAttributes", "Cell Attributes", ""),
	).Show(tabling),
}

// defaultTemplate is what a new node begins with; stored nodes may lack it.
const defaultTemplate = `<!DOCTYPE html>

<html>
<head>
  <meta charset="UTF-8" />
  <title>My HTML document</title>
</head>
<body>
  <div class="container">
    <h1>This is an H1 heading</h1>
    <h2>This is an H2 heading</h2>
    <p>This is a paragraph</p>
  </div>
</body>
</html>

<style>
.container {
  background-color: #ffffff;
  text-align: center;
  padding: 16px;
  border-radius: 8px;
}

h1 {
  color: #ff6d5a;
  font-size: 24px;
  font-weight: bold;
  padding: 8px;
}

h2 {
  color: #909399;
  font-size: 18px;
  font-weight: bold;
  padding: 8px;
}
</style>

<script>
console.log("Hello World!");
</script>`

type params struct {
	Operation      node.Field[string]      `param:"operation"`
	Template       node.Field[string]      `param:"html"`
	Source         node.Field[string]      `param:"sourceData"`
	Property       node.Field[string]      `param:"dataPropertyName"`
	Values         node.List[extraction]   `param:"extractionValues.values"`
	Options        node.Field[value.Value] `param:"options"`
	Trims          node.Field[bool]        `param:"options.trimValues"`
	CleansUp       node.Field[bool]        `param:"options.cleanUpText"`
	RowAttributes  node.Field[string]      `param:"options.rowAttributes"`
	CellAttributes node.Field[string]      `param:"options.cellAttributes"`
}

func run(c *node.Call[params]) (node.Output, error) {
	in := c.Input(0)
	operation, err := c.P.Operation.At(c, 0)
	if err != nil {
		return nil, err
	}
	if operation == "convertToHtmlTable" && len(in) > 0 {
		return table(c)
	}
	var out []item.Item
	for i, it := range in {
		var items []item.Item
		switch operation {
		case "generateHtmlTemplate":
			items, err = fromTemplate(c, i)
		case "extractHtmlContent":
			items, err = extract(c, it, i)
		}
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

// blank is an expression in a template.
var blank = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

func fromTemplate(c *node.Call[params], i int) ([]item.Item, error) {
	template, err := c.P.Template.At(c, i)
	if err != nil {
		return nil, err
	}
	text := template
	for _, expression := range blank.FindAllString(template, -1) {
		v, err := c.EvalText("="+expression, i)
		if err != nil {
			return nil, err
		}
		text = replaced(text, expression, v.ToString())
	}
	return []item.Item{item.FromPair(value.Object(value.Field{Key: "html", Value: value.String(text)}), i)}, nil
}

// replaced puts a text in the place of the first occurrence of another, as
// JavaScript's replace does it: dollar signs have a meaning.
func replaced(text, old, with string) string {
	before, after, found := strings.Cut(text, old)
	if !found {
		return text
	}
	var b strings.Builder
	b.WriteString(before)
	for {
		head, rest, dollar := strings.Cut(with, "$")
		b.WriteString(head)
		if !dollar {
			break
		}
		with = rest
		if rest == "" {
			b.WriteByte('$')
			break
		}
		switch rest[0] {
		case '$':
			b.WriteByte('$')
		case '&':
			b.WriteString(old)
		case '`':
			b.WriteString(before)
		case '\'':
			b.WriteString(after)
		default:
			b.WriteByte('$')
			continue
		}
		with = rest[1:]
	}
	return b.String() + after
}

func extract(c *node.Call[params], it item.Item, i int) ([]item.Item, error) {
	from, err := c.P.Source.At(c, i)
	if err != nil {
		return nil, err
	}
	property, err := c.P.Property.At(c, i)
	if err != nil {
		return nil, err
	}
	version := c.Info().Version
	x := extractor{formatted: version >= 1.2}
	if x.trims, err = c.P.Trims.Or(c, i, false); err != nil {
		return nil, err
	}
	if x.cleansUp, err = c.P.CleansUp.Or(c, i, false); err != nil {
		return nil, err
	}
	rows, err := c.P.Values.Rows(c, i)
	if err != nil {
		return nil, err
	}
	if err := x.read(c, rows, i); err != nil {
		return nil, err
	}
	if version == 1 {
		property = unwrapped(property)
	}
	source, err := sourceOf(c, it, from, property, version > 1, i)
	if err != nil {
		return nil, err
	}
	return x.each(source, i)
}

// unwrapped takes a name out of brackets and quotes.
func unwrapped(name string) string {
	for _, quote := range []string{`"`, `'`} {
		if inner, ok := strings.CutPrefix(name, "["+quote); ok {
			if inner, ok := strings.CutSuffix(inner, quote+"]"); ok {
				return inner
			}
		}
	}
	return name
}
