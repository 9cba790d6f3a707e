package html_test

import (
	"bufio"
	"os"
	"testing"

	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

// TestAsCheerio takes values out of generated documents, damaged ones among
// them, and compares them with what cheerio 1.0.0-rc.6 and html-to-text 9.0.5,
// the libraries of the original, took.
func TestAsCheerio(t *testing.T) {
	in, err := os.Open("testdata/cheerio.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for lines := bufio.NewScanner(in); lines.Scan(); {
		c := nodetest.Doc(lines.Text())
		var rows []value.Value
		for i, row := range c.Get("rows").Elems() {
			rows = append(rows, row.Set("key", value.String("k"+value.Int(i).ToString())))
		}
		params := value.Object(value.Field{Key: "operation", Value: value.String("extractHtmlContent")},
			value.Field{Key: "extractionValues", Value: value.Object(value.Field{Key: "values", Value: value.Array(rows...)})},
			value.Field{Key: "options", Value: nodetest.Doc(`{"trimValues":false,"cleanUpText":false}`)})
		docs := value.Array(value.Object(value.Field{Key: "data", Value: c.Get("html")})).JSON()
		for version, want := range map[float64]string{1.1: "plain", 1.2: "formatted"} {
			out, err := nodetest.New(t, "n8n-nodes-base.html", version, params.JSON()).Docs(docs).Run()
			if err != nil {
				t.Errorf("%s: %v", c.Get("html").JSON(), err)
				continue
			}
			if got := out[0][0].JSON.JSON(); got != c.Get(want).JSON() {
				t.Errorf("version %v: %s\n  of %s\n  gave %s, not\n  %s", version, c.Get("rows").JSON(), c.Get("html").JSON(), got, c.Get(want).JSON())
			}
		}
	}
}

func TestSelectorsThatAreNoCSS(t *testing.T) {
	const source = `<h1>A</h1><h3 class=\"x\">B</h3><input type=\"checkbox\" value=\"c\"><select><option value=\"1\"><option value=\"2\" selected></select><p></p><p>D</p>`
	for selector, want := range map[string]string{
		":header": `["A","B"]`, ".x:header": `["B"]`, "p:parent": `["D"]`, "h1, p:parent": `["A","D"]`,
	} {
		out, err := nodetest.New(t, "n8n-nodes-base.html", 1.1,
			`{"operation":"extractHtmlContent","extractionValues":{"values":[{"key":"k","cssSelector":"`+selector+`","returnArray":true}]}}`).
			Docs(`[{"data":"` + source + `"}]`).Run()
		nodetest.Want(t, out, err, `[[{"k":`+want+`}]]`)
	}
	for selector, want := range map[string]string{"input:checkbox": `"c"`, "option:selected": `"2"`} {
		out, err := nodetest.New(t, "n8n-nodes-base.html", 1.1,
			`{"operation":"extractHtmlContent","extractionValues":{"values":[{"key":"k","cssSelector":"`+selector+`","returnValue":"value"}]}}`).
			Docs(`[{"data":"` + source + `"}]`).Run()
		nodetest.Want(t, out, err, `[[{"k":`+want+`}]]`)
	}
}

// TestAttributesKeepTheirOrder: also those of elements that the parser repeats.
func TestAttributesKeepTheirOrder(t *testing.T) {
	const source = `<p><a href=\"/\" class=\"x\" a=\"1\">t</a><a class=\"x\" a=\"1\" href=\"/\">u</a><b z=\"1\" a=\"2\">v</p>w</b>`
	out, err := nodetest.New(t, "n8n-nodes-base.html", 1.1,
		`{"operation":"extractHtmlContent","extractionValues":{"values":[{"key":"k","cssSelector":"body","returnValue":"html"}]}}`).
		Docs(`[{"data":"` + source + `"}]`).Run()
	nodetest.Want(t, out, err, `[[{"k":"<p><a href=\"/\" class=\"x\" a=\"1\">t</a><a class=\"x\" a=\"1\" href=\"/\">u</a><b z=\"1\" a=\"2\">v</b></p><b z=\"1\" a=\"2\">w</b>"}]]`)
}
