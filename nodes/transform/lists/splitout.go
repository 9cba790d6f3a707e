package lists

import (
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// SplitOut declares the Split Out node.
var SplitOut = node.Define(node.Spec[splitParams]{
	Name: "n8n-nodes-base.splitOut", Title: "Split Out", Groups: []string{"transform"},
	Summary: "Makes an item of each element of a list.",
	Icon:    "list-tree", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: splitDeclared,
	Run: func(c *node.Call[splitParams]) (node.Output, error) { return splitItems(c, c.P) },
	Examples: []node.Example{{
		Title: "One item for each tag, with the rest of the item beside it", Version: 1,
		Params: `{"fieldToSplitOut":"tags","include":"allOtherFields"}`,
		Input:  `[{"id":1,"tags":["a","b"]}]`, Output: `[[{"id":1,"tags":"a"},{"id":1,"tags":"b"}]]`,
	}},
})

var splitDeclared = node.Params{
	node.Text("fieldToSplitOut", "Fields To Split Out", "").Required().Key("requiresDataPath", "multiple").
		Hint("The lists, by name or path, with commas between. $binary is the item's files."),
	otherFields,
	node.Text("fieldsToInclude", "Fields To Include", "").Key("requiresDataPath", "multiple").Show(node.When("include", "selectedOtherFields")),
	node.Collection("options", "Options",
		noDots,
		node.Text("destinationFieldName", "Destination Field Name", "").Key("requiresDataPath", "multiple").
			Hint("Where an element goes, one name for each list"),
		node.Bool("includeBinary", "Include Binary", false).Hint("Give every new item the files of the one it came from"),
	),
}

var (
	otherFields = node.Options("include", "Include", "noOtherFields",
		node.Opt("No Other Fields", "noOtherFields"),
		node.Opt("All Other Fields", "allOtherFields"),
		node.Opt("Selected Other Fields", "selectedOtherFields"),
	)
	noDots = node.Bool("disableDotNotation", "Disable Dot Notation", false).Hint("Take names with dots for names, not for paths")
)

type splitParams struct {
	Field       node.Field[value.Value] `param:"fieldToSplitOut"`
	Include     node.Field[string]      `param:"include"`
	Selected    node.Field[value.Value] `param:"fieldsToInclude"`
	NoDots      node.Field[bool]        `param:"options.disableDotNotation"`
	Destination node.Field[value.Value] `param:"options.destinationFieldName"`
	Binary      node.Field[bool]        `param:"options.includeBinary"`
}

// filesField is the name that stands for an item's files.
const filesField = "$binary"

// splitting is what the parameters say for one item.
type splitting struct {
	reader
	fields, destinations, selected []string
	include                        string
	binary                         bool
}

func (p *splitParams) read(e node.Evaluator, i int) (s splitting, err error) {
	field, err := p.Field.Or(e, i, value.Undefined)
	if err != nil {
		return s, err
	}
	if s.fields, err = fieldsToSplit(field); err != nil {
		return s, err
	}
	if s.reader, err = notation(e, &p.NoDots, i); err != nil {
		return s, err
	}
	destination, err := p.Destination.Or(e, i, value.Undefined)
	if err != nil {
		return s, err
	}
	if s.destinations, err = names(destination, "Destination Field Name"); err != nil {
		return s, err
	}
	if s.binary, err = p.Binary.Or(e, i, false); err != nil {
		return s, err
	}
	if s.include, err = p.Include.Or(e, i, ""); err != nil || s.include != "selectedOtherFields" {
		return s, err
	}
	selected, err := p.Selected.Or(e, i, value.Undefined)
	if err != nil {
		return s, err
	}
	s.selected, err = names(selected, "Fields To Include")
	return s, err
}

// fieldsToSplit reads the names of the lists. Unlike elsewhere an empty name
// between commas counts.
func fieldsToSplit(v value.Value) ([]string, error) {
	list, err := names(v, "Fields To Split Out")
	if v.IsString() {
		list = strings.Split(v.Str(), ",")
	}
	for i, name := range list {
		list[i] = strings.TrimPrefix(value.TrimSpace(name), "$json.")
	}
	return list, err
}

func splitItems(h node.Host, p *splitParams) (node.Output, error) {
	s := splitter{missing: wrapNothing}
	for i, it := range h.Input(0) {
		settings, err := p.read(h, i)
		if err != nil {
			return nil, err
		}
		if err := s.add(it, i, settings); err != nil {
			return nil, err
		}
	}
	s.found.hint(h, "The field '", "' wasn't found in any input item")
	return node.One(s.out), nil
}

// strictness says what is done about a field that is no list.
type strictness uint8

const (
	// wrapNothing splits anything: a single value is a list of one, a missing
	// one a list of none.
	wrapNothing strictness = iota
	// needList refuses single values.
	needList
	// needField refuses missing fields, too.
	needField
)

type splitter struct {
	missing strictness
	out     []item.Item
	found   found
	lists   [][]value.Value
	doc     value.Builder
}

func (s *splitter) add(it item.Item, i int, set splitting) error {
	if len(set.destinations) > 0 && len(set.destinations) != len(set.fields) {
		return node.Errorf("If multiple fields to split out are given, the same number of destination fields must be given")
	}
	if set.include == "selectedOtherFields" && len(set.selected) == 0 {
		return node.Errorf("No fields specified").Describe("Please add a field to include")
	}
	s.lists = s.lists[:0]
	most := 0
	for _, name := range set.fields {
		if name == filesField {
			s.lists = append(s.lists, nil)
			most = max(most, it.Binary.Len())
			continue
		}
		list, err := s.list(it, name, set, i)
		if err != nil {
			return err
		}
		s.lists = append(s.lists, list)
		most = max(most, len(list))
	}
	rest := value.EmptyObject
	if set.include == "allOtherFields" && most > 0 {
		rest = it.JSON
		for _, name := range set.fields {
			rest = set.without(rest, name)
		}
	}
	for n := range most {
		made := item.Item{Paired: item.From(i)}
		made.JSON, made.Binary = s.entry(it, n, set, rest)
		if set.binary && made.Binary.Len() == 0 {
			made.Binary = it.Binary
		}
		s.out = append(s.out, made)
	}
	return nil
}

// list gives the elements of a field.
func (s *splitter) list(it item.Item, name string, set splitting, i int) ([]value.Value, error) {
	v := set.get(it.JSON, name)
	s.found.note(name, !v.IsUndefined())
	switch {
	case v.IsUndefined():
		if s.missing == needField {
			return nil, set.notFound(name).At(i)
		}
		return nil, nil
	case v.IsArray():
		return v.Elems(), nil
	case v.IsObject():
		return members(v), nil
	}
	if s.missing != wrapNothing {
		return nil, node.Errorf("The provided field '%s' is not an array or object", name).At(i)
	}
	return []value.Value{v}, nil
}

// entry makes the n-th document, and the files that are elements of it.
func (s *splitter) entry(it item.Item, n int, set splitting, rest value.Value) (value.Value, *item.Binaries) {
	var files *item.Binaries
	if len(set.fields) == 1 && len(set.destinations) == 0 && set.fields[0] != filesField && set.include == "noOtherFields" {
		if doc, ok := spread(s.lists[0][n]); ok {
			return doc, nil
		}
	}
	if rest.Len() == 0 {
		s.doc.Reset()
	} else {
		s.doc.From(rest)
	}
	for f, name := range set.fields {
		if name == filesField {
			if n < it.Binary.Len() {
				file := it.Binary.All()[n]
				files = files.With(file.Name, file.File)
			}
			continue
		}
		if n >= len(s.lists[f]) {
			continue
		}
		if len(set.destinations) > 0 {
			name = set.destinations[f]
		}
		s.doc.Set(name, s.lists[f][n])
	}
	for _, name := range set.selected {
		s.doc.Set(name, set.get(it.JSON, name))
	}
	return s.doc.Object(), files
}

// spread gives the document that has the parts of an element as its fields;
// false for an element without parts.
func spread(element value.Value) (value.Value, bool) {
	switch {
	case element.IsObject():
		return element, true
	case element.IsArray():
		fields := make([]value.Field, element.Len())
		for i, e := range element.Elems() {
			fields[i] = value.Field{Key: value.Int(i).ToString(), Value: e}
		}
		return value.Object(fields...), true
	}
	return value.Undefined, false
}

// members gives the values of an object.
func members(object value.Value) []value.Value {
	out := make([]value.Value, 0, object.Len())
	for _, v := range object.Entries() {
		out = append(out, v)
	}
	return out
}
