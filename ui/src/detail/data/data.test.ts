import { describe, expect, test } from "vitest";
import type { RunData } from "@/document/runs";
import type { Item, WorkflowDocument } from "@/document/workflow";
import { countLines, jsonLines, LineIndex } from "./jsonlines";
import { ancestors, directInputs, linkedItem, outputCounts, outputItems, runCount, withPinned } from "./runs";
import { pathId, schemaOf, schemaRows } from "./schema";
import { cellText, columnsOf, compact, contains } from "./table";

describe("schema", () => {
	const items = [
		{ id: 1, user: { name: "Ada", tags: ["x", "y"] }, gone: null },
		{ id: 2, user: { name: "Bob", mail: "b@x.test" }, extra: true },
	];
	const row = (fields: ReturnType<typeof schemaOf>, toggled = new Set<string>(), search = "") =>
		schemaRows(fields, toggled, search).map((r) => `${r.depth}:${r.field.key}:${r.field.type}`);

	test("lists the chosen item's fields first, then those of others", () => {
		expect(row(schemaOf(items))).toEqual([
			"0:id:number",
			"0:user:object",
			"1:name:string",
			"1:tags:array",
			"2:0:string",
			"2:1:string",
			"1:mail:string",
			"0:gone:null",
			"0:extra:boolean",
		]);
	});

	test("takes examples from the chosen item and marks what it lacks", () => {
		const [id, user, extra] = schemaOf(items, 1);
		expect([id?.example, extra?.key, user?.children.map((c) => [c.key, c.present])]).toEqual([
			2,
			"extra",
			[
				["name", true],
				["mail", true],
				["tags", false],
			],
		]);
	});

	test("closing hides children", () => {
		expect(row(schemaOf(items), new Set([pathId(["user"])]))).toEqual([
			"0:id:number",
			"0:user:object",
			"0:gone:null",
			"0:extra:boolean",
		]);
	});

	test("search finds keys and values with their ancestors", () => {
		expect(row(schemaOf(items), new Set(), "MAIL")).toEqual(["0:user:object", "1:mail:string"]);
		expect(row(schemaOf(items), new Set(), "ada")).toEqual(["0:user:object", "1:name:string"]);
	});

	test("long lists are cut and say so", () => {
		const [list] = schemaOf([{ list: Array.from({ length: 50 }, (_, i) => i) }]);
		expect([list?.children.length, list?.more]).toEqual([20, 30]);
	});

	test("keys of every kind", () => {
		const odd = JSON.parse('{"__proto__":{"a":1},"constructor":2,"":3}') as Record<string, unknown>;
		expect(schemaOf([odd]).map((f) => [f.key, f.type])).toEqual([
			["__proto__", "object"],
			["constructor", "number"],
			["", "number"],
		]);
	});
});

describe("table", () => {
	test("columns of all items", () =>
		expect(columnsOf([{ a: 1 }, { b: 2, a: 1 }], 1)).toEqual({ columns: ["a"], more: 1 }));
	test("cells", () => {
		expect([cellText(undefined), cellText(null), cellText("a\nb"), cellText({ a: [1, "x"] })]).toEqual([
			"",
			"null",
			"a\nb",
			'{"a": [1, "x"]}',
		]);
		expect(cellText("x".repeat(10), 4)).toBe("xxxx…");
	});
	test("large values are not written out", () => {
		let reads = 0;
		const list = new Proxy(
			Array.from({ length: 100_000 }, () => 1),
			{
				get(target, key, receiver) {
					if (typeof key === "string" && /^\d+$/.test(key)) reads++;
					return Reflect.get(target, key, receiver);
				},
			},
		);
		expect(compact(list, 20)).toHaveLength(21);
		expect(reads).toBeLessThan(30);
	});
	test("search looks at keys and values everywhere", () => {
		expect(contains({ a: [{ Key: 5 }] }, "key")).toBe(true);
		expect(contains({ a: [{ b: "Text" }] }, "text")).toBe(true);
		expect(contains({ a: null }, "null")).toBe(false);
	});
});

describe("JSON lines", () => {
	const value = { a: 1, list: [{ b: "x" }, []], o: {} };
	const text = (folded = new Set<string>()) =>
		jsonLines(value, folded).map(
			(l) => `${" ".repeat(l.depth)}${l.key ? `${l.key}: ` : ""}${l.text}${l.comma ? "," : ""}`,
		);

	test("write the value as JSON", () => {
		expect(JSON.parse(text().join("\n"))).toEqual(value);
		expect(text()).toHaveLength(countLines(value, new Set()));
	});

	test("count what folding leaves", () => {
		for (const path of [[], ["list"], ["list", 0], ["o"]]) {
			const folded = new Set([pathId(path)]);
			expect(jsonLines(value, folded)).toHaveLength(countLines(value, folded));
		}
	});

	test("an index finds items by line", () => {
		const index = new LineIndex([3, 1, 2]);
		expect([0, 2, 3, 4, 5].map((n) => index.find(n))).toEqual([
			{ item: 0, line: 0 },
			{ item: 0, line: 2 },
			{ item: 1, line: 0 },
			{ item: 2, line: 0 },
			{ item: 2, line: 1 },
		]);
		expect(index.total).toBe(6);
	});
});

describe("run data", () => {
	const node = (name: string) => ({
		name,
		type: "t",
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
	});
	const to = (name: string, index = 0) => ({ node: name, type: "main", index });
	const document: WorkflowDocument = {
		name: "w",
		nodes: ["Hook", "Split", "Left", "Merge", "End"].map(node),
		connections: {
			Hook: { main: [[to("Split")]] },
			Split: { main: [[to("Left")], [to("Merge", 1)]] },
			Left: { main: [[to("Merge", 0)]] },
			Merge: { main: [[to("End")]] },
			End: { main: [[to("Split")]] },
		},
	};
	const item = (n: number, pairedItem: unknown): Item => ({ json: { n }, pairedItem });
	const task = (outputs: (Item[] | null)[], from?: [string, number]): RunData[string][number] => ({
		startTime: 0,
		executionTime: 1,
		source: from ? [{ previousNode: from[0], previousNodeOutput: from[1] }] : [],
		data: { main: outputs },
	});
	const source = {
		runs: {
			Hook: [task([[item(10, 0), item(11, 0)]])],
			Split: [task([[item(20, { item: 1 })], null], ["Hook", 0]), task([[], [item(21, { item: 0 })]], ["Hook", 0])],
			Left: [task([[item(30, { item: 0 })]], ["Split", 0])],
		},
		pinned: { Merge: [{ json: { pinned: true } }], Left: [{ json: { pinned: true } }] },
	};

	test("ancestors, nearest first, without the node itself", () => {
		expect(ancestors(document, "Merge").map((a) => [a.node, a.output, a.distance, a.input])).toEqual([
			["Left", 0, 1, 0],
			["Split", 1, 1, 1],
			["Hook", 0, 2, 1],
			["End", 0, 2, 1],
		]);
		expect(directInputs(document, "Merge").map((c) => c.source)).toEqual(["Left", "Split"]);
	});

	test("items of a run and an output", () => {
		expect(outputItems(source, { node: "Split", run: 0, output: 0 })).toHaveLength(1);
		expect(outputItems(source, { node: "Split", run: 0, output: 1 })).toEqual([]);
		expect(outputItems(source, { node: "Split", run: -1, output: 1 })?.[0]?.json).toEqual({ n: 21 });
		expect(outputItems(source, { node: "Split", run: 9, output: 0 })).toBeUndefined();
		expect(outputItems(source, { node: "constructor", run: 0, output: 0 })).toBeUndefined();
		expect(outputCounts(source, "Split", 1)).toEqual([0, 1]);
	});

	test("pinned items stand in where a node did not run", () => {
		expect(outputItems(source, { node: "Merge", run: -1, output: 0 })?.[0]?.json).toEqual({ pinned: true });
		expect(outputItems(source, { node: "Left", run: -1, output: 0 })?.[0]?.json).toEqual({ n: 30 });
		expect(runCount(source, "Merge")).toBe(1);
	});

	test("an item is followed back", () => {
		expect(linkedItem(source, { node: "Left", run: 0, output: 0 }, 0, "Hook")?.json).toEqual({ n: 11 });
		expect(linkedItem(source, { node: "Left", run: 0, output: 0 }, 0, "Split")?.json).toEqual({ n: 20 });
		expect(linkedItem(source, { node: "Left", run: 0, output: 0 }, 5, "Hook")).toBeUndefined();
		expect(linkedItem(source, { node: "Left", run: 0, output: 0 }, 0, "End")).toBeUndefined();
	});
});

test("what is pinned stands in place of what a node gave", () => {
	const task = { startTime: 1, executionTime: 2, executionStatus: "success" as const };
	const runs: RunData = {
		A: [
			{ ...task, data: { main: [[{ json: { n: 1 } }], [{ json: { n: 2 } }]] } },
			{ ...task, executionStatus: "error", error: { message: "no" } },
		],
		B: [{ ...task, data: { main: [[{ json: { n: 3 } }]] }, source: [{ previousNode: "A" }] }],
	};
	expect(withPinned(runs, { C: [{ json: {} }] })).toBe(runs);
	const pinned = withPinned(runs, { A: [{ json: { n: 9 } }] });
	expect(pinned.A).toEqual([{ ...task, data: { main: [[{ json: { n: 9 } }]] } }]);
	expect(pinned.B).toBe(runs.B);
	expect(outputItems({ runs: pinned, pinned: {} }, { node: "A", run: -1, output: 0 })).toEqual([{ json: { n: 9 } }]);
});
