package renamekeys_test

import (
	"testing"

	_ "runnel/nodes/transform/renamekeys"
	"runnel/runtime/item"
	"runnel/runtime/node/nodetest"
)

const renameKeys = "n8n-nodes-base.renameKeys"

func TestRecorded(t *testing.T) { nodetest.Recorded(t, renameKeys) }

func TestExamples(t *testing.T) { nodetest.Examples(t, renameKeys) }

func TestRenameKeys(t *testing.T) {
	keys := func(rows string) string { return `{"keys":{"key":[` + rows + `]}}` }
	pattern := func(rows string) string {
		return `{"additionalOptions":{"regexReplacement":{"replacements":[` + rows + `]}}}`
	}
	for _, c := range []struct{ name, params, in, want, fails string }{
		{"to the end", keys(`{"currentKey":"a","newKey":"c"}`), `[{"a":1,"b":2}]`, `[[{"b":2,"c":1}]]`, ""},
		{"no chain", keys(`{"currentKey":"a","newKey":"b"},{"currentKey":"b","newKey":"c"}`), `[{"a":1,"b":2}]`, `[[{"c":2}]]`, ""},
		{"below itself", keys(`{"currentKey":"a","newKey":"a.b"}`), `[{"a":1}]`, `[[{}]]`, ""},
		{"into and out of objects", keys(`{"currentKey":"a.b[0]","newKey":"x.y"}`), `[{"a":{"b":[1,2]}}]`, `[[{"a":{"b":[null,2]},"x":{"y":1}}]]`, ""},
		{"missing", keys(`{"currentKey":"z","newKey":"y"}`), `[{"a":1}]`, `[[{"a":1}]]`, ""},
		{"null is a value", keys(`{"currentKey":"a","newKey":"b"}`), `[{"a":null}]`, `[[{"b":null}]]`, ""},
		{"all levels", pattern(`{"searchRegex":"^a(.)","replaceRegex":"$1x"}`), `[{"ab":{"ac":[{"ad":1,"z":null}]},"b":"ab"}]`,
			`[[{"b":"ab","bx":{"cx":[{"z":null,"dx":1}]}}]]`, ""},
		{"top level", pattern(`{"searchRegex":"a","replaceRegex":"b","options":{"depth":0}}`), `[{"a":{"a":1}}]`, `[[{"b":{"a":1}}]]`, ""},
		{"an array is a level", pattern(`{"searchRegex":"a","replaceRegex":"b","options":{"depth":1}}`), `[{"x":[{"a":1}],"y":{"a":1}}]`,
			`[[{"x":[{"a":1}],"y":{"b":1}}]]`, ""},
		{"first match only", pattern(`{"searchRegex":"A","replaceRegex":"-","options":{"caseInsensitive":true}}`), `[{"banana":1}]`, `[[{"b-nana":1}]]`, ""},
		{"onto another key", pattern(`{"searchRegex":"1","replaceRegex":""}`), `[{"a1":1,"b":0,"a":2}]`, `[[{"b":0,"a":1}]]`, ""},
		{"one after the other", pattern(`{"searchRegex":"a","replaceRegex":"b"},{"searchRegex":"b","replaceRegex":"c"}`), `[{"a":1}]`, `[[{"c":1}]]`, ""},
		{"a bad pattern", pattern(`{"searchRegex":"(","replaceRegex":""}`), `[{"a":1}]`, "", "Invalid regular expression: /(/: Unterminated group"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := nodetest.New(t, renameKeys, 1, c.params).Docs(c.in)
			out, err := h.Run()
			if c.fails == "" {
				nodetest.Want(t, out, err, c.want)
				return
			}
			nodetest.WantError(t, err, c.fails)
			out, err = h.ContinueOnFailure().Run()
			nodetest.WantFull(t, out, err, `[[{"json":{"error":"`+c.fails+`"},"pairedItem":{"item":0}}]]`)
		})
	}
}

func TestKeepsFiles(t *testing.T) {
	it := nodetest.WithFile(item.New(nodetest.Doc(`{"a":1}`)), "f", nodetest.File("f.txt", "text/plain", "f"))
	out, err := nodetest.New(t, renameKeys, 1, `{"keys":{"key":[{"currentKey":"a","newKey":"b"}]}}`).Link([]item.Item{it}).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"b":1},"binary":{"f":"text/plain"},"pairedItem":{"item":0}}]]`)
}
