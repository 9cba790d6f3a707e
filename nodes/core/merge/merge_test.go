package merge_test

import (
	"fmt"
	"strings"
	"testing"

	_ "runnel/nodes/core/merge"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const typ = "n8n-nodes-base.merge"

const (
	left  = `[{"id":1,"n":"ada","x":{"p":1,"q":[1,2]},"s":"left"},{"id":2,"n":"bob","s":""},{"id":3,"n":"cyd"}]`
	right = `[{"id":2,"c":"Rome","s":"right"},{"id":1,"c":"Oslo","x":{"p":7,"q":[9]},"s":null},{"id":1,"c":"Bern"},{"id":4,"c":"Kiev"}]`
)

type testCase struct {
	name    string
	version float64
	params  string
	in      []string
	want    string
	fails   string
}

func run(t *testing.T, cases []testCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := nodetest.New(t, typ, c.version, c.params)
			for _, in := range c.in {
				h.Docs(in)
			}
			out, err := h.Run()
			if c.fails != "" {
				nodetest.WantError(t, err, c.fails)
				return
			}
			nodetest.Want(t, out, err, c.want)
		})
	}
}

func fields(more string) string {
	return `{"mode":"combine","fieldsToMatchString":"id"` + more + `}`
}

func clashing(values string) string { return `,"options":{"clashHandling":{"values":` + values + `}}` }

func TestFields(t *testing.T) {
	both := []string{left, right}
	run(t, []testCase{
		{"keep matches", 3.2, fields(""), both,
			`[[{"id":1,"n":"ada","x":{"p":7,"q":[9,2]},"s":null,"c":"Oslo"},{"id":1,"n":"ada","x":{"p":1,"q":[1,2]},"s":"left","c":"Bern"},{"id":2,"n":"bob","s":"right","c":"Rome"}]]`, ""},
		{"from input 1, once each", 3.2, fields(`,"outputDataFrom":"input1"`), both,
			`[[{"id":1,"n":"ada","x":{"p":1,"q":[1,2]},"s":"left"},{"id":2,"n":"bob","s":""}]]`, ""},
		{"from input 2, in its order", 3.2, fields(`,"outputDataFrom":"input2"`), both,
			`[[{"id":2,"c":"Rome","s":"right"},{"id":1,"c":"Oslo","x":{"p":7,"q":[9]},"s":null},{"id":1,"c":"Bern"}]]`, ""},
		{"first match", 3.2, fields(`,"options":{"multipleMatches":"first"}`), both,
			`[[{"id":1,"n":"ada","x":{"p":7,"q":[9,2]},"s":null,"c":"Oslo"},{"id":2,"n":"bob","s":"right","c":"Rome"}]]`, ""},
		{"prefer input 1", 3.2, fields(clashing(`{"resolveClash":"preferInput1"}`)), both,
			`[[{"id":1,"c":"Oslo","x":{"p":1,"q":[1,2]},"s":"left","n":"ada"},{"id":1,"c":"Bern","n":"ada","x":{"p":1,"q":[1,2]},"s":"left"},{"id":2,"c":"Rome","s":"","n":"bob"}]]`, ""},
		{"shallow", 3.2, fields(clashing(`{"resolveClash":"preferLast","mergeMode":"shallowMerge"}`)), both,
			`[[{"id":1,"n":"ada","x":{"p":7,"q":[9]},"s":null,"c":"Oslo"},{"id":1,"n":"ada","x":{"p":1,"q":[1,2]},"s":"left","c":"Bern"},{"id":2,"n":"bob","s":"right","c":"Rome"}]]`, ""},
		{"empty values do not win", 3.2, fields(clashing(`{"resolveClash":"preferInput1","overrideEmpty":true}`)), []string{`[{"id":1,"a":"","b":null,"c":1}]`, `[{"id":1,"a":"x","b":2,"c":""}]`},
			`[[{"id":1,"a":"x","b":2,"c":1}]]`, ""},
		{"suffixes", 3.2, fields(clashing(`{"resolveClash":"addSuffix"}`)), []string{`[{"id":1,"a":1}]`, `[{"id":1,"a":2}]`}, `[[{"id_1":1,"a_1":1,"id_2":1,"a_2":2}]]`, ""},
		{"a rule of version 2", 3.2, fields(clashing(`{"resolveClash":"preferInput2"}`)), []string{`[{"id":1,"a":1}]`, `[{"id":1,"a":2}]`}, `[[{}]]`, ""},
		{"the rest", 3.2, fields(`,"joinMode":"keepNonMatches"`), both, `[[{"id":3,"n":"cyd","_source":"input1"},{"id":4,"c":"Kiev","_source":"input2"}]]`, ""},
		{"the rest of input 2", 3.2, fields(`,"joinMode":"keepNonMatches","outputDataFrom":"input2"`), both, `[[{"id":4,"c":"Kiev"}]]`, ""},
		{"everything", 3.2, fields(`,"joinMode":"keepEverything"` + clashing(`{"resolveClash":"addSuffix"}`)), []string{`[{"id":1},{"id":3}]`, `[{"id":1},{"id":4}]`},
			`[[{"id_1":1,"id_2":1},{"id_1":3},{"id_2":4}]]`, ""},
		{"enrich input 1", 3.2, fields(`,"joinMode":"enrichInput1"`), []string{`[{"id":1,"a":1},{"id":3}]`, `[{"id":1,"a":2},{"id":4}]`}, `[[{"id":1,"a":2},{"id":3}]]`, ""},
		{"enrich input 2", 3.2, fields(`,"joinMode":"enrichInput2"`), []string{`[{"id":1,"a":1},{"id":3}]`, `[{"id":1,"a":2},{"id":4}]`}, `[[{"id":1,"a":1},{"id":4}]]`, ""},
		{"types differ", 3.2, fields(""), []string{`[{"id":1}]`, `[{"id":"1"}]`}, `[[]]`, ""},
		{"types differ, fuzzy", 3.2, fields(`,"options":{"fuzzyCompare":true}`), []string{`[{"id":1},{"id":null},{"id":true},{"id":{"a":1}}]`, `[{"id":"1","c":1},{"c":2},{"id":"TRUE","c":3},{"id":"{\"a\":1}","c":4}]`},
			`[[{"id":"1","c":1},{"id":null,"c":2},{"id":"1","c":1},{"id":"TRUE","c":3},{"id":"{\"a\":1}","c":4}]]`, ""},
		{"objects are compared deeply", 3.2, fields(""), []string{`[{"id":{"a":[1]},"x":1}]`, `[{"id":{"a":[1]},"y":2},{"id":{"a":[2]}}]`}, `[[{"id":{"a":[1]},"x":1,"y":2}]]`, ""},
		{"two fields, paths", 3.2, `{"mode":"combine","fieldsToMatchString":"a.b, c"}`, []string{`[{"a":{"b":1},"c":2}]`, `[{"a":{"b":1},"c":2,"z":1},{"a":{"b":1},"c":3}]`}, `[[{"a":{"b":1},"c":2,"z":1}]]`, ""},
		{"no dot notation", 3.2, `{"mode":"combine","fieldsToMatchString":"a.b","options":{"disableDotNotation":true}}`, []string{`[{"a":{"b":1}},{"a.b":1}]`, `[{"a.b":1,"z":1}]`}, `[[{"a.b":1,"z":1}]]`, ""},
		{"different names", 3.2, `{"mode":"combine","advanced":true,"mergeByFields":{"values":[{"field1":"id","field2":"key"}]}}`, []string{`[{"id":1}]`, `[{"key":1,"v":2}]`}, `[[{"id":1,"key":1,"v":2}]]`, ""},
		{"no fields", 3.2, `{"mode":"combine"}`, both, "", `You need to define at least one pair of fields in "Fields to Match" to match on`},
		{"half a pair", 3.2, `{"mode":"combine","advanced":true,"mergeByFields":{"values":[{"field1":"a","field2":"b"},{"field1":"c"}]}}`, both, "",
			"You need to define both fields in \"Fields to Match\" for pair 2,\n\t\t\t\t field 1 = 'c'\n\t\t\t\t field 2 = ''"},
		{"input 2 empty", 3.2, fields(`,"joinMode":"keepEverything"`), []string{`[{"id":1}]`, `[]`}, `[[{"id":1}]]`, ""},
		{"input 2 empty, matches", 3.2, fields(""), []string{`[{"id":1}]`, `[]`}, `[]`, ""},
		{"input 2 empty, the rest", 3.2, fields(`,"joinMode":"keepNonMatches"`), []string{`[{"id":1}]`, `[]`}, `[[{"id":1}]]`, ""},
		{"version 2: a field that is nowhere", 2, `{"mode":"combine","mergeByFields":{"values":[{"field1":"id","field2":"zz"}]}}`, both, "", "Field 'zz' is not present in any of items in 'Input 2'"},
		{"version 2.1: a field that is nowhere", 2.1, `{"mode":"combine","mergeByFields":{"values":[{"field1":"id","field2":"zz"}]}}`, both, `[[]]`, ""},
		{"version 2.1: input 2 empty, matches", 2.1, `{"mode":"combine","mergeByFields":{"values":[{"field1":"id","field2":"id"}]}}`, []string{`[{"id":1}]`, `[]`}, `[[]]`, ""},
	})
}

func TestPositionAndAll(t *testing.T) {
	byPosition := func(more string) string { return `{"mode":"combine","combineBy":"combineByPosition"` + more + `}` }
	run(t, []testCase{
		{"by position", 3.2, byPosition(""), []string{`[{"a":1,"b":1},{"a":2}]`, `[{"b":2}]`}, `[[{"a":1,"b":2}]]`, ""},
		{"unpaired", 3.2, byPosition(`,"options":{"includeUnpaired":true}`), []string{`[{"a":1},{"a":2}]`, `[{"b":2}]`}, `[[{"a":1,"b":2},{"a":2}]]`, ""},
		{"three inputs, the first preferred", 3.2, byPosition(`,"numberInputs":3,"options":{"clashHandling":{"values":{"resolveClash":"preferInput1"}}}`),
			[]string{`[{"a":1}]`, `[{"a":2,"b":2}]`, `[{"a":3,"c":3}]`}, `[[{"a":1,"b":2,"c":3}]]`, ""},
		{"suffixes, and the last once more", 3.2, byPosition(`,"options":{"clashHandling":{"values":{"resolveClash":"addSuffix"}}}`),
			[]string{`[{"a":1}]`, `[{"a":2}]`}, `[[{"a_1":1,"a_2":2,"a":2}]]`, ""},
		{"nothing to pair", 3.2, byPosition(""), []string{`[{"a":1}]`, `[]`}, `[[]]`, ""},
		{"version 2: one side empty", 2.1, `{"mode":"combine","combinationMode":"mergeByPosition"}`, []string{`[{"a":1}]`, `[]`}, `[[{"a":1}]]`, ""},
		{"version 2: unpaired", 2.1, `{"mode":"combine","combinationMode":"mergeByPosition","options":{"includeUnpaired":true,"clashHandling":{"values":{"resolveClash":"preferInput1"}}}}`,
			[]string{`[{"a":1},{"a":2}]`, `[{"a":3}]`}, `[[{"a":1},{"a":2}]]`, ""},
		{"all combinations", 3.2, `{"mode":"combine","combineBy":"combineAll"}`, []string{`[{"a":1},{"a":2}]`, `[{"b":1},{"b":2}]`},
			`[[{"a":1,"b":1},{"a":1,"b":2},{"a":2,"b":1},{"a":2,"b":2}]]`, ""},
		{"all combinations, input 1 preferred", 2.1, `{"mode":"combine","combinationMode":"multiplex","options":{"clashHandling":{"values":{"resolveClash":"preferInput1"}}}}`,
			[]string{`[{"a":1},{"a":2}]`, `[{"a":8},{"a":9}]`}, `[[{"a":1},{"a":2},{"a":1},{"a":2}]]`, ""},
	})
}

func TestAppendAndChoose(t *testing.T) {
	run(t, []testCase{
		{"append", 3.2, `{"numberInputs":3}`, []string{`[{"a":1}]`, `[]`, `[{"a":3}]`}, `[[{"a":1},{"a":3}]]`, ""},
		{"choose", 3.2, `{"mode":"chooseBranch","useDataOfInput":2}`, []string{`[{"a":1}]`, `[{"a":2}]`}, `[[{"a":2}]]`, ""},
		{"choose an input that is not there", 3.2, `{"mode":"chooseBranch","useDataOfInput":3}`, []string{`[{"a":1}]`, `[{"a":2}]`}, "", "Input 3 doesn't exist"},
		{"version 2 chooses", 2.1, `{"mode":"chooseBranch","output":"input2"}`, []string{`[{"a":1}]`, `[{"a":2}]`}, `[[{"a":2}]]`, ""},
	})
	out, err := nodetest.New(t, typ, 3.2, `{"mode":"chooseBranch","output":"empty"}`).Docs(`[{},{}]`).Docs(`[{}]`).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{},"pairedItem":[{"item":0},{"item":1},{"item":0,"input":1}]}]]`)
}

func TestLinksAndFiles(t *testing.T) {
	item1 := nodetest.WithFile(item.New(nodetest.Doc(`{"id":1}`)), "f", nodetest.File("", "text/plain", ""))
	item2 := nodetest.WithFile(item.New(nodetest.Doc(`{"id":1}`)), "f", nodetest.File("", "image/png", ""))
	h := nodetest.New(t, typ, 3.2, fields("")).Link([]item.Item{item1}).Link([]item.Item{item2})
	out, err := h.Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"id":1},"binary":{"f":"image/png"},"pairedItem":[{"item":0},{"item":0,"input":1}]}]]`)
	h = nodetest.New(t, typ, 3.2, `{"mode":"combine","combineBy":"combineByPosition"}`).Link([]item.Item{item1}).Link([]item.Item{item2})
	out, err = h.Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"id":1},"binary":{"f":"image/png"},"pairedItem":[{"item":0},{"item":0,"input":1},{"item":0,"input":1}]}]]`)
}

func TestVersion1(t *testing.T) {
	keyed := func(mode, overwrite string) string {
		return fmt.Sprintf(`{"mode":%q,"propertyName1":"id","propertyName2":"k.id","overwrite":%q}`, mode, overwrite)
	}
	one := `[{"id":1,"a":"x"},{"id":"2","a":""},{"id":9},{"a":"none"}]`
	two := `[{"k":{"id":1},"a":"old"},{"k":{"id":1},"a":"new","b":5},{"k":{"id":2},"a":"two"},{"k":{"id":0},"a":"zero"}]`
	run(t, []testCase{
		{"append", 1, `{}`, []string{`[{"a":1}]`, `[{"a":2}]`}, `[[{"a":1},{"a":2}]]`, ""},
		{"pass through", 1, `{"mode":"passThrough","output":"input2"}`, []string{`[{"a":1}]`, `[{"a":2}]`}, `[[{"a":2}]]`, ""},
		{"by index, left", 1, `{"mode":"mergeByIndex"}`, []string{`[{"a":1,"o":{"x":1}},{"a":2}]`, `[{"a":3,"o":{"y":1}}]`}, `[[{"a":3,"o":{"y":1}},{"a":2}]]`, ""},
		{"by index, inner", 1, `{"mode":"mergeByIndex","join":"inner"}`, []string{`[{"a":1},{"a":2}]`, `[{"b":3}]`}, `[[{"a":1,"b":3}]]`, ""},
		{"by index, outer", 1, `{"mode":"mergeByIndex","join":"outer"}`, []string{`[{"a":1}]`, `[{"b":3},{"b":4}]`}, `[[{"a":1,"b":3},{"b":4}]]`, ""},
		{"by index, outer, no input 1", 1, `{"mode":"mergeByIndex","join":"outer"}`, []string{`[]`, `[{"b":3}]`}, `[[{"b":3}]]`, ""},
		{"multiplex", 1, `{"mode":"multiplex"}`, []string{`[{"a":1},{"a":2}]`, `[{"a":3}]`}, `[[{"a":3},{"a":3}]]`, ""},
		{"by key", 1, keyed("mergeByKey", "always"), []string{one, two},
			`[[{"id":1,"a":"new","k":{"id":1},"b":5},{"id":"2","a":"two","k":{"id":2}},{"id":9}]]`, ""},
		{"by key, blanks only", 1, keyed("mergeByKey", "blank"), []string{one, two},
			`[[{"id":1,"a":"x","k":{"id":1},"b":5},{"id":"2","a":"two","k":{"id":2}},{"id":9}]]`, ""},
		{"by key, missing only", 1, keyed("mergeByKey", "undefined"), []string{one, two},
			`[[{"id":1,"a":"x","k":{"id":1},"b":5},{"id":"2","a":"","k":{"id":2}},{"id":9}]]`, ""},
		{"keep matches", 1, keyed("keepKeyMatches", ""), []string{one, two}, `[[{"id":1,"a":"x"},{"id":"2","a":""}]]`, ""},
		{"remove matches", 1, keyed("removeKeyMatches", ""), []string{one, two}, `[[{"id":9},{"a":"none"}]]`, ""},
	})
	out, err := nodetest.New(t, typ, 1, `{"mode":"wait"}`).Docs(`[{},{}]`).Docs(`[{}]`).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{},"pairedItem":[{"item":0},{"item":1}]}]]`)
}

func TestDeepMergeOfArraysAndObjects(t *testing.T) {
	run(t, []testCase{
		{"deep", 3.2, fields(""), []string{`[{"id":1,"a":[1,[2],{"x":1}],"b":{"c":1},"d":[1,2],"e":{"f":1}}]`, `[{"id":1,"a":[9,[8,7],{"y":2},4],"b":[1],"d":{"1":5,"z":6},"e":"t"}]`},
			`[[{"id":1,"a":[9,[8,7],{"x":1,"y":2},4],"b":[1],"d":[1,5],"e":"t"}]]`, ""},
		{"deep, empty values do not win", 3.2, fields(clashing(`{"resolveClash":"preferLast","overrideEmpty":true}`)),
			[]string{`[{"id":1,"o":{"a":1,"b":2}}]`, `[{"id":1,"o":{"a":null,"b":"","c":null}}]`}, `[[{"id":1,"o":{"a":1,"b":2,"c":null}}]]`, ""},
	})
}

// TestMergeInPlace shows what the original's deep merge writes into when empty
// fields are not to win: the item that is not preferred, wherever it is seen.
func TestMergeInPlace(t *testing.T) {
	for _, c := range []struct {
		name, params, in1, in2, want string
		input                        int
		amended                      string
	}{
		{"later matches and items made before see it", fields(clashing(`{"resolveClash":"preferLast","overrideEmpty":true}`)),
			`[{"id":1,"o":{"a":1},"l":[1],"s":1},{"id":2,"o":{}}]`, `[{"id":1,"o":{"a":"","b":2},"s":2},{"id":1,"o":{"c":3},"l":[5,6]},{"id":1,"o":5}]`,
			`[[{"id":1,"o":{"a":1,"b":2,"c":3},"l":[5,6],"s":2},{"id":1,"o":{"a":1,"b":2,"c":3},"l":[5,6],"s":1},{"id":1,"o":5,"l":[5,6],"s":1}]]`,
			0, `[{"id":1,"o":{"a":1,"b":2,"c":3},"l":[5,6],"s":1},{"id":2,"o":{}}]`},
		{"input 2 when input 1 is preferred", fields(clashing(`{"resolveClash":"preferInput1","overrideEmpty":true}`)),
			`[{"id":1,"o":{"a":1}},{"id":1,"o":{"b":2}}]`, `[{"id":1,"o":{"a":0}}]`,
			`[[{"id":1,"o":{"a":1,"b":2}},{"id":1,"o":{"a":1,"b":2}}]]`, 1, `[{"id":1,"o":{"a":1,"b":2}}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := nodetest.New(t, typ, 3.2, c.params).Docs(c.in1).Docs(c.in2)
			out, err := h.Run()
			nodetest.Want(t, out, err, c.want)
			if got := value.Array(h.Amended[c.input]...).String(); got != c.amended {
				t.Errorf("input %d became %s, want %s", c.input+1, got, c.amended)
			}
		})
	}
	h := nodetest.New(t, typ, 3.2, fields("")).Docs(`[{"id":1,"o":{}}]`).Docs(`[{"id":1,"o":{"a":1}}]`)
	if _, err := h.Run(); err != nil || h.Amended != nil {
		t.Errorf("without the setting inputs became %v, %v", h.Amended, err)
	}
}

func TestRequirementAndPorts(t *testing.T) {
	choose := nodetest.New(t, typ, 3.2, `{"mode":"chooseBranch","numberInputs":4}`)
	typ3, _ := node.Registered.Find(typ, 3.2)
	if r := typ3.Required(choose.Static()); len(r.Inputs) != 2 {
		t.Errorf("choosing a branch requires %v", r)
	}
	if got := strings.Join(typ3.Inputs.Dynamic(choose.Static()), ","); got != "Input 1,Input 2,Input 3,Input 4" {
		t.Errorf("the inputs are %s", got)
	}
	if r := typ3.Required(nodetest.New(t, typ, 3.2, `{}`).Static()); r.Count != 1 {
		t.Errorf("appending requires %v", r)
	}
}

func BenchmarkFields(b *testing.B) {
	docs := func(key string) []item.Item {
		items := make([]item.Item, 1000)
		for i := range items {
			items[i] = item.New(value.Object(value.Field{Key: "id", Value: value.Int(i)}, value.Field{Key: key, Value: value.String("v")}))
		}
		return items
	}
	h := nodetest.New(b, typ, 3.2, fields("")).Link(docs("a")).Link(docs("b"))
	in := h.Bind()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := in.Run(h); err != nil {
			b.Fatal(err)
		}
	}
}
