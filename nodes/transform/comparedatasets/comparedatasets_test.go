package comparedatasets_test

import (
	"fmt"
	"strings"
	"testing"

	_ "runnel/nodes/transform/comparedatasets"
	"runnel/runtime/node/nodetest"
)

const compareDatasets = "n8n-nodes-base.compareDatasets"

func TestRecorded(t *testing.T) { nodetest.Recorded(t, compareDatasets) }

func TestCompareDatasets(t *testing.T) {
	by := func(a, b, more string) string {
		return `{"mergeByFields":{"values":[{"field1":"` + a + `","field2":"` + b + `"}]}` + more + `}`
	}
	for _, c := range []struct {
		name             string
		version          float64
		params           string
		a, b, want, fail string
	}{
		{"sorts", 2.3, by("id", "id", ""), `[{"id":1,"v":1},{"id":2,"v":1},{"id":3},{"v":1},{}]`, `[{"id":2,"v":2},{"id":1,"v":1},{"id":4},{}]`,
			`[[{"id":3},{"v":1}],[{"id":1,"v":1}],[{"keys":{"id":2},"same":{"id":2},"different":{"v":{"inputA":1,"inputB":2}}}],[{"id":4}]]`, ""},
		{"objects match", 2.3, by("k", "k", ""), `[{"k":{"a":1,"b":[2]}}]`, `[{"k":{"b":[2],"a":1}}]`, `[[],[{"k":{"a":1,"b":[2]}}],[],[]]`, ""},
		{"types differ", 2.3, by("id", "id", ""), `[{"id":1}]`, `[{"id":"1"}]`, `[[{"id":1}],[],[],[{"id":"1"}]]`, ""},
		{"loose", 2.3, by("id", "id", `,"fuzzyCompare":true`), `[{"id":1,"x":null}]`, `[{"id":"1","y":2}]`, `[[],[{"id":1,"x":null}],[],[]]`, ""},
		{"loose, the second", 2.3, by("id", "id", `,"fuzzyCompare":true,"resolve":"preferInput2"`), `[{"id":1}]`, `[{"id":"1","y":2}]`, `[[],[{"id":"1","y":2}],[],[]]`, ""},
		{"loose, null and 0", 2, by("id", "id", `,"fuzzyCompare":true,"resolve":"preferInput1"`), `[{"id":1,"n":null}]`, `[{"id":1,"n":"0"}]`, `[[],[{"id":1,"n":null}],[],[]]`, ""},
		{"loose, version 1", 1, by("id", "id", `,"options":{"fuzzyCompare":true}`), `[{"id":1,"n":null}]`, `[{"id":"1","n":0}]`, `[[],[],[{"id":"1","n":0}],[]]`, ""},
		{"loose, missing on one side, version 2", 2, by("id", "id", `,"fuzzyCompare":true,"resolve":"includeBoth"`), `[{"id":1,"a":[],"b":1}]`, `[{"id":1,"b":2}]`,
			`[[],[],[{"keys":{"id":1},"same":{"id":1},"different":{"a":{"inputA":[],"inputB":null},"b":{"inputA":1,"inputB":2}}}],[]]`, ""},
		{"loose, missing on one side, version 2.1", 2.1, by("id", "id", `,"fuzzyCompare":true`), `[{"id":1,"a":[],"b":1}]`, `[{"id":1,"b":2}]`,
			`[[],[],[{"keys":{"id":1},"same":{"id":1,"a":[]},"different":{"b":{"inputA":1,"inputB":2}}}],[]]`, ""},
		{"both, version 1", 1, by("id", "id", `,"resolve":"includeBoth"`), `[{"id":1,"a":0,"b":false}]`, `[{"id":1,"a":1}]`,
			`[[],[],[{"keys":{"id":1},"same":{"id":1},"different":{"a":{"input1":null,"input2":1},"b":{"input1":null,"input2":null}}}],[]]`, ""},
		{"first match", 2.3, by("id", "id", `,"resolve":"preferInput2"`), `[{"id":1,"v":0}]`, `[{"id":1,"v":1},{"id":1,"v":2}]`,
			`[[],[],[{"id":1,"v":1}],[{"id":1,"v":2}]]`, ""},
		{"all matches", 2.3, by("id", "id", `,"resolve":"preferInput2","options":{"multipleMatches":"all"}`), `[{"id":1,"v":0}]`, `[{"id":1,"v":1},{"id":1,"v":0},{"id":1,"v":0}]`,
			`[[],[{"id":1,"v":0}],[{"id":1,"v":1}],[]]`, ""},
		{"mix", 2.3, by("id", "id", `,"resolve":"mix","exceptWhenMix":"v, w.x, z"`), `[{"id":1,"v":0,"w":{"x":1,"y":2}}]`, `[{"id":1,"v":1,"w":{"x":3}}]`,
			`[[],[],[{"id":1,"v":1,"w":{"x":3,"y":2},"z":null}],[]]`, ""},
		{"mix, the second", 2.3, by("id", "id", `,"resolve":"mix","preferWhenMix":"input2","exceptWhenMix":"v"`), `[{"id":1,"v":1}]`, `[{"id":1,"v":2,"w":3}]`,
			`[[],[],[{"id":1,"v":1,"w":3}],[]]`, ""},
		{"skip", 2.3, by("id", "id", `,"options":{"skipFields":"v"}`), `[{"id":1,"v":1}]`, `[{"id":1,"v":2}]`, `[[],[{"id":1,"v":1}],[],[]]`, ""},
		{"skip nested", 2.3, by("id", "id", `,"options":{"skipFields":"v.x"}`), `[{"id":1,"v":{"x":1,"y":1}}]`, `[{"id":1,"v":{"x":2,"y":2}}]`,
			`[[],[],[{"keys":{"id":1},"same":{"id":1},"different":{"v":{"inputA":{"y":1},"inputB":{"y":2}}},"skipped":{"v":{"inputA":{"x":1},"inputB":{"x":2}}}}],[]]`, ""},
		{"skip nested in no object", 2.3, by("id", "id", `,"options":{"skipFields":"v.x"}`), `[{"id":1,"v":1}]`, `[{"id":1,"v":{"x":2}}]`, "",
			"The field 'v' in item 0 is not an object. It is not possible to use dot notation."},
		{"skip nested without paths", 2.3, by("id", "id", `,"options":{"skipFields":"v.x","disableDotNotation":true}`), `[{"id":1}]`, `[{"id":1}]`, "",
			"Dot notation is disabled, but field to skip comparing 'v.x' contains dot"},
		{"no fields", 2.3, `{}`, `[{"a":1}]`, `[]`, "", `You need to define at least one pair of fields in "Fields to Match" to match on`},
		{"half a pair", 2.3, by("id", "", ""), `[{"a":1}]`, `[]`, "",
			"You need to define both fields in \"Fields to Match\" for pair 1,\n\t\t\t\t field 1 = 'id'\n\t\t\t\t field 2 = ''"},
		{"nowhere, version 2.1", 2.1, by("id", "id", ""), `[{"id":1}]`, `[{"a":1}]`, "", "Field 'id' is not present in any of items in 'Input B'"},
		{"nowhere, empty, version 2.1", 2.1, by("id", "id", ""), `[{"id":1}]`, `[{}]`, `[[{"id":1}],[],[],[]]`, ""},
		{"nowhere, version 2.2", 2.2, by("id", "id", ""), `[{"id":1}]`, `[{"a":1}]`, `[[{"id":1}],[],[],[{"a":1}]]`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := nodetest.New(t, compareDatasets, c.version, c.params).Docs(c.a).Docs(c.b).Run()
			if c.fail != "" {
				nodetest.WantError(t, err, c.fail)
				return
			}
			nodetest.Want(t, out, err, c.want)
		})
	}
}

func BenchmarkCompareDatasets(b *testing.B) {
	const n = 100_000
	docs := func(step int) string {
		var out strings.Builder
		for i := range n {
			fmt.Fprintf(&out, `,{"id":%d,"group":"g","v":%d,"text":"Text %d"}`, i*step, i%3, i)
		}
		return "[" + out.String()[1:] + "]"
	}
	for _, c := range []struct{ name, more string }{{"exact", ""}, {"loose", `,"fuzzyCompare":true`}} {
		b.Run(c.name, func(b *testing.B) {
			h := nodetest.New(b, compareDatasets, 2.3,
				`{"mergeByFields":{"values":[{"field1":"group","field2":"group"},{"field1":"id","field2":"id"}]}`+c.more+`}`).Docs(docs(1)).Docs(docs(2))
			in := h.Bind()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := in.Run(h); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(2*n*float64(b.N)/b.Elapsed().Seconds(), "items/s")
		})
	}
}
