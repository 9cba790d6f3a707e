package merge

import (
	"strconv"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

type paramsV3 struct {
	Mode         node.Field[string]      `param:"mode"`
	CombineBy    node.Field[string]      `param:"combineBy"`
	NumberInputs node.Field[value.Value] `param:"numberInputs"`
	Advanced     node.Field[bool]        `param:"advanced"`
	FieldList    node.Field[string]      `param:"fieldsToMatchString"`
	Output       node.Field[string]      `param:"output"`
	UseInput     node.Field[float64]     `param:"useDataOfInput"`
	Query        node.Field[string]      `param:"query"`
	EmptyResult  node.Field[string]      `param:"options.emptyQueryResult"`
	fieldParams
}

// fieldParams are the parameters that versions 2 and 3 share.
type fieldParams struct {
	Pairs           node.Field[[]pair] `param:"mergeByFields.values"`
	JoinMode        node.Field[string] `param:"joinMode"`
	From            node.Field[string] `param:"outputDataFrom"`
	Plain           node.Field[bool]   `param:"options.disableDotNotation"`
	Fuzzy           node.Field[bool]   `param:"options.fuzzyCompare"`
	Matches         node.Field[string] `param:"options.multipleMatches"`
	IncludeUnpaired node.Field[bool]   `param:"options.includeUnpaired"`
	Resolve         node.Field[string] `param:"options.clashHandling.values.resolveClash"`
	MergeMode       node.Field[string] `param:"options.clashHandling.values.mergeMode"`
	OverrideEmpty   node.Field[bool]   `param:"options.clashHandling.values.overrideEmpty"`
}

// reader reads parameters for item 0 and keeps the first error.
type reader struct {
	e   node.Evaluator
	err error
}

func read[T any](r *reader, f *node.Field[T], fallback T) T {
	v, err := f.Or(r.e, 0, fallback)
	if r.err == nil {
		r.err = err
	}
	return v
}

func (p *fieldParams) clash(r *reader) clash {
	return clash{resolve: read(r, &p.Resolve, ""), shallow: read(r, &p.MergeMode, "") == "shallowMerge", keep: read(r, &p.OverrideEmpty, false)}
}

// join reads what a join needs, without the fields to match.
func (p *fieldParams) join(r *reader) join {
	return join{
		mode: read(r, &p.JoinMode, "keepMatches"), from: read(r, &p.From, "both"), clash: p.clash(r),
		plain: read(r, &p.Plain, false), fuzzy: read(r, &p.Fuzzy, false), first: read(r, &p.Matches, "all") == "first",
	}
}

// errUnknownMode is the original's failure of a mode that it does not have.
var errUnknownMode = node.Errorf("Cannot read properties of undefined (reading 'execute')")

func runV3(c *node.Call[paramsV3]) (node.Output, error) {
	r := &reader{e: c}
	mode := read(r, &c.P.Mode, "append")
	inputs := make([][]item.Item, clamp(read(r, &c.P.NumberInputs, value.Int(2)).ToNumber()))
	for i := range inputs {
		inputs[i] = c.Input(i)
	}
	if r.err != nil {
		return nil, r.err
	}
	switch mode {
	case "append":
		return node.One(appended(inputs...)), nil
	case "chooseBranch":
		return chooseBranch(c, inputs)
	case "combineBySql":
		return combineBySQL(c, inputs)
	case "combine":
	default:
		return nil, errUnknownMode
	}
	by := read(r, &c.P.CombineBy, "combineByFields")
	if r.err != nil {
		return nil, r.err
	}
	switch by {
	case "combineAll":
		cl := c.P.clash(r)
		return node.One(multiplied(cl, c.Input(0), c.Input(1))), r.err
	case "combineByPosition":
		return byPositionV3(c, inputs)
	case "combineByFields":
	default:
		return nil, errUnknownMode
	}
	j := c.P.join(r)
	j.amend = c.Amend
	j.last = "preferLast"
	if read(r, &c.P.Advanced, false) {
		j.pairs = read(r, &c.P.Pairs, nil)
	} else {
		for _, field := range strings.Split(read(r, &c.P.FieldList, ""), ",") {
			field = value.TrimSpace(field)
			j.pairs = append(j.pairs, pair{field, field})
		}
	}
	if r.err == nil {
		r.err = checkPairs(j.pairs)
	}
	if r.err != nil {
		return nil, r.err
	}
	out, any := j.run(c.Input(0), c.Input(1))
	if !any {
		return node.Output{}, nil
	}
	return node.One(appended(out)), nil
}

func appended(inputs ...[]item.Item) []item.Item {
	out := []item.Item{}
	for _, in := range inputs {
		out = append(out, in...)
	}
	return out
}

// emptyItem is the item that stands for all of two inputs.
func emptyItem(in1, in2 []item.Item) item.Item {
	it := item.New(value.EmptyObject)
	lineages := make([]item.Lineage, 0, len(in1)+len(in2))
	for _, in := range [][]item.Item{in1, in2} {
		for _, x := range in {
			lineages = append(lineages, x.Paired)
		}
	}
	it.Paired = item.Join(lineages...)
	return it
}

func chooseBranch(c *node.Call[paramsV3], inputs [][]item.Item) (node.Output, error) {
	r := &reader{e: c}
	output := read(r, &c.P.Output, "specifiedInput")
	if r.err != nil {
		return nil, r.err
	}
	switch output {
	case "specifiedInput":
	case "empty":
		return node.One([]item.Item{emptyItem(c.Input(0), c.Input(1))}), nil
	default:
		// The names of version 2 are none here.
		return node.One([]item.Item{}), nil
	}
	n := read(r, &c.P.UseInput, 1)
	if r.err != nil {
		return nil, r.err
	}
	if n > float64(len(inputs)) {
		return nil, node.Errorf("Input %s doesn't exist", value.FormatNumber(n)).
			Describe("The node has only %d inputs, so selecting input %s is not possible.", len(inputs), value.FormatNumber(n))
	}
	if n < 1 || n != float64(int(n)) {
		return nil, node.Errorf("inputData is not iterable")
	}
	return node.One(appended(inputs[int(n)-1])), nil
}

// multiplied pairs every item with every other. Preferring input 1 swaps the
// inputs, so that its values are the last.
func multiplied(cl clash, in1, in2 []item.Item) []item.Item {
	switch cl.resolve {
	case "preferInput1":
		in1, in2 = in2, in1
	case "addSuffix":
		in1, in2 = suffixed(in1, 1), suffixed(in2, 2)
	}
	out := make([]item.Item, 0, len(in1)*len(in2))
	for _, one := range in1 {
		for _, two := range in2 {
			out = append(out, cl.merged(one, two))
		}
	}
	return out
}

// byPositionV3 merges the items of all inputs at the same place. The preferred
// input's document comes once more at the end, without suffixes.
func byPositionV3(c *node.Call[paramsV3], inputs [][]item.Item) (node.Output, error) {
	r := &reader{e: c}
	cl, unpaired := c.P.clash(r), read(r, &c.P.IncludeUnpaired, false)
	if r.err != nil {
		return nil, r.err
	}
	preferred := len(inputs) - 1
	if number, ok := strings.CutPrefix(cl.resolve, "preferInput"); ok {
		if n, err := strconv.Atoi(number); err == nil {
			preferred = n - 1
		}
	}
	var best []item.Item
	if preferred >= 0 && preferred < len(inputs) {
		best = inputs[preferred]
	}
	all := append([][]item.Item{}, inputs...)
	if cl.resolve == "addSuffix" {
		for i := range all {
			all[i] = suffixed(all[i], i+1)
		}
	}
	shortest, longest := -1, 0
	for _, in := range all {
		longest = max(longest, len(in))
		if shortest < 0 || len(in) < shortest {
			shortest = len(in)
		}
	}
	n := max(shortest, 0)
	if unpaired {
		n = longest
	}
	if n == 0 {
		c.Hint("Consider enabling \"Include Any Unpaired Items\" in options or check your inputs")
		return node.Output{{}}, nil
	}
	at := func(in []item.Item, i int) item.Item {
		if i < len(in) {
			return in[i]
		}
		return item.New(value.EmptyObject)
	}
	out := make([]item.Item, n)
	parts := make([]item.Item, len(all)+1)
	for i := range out {
		for k := range all {
			parts[k] = at(all[k], i)
		}
		parts[len(all)] = at(best, i)
		out[i] = cl.merged(parts...)
	}
	return node.One(out), nil
}
