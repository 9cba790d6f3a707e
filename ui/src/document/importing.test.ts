import { describe, expect, it } from "vitest";
import { fileName, MAX_DEPTH, parseWorkflow, writeWorkflow } from "./importing";
import { brokenAt } from "./jsonPlace";
import { connectionList, emptyWorkflow } from "./workflow";

function accepted(value: unknown) {
	const result = parseWorkflow(JSON.stringify(value));
	if (!result.ok) throw new Error(result.message);
	return result;
}

describe("reading workflows", () => {
	it("keeps what it does not know", () => {
		const value = {
			name: "w",
			nodes: [{ name: "A", type: "x.y", typeVersion: 1, position: [0, 0], parameters: {}, strange: { deep: [1] } }],
			connections: { A: { main: [null, [{ node: "gone", type: "main", index: 0, more: 1 }]] } },
			somethingNew: [1, 2],
		};
		const { document, problems } = accepted(value);
		expect(problems).toEqual([]);
		expect(JSON.parse(writeWorkflow(document))).toEqual(value);
	});

	it.each([
		["", /not JSON|JSON/],
		["{", /JSON/],
		["42", /not a workflow/],
		["{}", /“nodes”/],
		['{"nodes":{}}', /“nodes”/],
	])("refuses %s with the reason", (text, reason) => {
		const result = parseWorkflow(text);
		expect(result.ok).toBe(false);
		if (!result.ok) expect(result.message).toMatch(reason);
	});

	it("tells where JSON is broken", () => {
		const result = parseWorkflow('{\n  "nodes": [\n    oops\n  ]\n}');
		expect(result).toMatchObject({ ok: false, message: expect.stringMatching(/line 3, column 5/) });
	});

	it("refuses values that are nested without end", () => {
		expect(parseWorkflow(`{"nodes":[],"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`).ok).toBe(false);
		const brackets = "[".repeat(MAX_DEPTH * 2);
		expect(accepted({ nodes: [], note: `${brackets}"\\` }).document.note).toBe(`${brackets}"\\`);
	});

	it("mends what it can and tells it", () => {
		const { document, problems } = accepted({
			nodes: [
				{ name: "A", type: "x.y", typeVersion: "2", position: [0, 0], parameters: [] },
				{ name: "A", type: "x.y", typeVersion: 1, position: [1e300, "0"], parameters: {} },
				{ type: "x.set", typeVersion: 1, position: [0, 0] },
				{ name: "no type" },
				7,
			],
			connections: { A: { main: [[{ node: "set" }, null, 3], "x"], ai: 4 }, B: 5 },
			settings: [],
			pinData: { A: "x", B: [] },
		});
		expect(document.nodes.map((node) => node.name)).toEqual(["A", "A1", "set"]);
		expect(document.nodes[0]?.typeVersion).toBe(2);
		expect(document.nodes.every((node) => node.position.every(Number.isFinite))).toBe(true);
		expect(connectionList(document)).toEqual([
			{ source: "A", sourceType: "main", sourceIndex: 0, target: "set", targetType: "main", targetIndex: 0 },
		]);
		expect(document.pinData).toEqual({ B: [] });
		expect(problems.map((problem) => problem.where)).toEqual([
			"nodes[0].parameters",
			"nodes[0].typeVersion",
			"nodes[1].name",
			"nodes[1].position",
			"nodes[2].name",
			"nodes[3]",
			"nodes[4]",
			"connections.A.main[0]",
			"connections.A.main[0]",
			"connections.A.main[0]",
			"connections.A.main[1]",
			"connections.A.ai",
			"connections.B",
			"settings",
			"pinData.A",
		]);
	});

	it("tells at most fifty problems and counts the others", () => {
		const { problems } = accepted({ nodes: Array.from({ length: 10_000 }, () => 1), connections: {} });
		expect(problems).toHaveLength(51);
		expect(problems.at(-1)?.message).toContain("9950");
	});

	it("does not let a file reach the prototypes of objects", () => {
		const result = parseWorkflow(
			'{"nodes":[{"name":"__proto__","type":"a.b","typeVersion":1,"position":[0,0],"parameters":{"__proto__":{"polluted":1}}}],"connections":{"__proto__":{"main":[[{"node":"__proto__","type":"main","index":0}]]}}}',
		);
		if (!result.ok) throw new Error(result.message);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
		expect(connectionList(result.document)).toHaveLength(1);
	});

	it("opens what an API or a list of one wraps", () => {
		expect(accepted([{ name: "w", nodes: [], connections: {} }]).document.name).toBe("w");
		expect(accepted({ data: { name: "w", nodes: [], connections: {} } }).document.name).toBe("w");
	});
});

it("makes file names of any name", () => {
	expect(fileName({ ...emptyWorkflow("a/b: c\u0000?"), nodes: [] })).toBe("a b c.json");
	expect(fileName(emptyWorkflow("..."))).toBe("workflow.json");
});

it.each(["", "{", '{"a" 1}', "[1,]", '["\\x"]', "tru", "01", '{"a":1}}', '"\u0001"'])(
	"finds the fault of %j",
	(text) => {
		const at = brokenAt(text);
		expect(at).toBeLessThanOrEqual(text.length);
		expect(() => JSON.parse(text)).toThrow();
	},
);

it.each(['{"a":[1,-2.5e+3,true,null,"\\u00e9\\n"]}', " [] ", "0", '"x"'])("finds no fault in %j", (text) => {
	expect(brokenAt(text)).toBeUndefined();
});
