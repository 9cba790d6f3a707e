package set_test

import (
	"strings"
	"testing"

	_ "runnel/nodes/core/set"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

const typ = "n8n-nodes-base.set"

func assign(name, kind, v string) string {
	return `{"name":"` + name + `","type":"` + kind + `","value":` + v + `}`
}

func manual(more string, assignments ...string) string {
	return `{"assignments":{"assignments":[` + strings.Join(assignments, ",") + `]}` + more + `}`
}

func TestManual(t *testing.T) {
	for _, c := range []struct {
		name    string
		version float64
		params  string
		in      string
		want    string
	}{
		{"only the fields", 3.4, manual("", assign("x", "string", `"={{ $json.a }}"`), assign("n", "number", `"5"`)), `[{"a":1},{"a":2}]`,
			`[[{"x":"1","n":5},{"x":"2","n":5}]]`},
		{"existing keys keep their place", 3.4, manual(`,"includeOtherFields":true`, assign("b", "string", `"new"`), assign("c", "boolean", `true`)),
			`[{"a":1,"b":2}]`, `[[{"a":1,"b":"new","c":true}]]`},
		{"paths", 3.4, manual("", assign("a.b", "string", `"x"`), assign("l[1].c", "number", `1`)), `[{}]`, `[[{"a":{"b":"x"},"l":[null,{"c":1}]}]]`},
		{"a literal key wins over the path", 3.4, manual(`,"includeOtherFields":true`, assign("a.b", "number", `2`)), `[{"a.b":1}]`, `[[{"a.b":2}]]`},
		{"dot notation off", 3.4, manual(`,"options":{"dotNotation":false}`, assign("a.b", "string", `"x"`), assign(`['c']`, "string", `"y"`)), `[{}]`,
			`[[{"a.b":"x","c":"y"}]]`},
		{"the last of two values counts, in the first place", 3.4, manual("", assign("a", "number", "1"), assign("b", "number", "2"), assign("a", "number", "3")),
			`[{}]`, `[[{"a":3,"b":2}]]`},
		{"index-like names come first", 3.4, manual("", assign("z", "number", "1"), assign("0", "number", "2")), `[{}]`, `[[{"0":2,"z":1}]]`},
		{"prototype", 3.4, manual("", assign("__proto__.x", "string", `"evil"`), assign("__proto__", "string", `"evil"`), assign("ok", "number", "1")), `[{}]`, `[[{"ok":1}]]`},
		{"null values", 3.4, manual("", assign("a", "number", "null"), assign("b", "string", `"={{ undefined }}"`)), `[{}]`, `[[{"a":null,"b":null}]]`},
		{"null text before 3.1", 3, `{"fields":{"values":[{"name":"a","type":"stringValue","stringValue":"={{ null }}"},{"name":"b","stringValue":"={{ undefined }}"}]},"include":"none"}`,
			`[{}]`, `[[{"a":"null","b":"undefined"}]]`},
		{"objects as text", 3.4, manual("", assign("a", "string", `"={{ $json.o }}"`)), `[{"o":{"k":[1]}}]`, `[[{"a":"{\"k\":[1]}"}]]`},
		{"object literal", 3.4, manual("", assign("a", "object", `"{ ok: 1 }"`), assign("b", "array", `"[1,2]"`)), `[{}]`, `[[{"a":{"ok":1},"b":[1,2]}]]`},
		{"errors ignored", 3.4, manual(`,"options":{"ignoreConversionErrors":true}`, assign("a", "number", `"abc"`)), `[{}]`, `[[{"a":"abc"}]]`},
		{"selected keeps the last part", 3.4, manual(`,"includeOtherFields":true,"include":"selected","includeFields":" a.b , c,, d"`), `[{"a":{"b":1},"c":2,"e":3}]`,
			`[[{"b":1,"c":2}]]`},
		{"except", 3.4, manual(`,"includeOtherFields":true,"include":"except","excludeFields":"a.b,c"`), `[{"a":{"b":1,"x":1},"c":2,"e":3}]`, `[[{"a":{"x":1},"e":3}]]`},
		{"3.0 includes all", 3, `{"fields":{"values":[{"name":"n","type":"numberValue","numberValue":"7"},{"name":"o","type":"objectValue","objectValue":"={\"v\": {{ $json.a }}, \"t\": \"{{ $json.t }}\", \"l\": {{ $json.l }} }"}]}}`,
			`[{"a":1,"t":"x$&y","l":[1]}]`, `[[{"a":1,"t":"x$&y","l":[1],"n":7,"o":{"v":1,"t":"x{{ $json.t }}y","l":[1]}}]]`},
		{"an expression for all assignments", 3.4, `{"assignments":{"assignments":"={{ $json.list }}"}}`, `[{"list":[{"name":"q","type":"number","value":"3"}]}]`, `[[{"q":3}]]`},
		{"no assignments", 3.4, `{}`, `[{"a":1}]`, `[[{}]]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := nodetest.New(t, typ, c.version, c.params).Docs(c.in).Run()
			nodetest.Want(t, out, err, c.want)
		})
	}
}

func TestConversionErrors(t *testing.T) {
	for _, c := range []struct {
		version float64
		params  string
		want    string
	}{
		{3.4, manual("", assign("age", "number", `"abc"`)), "'age' expects a number but we got 'abc' [item 0]"},
		{3.4, manual("", assign("x", "boolean", `""`)), "'x' expects a boolean but we got '' [item 0]"},
		{3.4, manual("", assign("x", "array", `"={{ {\"a\":1} }}"`)), "'x' expects a array but we got object [item 0]"},
		{3.1, `{"fields":{"values":[{"name":"s","type":"stringValue","stringValue":"={{ null }}"}]}}`, "'s' expects a string but we got 'null' [item 0]"},
		{3.4, manual("", assign("x", "binary", `"file"`)), "This operation expects the node's input data to contain a binary file 'file', but none was found [item 0]"},
		{3.4, manual("", assign("x", "binary", `5`)), "Could not find binary data specified in field x"},
	} {
		_, err := nodetest.New(t, typ, c.version, c.params).Docs(`[{}]`).Run()
		nodetest.WantError(t, err, c.want)
	}
}

func TestContinueOnFail(t *testing.T) {
	out, err := nodetest.New(t, typ, 3.4, manual("", assign("x", "number", `"={{ $json.a }}"`))).Docs(`[{"a":1},{"a":"b"}]`).ContinueOnFailure().Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"x":1},"pairedItem":{"item":0}},{"json":{"error":"'x' expects a number but we got 'b' [item 1]"},"pairedItem":{"item":1}}]]`)
}

// What holds for a whole item is read before the part that the node can fail
// at and go on, and the first versions cannot go on at all.
func TestFailuresOfTheNode(t *testing.T) {
	const bad = `"={{ fail('no such thing') }}"`
	for _, c := range []struct {
		version float64
		params  string
	}{
		{3.4, `{"options":{"dotNotation":` + bad + `}}`},
		{3.4, `{"includeOtherFields":` + bad + `}`},
		{3.2, `{"include":` + bad + `}`},
		{2, `{"values":{"string":[{"name":"x","value":` + bad + `}]}}`},
		{1, `{"values":{"string":[{"name":` + bad + `,"value":"x"}]}}`},
	} {
		_, err := nodetest.New(t, typ, c.version, c.params).Docs(`[{"a":{}}]`).ContinueOnFailure().Run()
		nodetest.WantError(t, err, "no such thing")
	}
	out, err := nodetest.New(t, typ, 3.4, `{"includeOtherFields":true,"include":"selected","includeFields":`+bad+`}`).Docs(`[{"a":{}}]`).ContinueOnFailure().Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"error":"no such thing"},"pairedItem":{"item":0}}]]`)
}

func TestRaw(t *testing.T) {
	for _, c := range []struct{ name, params, in, want, err string }{
		{"keys are paths", `{"jsonOutput":"{\"a.b\": 1}","includeOtherFields":true`, `[{"a":1,"c":2}]`, `[[{"a":{"b":1},"c":2}]]`, ""},
		{"substitution", `{"jsonOutput":"={\"s\": \"{{ $json.s }}\", \"o\": {{ $json.o }}, \"n\": {{ $json.n }} }"`, `[{"s":"a b","o":{"x":[1]},"n":5}]`,
			`[[{"s":"a b","o":{"x":[1]},"n":5}]]`, ""},
		{"an object by expression", `{"jsonOutput":"={{ $json.o }}"`, `[{"o":{"k":1}}]`, `[[{"k":1}]]`, ""},
		{"repaired", `{"jsonOutput":"={a: 'x', b: [1,2,],}"`, `[{}]`, `[[{"a":"x","b":[1,2]}]]`, ""},
		{"nothing", `{"jsonOutput":"={{ $json.gone }}"`, `[{}]`, "", "Cannot convert undefined or null to object"},
		{"null as text", `{"jsonOutput":"={{ $json.t }}"`, `[{"t":"null"}]`, "", "Cannot convert undefined or null to object"},
		{"not an object", `{"jsonOutput":"={{ 5 }}"`, `[{}]`, "", "The 'JSON Output' in item 0 does not contain a valid JSON object"},
		{"not JSON", `{"jsonOutput":"={\"a\": {{ $json.s }} }"`, `[{"s":"1 + 1"}]`, "", "The 'JSON Output' in item 0 contains invalid JSON"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := nodetest.New(t, typ, 3.4, c.params+`,"mode":"raw"}`).Docs(c.in).Run()
			if c.err != "" {
				nodetest.WantError(t, err, c.err)
				return
			}
			nodetest.Want(t, out, err, c.want)
		})
	}
}

func TestDuplicateOnlyByHand(t *testing.T) {
	h := nodetest.New(t, typ, 3.4, `{"duplicateItem":true,"duplicateCount":2,"includeOtherFields":true}`).Docs(`[{"a":1}]`)
	out, err := h.Run()
	nodetest.Want(t, out, err, `[[{"a":1}]]`)
	out, err = h.Configure(func(i *node.Info) { i.Mode = node.ModeManual }).Run()
	nodetest.Want(t, out, err, `[[{"a":1},{"a":1},{"a":1}]]`)
}

func TestBinary(t *testing.T) {
	in := func() []item.Item {
		return []item.Item{nodetest.WithFile(item.List(nodetest.Doc(`{"a":1}`))[0], "f", nodetest.File("a.txt", "text/plain", "x"))}
	}
	kept := `[[{"json":{"a":1},"binary":{"f":"text/plain"},"pairedItem":{"item":0}}]]`
	dropped := `[[{"json":{"a":1},"pairedItem":{"item":0}}]]`
	for _, c := range []struct {
		version      float64
		params, want string
	}{
		{3.4, `{"includeOtherFields":true}`, kept},
		{3.4, `{"includeOtherFields":true,"options":{"stripBinary":true}}`, dropped},
		{3.4, manual("", assign("a", "number", "1")), dropped},
		{3.4, manual("", assign("f", "binary", `"f"`), assign("a", "number", "1")), kept},
		{3.3, `{"includeOtherFields":true}`, dropped},
		{3.3, `{"includeOtherFields":true,"options":{"includeBinary":true}}`, kept},
		{2, `{}`, kept},
		{2, `{"keepOnlySet":true,"values":{"number":[{"name":"a","value":1}]}}`, dropped},
	} {
		out, err := nodetest.New(t, typ, c.version, c.params).Link(in()).Run()
		nodetest.WantFull(t, out, err, c.want)
	}
}

func TestVersion1And2(t *testing.T) {
	params := `{"values":{"string":[{"name":"s","value":"={{ 5 }}"},{"name":"x.y[1]","value":"z"}],"number":[{"name":"n","value":"={{ \"12\" }}"},{"name":"m","value":"={{ \"abc\" }}"},{"name":"e","value":""}],"boolean":[{"name":"b","value":"={{ \"yes\" }}"}]}}`
	out, err := nodetest.New(t, typ, 1, params).Docs(`[{"a":1}]`).Run()
	nodetest.Want(t, out, err, `[[{"a":1,"b":true,"n":"12","m":"abc","e":"","s":5,"x":{"y":[null,"z"]}}]]`)
	out, err = nodetest.New(t, typ, 2, params).Docs(`[{"a":1}]`).Run()
	nodetest.Want(t, out, err, `[[{"a":1,"b":true,"n":12,"m":"abc","e":0,"s":5,"x":{"y":[null,"z"]}}]]`)
}

func BenchmarkManual(b *testing.B) {
	h := nodetest.New(b, typ, 3.4, manual(`,"includeOtherFields":true`, assign("x", "string", `"={{ $json.a }}"`), assign("n", "number", `5`))).
		Docs(`[` + strings.Repeat(`{"a":"1","b":2,"c":{"d":3}},`, 99) + `{"a":"1"}]`)
	in := h.Bind()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := in.Run(h); err != nil {
			b.Fatal(err)
		}
	}
}
