package expr

import (
	"errors"
	"math"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/datetime"
)

// Resolve answers what a name of the context stands for ($json, $input, $…):
// a plain value, or a host value of one of this package's kinds (*Object,
// *Function, *ItemRef, *ItemsRef) or a datetime.DateTime. It is not ok for a
// name that does not exist. Errors are *Error, or ErrThrown for what the
// original swallows.
//
// Everything expressions.md §4 says of the context is decided here and in what
// this answers, so native programs and JavaScript agree. The language's own
// globals (Math, DateTime, JSON…) and $jmespath belong to the Runner.
func (s *Scope) Resolve(name string) (v value.Value, ok bool, err error) {
	for _, f := range s.Extra {
		if f.Key == name {
			return f.Value, true, nil
		}
	}
	f, ok := functions[name]
	if ok {
		return value.Host(&Function{Name: name, Call: func(args []value.Value) (value.Value, error) { return f(s, args) }}), true, nil
	}
	if s.Data == nil {
		return value.Undefined, false, nil
	}
	resolve, ok := contextNames[name]
	if !ok {
		return value.Undefined, false, nil
	}
	v, err = resolve(s)
	return v, true, err
}

// IsContextName tells whether Resolve knows a name without regard to a scope.
func IsContextName(name string) bool {
	return contextNames[name] != nil || functions[name] != nil
}

// contextNames are the names of expressions.md §4 that stand for values.
var contextNames map[string]func(s *Scope) (value.Value, error)

func init() {
	number := func(get func(s *Scope) int) func(s *Scope) (value.Value, error) {
		return func(s *Scope) (value.Value, error) { return value.Int(get(s)), nil }
	}
	text := func(get func(i *node.Info) string) func(s *Scope) (value.Value, error) {
		return func(s *Scope) (value.Value, error) {
			if t := get(s.Info()); t != "" {
				return value.String(t), nil
			}
			return value.Undefined, nil
		}
	}
	object := func(make func(s *Scope) *Object) func(s *Scope) (value.Value, error) {
		return func(s *Scope) (value.Value, error) { return value.Host(make(s)), nil }
	}
	itemIndex := number(func(s *Scope) int { return s.Item })
	runIndex := number(func(s *Scope) int { return s.Info().RunIndex })
	json := func(s *Scope) (value.Value, error) {
		it, err := s.current()
		if err != nil {
			return value.Undefined, err
		}
		return it.JSON, nil
	}
	// Outside of an execution the old name stands for nothing.
	resumeURL := text(func(i *node.Info) string {
		if i.ExecutionID == "" {
			return ""
		}
		return i.BaseURL + "webhook-waiting/" + i.ExecutionID
	})
	contextNames = map[string]func(s *Scope) (value.Value, error){
		"$json": json,
		"$data": json,
		"$binary": func(s *Scope) (value.Value, error) {
			it, err := s.current()
			if err != nil {
				return value.Undefined, err
			}
			return binaryValue(it.Binary, false), nil
		},
		"$itemIndex":     itemIndex,
		"$position":      itemIndex,
		"$thisItemIndex": itemIndex,
		"$runIndex":      runIndex,
		"$thisRunIndex":  runIndex,
		"$thisItem": func(s *Scope) (value.Value, error) {
			if items := s.Items(); uint(s.Item) < uint(len(items)) {
				return value.Host(&ItemRef{&items[s.Item]}), nil
			}
			return value.Undefined, nil
		},
		"$input":            object((*Scope).input),
		"$node":             object((*Scope).nodes),
		"$prevNode":         object((*Scope).prevNode),
		"$workflow":         object((*Scope).workflow),
		"$execution":        object((*Scope).execution),
		"$parameter":        object(func(s *Scope) *Object { return s.parameters(s.Self(), true) }),
		"$rawParameter":     func(s *Scope) (value.Value, error) { return s.Parameters(s.Self()), nil },
		"$vars":             func(s *Scope) (value.Value, error) { return s.Vars(), nil },
		"$env":              func(s *Scope) (value.Value, error) { return s.environment() },
		"$self":             func(*Scope) (value.Value, error) { return value.EmptyObject, nil },
		"$mode":             text(func(i *node.Info) string { return string(i.Mode) }),
		"$executionId":      text(executionID),
		"$nodeId":           text(func(i *node.Info) string { return i.ID }),
		"$webhookId":        text(func(i *node.Info) string { return i.WebhookID }),
		"$nodeVersion":      func(s *Scope) (value.Value, error) { return value.Number(s.Info().Version), nil },
		"$resumeWebhookUrl": resumeURL,
		"$now": func(s *Scope) (value.Value, error) {
			return value.Host(datetime.Now(s.Info().Zone)), nil
		},
		"$today": func(s *Scope) (value.Value, error) {
			return value.Host(datetime.Now(s.Info().Zone).StartOfDay()), nil
		},
	}
}

// executionID is what $execution.id answers.
func executionID(i *node.Info) string {
	if i.ExecutionID == "" {
		return "__UNKNOWN__"
	}
	return i.ExecutionID
}

// current is the item that $json stands for.
func (s *Scope) current() (*item.Item, error) {
	if items := s.Items(); uint(s.Item) < uint(len(items)) {
		return &items[s.Item], nil
	}
	return nil, s.noItem(s.Info().Name, len(s.Items()), s.Item)
}

// noItem is the error of reading an item that a node does not have.
func (s *Scope) noItem(name string, count, index int) *Error {
	if count == 0 {
		return notExecuted(name)
	}
	return &Error{
		Class:         ClassExpression,
		Message:       `"` + name + `" node has ` + value.FormatNumber(float64(count)) + ` item(s) but you're trying to access item ` + value.FormatNumber(float64(index)),
		Functionality: pairedItemFunctionality,
		Context: []value.Field{
			textField("messageTemplate", "Adjust your expression to access an existing item index (0-{{maxIndex}})"),
			textField("descriptionKey", "pairedItemInvalidIndex"),
			textField("type", "no_execution_data"),
			textField("nodeCause", name),
			{Key: "runIndex", Value: value.Int(s.Info().RunIndex)},
			{Key: "itemIndex", Value: value.Int(index)},
		},
	}
}

func textField(key, text string) value.Field {
	return value.Field{Key: key, Value: value.String(text)}
}

// notExecuted is the error of reading the data of a node that has none.
func notExecuted(name string) *Error {
	return &Error{
		Class:         ClassExpression,
		Message:       "Node '" + name + "' hasn't been executed",
		Functionality: pairedItemFunctionality,
		Context: []value.Field{
			textField("messageTemplate", `An expression references this node, but the node is unexecuted. Consider re-wiring your nodes or checking for execution first, i.e. {{ $if( $("{{nodeName}}").isExecuted, <action_if_executed>, "") }}`),
			textField("descriptionKey", "pairedItemNoConnection"),
			textField("type", "no_execution_data"),
			textField("nodeCause", name),
		},
	}
}

// noSuchNode is the error of naming a node that is not in the workflow.
func noSuchNode(name string) *Error {
	return &Error{
		Class:   ClassExpression,
		Message: "Referenced node doesn't exist",
		Context: []value.Field{textField("nodeCause", name), textField("descriptionKey", "nodeNotFound")},
	}
}

func expressionError(message string) *Error {
	return &Error{Class: ClassExpression, Message: message}
}

// itemOrUndefined is the item at an index of a list, as an expression sees it.
func itemOrUndefined(items []item.Item, i int) value.Value {
	if uint(i) < uint(len(items)) {
		return value.Host(&ItemRef{&items[i]})
	}
	return value.Undefined
}

// input is $input.
func (s *Scope) input() *Object {
	return &Object{
		Name:  "$input",
		Names: []string{"all", "context", "first", "item", "last", "params"},
		Member: func(name string) (value.Value, bool, error) {
			switch name {
			case "all", "context", "first", "item", "last", "params":
			default:
				return value.Undefined, false, nil
			}
			v, err := s.inputMember(name)
			return v, true, err
		},
	}
}

func (s *Scope) inputMember(name string) (value.Value, error) {
	items := s.Items()
	if len(items) == 0 {
		return value.Undefined, noExecutionData()
	}
	call := func(f func() (value.Value, error)) (value.Value, error) {
		return value.Host(&Function{Name: name, Call: func(args []value.Value) (value.Value, error) {
			if len(args) > 0 && name != "all" {
				return value.Undefined, expressionError("$input." + name + "() should have no arguments")
			}
			return f()
		}}), nil
	}
	switch name {
	case "item":
		return itemOrUndefined(items, s.Item), nil
	case "first":
		return call(func() (value.Value, error) { return itemOrUndefined(items, 0), nil })
	case "last":
		return call(func() (value.Value, error) { return itemOrUndefined(items, len(items)-1), nil })
	case "all":
		return call(func() (value.Value, error) { return value.Host(&ItemsRef{items}), nil })
	}
	// params and context are those of the node that feeds the first input.
	if !s.Executed() {
		e := expressionError("Can’t get data for expression")
		e.Description = "Apologies, this is an internal error. See details for more information"
		return value.Undefined, e.with("messageTemplate", value.String("Can’t get data for expression under ‘%%PARAMETER%%’ field")).
			with("causeDetailed", value.String("Missing sourceData (probably an internal error)"))
	}
	sources := s.Sources()
	if len(sources) == 0 || sources[0] == nil {
		return value.Undefined, ErrThrown
	}
	from, ok := s.Node(sources[0].Node)
	if !ok {
		return value.Undefined, ErrThrown
	}
	if name == "params" {
		return s.Parameters(from), nil
	}
	return s.State(from).Value(), nil
}

func noExecutionData() *Error {
	return expressionError("No execution data available").with("type", value.String("no_execution_data"))
}

// nodes is $node.
func (s *Scope) nodes() *Object {
	return &Object{
		Name: "$node",
		Member: func(name string) (value.Value, bool, error) {
			n, ok := s.Node(name)
			if !ok {
				return value.Undefined, true, noSuchNode(name)
			}
			return value.Host(s.node(n)), true, nil
		},
	}
}

// node is $node["X"].
func (s *Scope) node(n int) *Object {
	return &Object{
		Name:  "$node",
		Names: []string{"binary", "data", "json"},
		Member: func(name string) (value.Value, bool, error) {
			switch name {
			case "json", "data", "binary", "context", "parameter", "runIndex":
			default:
				return value.Undefined, false, nil
			}
			v, err := s.nodeMember(n, name)
			return v, true, err
		},
	}
}

func (s *Scope) nodeMember(n int, name string) (value.Value, error) {
	switch name {
	case "context":
		return s.State(n).Value(), nil
	case "parameter":
		return value.Host(s.parameters(n, true)), nil
	case "runIndex":
		return value.Int(s.Runs(n) - 1), nil
	}
	it, err := s.sameIndex(n)
	if err != nil {
		return value.Undefined, err
	}
	if name == "binary" {
		return binaryValue(it.Binary, false), nil
	}
	return it.JSON, nil
}

// sameIndex is the item of a node that stands at the current item's index: its
// last run, the output by which it leads to the running node.
func (s *Scope) sameIndex(n int) (*item.Item, error) {
	if !s.Executed() {
		return nil, expressionError("The workflow hasn't been executed yet, so you can't reference any output data")
	}
	name := s.Name(n)
	output := 0
	if s.Runs(n) > 0 && n != s.Self() {
		var ok bool
		if output, ok = s.ConnectedOutput(n); !ok {
			return nil, expressionError(`connect "` + s.Info().Name + `" to "` + name + `"`)
		}
	}
	items, err := s.output(n, output, s.Runs(n)-1)
	if err != nil {
		return nil, err
	}
	if uint(s.Item) < uint(len(items)) {
		return &items[s.Item], nil
	}
	return nil, s.noItem(name, len(items), s.Item)
}

// output is the data of one output of one run. What cannot be read is answered
// from the node's pinned items, where there are some.
func (s *Scope) output(n, output, run int) ([]item.Item, error) {
	items, err := s.recorded(n, output, run)
	if err != nil {
		if pinned, ok := s.Pinned(n); ok {
			return pinned, nil
		}
	}
	return items, err
}

func (s *Scope) recorded(n, output, run int) ([]item.Item, error) {
	name := s.Name(n)
	runs := s.Runs(n)
	switch {
	case runs == 0:
		return nil, notExecuted(name)
	case run >= runs:
		return nil, expressionError("Run " + value.FormatNumber(float64(run)) + ` of node "` + name + `" not found`)
	case run < 0:
		return nil, ErrThrown
	}
	outputs, ok := s.Output(n, run)
	if !ok {
		return nil, ErrThrown
	}
	if len(outputs) == 0 || outputs[0] == nil {
		return nil, expressionError("No data found from `main` input")
	}
	if output >= len(outputs) {
		return nil, expressionError(`Node "` + name + `" has no branch with index ` + value.FormatNumber(float64(output)) + ".")
	}
	if output < 0 || outputs[output] == nil {
		return nil, ErrThrown
	}
	return outputs[output], nil
}

// index reads an argument that is an index, fallback where it is left out.
func index(args []value.Value, i, fallback int) (int, error) {
	if i >= len(args) || args[i].IsNullish() {
		return fallback, nil
	}
	v := args[i]
	if v.IsNumber() || v.IsString() {
		if f := v.ToNumber(); f == math.Trunc(f) && math.Abs(f) < 1<<31 {
			return int(f), nil
		}
	}
	return 0, ErrThrown
}

// branch is the list of items that $('X').all(branch, run) answers.
func (s *Scope) branch(n int, args []value.Value) ([]item.Item, error) {
	fallback, _ := s.ConnectedOutput(n)
	output, err := index(args, 0, fallback)
	if err != nil {
		return nil, err
	}
	run, err := index(args, 1, -1)
	if err != nil {
		return nil, err
	}
	if run == -1 {
		run = s.Runs(n) - 1
	}
	return s.output(n, output, run)
}

// node names in $('X'): which node is meant, and the errors of naming none.
func (s *Scope) named(args []value.Value) (int, error) {
	if len(args) == 0 || !args[0].Truthy() {
		return 0, expressionError("When calling $(), please specify a node")
	}
	name := args[0].ToString()
	n, ok := s.Node(name)
	if !ok {
		e := noSuchNode(name)
		e.Context[0].Value = args[0]
		return 0, e
	}
	return n, nil
}

// referenceNames are the members of $('X').
var referenceNames = map[string]bool{
	"item": true, "pairedItem": true, "itemMatching": true, "first": true, "last": true, "all": true, "isExecuted": true, "params": true, "context": true,
}

// reference is what $('X') answers.
func (s *Scope) reference(n int) *Object {
	return &Object{
		Name: "$",
		Member: func(name string) (value.Value, bool, error) {
			if !referenceNames[name] {
				return value.Undefined, false, nil
			}
			v, err := s.referenceMember(n, name)
			return v, true, err
		},
	}
}

func (s *Scope) referenceMember(n int, name string) (value.Value, error) {
	switch name {
	case "isExecuted":
		return value.Bool(s.Runs(n) > 0), nil
	case "params":
		return s.Parameters(n), nil
	case "context":
		return s.State(n).Value(), nil
	case "item":
		return s.linkedValue(n, s.Item, "item")
	}
	return value.Host(&Function{Name: name, Call: func(args []value.Value) (value.Value, error) {
		return s.callReference(n, name, args)
	}}), nil
}

// callReference calls a function of $('X').
func (s *Scope) callReference(n int, name string, args []value.Value) (value.Value, error) {
	switch name {
	case "pairedItem", "itemMatching":
		if len(args) == 0 || args[0].IsUndefined() {
			if name == "itemMatching" {
				return value.Undefined, expressionError("Missing item index for .itemMatching()").with("runIndex", value.Int(s.Info().RunIndex))
			}
			return s.linkedValue(n, s.Item, name)
		}
		i, err := index(args[:1], 0, -1)
		if err != nil {
			i = -1
		}
		v, err := s.linkedValue(n, i, name)
		var e *Error
		if i < 0 && errors.As(err, &e) && e.ContextValue("type").Str() == intermediateType {
			e.set("itemIndex", args[0])
		}
		return v, err
	}
	items, err := s.branch(n, args)
	if err != nil {
		return value.Undefined, err
	}
	switch name {
	case "first":
		return itemOrUndefined(items, 0), nil
	case "last":
		return itemOrUndefined(items, len(items)-1), nil
	}
	return value.Host(&ItemsRef{items}), nil
}

func (s *Scope) linkedValue(n, i int, method string) (value.Value, error) {
	it, err := s.linked(n, i, method)
	if err != nil {
		return value.Undefined, err
	}
	return value.Host(&ItemRef{it}), nil
}

// prevNode is $prevNode.
func (s *Scope) prevNode() *Object {
	return &Object{
		Name:  "$prevNode",
		Names: []string{"name", "outputIndex", "runIndex"},
		Member: func(name string) (value.Value, bool, error) {
			var source *item.Source
			if sources := s.Sources(); len(sources) > 0 {
				source = sources[0]
			}
			switch name {
			case "name", "outputIndex", "runIndex":
			default:
				return value.Undefined, false, nil
			}
			switch {
			case source == nil:
				return value.Undefined, true, nil
			case name == "name":
				return value.String(source.Node), true, nil
			case name == "outputIndex":
				return value.Int(source.Output), true, nil
			}
			return value.Int(source.Run), true, nil
		},
	}
}

// workflow is $workflow.
func (s *Scope) workflow() *Object {
	return &Object{
		Name:  "$workflow",
		Names: []string{"active", "id", "name"},
		Member: func(name string) (value.Value, bool, error) {
			info := s.Info()
			switch name {
			case "active":
				return value.Bool(info.WorkflowActive), true, nil
			case "name":
				return value.String(info.WorkflowName), true, nil
			case "id":
				if info.WorkflowID == "" {
					e := expressionError("save workflow to view")
					e.Description = "Please save the workflow first to use $workflow"
					return value.Undefined, true, e
				}
				return value.String(info.WorkflowID), true, nil
			}
			return value.Undefined, false, nil
		},
	}
}

// execution is $execution.
func (s *Scope) execution() *Object {
	return &Object{
		Name:  "$execution",
		Names: []string{"id", "mode", "resumeUrl", "resumeFormUrl", "customData"},
		Member: func(name string) (value.Value, bool, error) {
			info := s.Info()
			switch name {
			case "id":
				return value.String(executionID(info)), true, nil
			case "mode":
				if info.Mode == node.ModeManual {
					return value.String("test"), true, nil
				}
				return value.String("production"), true, nil
			case "resumeUrl":
				return value.String(info.BaseURL + "webhook-waiting/" + executionID(info)), true, nil
			case "resumeFormUrl":
				return value.String(info.BaseURL + "form-waiting/" + executionID(info)), true, nil
			case "customData":
				return value.Host(s.customData()), true, nil
			}
			return value.Undefined, false, nil
		},
	}
}

// environment is $env.
func (s *Scope) environment() (value.Value, error) {
	env, ok := s.Env()
	if ok {
		return env, nil
	}
	return value.Undefined, expressionError("access to env vars denied").with("causeDetailed",
		value.String("If you need access please contact the administrator to remove the environment variable ‘N8N_BLOCK_ENV_ACCESS_IN_NODE‘"))
}

// maxDepth bounds evaluations inside evaluations.
const maxDepth = 50

// parameters is $parameter and $node["X"].parameter: a node's parameters, the
// expressions among them resolved when they are read.
func (s *Scope) parameters(n int, resolve bool) *Object {
	stored := s.Parameters(n)
	return &Object{
		Name:  "$parameter",
		Names: stored.Keys(),
		JSON:  func() value.Value { return stored },
		Member: func(name string) (value.Value, bool, error) {
			if n == s.Self() && strings.HasPrefix(name, "&") {
				v, err := s.sibling(name[1:])
				return v, true, err
			}
			v, ok := stored.Lookup(name)
			if !ok {
				return value.Undefined, false, nil
			}
			if !v.IsString() || !strings.HasPrefix(v.Str(), "=") {
				return v, true, nil
			}
			r, err := s.resolveParameter(n, name, v)
			return r, true, err
		},
	}
}

// sibling is $parameter["&name"]: a parameter of the collection that the
// parameter being evaluated stands in.
func (s *Scope) sibling(name string) (value.Value, error) {
	if s.ParameterName == "" {
		return value.Undefined, nil
	}
	at := strings.LastIndexByte(s.ParameterName, '.')
	if at < 0 {
		return value.Undefined, expressionError("Could not find sibling parameter on node")
	}
	path := s.ParameterName[:at+1] + name
	src := s.Data.Parameter(path)
	if src == nil {
		return value.Undefined, expressionError("Could not find sibling parameter on node")
	}
	return s.resolveParameter(s.Self(), path, src.Raw())
}

// resolveParameter evaluates a parameter for the current item. A parameter
// that asks for itself is undefined.
func (s *Scope) resolveParameter(n int, path string, raw value.Value) (value.Value, error) {
	inner := *s
	if n == s.Self() {
		if path == s.ParameterName {
			return value.Undefined, nil
		}
		for _, p := range s.evaluating {
			if p == path {
				return value.Undefined, nil
			}
		}
		inner.evaluating = append(s.evaluating[:len(s.evaluating):len(s.evaluating)], s.ParameterName, path)
		inner.ParameterName = path
	}
	if inner.depth++; inner.depth > maxDepth {
		return value.Undefined, ErrThrown
	}
	if n == s.Self() {
		if src := s.Data.Parameter(path); src != nil {
			return Eval(src, &inner)
		}
	}
	return compileTree(raw, s.Compiler).eval(&inner)
}

// at is $item(i): the context as it is for another item.
func (s *Scope) at(i int) *Object {
	inner := *s
	inner.Item = i
	inner.depth++
	return &Object{
		Name: "$item",
		Member: func(name string) (value.Value, bool, error) {
			return inner.Resolve(name)
		},
	}
}
