package form

import "runnel/runtime/node"

// FieldsParam declares the parameter formFields, the elements of a form, as all
// nodes that show forms have it.
func FieldsParam() node.Param {
	return node.Groups("formFields", "Form Elements",
		node.Group("values", "Values",
			node.Text("fieldName", "Field Name", "").Required().Show(node.InVersions(2.4)).Hide(node.When("fieldType", "html")),
			node.Text("fieldLabel", "Label", "").Required().Show(node.Since(2.4)).Hide(node.When("fieldType", "hiddenField", "html")),
			node.Text("fieldLabel", "Field Name", "").Required().Show(node.Before(2.4)).Hide(node.When("fieldType", "hiddenField", "html")),
			node.Text("fieldName", "Field Name", "").Show(node.When("fieldType", "hiddenField"), node.Before(2.4)),
			node.Options("fieldType", "Element Type", "text",
				node.Opt("Checkboxes", "checkbox"),
				node.Opt("Custom HTML", "html"),
				node.Opt("Date", "date"),
				node.Opt("Dropdown", "dropdown"),
				node.Opt("Email", "email"),
				node.Opt("File", "file"),
				node.Opt("Hidden Field", "hiddenField"),
				node.Opt("Number", "number"),
				node.Opt("Password", "password"),
				node.Opt("Radio Buttons", "radio"),
				node.Opt("Text Input", "text"),
				node.Opt("Textarea", "textarea"),
			).Required(),
			node.Text("elementName", "Element Name", "").Show(node.When("fieldType", "html")),
			node.Text("fieldName", "Custom Field Name", "").Show(node.Since(2.5)).Hide(node.When("fieldType", "html")),
			node.Text("placeholder", "Placeholder", "").Hide(node.When("fieldType", "dropdown", "date", "file", "html", "hiddenField", "radio", "checkbox")),
			node.Text("defaultValue", "Default Value", "").Show(node.When("fieldType", "text", "number", "email", "textarea")),
			node.DateTime("defaultValue", "Default Value", "").Edit("dateOnly", true).Show(node.When("fieldType", "date")),
			node.Text("defaultValue", "Default Value", "").Show(node.When("fieldType", "dropdown", "radio")),
			node.Text("defaultValue", "Default Value", "").Show(node.When("fieldType", "checkbox")),
			node.Text("fieldValue", "Field Value", "").Show(node.When("fieldType", "hiddenField")),
			node.Groups("fieldOptions", "Field Options",
				node.Group("values", "Values",
					node.Text("option", "Option", ""),
				),
			).Defaults(node.Obj("values", node.Arr(node.Obj("option", "")))).Required().Many().Edit("sortable", true).Show(node.When("fieldType", "dropdown")),
			node.Groups("fieldOptions", "Checkboxes",
				node.Group("values", "Values",
					node.Text("option", "Checkbox Label", ""),
				),
			).Defaults(node.Obj("values", node.Arr(node.Obj("option", "")))).Required().Many().Edit("sortable", true).Show(node.When("fieldType", "checkbox")),
			node.Groups("fieldOptions", "Radio Buttons",
				node.Group("values", "Values",
					node.Text("option", "Radio Button Label", ""),
				),
			).Defaults(node.Obj("values", node.Arr(node.Obj("option", "")))).Required().Many().Edit("sortable", true).Show(node.When("fieldType", "radio")),
			node.Bool("multiselect", "Multiple Choice", false).Show(node.When("fieldType", "dropdown"), node.Before(2.3)),
			node.Options("limitSelection", "Limit Selection", "unlimited",
				node.Opt("Exact Number", "exact"),
				node.Opt("Range", "range"),
				node.Opt("Unlimited", "unlimited"),
			).Show(node.When("fieldType", "checkbox")),
			node.Num("numberOfSelections", "Number of Selections", 1).Edit("numberPrecision", 0).Edit("minValue", 1).Edit("showEvenWhenOptional", true).Show(node.When("fieldType", "checkbox"), node.When("limitSelection", "exact")),
			node.Num("minSelections", "Minimum Selections", 0).Edit("numberPrecision", 0).Edit("minValue", 0).Edit("showEvenWhenOptional", true).Show(node.When("fieldType", "checkbox"), node.When("limitSelection", "range")),
			node.Num("maxSelections", "Maximum Selections", 1).Edit("numberPrecision", 0).Edit("minValue", 1).Edit("showEvenWhenOptional", true).Show(node.When("fieldType", "checkbox"), node.When("limitSelection", "range")),
			node.Text("html", "HTML", `<!-- Your custom HTML here --->


`).NoExpression().Edit("editor", "htmlEditor").Show(node.When("fieldType", "html")),
			node.Bool("multipleFiles", "Multiple Files", true).Show(node.When("fieldType", "file")),
			node.Text("acceptFileTypes", "Accepted File Types", "").Show(node.When("fieldType", "file")),
			node.Bool("requiredField", "Required Field", false).Hide(node.When("fieldType", "html", "hiddenField")),
		),
	).Many().Edit("sortable", true).Edit("hideOptionalFields", true).Edit("addOptionalFieldButtonText", "Add Attributes").
		Edit("fixedCollection", map[string]any{"itemTitle": `={{ $collection.item.properties.find(p => p.name === "fieldType").options.find(o => o.value === $collection.item.value.fieldType).name }}`})
}

// DefineParam declares the choice between fields and JSON, and JSONParam the
// JSON.
func DefineParam() node.Param {
	return node.Options("defineForm", "Define Form", "fields", node.Opt("Using Fields Below", "fields"), node.Opt("Using JSON", "json")).NoExpression()
}

// JSONParam declares the parameter jsonOutput: fields as JSON. The default is
// an example to change.
func JSONParam() node.Param {
	return node.JSON("jsonOutput", "Form Fields", exampleFields).CheckInEditor("form-fields").Edit("rows", 5)
}

const exampleFields = `[
	{ "fieldLabel": "Your name", "fieldType": "text", "requiredField": true },
	{ "fieldLabel": "Your address", "fieldType": "email", "placeholder": "name@example.com" },
	{ "fieldLabel": "How many?", "fieldType": "number", "defaultValue": "1" },
	{
		"fieldLabel": "Size",
		"fieldType": "dropdown",
		"fieldOptions": { "values": [{ "option": "small" }, { "option": "large" }] }
	},
	{ "fieldLabel": "Anything else?", "fieldType": "textarea" }
]
`

// LimitParams declare how long a form is waited for; more conditions come
// before those among the parameters.
func LimitParams(show ...node.Condition) node.Params {
	with := func(more ...node.Condition) []node.Condition { return append(more, show...) }
	limited := node.When("limitWaitTime", true)
	return node.Params{
		node.Bool("limitWaitTime", "Limit Wait Time", false).Show(show...),
		node.Options("limitType", "Limit Type", "afterTimeInterval", node.Opt("After Time Interval", "afterTimeInterval"),
			node.Opt("At Specified Time", "atSpecifiedTime")).Show(with(limited)...),
		node.Num("resumeAmount", "Amount", 1).Edit("minValue", 0).Edit("numberPrecision", 2).
			Show(with(node.When("limitType", "afterTimeInterval"), limited)...),
		node.Options("resumeUnit", "Unit", "hours", node.Opt("Minutes", "minutes"), node.Opt("Hours", "hours"), node.Opt("Days", "days")).
			Show(with(node.When("limitType", "afterTimeInterval"), limited)...),
		node.DateTime("maxDateAndTime", "Max Date and Time", "").Show(with(node.When("limitType", "atSpecifiedTime"), limited)...),
	}
}
