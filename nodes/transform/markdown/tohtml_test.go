package markdown

import "testing"

// The wanted texts are those of npm's showdown 2.1.0.
func TestToHTML(t *testing.T) {
	for _, c := range []struct{ name, markdown, want string }{
		{"headings", "# Title\n## Two *em*  ##\n#Three\nSet\n===\nSub\n---\n# Title\n## A.B_c d!\n", "<h1 id=\"title\">Title</h1>\n<h2 id=\"twoem\">Two <em>em</em></h2>\n<h1 id=\"three\">Three</h1>\n<h1 id=\"set\">Set</h1>\n<h2 id=\"sub\">Sub</h2>\n<h1 id=\"title-1\">Title</h1>\n<h2 id=\"ab_cd\">A.B_c d!</h2>"},
		{"paragraphs", "one\ntwo  \nthree\n\nfour... --- -- \"q\" 'q' (c) a & b &amp; <b>raw</b> < 5 > 4", "<p>one\ntwo<br />\nthree</p>\n<p>four… --- -- \"q\" 'q' (c) a &amp; b &amp; <b>raw</b> < 5 > 4</p>"},
		{"emphasis", "**b** __b__ *i* _i_ ***bi*** a_b_c a*b*c ~~s~~ `c` ``c`d`` \\*x\\*", "<p><strong>b</strong> <strong>b</strong> <em>i</em> <em>i</em> <strong><em>bi</em></strong> a<em>b</em>c a<em>b</em>c ~~s~~ <code>c</code> <code>c`d</code> *x*</p>"},
		{"lists", "- a\n- b\n  - c\n\n1. one\n2. two\n", "<ul>\n<li>a</li>\n<li>b</li>\n<li>c</li>\n</ul>\n<ol>\n<li>one</li>\n<li>two</li>\n</ol>"},
		{"nested", "- a\n    - b\n        - c\n- d\n", "<ul>\n<li>a<ul>\n<li>b<ul>\n<li>c</li></ul></li></ul></li>\n<li>d</li>\n</ul>"},
		{"loose", "- a\n\n- b\n\n    para\n", "<ul>\n<li><p>a</p></li>\n<li><p>b</p>\n<p>para</p></li>\n</ul>"},
		{"ordered", "3. a\n4. b\n", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>"},
		{"quote", "> one\n> two\n>\n> three\n\n> # h\n> - l\n", "<blockquote>\n  <p>one\n  two</p>\n  <p>three</p>\n  <h1 id=\"h\">h</h1>\n  <ul>\n  <li>l</li>\n  </ul>\n</blockquote>"},
		{"code", "```js\nconst a = 1 < 2;\n```\n\n    indented <b>\n    more\n\n```\nplain\n```", "<pre><code class=\"js language-js\">const a = 1 &lt; 2;\n</code></pre>\n<pre><code>indented &lt;b&gt;\nmore\n</code></pre>\n<pre><code>plain\n</code></pre>"},
		{"links", "[l](http://x.y \"t\") [r][1] <http://auto.link> ![i](a.png \"ti\") [e](<a b>)\n\n[1]: http://ref \"rt\"", "<p><a href=\"http://x.y\" title=\"t\">l</a> <a href=\"http://ref\" title=\"rt\">r</a> <a href=\"http://auto.link\">http://auto.link</a> <img src=\"a.png\" alt=\"i\" title=\"ti\" /> <a href=\"a b\">e</a></p>"},
		{"auto", "http://auto.link and a@b.co", "<p>http://auto.link and a@b.co</p>"},
		{"tables", "| a | b |\n|---|:-:|\n| 1 | 2 |\n", "<p>| a | b |\n|---|:-:|\n| 1 | 2 |</p>"},
		{"rules", "---\n\n***\n\n* * *\n", "<hr />\n<hr />\n<hr />"},
		{"html", "<div>\n*x*\n</div>\n\n<p>raw</p>\n\npara <span>*y*</span>", "<div>\n*x*\n</div>\n<p>raw</p>\n<p>para <span><em>y</em></span></p>"},
		{"a line behind an element", "before\n<p>a</p>\nafter", "<p>before</p>\n<p>a</p>\n<p>after</p>"},
		{"text behind an element", "<p>a</p> tail\nx", "<p>a</p>\n<p>tail\nx</p>"},
		{"elements in elements", "<div>\n<div>**a**\n\n</div>\n</div>\n**b**", "<div>\n<div>**a**\n\n</div>\n</div>\n<p><strong>b</strong></p>"},
		{"an element in code", "```\n<p>a</p>\nb\n```", "<pre><code>&lt;p&gt;a&lt;/p&gt;\nb\n</code></pre>"},
		{"an indented element", "a\n\n  <p>x</p>\nb", "<p>a</p>\n<p>x</p>\n<p>b</p>"},
		{"tabs", "```\n\n\ta\tb\n    \nc\n\n```\n", "<pre><code>    a   b\n\nc\n</code></pre>"},
		{"ends of lines", "one \ntwo\nthree \n\nfour", "<p>one \ntwo\nthree </p>\n<p>four</p>"},
		{"angles", "a => b, v<1.0, x >=14 `<`", "<p>a =&gt; b, v<1.0, x >=14 <code>&lt;</code></p>"},
		{"tasks", "- [x] done\n- [ ] todo\n", "<ul>\n<li>[x] done</li>\n<li>[ ] todo</li>\n</ul>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := toHTML(c.markdown, &pageStyle{level: 1}); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		name           string
		style          pageStyle
		markdown, want string
	}{
		{"tables", pageStyle{level: 1, tables: true}, "para\n\n| a | *b* |\n|---|:--:|\n| 1 | 2 |\n| 3 | `x` |\n\nend", "<p>para</p>\n<table>\n<thead>\n<tr>\n<th>a</th>\n<th style=\"text-align:center;\"><em>b</em></th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td style=\"text-align:center;\">2</td>\n</tr>\n<tr>\n<td>3</td>\n<td style=\"text-align:center;\"><code>x</code></td>\n</tr>\n</tbody>\n</table>\n<p>end</p>"},
		{"ids of columns", pageStyle{level: 1, tables: true, tableIDs: true}, "| a b | C |\n|---|--:|\n| 1 | 2 |\n", "<table>\n<thead>\n<tr>\n<th id=\"a_b\">a b</th>\n<th id=\"c\" style=\"text-align:right;\">C</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td style=\"text-align:right;\">2</td>\n</tr>\n</tbody>\n</table>"},
		{"struck", pageStyle{level: 1, strikethrough: true}, "a ~~s~~ b", "<p>a <del>s</del> b</p>"},
		{"tasks", pageStyle{level: 1, tasks: true}, "- [x] done\n- [ ] todo\n- plain\n", "<ul>\n<li class=\"task-list-item\" style=\"list-style-type: none;\"><input type=\"checkbox\" disabled style=\"margin: 0px 0.35em 0.25em -1.6em; vertical-align: middle;\" checked> done</li>\n<li class=\"task-list-item\" style=\"list-style-type: none;\"><input type=\"checkbox\" disabled style=\"margin: 0px 0.35em 0.25em -1.6em; vertical-align: middle;\"> todo</li>\n<li>plain</li>\n</ul>"},
		{"line breaks", pageStyle{level: 1, lineBreaks: true}, "a\nb", "<p>a<br />\nb</p>"},
		{"levels", pageStyle{level: 3}, "# a\n###### b", "<h3 id=\"a\">a</h3>\n<h8 id=\"b\">b</h8>"},
		{"spaces in headings", pageStyle{level: 1, spaceInHeading: true}, "#a\n\n# b", "<p>#a</p>\n<h1 id=\"b\">b</h1>"},
		{"no ids", pageStyle{level: 1, noID: true}, "# a", "<h1>a</h1>"},
		{"ids as on GitHub", pageStyle{level: 1, githubID: true}, "# A b, C_d! (e)\n# A b, C_d! (e)", "<h1 id=\"a-b-c_d-e\">A b, C_d! (e)</h1>\n<h1 id=\"a-b-c_d-e-1\">A b, C_d! (e)</h1>"},
		{"raw ids", pageStyle{level: 1, rawID: true}, "# A b's \"c\"", "<h1 id=\"a-b-s--c-\">A b's \"c\"</h1>"},
		{"prefixes", pageStyle{level: 1, prefixID: "sec-"}, "# A b", "<h1 id=\"secab\">A b</h1>"},
		{"raw prefixes", pageStyle{level: 1, prefixID: "Sec-", rawPrefix: true}, "# A b", "<h1 id=\"Sec-ab\">A b</h1>"},
		{"own ids", pageStyle{level: 1, customID: true}, "# Title {mine}", "<h1 id=\"mine\">Title</h1>"},
		{"new windows", pageStyle{level: 1, newWindow: true}, "[a](http://b) <http://c> [d](#e)", "<p><a href=\"http://b\" rel=\"noopener noreferrer\" target=\"_blank\">a</a> <a href=\"http://c\" rel=\"noopener noreferrer\" target=\"_blank\">http://c</a> <a href=\"#e\">d</a></p>"},
		{"underscores", pageStyle{level: 1, literalUnderscores: true}, "a_b_c _d_", "<p>a_b_c <em>d</em></p>"},
		{"stars", pageStyle{level: 1, literalStars: true}, "a*b*c *d*", "<p>a*b*c <em>d</em></p>"},
		{"mentions", pageStyle{level: 1, mentions: true, mentionsLink: "https://github.com/{u}"}, "hi @ada and a@b.c", "<p>hi <a href=\"https://github.com/ada\">@ada</a> and a@b.c</p>"},
		{"short indents", pageStyle{level: 1, shortIndent: true}, "- a\n  - b\n- c", "<ul>\n<li>a<ul>\n<li>b</li></ul></li>\n<li>c</li>\n</ul>"},
		{"emoji", pageStyle{level: 1, emoji: true}, "a :smile: :heart: :nope:", "<p>a 😄 ❤️ :nope:</p>"},
		{"separate quotes", pageStyle{level: 1, splitQuotes: true}, "> a\n\n> b", "<blockquote>\n  <p>a</p>\n</blockquote>\n<blockquote>\n  <p>b</p>\n</blockquote>"},
		{"links of bare addresses", pageStyle{level: 1, autoLinks: true}, "see http://a.b/c?d=1&e=2 and www.x.yz ok", "<p>see <a href=\"http://a.b/c?d=1&e=2\">http://a.b/c?d=1&e=2</a> and <a href=\"http://www.x.yz\">www.x.yz</a> ok</p>"},
		{"sizes", pageStyle{level: 1, imageSizes: true}, "![a](b.png =100x80) ![c](d.png =100x* \"t\")", "<p><img src=\"b.png\" alt=\"a\" width=\"100\" height=\"80\" /> <img src=\"d.png\" alt=\"c\" title=\"t\" width=\"100\" height=\"auto\" /></p>"},
		{"indented source", pageStyle{level: 1, fixIndent: true}, "    # a\n\n    b\n    c", "<h1 id=\"a\">a</h1>\n<p>b\nc</p>"},
		{"escaped tags", pageStyle{level: 1, escapedTags: true}, "a \\<div> b", "<p>a &lt;div&gt; b</p>"},
		{"a page", pageStyle{level: 1, document: true}, "# a", "<!DOCTYPE HTML>\n<html>\n<head>\n<meta charset=\"utf-8\">\n</head>\n<body>\n<h1 id=\"a\">a</h1>\n</body>\n</html>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := toHTML(c.markdown, &c.style); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}
