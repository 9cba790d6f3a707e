package branch_test

import (
	"fmt"
	"strings"
	"testing"

	_ "runnel/nodes/core/branch"
	"runnel/runtime/node/nodetest"
)

const (
	ifNode     = "n8n-nodes-base.if"
	filterNode = "n8n-nodes-base.filter"
	switchNode = "n8n-nodes-base.switch"
)

// filter writes a filter parameter of conditions on text or numbers.
func filter(combinator string, conditions ...string) string {
	return `{"options":{"caseSensitive":true,"leftValue":"","typeValidation":"strict","version":2},"combinator":"` + combinator +
		`","conditions":[` + strings.Join(conditions, ",") + `]}`
}

func condition(left, typ, operation, right string) string {
	return fmt.Sprintf(`{"leftValue":%s,"rightValue":%s,"operator":{"type":%q,"operation":%q}}`, left, right, typ, operation)
}

func TestIf(t *testing.T) {
	small := filter("and", condition(`"={{ $json.n }}"`, "number", "lt", "3"))
	for _, c := range []struct {
		name         string
		version      float64
		params, in   string
		carryOn      bool
		want, fails  string
		descriptions string
	}{
		{"sorts", 2.2, `{"conditions":` + small + `}`, `[{"n":1},{"n":5},{"n":2}]`, false, `[[{"n":1},{"n":2}],[{"n":5}]]`, "", ""},
		{"no conditions", 2.2, `{"conditions":` + filter("and") + `}`, `[{}]`, false, `[[{}],[]]`, "", ""},
		{"not stored", 2.2, `{}`, `[{}]`, false, `[[{}],[]]`, "", ""},
		{"wrong type", 2.2, `{"conditions":` + small + `}`, `[{"n":1},{"n":"x"}]`, false, "",
			"Wrong type: 'x' is a string but was expecting a number [condition 0, item 1]", "Try either"},
		{"wrong type, continued", 2.2, `{"conditions":` + small + `}`, `[{"n":"x"},{"n":1}]`, true, `[[{"n":1}],[{"n":"x"}]]`, "", ""},
		{"broken pattern", 2, `{"conditions":` + filter("and", condition(`"a"`, "string", "regex", `"("`)) + `}`, `[{}]`, false, "",
			"Invalid regular expression: /(/: Unterminated group", "Try changing the type of comparison."},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := nodetest.New(t, ifNode, c.version, c.params).Docs(c.in)
			h.Continue = c.carryOn
			out, err := h.Run()
			if c.fails != "" {
				nodetest.WantError(t, err, c.fails)
				if got := nodetest.Described(err); !strings.Contains(got, c.descriptions) {
					t.Errorf("the description is %q", got)
				}
				return
			}
			nodetest.Want(t, out, err, c.want)
		})
	}
}

func TestIfVersion1(t *testing.T) {
	one := func(group, first, operation, second string) string {
		return fmt.Sprintf(`{"conditions":{%q:[{"value1":%s,"operation":%q,"value2":%s}]}}`, group, first, operation, second)
	}
	for _, c := range []struct {
		params string
		want   bool
		fails  string
	}{
		{one("string", `"abc"`, "contains", `"b"`), true, ""},
		{one("string", `"={{ 0 }}"`, "contains", `""`), true, ""},
		{one("string", `"abc"`, "notStartsWith", `"b"`), true, ""},
		{one("string", `"={{ 5 }}"`, "startsWith", `"5"`), false, "value1.startsWith is not a function"},
		{one("string", `"={{ null }}"`, "endsWith", `"5"`), false, "Cannot read properties of null (reading 'endsWith')"},
		{one("string", `"ABC"`, "regex", `"/b/i"`), true, ""},
		{one("string", `"ABC"`, "notRegex", `"b"`), true, ""},
		{one("string", `""`, "isEmpty", `""`), true, ""},
		{one("string", `"={{ [1] }}"`, "isNotEmpty", `""`), true, ""},
		{one("number", `"={{ \"5\" }}"`, "equal", `5`), false, ""},
		{one("number", `"={{ \"10\" }}"`, "larger", `"={{ \"9\" }}"`), false, ""},
		{one("number", `"={{ \"10\" }}"`, "larger", `9`), true, ""},
		{one("number", `"={{ null }}"`, "smallerEqual", `0`), true, ""},
		{one("boolean", `true`, "notEqual", `false`), true, ""},
		{one("dateTime", `"2024-02-01"`, "after", `"1/2/2024"`), true, ""},
		{one("dateTime", `"soon"`, "after", `"1/2/2024"`), false, `The value "soon" is not a valid DateTime.`},
		{`{"conditions":{},"combineOperation":"any"}`, false, ""},
		{`{"conditions":{}}`, true, ""},
		{`{"conditions":{"string":[{"value1":"={{ 1 }}","operation":"endsWith","value2":"a"}],"boolean":[{"value1":true,"value2":false}]}}`, false, ""},
		{`{"conditions":{"number":[{"value1":1,"value2":2},{"value1":5,"value2":2}]},"combineOperation":"any"}`, true, ""},
	} {
		out, err := nodetest.New(t, ifNode, 1, c.params).Docs(`[{}]`).Run()
		if c.fails != "" {
			nodetest.WantError(t, err, c.fails)
			continue
		}
		want := `[[],[{}]]`
		if c.want {
			want = `[[{}],[]]`
		}
		t.Log(c.params)
		nodetest.Want(t, out, err, want)
	}
}

func TestFilter(t *testing.T) {
	out, err := nodetest.New(t, filterNode, 2.2, `{"conditions":`+filter("or", condition(`"={{ $json.n }}"`, "number", "equals", "1"))+`}`).
		Docs(`[{"n":1},{"n":2}]`).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"n":1},"pairedItem":{"item":0}}],[{"json":{"n":2},"pairedItem":{"item":1}}]]`)
	out, err = nodetest.New(t, filterNode, 1, `{"conditions":{"number":[{"value1":"={{ $json.n }}","operation":"equal","value2":1}]}}`).
		Docs(`[{"n":1},{"n":2}]`).Run()
	nodetest.Want(t, out, err, `[[{"n":1}],[{"n":2}]]`)
	out, err = nodetest.New(t, filterNode, 1, `{"combineConditions":"OR"}`).Docs(`[{"n":1}]`).Run()
	nodetest.Want(t, out, err, `[[],[{"n":1}]]`)
}

func rules(more string, filters ...string) string {
	list := make([]string, len(filters))
	for i, f := range filters {
		list[i] = `{"conditions":` + f + `}`
	}
	return `{"rules":{"values":[` + strings.Join(list, ",") + `]}` + more + `}`
}

func TestSwitchRules(t *testing.T) {
	is := func(v string) string {
		return filter("and", condition(`"={{ $json.v }}"`, "string", "equals", `"`+v+`"`))
	}
	in := `[{"v":"a"},{"v":"b"},{"v":"c"}]`
	for _, c := range []struct{ name, params, in, want, fails string }{
		{"first match", rules("", is("a"), is("b"), is("a")), in, `[[{"v":"a"}],[{"v":"b"}],[]]`, ""},
		{"all matches", rules(`,"options":{"allMatchingOutputs":true}`, is("a"), is("b"), is("a")), in, `[[{"v":"a"}],[{"v":"b"}],[{"v":"a"}]]`, ""},
		{"extra output", rules(`,"options":{"fallbackOutput":"extra"}`, is("a")), in, `[[{"v":"a"}],[{"v":"b"},{"v":"c"}]]`, ""},
		{"fallback to a rule's output", rules(`,"options":{"fallbackOutput":0}`, is("x"), is("a")), in, `[[{"v":"b"},{"v":"c"}],[{"v":"a"}]]`, ""},
		{"fallback out of range", rules(`,"options":{"fallbackOutput":1}`, is("x")), in, "", "The ouput 1 is not allowed. "},
		{"no rules", `{"rules":{"values":[]}}`, in, `[[]]`, ""},
		{"a later rule's expression fails", rules("", is("a"), filter("and", condition(`"={{ fail(\"no\") }}"`, "string", "equals", `""`))), in, "", "no"},
		{"a later rule's type is wrong", rules("", is("a"), filter("and", condition(`1`, "string", "equals", `""`))), `[{"v":"a"}]`, `[[{"v":"a"}],[]]`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := nodetest.New(t, switchNode, 3.2, c.params).Docs(c.in).Run()
			if c.fails != "" {
				nodetest.WantError(t, err, c.fails)
				return
			}
			nodetest.Want(t, out, err, c.want)
		})
	}
}

func TestSwitchContinues(t *testing.T) {
	wrong := filter("and", condition(`"={{ $json.v }}"`, "number", "equals", `1`))
	out, err := nodetest.New(t, switchNode, 3.2, rules("", filter("or"), wrong)).Docs(`[{"v":1},{"v":"x"}]`).ContinueOnFailure().Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"error":"Wrong type: 'x' is a string but was expecting a number [condition 0, item 1]"}}],[{"json":{"v":1},"pairedItem":{"item":0}}]]`)
}

func TestSwitchExpression(t *testing.T) {
	for _, c := range []struct{ params, in, want, fails string }{
		{`{"mode":"expression","numberOutputs":2,"output":"={{ $json.o }}"}`, `[{"o":1},{"o":"0"}]`, `[[{"o":"0"}],[{"o":1}]]`, ""},
		{`{"mode":"expression","numberOutputs":2,"output":"={{ $json.o }}"}`, `[{"o":2}]`, "", "The ouput 2 is not allowed. "},
		{`{"mode":"expression","numberOutputs":2,"output":"={{ $json.o }}"}`, `[{"o":3}]`, "", "The ouput 3 is not allowed"},
		{`{"mode":"expression","numberOutputs":2,"output":"={{ $json.o }}"}`, `[{"o":"x"}]`, "", "Invalid input for 'Output Index' [item 0]"},
		{`{"mode":"expression","numberOutputs":2,"output":5}`, `[{}]`, "", "The ouput 5 is not allowed"},
	} {
		out, err := nodetest.New(t, switchNode, 3.2, c.params).Docs(c.in).Run()
		if c.fails != "" {
			nodetest.WantError(t, err, c.fails)
			continue
		}
		nodetest.Want(t, out, err, c.want)
	}
}

func TestSwitchOutputs(t *testing.T) {
	for _, c := range []struct {
		version float64
		params  string
		want    string
	}{
		{3.2, `{"rules":{"values":[{"renameOutput":true,"outputKey":"yes"},{}]},"options":{"fallbackOutput":"extra"}}`, "yes 1 Fallback"},
		{3.2, `{"rules":{"values":[{}]},"options":{"fallbackOutput":"extra","renameFallbackOutput":"rest"}}`, "0 rest"},
		{3.2, `{"mode":"expression"}`, "0 1 2 3"},
		{2, `{"rules":{"rules":[{"outputKey":"a"},{"outputKey":"b"}]}}`, "a b"},
		{1, `{}`, "0 1 2 3"},
	} {
		if got := strings.Join(nodetest.New(t, switchNode, c.version, c.params).Outputs(), " "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.params, got, c.want)
		}
	}
}

func TestSwitchByValue(t *testing.T) {
	for _, c := range []struct {
		version float64
		params  string
		want    string
		fails   string
	}{
		{1, `{"dataType":"string","value1":"={{ $json.v }}","rules":{"rules":[{"value2":"a","output":2},{"value2":"b","output":1}]},"fallbackOutput":3}`,
			`[[],[{"v":"b"}],[{"v":"a"}],[{"v":"c"}]]`, ""},
		{1, `{"mode":"expression","output":4}`, "", "The ouput 4 is not allowed. It has to be between 0 and 3!"},
		{1, `{"dataType":"string","value1":"={{ $json.v }}","rules":{"rules":[{"operation":"regex","value2":"[ab]","output":0}]}}`,
			`[[{"v":"a"},{"v":"b"}],[],[],[]]`, ""},
		{2, `{"dataType":"string","value1":"={{ $json.v }}","rules":{"rules":[{"value2":"b","outputKey":"x"},{"value2":"a","outputKey":"y"}]}}`,
			`[[{"v":"b"}],[{"v":"a"}]]`, ""},
		{2, `{"dataType":"string","value1":"={{ $json.v }}","rules":{"rules":[{"value2":"b"}]},"fallbackOutput":0}`, `[[{"v":"a"},{"v":"b"},{"v":"c"}]]`, ""},
		{2, `{"mode":"expression","output":"={{ $itemIndex }}","outputsAmount":3}`, `[[{"v":"a"}],[{"v":"b"}],[{"v":"c"}]]`, ""},
		{1, `{"mode":"sometimes"}`, `[[],[],[],[]]`, ""},
		{2, `{"mode":"sometimes"}`, `[]`, ""},
		{2, `{"mode":"expression","output":"={{ $itemIndex }}","outputsAmount":2}`, "", "The ouput 2 is not allowed. It has to be between 0 and 1!"},
	} {
		out, err := nodetest.New(t, switchNode, c.version, c.params).Docs(`[{"v":"a"},{"v":"b"},{"v":"c"}]`).Run()
		if c.fails != "" {
			nodetest.WantError(t, err, c.fails)
			continue
		}
		nodetest.Want(t, out, err, c.want)
	}
}

func BenchmarkIf(b *testing.B) {
	h := nodetest.New(b, ifNode, 2.2, `{"conditions":`+filter("and", condition(`"={{ $json.n }}"`, "number", "lt", "3"))+`}`).
		Docs(`[` + strings.Repeat(`{"n":1},`, 99) + `{"n":9}]`)
	in := h.Bind()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := in.Run(h); err != nil {
			b.Fatal(err)
		}
	}
}
