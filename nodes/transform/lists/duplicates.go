package lists

import (
	"fmt"
	"slices"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/arraysort"
)

const duplicatesName = "n8n-nodes-base.removeDuplicates"

// RemoveDuplicates and RemoveDuplicatesV1 declare the Remove Duplicates node.
var (
	RemoveDuplicates = node.Define(node.Spec[duplicatesParams]{
		Name: duplicatesName, Title: "Remove Duplicates", Groups: []string{"transform"},
		Summary: "Lets each item pass once, also over executions.",
		Icon:    "copy-x", Versions: node.Versions(2), Default: 2,
		Inputs: node.Main(1), Outputs: node.Named("Kept"), Params: duplicatesDeclared, Run: runDuplicates,
		Examples: []node.Example{{
			Title: "One item for each customer", Version: 2,
			Params: `{"compare":"selectedFields","fieldsToCompare":"customer"}`,
			Input:  `[{"customer":1,"n":1},{"customer":2,"n":2},{"customer":1,"n":3}]`,
			Output: `[[{"customer":1,"n":1},{"customer":2,"n":2}]]`,
		}},
	})
	RemoveDuplicatesV1 = node.Define(node.Spec[repeatedParams]{
		Name: duplicatesName, Title: "Remove Duplicates", Groups: []string{"transform"},
		Summary: "Lets each item pass once.",
		Icon:    "copy-x", Versions: node.Versions(1, 1.1), Default: 2,
		Inputs: node.Main(1), Outputs: node.Main(1), Params: repeatedDeclared,
		Run: func(c *node.Call[repeatedParams]) (node.Output, error) {
			return c.P.run(c, dedupeRules{skipNull: c.Info().Version > 1, checkTypes: true})
		},
	})
)

var (
	repeatedDeclared = node.Params{
		compareMode,
		node.Text("fieldsToExclude", "Fields To Exclude", "").Key("requiresDataPath", "multiple").Show(node.When("compare", "allFieldsExcept")),
		node.Text("fieldsToCompare", "Fields To Compare", "").Key("requiresDataPath", "multiple").Show(node.When("compare", "selectedFields")),
		node.Collection("options", "Options", noDots, dropOthers).Show(node.When("compare", "allFieldsExcept", "selectedFields")),
	}
	compareMode = node.Options("compare", "Compare", "allFields",
		node.Opt("All Fields", "allFields"),
		node.Opt("All Fields Except", "allFieldsExcept"),
		node.Opt("Selected Fields", "selectedFields"),
	)
	dropOthers = node.Bool("removeOtherFields", "Remove Other Fields", false).Hint("Keep of the items only the fields that are compared")
)

// repeatedParams are the parameters for duplicates within the input.
type repeatedParams struct {
	repeatedBase
	Exclude node.Field[value.Value] `param:"fieldsToExclude"`
	Only    node.Field[value.Value] `param:"fieldsToCompare"`
}

// repeatedBase are those that all versions have.
type repeatedBase struct {
	Compare    node.Field[string] `param:"compare"`
	NoDots     node.Field[bool]   `param:"options.disableDotNotation"`
	DropOthers node.Field[bool]   `param:"options.removeOtherFields"`
}

// dedupeRules are what differs between versions.
type dedupeRules struct {
	// skipNull has null fit to every type; checkTypes refuses fields that are
	// not of one type in all items.
	skipNull, checkTypes bool
	// byKey finds duplicates also where values have no order.
	byKey bool
}

func (p *repeatedParams) run(h node.Host, rules dedupeRules) (node.Output, error) {
	exclude, err := p.Exclude.Or(h, 0, value.Undefined)
	if err != nil {
		return nil, err
	}
	excluded, err := names(exclude, "Fields To Exclude")
	if err != nil {
		return nil, err
	}
	only, err := p.Only.Or(h, 0, value.Undefined)
	if err != nil {
		return nil, err
	}
	selected, err := names(only, "Fields To Compare")
	if err != nil {
		return nil, err
	}
	return p.dedupe(h, excluded, selected, rules)
}

// dedupe gives the items without those that are alike in the compared fields
// to one before them. As in the original, items are sorted by the fields and
// compared with their neighbours.
func (p *repeatedBase) dedupe(h node.Host, excluded, selected []string, rules dedupeRules) (node.Output, error) {
	items := h.Input(0)
	if len(items) == 0 {
		return node.One(nil), nil
	}
	read, err := notation(h, &p.NoDots, 0)
	if err != nil {
		return nil, err
	}
	mode, err := p.Compare.Or(h, 0, "")
	if err != nil {
		return nil, err
	}
	dropOthers, err := p.DropOthers.Or(h, 0, false)
	if err != nil {
		return nil, err
	}
	var keys []string
	switch mode {
	case "allFieldsExcept":
		if len(excluded) == 0 {
			return nil, node.Errorf("No fields specified. Please add a field to exclude from comparison")
		}
		of := items
		if read.dots {
			of = items[:1]
		}
		keys = slices.DeleteFunc(read.keys(of), func(key string) bool { return slices.Contains(excluded, key) })
	case "selectedFields":
		if len(selected) == 0 {
			return nil, node.Errorf("No fields specified. Please add a field to compare on")
		}
		keys = selected
	default:
		keys = read.keys(items)
	}
	list := read.sorted(items, keys)
	if err := check(list, keys, read, rules); err != nil {
		return nil, err
	}
	drop := make([]bool, len(items))
	if rules.byKey {
		dropKnown(list, drop)
		return kept(items, keys, drop, dropOthers), nil
	}
	last := list[0]
	for _, s := range list[1:] {
		if slices.EqualFunc(s.keys, last.keys, value.DeepEqual) {
			drop[s.at] = true
		} else {
			last = s
		}
	}
	return kept(items, keys, drop, dropOthers), nil
}

// kept gives the items that are not dropped, with all fields or only those
// that were compared.
func kept(items []item.Item, keys []string, drop []bool, dropOthers bool) node.Output {
	out := make([]item.Item, 0, len(items))
	for i, it := range items {
		if drop[i] {
			continue
		}
		if dropOthers {
			it = item.FromPair(pick(it.JSON, keys), len(out))
		}
		out = append(out, it)
	}
	return node.One(out)
}

// dropKnown marks those that are deeply equal to one that stands before them
// in the input.
func dropKnown(list []sortable, drop []bool) {
	first := map[string]int{}
	for _, s := range list {
		var key strings.Builder
		for _, v := range s.keys {
			key.WriteString(node.DeepKey(v))
			key.WriteByte(';')
		}
		switch at, known := first[key.String()]; {
		case !known:
			first[key.String()] = s.at
		case at < s.at:
			drop[s.at] = true
		default:
			drop[at] = true
			first[key.String()] = s.at
		}
	}
}

// keys gives the names of all fields of the items: the paths of all values, or
// the keys of the documents.
func (r reader) keys(items []item.Item) []string {
	var keys []string
	known := map[string]bool{}
	add := func(key string) {
		if !known[key] {
			known[key] = true
			keys = append(keys, key)
		}
	}
	for _, it := range items {
		if !r.dots {
			for key := range it.JSON.Entries() {
				add(key)
			}
			continue
		}
		leaves(it.JSON, "", true, add)
	}
	return keys
}

// leaves calls add with the path of every value that has no parts.
func leaves(v value.Value, path string, top bool, add func(path string)) {
	inner := func(key string, part value.Value) {
		if !top {
			key = path + "." + key
		}
		leaves(part, key, false, add)
	}
	switch {
	case v.IsArray():
		for i, e := range v.Elems() {
			inner(value.Int(i).ToString(), e)
		}
	case v.IsObject():
		for key, e := range v.Entries() {
			inner(key, e)
		}
	case !v.IsDate():
		add(path)
	}
}

// sorted gives the places of the items with the values of some fields, in the
// order of these.
func (r reader) sorted(items []item.Item, fields []string) []sortable {
	list, keys := make([]sortable, len(items)), make([]value.Value, len(items)*len(fields))
	for i, it := range items {
		of := keys[i*len(fields) : (i+1)*len(fields)]
		for f, name := range fields {
			of[f] = r.get(it.JSON, name)
		}
		list[i] = sortable{i, of}
	}
	arraysort.Sort(list, func(a, b sortable) int {
		for f := range fields {
			equal, less := order(a.keys[f], b.keys[f], lessAsNumber)
			switch {
			case equal:
				continue
			case less:
				return -1
			}
			return 1
		}
		return 0
	})
	return list
}

// lessAsNumber compares what are not both texts as numbers.
func lessAsNumber(a, b value.Value) bool { return a.ToNumber() < b.ToNumber() }

// check refuses items that lack one of the fields, or have it in another type.
func check(list []sortable, fields []string, read reader, rules dedupeRules) error {
	for f, name := range fields {
		if name == "" {
			return node.Errorf("Name of field to compare is blank")
		}
		typ := ""
		for i, s := range list {
			v := s.keys[f]
			if v.IsNull() && rules.skipNull {
				continue
			}
			if v.IsUndefined() {
				return read.dottedName(node.Errorf("'%s' field is missing from some input items", name), name)
			}
			if typ != "" && typ != v.TypeOf() && rules.checkTypes {
				description := "The type of this field varies between items"
				if rules.skipNull {
					description += fmt.Sprintf(", in item [%d] it's a %s and in item [%d] it's a %s ", i-1, typ, i, v.TypeOf())
				}
				return node.Errorf("'%s' isn't always the same type", name).Describe("%s", description)
			}
			typ = v.TypeOf()
		}
	}
	return nil
}

// pick gives a document with some fields of another. A name that is a key is
// that key, else a path.
func pick(doc value.Value, fields []string) value.Value {
	out := value.EmptyObject
	for _, name := range fields {
		switch {
		case doc.Has(name):
			out = out.Set(name, doc.Get(name))
		case doc.HasAtPath(name):
			out = out.SetAt(value.ParsePath(name), doc.AtPath(name))
		}
	}
	return out
}
