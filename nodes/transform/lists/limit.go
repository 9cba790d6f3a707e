package lists

import (
	"math"

	"runnel/runtime/node"
)

// Limit declares the Limit node.
var Limit = node.Define(node.Spec[limitParams]{
	Name: "n8n-nodes-base.limit", Title: "Limit", Groups: []string{"transform"},
	Summary: "Lets a number of items pass: the first or the last.",
	Icon:    "list-end", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: limitDeclared,
	Run: func(c *node.Call[limitParams]) (node.Output, error) { return limit(c, c.P) },
	Examples: []node.Example{{
		Title: "The last two items", Version: 1, Params: `{"maxItems":2,"keep":"lastItems"}`,
		Input: `[{"n":1},{"n":2},{"n":3}]`, Output: `[[{"n":2},{"n":3}]]`,
	}},
})

var limitDeclared = node.Params{
	node.Num("maxItems", "Max Items", 1).Edit("minValue", 1),
	node.Options("keep", "Keep", "firstItems", node.Opt("First Items", "firstItems"), node.Opt("Last Items", "lastItems")),
}

type limitParams struct {
	Max  node.Field[float64] `param:"maxItems"`
	Keep node.Field[string]  `param:"keep"`
}

func limit(h node.Host, p *limitParams) (node.Output, error) {
	items := h.Input(0)
	most, err := p.Max.At(h, 0)
	if err != nil {
		return nil, err
	}
	keep, err := p.Keep.At(h, 0)
	if err != nil {
		return nil, err
	}
	n := float64(len(items))
	switch {
	case most > n:
	case keep == "firstItems":
		items = items[:sliceIndex(most, len(items))]
	default:
		items = items[sliceIndex(n-most, len(items)):]
	}
	return node.One(items), nil
}

// sliceIndex reads a bound as JavaScript's slice does: a negative one counts
// from the end.
func sliceIndex(at float64, n int) int {
	if math.IsNaN(at) {
		return 0
	}
	if at = math.Trunc(at); at < 0 {
		at += float64(n)
	}
	return int(min(max(at, 0), float64(n)))
}
