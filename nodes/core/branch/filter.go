package branch

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
)

const filterName = "n8n-nodes-base.filter"

// Filter and FilterV1 declare the Filter node. It has one output; the items it
// discards are a second list that leads nowhere.
var (
	Filter = node.Define(node.Spec[filterParams]{
		Name: filterName, Title: "Filter", Groups: []string{"transform"},
		Summary: "Keeps the items that meet conditions.",
		Icon:    "filter", Color: "#229eff", Versions: node.Versions(2, 2.1, 2.2, 2.3), Default: 2.3,
		Inputs: node.Main(1), Outputs: node.Named("Kept"), Params: filtered, Run: sortByFilter,
	})
	FilterV1 = node.Define(node.Spec[filterParamsV1]{
		Name: filterName, Title: "Filter", Groups: []string{"transform"},
		Summary: "Keeps the items that meet conditions.",
		Icon:    "filter", Color: "#229eff", Versions: node.Versions(1), Default: 2.3,
		Inputs: node.Main(1), Outputs: node.Named("Kept"),
		Params: node.Params{typed, node.Options("combineConditions", "Combine Conditions", "AND", node.Opt("AND", "AND"), node.Opt("OR", "OR"))},
		Run:    runFilterV1,
	})
)

type filterParamsV1 struct {
	Conditions typedConditions    `param:"conditions"`
	Combine    node.Field[string] `param:"combineConditions"`
}

func runFilterV1(c *node.Call[filterParamsV1]) (node.Output, error) {
	out := node.Output{{}, {}}
	for i, it := range c.Input(0) {
		combine, err := c.P.Combine.At(c, i)
		if err != nil {
			return nil, err
		}
		ok, err := c.P.Conditions.match(c, i, combine == "AND")
		if err != nil {
			return nil, err
		}
		if !it.Paired.IsSet() {
			it.Paired = item.FromPairs(item.Pair{Item: i})
		}
		if ok {
			out[0] = append(out[0], it)
		} else {
			out[1] = append(out[1], it)
		}
	}
	return out, nil
}
