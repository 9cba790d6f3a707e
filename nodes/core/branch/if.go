package branch

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
)

const ifName = "n8n-nodes-base.if"

// If and IfV1 declare the If node.
var (
	If = node.Define(node.Spec[filterParams]{
		Name: ifName, Title: "If", Groups: []string{"transform"},
		Summary: "Sends items one way when they meet conditions, and another when not.",
		Icon:    "split", Color: "#408000", Versions: node.Versions(2, 2.1, 2.2, 2.3), Default: 2.3,
		Inputs: node.Main(1), Outputs: node.Named("true", "false"), Params: filtered, Run: sortByFilter,
		Examples: []node.Example{{
			Title: "Large orders", Version: 2.2,
			Params: `{"conditions":{"conditions":[{"id":"1","leftValue":"={{ $json.total }}","rightValue":10,"operator":{"type":"number","operation":"gt"}}],"combinator":"and"}}`,
			Input:  `[{"total":20},{"total":5}]`,
			Output: `[[{"total":20}],[{"total":5}]]`,
		}},
	})
	IfV1 = node.Define(node.Spec[ifParamsV1]{
		Name: ifName, Title: "If", Groups: []string{"transform"},
		Summary: "Sends items one way when they meet conditions, and another when not.",
		Icon:    "split", Color: "#408000", Versions: node.Versions(1), Default: 2.3,
		Inputs: node.Main(1), Outputs: node.Named("true", "false"),
		Params: node.Params{typed, node.Options("combineOperation", "Combine", "all", node.Opt("ALL", "all"), node.Opt("ANY", "any"))},
		Run:    runIfV1,
	})
)

// filterParams are the parameters of If and Filter since version 2.
type filterParams struct {
	Conditions node.FilterField `param:"conditions"`
	// Loose is set at one of two places, by version.
	Loose       node.Field[bool] `param:"looseTypeValidation"`
	LooseOption node.Field[bool] `param:"options.looseTypeValidation"`
}

// sortByFilter gives the items that pass on output 0 and the others on output
// 1. When the node continues on failure, an item whose conditions fail counts
// as one that does not pass.
func sortByFilter(c *node.Call[filterParams]) (node.Output, error) {
	in := c.Input(0)
	pass, fail := make([]item.Item, 0, len(in)), []item.Item{}
	var filter node.Filter
	for i, it := range in {
		if !it.Paired.IsSet() {
			it.Paired = item.From(i)
		}
		err := c.P.Conditions.Evaluate(c, i, &filter)
		ok := false
		if err == nil {
			ok, err = filter.Match(i, c.Info().Zone)
		}
		if err != nil && !c.ContinueOnFail() {
			return nil, node.FilterFailure(err, i, isLoose(c, &c.P.Loose, &c.P.LooseOption, i))
		}
		if ok {
			pass = append(pass, it)
		} else {
			fail = append(fail, it)
		}
	}
	return node.Output{pass, fail}, nil
}

// isLoose tells whether types are converted anyway.
func isLoose(e node.Evaluator, top, option *node.Field[bool], i int) bool {
	if loose, err := top.Or(e, i, false); err == nil && loose {
		return true
	}
	loose, err := option.Or(e, i, false)
	return err == nil && loose
}

type ifParamsV1 struct {
	Conditions typedConditions    `param:"conditions"`
	Combine    node.Field[string] `param:"combineOperation"`
}

func runIfV1(c *node.Call[ifParamsV1]) (node.Output, error) {
	out := node.Output{{}, {}}
	for i, it := range c.Input(0) {
		combine, err := c.P.Combine.At(c, i)
		if err != nil {
			return nil, err
		}
		ok, err := c.P.Conditions.match(c, i, combine == "all")
		if err != nil {
			return nil, err
		}
		if ok {
			out[0] = append(out[0], it)
		} else {
			out[1] = append(out[1], it)
		}
	}
	return out, nil
}
