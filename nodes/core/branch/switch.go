package branch

import (
	"math"
	"strconv"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

const switchName = "n8n-nodes-base.switch"

// Switch declares the Switch node since version 3.
var Switch = node.Define(node.Spec[switchParams]{
	Name: switchName, Title: "Switch", Groups: []string{"transform"},
	Summary: "Sends items to one of several outputs, by rules or by a number.",
	Icon:    "signpost", Color: "#506000", Versions: node.Versions(3, 3.1, 3.2, 3.3, 3.4), Default: 3.4,
	Inputs: node.Main(1), Outputs: node.Computed(switchOutputs), Run: runSwitch,
	Examples: []node.Example{{
		Title: "By country, and the rest", Version: 3.2,
		Params: `{"rules":{"values":[{"conditions":{"conditions":[{"id":"1","leftValue":"={{ $json.country }}","rightValue":"de","operator":{"type":"string","operation":"equals"}}],"combinator":"and"}}]},"options":{"fallbackOutput":"extra"}}`,
		Input:  `[{"country":"de"},{"country":"fr"}]`,
		Output: `[[{"country":"de"}],[{"country":"fr"}]]`,
	}},
	Params: node.Params{
		node.Options("mode", "Mode", "rules", node.Opt("Rules", "rules"), node.Opt("Expression", "expression")).NoExpression(),
		node.Num("numberOutputs", "Number of Outputs", 4).NoExpression().Show(node.When("mode", "expression"), node.Since(3.3)),
		node.Num("numberOutputs", "Number of Outputs", 4).Show(node.When("mode", "expression"), node.Before(3.3)),
		node.Num("output", "Output Index", "={{}}").Check(node.TypeNumber).Show(node.When("mode", "expression")),
		node.Groups("rules", "Routing Rules",
			node.Group("values", "Routing Rule",
				node.FilterParam("conditions", "Conditions").Edit("multipleValues", false).Edit("filter", filterSources("3.1", "3.2", "3.4")),
				node.Bool("renameOutput", "Rename Output", false),
				node.Text("outputKey", "Output Name", "").Show(node.When("renameOutput", true)),
			),
		).Defaults(node.Obj("values", node.Arr(node.Obj("conditions", node.Obj(
			"options", node.Obj("caseSensitive", true, "leftValue", "", "typeValidation", "strict"),
			"conditions", node.Arr(node.Obj("leftValue", "", "rightValue", "", "operator", node.Obj("type", "string", "operation", "equals"))),
			"combinator", "and"))))).
			Many().Edit("sortable", true).Show(node.When("mode", "rules")),
		node.Bool("looseTypeValidation", "Convert types where required", false).Show(node.Since(3.1)),
		node.Collection("options", "Options",
			node.Options("fallbackOutput", "Fallback Output", "none").
				Edit("loadOptionsDependsOn", []any{"rules.values", "/rules", "/rules.values"}).Edit("loadOptionsMethod", "getFallbackOutputOptions"),
			node.Bool("ignoreCase", "Ignore Case", true),
			node.Bool("looseTypeValidation", "Convert types where required", true).Show(node.Before(3.1)),
			node.Text("renameFallbackOutput", "Rename Fallback Output", "").Show(node.When("fallbackOutput", "extra")),
			node.Bool("allMatchingOutputs", "Send data to all matching outputs", false),
		).Show(node.When("mode", "rules")),
	},
})

// switchOutputs gives one output for each rule, named or numbered, and one
// more for what no rule matches when that is wanted.
func switchOutputs(p node.Static) []string {
	if p.Param("mode").Str() == "expression" {
		return numbered(p.Param("numberOutputs"))
	}
	var names []string
	for i, rule := range p.Param("rules.values").Elems() {
		name := strconv.Itoa(i)
		if key := rule.Get("outputKey"); key.Truthy() {
			name = key.ToString()
		}
		names = append(names, name)
	}
	if p.Param("options.fallbackOutput").Str() == "extra" {
		name := "Fallback"
		if v := p.Param("options.renameFallbackOutput"); v.Truthy() {
			name = v.ToString()
		}
		names = append(names, name)
	}
	return names
}

// numbered are n outputs named by their index.
func numbered(n value.Value) []string {
	names := make([]string, count(n))
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	return names
}

// maxOutputs bounds what an expression may ask for.
const maxOutputs = 10000

func count(n value.Value) int {
	f := n.ToNumber()
	if math.IsNaN(f) || f < 0 {
		return 0
	}
	return int(min(f, maxOutputs))
}

type switchParams struct {
	Mode          node.Field[string]      `param:"mode"`
	NumberOutputs node.Field[value.Value] `param:"numberOutputs"`
	Output        node.Field[value.Value] `param:"output"`
	Rules         node.List[switchRule]   `param:"rules.values"`
	Fallback      node.Field[value.Value] `param:"options.fallbackOutput"`
	AllMatching   node.Field[bool]        `param:"options.allMatchingOutputs"`
	Loose         node.Field[bool]        `param:"looseTypeValidation"`
	LooseOption   node.Field[bool]        `param:"options.looseTypeValidation"`
}

type switchRule struct {
	Conditions node.FilterField   `param:"conditions"`
	Rename     node.Field[bool]   `param:"renameOutput"`
	Name       node.Field[string] `param:"outputKey"`
}

func runSwitch(c *node.Call[switchParams]) (node.Output, error) {
	mode, err := c.P.Mode.At(c, 0)
	if err != nil {
		return nil, err
	}
	s := switcher{Call: c}
	for i, it := range c.Input(0) {
		it.Paired = item.From(i)
		if mode == "expression" {
			err = s.byNumber(it, i)
		} else {
			err = s.byRules(it, i)
		}
		if err == nil {
			continue
		}
		if !c.ContinueOnFail() {
			return nil, node.WrapItem(err, i)
		}
		if len(s.out) == 0 {
			// The failure came before there was an output to put it on.
			return nil, node.Errorf("Cannot read properties of undefined (reading 'push')").At(i)
		}
		s.out[0] = append(s.out[0], failure(err))
	}
	if len(s.out) == 0 {
		return node.Output{{}}, nil
	}
	return s.out, nil
}

// failure is the item that stands for an error.
func failure(err error) item.Item {
	return item.New(value.Object(value.Field{Key: "error", Value: value.String(err.Error())}))
}

type switcher struct {
	*node.Call[switchParams]
	out node.Output
	// filters are the rules' conditions for the current item.
	filters []node.Filter
}

// open makes the outputs; their number is that of the first item.
func (s *switcher) open(n int) {
	s.out = make(node.Output, n)
	for i := range s.out {
		s.out[i] = []item.Item{}
	}
}

func (s *switcher) byNumber(it item.Item, i int) error {
	n, err := s.P.NumberOutputs.At(s, i)
	if err != nil {
		return err
	}
	if i == 0 {
		s.open(count(n))
	}
	output, err := s.P.Output.At(s, i)
	if err != nil {
		return err
	}
	return s.put(it, output, i)
}

// put puts an item on the output of an index that comes from the user.
func (s *switcher) put(it item.Item, output value.Value, i int) error {
	n, outputs := output.ToNumber(), len(s.out)
	switch {
	case n == float64(outputs):
		return node.Errorf("The ouput %s is not allowed. ", output.ToString()).At(i).
			Describe("Output indexes are zero based, if you want to use the extra output use %d", outputs-1)
	case n < 0 || n > float64(outputs):
		return node.Errorf("The ouput %s is not allowed", output.ToString()).At(i).
			Describe("It has to be between 0 and %d", outputs-1)
	case n != math.Trunc(n):
		return node.Errorf("Cannot read properties of undefined (reading 'push')").At(i)
	}
	s.out[int(n)] = append(s.out[int(n)], it)
	return nil
}

func (s *switcher) byRules(it item.Item, i int) error {
	rules, err := s.P.Rules.Rows(s, i)
	if err != nil || len(rules) == 0 {
		return err
	}
	// All expressions of all rules are evaluated before the first is asked.
	for len(s.filters) < len(rules) {
		s.filters = append(s.filters, node.Filter{})
	}
	for n := range rules {
		if err := rules[n].Conditions.Evaluate(s, i, &s.filters[n]); err != nil {
			return err
		}
		if _, err := rules[n].Rename.Or(s, i, false); err != nil {
			return err
		}
		if _, err := rules[n].Name.Or(s, i, ""); err != nil {
			return err
		}
	}
	fallback, err := s.P.Fallback.Or(s, i, value.Undefined)
	if err != nil {
		return err
	}
	all, err := s.P.AllMatching.Or(s, i, false)
	if err != nil {
		return err
	}
	extra := fallback.Str() == "extra"
	if i == 0 {
		n := len(rules)
		if extra {
			n++
		}
		s.open(n)
	}
	matched := false
	for n := range rules {
		ok, err := s.filters[n].Match(i, s.Info().Zone)
		if err != nil {
			return node.FilterFailure(err, i, isLoose(s, &s.P.Loose, &s.P.LooseOption, i))
		}
		if !ok {
			continue
		}
		matched = true
		if err := s.put(it, value.Int(n), i); err != nil {
			return err
		}
		if !all {
			return nil
		}
	}
	switch {
	case matched || fallback.IsUndefined() || fallback.Str() == "none":
		return nil
	case extra:
		last := len(s.out) - 1
		s.out[last] = append(s.out[last], it)
		return nil
	}
	return s.put(it, fallback, i)
}
