package html_test

import (
	"strings"
	"testing"

	_ "runnel/nodes/transform/html"
	"runnel/runtime/item"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const (
	htmlNode    = "n8n-nodes-base.html"
	htmlExtract = "n8n-nodes-base.htmlExtract"
)

func TestRecorded(t *testing.T) { nodetest.Recorded(t, htmlNode, htmlExtract) }

func TestExamples(t *testing.T) {
	nodetest.Examples(t, htmlNode)
	nodetest.Examples(t, htmlExtract)
}

func docOf(html string) string {
	return value.Array(value.Object(value.Field{Key: "data", Value: value.String(html)})).JSON()
}

func TestExtract(t *testing.T) {
	const doc = `<h1 id="a" class="x y">Head <b>line</b></h1><ul><li>1</li><li> 2 <i>i</i></li><li>3</li></ul>` +
		`<p>p</p><p></p><input value="v"><textarea>t</textarea><select><option value="o1">1<option value="o2" selected>2</select><select multiple><option selected>1<option selected>2</select>` +
		`<div><!--c--><br><img alt="&quot;'">&nbsp;&lt;'"<script>a<b</script></div>`
	for _, c := range []struct {
		version                   float64
		row, options, want, fails string
	}{
		{1.1, `"cssSelector":"li"`, "", `"1 2 i3"`, ""},
		{1.1, `"cssSelector":"li","returnArray":true`, "", `["1"," 2 i","3"]`, ""},
		{1.1, `"cssSelector":"li","returnArray":true`, `"trimValues":true`, `["1","2 i","3"]`, ""},
		{1.1, `"cssSelector":"none"`, "", ``, ""},
		{1.2, `"cssSelector":"none"`, "", `""`, ""},
		{1.2, `"cssSelector":"li"`, "", `"1"`, ""},
		{1.2, `"cssSelector":"h1","skipSelectors":"b, i"`, "", `"Head"`, ""},
		{1.2, `"cssSelector":"h1","returnValue":"html"`, "", `"Head <b>line</b>"`, ""},
		{1.2, `"cssSelector":"p","returnValue":"html","returnArray":true`, "", `["p",null]`, ""},
		{1.2, `"cssSelector":"div","returnValue":"html"`, "", `"<!--c--><br><img alt=\"&quot;'\">&nbsp;&lt;'\"<script>a<b</script>"`, ""},
		{1.2, `"cssSelector":"h1","returnValue":"attribute","attribute":"class"`, "", `"x y"`, ""},
		{1.2, `"cssSelector":"h1","returnValue":"attribute"`, "", `{"id":"a","class":"x y"}`, ""},
		{1.2, `"cssSelector":"h1","returnValue":"attribute","attribute":"none"`, "", ``, ""},
		{1.2, `"cssSelector":"input, textarea, select","returnValue":"value","returnArray":true`, "", `["v","t","o2",["1","2"]]`, ""},
		{1.2, `"cssSelector":"li:first"`, "", `"1"`, ""},
		{1.2, `"cssSelector":"li:eq(-1)"`, "", `"3"`, ""},
		{1.2, `"cssSelector":"ul li:eq(1) i"`, "", `"i"`, ""},
		{1.2, `"cssSelector":"li:gt(0)","returnArray":true`, "", `["2 i","3"]`, ""},
		{1.2, `"cssSelector":"li:first-child"`, "", `"1"`, ""},
		{1.2, `"cssSelector":"li:contains(3)"`, "", `"3"`, ""},
		{1.2, `"cssSelector":"li["`, "", "", `The CSS selector "li[" cannot be used: expected identifier, found EOF instead`},
	} {
		t.Run(c.row, func(t *testing.T) {
			params := `{"operation":"extractHtmlContent","extractionValues":{"values":[{"key":"k",` + c.row + `}]},"options":{` + c.options + `}}`
			out, err := nodetest.New(t, htmlNode, c.version, params).Docs(docOf(doc)).Run()
			switch {
			case c.fails != "":
				nodetest.WantError(t, err, c.fails)
			case c.want == "":
				nodetest.Want(t, out, err, `[[{}]]`)
			default:
				nodetest.Want(t, out, err, `[[{"k":`+c.want+`}]]`)
			}
		})
	}
}

func TestCleanUp(t *testing.T) {
	const params = `{"operation":"extractHtmlContent","extractionValues":{"values":[{"key":"k","cssSelector":"pre"}]},"options":{"cleanUpText":true}}`
	out, err := nodetest.New(t, htmlNode, 1.1, params).Docs(docOf("<pre>\n\n a \t b\r\nc \n d </pre>")).Run()
	nodetest.Want(t, out, err, `[[{"k":"a bc d"}]]`)
}

func TestSources(t *testing.T) {
	params := func(property string) string {
		return `{"operation":"extractHtmlContent","dataPropertyName":"` + property + `","extractionValues":{"values":[{"key":"k","cssSelector":"b"}]}}`
	}
	out, err := nodetest.New(t, htmlNode, 1.1, params("a.b")).Docs(`[{"a":{"b":["<b>1</b>","<b>2</b>"]}}]`).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"k":"1"},"pairedItem":{"item":0}},{"json":{"k":"2"},"pairedItem":{"item":0}}]]`)
	out, err = nodetest.New(t, htmlNode, 1, params("['a.b']")).Docs(`[{"a.b":"<b>1</b>"}]`).Run()
	nodetest.Want(t, out, err, `[[{"k":"1"}]]`)
	h := nodetest.New(t, htmlNode, 1, params("a.b")).Docs(`[{"a":{"b":"<b>1</b>"}}]`)
	_, err = h.Run()
	nodetest.WantError(t, err, `No property named "a.b" exists!`)
	out, err = h.ContinueOnFailure().Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"error":"No property named \"a.b\" exists!"},"pairedItem":{"item":0}}]]`)
	it := nodetest.WithFile(item.New(nodetest.Doc(`{}`)), "page", nodetest.File("p.html", "text/html", "<b>ü</b>"))
	out, err = nodetest.New(t, htmlExtract, 1, `{"sourceData":"binary","dataPropertyName":"page","extractionValues":{"values":[{"key":"k","cssSelector":"b"}]}}`).Link([]item.Item{it}).Run()
	nodetest.Want(t, out, err, `[[{"k":"ü"}]]`)
}

// The wanted texts are those of npm's html-to-text 9.0.5.
func TestPlainText(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"headings and paragraphs", "<h1>One <i>two</i></h1>\n<p>three</p> tail<h4>Four</h4>x", "ONE TWO\n\nthree\n\ntail\n\nFOUR\n\nx"},
		{"an empty block first", "<div></div>text<div>a<div>b</div>c</div>", "\ntext\na\nb\nc"},
		{"line breaks", "a<br>b<br><br>c<p>d<br></p>e", "a\nb\n\nc\n\nd\n\n\ne"},
		{"links", "<a href=\"https://x.y/?a=1\">x</a> <a href=\"#top\">top</a><a href=\"mailto:a@b\">a@b</a><a href=\"/p\"></a><h2>A <a href=\"/l\">link</a></h2>", "x [https://x.y/?a=1] topa@b [a@b]/p\n\n\nA LINK [/l]"},
		{"images", "a<img src=\"s.png\" alt=\"alt\">b <img src=\"t.png\"><img alt=\"only\">", "aalt [s.png]b [t.png]only"},
		{"lists", "<ul><li>one<li>two<ul><li>three<li>four<br>five</ul></li></ul><ol start=9 type=a><li>i<li>j<p>k</p></ol><ul></ul>z", " * one\n * two\n   * three\n   * four\n     five\n\n i. i\n j. j\n    \n    k\n\nz"},
		{"long lists", "<ol><li>x<li>x<li>x<li>x<li>x<li>x<li>x<li>x<li>x<li>x<li>x</ol>", " 1.  x\n 2.  x\n 3.  x\n 4.  x\n 5.  x\n 6.  x\n 7.  x\n 8.  x\n 9.  x\n 10. x\n 11. x"},
		{"a quote", "<blockquote>one<p>two</p></blockquote>three", "> one\n> \n> two\n\nthree"},
		{"code", "x<pre>  a\n   b<br>c</pre>y", "x\n\n  a\n   b\nc\n\ny"},
		{"a rule", "a<hr>b", "a\n\n--------------------------------------------------------------------------------\n\nb"},
		{"a table", "<table><tr><th>a</th> <th>b</th></tr><tr><td>1</td><td>2</td></tr></table>t", "a b12\n\nt"},
		{"wrapped", "word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy z", "word word word word word word word word word word word word word word word word\nword word word word word word word word word word word word word word\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\nz"},
		{"a wrapped list", "<ul><li>word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word </ul>", " * word word word word word word word word word word word word word word word\n   word word word word word word word word word word word word word word word"},
		{"white space", " a <b> b</b> <i>c </i>d&nbsp; e <span> </span>f", "a b c d  e f"},
		{"scripts", "a<script>var x</script><style>b{}</style><noscript>n</noscript>b<!-- c -->", "anb"},
		{"a break within a word", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa<wbr>bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"},
		{"roman", "<ol type=I><li>a<li>b<li>c<li>d</ol>", " I.   a\n II.  b\n III. c\n IV.  d"},
		{"sections", "<section>a<article>b</article></section><header>c</header>d<form>e</form>", "a\nb\nc\nd\ne"},
		{"nested divs", "<div><div><p>a</p></div></div><div>b</div>", "a\n\nb"},
		{"umlauts in a heading", "<h3>straße ÿ</h3>", "STRASSE Ÿ"},
	} {
		t.Run(c.name, func(t *testing.T) {
			const params = `{"operation":"extractHtmlContent","extractionValues":{"values":[{"key":"k","cssSelector":"body"}]}}`
			out, err := nodetest.New(t, htmlNode, 1.2, params).Docs(docOf("<body>" + c.html + "</body>")).Run()
			if err != nil || len(out) != 1 || len(out[0]) != 1 {
				t.Fatal(out, err)
			}
			if got := out[0][0].JSON.Get("k").Str(); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestTemplate(t *testing.T) {
	out, err := nodetest.New(t, htmlNode, 1.2, `{"html":"a {{ $json.x }} b {{ $json.y }}"}`).Docs(`[{"x":"$& $$ $' $1 $","y":[1,[2]]}]`).Run()
	nodetest.Want(t, out, err, `[[{"html":"a {{ $json.x }} $  b 1,2 $1 $ b {{ $json.y }}"}]]`)
}

func TestTable(t *testing.T) {
	out, err := nodetest.New(t, htmlNode, 1.2, `{"operation":"convertToHtmlTable"}`).Docs(`[{"a_b":false},{"c":{"x":"<"}}]`).Run()
	if err != nil || len(out) != 1 || len(out[0]) != 1 {
		t.Fatal(out, err)
	}
	const head = "<th>a_b</th><th>c</th></tr></thead><tbody><tr  ><td "
	got := out[0][0].JSON.Get("table").Str()
	if !strings.Contains(got, head) || !strings.HasPrefix(got, "<table style='border-spacing:0; font-family:helvetica,arial,sans-serif' ><thead style=") ||
		!strings.Contains(got, `<input type="checkbox" /></td>`) || !strings.Contains(got, ">[object Object]</td></tr></tbody></table>") {
		t.Error(got)
	}
}

func TestManyParagraphs(t *testing.T) {
	const params = `{"operation":"extractHtmlContent","extractionValues":{"values":[{"key":"k","cssSelector":"body"},{"key":"all","cssSelector":"p","returnArray":true}]}}`
	out, err := nodetest.New(t, htmlNode, 1.2, params).Docs(docOf(strings.Repeat("<p>a <b>b</b></p>", 20_000))).Run()
	if err != nil || len(out) != 1 || len(out[0]) != 1 || out[0][0].JSON.Get("all").Len() != 20_000 || len(out[0][0].JSON.Get("k").Str()) != 20_000*5-2 {
		t.Errorf("%d paragraphs, %v", out[0][0].JSON.Get("all").Len(), err)
	}
}
