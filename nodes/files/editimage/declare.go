// Package editimage is the Edit Image node (transform reference §23): it draws,
// resizes, turns and converts images. The original calls GraphicsMagick; here
// everything is done in the process, after GraphicsMagick's rules for sizes,
// colours and positions.
package editimage

import (
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.editImage", Title: "Edit Image", Groups: []string{"transform"},
	Summary: "Draws on images, resizes, turns and converts them.",
	Icon:    "image", Color: "#553399", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared(), Run: run,
})

// step is one operation with its parameters.
type step struct {
	Operation  node.Field[string]  `param:"operation"`
	Background node.Field[string]  `param:"backgroundColor"`
	Width      node.Field[float64] `param:"width"`
	Height     node.Field[float64] `param:"height"`

	Primitive    node.Field[string]  `param:"primitive"`
	Color        node.Field[string]  `param:"color"`
	StartX       node.Field[float64] `param:"startPositionX"`
	StartY       node.Field[float64] `param:"startPositionY"`
	EndX         node.Field[float64] `param:"endPositionX"`
	EndY         node.Field[float64] `param:"endPositionY"`
	CornerRadius node.Field[float64] `param:"cornerRadius"`

	Text       node.Field[string]  `param:"text"`
	FontSize   node.Field[float64] `param:"fontSize"`
	FontColor  node.Field[string]  `param:"fontColor"`
	X          node.Field[float64] `param:"positionX"`
	Y          node.Field[float64] `param:"positionY"`
	LineLength node.Field[float64] `param:"lineLength"`

	Blur         node.Field[float64] `param:"blur"`
	Sigma        node.Field[float64] `param:"sigma"`
	BorderWidth  node.Field[float64] `param:"borderWidth"`
	BorderHeight node.Field[float64] `param:"borderHeight"`
	BorderColor  node.Field[string]  `param:"borderColor"`
	Composite    node.Field[string]  `param:"dataPropertyNameComposite"`
	Operator     node.Field[string]  `param:"operator"`
	Resize       node.Field[string]  `param:"resizeOption"`
	Rotate       node.Field[float64] `param:"rotate"`
	DegreesX     node.Field[float64] `param:"degreesX"`
	DegreesY     node.Field[float64] `param:"degreesY"`
}

// manyStep is a step of several, which names its font itself.
type manyStep struct {
	step
	Font node.Field[string] `param:"font"`
}

type params struct {
	step
	Property node.Field[string]      `param:"dataPropertyName"`
	Steps    node.List[manyStep]     `param:"operations.operations"`
	FileName node.Field[string]      `param:"options.fileName"`
	Font     node.Field[string]      `param:"options.font"`
	Format   node.Field[string]      `param:"options.format"`
	Quality  node.Field[value.Value] `param:"options.quality"`
}

// titles are the operations in the order in which they are offered.
var titles = []node.Choice{
	node.Opt("Blur", "blur"), node.Opt("Border", "border"), node.Opt("Composite", "composite"), node.Opt("Create", "create"),
	node.Opt("Crop", "crop"), node.Opt("Draw", "draw"), node.Opt("Get Information", "information"), node.Opt("Multi Step", "multiStep"),
	node.Opt("Resize", "resize"), node.Opt("Rotate", "rotate"), node.Opt("Shear", "shear"), node.Opt("Text", "text"), node.Opt("Transparent", "transparent"),
}

func operations(without ...string) []node.Choice {
	var out []node.Choice
next:
	for _, c := range titles {
		for _, w := range without {
			if c.Value.Str() == w {
				continue next
			}
		}
		out = append(out, c)
	}
	return out
}

func declared() node.Params {
	many := append(node.Params{
		node.Options("operation", "Operation", "", operations("information", "multiStep")...).NoExpression(),
	}, stepParams()...)
	many = append(many, fontParam().Show(node.When("operation", "text")))
	out := node.Params{
		node.Options("operation", "Operation", "border", operations()...).NoExpression(),
		node.Text("dataPropertyName", "Property Name", "data"),
		node.Groups("operations", "Operations", node.Group("operations", "Operations", many...)).Many().Edit("sortable", true).
			Show(node.When("operation", "multiStep")),
	}
	out = append(out, stepParams()...)
	return append(out, node.Collection("options", "Options",
		node.Text("fileName", "File Name", ""),
		fontParam().Show(node.When("/operation", "text")),
		node.Options("format", "Format", "jpeg",
			node.Opt("bmp", "bmp"), node.Opt("gif", "gif"), node.Opt("jpeg", "jpeg"),
			node.Opt("png", "png"), node.Opt("tiff", "tiff"), node.Opt("WebP", "webp")),
		node.Num("quality", "Quality", 100).Edit("minValue", 0).Edit("maxValue", 100).Show(node.When("format", "jpeg", "png", "tiff")),
	).Hide(node.When("operation", "information")))
}

func fontParam() node.Param {
	return node.Options("font", "Font Name or ID", "").Edit("loadOptionsMethod", "getFonts")
}

// stepParams are the parameters of all operations, each shown with its own.
func stepParams() []node.Param {
	var out []node.Param
	add := func(operation string, params ...node.Param) {
		for _, p := range params {
			out = append(out, p.Show(node.When("operation", operation)))
		}
	}
	color := func(name, title, def string) node.Param { return node.Color(name, title, def) }
	clear := func(p node.Param) node.Param { return p.Edit("showAlpha", true) }
	add("create",
		clear(color("backgroundColor", "Background Color", "#ffffff00")),
		node.Num("width", "Image Width", 50).Edit("minValue", 1),
		node.Num("height", "Image Height", 50).Edit("minValue", 1))
	add("draw",
		node.Options("primitive", "Primitive", "rectangle", node.Opt("Circle", "circle"), node.Opt("Line", "line"), node.Opt("Rectangle", "rectangle")),
		clear(color("color", "Color", "#ff000000")))
	shape := []node.Condition{node.When("operation", "draw"), node.When("primitive", "circle", "line", "rectangle")}
	out = append(out,
		node.Num("startPositionX", "Start Position X", 50).Show(shape...), node.Num("startPositionY", "Start Position Y", 50).Show(shape...),
		node.Num("endPositionX", "End Position X", 250).Show(shape...), node.Num("endPositionY", "End Position Y", 250).Show(shape...),
		node.Num("cornerRadius", "Corner Radius", 0).Show(node.When("operation", "draw"), node.When("primitive", "rectangle")))
	add("text",
		node.Text("text", "Text", "").Edit("rows", 5),
		node.Num("fontSize", "Font Size", 18),
		color("fontColor", "Font Color", "#000000"),
		node.Num("positionX", "Position X", 50), node.Num("positionY", "Position Y", 50),
		node.Num("lineLength", "Max Line Length", 80).Edit("minValue", 1))
	add("blur",
		node.Num("blur", "Blur", 5).Edit("minValue", 0).Edit("maxValue", 1000),
		node.Num("sigma", "Sigma", 2).Edit("minValue", 0).Edit("maxValue", 1000))
	add("border",
		node.Num("borderWidth", "Border Width", 10), node.Num("borderHeight", "Border Height", 10),
		color("borderColor", "Border Color", "#000000"))
	add("composite",
		node.Text("dataPropertyNameComposite", "Composite Image Property", ""),
		node.Options("operator", "Operator", "Over", operatorChoices()...),
		node.Num("positionX", "Position X", 0), node.Num("positionY", "Position Y", 0))
	add("crop",
		node.Num("width", "Width", 500), node.Num("height", "Height", 500),
		node.Num("positionX", "Position X", 0), node.Num("positionY", "Position Y", 0))
	add("resize",
		node.Num("width", "Width", 500), node.Num("height", "Height", 500),
		node.Options("resizeOption", "Option", "maximumArea",
			node.Opt("Ignore Aspect Ratio", "ignoreAspectRatio"), node.Opt("Maximum Area", "maximumArea"), node.Opt("Minimum Area", "minimumArea"),
			node.Opt("Only if Larger", "onlyIfLarger"), node.Opt("Only if Smaller", "onlyIfSmaller"), node.Opt("Percent", "percent")))
	add("rotate",
		node.Num("rotate", "Rotate", 0).Edit("minValue", -360).Edit("maxValue", 360),
		clear(color("backgroundColor", "Background Color", "#ffffffff")))
	add("shear", node.Num("degreesX", "Degrees X", 0), node.Num("degreesY", "Degrees Y", 0))
	add("transparent", color("color", "Color", "#ff0000"))
	return out
}

func operatorChoices() []node.Choice {
	titles := map[string]string{"CopyBlack": "Copy Black", "CopyBlue": "Copy Blue", "CopyCyan": "Copy Cyan", "CopyGreen": "Copy Green",
		"CopyMagenta": "Copy Magenta", "CopyOpacity": "Copy Opacity", "CopyRed": "Copy Red", "CopyYellow": "Copy Yellow"}
	var out []node.Choice
	for _, name := range []string{"Add", "Atop", "Bumpmap", "Copy", "CopyBlack", "CopyBlue", "CopyCyan", "CopyGreen", "CopyMagenta", "CopyOpacity",
		"CopyRed", "CopyYellow", "Difference", "Divide", "In", "Minus", "Multiply", "Out", "Over", "Plus", "Subtract", "Xor"} {
		title := titles[name]
		if title == "" {
			title = name
		}
		out = append(out, node.Opt(title, name))
	}
	return out
}
