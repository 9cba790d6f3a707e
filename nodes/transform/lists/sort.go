package lists

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/arraysort"
)

// Sort declares the Sort node.
var Sort = node.Define(node.Spec[sortParams]{
	Name: "n8n-nodes-base.sort", Title: "Sort", Groups: []string{"transform"},
	Summary: "Puts the items in order: by fields, by a comparison of your own, or at random.",
	Icon:    "arrow-up-down", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: sortDeclared,
	Run: func(c *node.Call[sortParams]) (node.Output, error) { return sortItems(c, c.P) },
	Examples: []node.Example{{
		Title: "By price, dearest first", Version: 1,
		Params: `{"sortFieldsUi":{"sortField":[{"fieldName":"price","order":"descending"}]}}`,
		Input:  `[{"price":2},{"price":3}]`, Output: `[[{"price":3},{"price":2}]]`,
	}},
})

var sortDeclared = node.Params{
	node.Options("type", "Type", "simple", node.Opt("Simple", "simple"), node.Opt("Random", "random"), node.Opt("Code", "code")),
	node.Groups("sortFieldsUi", "Fields To Sort By",
		node.Group("sortField", "",
			node.Text("fieldName", "Field Name", "").Required().Key("requiresDataPath", "single"),
			node.Options("order", "Order", "ascending", node.Opt("Ascending", "ascending"), node.Opt("Descending", "descending")),
		),
	).Many().Show(node.When("type", "simple")),
	sortCode.Show(node.When("type", "code")),
	node.Collection("options", "Options", noDots).Show(node.When("type", "simple")),
}

var sortCode = node.Text("code", "Code", `// a and b are two items: their fields are in a.json and b.json.
// Return a number below 0 when a goes first, above 0 when b does, 0 when it does not matter.

if (a.json.myField < b.json.myField) return -1;
if (a.json.myField > b.json.myField) return 1;
return 0;`).Edit("alwaysOpenEditWindow", true).Edit("editor", "jsEditor").Edit("rows", 10)

type sortParams struct {
	Type   node.Field[string]   `param:"type"`
	Fields node.List[sortField] `param:"sortFieldsUi.sortField"`
	Code   node.Field[string]   `param:"code"`
	NoDots node.Field[bool]     `param:"options.disableDotNotation"`
}

type sortField struct {
	Name  node.Field[string] `param:"fieldName"`
	Order node.Field[string] `param:"order"`
}

func sortItems(h node.Host, p *sortParams) (node.Output, error) {
	items := h.Input(0)
	typ, err := p.Type.At(h, 0)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "random":
		items = append([]item.Item(nil), items...)
		rand.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	case "simple":
		items, err = p.byFields(h)
	default:
		items, err = p.byCode(h)
	}
	if err != nil {
		return nil, err
	}
	return node.One(items), nil
}

// sortable is an item with what it is sorted by.
type sortable struct {
	at   int
	keys []value.Value
}

func (p *sortParams) byFields(h node.Host) ([]item.Item, error) {
	rows, err := p.Fields.Rows(h, 0)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, node.Errorf("No sorting specified. Please add a field to sort by")
	}
	read, err := notation(h, &p.NoDots, 0)
	if err != nil {
		return nil, err
	}
	fields := make([]string, len(rows))
	down := make([]bool, len(rows))
	for i := range rows {
		if fields[i], err = rows[i].Name.Or(h, 0, ""); err != nil {
			return nil, err
		}
		order, err := rows[i].Order.Or(h, 0, "")
		if err != nil {
			return nil, err
		}
		down[i] = order != "ascending"
	}
	items := h.Input(0)
	list, keys := make([]sortable, len(items)), make([]value.Value, len(items)*len(fields))
	for f, name := range fields {
		found := false
		for i, it := range items {
			v := read.get(it.JSON, name)
			found = found || !v.IsUndefined()
			if v.IsString() {
				v = value.String(lower(v.Str()))
			}
			keys[i*len(fields)+f] = v
		}
		if !found {
			return nil, read.notFound(name)
		}
	}
	for i := range list {
		list[i] = sortable{i, keys[i*len(fields) : (i+1)*len(fields)]}
	}
	arraysort.Sort(list, func(a, b sortable) int {
		for f := range fields {
			equal, less := order(a.keys[f], b.keys[f], value.Less)
			switch {
			case equal:
				continue
			case less != down[f]:
				return -1
			}
			return 1
		}
		return 0
	})
	out := make([]item.Item, len(items))
	for i, s := range list {
		out[i] = items[s.at]
	}
	return out, nil
}

// order tells whether values are deeply equal, and if not, whether a is less.
func order(a, b value.Value, isLess func(a, b value.Value) bool) (equal, less bool) {
	switch {
	case a.IsString() && b.IsString():
		c := value.CompareText(a.Str(), b.Str())
		return c == 0, c < 0
	case a.IsNumber() && b.IsNumber():
		x, y := a.Num(), b.Num()
		return x == y || x != x && y != y, x < y
	case value.DeepEqual(a, b):
		return true, false
	}
	return false, isLess(a, b)
}

// lower is JavaScript's toLowerCase.
func lower(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return cases.Lower(language.Und).String(s)
		}
	}
	return strings.ToLower(s)
}

var returns = regexp.MustCompile(`\breturn\b`)

// byCode sorts by the comparison that the user wrote: the script gives the
// places of the items in their new order.
func (p *sortParams) byCode(h node.Host) ([]item.Item, error) {
	code, err := p.Code.At(h, 0)
	if err != nil {
		return nil, err
	}
	if !returns.MatchString(code) {
		return nil, node.Errorf("Sort code doesn't return. Please add a 'return' statement to your code")
	}
	items := h.Input(0)
	list := make([]value.Value, len(items))
	var b value.Builder
	for i, it := range items {
		b.Reset()
		b.Set("json", it.JSON)
		if it.Binary.Len() > 0 {
			b.Set("binary", describeFiles(it.Binary))
		}
		if pair, ok := it.Paired.First(); ok {
			b.Set("pairedItem", value.Object(value.Field{Key: "item", Value: value.Int(pair.Item)}))
		}
		list[i] = b.Object()
	}
	result, err := h.Script(node.Script{
		Kind:    node.ScriptPlain,
		Code:    "return items.map((item, at) => [item, at]).sort(([a], [b]) => {" + code + "\n}).map(([, at]) => at)",
		Globals: []value.Field{{Key: "items", Value: value.Array(list...)}},
	})
	if err != nil {
		return nil, err
	}
	order := result.Value.Elems()
	if len(order) != len(items) {
		return nil, node.Errorf("Sort code gave %d items of %d", len(order), len(items))
	}
	out := make([]item.Item, len(items))
	for i, at := range order {
		n := int(at.Num())
		if n < 0 || n >= len(items) {
			return nil, node.Errorf("Sort code gave an item that is none")
		}
		out[i] = items[n]
	}
	return out, nil
}

// describeFiles is what scripts see of files, without their content.
func describeFiles(files *item.Binaries) value.Value {
	var out, b value.Builder
	for _, f := range files.All() {
		b.Reset()
		b.Set("mimeType", value.String(f.File.MimeType))
		for _, field := range [][2]string{{"fileType", f.File.FileType}, {"fileExtension", f.File.FileExtension},
			{"fileName", f.File.FileName}, {"directory", f.File.Directory}, {"fileSize", f.File.FileSize}} {
			if field[1] != "" {
				b.Set(field[0], value.String(field[1]))
			}
		}
		out.Set(f.Name, b.Object())
	}
	return out.Object()
}
