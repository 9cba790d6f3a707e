// Package comparedatasets is the Compare Datasets node: it finds the items that
// two inputs have in common and tells where they differ (flow reference §17).
package comparedatasets

import (
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.compareDatasets", Title: "Compare Datasets", Groups: []string{"transform"},
	Summary: "Finds what two inputs have in common and where they differ.",
	Icon:    "git-compare", Versions: node.Versions(1, 2, 2.1, 2.2, 2.3),
	Inputs:   node.Named("Input A", "Input B"),
	Outputs:  node.Named("In A only", "Same", "Different", "In B only"),
	Required: func(node.Static) node.Requirement { return node.Requirement{Count: 1} },
	Params:   declared, Run: run,
	Examples: []node.Example{{
		Title: "What has changed since", Version: 2.3,
		Params: `{"mergeByFields":{"values":[{"field1":"id","field2":"id"}]},"resolve":"preferInput2"}`,
		Input:  `[{"id":1,"stock":5},{"id":2,"stock":7},{"id":3,"stock":1}]`,
		More:   []string{`[{"id":1,"stock":5},{"id":2,"stock":6},{"id":4,"stock":9}]`},
		Output: `[[{"id":3,"stock":1}],[{"id":1,"stock":5}],[{"id":2,"stock":6}],[{"id":4,"stock":9}]]`,
	}},
})

var resolutions = []node.Choice{
	node.Opt("Use Input A Version", "preferInput1"),
	node.Opt("Use Input B Version", "preferInput2"),
	node.Opt("Use a Mix of Versions", "mix"),
	node.Opt("Include Both Versions", "includeBoth"),
}

var declared = node.Params{
	node.Groups("mergeByFields", "Fields to Match",
		node.Group("values", "Values",
			node.Text("field1", "Input A Field", "").Key("requiresDataPath", "single"),
			node.Text("field2", "Input B Field", "").Key("requiresDataPath", "single"),
		),
	).Defaults(node.Obj("values", node.Arr(node.Obj("field1", "", "field2", "")))).Many().
		Hint("Items belong together when they are equal in these fields"),
	node.Options("resolve", "When There Are Differences", "preferInput2", resolutions...).Show(node.InVersions(1, 2)),
	node.Options("resolve", "When There Are Differences", "includeBoth", resolutions...).Hide(node.InVersions(1, 2)),
	node.Bool("fuzzyCompare", "Fuzzy Compare", false).Hide(node.InVersions(1)).
		Hint("Take 1 and \"1\" for equal, and null, an empty text and a missing value"),
	node.Options("preferWhenMix", "Prefer", "input1",
		node.Opt("Input A Version", "input1"),
		node.Opt("Input B Version", "input2"),
	).Show(node.When("resolve", "mix")),
	node.Text("exceptWhenMix", "For Everything Except", "").Key("requiresDataPath", "multiple").Show(node.When("resolve", "mix")),
	node.Collection("options", "Options",
		node.Text("skipFields", "Fields to Skip Comparing", "").Key("requiresDataPath", "multiple"),
		node.Bool("fuzzyCompare", "Fuzzy Compare", false).Show(node.InVersions(1)),
		node.Bool("disableDotNotation", "Disable Dot Notation", false).Hint("Take names with dots for names, not for paths"),
		node.Options("multipleMatches", "Multiple Matches", "first",
			node.Opt("Include First Match Only", "first"),
			node.Opt("Include All Matches", "all"),
		),
	),
}

type params struct {
	Fields      node.List[pair]         `param:"mergeByFields.values"`
	Resolve     node.Field[string]      `param:"resolve"`
	Fuzzy       node.Field[bool]        `param:"fuzzyCompare"`
	FuzzyOption node.Field[bool]        `param:"options.fuzzyCompare"`
	Prefer      node.Field[string]      `param:"preferWhenMix"`
	Except      node.Field[value.Value] `param:"exceptWhenMix"`
	Skip        node.Field[value.Value] `param:"options.skipFields"`
	NoDots      node.Field[bool]        `param:"options.disableDotNotation"`
	Matches     node.Field[string]      `param:"options.multipleMatches"`
}

type pair struct {
	A node.Field[string] `param:"field1"`
	B node.Field[string] `param:"field2"`
}

// match names the fields that are compared to find what belongs together.
type match struct{ a, b string }

// comparison is what the parameters say.
type comparison struct {
	version      float64
	matches      []match
	resolve      string
	fuzzy        bool
	preferSecond bool
	except, skip []string
	dots         bool
	first        bool
}

func run(c *node.Call[params]) (node.Output, error) {
	cmp, err := read(c)
	if err != nil {
		return nil, err
	}
	a, b := filled(c.Input(0)), filled(c.Input(1))
	if cmp.version < 2.2 {
		if err := cmp.mustExist(a, "Input A", func(m match) string { return m.a }); err != nil {
			return nil, err
		}
		if err := cmp.mustExist(b, "Input B", func(m match) string { return m.b }); err != nil {
			return nil, err
		}
	}
	return cmp.run(a, b)
}

func read(c *node.Call[params]) (*comparison, error) {
	cmp := &comparison{version: c.Info().Version}
	rows, err := c.P.Fields.Rows(c, 0)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		var m match
		if m.a, err = rows[i].A.Or(c, 0, ""); err != nil {
			return nil, err
		}
		if m.b, err = rows[i].B.Or(c, 0, ""); err != nil {
			return nil, err
		}
		cmp.matches = append(cmp.matches, m)
	}
	if err := checkMatches(cmp.matches); err != nil {
		return nil, err
	}
	if cmp.resolve, err = c.P.Resolve.Or(c, 0, ""); err != nil {
		return nil, err
	}
	fuzzy := &c.P.Fuzzy
	if cmp.version < 2 {
		fuzzy = &c.P.FuzzyOption
	}
	if cmp.fuzzy, err = fuzzy.Or(c, 0, false); err != nil {
		return nil, err
	}
	prefer, err := c.P.Prefer.Or(c, 0, "")
	if err != nil {
		return nil, err
	}
	cmp.preferSecond = prefer != "input1"
	if cmp.except, err = names(c, &c.P.Except); err != nil {
		return nil, err
	}
	if cmp.skip, err = names(c, &c.P.Skip); err != nil {
		return nil, err
	}
	plain, err := c.P.NoDots.Or(c, 0, false)
	if err != nil {
		return nil, err
	}
	cmp.dots = !plain
	for _, name := range cmp.skip {
		if plain && strings.Contains(name, ".") {
			return nil, node.Errorf("Dot notation is disabled, but field to skip comparing '%s' contains dot", name)
		}
	}
	matches, err := c.P.Matches.Or(c, 0, "first")
	cmp.first = matches != "all"
	return cmp, err
}

// names reads a list of names: text with commas, or an array.
func names(e node.Evaluator, f *node.Field[value.Value]) ([]string, error) {
	v, err := f.Or(e, 0, value.Undefined)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, part := range v.Elems() {
		list = append(list, part.ToString())
	}
	if v.IsString() {
		for part := range strings.SplitSeq(v.Str(), ",") {
			if part = value.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
	}
	return list, nil
}

func checkMatches(matches []match) error {
	if len(matches) == 1 && matches[0] == (match{}) {
		return node.Errorf(`You need to define at least one pair of fields in "Fields to Match" to match on`)
	}
	for i, m := range matches {
		if m.a == "" || m.b == "" {
			return node.Errorf("You need to define both fields in \"Fields to Match\" for pair %d,\n\t\t\t\t field 1 = '%s'\n\t\t\t\t field 2 = '%s'", i+1, m.a, m.b)
		}
	}
	return nil
}

// filled gives the items whose documents are not empty.
func filled(items []item.Item) []item.Item {
	out := make([]item.Item, 0, len(items))
	for _, it := range items {
		if it.JSON.Len() > 0 {
			out = append(out, it)
		}
	}
	return out
}

func (c *comparison) get(doc value.Value, name string) value.Value {
	if c.dots {
		return doc.AtPath(name)
	}
	return doc.Get(name)
}

func (c *comparison) mustExist(items []item.Item, label string, name func(match) string) error {
next:
	for _, m := range c.matches {
		for _, it := range items {
			if !c.get(it.JSON, name(m)).IsUndefined() {
				continue next
			}
		}
		if len(items) > 0 {
			return node.Errorf("Field '%s' is not present in any of items in '%s'", name(m), label)
		}
	}
	return nil
}

// fuzzyVersion is the version of the loose comparison.
func (c *comparison) fuzzyVersion() int {
	if c.version < 2 {
		return 1
	}
	return 2
}

func (c *comparison) equal(a, b value.Value) bool {
	if c.fuzzy {
		return node.FuzzyEqual(a, b, c.fuzzyVersion())
	}
	return value.DeepEqual(a, b)
}

func (c *comparison) run(a, b []item.Item) (node.Output, error) {
	var pairs []match
	for _, m := range c.matches {
		// Of pairs with the same second field the last one counts.
		at := 0
		for at < len(pairs) && pairs[at].b != m.b {
			at++
		}
		if at == len(pairs) {
			pairs = append(pairs, m)
		} else {
			pairs[at] = m
		}
	}
	rows := make([]value.Value, 0, len(b)*len(pairs))
	for _, it := range b {
		for _, p := range pairs {
			rows = append(rows, c.get(it.JSON, p.b))
		}
	}
	matcher := node.NewMatcher(rows, len(pairs), c.fuzzy, c.fuzzyVersion())
	onlyA, same, different, onlyB := []item.Item{}, []item.Item{}, []item.Item{}, []item.Item{}
	matched := make([]bool, len(b))
	want := make([]value.Value, len(pairs))
	matches := 0
next:
	for _, it := range a {
		for n, p := range pairs {
			if want[n] = c.get(it.JSON, p.a); want[n].IsUndefined() {
				onlyA = append(onlyA, it)
				continue next
			}
		}
		found := matcher.Find(want, c.first)
		if len(found) == 0 {
			onlyA = append(onlyA, it)
			continue
		}
		equal := false
		for _, at := range found {
			matched[at] = true
			other := b[at]
			if !c.alike(it.JSON, other.JSON) {
				made, err := c.resolved(it, other, matches)
				if err != nil {
					return nil, err
				}
				different = append(different, made)
				continue
			}
			if equal {
				continue
			}
			equal = true
			if c.fuzzy && c.resolve == "preferInput2" {
				same = append(same, other)
			} else {
				same = append(same, it)
			}
		}
		matches++
	}
	for i, it := range b {
		if !matched[i] {
			onlyB = append(onlyB, it)
		}
	}
	return node.Output{onlyA, same, different, onlyB}, nil
}

// alike tells whether two documents are equal, but for the fields to skip. A
// loose comparison looks at the fields of the first only.
func (c *comparison) alike(a, b value.Value) bool {
	paths := false
	for _, name := range c.skip {
		paths = paths || c.dots && strings.Contains(name, ".")
	}
	for _, name := range c.skip {
		if paths {
			a, b = a.DeleteAtPath(name), b.DeleteAtPath(name)
		} else {
			a, b = a.Delete(name), b.Delete(name)
		}
	}
	if !c.fuzzy {
		return value.DeepEqual(a, b)
	}
	for key, v := range a.Entries() {
		if !c.equal(v, b.Get(key)) {
			return false
		}
	}
	return true
}

// resolved gives the item that stands for two that differ. n is the place of
// the first among those that matched.
func (c *comparison) resolved(a, b item.Item, n int) (item.Item, error) {
	switch c.resolve {
	case "preferInput1":
		return a, nil
	case "preferInput2":
		return b, nil
	case "mix":
		if c.preferSecond {
			return c.mixed(b, a), nil
		}
		return c.mixed(a, b), nil
	}
	doc, err := c.both(a.JSON, b.JSON, n)
	if err != nil {
		return a, err
	}
	made := item.New(doc)
	made.Paired = item.Join(a.Paired, b.Paired)
	return made, nil
}

// mixed gives an item with some fields of another.
func (c *comparison) mixed(it, other item.Item) item.Item {
	for _, name := range c.except {
		if !c.dots {
			it.JSON = it.JSON.Set(name, other.JSON.Get(name))
			continue
		}
		v := other.JSON.AtPath(name)
		if !v.Truthy() {
			v = value.Null
		}
		it.JSON = it.JSON.SetAt(value.ParsePath(name), v)
	}
	return it
}

// both gives the document that tells what is the same and what is not.
func (c *comparison) both(a, b value.Value, n int) (value.Value, error) {
	var keys, same, different, skipped value.Builder
	for _, m := range c.matches {
		keys.Set(m.a, a.Get(m.a))
	}
	// everywhere holds where fields that only one side has can be the same.
	everywhere := c.fuzzy && c.version >= 2.1
	fields := append([]string{}, a.Keys()...)
	for key := range b.Entries() {
		if !a.Has(key) {
			fields = append(fields, key)
		}
	}
	nameA, nameB := "inputA", "inputB"
	if c.version < 2 {
		nameA, nameB = "input1", "input2"
	}
	for _, key := range fields {
		if (everywhere || a.Has(key) && b.Has(key)) && c.equal(a.Get(key), b.Get(key)) {
			same.Set(key, a.Get(key))
			continue
		}
		x, y := c.orNull(a.Get(key)), c.orNull(b.Get(key))
		if nested := c.nested(key); len(nested) > 0 {
			if x.TypeOf() != "object" || y.TypeOf() != "object" {
				return value.Undefined, node.Errorf("The field '%s' in item %d is not an object. It is not possible to use dot notation.", key, n)
			}
			var skippedX, skippedY value.Value
			x, skippedX = separate(x, nested)
			y, skippedY = separate(y, nested)
			skipped.Set(key, sides(nameA, skippedX, nameB, skippedY))
		}
		different.Set(key, sides(nameA, x, nameB, y))
	}
	doc := value.Object(value.Field{Key: "keys", Value: keys.Object()}, value.Field{Key: "same", Value: same.Object()},
		value.Field{Key: "different", Value: different.Object()})
	if skipped.Len() > 0 {
		doc = doc.Set("skipped", skipped.Object())
	}
	return doc, nil
}

// orNull gives null for what is missing; version 1 for everything falsy.
func (c *comparison) orNull(v value.Value) value.Value {
	if v.IsUndefined() || c.version < 2 && !v.Truthy() {
		return value.Null
	}
	return v
}

// nested gives the paths below a field that are not compared.
func (c *comparison) nested(key string) []string {
	var out []string
	if c.version >= 2.1 && c.dots {
		for _, name := range c.skip {
			if rest, ok := strings.CutPrefix(name, key+"."); ok {
				out = append(out, rest)
			}
		}
	}
	return out
}

// separate takes parts out of a value and gives both.
func separate(v value.Value, paths []string) (rest, taken value.Value) {
	rest, taken = v, value.EmptyObject
	for _, path := range paths {
		if part := v.AtPath(path); !part.IsUndefined() {
			taken = taken.SetAtPath(path, part)
			rest = rest.DeleteAtPath(path)
		}
	}
	return rest, taken
}

func sides(nameA string, a value.Value, nameB string, b value.Value) value.Value {
	return value.Object(value.Field{Key: nameA, Value: a}, value.Field{Key: nameB, Value: b})
}
