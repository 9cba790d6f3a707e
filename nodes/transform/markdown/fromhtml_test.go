package markdown

import "testing"

// The wanted texts are those of npm's node-html-markdown 1.2.0.
func TestFromHTML(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"headings", "<h1>One <i>two</i></h1>\n<p>three</p> tail<h4>Four</h4>x", "# One _two_\n\nthree\n\n tail\n\n#### Four\n\nx"},
		{"line breaks", "a<br>b<br><br>c<p>d<br></p>e", "a  \nb  \n  \nc\n\nd  \n\ne"},
		{"links", "<a href=\"https://x.y/?a=1_(b)\">x</a> <a href=\"http://a.b\">http://a.b</a><a href=\"/p\"></a> <a name=x>none</a> <a href=\"/q\" title=\"T\">a <b>b</b><br>c</a>", "[x](https://x.y/?a=1%5F%28b%29) <http://a.b>[](/p) none [a **b** c](/q \"T\")"},
		{"images", "a<img src=\"s.png\" alt=\"alt\" title=\"t\">b <img alt=\"only\"><img src=\"data:x\">", "a![alt](s.png \"t\")b "},
		{"lists", "<ul><li>one</li><li>two<ul><li>three</li><li>four<br>five</li></ul></li></ul><ol><li>i</li><li></li><li>j<p>k</p></li></ol>z", "* one\n* two  \n   * three  \n   * four  \n   five\n1. i\n2. j  \nk\nz"},
		{"open entries", "<ul><li>one<li>two</ul><p>a<p>b<div>c</div>", "* one\n* two\n\na\n\nb\n\nc"},
		{"quote", "<blockquote>one<p>two</p><blockquote>in</blockquote></blockquote>three", "> one\n> \n> two\n> \n>> in\n\nthree"},
		{"code", "x<pre><code>  a\n   b&lt;*</code></pre>y <code>a`b *c*</code><pre>plain\n  *x*</pre>", "x\n\n```\n  a\n   b<*\n```\n\ny `` a`b *c* ``\n\nplain\n  *x*"},
		{"rule", "a<hr>b", "a\n\n---\n\nb"},
		{"table", "<table><caption>Cap</caption><thead><tr><th>a</th> <th>long head</th></tr></thead><tbody><tr><td>1<br>x</td><td>p|q <b>b</b></td></tr><tr><td>only</td></tr></tbody></table>t", "__Cap__\n| a    | long head  |\n| ---- | ---------- |\n| 1x   | p\\|q **b** |\n| only |            |\n\nt"},
		{"white space", " a <b> b</b> <i>c </i>d&nbsp; e <span> </span>f", " a   **b** _c_ d e f"},
		{"escapes", "a*b_c [d] 1. x # no<p># yes</p><p>- y</p><p>+ z</p><p>&gt; q</p><p>2. w</p>", "a\\*b\\_c \\[d\\] 1\\. x # no\n\n\\# yes\n\n\\- y\n\n\\+ z\n\n\\> q\n\n2\\. w"},
		{"delimiters", "<b>a</b><b>b</b> <b><strong>x</strong> y</b> <del>d</del><i> </i>", "**a** **b** ****x y** ~~d~~"},
		{"scripts", "a<script>var x</script><style>b{}</style>b<!-- c -->c", "abc"},
		{"document", "<!doctype html>\n<html><head><title>t</title></head><body><p>x</p></body></html>", "x"},
		{"ends of lines", "<b>a</b>\n foo \n<i>b</i><p>\n  some\n  text <b>x</b>\n</p>", "**a** foo _b_\n\n some text **x** "},
		{"document in one line", "<!doctype html> <html><body><p>x</p></body></html>", " \n\nx"},
		{"newlines", "<div><div><p>a</p></div></div><div><br><br><br><br><br>b</div>", "a\n  \n  \nb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := style{bullet: "*", fence: "```", em: "_", strong: "**", maxNewlines: 3}
			if got := fromHTML(c.html, &s); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}
