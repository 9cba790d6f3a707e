package branch

import (
	"math"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// SwitchV1 and SwitchV2 declare the first versions of the Switch node: one
// value of one type is compared with those of the rules.
var (
	SwitchV2 = node.Define(node.Spec[switchParamsV2]{
		Name: switchName, Title: "Switch", Groups: []string{"transform"},
		Summary: "Sends items to one of several outputs, by rules or by a number.",
		Icon:    "signpost", Color: "#506000", Versions: node.Versions(2), Default: 3.4,
		Inputs: node.Main(1), Outputs: node.Computed(switchOutputsV2), Run: runSwitchV2,
		Params: valueRules(node.Text("outputKey", "Output Key", ""), true,
			node.Options("mode", "Mode", "rules", node.Opt("Expression", "expression"), node.Opt("Rules", "rules")),
			node.Text("output", "Output", "").Show(node.When("mode", "expression")),
			node.Num("outputsAmount", "Outputs Amount", 4).Show(node.When("mode", "expression")),
		).and(node.Options("fallbackOutput", "Fallback Output Name or ID", -1).
			Edit("loadOptionsDependsOn", []any{"rules.rules"}).Edit("loadOptionsMethod", "getFallbackOutputOptions").Show(node.When("mode", "rules"))),
	})
	SwitchV1 = node.Define(node.Spec[switchParamsV1]{
		Name: switchName, Title: "Switch", Groups: []string{"transform"},
		Summary: "Sends items to one of four outputs, by rules or by a number.",
		Icon:    "signpost", Color: "#506000", Versions: node.Versions(1), Default: 3.4,
		Inputs: node.Main(1), Outputs: node.Named("0", "1", "2", "3"), Run: runSwitchV1,
		Params: valueRules(node.Num("output", "Output", 0).Edit("minValue", 0).Edit("maxValue", 3), false,
			node.Options("mode", "Mode", "rules", node.Opt("Expression", "expression"), node.Opt("Rules", "rules")),
			node.Num("output", "Output", 0).Edit("minValue", 0).Edit("maxValue", 3).Show(node.When("mode", "expression")),
		).and(node.Options("fallbackOutput", "Fallback Output", -1,
			node.Opt("None", -1), node.Opt("0", 0), node.Opt("1", 1), node.Opt("2", 2), node.Opt("3", 3)).Show(node.When("mode", "rules"))),
	})
)

type paramList node.Params

func (p paramList) and(more ...node.Param) node.Params { return append(node.Params(p), more...) }

// valueRules are the parameters of the first versions after some others: the
// value to compare and the rules, for each type of data; where is the rule's
// member that says where matching items go.
func valueRules(where node.Param, sortable bool, first ...node.Param) paramList {
	out := append(paramList{}, first...)
	out = append(out, node.Options("dataType", "Data Type", "number",
		node.Opt("Boolean", "boolean"), node.Opt("Date & Time", "dateTime"), node.Opt("Number", "number"), node.Opt("String", "string"),
	).Show(node.When("mode", "rules")))
	for _, of := range []struct {
		typ, title string
		first      node.Param
		rule       []node.Param
	}{
		{"boolean", "Boolean", node.Bool("value1", "Value 1", false), []node.Param{
			node.Options("operation", "Operation", "equal", onBooleans...), node.Bool("value2", "Value 2", false)}},
		{"dateTime", "Dates", node.DateTime("value1", "Value 1", ""), []node.Param{
			node.Options("operation", "Operation", "after", onDates...), node.DateTime("value2", "Value 2", 0)}},
		{"number", "Numbers", node.Num("value1", "Value 1", 0), []node.Param{
			node.Options("operation", "Operation", "smaller", onNumbers...), node.Num("value2", "Value 2", 0)}},
		{"string", "Strings", node.Text("value1", "Value 1", ""), []node.Param{
			node.Options("operation", "Operation", "equal", onTexts...),
			node.Text("value2", "Value 2", "").Hide(node.When("operation", "regex", "notRegex")),
			node.Text("value2", "Regex", "").Show(node.When("operation", "regex", "notRegex"))}},
	} {
		shown := []node.Condition{node.When("dataType", of.typ), node.When("mode", "rules")}
		rules := node.Groups("rules", "Routing Rules", node.Group("rules", of.title, append(of.rule, where)...)).Many().Show(shown...)
		if sortable {
			rules = rules.Edit("sortable", true)
		}
		out = append(out, of.first.Show(shown...), rules)
	}
	return out
}

type switchValues struct {
	Mode     node.Field[string]      `param:"mode"`
	Output   node.Field[value.Value] `param:"output"`
	DataType node.Field[string]      `param:"dataType"`
	Value    node.Field[value.Value] `param:"value1"`
	Fallback node.Field[value.Value] `param:"fallbackOutput"`
}

type switchParamsV1 struct {
	switchValues
	Rules node.List[struct {
		operand
		Output node.Field[value.Value] `param:"output"`
	}] `param:"rules.rules"`
}

type switchParamsV2 struct {
	switchValues
	Amount node.Field[value.Value] `param:"outputsAmount"`
	Rules  node.List[struct {
		operand
		Name node.Field[string] `param:"outputKey"`
	}] `param:"rules.rules"`
}

func switchOutputsV2(p node.Static) []string {
	if p.Param("mode").Str() == "expression" {
		return numbered(p.Param("outputsAmount"))
	}
	var names []string
	for _, rule := range p.Param("rules.rules").Elems() {
		names = append(names, rule.Get("outputKey").ToString())
	}
	return names
}

// valueRule is a rule for one item: its comparison and where a match goes.
type valueRule struct {
	condition
	output value.Value
}

func runSwitchV1(c *node.Call[switchParamsV1]) (node.Output, error) {
	s := valueSwitch{Host: c, p: &c.P.switchValues}
	s.open(4)
	return s.run(c.Input(0), func(i int) ([]valueRule, error) {
		rows, err := c.P.Rules.Rows(c, i)
		rules := make([]valueRule, len(rows))
		for n := range rows {
			if rules[n].condition, err = rows[n].evaluate(c, i); err != nil {
				return nil, err
			}
			if rules[n].output, err = rows[n].Output.Or(c, i, value.Undefined); err != nil {
				return nil, err
			}
		}
		return rules, err
	})
}

func runSwitchV2(c *node.Call[switchParamsV2]) (node.Output, error) {
	s := valueSwitch{Host: c, p: &c.P.switchValues, link: true, out: node.Output{}}
	// The outputs are there from the first item on whose parameters can be read.
	s.amount = func() (int, error) {
		amount, err := c.P.Amount.At(c, 0)
		return count(amount), err
	}
	return s.run(c.Input(0), func(i int) ([]valueRule, error) {
		rows, err := c.P.Rules.Rows(c, i)
		rules := make([]valueRule, len(rows))
		for n := range rows {
			if rules[n].condition, err = rows[n].evaluate(c, i); err != nil {
				return nil, err
			}
			rules[n].output = value.Int(n)
		}
		return rules, err
	})
}

type valueSwitch struct {
	node.Host
	p    *switchValues
	link bool
	out  node.Output
	// amount is how many outputs there are in mode expression, nil where it is
	// known before.
	amount func() (int, error)
}

func (s *valueSwitch) open(n int) {
	s.out = make(node.Output, n)
	for i := range s.out {
		s.out[i] = []item.Item{}
	}
}

func (s *valueSwitch) run(in []item.Item, rulesOf func(i int) ([]valueRule, error)) (node.Output, error) {
	for i, it := range in {
		if s.link {
			it.Paired = item.From(i)
		}
		err := s.one(it, i, rulesOf)
		switch {
		case err == nil:
		case !s.ContinueOnFail():
			return nil, node.WrapItem(err, i)
		case len(s.out) == 0:
			return nil, node.Errorf("Cannot read properties of undefined (reading 'push')").At(i)
		default:
			s.out[0] = append(s.out[0], failure(err))
		}
	}
	return s.out, nil
}

func (s *valueSwitch) one(it item.Item, i int, rulesOf func(i int) ([]valueRule, error)) error {
	mode, err := s.p.Mode.At(s, i)
	if err != nil {
		return err
	}
	switch mode {
	case "expression":
		if s.amount != nil && i == 0 {
			n, err := s.amount()
			if err != nil {
				return err
			}
			s.open(n)
		}
		output, err := s.p.Output.At(s, i)
		if err != nil {
			return err
		}
		return s.put(it, output, i)
	case "rules":
	default:
		return nil
	}
	var rules []valueRule
	if s.amount != nil {
		if rules, err = rulesOf(i); err != nil {
			return err
		}
		if i == 0 {
			s.open(len(rules))
		}
	}
	typ, err := s.p.DataType.At(s, 0)
	if err != nil {
		return err
	}
	first, err := s.p.Value.At(s, i)
	if err != nil {
		return err
	}
	if typ == "dateTime" {
		if first, err = milliseconds(first); err != nil {
			return err
		}
	}
	if s.amount == nil {
		if rules, err = rulesOf(i); err != nil {
			return err
		}
	}
	for _, rule := range rules {
		rule.first = first
		ok, err := rule.holds("ruleData", typ == "dateTime")
		if err != nil {
			return err
		}
		if ok {
			return s.put(it, rule.output, i)
		}
	}
	fallback, err := s.p.Fallback.At(s, i)
	if err != nil || value.StrictEqual(fallback, value.Int(-1)) {
		return err
	}
	return s.put(it, fallback, i)
}

func (s *valueSwitch) put(it item.Item, output value.Value, i int) error {
	n := output.ToNumber()
	if n < 0 || n >= float64(len(s.out)) {
		return node.Errorf("The ouput %s is not allowed. It has to be between 0 and %d!", output.ToString(), len(s.out)-1).At(i)
	}
	if n != math.Trunc(n) {
		return node.Errorf("Cannot read properties of undefined (reading 'push')").At(i)
	}
	s.out[int(n)] = append(s.out[int(n)], it)
	return nil
}
