package lists

import (
	"fmt"
	"slices"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Aggregate declares the Aggregate node.
var Aggregate = node.Define(node.Spec[aggregateParams]{
	Name: "n8n-nodes-base.aggregate", Title: "Aggregate", Groups: []string{"transform"},
	Summary: "Makes one item of all, with the values of their fields as lists.",
	Icon:    "combine", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: aggregateDeclared,
	Run: func(c *node.Call[aggregateParams]) (node.Output, error) { return aggregateItems(c, c.P) },
	Examples: []node.Example{{
		Title: "The names of all items", Version: 1,
		Params: `{"fieldsToAggregate":{"fieldToAggregate":[{"fieldToAggregate":"name","renameField":true,"outputFieldName":"names"}]}}`,
		Input:  `[{"name":"Ada"},{"name":"Alan"}]`, Output: `[[{"names":["Ada","Alan"]}]]`,
	}},
})

var (
	aggregateDeclared = node.Params{
		aggregateMode,
		aggregateFields.Show(node.When("aggregate", "aggregateIndividualFields")),
		aggregateDestination.Show(node.When("aggregate", "aggregateAllItemData")),
		aggregateInclude.Show(node.When("aggregate", "aggregateAllItemData")),
		node.Text("fieldsToExclude", "Fields To Exclude", "").Key("requiresDataPath", "multiple").
			Show(node.When("aggregate", "aggregateAllItemData"), node.When("include", "allFieldsExcept")),
		node.Text("fieldsToInclude", "Fields To Include", "").Key("requiresDataPath", "multiple").
			Show(node.When("aggregate", "aggregateAllItemData"), node.When("include", "specifiedFields")),
		node.Collection("options", "Options",
			noDots.Hide(node.When("/aggregate", "aggregateAllItemData")),
			mergeLists.Hide(node.When("/aggregate", "aggregateAllItemData")),
			node.Bool("includeBinaries", "Include Binaries", false).Hint("Give the new item the files of all items"),
			node.Bool("keepOnlyUnique", "Keep Only Unique Binaries", false).Show(node.When("includeBinaries", true)).
				Hint("Of files of one type and size keep the first only"),
			keepMissing.Hide(node.When("/aggregate", "aggregateAllItemData")),
		),
	}
	aggregateMode = node.Options("aggregate", "Aggregate", "aggregateIndividualFields",
		node.Opt("Individual Fields", "aggregateIndividualFields"),
		node.Opt("All Item Data (Into a Single List)", "aggregateAllItemData"),
	)
	aggregateFields = node.Groups("fieldsToAggregate", "Fields To Aggregate",
		node.Group("fieldToAggregate", "",
			node.Text("fieldToAggregate", "Input Field Name", "").Key("requiresDataPath", "single"),
			node.Bool("renameField", "Rename Field", false),
			node.Text("outputFieldName", "Output Field Name", "").Key("requiresDataPath", "single").Show(node.When("renameField", true)),
		),
	).Defaults(node.Obj("fieldToAggregate", node.Arr(node.Obj("fieldToAggregate", "", "renameField", false)))).Many()
	aggregateDestination = node.Text("destinationFieldName", "Put Output in Field", "data")
	aggregateInclude     = node.Options("include", "Include", "allFields",
		node.Opt("All Fields", "allFields"),
		node.Opt("Specified Fields", "specifiedFields"),
		node.Opt("All Fields Except", "allFieldsExcept"),
	)
	mergeLists  = node.Bool("mergeLists", "Merge Lists", false).Hint("Put the elements of a list into the result, not the list")
	keepMissing = node.Bool("keepMissing", "Keep Missing And Null Values", false)
)

type aggregateParams struct {
	aggregateBase
	Exclude  node.Field[value.Value] `param:"fieldsToExclude"`
	Only     node.Field[value.Value] `param:"fieldsToInclude"`
	Binaries node.Field[bool]        `param:"options.includeBinaries"`
	Unique   node.Field[bool]        `param:"options.keepOnlyUnique"`
}

// aggregateBase are the parameters that all versions have.
type aggregateBase struct {
	Mode        node.Field[string]    `param:"aggregate"`
	Fields      node.List[aggregated] `param:"fieldsToAggregate.fieldToAggregate"`
	Destination node.Field[string]    `param:"destinationFieldName"`
	NoDots      node.Field[bool]      `param:"options.disableDotNotation"`
	MergeLists  node.Field[bool]      `param:"options.mergeLists"`
	KeepMissing node.Field[bool]      `param:"options.keepMissing"`
}

type aggregated struct {
	Field  node.Field[string] `param:"fieldToAggregate"`
	Rename node.Field[bool]   `param:"renameField"`
	Output node.Field[string] `param:"outputFieldName"`
}

func aggregateItems(h node.Host, p *aggregateParams) (node.Output, error) {
	mode, err := p.Mode.Or(h, 0, "")
	if err != nil {
		return nil, err
	}
	made, members, err := p.aggregate(h, mode)
	if err != nil {
		return nil, err
	}
	binaries, err := p.Binaries.Or(h, 0, false)
	if err != nil || !binaries {
		return node.One([]item.Item{made}), err
	}
	unique, err := p.Unique.Or(h, 0, false)
	if err != nil {
		return nil, err
	}
	made.Binary = allFiles(h.Input(0), members, unique)
	return node.One([]item.Item{made}), nil
}

// aggregate makes the item; members are the places of the items in it.
func (p *aggregateParams) aggregate(h node.Host, mode string) (made item.Item, members []int, err error) {
	if mode == "aggregateIndividualFields" {
		made.JSON, err = p.columns(h, false)
		members = all(len(h.Input(0)))
		made.Paired = pairs(members)
		return made, members, err
	}
	exclude, err := p.Exclude.Or(h, 0, value.Undefined)
	if err != nil {
		return made, nil, err
	}
	excluded, err := names(exclude, "Fields To Exclude")
	if err != nil {
		return made, nil, err
	}
	only, err := p.Only.Or(h, 0, value.Undefined)
	if err != nil {
		return made, nil, err
	}
	included, err := names(only, "Fields To Include")
	if err != nil {
		return made, nil, err
	}
	made.JSON, members, err = p.rows(h, excluded, included)
	made.Paired = pairs(members)
	return made, members, err
}

// columns gives the document with the values of each field as a list. strict
// is the rule of the first versions: every field must be there.
func (p *aggregateBase) columns(h node.Host, strict bool) (value.Value, error) {
	read, err := notation(h, &p.NoDots, 0)
	if err != nil {
		return value.Undefined, err
	}
	merge, err := p.MergeLists.Or(h, 0, false)
	if err != nil {
		return value.Undefined, err
	}
	keep, err := p.KeepMissing.Or(h, 0, false)
	if err != nil {
		return value.Undefined, err
	}
	columns, err := p.wanted(h, read)
	if err != nil {
		return value.Undefined, err
	}
	if strict {
		for _, c := range columns {
			if err := mustExist(h.Input(0), c.field, read); err != nil {
				return value.Undefined, err
			}
		}
	}
	var found found
	var lists value.Builder
	for _, c := range columns {
		if c.field == "" {
			continue
		}
		list := []value.Value{}
		for _, it := range h.Input(0) {
			v := read.get(it.JSON, c.field)
			found.note(c.field, !v.IsUndefined())
			if !keep {
				if v.IsNullish() {
					continue
				}
				v = withoutNulls(v)
			}
			if merge && v.IsArray() {
				list = append(list, v.Elems()...)
			} else {
				list = append(list, v)
			}
		}
		lists.Set(c.output, value.Array(list...))
	}
	found.hint(h, "The field '", "' wasn't found in any input item")
	doc := value.EmptyObject
	for name, list := range lists.Object().Entries() {
		if read.dots {
			doc = doc.SetAtPath(name, list)
		} else {
			doc = doc.Set(name, list)
		}
	}
	return doc, nil
}

// column is a field and where the list of its values goes.
type column struct{ field, output string }

func (p *aggregateBase) wanted(h node.Host, read reader) ([]column, error) {
	rows, err := p.Fields.Rows(h, 0)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, node.Errorf("No fields specified").Describe("Please add a field to aggregate")
	}
	columns := make([]column, len(rows))
	var taken []string
	for i := range rows {
		field, err := rows[i].Field.Or(h, 0, "")
		if err != nil {
			return nil, err
		}
		rename, err := rows[i].Rename.Or(h, 0, false)
		if err != nil {
			return nil, err
		}
		output, err := rows[i].Output.Or(h, 0, "")
		if err != nil {
			return nil, err
		}
		name := field
		if rename {
			name = output
		}
		if slices.Contains(taken, name) {
			return nil, node.Errorf("The '%s' output field is used more than once", name).Describe("Please make sure each output field name is unique")
		}
		taken = append(taken, name)
		if output == "" {
			output = field
			if read.dots {
				output = output[strings.LastIndexByte(output, '.')+1:]
			}
		}
		columns[i] = column{field, output}
	}
	return columns, nil
}

func mustExist(items []item.Item, name string, read reader) error {
	if name == "" {
		return node.Errorf("Field to aggregate is blank").Describe("Please add a field to aggregate")
	}
	for _, it := range items {
		if !read.get(it.JSON, name).IsUndefined() {
			return nil
		}
	}
	return read.notFound(name)
}

// withoutNulls takes the nulls out of a list.
func withoutNulls(v value.Value) value.Value {
	if !slices.ContainsFunc(v.Elems(), value.Value.IsNull) {
		return v
	}
	kept := make([]value.Value, 0, v.Len())
	for _, e := range v.Elems() {
		if !e.IsNull() {
			kept = append(kept, e)
		}
	}
	return value.Array(kept...)
}

// rows gives the document with the list of all documents, and which items are
// in it: those that have one of the fields.
func (p *aggregateBase) rows(h node.Host, excluded, included []string) (value.Value, []int, error) {
	destination, err := p.Destination.Or(h, 0, "")
	if err != nil {
		return value.Undefined, nil, err
	}
	items := h.Input(0)
	docs := make([]value.Value, 0, len(items))
	members := make([]int, 0, len(items))
	var b value.Builder
	for i, it := range items {
		doc := it.JSON
		if len(excluded) > 0 || len(included) > 0 {
			b.Reset()
			for key, v := range doc.Entries() {
				if !slices.Contains(excluded, key) && (len(included) == 0 || slices.Contains(included, key)) {
					b.Set(key, v)
				}
			}
			if b.Len() == 0 {
				continue
			}
			doc = b.Object()
		}
		docs = append(docs, doc)
		members = append(members, i)
	}
	return value.Object(value.Field{Key: destination, Value: value.Array(docs...)}), members, nil
}

// allFiles gives the files of some items together. A name that is taken gets a
// number behind it. unique keeps one of those that look alike.
func allFiles(items []item.Item, members []int, unique bool) *item.Binaries {
	var files []item.NamedBinary
	taken := map[string]bool{}
	type looks struct{ mime, kind, size, extension string }
	seen := map[looks]bool{}
	for _, i := range members {
		for _, f := range items[i].Binary.All() {
			l := looks{f.File.MimeType, f.File.FileType, f.File.FileSize, f.File.FileExtension}
			if unique && seen[l] {
				continue
			}
			seen[l] = true
			name := f.Name
			for n := 1; taken[name]; n++ {
				name = fmt.Sprintf("%s_%d", f.Name, n)
			}
			taken[name] = true
			files = append(files, item.NamedBinary{Name: name, File: f.File})
		}
	}
	return item.NewBinaries(files...)
}

// all gives the places of n items.
func all(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// pairs is the lineage of what was made of several items.
func pairs(members []int) item.Lineage {
	list := make([]item.Pair, len(members))
	for i, n := range members {
		list[i].Item = n
	}
	return item.FromPairs(list...)
}
