package markdown

import (
	"strings"
	"testing"

	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const markdown = "n8n-nodes-base.markdown"

func TestRecorded(t *testing.T) { nodetest.Recorded(t, markdown) }

func TestExamples(t *testing.T) { nodetest.Examples(t, markdown) }

func TestOptionsOfHTML(t *testing.T) {
	for _, c := range []struct{ name, options, html, want string }{
		{"marks", `"bulletMarker":"-","emDelimiter":"*","strongDelimiter":"__"`, "<ul><li><b>a</b> <i>b</i></li></ul>", "- __a__ *b*"},
		{"code", `"codeBlockStyle":"indented"`, "<pre><code>a\nb</code></pre>", "    a\n    b"},
		{"fence", `"codeFence":"~~~"`, "<pre><code class=\"language-go\">a</code></pre>", "~~~go\na\n~~~"},
		{"ignored", `"ignore":"del, p"`, "<p>a <del>b</del></p>", "a "},
		{"blocks", `"blockElements":"span"`, "a<span>b</span>c", "a\n\nb\n\nc"},
		{"references", `"useLinkReferenceDefinitions":true`, `<a href="/a">a</a> <a href="/b">b</a> <a href="/a">c</a>`, "[a][1] [b][2] [c][1]\n\n[1]: /a\n[2]: /b"},
		{"replaced", `"textReplace":{"values":[{"pattern":"a","replacement":"x"},{"pattern":"b","replacement":"y"}]}`, "<p>a a b</p>", "x a y"},
		{"other escapes", `"globalEscape":{"value":{"pattern":"*","replacement":"+"}}`, "<p>*a_b*</p>", "+a_b*"},
		{"data images", `"keepDataImages":true`, `<img src="data:x">`, "![](data:x)"},
		{"newlines", `"maxConsecutiveNewlines":1`, "<p>a</p><p>b</p>", "a\nb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := value.Array(value.Object(value.Field{Key: "h", Value: value.String(c.html)})).JSON()
			out, err := nodetest.New(t, markdown, 1, `{"html":"={{ $json.h }}","destinationKey":"out.md","options":{`+c.options+`}}`).Docs(in).Run()
			if err != nil || len(out) != 1 || len(out[0]) != 1 {
				t.Fatal(out, err)
			}
			if got := out[0][0].JSON.AtPath("out.md").Str(); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestDamagedAndDeep(t *testing.T) {
	s := styleOf(value.EmptyObject)
	for html, want := range map[string]string{
		"a</p></b>c":         "ac",
		"<b>un<i>clo</b>sed": "**un_clo_**sed",
		"<":                  "<",
		"":                   "",
	} {
		if got := fromHTML(html, s); got != want {
			t.Errorf("%q gave %q, not %q", html, got, want)
		}
	}
	if got := fromHTML(strings.Repeat("<div>", 50_000)+"x", s); got != "x" {
		t.Errorf("a deep document gave %q", got[:min(len(got), 50)])
	}
	toHTML(strings.Repeat("> ", 2_000)+"x", pageStyleOf(value.EmptyObject))
	if rest, elements := takeElements(strings.Repeat("<p>\n", 200_000) + "</p>"); len(elements) != 1 || !strings.HasPrefix(rest, "<p>\n<p>\n") {
		t.Errorf("%d elements were taken out of a page that closes one", len(elements))
	}
	marked := strings.Repeat(placeMark+"0"+placeMark, 1_000) + "\n\n<div>" + strings.Repeat("x", 1_000) + "</div>"
	if got := toHTML(marked, pageStyleOf(value.EmptyObject)); len(got) > 2*len(marked) {
		t.Errorf("a page with marks of its own grew from %d to %d bytes", len(marked), len(got))
	}
}

// What is no text is converted as the original's libraries do it.
func TestOtherValues(t *testing.T) {
	for _, c := range []struct{ mode, key, v, want, fails string }{
		{"htmlToMarkdown", "html", `5`, `{}`, ""},
		{"htmlToMarkdown", "html", `{"a":"<b>x</b>","c":5}`, `{"a":"**x**","c":"5"}`, ""},
		{"htmlToMarkdown", "html", `["<i>y</i>"]`, `{"0":"_y_"}`, ""},
		{"htmlToMarkdown", "html", `null`, "", "Cannot convert undefined or null to object"},
		{"markdownToHtml", "markdown", `0`, `0`, ""},
		{"markdownToHtml", "markdown", `null`, `null`, ""},
		{"markdownToHtml", "markdown", `{"a":1}`, "", "text.replace is not a function"},
	} {
		out, err := nodetest.New(t, markdown, 1, `{"mode":"`+c.mode+`","`+c.key+`":"={{ $json.v }}"}`).Docs(`[{"v":` + c.v + `}]`).Run()
		if c.fails != "" {
			nodetest.WantError(t, err, c.fails)
			continue
		}
		nodetest.Want(t, out, err, `[[{"v":`+c.v+`,"data":`+c.want+`}]]`)
	}
}

func FuzzBothWays(f *testing.F) {
	for _, s := range []string{"# a\n- b\n\n> c", "<p>a<b>b</b></p>", "| a |\n|---|\n| b |", "<ul><li>a<table><tr><td>b"} {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, s string) {
		fromHTML(s, styleOf(value.EmptyObject))
		toHTML(s, pageStyleOf(value.EmptyObject))
	})
}
