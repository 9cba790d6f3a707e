package xml_test

import (
	"strings"
	"testing"

	_ "runnel/nodes/transform/xml"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const xml = "n8n-nodes-base.xml"

func TestRecorded(t *testing.T) { nodetest.Recorded(t, xml) }

func TestExamples(t *testing.T) { nodetest.Examples(t, xml) }

func TestFromXML(t *testing.T) {
	for _, c := range []struct{ name, options, in, want, fails string }{
		{"attributes and children of one name", "", `<a x="1"><x>2</x></a>`, `{"a":{"x":["1","2"]}}`, ""},
		{"attributes apart", `"mergeAttrs":false,"attrkey":"@"`, `<a x="1">t</a>`, `{"a":{"_":"t","@":{"x":"1"}}}`, ""},
		{"arrays", `"explicitArray":true`, `<a><b>1</b></a>`, `{"a":{"b":["1"]}}`, ""},
		{"normal", `"normalize":true,"normalizeTags":true`, "<A><B> x \n y </B></A>", `{"a":{"b":"x y"}}`, ""},
		{"trimmed", `"trim":true`, `<a> x  y </a>`, `{"a":"x  y"}`, ""},
		{"nothing", "", ``, `null`, ""},
		{"damaged", "", `<a><b></a>`, "", "Unexpected close tag\nLine: 0\nColumn: 10\nChar: >"},
		{"a file as an entity", "", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`, "", "Invalid character entity\nLine: 0\nColumn: 60\nChar: ;"},
		{"entities of entities", "", `<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;"><!ENTITY d "&c;&c;">]><a>&d;</a>`, "", "Invalid character entity\nLine: 0\nColumn: 77\nChar: ;"},
		{"an entity of its own", "", `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`, "", "Invalid character entity\nLine: 0\nColumn: 36\nChar: ;"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := value.Array(value.Object(value.Field{Key: "data", Value: value.String(c.in)})).JSON()
			out, err := nodetest.New(t, xml, 1, `{"options":{`+c.options+`}}`).Docs(in).Run()
			if c.fails != "" {
				nodetest.WantError(t, err, c.fails)
				return
			}
			nodetest.Want(t, out, err, `[[`+c.want+`]]`)
		})
	}
}

func TestToXML(t *testing.T) {
	for _, c := range []struct{ name, options, in, want, fails string }{
		{"several fields", "", `{"a":1,"b":null}`, "<root>\n  <a>1</a>\n  <b/>\n</root>", ""},
		{"one text", "", `{"a":"x<y"}`, "<a>x&lt;y</a>", ""},
		{"another root", `,"rootName":"doc"`, `{"a":true}`, "<doc>\n  <a>true</a>\n</doc>", ""},
		{"attributes", "", `{"a":{"$":{"x":"\"<\n","n":null},"_":5}}`, `<a x="&quot;&lt;&#xA;">5</a>`, ""},
		{"other keys", `,"attrkey":"@","charkey":"#"`, `{"a":{"@":{"x":1},"#":"t"}}`, `<a x="1">t</a>`, ""},
		{"a list at the top", "", `{"a":[{"b":1},{"c":2}]}`, "<a>\n  <b>1</b>\n  <c>2</c>\n</a>", ""},
		{"lists", "", `{"a":{"b":["x",1,{"c":2},""]}}`, "<a>\n  <b>x</b>\n  <b>1</b>\n  <b>\n    <c>2</c>\n  </b>\n  <b/>\n</a>", ""},
		{"an end inside of literal text", `,"cdata":true`, `{"a":"]]>"}`, "<a><![CDATA[]]]]><![CDATA[>]]></a>", ""},
		{"no name", "", `{"a b":1}`, "", "Invalid character in name"},
		{"no character", "", `{"a":"x\u0001"}`, "", "Invalid character in string: x\u0001 at index 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := nodetest.New(t, xml, 1, `{"mode":"jsonToxml","options":{"headless":true`+c.options+`}}`).Docs(`[` + c.in + `]`).Run()
			if c.fails != "" {
				nodetest.WantError(t, err, c.fails)
				return
			}
			nodetest.Want(t, out, err, `[[{"data":`+value.String(c.want).JSON()+`}]]`)
		})
	}
	deep := strings.Repeat(`{"a":`, 2000) + "1" + strings.Repeat("}", 2000)
	_, err := nodetest.New(t, xml, 1, `{"mode":"jsonToxml"}`).Docs(`[` + deep + `]`).Run()
	nodetest.WantError(t, err, "The data is nested deeper than 1000 levels")
}
