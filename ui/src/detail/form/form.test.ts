import { describe, expect, test } from "vitest";
import type { NodeProperty, NodeTypeDescription } from "@/document/nodeTypes";
import { fillDefaults } from "@/document/parameters";
import { readAssignments, withAssignments, withType } from "./assignments";
import { nodeIssues } from "./issues";
import { readLocator, withMode } from "./locator";
import { findOperator, OPERATORS, operatorKey, readFilter, withOperator } from "./operators";
import { ruleValue } from "./rules";
import { addableGroups, entriesOf, moved, sameJson, setParameter, toFixed, withEntries, withKey } from "./values";

const property = (name: string, type: NodeProperty["type"], more: Partial<NodeProperty> = {}): NodeProperty => ({
	name,
	displayName: name,
	type,
	...more,
});

describe("stored values", () => {
	const url = property("url", "string", { default: "" });
	test("a value at its default is not stored", () => {
		expect(setParameter({ url: "x", other: 1 }, url, "", "root", [url])).toEqual({ other: 1 });
		expect(setParameter({}, property("o", "collection", { default: {} }), {}, "root", [])).toEqual({});
	});
	test("except in a collection, where defaults do not fill in", () => {
		expect(setParameter({}, url, "", "collection", [url])).toEqual({ url: "" });
	});
	test("except where declarations of one name disagree", () => {
		const second = property("url", "string", { default: "x" });
		expect(setParameter({}, url, "", "root", [url, second])).toEqual({ url: "" });
	});
	test("unknown keys stay, in their place", () => {
		expect(Object.keys(setParameter({ a: 1, url: "x", z: 2 }, url, "y", "root", [url]))).toEqual(["a", "url", "z"]);
	});
	test("keys named like parts of objects", () => {
		const next = withKey({}, "__proto__", 5);
		expect(Object.keys(next)).toEqual(["__proto__"]);
		expect(Object.getPrototypeOf(next)).toBe(Object.prototype);
	});
	test("equality does not ask for an order of keys", () => {
		expect(sameJson({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
		expect(sameJson([], {})).toBe(false);
		expect(sameJson({ a: undefined }, { b: undefined })).toBe(false);
	});
});

describe("fixedCollection", () => {
	const group = { name: "parameters", displayName: "Parameter", values: [property("name", "string", { default: "" })] };
	const many = property("q", "fixedCollection", { typeOptions: { multipleValues: true }, options: [group] });
	const one = property("q", "fixedCollection", { options: [group, { ...group, name: "other" }] });
	test("entries", () => {
		expect(entriesOf(many, { parameters: [{ name: "a" }, null] }, "parameters")).toEqual([{ name: "a" }, {}]);
		expect(entriesOf(one, { parameters: { name: "a" } }, "parameters")).toEqual([{ name: "a" }]);
		expect(entriesOf(many, { parameters: "={{ $json.list }}" }, "parameters")).toEqual([]);
	});
	test("a group without entries goes", () => {
		expect(withEntries(many, { parameters: [{}], kept: 1 }, "parameters", [])).toEqual({ kept: 1 });
		expect(withEntries(one, {}, "other", [{ name: "b" }])).toEqual({ other: { name: "b" } });
	});
	test("groups that can be added", () => {
		expect(addableGroups(one, { parameters: {} }).map((g) => g.name)).toEqual(["other"]);
		expect(addableGroups(many, { parameters: [{}] })).toHaveLength(1);
	});
	test("moving", () => expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]));
});

describe("fixed and expression", () => {
	test.each([
		["number", "={{ 5 }}", undefined, 5],
		["number", "=7", undefined, 7],
		["number", "={{ $json.n }}", 12, 12],
		["number", "={{ $json.n }}", undefined, 3],
		["boolean", "={{ true }}", undefined, true],
		["string", "=Hello", undefined, "Hello"],
		["string", "={{ $json.a }}", "Ada", "Ada"],
		["string", "={{ $json.a }}", undefined, "{{ $json.a }}"],
	] as const)("%s %s with result %j becomes %j", (type, text, evaluated, fixed) => {
		expect(toFixed(text, property("p", type, { default: type === "number" ? 3 : "" }), evaluated)).toBe(fixed);
	});
	test("a choice that is not in the list becomes the default", () => {
		const p = property("m", "options", {
			default: "GET",
			options: [
				{ name: "GET", value: "GET" },
				{ name: "PUT", value: "PUT" },
			],
		});
		expect(toFixed("={{ 'PUT' }}", p, "PUT")).toBe("PUT");
		expect(toFixed("={{ 'X' }}", p, "X")).toBe("GET");
	});
});

describe("rules of descriptions", () => {
	const scope = { parameters: { options: { ignoreCase: true }, loose: false }, version: 2.2 };
	test.each([
		["={{!$parameter.options.ignoreCase}}", false],
		["={{ $nodeVersion >= 2.3 ? 3 : $nodeVersion >= 2.2 ? 2 : 1 }}", 2],
		['={{ ($nodeVersion < 2.1 ? $parameter.options.loose : $parameter.loose) ? "loose" : "strict" }}', "strict"],
		["={{ $parameter.missing.deep }}", undefined],
		["={{ $parameter.options.ignoreCase && $nodeVersion === 2.2 }}", true],
		["plain", "plain"],
		["={{ alert(1) }}", undefined],
		["={{ 1 ? }}", undefined],
		["={{ $parameter.constructor }}", undefined],
	])("%s", (rule, value) => expect(ruleValue(rule, scope)).toBe(value));
});

describe("filter", () => {
	test("every operator is found by its key", () => {
		for (const list of Object.values(OPERATORS)) for (const o of list) expect(findOperator(operatorKey(o))).toBe(o);
		expect(findOperator("string:nope")).toBeUndefined();
		expect(findOperator("constructor:name")).toBeUndefined();
	});
	const condition = {
		id: "1",
		leftValue: "={{ $json.a }}",
		rightValue: "5",
		operator: { type: "string", operation: "equals" } as const,
	};
	test("changing the type converts the right side and keeps the left", () => {
		const next = withOperator(condition, { type: "number", operation: "gt" });
		expect(next).toMatchObject({
			leftValue: "={{ $json.a }}",
			rightValue: 5,
			operator: { type: "number", operation: "gt" },
		});
		expect(withOperator({ ...condition, rightValue: "abc" }, { type: "number", operation: "gt" }).rightValue).toBe("");
		expect(withOperator({ ...condition, rightValue: "={{ 1 }}" }, { type: "number", operation: "gt" }).rightValue).toBe(
			"={{ 1 }}",
		);
	});
	test("an operator without right side drops the flags of the old one", () => {
		const unary = withOperator(condition, { type: "string", operation: "exists", singleValue: true });
		expect(unary.operator).toEqual({ type: "string", operation: "exists", singleValue: true });
		expect(withOperator(unary, { type: "string", operation: "equals" }).operator).toEqual({
			type: "string",
			operation: "equals",
		});
	});
	test("options of the description replace stored ones, unknown keys stay", () => {
		const options = { caseSensitive: false, leftValue: "", typeValidation: "loose" as const, version: 2 };
		expect(
			readFilter({ options: { caseSensitive: true, odd: 1 }, conditions: [{ leftValue: 1 }], more: 2 }, options),
		).toMatchObject({
			options: { caseSensitive: false, odd: 1, version: 2 },
			combinator: "and",
			more: 2,
			conditions: [{ leftValue: 1, operator: { type: "string", operation: "equals" } }],
		});
	});
});

describe("locators", () => {
	const p = property("sheet", "resourceLocator", {
		default: { mode: "list", value: "" },
		modes: [
			{ name: "list", displayName: "From list", type: "list" },
			{ name: "url", displayName: "By URL", type: "string", extractValue: { type: "regex", regex: "/d/([^/]+)" } },
			{
				name: "id",
				displayName: "By ID",
				type: "string",
				validation: [{ type: "regex", properties: { regex: "[a-z0-9]+", errorMessage: "Not an id" } }],
			},
		],
	});
	test("bare values of old files are ids", () =>
		expect(readLocator(p, "abc")).toEqual({ __rl: true, mode: "id", value: "abc" }));
	test("nothing stored takes the default mode", () =>
		expect(readLocator(p, undefined)).toEqual({ __rl: true, mode: "list", value: "" }));
	test("an address gives its id to another mode", () => {
		expect(withMode(p, { __rl: true, mode: "url", value: "https://x.test/d/abc/edit" }, "id").value).toBe("abc");
		expect(
			withMode(
				p,
				{ __rl: true, mode: "list", value: "abc", cachedResultName: "Sheet", cachedResultUrl: "https://x.test/d/abc" },
				"url",
			),
		).toEqual({
			__rl: true,
			mode: "url",
			value: "https://x.test/d/abc",
		});
	});
	const description = { properties: [{ ...p, required: true }], group: [] } as unknown as NodeTypeDescription;
	const issues = (value: unknown) =>
		[
			...nodeIssues(
				description,
				{ name: "n", type: "t", typeVersion: 1, position: [0, 0], parameters: { sheet: value as never } },
				{},
			),
		].map(([k]) => k);
	test("are checked by their patterns", () => {
		expect(issues({ __rl: true, mode: "id", value: "NOT AN ID" })).toEqual(["sheet"]);
		expect(issues({ __rl: true, mode: "id", value: "abc" })).toEqual([]);
		expect(issues({ __rl: true, mode: "id", value: "={{ $json.id }}" })).toEqual([]);
		expect(issues({ __rl: true, mode: "list", value: "" })).toEqual(["sheet"]);
	});
});

describe("assignments", () => {
	test("are read leniently and keep what is unknown", () => {
		const value = { assignments: [{ id: "1", name: "a", type: "odd", value: 1, extra: true }, "x"], more: 1 };
		const list = readAssignments(value);
		expect(list).toEqual([{ id: "1", name: "a", type: "string", value: 1, extra: true }]);
		expect(withAssignments(value, list)).toMatchObject({ more: 1 });
	});
	test("types convert", () => {
		const a = { id: "", name: "a", type: "string" as const, value: "5" };
		expect(withType(a, "number").value).toBe(5);
		expect(withType(a, "array").value).toBe("[]");
		expect(withType({ ...a, value: "={{ 1 }}" }, "boolean").value).toBe("={{ 1 }}");
	});
});

describe("issues", () => {
	const description = {
		group: [],
		properties: [
			property("mode", "options", {
				default: "a",
				options: [
					{ name: "A", value: "a" },
					{ name: "B", value: "b" },
				],
			}),
			property("url", "string", { default: "", required: true, displayOptions: { show: { mode: ["a"] } } }),
			property("body", "json", { default: "" }),
			property("n", "number", { default: 0 }),
			property("rules", "fixedCollection", {
				default: {},
				typeOptions: { multipleValues: true },
				options: [
					{
						name: "values",
						displayName: "Rule",
						values: [
							property("key", "string", { default: "", required: true, displayOptions: { show: { "/mode": ["b"] } } }),
						],
					},
				],
			}),
			property("options", "collection", {
				default: {},
				options: [property("size", "string", { default: "", required: true })],
			}),
		],
		credentials: [{ name: "api", required: true, displayOptions: { show: { mode: ["b"] } } }],
	} as unknown as NodeTypeDescription;
	const issues = (parameters: Record<string, unknown>, more = {}) => {
		const node = {
			name: "n",
			type: "t",
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: parameters as never,
			...more,
		};
		return [
			...nodeIssues(
				description,
				node,
				fillDefaults(description.properties, node.parameters, { root: {}, version: 1, type: "t" }),
			).keys(),
		];
	};
	test("of displayed parameters only", () => {
		expect(issues({})).toEqual(["url"]);
		expect(issues({ mode: "b" })).toEqual(["credentials.api"]);
		expect(issues({ mode: "b" }, { credentials: { api: { id: "1", name: "x" } } })).toEqual([]);
	});
	test("inside of groups and collections", () => {
		const credentials = { credentials: { api: { id: "1", name: "x" } } };
		expect(issues({ mode: "b", rules: { values: [{ key: "k" }, {}] } }, credentials)).toEqual(["rules.values[1].key"]);
		expect(issues({ url: "x", options: { size: "" } })).toEqual(["options.size"]);
		expect(issues({ url: "x", options: {} })).toEqual([]);
	});
	test("of values", () => {
		expect(issues({ url: "x", body: "{", n: "abc", mode: "z" })).toEqual(["mode", "body", "n"]);
		expect(issues({ url: "={{ $json.u }}", body: "={{ 1 }}", n: "={{ 1 }}" })).toEqual([]);
	});
});
