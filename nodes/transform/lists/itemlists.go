package lists

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

const itemListsName = "n8n-nodes-base.itemLists"

// ItemLists, ItemListsV2 and ItemListsV1 declare the Item Lists node, which
// was all of this package before it became several nodes.
var (
	ItemLists   = node.Define(itemListsSpec(runItemLists, itemListsDeclared, 3, 3.1))
	ItemListsV2 = node.Define(itemListsSpec(runItemListsV2, itemListsOldDeclared(2), 2, 2.1, 2.2))
	ItemListsV1 = node.Define(itemListsSpec(runItemListsV2, itemListsOldDeclared(1), 1))
)

func itemListsSpec[P any](run func(*node.Call[P]) (node.Output, error), params node.Params, versions ...float64) node.Spec[P] {
	return node.Spec[P]{
		Name: itemListsName, Title: "Item Lists", Groups: []string{"input"},
		Summary: "Splits, joins, sorts, limits and summarizes items.",
		Icon:    "list", Versions: versions, Default: 3.1, Hidden: true,
		Inputs: node.Main(1), Outputs: node.Main(1), Params: params, Run: run,
	}
}

// under gives parameters that are there in one operation only.
func under(operation string, params ...node.Param) node.Params {
	out := make(node.Params, len(params))
	for i, p := range params {
		conditions := append(node.Conditions{}, p.Visible...)
		p.Visible = append(conditions, node.When("resource", "itemList"), node.When("operation", operation))
		out[i] = p
	}
	return out
}

func operations(aggregate string) node.Param {
	return node.Options("operation", "Operation", "splitOutItems",
		node.Opt("Concatenate Items", aggregate),
		node.Opt("Limit", "limit"),
		node.Opt("Remove Duplicates", "removeDuplicates"),
		node.Opt("Sort", "sort"),
		node.Opt("Split Out Items", "splitOutItems"),
		node.Opt("Summarize", "summarize"),
	).NoExpression()
}

func concat(lists ...node.Params) node.Params {
	var out node.Params
	for _, list := range lists {
		out = append(out, list...)
	}
	return out
}

var (
	itemListsDeclared = concat(
		node.Params{node.HiddenField("resource", "Resource", "itemList"), operations("concatenateItems").Show(node.When("resource", "itemList"))},
		under("concatenateItems", aggregateDeclared...),
		under("limit", limitDeclared...),
		under("removeDuplicates", repeatedDeclared...),
		under("sort", sortDeclared...),
		under("splitOutItems", splitDeclared...),
		under("summarize", fieldsToSummarize([]any{"countUnique", "count", "max", "min"}, []any{"average", "sum"}, "append", "concatenate")),
		summarizeLegacy,
	)
	summarizeLegacy = under("summarize", splitBy, groupBy, node.Collection("options", "Options", noDots, outputFormat, skipEmptyGroups))
)

// itemListsOldDeclared are the parameters before version 3: lists of names are
// rows.
func itemListsOldDeclared(version int) node.Params {
	rows := func(name, title string) node.Param {
		return node.Groups(name, title,
			node.Group("fields", "", node.Text("fieldName", "Field Name", "").Key("requiresDataPath", "single"))).Many()
	}
	split := node.Text("fieldToSplitOut", "Fields To Split Out", "").Required().Key("requiresDataPath", "multiple")
	destination := node.Text("destinationFieldName", "Destination Field Name", "").Key("requiresDataPath", "multiple")
	if version == 1 {
		split = node.Text("fieldToSplitOut", "Field To Split Out", "").Required().Key("requiresDataPath", "single")
		destination = node.Text("destinationFieldName", "Destination Field Name", "")
	}
	allData := node.When("aggregate", "aggregateAllItemData")
	return concat(
		node.Params{node.HiddenField("resource", "Resource", "itemList"), operations("aggregateItems")},
		under("splitOutItems", split, otherFields,
			rows("fieldsToInclude", "Fields To Include").Show(node.When("include", "selectedOtherFields"))),
		under("aggregateItems", aggregateMode,
			aggregateFields.Show(node.When("aggregate", "aggregateIndividualFields")),
			aggregateDestination.Show(allData),
			aggregateInclude.Show(allData),
			rows("fieldsToExclude", "Fields To Exclude").Show(allData, node.When("include", "allFieldsExcept")),
			rows("fieldsToInclude", "Fields To Include").Show(allData, node.When("include", "specifiedFields"))),
		under("removeDuplicates", compareMode,
			rows("fieldsToExclude", "Fields To Exclude").Show(node.When("compare", "allFieldsExcept")),
			rows("fieldsToCompare", "Fields To Compare").Show(node.When("compare", "selectedFields"))),
		under("sort", sortDeclared[:3]...),
		under("limit", limitDeclared...),
		under("removeDuplicates",
			node.Collection("options", "Options", dropOthers, noDots).Show(node.When("compare", "allFieldsExcept", "selectedFields"))),
		under("sort", sortDeclared[3]),
		node.Params{node.Collection("options", "Options",
			noDots.Show(node.When("/operation", "splitOutItems", "aggregateItems")),
			destination.Show(node.When("/operation", "splitOutItems")),
			mergeLists.Show(node.When("/operation", "aggregateItems")),
			keepMissing.Show(node.When("/operation", "aggregateItems")),
		).Show(node.When("resource", "itemList"), node.When("operation", "splitOutItems", "aggregateItems")).Hide(allData)},
		under("summarize", fieldsToSummarize([]any{"countUnique", "count"}, []any{"average", "max", "min", "sum"}, "append", "concatenate")),
		summarizeLegacy,
	)
}

type itemListsParams struct {
	Resource  node.Field[string] `param:"resource"`
	Operation node.Field[string] `param:"operation"`
	Split     splitParams
	Aggregate aggregateParams
	Repeated  repeatedParams
	Sort      sortParams
	Limit     limitParams
	Summarize summarizeBase
}

func runItemLists(c *node.Call[itemListsParams]) (node.Output, error) {
	operation, err := operationOf(c, &c.P.Resource, &c.P.Operation)
	if err != nil {
		return nil, err
	}
	switch operation {
	case "splitOutItems":
		return splitItems(c, &c.P.Split)
	case "concatenateItems":
		return aggregateItems(c, &c.P.Aggregate)
	case "removeDuplicates":
		mixed := c.Info().Version >= 3.1
		return c.P.Repeated.run(c, dedupeRules{checkTypes: !mixed, byKey: mixed})
	}
	return sharedOperation(c, operation, &c.P.Sort, &c.P.Limit, &c.P.Summarize)
}

func operationOf(h node.Host, resource, operation *node.Field[string]) (string, error) {
	r, err := resource.Or(h, 0, "itemList")
	if err != nil {
		return "", err
	}
	if r != "itemList" {
		return "", node.Errorf("Resource '%s' is not recognized", r)
	}
	return operation.Or(h, 0, "")
}

// sharedOperation does what all versions do alike.
func sharedOperation(h node.Host, operation string, s *sortParams, l *limitParams, sum *summarizeBase) (node.Output, error) {
	switch operation {
	case "sort":
		return sortItems(h, s)
	case "limit":
		return limit(h, l)
	case "summarize":
		what, err := sum.read(h)
		if err != nil {
			return nil, err
		}
		what.legacy = true
		return what.run(h, h.Info().Version >= 2.1)
	}
	return nil, node.Errorf("Operation '%s' is not recognized", operation)
}

// itemListsOldParams are the parameters before version 3.
type itemListsOldParams struct {
	Resource    node.Field[string]      `param:"resource"`
	Operation   node.Field[string]      `param:"operation"`
	Field       node.Field[value.Value] `param:"fieldToSplitOut"`
	Include     node.Field[string]      `param:"include"`
	Only        node.List[fieldName]    `param:"fieldsToInclude.fields"`
	Exclude     node.List[fieldName]    `param:"fieldsToExclude.fields"`
	ToCompare   node.List[fieldName]    `param:"fieldsToCompare.fields"`
	NoDots      node.Field[bool]        `param:"options.disableDotNotation"`
	Destination node.Field[value.Value] `param:"options.destinationFieldName"`
	Aggregate   aggregateBase
	Repeated    repeatedBase
	Sort        sortParams
	Limit       limitParams
	Summarize   summarizeBase
}

func runItemListsV2(c *node.Call[itemListsOldParams]) (node.Output, error) {
	operation, err := operationOf(c, &c.P.Resource, &c.P.Operation)
	if err != nil {
		return nil, err
	}
	switch operation {
	case "splitOutItems":
		return c.P.split(c)
	case "aggregateItems":
		return c.P.aggregate(c)
	case "removeDuplicates":
		excluded, err := nameRows(c, &c.P.Exclude, 0)
		if err != nil {
			return nil, err
		}
		selected, err := nameRows(c, &c.P.ToCompare, 0)
		if err != nil {
			return nil, err
		}
		return c.P.Repeated.dedupe(c, excluded, selected, dedupeRules{checkTypes: true})
	}
	return sharedOperation(c, operation, &c.P.Sort, &c.P.Limit, &c.P.Summarize)
}

func (p *itemListsOldParams) split(h node.Host) (node.Output, error) {
	s := splitter{}
	switch version := h.Info().Version; {
	case version < 2.1:
		s.missing = needField
	case version < 2.2:
		s.missing = needList
	}
	for i, it := range h.Input(0) {
		settings, err := p.readSplit(h, i)
		if err != nil {
			return nil, err
		}
		add := s.add
		if h.Info().Version < 2 {
			add = s.addV1
		}
		if err := add(it, i, settings); err != nil {
			return nil, err
		}
	}
	return node.One(s.out), nil
}

func (p *itemListsOldParams) readSplit(h node.Host, i int) (s splitting, err error) {
	field, err := p.Field.Or(h, i, value.Undefined)
	if err != nil {
		return s, err
	}
	destination, err := p.Destination.Or(h, i, value.Undefined)
	if err != nil {
		return s, err
	}
	if h.Info().Version < 2 {
		s.fields = []string{field.ToString()}
		if destination.Truthy() {
			s.destinations = []string{destination.ToString()}
		}
	} else {
		if s.fields, err = fieldsToSplit(field); err != nil {
			return s, err
		}
		if s.destinations, err = names(destination, "Destination Field Name"); err != nil {
			return s, err
		}
	}
	if s.reader, err = notation(h, &p.NoDots, i); err != nil {
		return s, err
	}
	if s.include, err = p.Include.Or(h, i, ""); err != nil || s.include != "selectedOtherFields" {
		return s, err
	}
	s.selected, err = nameRows(h, &p.Only, i)
	return s, err
}

// addV1 is how version 1 splits: one list only, and an element's other fields
// stand before it.
func (s *splitter) addV1(it item.Item, i int, set splitting) error {
	name := set.fields[0]
	list := set.get(it.JSON, name)
	if list.IsUndefined() {
		return set.notFound(name).At(i)
	}
	if !list.IsArray() {
		return node.Errorf("The provided field '%s' is not an array", name).At(i)
	}
	if set.include == "selectedOtherFields" && len(set.selected) == 0 && list.Len() > 0 {
		return node.Errorf("No fields specified").Describe("Please add a field to include")
	}
	destination := name
	if len(set.destinations) > 0 {
		destination = set.destinations[0]
	}
	for _, element := range list.Elems() {
		s.doc.Reset()
		switch set.include {
		case "selectedOtherFields":
			for _, other := range set.selected {
				if other != name {
					s.doc.Set(other, set.get(it.JSON, other))
				}
			}
		case "allOtherFields":
			s.doc.From(it.JSON.DeleteAtPath(name))
		}
		if doc, ok := spread(element); (ok || element.IsNull()) && set.include == "noOtherFields" && len(set.destinations) == 0 {
			if !ok {
				doc = value.EmptyObject
			}
			s.out = append(s.out, item.FromPair(doc, i))
			continue
		}
		s.doc.Set(destination, element)
		s.out = append(s.out, item.FromPair(s.doc.Object(), i))
	}
	return nil
}

func (p *itemListsOldParams) aggregate(h node.Host) (node.Output, error) {
	mode, err := p.Aggregate.Mode.Or(h, 0, "")
	if err != nil {
		return nil, err
	}
	var made item.Item
	if mode == "aggregateIndividualFields" {
		made.Paired = pairs(all(len(h.Input(0))))
		made.JSON, err = p.Aggregate.columns(h, h.Info().Version < 2.1)
		if err != nil {
			return nil, err
		}
		return node.One([]item.Item{made}), nil
	}
	excluded, err := nameRows(h, &p.Exclude, 0)
	if err != nil {
		return nil, err
	}
	included, err := nameRows(h, &p.Only, 0)
	if err != nil {
		return nil, err
	}
	doc, members, err := p.Aggregate.rows(h, excluded, included)
	if err != nil {
		return nil, err
	}
	made.JSON = doc
	if h.Info().Version >= 2 {
		made.Paired = pairs(members)
	}
	return node.One([]item.Item{made}), nil
}
