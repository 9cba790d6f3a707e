import { describe, expect, test } from "vitest";
import { type DragSource, type DropTarget, dragCode, dropped, pathName, quoted } from "./access";
import { segments } from "./segments";

const direct = (...path: (string | number)[]): DragSource => ({ node: "Webhook", direct: true, path });
const far = (...path: (string | number)[]): DragSource => ({ node: "It's {{ far }}", direct: false, path });
const target = (value: unknown, more: Partial<DropTarget> = {}): DropTarget => ({ value, text: true, ...more });

test.each([
	[["a", "b"], "$json.a.b"],
	[["a b", 0, "c"], "$json['a b'][0].c"],
	[["data[USER][NAME]"], "$json['data[USER][NAME]']"],
	[["it's"], "$json['it\\'s']"],
	[['"'], `$json['"']`],
	[["größe"], "$json.größe"],
	[["1st"], "$json['1st']"],
	[[], "$json"],
])("%j is read by %s", (path, code) => expect(dragCode(direct(...path))).toBe(code));

test("farther nodes are named", () => {
	expect(dragCode({ node: "Webhook", direct: false, path: ["body", "id"] })).toBe("$('Webhook').item.json.body.id");
});

test.each(["}}", "a}}b", "\\}}", "'", "\n", "\\", "{{", "\u2028"])("a key %j survives inside of {{ }}", (key) => {
	const value = dropped(direct(key), target("")) as string;
	const [only, ...rest] = segments(value.slice(1));
	expect(rest).toEqual([]);
	expect(only?.open).toBe(false);
	// The code is one property access, so it can be read back by JavaScript's own rules.
	const inner = /^\$json\[(.*)\]$/s.exec(only?.text.trim() ?? "")?.[1] ?? "";
	expect(JSON.parse(`"${inner.slice(1, -1).replace(/\\'/g, "'").replace(/"/g, '\\"')}"`)).toBe(key);
});

test("quoted escapes what would end it", () => expect(quoted("a'b\\c\n")).toBe("'a\\'b\\\\c\\n'"));

describe("dropping", () => {
	test.each<[unknown, string]>([
		["", "={{ $json.a }}"],
		[undefined, "={{ $json.a }}"],
		["=", "={{ $json.a }}"],
		["={{ }}", "={{ $json.a }}"],
		["Hello", "=Hello {{ $json.a }}"],
		["=Hello {{ $json.b }}", "=Hello {{ $json.b }} {{ $json.a }}"],
	])("on text %j gives %s", (before, after) => expect(dropped(direct("a"), target(before))).toBe(after));

	test("on a number or a choice replaces", () => {
		expect(dropped(direct("a"), target(5, { text: false }))).toBe("={{ $json.a }}");
		expect(dropped(direct("a"), target("GET", { text: false }))).toBe("={{ $json.a }}");
	});

	test("on a parameter without expressions is refused", () => {
		expect(dropped(direct("a"), target("", { fixedOnly: true }))).toBeUndefined();
	});

	test("on the name of a field gives the name", () => {
		expect(dropped(direct("a", "b", 0), target("x", { dataPath: "single" }))).toBe("a.b[0]");
		expect(dropped(direct("b"), target("a", { dataPath: "multiple" }))).toBe("a, b");
		expect(dropped(direct("a"), target("a, b", { dataPath: "multiple" }))).toBe("a, b");
		expect(dropped(direct("a"), target("", { dataPath: "multiple", fixedOnly: true }))).toBe("a");
	});

	test("from a far node with an odd name", () => {
		const value = dropped(far("x"), target("")) as string;
		expect(value).toBe("={{ $('It\\'s {{ far }\\u007d').item.json.x }}");
		expect(segments(value.slice(1))).toHaveLength(1);
	});
});

test("names of fields", () => expect(pathName(["a", 0, "b c"])).toBe("a[0].b c"));
