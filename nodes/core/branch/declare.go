package branch

import "runnel/runtime/node"

// filtered are the parameters of If and Filter since version 2.
var filtered = node.Params{
	node.FilterParam("conditions", "Conditions").Edit("filter", filterSources("2.1", "2.2", "2.3")),
	node.Bool("looseTypeValidation", "Convert types where required", false).Show(node.Since(2.1)),
	node.Collection("options", "Options",
		node.Bool("ignoreCase", "Ignore Case", true),
		node.Bool("looseTypeValidation", "Convert types where required", true).Show(node.Before(2.1)),
	),
}

// filterSources tells the editor where a filter's options come from: since
// which versions the switch for loose types stands by itself, and the filter
// has version 2 and 3.
func filterSources(loose, second, third string) map[string]any {
	return map[string]any{
		"caseSensitive": "={{!$parameter.options.ignoreCase}}",
		"typeValidation": "={{ ($nodeVersion < " + loose +
			" ? $parameter.options.looseTypeValidation : $parameter.looseTypeValidation) ? \"loose\" : \"strict\" }}",
		"version": "={{ $nodeVersion >= " + third + " ? 3 : $nodeVersion >= " + second + " ? 2 : 1 }}",
	}
}

// typed are the conditions of If and Filter in version 1.
var typed = node.Groups("conditions", "Conditions",
	node.Group("boolean", "Boolean",
		node.Bool("value1", "Value 1", false),
		node.Options("operation", "Operation", "equal", onBooleans...),
		node.Bool("value2", "Value 2", false),
	),
	node.Group("dateTime", "Date & Time",
		node.DateTime("value1", "Value 1", ""),
		node.Options("operation", "Operation", "after", onDates...),
		node.DateTime("value2", "Value 2", ""),
	),
	node.Group("number", "Number",
		node.Num("value1", "Value 1", 0),
		node.Options("operation", "Operation", "smaller",
			node.Opt("Smaller", "smaller"),
			node.Opt("Smaller or Equal", "smallerEqual"),
			node.Opt("Equal", "equal"),
			node.Opt("Not Equal", "notEqual"),
			node.Opt("Larger", "larger"),
			node.Opt("Larger or Equal", "largerEqual"),
			node.Opt("Is Empty", "isEmpty"),
			node.Opt("Is Not Empty", "isNotEmpty"),
		).NoExpression(),
		node.Num("value2", "Value 2", 0).Hide(node.When("operation", "isEmpty", "isNotEmpty")),
	),
	node.Group("string", "String",
		node.Text("value1", "Value 1", ""),
		node.Options("operation", "Operation", "equal",
			append(onTexts, node.Opt("Is Empty", "isEmpty"), node.Opt("Is Not Empty", "isNotEmpty"))...).NoExpression(),
		node.Text("value2", "Value 2", "").Hide(node.When("operation", "isEmpty", "isNotEmpty", "regex", "notRegex")),
		node.Text("value2", "Regex", "").Show(node.When("operation", "regex", "notRegex")),
	),
).Many().Edit("sortable", true)

// The operations by type.
var (
	onBooleans = []node.Choice{node.Opt("Equal", "equal"), node.Opt("Not Equal", "notEqual")}
	onDates    = []node.Choice{node.Opt("Occurred After", "after"), node.Opt("Occurred Before", "before")}
	onNumbers  = []node.Choice{
		node.Opt("Smaller", "smaller"),
		node.Opt("Smaller Equal", "smallerEqual"),
		node.Opt("Equal", "equal"),
		node.Opt("Not Equal", "notEqual"),
		node.Opt("Larger", "larger"),
		node.Opt("Larger Equal", "largerEqual"),
	}
	onTexts = []node.Choice{
		node.Opt("Contains", "contains"),
		node.Opt("Not Contains", "notContains"),
		node.Opt("Ends With", "endsWith"),
		node.Opt("Not Ends With", "notEndsWith"),
		node.Opt("Equal", "equal"),
		node.Opt("Not Equal", "notEqual"),
		node.Opt("Regex Match", "regex"),
		node.Opt("Regex Not Match", "notRegex"),
		node.Opt("Starts With", "startsWith"),
		node.Opt("Not Starts With", "notStartsWith"),
	}
)
