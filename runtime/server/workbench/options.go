package workbench

import (
	"context"
	"fmt"
	"strconv"

	"runnel/runtime/value"
)

// Option is a choice of a parameter whose choices depend on other parameters.
type Option struct {
	Name        string
	Value       value.Value
	Description string
}

// optionsOf are the choices that parameters ask for by a method's name, made of
// the node's parameters.
var optionsOf = map[string]func(params value.Value) []Option{
	"getFallbackOutputOptions": fallbackOutputs,
	"getResolveClashOptions":   clashOptions,
	"getInputs":                inputOptions,
	"getFonts":                 func(value.Value) []Option { return fontOptions },
}

// fontOptions are the fonts that Edit Image has by itself; it knows them by
// what their names say of weight and slant.
var fontOptions = []Option{
	{"Go", value.String("go"), ""}, {"Go Bold", value.String("go-bold"), ""}, {"Go Italic", value.String("go-italic"), ""},
	{"Go Bold Italic", value.String("go-bold-italic"), ""}, {"Go Mono", value.String("go-mono"), ""}, {"Go Mono Bold", value.String("go-mono-bold"), ""},
}

// OptionsOf gives the choices of a parameter of a node in a workflow.
func (w *Workbench) OptionsOf(doc value.Value, nodeName, method string) ([]Option, error) {
	plan, err := w.Compile(doc)
	if err != nil {
		return nil, &BadRun{err}
	}
	at, ok := plan.Node(nodeName)
	if !ok {
		return nil, &BadRun{fmt.Errorf("the workflow has no node %q", nodeName)}
	}
	if list, known, err := w.tableOptions(context.Background(), method, plan.Parameters(at)); known {
		return list, err
	}
	if method == "getTimezones" {
		return w.zoneOptions(), nil
	}
	list := optionsOf[method]
	if list == nil {
		return nil, &BadRun{fmt.Errorf("there are no choices to load here for %q; type the value", method)}
	}
	return list(plan.Parameters(at)), nil
}

// TimeZones are the names of the time zones that workflows can use, in order.
func (w *Workbench) TimeZones() []string {
	if w.Zones == nil {
		return []string{"UTC"}
	}
	return w.Zones()
}

func (w *Workbench) zoneOptions() []Option {
	var all []Option
	for _, name := range w.TimeZones() {
		all = append(all, Option{Name: name, Value: value.String(name)})
	}
	return all
}

// fallbackOutputs are the outputs that a Switch can give what no rule takes.
func fallbackOutputs(params value.Value) []Option {
	all := []Option{
		{"None (default)", value.String("none"), "Items that match no rule go nowhere"},
		{"Extra Output", value.String("extra"), "Items that match no rule go to an output of their own"},
	}
	rules := params.Get("rules").Get("values")
	if !rules.IsArray() {
		// Before version 3 the numbers alone were the choices.
		all = []Option{{"None", value.Int(-1), ""}}
		rules = params.Get("rules").Get("rules")
	}
	for i, rule := range rules.Elems() {
		name := "Output " + strconv.Itoa(i)
		if key := rule.Get("outputKey").Str(); key != "" {
			name = key
		}
		all = append(all, Option{name, value.Int(i), "Items that match no rule go to the output of this rule"})
	}
	return all
}

// inputs is how many inputs a Merge has.
func inputs(params value.Value) int {
	n := int(params.Get("numberInputs").ToNumber())
	return min(max(n, 2), 10)
}

// clashOptions are the inputs of which a Merge prefers the fields.
func clashOptions(params value.Value) []Option {
	all := []Option{{"Always Add Input Number to Field Names", value.String("addSuffix"), ""}}
	n := inputs(params)
	for i := 1; i <= n; i++ {
		v := "preferInput" + strconv.Itoa(i)
		if i == n {
			v = "preferLast"
		}
		all = append(all, Option{"Prefer Input " + strconv.Itoa(i), value.String(v), ""})
	}
	return all
}

// inputOptions are the inputs of which a Merge takes the items.
func inputOptions(params value.Value) []Option {
	var all []Option
	for i := 1; i <= inputs(params); i++ {
		all = append(all, Option{strconv.Itoa(i), value.Int(i), ""})
	}
	return all
}
