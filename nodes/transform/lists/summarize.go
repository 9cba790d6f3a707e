package lists

import (
	"math"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Summarize declares the Summarize node.
var Summarize = node.Define(node.Spec[summarizeParams]{
	Name: "n8n-nodes-base.summarize", Title: "Summarize", Groups: []string{"transform"},
	Summary: "Adds up, counts and lists the values of fields, over all items or by group.",
	Icon:    "sigma", Versions: node.Versions(1, 1.1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: summarizeDeclared,
	Run: runSummarize,
	Examples: []node.Example{{
		Title: "Sales by country", Version: 1.1,
		Params: `{"fieldsToSummarize":{"values":[{"aggregation":"sum","field":"sales"}]},"fieldsToSplitBy":"country"}`,
		Input:  `[{"country":"de","sales":3},{"country":"fr","sales":4},{"country":"de","sales":5}]`,
		Output: `[[{"sum_sales":8,"country":"de"},{"sum_sales":4,"country":"fr"}]]`,
	}},
})

var (
	summarizeDeclared = node.Params{
		fieldsToSummarize([]any{"countUnique", "count", "max", "min"}, []any{"average", "sum"}, "append", "concatenate", "count", "countUnique"),
		splitBy,
		groupBy,
		node.Collection("options", "Options",
			node.Bool("continueIfFieldNotFound", "Continue if Field Not Found", false).Hide(node.Since(1.1)),
			noDots,
			outputFormat,
			skipEmptyGroups,
		),
	}
	splitBy = node.Text("fieldsToSplitBy", "Fields to Split By", "").Key("requiresDataPath", "multiple").
		Hide(node.When("/options.outputFormat", "singleItem"))
	groupBy = node.Text("fieldsToSplitBy", "Fields to Group By", "").Key("requiresDataPath", "multiple").
		Show(node.When("/options.outputFormat", "singleItem"))
	outputFormat = node.Options("outputFormat", "Output Format", "separateItems",
		node.Opt("Each Split in a Separate Item", "separateItems"),
		node.Opt("All Splits in a Single Item", "singleItem"),
	)
	skipEmptyGroups = node.Bool("skipEmptySplitFields", "Ignore items without valid fields to group by", false)
)

// fieldsToSummarize declares the rows of what is to be computed. anyValue and
// numbers are the kinds by what values they take, as the form has them; empty
// are those that can be told to count empty values.
func fieldsToSummarize(anyValue, numbers []any, empty ...any) node.Param {
	field := node.Text("field", "Field", "").Key("requiresDataPath", "single")
	return node.Groups("fieldsToSummarize", "Fields to Summarize",
		node.Group("values", "",
			node.Options("aggregation", "Aggregation", "count",
				node.Opt("Append", "append"),
				node.Opt("Average", "average"),
				node.Opt("Concatenate", "concatenate"),
				node.Opt("Count", "count"),
				node.Opt("Count Unique", "countUnique"),
				node.Opt("Max", "max"),
				node.Opt("Min", "min"),
				node.Opt("Sum", "sum"),
			),
			field.Hide(node.When("aggregation", append(append([]any{}, numbers...), anyValue...)...)),
			field.Show(node.When("aggregation", numbers...)),
			field.Show(node.When("aggregation", anyValue...)),
			node.Bool("includeEmpty", "Include Empty Values", false).Show(node.When("aggregation", empty...)),
			node.Options("separateBy", "Separator", ",",
				node.Opt("Comma", ","),
				node.Opt("Comma and Space", ", "),
				node.Opt("New Line", "\n"),
				node.Opt("None", ""),
				node.Opt("Space", " "),
				node.Opt("Other", "other"),
			).Show(node.When("aggregation", "concatenate")),
			node.Text("customSeparator", "Custom Separator", "").Show(node.When("aggregation", "concatenate"), node.When("separateBy", "other")),
		),
	).Defaults(node.Obj("values", node.Arr(node.Obj("aggregation", "count", "field", "")))).Many()
}

type summarizeParams struct {
	summarizeBase
	ContinueIfMissing node.Field[bool] `param:"options.continueIfFieldNotFound"`
}

// summarizeBase are the parameters that Item Lists has, too.
type summarizeBase struct {
	Values    node.List[aggregation]  `param:"fieldsToSummarize.values"`
	SplitBy   node.Field[value.Value] `param:"fieldsToSplitBy"`
	NoDots    node.Field[bool]        `param:"options.disableDotNotation"`
	Format    node.Field[string]      `param:"options.outputFormat"`
	SkipEmpty node.Field[bool]        `param:"options.skipEmptySplitFields"`
}

type aggregation struct {
	Kind      node.Field[string] `param:"aggregation"`
	Field     node.Field[string] `param:"field"`
	Empty     node.Field[bool]   `param:"includeEmpty"`
	Separator node.Field[string] `param:"separateBy"`
	Custom    node.Field[string] `param:"customSeparator"`
}

func runSummarize(c *node.Call[summarizeParams]) (node.Output, error) {
	old := c.Info().Version < 1.1
	goOn := true
	if old {
		var err error
		if goOn, err = c.P.ContinueIfMissing.Or(c, 0, false); err != nil {
			return nil, err
		}
	}
	s, err := c.P.read(c)
	if err != nil {
		return nil, err
	}
	s.asText = old
	return s.run(c, goOn)
}

// summary is what is to be computed, and of which groups.
type summary struct {
	reader
	values  []computed
	splitBy []string
	// single puts all groups into one item, skipEmpty leaves out items without
	// a group.
	single, skipEmpty bool
	// asText makes texts of the values that groups are made of.
	asText bool
	// legacy is how Item Lists does it: groups are texts, those that look like
	// array indexes come first, and a group's fields stand before its values.
	legacy bool
	items  []item.Item
}

// computed is one value to compute of each group.
type computed struct {
	kind, field, key string
	empty            bool
	separator        string
}

// prefixes are what the names of computed values begin with.
var prefixes = map[string]string{
	"append": "appended_", "average": "average_", "concatenate": "concatenated_", "count": "count_",
	"countUnique": "unique_count_", "max": "max_", "min": "min_", "sum": "sum_",
}

var keyCleaner = strings.NewReplacer("[", "", "]", "", `"`, "", " ", "_", ".", "_")

func (p *summarizeBase) read(h node.Host) (*summary, error) {
	s := &summary{items: h.Input(0)}
	rows, err := p.Values.Rows(h, 0)
	if err != nil {
		return nil, err
	}
	some := false
	for i := range rows {
		c, err := rows[i].read(h)
		if err != nil {
			return nil, err
		}
		some = some || c.field != ""
		s.values = append(s.values, c)
	}
	if !some {
		return nil, node.Errorf("You need to add at least one aggregation to 'Fields to Summarize' with non empty 'Field'")
	}
	if s.reader, err = notation(h, &p.NoDots, 0); err != nil {
		return nil, err
	}
	format, err := p.Format.Or(h, 0, "")
	if err != nil {
		return nil, err
	}
	s.single = format == "singleItem"
	if s.skipEmpty, err = p.SkipEmpty.Or(h, 0, false); err != nil {
		return nil, err
	}
	split, err := p.SplitBy.Or(h, 0, value.Undefined)
	if err != nil {
		return nil, err
	}
	s.splitBy, err = names(split, "Fields to Split By")
	return s, err
}

func (a *aggregation) read(h node.Host) (c computed, err error) {
	if c.kind, err = a.Kind.Or(h, 0, ""); err != nil {
		return c, err
	}
	if c.field, err = a.Field.Or(h, 0, ""); err != nil {
		return c, err
	}
	if c.empty, err = a.Empty.Or(h, 0, false); err != nil {
		return c, err
	}
	if c.separator, err = a.Separator.Or(h, 0, ","); err != nil {
		return c, err
	}
	if c.separator == "other" {
		if c.separator, err = a.Custom.Or(h, 0, ","); err != nil {
			return c, err
		}
	}
	c.key = prefixes[c.kind] + keyCleaner.Replace(c.field)
	return c, nil
}

func (s *summary) run(h node.Host, goOnWithoutField bool) (node.Output, error) {
	for _, c := range s.values {
		if c.field == "" || s.exists(c.field) {
			continue
		}
		message := "The field '" + c.field + "' does not exist in any items"
		if !goOnWithoutField {
			return nil, node.Errorf("%s", message)
		}
		h.Hint(message)
	}
	everything := all(len(s.items))
	if s.single {
		made := item.Item{JSON: s.nested(everything, s.splitBy), Paired: pairs(everything)}
		return node.One([]item.Item{made}), nil
	}
	return node.One(s.separate(nil, everything, s.splitBy, nil)), nil
}

func (s *summary) exists(field string) bool {
	for _, it := range s.items {
		if !s.get(it.JSON, field).IsUndefined() {
			return true
		}
	}
	return false
}

// separate appends an item for each group of the members. above are the fields
// of the groups that the members are in, outermost first.
func (s *summary) separate(out []item.Item, members []int, splitBy []string, above []value.Field) []item.Item {
	if len(splitBy) == 0 {
		var b value.Builder
		if s.legacy {
			for _, f := range above {
				b.Set(f.Key, f.Value)
			}
		}
		s.compute(&b, members)
		if !s.legacy {
			for i := len(above) - 1; i >= 0; i-- {
				b.Set(above[i].Key, above[i].Value)
			}
		}
		return append(out, item.Item{JSON: b.Object(), Paired: pairs(members)})
	}
	key := keyCleaner.Replace(splitBy[0])
	for _, g := range s.groups(members, splitBy[0]) {
		inner := append(above[:len(above):len(above)], value.Field{Key: key, Value: g.value})
		out = s.separate(out, g.members, splitBy[1:], inner)
	}
	return out
}

// nested gives an object of the groups by their values, down to the computed
// values.
func (s *summary) nested(members []int, splitBy []string) value.Value {
	var b value.Builder
	if len(splitBy) == 0 {
		s.compute(&b, members)
		return b.Object()
	}
	for _, g := range s.groups(members, splitBy[0]) {
		b.Set(g.value.ToString(), s.nested(g.members, splitBy[1:]))
	}
	return b.Object()
}

type group struct {
	value   value.Value
	members []int
}

// groups sorts members into groups by the value of a field, in the order of
// their first members.
func (s *summary) groups(members []int, field string) []group {
	var groups []group
	places := map[identity]int{}
	for _, i := range members {
		v := s.get(s.items[i].JSON, field)
		if v.TypeOf() == "object" && (s.legacy || !v.IsNull()) {
			v = value.String(v.JSON())
		}
		if s.asText {
			v = value.String(v.ToString())
		}
		if s.skipEmpty && !v.IsNumber() && !v.Truthy() {
			continue
		}
		if s.legacy {
			v = value.String(v.ToString())
		}
		key := identify(v)
		at, known := places[key]
		if !known {
			at = len(groups)
			places[key] = at
			groups = append(groups, group{value: v})
		}
		groups[at].members = append(groups[at].members, i)
	}
	if s.legacy {
		return asObject(groups)
	}
	return groups
}

// asObject gives groups in the order that keys have in an object.
func asObject(groups []group) []group {
	var b value.Builder
	for i, g := range groups {
		b.Set(g.value.Str(), value.Int(i))
	}
	out := make([]group, 0, len(groups))
	for _, at := range b.Object().Entries() {
		out = append(out, groups[int(at.Num())])
	}
	return out
}

// identity is what tells primitive values apart.
type identity struct {
	kind value.Kind
	n    float64
	s    string
}

func identify(v value.Value) identity {
	switch {
	case v.IsNumber():
		switch n := v.Num(); {
		case math.IsNaN(n):
			return identity{kind: value.KindNumber, s: "NaN"}
		case n == 0:
			// 0 and -0 are the same.
			return identity{kind: value.KindNumber}
		default:
			return identity{kind: value.KindNumber, n: n}
		}
	case v.IsString():
		return identity{kind: value.KindString, s: v.Str()}
	case v.IsBool():
		return identity{kind: value.KindBool, n: v.ToNumber()}
	}
	return identity{kind: v.Kind()}
}

func (s *summary) compute(b *value.Builder, members []int) {
	for i := range s.values {
		b.Set(s.values[i].key, s.value(&s.values[i], members))
	}
}

func isEmpty(v value.Value) bool { return v.IsNullish() || v.IsString() && v.Str() == "" }

// value computes one value of a group.
func (s *summary) value(c *computed, members []int) value.Value {
	read := func(i int) value.Value { return s.get(s.items[i].JSON, c.field) }
	switch c.kind {
	case "append":
		list := []value.Value{}
		for _, i := range members {
			if v := read(i); c.empty || !isEmpty(v) {
				list = append(list, v)
			}
		}
		return value.Array(list...)
	case "concatenate":
		var parts []string
		for _, i := range members {
			v := read(i)
			switch {
			case !c.empty && isEmpty(v):
			case v.TypeOf() == "object":
				parts = append(parts, v.JSON())
			default:
				parts = append(parts, v.ToString())
			}
		}
		return value.String(strings.Join(parts, c.separator))
	case "average", "sum":
		sum, n := 0.0, 0
		for _, i := range members {
			if v := read(i); v.IsNumber() {
				sum += v.Num()
				n++
			}
		}
		if c.kind == "average" {
			sum /= float64(n)
		}
		return value.Number(sum)
	case "min", "max":
		best := value.Undefined
		for _, i := range members {
			v := read(i)
			switch {
			case isEmpty(v):
			case best.IsUndefined(),
				c.kind == "min" && value.Less(v, best),
				c.kind == "max" && value.Less(best, v):
				best = v
			}
		}
		if best.IsUndefined() {
			return value.Null
		}
		return best
	case "countUnique":
		seen := map[identity]bool{}
		objects := 0
		for _, i := range members {
			v := read(i)
			switch {
			case !c.empty && isEmpty(v):
			case v.TypeOf() == "object" && !v.IsNull():
				objects++
			default:
				seen[identify(v)] = true
			}
		}
		return value.Int(len(seen) + objects)
	}
	n := 0
	for _, i := range members {
		if c.empty || !isEmpty(read(i)) {
			n++
		}
	}
	return value.Int(n)
}
