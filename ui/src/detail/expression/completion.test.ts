import { CompletionContext as Asked } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { describe, expect, test } from "vitest";
import { chainBefore } from "./chain";
import { type CompletionContext, complete, documentationAt } from "./completion";
import { completionSource, inScript } from "./sources";

const context: CompletionContext = {
	json: { body: { event: "ONIMBOT", "data[USER]": 7, list: [{ id: 1 }], empty: null }, name: "Ada" },
	nodes: [
		{ name: "Set", json: { body: 1 } },
		{ name: "It's a hook", json: { query: { q: "x" } } },
		{ name: "Never ran" },
	],
	parameters: { url: "https://x.test", options: { timeout: 1 } },
	variables: { region: "eu" },
	reference: {
		functions: [
			{ receiver: "String", name: "words", doc: "", args: [], returns: "string[]", examples: [] },
			{ receiver: "String", name: "maybe", doc: "", args: [], returns: "string | undefined", examples: [] },
			{ receiver: "Array", name: "neverAnything", doc: "", args: [], returns: "undefined", examples: [] },
			{
				receiver: "string",
				name: "toTitleCase",
				doc: "Capital letters.",
				args: [],
				returns: "string",
				examples: [{ expression: '"a b".toTitleCase()', result: "A B" }],
			},
			{
				receiver: "string",
				name: "toDateTime",
				doc: "Reads a date.",
				args: [{ name: "format", type: "string", optional: true, doc: "How it is written." }],
				returns: "DateTime",
				examples: [],
			},
			{ receiver: "array", name: "first", doc: "The first.", args: [], returns: "any", examples: [] },
			{
				receiver: "number",
				name: "round",
				doc: "Rounds.",
				args: [{ name: "decimals", type: "number", optional: true }],
				returns: "number",
				examples: [],
			},
			{
				receiver: "date",
				name: "format",
				doc: "As text.",
				args: [],
				returns: "string",
				examples: [],
				search: ["strftime"],
			},
			{ receiver: "object", name: "keys", doc: "Names.", args: [], returns: "array", examples: [] },
		],
		globals: [
			{ name: "$json", doc: "The item.", type: "object" },
			{ name: "$input", doc: "The input.", type: "object" },
			{ name: "$now", doc: "Now.", type: "DateTime" },
			{ name: "$jmespath", doc: "Queries.", type: "function" },
		],
	},
	place: "expression",
};
const labels = (code: string, c = context) => complete(code, c).map((o) => o.label);

describe("fields of the input", () => {
	test("come first, in the order of the data", () => expect(labels("$json.").slice(0, 2)).toEqual(["body", "name"]));
	test("nested", () => expect(labels("$json.body.").slice(0, 4)).toEqual(["event", "data[USER]", "list", "empty"]));
	test("narrowed by what is typed", () => expect(labels("$json.body.ev")[0]).toBe("event"));
	test("in lists", () => expect(labels("$json.body.list[0].")[0]).toBe("id"));
	test("by bracket", () => expect(labels("$json['body'].")[0]).toBe("event"));
	test("after ?.", () => expect(labels("$json?.body?.ev")[0]).toBe("event"));
	test("odd names replace the dot", () => {
		const option = complete("$json.body.data", context).find((o) => o.label === "data[USER]");
		expect(option).toMatchObject({ insert: "['data[USER]']", from: "$json.body".length });
	});
	test("inside of a bracket and its quote", () => {
		expect(complete('$json.body["da', context)).toEqual([
			{ label: "data[USER]", insert: 'data[USER]"]', from: 12, kind: "field", detail: "7", rank: 100, closes: '"]' },
		]);
	});
	test("in the middle of other code", () =>
		expect(labels("1 + Math.max($json.body.list.length, $json.na")[0]).toBe("name"));
});

describe("other nodes", () => {
	test("names inside of $('", () => expect(labels("$('")).toEqual(["Set", "It's a hook", "Never ran"]));
	test("names are escaped", () => {
		const [option] = complete("$('It", context);
		expect(option).toMatchObject({ insert: "It\\'s a hook')", closes: "')" });
	});
	test("members", () => expect(labels("$('Set').")).toContain("first()"));
	test("fields behind item, first() and itemMatching(0)", () => {
		for (const way of ["item", "first()", "itemMatching(0)", "last(0, 1)"])
			expect(labels(`$('It\\'s a hook').${way}.json.`)[0]).toBe("query");
	});
	test("legacy access", () => expect(labels('$node["Set"].json.')[0]).toBe("body"));
	test("a node without data has no fields", () => expect(labels("$('Never ran').item.json.")).toEqual([]));
});

describe("functions", () => {
	test("of a field's type", () => {
		expect(labels("$json.name.")).toContain("toTitleCase()");
		expect(labels("$json.name.")).toContain("toUpperCase()");
		expect(labels("$json.name.")).not.toContain("round()");
		expect(labels("$json.body.list.")).toContain("first()");
	});
	test("of literals", () => {
		expect(labels('"abc".toT')).toEqual(["toTitleCase()"]);
		expect(labels("[1,2].fi")[0]).toBe("first()");
	});
	test("of results", () => {
		expect(labels("$json.name.toTitleCase().toT")).toEqual(["toTitleCase()"]);
		expect(labels("$json.name.toDateTime().fo")[0]).toBe("format()");
		expect(labels("$now.fo")[0]).toBe("format()");
		expect(labels("$now.plus({ days: 1 }).fo")[0]).toBe("format()");
		expect(labels('$json.name.split(",").')).toContain("first()");
	});
	test("of parts of lists", () => {
		expect(labels('"a b".words()[0].toT')).toEqual(["toTitleCase()"]);
		expect(labels('"a b".words().fi')[0]).toBe("first()");
		expect(labels('"a".maybe().toT')).toEqual(["toTitleCase()"]);
	});
	test("by other words, after those that have the name", () => {
		expect(labels("$now.strf")).toEqual(["format()"]);
	});
	test("none that never gives anything", () => expect(labels("[1].neverA")).toEqual([]));
	test("documentation", () => {
		expect(documentationAt("$json.name.toDateTime", context)).toMatchObject({
			signature: "toDateTime(format?): DateTime",
			text: "Reads a date.",
		});
		expect(documentationAt("$now", context)).toMatchObject({ text: "Now." });
		expect(documentationAt("$json.body", context)).toBeUndefined();
	});
});

describe("the context", () => {
	test("begins anywhere", () => {
		expect(labels("$")[0]).toBe("$json");
		expect(labels("1 + $j")[0]).toBe("$json");
		expect(labels("$")).toContain("$('Set')");
	});
	test("parameters and variables", () => {
		expect(labels("$parameter.op")[0]).toBe("options");
		expect(labels("$vars.")[0]).toBe("region");
	});
	test("scripts know items", () => {
		expect(labels("ite")).toEqual([]);
		expect(labels("ite", { ...context, place: "allItems" })).toEqual(["items"]);
		expect(labels("items[0].json.na", { ...context, place: "allItems" })[0]).toBe("name");
		expect(labels("$input.all()[0].json.na", { ...context, place: "allItems" })[0]).toBe("name");
	});
});

test.each(['"text $js', "'it", "// $js", "x /* $js", "`a", "12", "a..", "function () {}."])(
	"nothing inside of %j",
	(code) => expect(complete(code, context)).toEqual([]),
);

test("keys that objects inherit are not fields", () => {
	expect(labels("$json.__proto__.")).toEqual([]);
	expect(labels("$json.constr")).toEqual([]);
});

test("chains", () => {
	expect(chainBefore("a(1).b['c d'][0].e")).toEqual({
		root: { kind: "name", name: "a" },
		links: [
			{ kind: "call", args: "1" },
			{ kind: "name", name: "b" },
			{ kind: "name", name: "c d" },
			{ kind: "index", index: 0 },
		],
		partial: "e",
		from: 17,
		via: "dot",
		quote: "",
		joint: 16,
	});
});

describe("while typing", () => {
	const popsUp = (code: string) =>
		completionSource(inScript, () => context)(new Asked(EditorState.create({ doc: code }), code.length, false)) !==
		null;

	test.each(["$js", "$json.", "$json['", "$('", 'const x = $json.body["da'])("%s offers what fits", (code) =>
		expect(popsUp(code)).toBe(true),
	);

	test.each(["throw new Error('x');", "a('b') ", "x = 'it\\'s';", "'a' + 'b' + ", "const s = `a`;\n"])(
		"%s is left alone",
		(code) => expect(popsUp(code)).toBe(false),
	);
});
