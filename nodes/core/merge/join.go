package merge

import (
	"strconv"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// pair names the fields that two items must have in common.
type pair struct {
	Field1 string `param:"field1"`
	Field2 string `param:"field2"`
}

// checkPairs tells what is wrong with the fields to match.
func checkPairs(pairs []pair) error {
	if len(pairs) == 1 && pairs[0].Field1 == "" && pairs[0].Field2 == "" {
		return node.Errorf(`You need to define at least one pair of fields in "Fields to Match" to match on`)
	}
	for i, p := range pairs {
		if p.Field1 == "" || p.Field2 == "" {
			return node.Errorf("You need to define both fields in \"Fields to Match\" for pair %d,\n\t\t\t\t field 1 = '%s'\n\t\t\t\t field 2 = '%s'",
				i+1, p.Field1, p.Field2)
		}
	}
	return nil
}

// join is a join of two inputs by their fields.
type join struct {
	pairs []pair
	mode  string
	// from is both, input1 or input2.
	from  string
	plain bool // names are keys, not paths
	fuzzy bool
	first bool // only the first match counts
	clash clash
	// last is the name of the clash rule that prefers input 2.
	last string
	// amend takes the documents of an input that the merge changed.
	amend func(input int, docs []value.Value)
}

func (j *join) read(doc value.Value, name string) value.Value {
	if j.plain {
		return doc.Get(name)
	}
	return doc.AtPath(name)
}

// checkPresent fails when a field is in no item of an input at all.
func (j *join) checkPresent(in []item.Item, field func(pair) string, label string) error {
	for _, p := range j.pairs {
		found := false
		for _, it := range in {
			if j.plain {
				found = found || it.JSON.Has(field(p))
			} else {
				found = found || !it.JSON.AtPath(field(p)).IsUndefined()
			}
		}
		if !found {
			return node.Errorf("Field '%s' is not present in any of items in '%s'", field(p), label)
		}
	}
	return nil
}

// run joins the inputs; false stands for no output at all.
func (j *join) run(in1, in2 []item.Item) ([]item.Item, bool) {
	if len(in1) == 0 || len(in2) == 0 {
		none := j.mode == "keepMatches" ||
			len(in1) == 0 && (j.mode == "enrichInput1" || j.mode == "keepNonMatches" && j.from == "input1") ||
			len(in2) == 0 && (j.mode == "enrichInput2" || j.mode == "keepNonMatches" && j.from == "input2")
		switch {
		case none:
			return nil, false
		case len(in1) == 0:
			return in2, true
		}
		return in1, true
	}
	found := j.match(in1, in2)
	var out []item.Item
	merged := func() {
		if j.clash.inPlace() && j.knowsRule() {
			out = append(out, j.mergeInPlace(in1, in2, found.matched)...)
			return
		}
		for _, m := range found.matched {
			for _, other := range m.others {
				out = append(out, j.merged(in1[m.index], in2[other]))
			}
		}
	}
	rest := func(items []item.Item, input int) {
		if j.clash.resolve == "addSuffix" {
			items = suffixed(items, input)
		}
		out = append(out, items...)
	}
	switch j.mode {
	case "keepMatches":
		switch j.from {
		case "input1":
			for _, m := range found.matched {
				out = append(out, in1[m.index])
			}
		case "input2":
			for i, it := range in2 {
				if found.matched2[i] {
					out = append(out, it)
				}
			}
		default:
			merged()
		}
	case "keepNonMatches":
		switch j.from {
		case "input1":
			out = found.unmatched1
		case "input2":
			out = found.unmatched2(in2)
		default:
			out = append(sourced(found.unmatched1, "input1"), sourced(found.unmatched2(in2), "input2")...)
		}
	case "keepEverything":
		merged()
		rest(found.unmatched1, 1)
		rest(found.unmatched2(in2), 2)
	case "enrichInput1":
		merged()
		rest(found.unmatched1, 1)
	case "enrichInput2":
		merged()
		rest(found.unmatched2(in2), 2)
	}
	return out, true
}

// sourced gives items that say which input they are from.
func sourced(items []item.Item, input string) []item.Item {
	out := make([]item.Item, len(items))
	for i, it := range items {
		if it.JSON.IsObject() {
			it.JSON = it.JSON.Set("_source", value.String(input))
		}
		out[i] = it
	}
	return out
}

// merged makes one item of a match.
func (j *join) merged(one, two item.Item) item.Item {
	switch {
	case j.clash.resolve == "addSuffix":
		return j.clash.merged(suffixed([]item.Item{one}, 1)[0], suffixed([]item.Item{two}, 2)[0])
	case j.prefersFirst():
		return j.clash.merged(two, one)
	case j.knowsRule():
		return j.clash.merged(one, two)
	}
	// A rule of another version gives an item without content.
	empty := item.New(value.EmptyObject)
	empty.Paired = item.FromPairs()
	return empty
}

// prefersFirst tells whether the values of input 1 are put over those of input
// 2.
func (j *join) prefersFirst() bool {
	return j.clash.resolve == "preferInput1" || j.clash.resolve == "" && j.mode == "enrichInput2"
}

// knowsRule tells whether the clash rule is one of this version.
func (j *join) knowsRule() bool {
	return j.prefersFirst() || j.clash.resolve == j.last || j.clash.resolve == ""
}

type found struct {
	matched    []matched
	unmatched1 []item.Item
	// matched2 marks the items of input 2 that matched at least once.
	matched2 []bool
}

type matched struct {
	index  int
	others []int
}

func (f *found) unmatched2(in2 []item.Item) []item.Item {
	var out []item.Item
	for i, it := range in2 {
		if !f.matched2[i] {
			out = append(out, it)
		}
	}
	return out
}

// match finds for each item of input 1 those of input 2 that are alike in all
// fields. An item that lacks one of the fields matches nothing.
func (j *join) match(in1, in2 []item.Item) *found {
	f := &found{matched2: make([]bool, len(in2))}
	// Of pairs with the same second field the last one counts.
	var pairs []pair
	for _, p := range j.pairs {
		i := 0
		for i < len(pairs) && pairs[i].Field2 != p.Field2 {
			i++
		}
		if i == len(pairs) {
			pairs = append(pairs, p)
		} else {
			pairs[i] = p
		}
	}
	if len(pairs) == 0 {
		// Nothing to match on: no item has a match.
		f.unmatched1 = append(f.unmatched1, in1...)
		return f
	}
	find := j.finder(pairs, in2)
	want := make([]value.Value, len(pairs))
next:
	for i, it := range in1 {
		for n, p := range pairs {
			if want[n] = j.read(it.JSON, p.Field1); want[n].IsUndefined() {
				f.unmatched1 = append(f.unmatched1, it)
				continue next
			}
		}
		others := find(want)
		if len(others) == 0 {
			f.unmatched1 = append(f.unmatched1, it)
			continue
		}
		for _, n := range others {
			f.matched2[n] = true
		}
		f.matched = append(f.matched, matched{i, others})
	}
	return f
}

// finder gives the function that finds the items of input 2 with wanted
// values. Plain values are looked up; only objects, arrays and loose
// comparisons have to be compared one by one.
func (j *join) finder(pairs []pair, in2 []item.Item) func(want []value.Value) []int {
	have := make([]value.Value, len(in2)*len(pairs))
	byKey := map[string][]int{}
	for i, it := range in2 {
		own := have[i*len(pairs) : (i+1)*len(pairs)]
		for n, p := range pairs {
			own[n] = j.read(it.JSON, p.Field2)
		}
		if key, ok := keyOf(own); ok && !j.fuzzy {
			byKey[key] = append(byKey[key], i)
		}
	}
	return func(want []value.Value) []int {
		if !j.fuzzy {
			if key, ok := keyOf(want); ok {
				if others := byKey[key]; len(others) > 1 && j.first {
					return others[:1]
				}
				return byKey[key]
			}
		}
		var others []int
		for i := range in2 {
			equal := true
			for n := range pairs {
				equal = equal && j.equal(want[n], have[i*len(pairs)+n])
			}
			if equal {
				others = append(others, i)
				if j.first {
					break
				}
			}
		}
		return others
	}
}

func (j *join) equal(a, b value.Value) bool {
	if j.fuzzy {
		return node.FuzzyEqual(a, b, 1)
	}
	return value.DeepEqual(a, b)
}

// keyOf makes a key of plain values; false when one has parts.
func keyOf(values []value.Value) (string, bool) {
	var key []byte
	for _, v := range values {
		switch v.Kind() {
		case value.KindString:
			key = append(key, 's')
			key = strconv.AppendInt(key, int64(len(v.Str())), 10)
			key = append(append(key, ':'), v.Str()...)
		case value.KindNumber:
			key = append(key, 'n')
			key = value.AppendNumber(key, v.Num())
			key = append(key, ';')
		case value.KindBool, value.KindNull, value.KindUndefined:
			key = append(append(key, v.ToString()...), ';')
		default:
			return "", false
		}
	}
	return string(key), true
}
