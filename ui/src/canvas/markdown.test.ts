// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { renderMarkdown, withoutStylesAndHandlers } from "./markdown";

function html(text: string): string {
	const host = document.createElement("div");
	host.append(renderMarkdown(text));
	return host.innerHTML;
}

describe("notes", () => {
	it("are Markdown", () => {
		expect(html("## Title\n\n**bold** and `code`\n- [x] done")).toMatch(
			/<h2>Title<\/h2>[\s\S]*<strong>bold<\/strong>[\s\S]*<code>code<\/code>[\s\S]*<li>.*checkbox/,
		);
	});

	it.each([
		"<script>alert(1)</script>",
		"<img src=x onerror=alert(1)>",
		"[x](javascript:alert(1))",
		"<a href='  jAvaScript:alert(1)'>x</a>",
		"<iframe src='https://example.com'></iframe>",
		"<style>*{display:none}</style>",
		"<svg onload=alert(1)><a xlink:href='javascript:1'>x</a></svg>",
		"<form action='https://example.com'><input name=a><button>x</button></form>",
		"<div style='position:fixed'>x</div>",
		"<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
		"[x](data:text/html;base64,PHNjcmlwdD4=)",
	])("leave nothing dangerous of %s", (text) => {
		const result = html(text);
		expect(result).not.toMatch(/<(script|iframe|style|svg|form|button|math|img)/i);
		expect(result).not.toMatch(/ on\w+=|javascript:|data:| style=/i);
	});

	it("fetch no pictures; they are links", () => {
		const result = html("![a cat](https://example.com/cat.png)");
		expect(result).not.toContain("<img");
		expect(result).toContain('href="https://example.com/cat.png"');
		expect(result).toContain("Picture: a cat");
		expect(html("[![a cat](https://example.com/cat.png)](https://example.com)")).not.toContain("<img");
	});

	it("send nobody along with their links", () => {
		expect(html("[x](https://example.com)")).toMatch(/target="_blank"/);
		expect(html("[x](https://example.com)")).toMatch(/rel="noopener noreferrer"/);
	});

	it.each([
		["<p style=\"color:red\">style='x' stays</p>", "<p >style='x' stays</p>"],
		["<p title=\"a>b\" STYLE = 'a' class=c>x</p>", '<p title="a>b"  class=c>x</p>'],
		["<td/style=color:red align=left>", "<td/ align=left>"],
		['<img src="x"onerror=alert(1) ONLOAD="a">', '<img src="x" >'],
		["<p>on = off</p>", "<p>on = off</p>"],
		["1 < 2 style=3 > 2", "1 < 2 style=3 > 2"],
		['<p data-style="a">', '<p data-style="a">'],
	])("have no style attributes and handlers when the browser reads them: %s", (html, expected) => {
		expect(withoutStylesAndHandlers(html)).toBe(expected);
	});
});
