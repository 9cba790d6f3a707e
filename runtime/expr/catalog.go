package expr

import (
	"runnel/runtime/expr/ext"
	"runnel/runtime/value"
)

// Global is a name that every expression knows, for the editor's completion and
// the docs page.
type Global struct {
	Name string
	// Type names what it is, as a reader would: "object", "function", "DateTime".
	Type string
	// Help says what it stands for.
	Help string
	// Example is an expression that uses it, without braces.
	Example string
}

// globals are the names of the context that a reader should know, in the order
// in which they are looked for; deprecated spellings and JavaScript's own
// globals are left out (expressions.md §4).
var globals = []Global{
	{"$json", "object", "The JSON data of the current item.", "$json.name"},
	{"$binary", "object", "The files of the current item by name: file name, extension, MIME type and size, not their content.", "$binary.data?.fileName"},
	{"$input", "object", "The items that come in: item, first(), last(), all(), params and context.", "$input.all().length"},
	{"$", "function", "The output of another node by its name: item, first(), last(), all(), itemMatching(i), pairedItem(i), isExecuted, params and context.", "$('Start').item.json"},
	{"$node", "object", "Other nodes by name, at the same place as the current item; $('Name') follows the links between items instead.", `$node["Start"].json`},
	{"$items", "function", "The items of a node's output: name, number of the output, run.", "$items('Start').length"},
	{"$itemIndex", "number", "The number of the current item, from 0.", "$itemIndex"},
	{"$runIndex", "number", "How often the node has run before in this execution.", "$runIndex"},
	{"$prevNode", "object", "Where the input comes from: name, outputIndex and runIndex.", "$prevNode.name"},
	{"$parameter", "object", "The node's own parameters, with their expressions evaluated.", "$parameter.url"},
	{"$workflow", "object", "The workflow: id, name and active.", "$workflow.name"},
	{"$execution", "object", "The execution: id, mode (test or production), resumeUrl, resumeFormUrl and customData with set, get, setAll and getAll.", "$execution.mode"},
	{"$mode", "string", "How the execution was started: manual, webhook, trigger, cli and so on.", "$mode"},
	{"$now", "DateTime", "The current time in the workflow's time zone.", "$now.minus(7, 'days').isWeekend()"},
	{"$today", "DateTime", "The beginning of the current day in the workflow's time zone.", "$today.hour"},
	{"$vars", "object", "The variables of the instance; all are strings.", "$vars.baseUrl"},
	{"$env", "object", "The environment of the server, where that is allowed.", "$env.HOME"},
	{"$secrets", "object", "Secrets of external stores, in credentials only.", "$secrets.vault.token"},
	{"$jmespath", "function", "Searches a document with JMESPath.", "$jmespath($json, 'people[?age > `20`].name')"},
	{"$if", "function", "One of two values. Only the one that is chosen is evaluated; without a second one it is false.", "$if($json.n > 3, 'many', 'few')"},
	{"$ifEmpty", "function", "The first value, or the second when the first is null, undefined, an empty text, an empty array or an empty object.", "$ifEmpty($json.name, 'nobody')"},
	{"$min", "function", "The smallest of the numbers given.", "$min(3, 1, 2)"},
	{"$max", "function", "The largest of the numbers given.", "$max(3, 1, 2)"},
	{"$average", "function", "The average of the numbers given.", "$average(1, 2, 6)"},
	{"$not", "function", "True for what counts as false, and the other way round.", "$not($json.done)"},
	{"$fromAI", "function", "What a model fills in when the node is used as a tool: key, description, type and default.", "$fromAI('city', 'where it is', 'string', 'Paris')"},
	{"$evaluateExpression", "function", "The value of an expression that is given as text.", `$evaluateExpression("\{{ 1 + 1 \}}")`},
	{"$nodeVersion", "number", "The version of the node's type.", "$nodeVersion"},
	{"$nodeId", "string", "The id of the node.", "$nodeId"},
	{"$webhookId", "string", "The webhook id of the node.", "$webhookId"},
	{"DateTime", "class", "luxon's DateTime; its default time zone is that of the workflow.", "DateTime.fromISO('2024-03-30').weekday"},
	{"Duration", "class", "luxon's Duration.", "Duration.fromObject({ minutes: 90 }).as('hours')"},
	{"Interval", "class", "luxon's Interval.", "Interval.after(DateTime.now(), { days: 1 }).length('hours')"},
}

// Catalog describes what the editor completes in expressions, as it is served
// at /types/expressions.json: {"functions": [{receiver, name, doc, args: [{name,
// type, optional, variadic, default, doc}], returns, examples: [{expression,
// result}], search}], "globals": [{name, doc, type, example}]}.
func Catalog() value.Value {
	object := func(pairs ...any) value.Value {
		var b value.Builder
		for i := 0; i < len(pairs); i += 2 {
			v, ok := pairs[i+1].(value.Value)
			if !ok {
				v = value.String(pairs[i+1].(string))
			}
			b.Set(pairs[i].(string), v)
		}
		return b.Object()
	}
	var functions, names []value.Value
	for _, f := range ext.Functions() {
		var args, examples, search []value.Value
		for _, a := range f.Args {
			args = append(args, object("name", a.Name, "type", a.Type, "optional", value.Bool(a.Optional), "variadic", value.Bool(a.Variadic), "default", a.Default, "doc", a.Help))
		}
		for _, e := range f.Examples {
			examples = append(examples, object("expression", e.Code, "result", e.Result))
		}
		for _, s := range f.Search {
			search = append(search, value.String(s))
		}
		functions = append(functions, object("receiver", f.Receiver.String(), "name", f.Name, "doc", f.Help, "args", value.Array(args...),
			"returns", f.Returns, "examples", value.Array(examples...), "search", value.Array(search...)))
	}
	for _, g := range globals {
		names = append(names, object("name", g.Name, "doc", g.Help, "type", g.Type, "example", g.Example))
	}
	return object("functions", value.Array(functions...), "globals", value.Array(names...))
}
