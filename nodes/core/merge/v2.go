package merge

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
)

type paramsV2 struct {
	Mode    node.Field[string] `param:"mode"`
	Combine node.Field[string] `param:"combinationMode"`
	Output  node.Field[string] `param:"output"`
	fieldParams
}

func runV2(c *node.Call[paramsV2]) (node.Output, error) {
	r := &reader{e: c}
	in1, in2 := c.Input(0), c.Input(1)
	mode, combine, output := read(r, &c.P.Mode, "append"), read(r, &c.P.Combine, "mergeByFields"), read(r, &c.P.Output, "input1")
	if r.err != nil {
		return nil, r.err
	}
	switch mode {
	case "append":
		return node.One(appended(in1, in2)), nil
	case "chooseBranch":
		switch output {
		case "input1":
			return node.One(appended(in1)), nil
		case "input2":
			return node.One(appended(in2)), nil
		case "empty":
			return node.One([]item.Item{emptyItem(in1, in2)}), nil
		}
		return node.One([]item.Item{}), nil
	case "combine":
	default:
		// An unknown mode gives no items, as the other unknown choices.
		return node.One([]item.Item{}), nil
	}
	switch combine {
	case "multiplex":
		cl := c.P.clash(r)
		return node.One(multiplied(cl, in1, in2)), r.err
	case "mergeByPosition":
		cl, unpaired := c.P.clash(r), read(r, &c.P.IncludeUnpaired, false)
		return node.One(byPositionV2(cl, unpaired, in1, in2)), r.err
	case "mergeByFields":
	default:
		return node.One([]item.Item{}), nil
	}
	j := c.P.join(r)
	j.amend = c.Amend
	j.last, j.pairs = "preferInput2", read(r, &c.P.Pairs, nil)
	if r.err == nil {
		r.err = checkPairs(j.pairs)
	}
	if r.err == nil && c.Info().Version < 2.1 {
		if r.err = j.checkPresent(in1, func(p pair) string { return p.Field1 }, "Input 1"); r.err == nil {
			r.err = j.checkPresent(in2, func(p pair) string { return p.Field2 }, "Input 2")
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	out, _ := j.run(in1, in2)
	return node.One(appended(out)), nil
}

// byPositionV2 merges the items of two inputs at the same place. When one
// input is empty the other is given as it is.
func byPositionV2(cl clash, unpaired bool, in1, in2 []item.Item) []item.Item {
	if len(in1) == 0 || len(in2) == 0 {
		return appended(in1, in2)
	}
	switch cl.resolve {
	case "preferInput1":
		in1, in2 = in2, in1
	case "addSuffix":
		in1, in2 = suffixed(in1, 1), suffixed(in2, 2)
	}
	shortest := min(len(in1), len(in2))
	out := make([]item.Item, shortest)
	for i := range out {
		out[i] = cl.merged(in1[i], in2[i])
	}
	if unpaired {
		out = append(append(out, in1[shortest:]...), in2[shortest:]...)
	}
	return out
}
