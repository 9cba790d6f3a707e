package lists_test

import (
	"fmt"
	"strings"
	"testing"

	_ "runnel/nodes/transform/lists"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const (
	splitOut         = "n8n-nodes-base.splitOut"
	aggregate        = "n8n-nodes-base.aggregate"
	sortNode         = "n8n-nodes-base.sort"
	limit            = "n8n-nodes-base.limit"
	removeDuplicates = "n8n-nodes-base.removeDuplicates"
	summarize        = "n8n-nodes-base.summarize"
	itemLists        = "n8n-nodes-base.itemLists"
)

var types = []string{splitOut, aggregate, sortNode, limit, removeDuplicates, summarize, itemLists}

func TestRecorded(t *testing.T) { nodetest.Recorded(t, types...) }

func TestExamples(t *testing.T) {
	for _, typ := range types {
		nodetest.Examples(t, typ)
	}
}

// testCase is a run of a node. Its output is that of nodetest.Docs, or of
// nodetest.Full when it begins with [[{"json".
type testCase struct {
	name    string
	typ     string
	version float64
	params  string
	in      string
	want    string
	fails   string
	// describes is the description of the error, hint the hint.
	describes, hint string
}

func (c testCase) run(t *testing.T) {
	t.Run(c.name, func(t *testing.T) {
		h := nodetest.New(t, c.typ, c.version, c.params).Docs(c.in)
		out, err := h.Run()
		switch {
		case c.fails != "":
			nodetest.WantError(t, err, c.fails)
			if got := nodetest.Described(err); c.describes != "" && got != c.describes {
				t.Errorf("the description is %q", got)
			}
		case strings.HasPrefix(c.want, `[[{"json":`):
			nodetest.WantFull(t, out, err, c.want)
		default:
			nodetest.Want(t, out, err, c.want)
		}
		if got := strings.Join(h.Hints, "|"); got != c.hint {
			t.Errorf("the hint is %q", got)
		}
	})
}

const sublists = `[{"id":1,"l":[{"a":1},{"a":2}],"m":["x","y","z"],"d":{"l":[1]}},{"id":2,"m":["w"]}]`

func TestSplitOut(t *testing.T) {
	for _, c := range []testCase{
		{name: "two lists side by side", params: `{"fieldToSplitOut":"l, m"}`, in: sublists,
			want: `[[{"l":{"a":1},"m":"x"},{"l":{"a":2},"m":"y"},{"m":"z"},{"m":"w"}]]`},
		{name: "destinations", params: `{"fieldToSplitOut":"l,m","options":{"destinationFieldName":"p,q.r"}}`, in: sublists,
			want: `[[{"p":{"a":1},"q.r":"x"},{"p":{"a":2},"q.r":"y"},{"q.r":"z"},{"q.r":"w"}]]`},
		{name: "too few destinations", params: `{"fieldToSplitOut":"l,m","options":{"destinationFieldName":"p"}}`, in: sublists,
			fails: "If multiple fields to split out are given, the same number of destination fields must be given"},
		{name: "lineage", params: `{"fieldToSplitOut":"m"}`, in: `[{"m":[1]},{"m":[2]}]`,
			want: `[[{"json":{"m":1},"pairedItem":{"item":0}},{"json":{"m":2},"pairedItem":{"item":1}}]]`},
		{name: "null is a value", params: `{"fieldToSplitOut":"m"}`, in: `[{"m":null},{"m":[null,[1],{"a":1}]}]`,
			want: `[[{"m":null},{"m":null},{"0":1},{"a":1}]]`},
		{name: "$json. before a name", params: `{"fieldToSplitOut":"$json.d.l"}`, in: sublists, want: `[[{"d.l":1}]]`},
		{name: "all others, nested", params: `{"fieldToSplitOut":"d.l","include":"allOtherFields"}`, in: `[{"d":{"l":[1,2],"k":0}}]`,
			want: `[[{"d":{"k":0},"d.l":1},{"d":{"k":0},"d.l":2}]]`},
		{name: "objects stay under their name with others", params: `{"fieldToSplitOut":"l","include":"allOtherFields"}`, in: `[{"a":0,"l":[{"a":1}]}]`,
			want: `[[{"a":0,"l":{"a":1}}]]`},
		{name: "selected others overwrite", params: `{"fieldToSplitOut":"l","include":"selectedOtherFields","fieldsToInclude":"id, d.k, none"}`,
			in: `[{"id":1,"d":{"k":2},"l":[3]}]`, want: `[[{"l":3,"id":1,"d.k":2}]]`},
		{name: "nothing selected", params: `{"fieldToSplitOut":"l","include":"selectedOtherFields"}`, in: `[{"l":[3]}]`,
			fails: "No fields specified", describes: "Please add a field to include"},
		{name: "a key with a dot", params: `{"fieldToSplitOut":"a.b"}`, in: `[{"a.b":[1],"a":{"b":[2]}}]`, want: `[[{"a.b":1}]]`},
		{name: "no paths", params: `{"fieldToSplitOut":"a.b","options":{"disableDotNotation":true}}`, in: `[{"a":{"b":[2]}}]`, want: `[[]]`,
			hint: "The field 'a.b' wasn't found in any input item"},
		{name: "found once is found", params: `{"fieldToSplitOut":"l"}`, in: `[{},{"l":[1]}]`, want: `[[{"l":1}]]`},
		{name: "a list of names", params: `{"fieldToSplitOut":["l","m"]}`, in: `[{"l":[1],"m":[2]}]`, want: `[[{"l":1,"m":2}]]`},
		{name: "no list of names", params: `{"fieldToSplitOut":5}`, in: `[{}]`,
			fails: "The 'Fields To Split Out' parameter must be a string of fields separated by commas or an array of strings."},
	} {
		c.typ, c.version = splitOut, 1
		c.run(t)
	}
}

func TestSplitOutFiles(t *testing.T) {
	it := item.New(nodetest.Doc(`{"l":[1,2]}`))
	it = nodetest.WithFile(it, "a", nodetest.File("a.txt", "text/plain", "a"))
	it = nodetest.WithFile(it, "b", nodetest.File("b.png", "image/png", "b"))
	for _, c := range []struct{ params, want string }{
		{`{"fieldToSplitOut":"$binary"}`, `[[{"json":{},"binary":{"a":"text/plain"},"pairedItem":{"item":0}},{"json":{},"binary":{"b":"image/png"},"pairedItem":{"item":0}}]]`},
		{`{"fieldToSplitOut":"l,$binary"}`,
			`[[{"json":{"l":1},"binary":{"a":"text/plain"},"pairedItem":{"item":0}},{"json":{"l":2},"binary":{"b":"image/png"},"pairedItem":{"item":0}}]]`},
		{`{"fieldToSplitOut":"l"}`, `[[{"json":{"l":1},"pairedItem":{"item":0}},{"json":{"l":2},"pairedItem":{"item":0}}]]`},
		{`{"fieldToSplitOut":"l","options":{"includeBinary":true}}`,
			`[[{"json":{"l":1},"binary":{"a":"text/plain","b":"image/png"},"pairedItem":{"item":0}},` +
				`{"json":{"l":2},"binary":{"a":"text/plain","b":"image/png"},"pairedItem":{"item":0}}]]`},
	} {
		out, err := nodetest.New(t, splitOut, 1, c.params).Link([]item.Item{it}).Run()
		nodetest.WantFull(t, out, err, c.want)
	}
}

func TestAggregate(t *testing.T) {
	fields := func(options string, rows ...string) string {
		return `{"fieldsToAggregate":{"fieldToAggregate":[` + strings.Join(rows, ",") + `]},"options":{` + options + `}}`
	}
	one := func(name string) string { return `{"fieldToAggregate":"` + name + `"}` }
	renamed := func(name, to string) string {
		return `{"fieldToAggregate":"` + name + `","renameField":true,"outputFieldName":"` + to + `"}`
	}
	in := `[{"n":1,"o":{"k":"x"},"t":[1,null]},{"n":null,"t":[2]},{"n":3,"o":{"k":"y"}}]`
	for _, c := range []testCase{
		{name: "nulls go", params: fields("", one("n"), one("t")), in: in, want: `[[{"n":[1,3],"t":[[1],[2]]}]]`},
		{name: "nulls stay", params: fields(`"keepMissing":true`, one("n"), one("o"), one("t")), in: in,
			want: `[[{"n":[1,null,3],"o":[{"k":"x"},null,{"k":"y"}],"t":[[1,null],[2],null]}]]`},
		{name: "merged", params: fields(`"mergeLists":true`, one("t"), one("n")), in: in, want: `[[{"t":[1,2],"n":[1,3]}]]`},
		{name: "a path ends in its last name", params: fields("", one("o.k")), in: in, want: `[[{"k":["x","y"]}]]`},
		{name: "a path as output", params: fields("", renamed("n", "a.b")), in: in, want: `[[{"a":{"b":[1,3]}}]]`},
		{name: "one name for two", params: fields("", renamed("n", "a"), renamed("t", "a")), in: in,
			fails: "The 'a' output field is used more than once", describes: "Please make sure each output field name is unique"},
		{name: "one last name for two", params: fields("", one("a.id"), one("b.id")), in: `[{"a":{"id":1},"b":{"id":2}}]`, want: `[[{"id":[2]}]]`},
		{name: "blank", params: fields("", one(""), one("n")), in: in, want: `[[{"n":[1,3]}]]`},
		{name: "nothing", params: fields(""), in: in, fails: "No fields specified", describes: "Please add a field to aggregate"},
		{name: "nowhere", params: fields("", one("zzz")), in: in, want: `[[{"zzz":[]}]]`, hint: "The field 'zzz' wasn't found in any input item"},
		{name: "all data", params: `{"aggregate":"aggregateAllItemData","destinationFieldName":"a.b"}`, in: `[{"a":1},{}]`,
			want: `[[{"json":{"a.b":[{"a":1},{}]},"pairedItem":[{"item":0},{"item":1}]}]]`},
		{name: "some data", params: `{"aggregate":"aggregateAllItemData","include":"specifiedFields","fieldsToInclude":"n"}`, in: `[{"n":1,"m":2},{"m":3}]`,
			want: `[[{"json":{"data":[{"n":1}]},"pairedItem":[{"item":0}]}]]`},
		{name: "no fields are all", params: `{"aggregate":"aggregateAllItemData","include":"specifiedFields"}`, in: `[{"n":1}]`, want: `[[{"data":[{"n":1}]}]]`},
	} {
		c.typ, c.version = aggregate, 1
		c.run(t)
	}
}

func TestAggregateFiles(t *testing.T) {
	withFiles := func(names ...string) item.Item {
		it := item.New(nodetest.Doc(`{}`))
		for _, name := range names {
			it = nodetest.WithFile(it, name, nodetest.File(name, "text/"+name, name))
		}
		return it
	}
	for _, c := range []struct{ options, want string }{
		{`"includeBinaries":true`, `{"a":"text/a","b":"text/b","a_1":"text/a","a_2":"text/a"}`},
		{`"includeBinaries":true,"keepOnlyUnique":true`, `{"a":"text/a","b":"text/b"}`},
	} {
		out, err := nodetest.New(t, aggregate, 1, `{"aggregate":"aggregateAllItemData","options":{`+c.options+`}}`).
			Link([]item.Item{withFiles("a"), withFiles("b", "a"), withFiles("a")}).Run()
		nodetest.WantFull(t, out, err, `[[{"json":{"data":[{},{},{}]},"binary":`+c.want+`,"pairedItem":[{"item":0},{"item":1},{"item":2}]}]]`)
	}
}

func TestSort(t *testing.T) {
	by := func(options string, rows ...string) string {
		return `{"sortFieldsUi":{"sortField":[` + strings.Join(rows, ",") + `]},"options":{` + options + `}}`
	}
	for _, c := range []testCase{
		{name: "texts without case", params: by("", `{"fieldName":"a"}`), in: `[{"a":"b"},{"a":"C"},{"a":"A"},{"a":"Ä"}]`, want: `[[{"a":"A"},{"a":"b"},{"a":"C"},{"a":"Ä"}]]`},
		{name: "stable", params: by("", `{"fieldName":"a.b"}`), in: `[{"a":{"b":2}},{"a":{"b":1},"i":1},{"a":{"b":1},"i":2}]`,
			want: `[[{"json":{"a":{"b":1},"i":1},"pairedItem":{"item":1}},{"json":{"a":{"b":1},"i":2},"pairedItem":{"item":2}},{"json":{"a":{"b":2}},"pairedItem":{"item":0}}]]`},
		{name: "two fields", params: by("", `{"fieldName":"a","order":"descending"}`, `{"fieldName":"b"}`), in: `[{"a":1,"b":2},{"a":2,"b":2},{"a":2,"b":1}]`,
			want: `[[{"a":2,"b":1},{"a":2,"b":2},{"a":1,"b":2}]]`},
		{name: "none", params: by(""), in: `[{}]`, fails: "No sorting specified. Please add a field to sort by"},
		{name: "missing", params: by("", `{"fieldName":"a"}`), in: `[{}]`, fails: "Couldn't find the field 'a' in the input data"},
		{name: "missing with a dot", params: by(`"disableDotNotation":true`, `{"fieldName":"a.b"}`), in: `[{"a":{"b":1}}]`,
			fails:     "Couldn't find the field 'a.b' in the input data",
			describes: "If you're trying to use a nested field, make sure you turn off 'disable dot notation' in the node options"},
		{name: "code without return", params: `{"type":"code","code":"returning"}`, in: `[{}]`,
			fails: "Sort code doesn't return. Please add a 'return' statement to your code"},
	} {
		c.typ, c.version = sortNode, 1
		c.run(t)
	}
}

func TestSortByCode(t *testing.T) {
	h := nodetest.New(t, sortNode, 1, `{"type":"code","code":"return a.json.n - b.json.n"}`).Docs(`[{"n":2},{"n":1},{"n":3}]`)
	h.OnScript = func(s node.Script) (node.ScriptResult, error) {
		if s.Kind != node.ScriptPlain || !strings.Contains(s.Code, "return a.json.n - b.json.n") {
			t.Errorf("the script is %v %q", s.Kind, s.Code)
		}
		if got := s.Globals[0].Value.JSON(); s.Globals[0].Key != "items" || got != `[{"json":{"n":2},"pairedItem":{"item":0}},{"json":{"n":1},"pairedItem":{"item":1}},{"json":{"n":3},"pairedItem":{"item":2}}]` {
			t.Errorf("the script sees %s: %s", s.Globals[0].Key, got)
		}
		return node.ScriptResult{Value: nodetest.Doc(`[1,0,2]`)}, nil
	}
	out, err := h.Run()
	nodetest.Want(t, out, err, `[[{"n":1},{"n":2},{"n":3}]]`)
}

func TestSortAtRandomKeepsAll(t *testing.T) {
	out, err := nodetest.New(t, sortNode, 1, `{"type":"random"}`).Docs(`[{"n":1},{"n":2},{"n":4}]`).Run()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, it := range out[0] {
		sum += it.JSON.Get("n").Num()
	}
	if sum != 7 || len(out[0]) != 3 {
		t.Errorf("got %s", nodetest.Docs(out))
	}
}

func TestLimit(t *testing.T) {
	for _, c := range []testCase{
		{name: "first", params: `{}`, want: `[[{"n":1}]]`},
		{name: "last", params: `{"maxItems":2,"keep":"lastItems"}`, want: `[[{"n":2},{"n":3}]]`},
		{name: "more than there are", params: `{"maxItems":5}`, want: `[[{"n":1},{"n":2},{"n":3}]]`},
		{name: "zero", params: `{"maxItems":0}`, want: `[[]]`},
		{name: "negative", params: `{"maxItems":-1}`, want: `[[{"n":1},{"n":2}]]`},
		{name: "none of the last", params: `{"maxItems":0,"keep":"lastItems"}`, want: `[[]]`},
	} {
		c.typ, c.version, c.in = limit, 1, `[{"n":1},{"n":2},{"n":3}]`
		c.run(t)
	}
}

func TestRemoveDuplicates(t *testing.T) {
	for _, c := range []testCase{
		{name: "all fields", in: `[{"a":{"b":1}},{"a":{"b":2}},{"a":{"b":1}}]`, params: `{}`,
			want: `[[{"json":{"a":{"b":1}},"pairedItem":{"item":0}},{"json":{"a":{"b":2}},"pairedItem":{"item":1}}]]`},
		{name: "all fields must be there", in: `[{"a":1},{"b":1}]`, params: `{}`, fails: "'a' field is missing from some input items"},
		{name: "types differ", in: `[{"a":1},{"a":"1"}]`, params: `{}`, fails: "'a' isn't always the same type",
			describes: "The type of this field varies between items, in item [0] it's a number and in item [1] it's a string "},
		{name: "types differ, version 1", version: 1, in: `[{"a":1},{"a":"1"}]`, params: `{}`, fails: "'a' isn't always the same type",
			describes: "The type of this field varies between items"},
		{name: "null fits", in: `[{"a":1},{"a":null},{"a":null}]`, params: `{}`, want: `[[{"a":1},{"a":null}]]`},
		{name: "null is an object, version 1", version: 1, in: `[{"a":1},{"a":null}]`, params: `{}`, fails: "'a' isn't always the same type"},
		{name: "empty containers do not count", in: `[{"a":1,"l":[]},{"a":1,"o":{}}]`, params: `{}`, want: `[[{"a":1,"l":[]}]]`},
		{name: "whole documents without paths", in: `[{"a":{"b":1}},{"a":{"b":1}}]`, params: `{"compare":"selectedFields","fieldsToCompare":"a","options":{"disableDotNotation":true}}`,
			want: `[[{"a":{"b":1}}]]`},
		{name: "no paths, a dot", in: `[{"a":{"b":1}}]`, params: `{"compare":"selectedFields","fieldsToCompare":"a.b","options":{"disableDotNotation":true}}`,
			fails: "'a.b' field is missing from some input items", describes: "If you're trying to use a nested field, make sure you turn off 'disable dot notation' in the node options"},
		{name: "except", in: `[{"a":1,"b":1},{"a":1,"b":2}]`, params: `{"compare":"allFieldsExcept","fieldsToExclude":"b"}`, want: `[[{"a":1,"b":1}]]`},
		{name: "except nothing", in: `[{}]`, params: `{"compare":"allFieldsExcept"}`, fails: "No fields specified. Please add a field to exclude from comparison"},
		{name: "selected nothing", in: `[{}]`, params: `{"compare":"selectedFields"}`, fails: "No fields specified. Please add a field to compare on"},
		{name: "blank", in: `[{"":1}]`, params: `{}`, fails: "Name of field to compare is blank"},
		{name: "only the fields", in: `[{"a":[{"b":1}],"c":1},{"a":[{"b":1}],"c":2},{"a":[{"b":2}],"c":1}]`,
			params: `{"compare":"selectedFields","fieldsToCompare":"a[0].b","options":{"removeOtherFields":true}}`,
			want:   `[[{"json":{"a":[{"b":1}]},"pairedItem":{"item":0}},{"json":{"a":[{"b":2}]},"pairedItem":{"item":1}}]]`},
	} {
		c.typ = removeDuplicates
		if c.version == 0 {
			c.version = 2
		}
		c.run(t)
	}
}

// history runs the node several times with the same memory.
func history(t *testing.T, params string, runs ...[2]string) *nodetest.Host {
	t.Helper()
	h := nodetest.New(t, removeDuplicates, 2, params)
	for _, run := range runs {
		h.In = nil
		out, err := h.Docs(run[0]).Run()
		if message, fails := strings.CutPrefix(run[1], "error: "); fails {
			nodetest.WantError(t, err, message)
			continue
		}
		nodetest.Want(t, out, err, run[1])
	}
	return h
}

func TestHistory(t *testing.T) {
	params := func(logic, parameter, more string) string {
		return `{"operation":"removeItemsSeenInPreviousExecutions","logic":"` + logic + `","` + parameter + `":"={{ $json.v }}"` + more + `}`
	}
	values := params("removeItemsWithAlreadySeenKeyValues", "dedupeValue", "")
	history(t, values,
		[2]string{`[{"v":"b"},{"v":"a"},{"v":"b","again":1},{"v":7},{}]`, `[[{"v":7},{"v":"b"},{"v":"b","again":1},{"v":"a"},{}]]`},
		[2]string{`[{"v":"b"},{"v":"c"},{"v":null},{"v":"7"}]`, `[[{"v":"c"}]]`},
		[2]string{`[{"v":"c"}]`, `[[]]`},
	)
	small := params("removeItemsWithAlreadySeenKeyValues", "dedupeValue", `,"options":{"historySize":3}`)
	full := "error: The number of items to be processed exceeds the maximum history size. Please increase the history size or reduce the number of items to be processed."
	h := history(t, small, [2]string{`[{"v":1},{"v":2}]`, `[[{"v":1},{"v":2}]]`}, [2]string{`[{"v":1},{"v":2}]`, full}, [2]string{`[{"v":1}]`, `[[]]`})
	if len(h.Hints) == 0 {
		t.Error("nothing tells that the history is half full")
	}
	numbers := params("removeItemsUpToStoredIncrementalKey", "incrementalDedupeValue", "")
	history(t, numbers,
		[2]string{`[{"v":2.5},{"v":"1"},{"v":1}]`, `[[{"v":"1"},{"v":1},{"v":2.5}]]`},
		[2]string{`[{"v":4},{"v":3},{"v":2}]`, `[[{"v":3},{"v":4}]]`},
		[2]string{`[{"v":4},{"v":-1}]`, `[[]]`},
		[2]string{`[{"v":""}]`, "error: The `Value to Dedupe` On is empty. Please provide a value."},
		[2]string{`[{"v":"x"}]`, "error: The value 'x' is not a number. Please provide a number."},
	)
	dates := params("removeItemsUpToStoredDate", "dateDedupeValue", "")
	history(t, dates,
		[2]string{`[{"v":"2024-01-02"}]`, `[[{"v":"2024-01-02"}]]`},
		[2]string{`[{"v":"2024-02-01"},{"v":"2024-01-03T00:00:00Z"},{"v":"2024-01-01"}]`, `[[{"v":"2024-01-03T00:00:00Z"},{"v":"2024-02-01"}]]`},
		[2]string{`[{"v":"soon"}]`, "error: The value 'soon' is not a valid date. Please provide a valid date."},
	)
	wrongScope := params("removeItemsWithAlreadySeenKeyValues", "dedupeValue", `,"options":{"scope":"world"}`)
	history(t, wrongScope, [2]string{`[{}]`, `error: The scope 'world' is not supported. Please select either "node" or "workflow".`})
}

func TestHistoryOfAnotherKind(t *testing.T) {
	h := nodetest.New(t, removeDuplicates, 2, `{"operation":"removeItemsSeenInPreviousExecutions","dedupeValue":"a"}`)
	state, err := h.StaticData("node")
	if err != nil {
		t.Fatal(err)
	}
	state.Set("$deduplication", nodetest.Doc(`{"mode":"latestDate","data":5}`))
	_, err = h.Docs(`[{}]`).Run()
	const message = "Deduplication data was originally saved with an incompatible setting of the ‘Keep Items Where’ parameter. Try ’Clean Database’ operation to reset."
	nodetest.WantError(t, err, message)
	out, err := h.ContinueOnFailure().Run()
	nodetest.WantFull(t, out, err, `[[{"json":{},"error":"`+message+`"}]]`)
}

func TestClearHistory(t *testing.T) {
	h := nodetest.New(t, removeDuplicates, 2, `{"operation":"clearDeduplicationHistory","options":{"scope":"workflow"}}`).Docs(`[{"a":1},{"a":1}]`)
	state, err := h.StaticData("global")
	if err != nil {
		t.Fatal(err)
	}
	state.Set("$deduplication", nodetest.Doc(`{"mode":"entries","data":[]}`))
	state.Set("own", value.True)
	out, err := h.Run()
	nodetest.Want(t, out, err, `[[{"a":1},{"a":1}]]`)
	if got := state.Value().JSON(); got != `{"own":true}` {
		t.Errorf("the static data is %s", got)
	}
}

func TestSummarize(t *testing.T) {
	of := func(more string, rows ...string) string {
		return `{"fieldsToSummarize":{"values":[` + strings.Join(rows, ",") + `]}` + more + `}`
	}
	compute := func(kind, field string) string { return `{"aggregation":"` + kind + `","field":"` + field + `"}` }
	in := `[{"g":1,"v":1},{"g":"1","v":"2"},{"g":{"a":1},"v":null},{"v":""},{"g":false,"v":3},{"g":null}]`
	for _, c := range []testCase{
		{name: "groups have types", params: of(`,"fieldsToSplitBy":"g"`, compute("count", "v")), in: in,
			want: `[[{"count_v":1,"g":1},{"count_v":1,"g":"1"},{"count_v":0,"g":"{\"a\":1}"},{"count_v":0},{"count_v":1,"g":false},{"count_v":0,"g":null}]]`},
		{name: "groups are texts in version 1", version: 1, params: of(`,"fieldsToSplitBy":"g"`, compute("count", "v")), in: in,
			want: `[[{"count_v":2,"g":"1"},{"count_v":0,"g":"{\"a\":1}"},{"count_v":0,"g":"undefined"},{"count_v":1,"g":"false"},{"count_v":0,"g":"null"}]]`},
		{name: "empty groups skipped", params: of(`,"fieldsToSplitBy":"g","options":{"skipEmptySplitFields":true}`, compute("count", "v")), in: in,
			want: `[[{"count_v":1,"g":1},{"count_v":1,"g":"1"},{"count_v":0,"g":"{\"a\":1}"}]]`},
		{name: "one item", params: of(`,"fieldsToSplitBy":"b,a","options":{"outputFormat":"singleItem"}`, compute("sum", "v")),
			in:   `[{"a":2,"b":"x","v":1},{"a":1,"b":"x","v":2},{"a":1,"b":"y","v":3}]`,
			want: `[[{"json":{"x":{"1":{"sum_v":2},"2":{"sum_v":1}},"y":{"1":{"sum_v":3}}},"pairedItem":[{"item":0},{"item":1},{"item":2}]}]]`},
		{name: "clean names", params: of(`,"fieldsToSplitBy":"a.b"`, compute("sum", `l[0].x y`)), in: `[{"a":{"b":1},"l":[{"x y":5}]}]`,
			want: `[[{"sum_l0_x_y":5,"a_b":1}]]`},
		{name: "numbers only", params: of("", compute("average", "v"), compute("sum", "v")), in: `[{"v":1},{"v":"5"},{"v":2},{"v":null}]`,
			want: `[[{"average_v":1.5,"sum_v":3}]]`},
		{name: "none", params: of("", compute("average", "v"), compute("sum", "v"), compute("max", "v"), compute("min", "v")), in: `[{"v":""}]`,
			want: `[[{"average_v":null,"sum_v":0,"max_v":null,"min_v":null}]]`},
		{name: "unique", params: of("", compute("countUnique", "v"), `{"aggregation":"countUnique","field":"w","includeEmpty":true}`),
			in: `[{"v":1,"w":1},{"v":1,"w":null},{"v":{"a":1},"w":""},{"v":{"a":1}},{"v":""}]`, want: `[[{"unique_count_v":3,"unique_count_w":4}]]`},
		{name: "concatenate", params: of("", `{"aggregation":"concatenate","field":"v","includeEmpty":true,"separateBy":"other","customSeparator":"-"}`),
			in: `[{"v":1},{"v":null},{},{"v":{"a":[]}},{"v":"x"}]`, want: `[[{"concatenated_v":"1-null-undefined-{\"a\":[]}-x"}]]`},
		{name: "append", params: of("", `{"aggregation":"append","field":"v","includeEmpty":true}`), in: `[{"v":1},{"v":null},{}]`, want: `[[{"appended_v":[1,null,null]}]]`},
		{name: "nothing", params: of("", `{}`), in: `[{}]`, fails: "You need to add at least one aggregation to 'Fields to Summarize' with non empty 'Field'"},
		{name: "no such field", params: of("", compute("sum", "v")), in: `[{}]`, want: `[[{"sum_v":0}]]`, hint: "The field 'v' does not exist in any items"},
		{name: "no such field, version 1", version: 1, params: of("", compute("sum", "v")), in: `[{}]`, fails: "The field 'v' does not exist in any items"},
		{name: "no such field, version 1, continued", version: 1, params: of(`,"options":{"continueIfFieldNotFound":true}`, compute("sum", "v")), in: `[{}]`,
			want: `[[{"sum_v":0}]]`, hint: "The field 'v' does not exist in any items"},
	} {
		c.typ = summarize
		if c.version == 0 {
			c.version = 1.1
		}
		c.run(t)
	}
}

func TestItemLists(t *testing.T) {
	for _, c := range []testCase{
		{name: "split, version 1, all others", version: 1, params: `{"fieldToSplitOut":"l","include":"allOtherFields"}`, in: `[{"l":[1],"a":2}]`, want: `[[{"a":2,"l":1}]]`},
		{name: "split, version 1, spread", version: 1, params: `{"fieldToSplitOut":"l"}`, in: `[{"l":[{"a":1},2]}]`, want: `[[{"a":1},{"l":2}]]`},
		{name: "split, version 1, no list", version: 1, params: `{"fieldToSplitOut":"l"}`, in: `[{"l":{}}]`, fails: "The provided field 'l' is not an array"},
		{name: "split, version 1, missing", version: 1, params: `{"fieldToSplitOut":"l"}`, in: `[{}]`, fails: "Couldn't find the field 'l' in the input data"},
		{name: "split, version 2, object", version: 2, params: `{"fieldToSplitOut":"l"}`, in: `[{"l":{"a":1,"b":2}}]`, want: `[[{"l":1},{"l":2}]]`},
		{name: "split, version 2, missing", version: 2, params: `{"fieldToSplitOut":"l"}`, in: `[{}]`, fails: "Couldn't find the field 'l' in the input data"},
		{name: "split, version 2.1, missing", version: 2.1, params: `{"fieldToSplitOut":"l"}`, in: `[{}]`, want: `[[]]`},
		{name: "split, version 2.1, single value", version: 2.1, params: `{"fieldToSplitOut":"l"}`, in: `[{"l":1}]`, fails: "The provided field 'l' is not an array or object"},
		{name: "split, version 2.2, single value", version: 2.2, params: `{"fieldToSplitOut":"l"}`, in: `[{"l":1}]`, want: `[[{"l":1}]]`},
		{name: "aggregate, version 2, missing", version: 2, params: `{"operation":"aggregateItems","fieldsToAggregate":{"fieldToAggregate":[{"fieldToAggregate":"a"}]}}`,
			in: `[{}]`, fails: "Couldn't find the field 'a' in the input data"},
		{name: "aggregate, version 2, blank", version: 2, params: `{"operation":"aggregateItems","fieldsToAggregate":{"fieldToAggregate":[{"fieldToAggregate":""}]}}`,
			in: `[{}]`, fails: "Field to aggregate is blank"},
		{name: "aggregate all, version 1, no lineage", version: 1, params: `{"operation":"aggregateItems","aggregate":"aggregateAllItemData","include":"specifiedFields","fieldsToInclude":{"fields":[{"fieldName":"a"}]}}`,
			in: `[{"a":1,"b":2}]`, want: `[[{"json":{"data":[{"a":1}]}}]]`},
		{name: "aggregate all, version 2", version: 2, params: `{"operation":"aggregateItems","aggregate":"aggregateAllItemData"}`,
			in: `[{"a":1}]`, want: `[[{"json":{"data":[{"a":1}]},"pairedItem":[{"item":0}]}]]`},
		{name: "duplicates, version 2", version: 2, params: `{"operation":"removeDuplicates","compare":"selectedFields","fieldsToCompare":{"fields":[{"fieldName":"a"}]}}`,
			in: `[{"a":1},{"a":1}]`, want: `[[{"a":1}]]`},
		{name: "duplicates, version 3", version: 3, params: `{"operation":"removeDuplicates"}`, in: `[{"a":1},{"a":"x"}]`, fails: "'a' isn't always the same type"},
		{name: "duplicates, version 3.1", version: 3.1, params: `{"operation":"removeDuplicates"}`, in: `[{"a":1},{"a":"x"}]`, want: `[[{"a":1},{"a":"x"}]]`},
		{name: "summarize", version: 3.1, params: `{"operation":"summarize","fieldsToSummarize":{"values":[{"aggregation":"sum","field":"v"}]},"fieldsToSplitBy":"g,h"}`,
			in: `[{"g":"x","h":2,"v":1},{"g":1,"h":1,"v":2},{"g":"x","h":1,"v":3}]`, want: `[[{"g":"1","h":"1","sum_v":2},{"g":"x","h":"1","sum_v":3},{"g":"x","h":"2","sum_v":1}]]`},
		{name: "duplicates of mixed types, version 3.1", version: 3.1, params: `{"operation":"removeDuplicates"}`,
			in:    `[{"m":"1"},{"m":1},{"m":true},{"m":{}},{"m":[]},{"m":null},{"m":"1"},{"m":1},{"m":true},{"m":{}},{"m":[]},{"m":null},{"m":["1"]},{"m":[1]}]`,
			fails: "'m.0' field is missing from some input items"},
		{name: "duplicates of mixed values, version 3.1", version: 3.1, params: `{"operation":"removeDuplicates","compare":"selectedFields","fieldsToCompare":"m"}`,
			in:   `[{"m":"1"},{"m":1},{"m":true},{"m":{}},{"m":[]},{"m":null},{"m":"1"},{"m":1},{"m":true},{"m":{}},{"m":[]},{"m":null},{"m":["1"]},{"m":[1]}]`,
			want: `[[{"m":"1"},{"m":1},{"m":true},{"m":{}},{"m":[]},{"m":null},{"m":["1"]},{"m":[1]}]]`},
		{name: "summarize without the field, version 2", version: 2, params: `{"operation":"summarize","fieldsToSummarize":{"values":[{"field":"v"}]}}`,
			in: `[{}]`, fails: "The field 'v' does not exist in any items"},
		{name: "summarize without the field, version 2.1", version: 2.1, params: `{"operation":"summarize","fieldsToSummarize":{"values":[{"field":"v"}]}}`,
			in: `[{}]`, want: `[[{"count_v":0}]]`, hint: "The field 'v' does not exist in any items"},
		{name: "concatenate, version 3", version: 3, params: `{"operation":"concatenateItems","aggregate":"aggregateAllItemData"}`, in: `[{"a":1}]`, want: `[[{"data":[{"a":1}]}]]`},
		{name: "sort", version: 3, params: `{"operation":"sort","sortFieldsUi":{"sortField":[{"fieldName":"a"}]}}`, in: `[{"a":2},{"a":1}]`, want: `[[{"a":1},{"a":2}]]`},
		{name: "unknown operation", version: 3, params: `{"operation":"={{ \"x\" }}"}`, in: `[{}]`, fails: "Operation 'x' is not recognized"},
		{name: "unknown resource", version: 2, params: `{"resource":"={{ \"x\" }}"}`, in: `[{}]`, fails: "Resource 'x' is not recognized"},
	} {
		c.typ = itemLists
		c.run(t)
	}
}

func BenchmarkLists(b *testing.B) {
	var docs strings.Builder
	docs.WriteByte('[')
	const n = 100_000
	for i := range n {
		if i > 0 {
			docs.WriteByte(',')
		}
		fmt.Fprintf(&docs, `{"id":%d,"name":"Name %d","group":"g%d","nested":{"value":%d.5,"tags":["a","b"]}}`, i, i*7919%n, i%100, i%977)
	}
	docs.WriteByte(']')
	for _, c := range []struct{ name, typ, params string }{
		{"sort", sortNode, `{"sortFieldsUi":{"sortField":[{"fieldName":"name"},{"fieldName":"nested.value"}]}}`},
		{"aggregate", aggregate, `{"fieldsToAggregate":{"fieldToAggregate":[{"fieldToAggregate":"nested.value"},{"fieldToAggregate":"name"}]}}`},
		{"aggregateAll", aggregate, `{"aggregate":"aggregateAllItemData","include":"specifiedFields","fieldsToInclude":"id,name"}`},
		{"summarize", summarize, `{"fieldsToSummarize":{"values":[{"aggregation":"sum","field":"nested.value"},{"aggregation":"count","field":"id"}]},"fieldsToSplitBy":"group"}`},
		{"removeDuplicates", removeDuplicates, `{}`},
		{"removeDuplicatesSelected", removeDuplicates, `{"compare":"selectedFields","fieldsToCompare":"nested.value"}`},
		{"splitOut", splitOut, `{"fieldToSplitOut":"nested.tags","include":"allOtherFields"}`},
	} {
		b.Run(c.name, func(b *testing.B) {
			h := nodetest.New(b, c.typ, 0, c.params).Docs(docs.String())
			in := h.Bind()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := in.Run(h); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "items/s")
		})
	}
}
