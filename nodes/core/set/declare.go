package set

import "runnel/runtime/node"

// V3 declares the versions with typed fields, V1 the two before them.
var (
	V3 = node.Define(node.Spec[paramsV3]{
		Name: "n8n-nodes-base.set", Title: "Edit Fields (Set)", DefaultName: "Edit Fields", Groups: []string{"input"},
		Summary: "Sets fields of its items, and chooses which of the others stay.",
		Icon:    "pen", Versions: node.Versions(3, 3.1, 3.2, 3.3, 3.4), Default: 3.4,
		Inputs: node.Main(1), Outputs: node.Main(1), Params: declaredV3, Run: runV3,
		Examples: []node.Example{{
			Title: "A field more, and only two of the others", Version: 3.4,
			Params: `{"assignments":{"assignments":[{"id":"1","name":"greeting.text","type":"string","value":"=Hello {{ $json.name }}"}]},"includeOtherFields":true,"include":"selected","includeFields":"name,age"}`,
			Input:  `[{"name":"Ada","age":36,"secret":"x"}]`,
			Output: `[[{"name":"Ada","age":36,"greeting":{"text":"Hello Ada"}}]]`,
		}},
	})
	V1 = node.Define(node.Spec[paramsV1]{
		Name: "n8n-nodes-base.set", Title: "Set", Groups: []string{"input"},
		Summary: "Sets fields of its items.",
		Icon:    "pen", Color: "#0000FF", Versions: node.Versions(1, 2), Default: 3.4,
		Inputs: node.Main(1), Outputs: node.Main(1), Params: declaredV1, Run: runV1,
	})
)

var declaredV3 = node.Params{
	node.Options("mode", "Mode", "manual", node.Opt("Manual Mapping", "manual"), node.Opt("JSON", "raw")).NoExpression(),
	node.Bool("duplicateItem", "Duplicate Item", false).Key("isNodeSetting", true),
	node.Num("duplicateCount", "Duplicate Item Count", 0).Edit("minValue", 0).Key("isNodeSetting", true).Show(node.When("duplicateItem", true)),
	node.JSON("jsonOutput", "JSON", `{
  "my_field_1": "value",
  "my_field_2": 1
}
`).CheckInEditor("object").Edit("rows", 5).Show(node.When("mode", "raw")),
	node.Groups("fields", "Fields to Set",
		node.Group("values", "Values",
			node.Text("name", "Name", "").Key("requiresDataPath", "single"),
			node.Options("type", "Type", "stringValue",
				node.Opt("String", "stringValue"),
				node.Opt("Number", "numberValue"),
				node.Opt("Boolean", "booleanValue"),
				node.Opt("Array", "arrayValue"),
				node.Opt("Object", "objectValue"),
			),
			node.Text("stringValue", "Value", "").CheckInEditor("string").Show(node.When("type", "stringValue")),
			node.Text("numberValue", "Value", "").CheckInEditor("number").Show(node.When("type", "numberValue")),
			node.Options("booleanValue", "Value", "true",
				node.Opt("True", "true"),
				node.Opt("False", "false"),
			).CheckInEditor("boolean").Show(node.When("type", "booleanValue")),
			node.Text("arrayValue", "Value", "").CheckInEditor("array").Show(node.When("type", "arrayValue")),
			node.JSON("objectValue", "Value", "={}").CheckInEditor("object").Edit("rows", 2).Show(node.When("type", "objectValue")),
		),
	).Many().Edit("sortable", true).Show(node.InVersions(3, 3.1, 3.2), node.When("mode", "manual")),
	node.AssignmentsParam("assignments", "Fields to Set").Show(node.When("mode", "manual")).Hide(node.InVersions(3, 3.1, 3.2)),
	node.Options("include", "Include in Output", "all",
		node.Opt("All Input Fields", "all"),
		node.Opt("No Input Fields", "none"),
		node.Opt("Selected Input Fields", "selected"),
		node.Opt("All Input Fields Except", "except"),
	).Show(node.InVersions(3, 3.1, 3.2)),
	node.Bool("includeOtherFields", "Include Other Input Fields", false).Hide(node.InVersions(3, 3.1, 3.2)),
	node.Options("include", "Input Fields to Include", "all",
		node.Opt("All", "all"),
		node.Opt("Selected", "selected"),
		node.Opt("All Except", "except"),
	).Hide(node.InVersions(3, 3.1, 3.2), node.When("/includeOtherFields", false)),
	node.Text("includeFields", "Fields to Include", "").Key("requiresDataPath", "multiple").Show(node.When("include", "selected"), node.InVersions(3, 3.1, 3.2)),
	node.Text("excludeFields", "Fields to Exclude", "").Key("requiresDataPath", "multiple").Show(node.When("include", "except"), node.InVersions(3, 3.1, 3.2)),
	node.Text("includeFields", "Fields to Include", "").Key("requiresDataPath", "multiple").Show(node.When("include", "selected"), node.When("/includeOtherFields", true)).Hide(node.InVersions(3, 3.1, 3.2)),
	node.Text("excludeFields", "Fields to Exclude", "").Key("requiresDataPath", "multiple").Show(node.When("include", "except"), node.When("/includeOtherFields", true)).Hide(node.InVersions(3, 3.1, 3.2)),
	node.Collection("options", "Options",
		node.Bool("includeBinary", "Include Binary File", true).Hide(node.Since(3.4)),
		node.Bool("stripBinary", "Strip Binary Data", true).Show(node.Since(3.4), node.When("/includeOtherFields", true)),
		node.Bool("ignoreConversionErrors", "Ignore Type Conversion Errors", false).Show(node.When("/mode", "manual")),
		node.Bool("dotNotation", "Support Dot Notation", true),
	),
}

var declaredV1 = node.Params{
	node.Bool("keepOnlySet", "Keep Only Set", false),
	node.Groups("values", "Values to Set",
		node.Group("boolean", "Boolean",
			node.Text("name", "Name", "propertyName").Key("requiresDataPath", "single"),
			node.Bool("value", "Value", false),
		),
		node.Group("number", "Number",
			node.Text("name", "Name", "propertyName").Key("requiresDataPath", "single"),
			node.Num("value", "Value", 0),
		),
		node.Group("string", "String",
			node.Text("name", "Name", "propertyName").Key("requiresDataPath", "single"),
			node.Text("value", "Value", ""),
		),
	).Many().Edit("sortable", true),
	node.Collection("options", "Options",
		node.Bool("dotNotation", "Dot Notation", true),
	),
}
