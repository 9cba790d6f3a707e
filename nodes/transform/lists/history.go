package lists

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"math"
	"slices"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

var duplicatesDeclared = node.Params{
	node.Options("operation", "Operation", "removeDuplicateInputItems",
		node.Opt("Remove Items Repeated Within Current Input", "removeDuplicateInputItems"),
		node.Opt("Remove Items Processed in Previous Executions", "removeItemsSeenInPreviousExecutions"),
		node.Opt("Clear Deduplication History", "clearDeduplicationHistory"),
	).NoExpression(),
	compareMode.Show(node.When("operation", "removeDuplicateInputItems")),
	node.Text("fieldsToExclude", "Fields To Exclude", "").Key("requiresDataPath", "multiple").Show(node.When("compare", "allFieldsExcept")),
	node.Text("fieldsToCompare", "Fields To Compare", "").Key("requiresDataPath", "multiple").Show(node.When("compare", "selectedFields")),
	node.Options("logic", "Keep Items Where", "removeItemsWithAlreadySeenKeyValues",
		node.Opt("Value Is New", "removeItemsWithAlreadySeenKeyValues"),
		node.Opt("Value Is Higher than Any Previous Value", "removeItemsUpToStoredIncrementalKey"),
		node.Opt("Value Is a Date Later than Any Previous Date", "removeItemsUpToStoredDate"),
	).NoExpression().Show(node.When("operation", "removeItemsSeenInPreviousExecutions")),
	node.Text("dedupeValue", "Value to Dedupe On", "").Required().
		Show(node.When("logic", "removeItemsWithAlreadySeenKeyValues"), node.When("/operation", "removeItemsSeenInPreviousExecutions")),
	node.Num("incrementalDedupeValue", "Value to Dedupe On", "").
		Show(node.When("logic", "removeItemsUpToStoredIncrementalKey"), node.When("/operation", "removeItemsSeenInPreviousExecutions")),
	node.DateTime("dateDedupeValue", "Value to Dedupe On", "").
		Show(node.When("logic", "removeItemsUpToStoredDate"), node.When("/operation", "removeItemsSeenInPreviousExecutions")),
	node.Options("mode", "Mode", "cleanDatabase", node.Opt("Clean Database", "cleanDatabase")).Show(node.When("operation", "clearDeduplicationHistory")),
	node.Collection("options", "Options",
		noDots.Show(node.When("/operation", "removeDuplicateInputItems")).Hide(node.When("/compare", "allFields")),
		dropOthers.Show(node.When("/operation", "removeDuplicateInputItems")).Hide(node.When("/compare", "allFields")),
		node.Options("scope", "Scope", "node",
			node.Opt("Workflow", "workflow"),
			node.Opt("Node", "node"),
		).Show(node.When("/operation", "clearDeduplicationHistory", "removeItemsSeenInPreviousExecutions")).
			Hint("Whether the node remembers for itself, or together with the others of the workflow that do"),
		node.Num("historySize", "History Size", 10000).
			Show(node.When("/logic", "removeItemsWithAlreadySeenKeyValues"), node.When("/operation", "removeItemsSeenInPreviousExecutions")).
			Hint("How many values are remembered"),
	).Show(node.When("operation", "removeDuplicateInputItems", "removeItemsSeenInPreviousExecutions", "clearDeduplicationHistory")),
}

type duplicatesParams struct {
	repeatedParams
	Operation node.Field[string]      `param:"operation"`
	Logic     node.Field[string]      `param:"logic"`
	Text      node.Field[value.Value] `param:"dedupeValue"`
	Number    node.Field[value.Value] `param:"incrementalDedupeValue"`
	Date      node.Field[value.Value] `param:"dateDedupeValue"`
	Scope     node.Field[string]      `param:"options.scope"`
	Size      node.Field[float64]     `param:"options.historySize"`
}

func runDuplicates(c *node.Call[duplicatesParams]) (node.Output, error) {
	out, err := c.P.dispatch(c)
	if err != nil && c.ContinueOnFail() && len(c.Input(0)) > 0 {
		return node.One([]item.Item{item.New(c.Input(0)[0].JSON).WithErr(err)}), nil
	}
	return out, err
}

func (p *duplicatesParams) dispatch(h node.Host) (node.Output, error) {
	operation, err := p.Operation.At(h, 0)
	if err != nil {
		return nil, err
	}
	switch operation {
	case "removeDuplicateInputItems":
		return p.run(h, dedupeRules{skipNull: true, checkTypes: true})
	case "clearDeduplicationHistory":
		memory, err := p.memory(h)
		if err != nil {
			return nil, err
		}
		memory.state.Delete(historyKey)
		return node.One(h.Input(0)), nil
	case "removeItemsSeenInPreviousExecutions":
		return p.unseen(h)
	}
	return node.One(h.Input(0)), nil
}

// historyKey is the key of the static data that the history stands under.
const historyKey = "$deduplication"

// The kinds of history.
const (
	historyOfValues  = "entries"
	historyOfNumbers = "latestIncrementalKey"
	historyOfDates   = "latestDate"
)

// memory is what is remembered of earlier executions: the kind of history
// with, in data, the digests of all values, or the highest number or latest
// date (milliseconds since 1970).
type memory struct {
	state *node.State
	kind  string
	data  value.Value
}

func (p *duplicatesParams) memory(h node.Host) (*memory, error) {
	scope, err := p.Scope.Or(h, 0, "node")
	if err != nil {
		return nil, err
	}
	m := &memory{}
	switch scope {
	case "node":
		m.state, err = h.StaticData("node")
	case "workflow":
		m.state, err = h.StaticData("global")
	default:
		return nil, node.Errorf(`The scope '%s' is not supported. Please select either "node" or "workflow".`, scope)
	}
	if err != nil {
		return nil, err
	}
	stored := m.state.Get(historyKey)
	m.kind, m.data = stored.Get("mode").Str(), stored.Get("data")
	return m, nil
}

// open prepares the memory for a kind of history.
func (m *memory) open(kind string) error {
	if m.kind != "" && m.kind != kind {
		return node.Errorf("Deduplication data was originally saved with an incompatible setting of the ‘Keep Items Where’ parameter. Try ’Clean Database’ operation to reset.")
	}
	return nil
}

func (m *memory) store(kind string, data value.Value) {
	m.state.Set(historyKey, value.Object(value.Field{Key: "mode", Value: value.String(kind)}, value.Field{Key: "data", Value: data}))
}

// occurrence is a value with the items that have it.
type occurrence struct {
	key   string
	n     float64
	items []item.Item
}

// occurrences collects items by value. The order is that of the keys of an
// object: those that look like array indexes first, ascending.
type occurrences struct {
	places value.Builder
	list   []occurrence
}

func (o *occurrences) add(key string, n float64, it item.Item) {
	at := o.places.Get(key)
	if at.IsUndefined() {
		o.places.Set(key, value.Int(len(o.list)))
		o.list = append(o.list, occurrence{key, n, []item.Item{it}})
		return
	}
	found := &o.list[int(at.Num())]
	found.items = append(found.items, it)
}

func (o *occurrences) ordered() []occurrence {
	out := make([]occurrence, 0, len(o.list))
	for _, at := range o.places.Object().Entries() {
		out = append(out, o.list[int(at.Num())])
	}
	return out
}

// unseen gives the items that earlier executions have not had.
func (p *duplicatesParams) unseen(h node.Host) (node.Output, error) {
	logic, err := p.Logic.At(h, 0)
	if err != nil {
		return nil, err
	}
	m, err := p.memory(h)
	if err != nil {
		return nil, err
	}
	var out []item.Item
	switch logic {
	case "removeItemsWithAlreadySeenKeyValues":
		out, err = p.newValues(h, m)
	case "removeItemsUpToStoredIncrementalKey":
		out, err = p.higher(h, m, historyOfNumbers, p.number)
	case "removeItemsUpToStoredDate":
		out, err = p.higher(h, m, historyOfDates, p.date)
	default:
		out = h.Input(0)
	}
	if err != nil {
		return nil, err
	}
	return node.One(out), nil
}

func (p *duplicatesParams) newValues(h node.Host, m *memory) ([]item.Item, error) {
	var seen occurrences
	for i, it := range h.Input(0) {
		v, err := p.Text.Or(h, i, value.Undefined)
		if err != nil {
			return nil, err
		}
		key := ""
		if !v.IsNullish() {
			key = v.ToString()
		}
		seen.add(key, 0, it)
	}
	size, err := p.Size.Or(h, 0, 10000)
	if err != nil {
		return nil, err
	}
	known := m.data.Elems()
	if float64(len(known)+len(h.Input(0))) > size {
		return nil, node.Errorf("The number of items to be processed exceeds the maximum history size. Please increase the history size or reduce the number of items to be processed.")
	}
	if err := m.open(historyOfValues); err != nil {
		return nil, err
	}
	before := make(map[string]bool, len(known))
	for _, digest := range known {
		before[digest.Str()] = true
	}
	out := []item.Item{}
	known = slices.Clone(known)
	for _, o := range seen.ordered() {
		sum := md5.Sum([]byte(o.key))
		digest := hex.EncodeToString(sum[:])
		if !before[digest] {
			known = append(known, value.String(digest))
			out = append(out, o.items...)
		}
	}
	m.store(historyOfValues, value.Array(known...))
	if size > 0 && float64(len(known)) > size/2 {
		h.Hint(fmt.Sprintf("More than half of the history of %s values is full. When it is full the node fails: raise the option 'History Size' or clear the history.",
			value.FormatNumber(size)))
	}
	return out, nil
}

// higher gives the items whose value is above all of earlier executions; read
// gives the value of item i with the key that items are grouped by.
func (p *duplicatesParams) higher(h node.Host, m *memory, kind string, read func(h node.Host, i int) (string, float64, error)) ([]item.Item, error) {
	var seen occurrences
	for i, it := range h.Input(0) {
		key, n, err := read(h, i)
		if err != nil {
			return nil, err
		}
		seen.add(key, n, it)
	}
	if err := m.open(kind); err != nil {
		return nil, err
	}
	list := seen.ordered()
	stored := m.data
	if stored.IsNumber() {
		slices.SortStableFunc(list, func(a, b occurrence) int {
			switch {
			case a.n < b.n:
				return -1
			case a.n > b.n:
				return 1
			}
			return 0
		})
	}
	out := []item.Item{}
	highest := math.Inf(-1)
	if stored.IsNumber() {
		highest = stored.Num()
	}
	for _, o := range list {
		// What is stored counts, not what this run has let pass.
		if !stored.IsNumber() || o.n > stored.Num() {
			out = append(out, o.items...)
		}
		highest = max(highest, o.n)
	}
	if len(list) > 0 {
		m.store(kind, value.Number(highest))
	}
	return out, nil
}

func isMissing(v value.Value) bool { return v.IsNullish() || v.ToString() == "" }

const nothingToCompare = "The `Value to Dedupe` On is empty. Please provide a value."

func (p *duplicatesParams) number(h node.Host, i int) (string, float64, error) {
	v, err := p.Number.Or(h, i, value.Undefined)
	if err != nil {
		return "", 0, err
	}
	if isMissing(v) {
		return "", 0, node.Errorf("%s", nothingToCompare)
	}
	n := v.ToNumber()
	if math.IsNaN(n) {
		return "", 0, node.Errorf("The value '%s' is not a number. Please provide a number.", v.ToString())
	}
	return value.FormatNumber(n), n, nil
}

func (p *duplicatesParams) date(h node.Host, i int) (string, float64, error) {
	v, err := p.Date.Or(h, i, value.Undefined)
	if err != nil {
		return "", 0, err
	}
	if isMissing(v) {
		return "", 0, node.Errorf("%s", nothingToCompare)
	}
	t, ok := node.ParseDateTime(v, h.Info().Zone)
	if !ok {
		return "", 0, node.Errorf("The value '%s' is not a valid date. Please provide a valid date.", v.ToString())
	}
	return node.ISODateTime(t), float64(t.UnixMilli()), nil
}
