import { describe, expect, it } from "vitest";
import type { NodeProperty, NodeTypeDescription } from "./nodeTypes";
import { effectiveParameters, isDisplayed } from "./parameters";
import type { Json, JsonObject } from "./workflow";

const scope = (siblings: JsonObject, root: JsonObject = siblings, version = 1) => ({
	siblings,
	root,
	version,
	type: "x.test",
});

describe("display conditions", () => {
	const shows = (condition: Record<string, unknown[]>, values: JsonObject, version = 1) =>
		isDisplayed({ show: condition as never }, scope(values, values, version));

	it.each<[Record<string, unknown[]>, JsonObject, boolean]>([
		[{ mode: ["a", "b"] }, { mode: "b" }, true],
		[{ mode: ["a"] }, { mode: "b" }, false],
		[{ mode: ["a"] }, {}, false],
		[{ mode: ["a"] }, { mode: "={{ 1 }}" }, true],
		[{ on: [true] }, { on: true }, true],
		[{ on: [true] }, { on: "true" }, false],
		[{ list: ["a"] }, { list: ["b", "a"] }, true],
		[{ list: ["a"] }, { list: [] }, false],
		[{ rl: ["x"] }, { rl: { __rl: true, value: "x", mode: "id" } }, true],
		[{ "options.a": [1] }, { options: { a: 1 } }, true],
		[{ "/mode": ["a"] }, { mode: "a" }, true],
		[{ n: [{ _cnd: { gte: 2 } }] }, { n: 2 }, true],
		[{ n: [{ _cnd: { gt: 2 } }] }, { n: 2 }, false],
		[{ n: [{ _cnd: { between: { from: 1, to: 3 } } }] }, { n: 3 }, true],
		[{ s: [{ _cnd: { not: "x" } }] }, { s: "y" }, true],
		[{ s: [{ _cnd: { startsWith: "ab" } }] }, { s: "abc" }, true],
		[{ s: [{ _cnd: { endsWith: "bc" } }] }, { s: "abd" }, false],
		[{ s: [{ _cnd: { includes: "b" } }] }, { s: "abc" }, true],
		[{ s: [{ _cnd: { regex: "^a.c$" } }] }, { s: "abc" }, true],
		[{ s: [{ _cnd: { regex: "(" } }] }, { s: "abc" }, false],
		[{ s: [{ _cnd: { exists: true } }] }, { s: "" }, false],
	])("%j with %j: %s", (condition, values, expected) => {
		expect(shows(condition, values)).toBe(expected);
	});

	it("know the version", () => {
		expect(shows({ "@version": [{ _cnd: { gte: 2.1 } }] }, {}, 2.2)).toBe(true);
		expect(shows({ "@version": [1, 2] }, {}, 3)).toBe(false);
	});

	it("hide what any of the conditions names", () => {
		expect(isDisplayed({ hide: { a: [1], b: [1] } }, scope({ a: 1, b: 2 }))).toBe(false);
		expect(isDisplayed({ hide: { a: [1], b: [1] } }, scope({ a: 2, b: 2 }))).toBe(true);
	});
});

describe("effective parameters", () => {
	const property = (
		name: string,
		type: NodeProperty["type"],
		value: Json | undefined,
		more: Partial<NodeProperty> = {},
	): NodeProperty => ({
		name,
		displayName: name,
		type,
		...(value === undefined ? {} : { default: value }),
		...more,
	});
	const of = (properties: NodeProperty[], parameters: JsonObject, version = 1) =>
		effectiveParameters(
			{
				name: "x.test",
				displayName: "Test",
				group: [],
				version: [1, 2],
				defaults: {},
				inputs: [],
				outputs: [],
				properties,
			} as NodeTypeDescription,
			{ name: "n", type: "x.test", typeVersion: version, position: [0, 0], parameters },
		);

	it("drop what is hidden or not declared and fill in what is missing", () => {
		const properties = [
			property("a", "string", "", { displayOptions: { show: { later: ["yes"] } } }),
			property("later", "options", "yes"),
			property("b", "string", "x", { displayOptions: { hide: { later: ["yes"] } } }),
		];
		expect(of(properties, { b: "stored", strange: 1 })).toEqual({ a: "", later: "yes" });
		expect(of(properties, { b: "stored", later: "no" })).toEqual({ b: "stored", later: "no" });
	});

	it("take the variant of a name that is displayed", () => {
		const properties = [
			property("n", "number", 1, { displayOptions: { show: { "@version": [1] } } }),
			property("n", "number", 2, { displayOptions: { show: { "@version": [2] } } }),
		];
		expect(of(properties, {}, 1)).toEqual({ n: 1 });
		expect(of(properties, {}, 2)).toEqual({ n: 2 });
	});

	it("replace null by the default of texts, not of numbers", () => {
		expect(of([property("s", "string", "d"), property("n", "number", 5)], { s: null, n: null })).toEqual({
			s: "d",
			n: null,
		});
	});

	it("leave out of collections what is not there, and complete the entries of groups", () => {
		const properties = [
			property("options", "collection", {}, { options: [property("x", "string", "d"), property("y", "string", "d")] }),
			property(
				"rules",
				"fixedCollection",
				{},
				{
					typeOptions: { multipleValues: true },
					options: [
						{
							name: "values",
							displayName: "Values",
							values: [property("key", "string", "k"), property("op", "string", "eq")],
						},
					],
				},
			),
		];
		expect(of(properties, { options: { y: "1" }, rules: { values: [{ key: "a" }, {}] } })).toEqual({
			options: { y: "1" },
			rules: {
				values: [
					{ key: "a", op: "eq" },
					{ key: "k", op: "eq" },
				],
			},
		});
	});

	it("end where conditions go in a circle", () => {
		const properties = [
			property("a", "string", "1", { displayOptions: { show: { b: ["1"] } } }),
			property("b", "string", "1", { displayOptions: { show: { a: ["1"] } } }),
		];
		expect(of(properties, {})).toEqual({ a: "1", b: "1" });
	});
});
