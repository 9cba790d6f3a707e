import { expect, test } from "vitest";
import { templateLanguage, templateTree } from "./language";

const outline = (text: string) => {
	const out: string[] = [];
	templateTree(text).iterate({ enter: (n) => void out.push(`${n.name}:${text.slice(n.from, n.to)}`) });
	return out;
};

test("braces and code are nodes, text is not", () => {
	expect(outline("a {{ b }} c")).toEqual(["Template:a {{ b }} c", "Brace:{{", "Code: b ", "Brace:}}"]);
	expect(outline("{{ b")).toEqual(["Template:{{ b", "Brace:{{", "Code: b"]);
	expect(outline("plain")).toEqual(["Template:plain"]);
});

test("code is read as one JavaScript expression, also where it begins with a brace", () => {
	const names = new Set<string>();
	templateLanguage.parser.parse("x {{ { a: $json.b } }}").iterate({ enter: (n) => void names.add(n.name) });
	expect(names).toContain("ObjectExpression");
	expect(names).toContain("MemberExpression");
	expect(names).not.toContain("Block");
});
