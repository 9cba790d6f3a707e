import { describe, expect, it } from "vitest";
import { copyNodes, duplicate, paste } from "./clipboard";
import {
	addNodes,
	connect,
	disconnect,
	isConnectedTo,
	makeRoom,
	moveNodes,
	newNode,
	removeNodes,
	renameNode,
	setDisabled,
	spliceInto,
} from "./commands";
import { parseWorkflow } from "./importing";
import { indexNodeTypes } from "./nodeTypes";
import {
	type Connection,
	connectionList,
	emptyWorkflow,
	type JsonObject,
	type WorkflowDocument,
	type WorkflowNode,
} from "./workflow";

function node(name: string, x = 0, parameters: JsonObject = {}, type = "n8n-nodes-base.noOp"): WorkflowNode {
	return { id: `id-${name}`, name, type, typeVersion: 1, position: [x, 0], parameters };
}

function wire(source: string, target: string, sourceIndex = 0, targetIndex = 0): Connection {
	return { source, sourceType: "main", sourceIndex, target, targetType: "main", targetIndex };
}

function chain(...nodes: WorkflowNode[]): WorkflowDocument {
	let document: WorkflowDocument = { ...emptyWorkflow("test"), nodes };
	nodes.slice(1).forEach((next, index) => {
		document = connect(wire((nodes[index] as WorkflowNode).name, next.name))(document);
	});
	return document;
}

const pairs = (document: WorkflowDocument) =>
	connectionList(document).map((w) => `${w.source}[${w.sourceIndex}]→${w.target}[${w.targetIndex}]`);

describe("rename", () => {
	it("lets wires, pinned data, expressions and scripts follow", () => {
		const document: WorkflowDocument = {
			...chain(
				node("It's", 0),
				node("B", 200, {
					a: "={{ $('It\\'s').item.json.x }}",
					b: '={{ $node["It\'s"].json.y + $items("It\'s").length }}',
					c: "$('It\\'s') is text here",
					d: "={{ $('It') }}",
					list: [{ e: "={{ $(`It's`).first() }}" }],
					jsCode: "return $('It\\'s').all()",
				}),
			),
			pinData: { "It's": [{ json: {} }] },
		};
		const next = renameNode("It's", 'New "one"')(document);
		expect(pairs(next)).toEqual(['New "one"[0]→B[0]']);
		expect(Object.keys(next.pinData ?? {})).toEqual(['New "one"']);
		expect(next.nodes[1]?.parameters).toEqual({
			a: "={{ $('New \"one\"').item.json.x }}",
			b: '={{ $node["New \\"one\\""].json.y + $items("New \\"one\\"").length }}',
			c: "$('It\\'s') is text here",
			d: "={{ $('It') }}",
			list: [{ e: '={{ $(`New "one"`).first() }}' }],
			jsCode: "return $('New \"one\"').all()",
		});
		expect(document.nodes[0]?.name).toBe("It's");
	});

	it("numbers a name that is taken and refuses an empty one", () => {
		const document = chain(node("A"), node("B"));
		expect(renameNode("A", "B")(document).nodes[0]?.name).toBe("B1");
		expect(renameNode("A", "  ")(document)).toBe(document);
		expect(renameNode("nobody", "B")(document)).toBe(document);
	});

	it("takes a member of $node that is no identifier any more into brackets", () => {
		const document = chain(node("A"), node("B", 0, { v: "={{ $node.A.json + $node.Abc.json }}" }));
		expect(renameNode("A", "a b")(document).nodes[1]?.parameters).toEqual({
			v: '={{ $node["a b"].json + $node.Abc.json }}',
		});
	});

	it("is at ease with names that objects have anyway", () => {
		const document = chain(node("A"), node("B"));
		const next = renameNode("A", "__proto__")(document);
		expect(pairs(next)).toEqual(["__proto__[0]→B[0]"]);
		expect(pairs(renameNode("__proto__", "C")(next))).toEqual(["C[0]→B[0]"]);
		expect(({} as Record<string, unknown>).main).toBeUndefined();
	});
});

describe("wires", () => {
	it("are added once and leave no trace when they go", () => {
		const document = { ...emptyWorkflow("test"), nodes: [node("A"), node("B")] };
		const once = connect(wire("A", "B", 2, 1))(document);
		expect(once.connections).toEqual({ A: { main: [[], [], [{ node: "B", type: "main", index: 1 }]] } });
		expect(connect(wire("A", "B", 2, 1))(once)).toBe(once);
		expect(isConnectedTo(once, wire("A", "B", 2, 1))).toBe(true);
		expect(disconnect([wire("A", "B", 2, 1)])(once).connections).toEqual({});
		expect(disconnect([wire("B", "A")])(once)).toBe(once);
	});

	it("close the gap when a node of a chain is taken out", () => {
		const document = chain(node("A"), node("B"), node("C"));
		expect(pairs(removeNodes(new Set(["B"]), true)(document))).toEqual(["A[0]→C[0]"]);
		expect(pairs(removeNodes(new Set(["B"]))(document))).toEqual([]);
	});

	it("lead through a node that is put on them", () => {
		const document = addNodes([node("X")])(chain(node("A"), node("B")));
		expect(pairs(spliceInto("X", wire("A", "B"))(document)).sort()).toEqual(["A[0]→X[0]", "X[0]→B[0]"]);
	});
});

describe("nodes", () => {
	it("keep their objects when nothing about them changes", () => {
		const document = chain(node("A"), node("B", 200));
		const next = moveNodes(new Map([["B", [300, 10]]]))(document);
		expect(next.nodes[0]).toBe(document.nodes[0]);
		expect(next.nodes[1]?.position).toEqual([300, 10]);
		expect(moveNodes(new Map([["B", [200, 0]]]))(document)).toBe(document);
	});

	it("are disabled and enabled without a trace", () => {
		const document = chain(node("A"));
		const off = setDisabled(new Set(["A"]), true)(document);
		expect(off.nodes[0]?.disabled).toBe(true);
		expect(setDisabled(new Set(["A"]), false)(off).nodes[0]).toEqual(document.nodes[0]);
	});

	it("make room to the right only for those that follow", () => {
		const document = {
			...chain(node("A", 0), node("B", 200), node("C", 400)),
			nodes: [node("A", 0), node("B", 200), node("C", 400), node("Z", 400)],
		};
		expect(makeRoom("A", 100, 50)(document).nodes.map((n) => n.position[0])).toEqual([0, 250, 450, 400]);
	});

	it("begin with the default version and a free name", () => {
		const types = indexNodeTypes([
			{
				name: "hook",
				displayName: "Hook",
				group: ["trigger"],
				version: [1, 2],
				defaultVersion: 2,
				defaults: { name: "Hook" },
				inputs: [],
				outputs: ["main"],
				webhooks: [{}],
				properties: [{ name: "path", displayName: "Path", type: "string" }],
			},
		]);
		const document = chain(node("Hook"));
		const made = newNode(types, "n8n-nodes-base.hook", document, [1, 2]);
		expect(made).toMatchObject({ name: "Hook1", typeVersion: 2, position: [1, 2], type: "n8n-nodes-base.hook" });
		expect(made.parameters.path).toBe(made.webhookId);
	});
});

describe("paste", () => {
	it("renames what is taken and lets mentions among the pasted nodes follow", () => {
		const document = chain(node("A", 0), node("B", 200, { v: "={{ $('A').item.json }}" }));
		const copied = parseWorkflow(copyNodes(document, new Set(["A", "B"])));
		if (!copied.ok) throw new Error(copied.message);
		const pasted = paste(document, copied.document, [1000, 500]);
		expect(pasted.names).toEqual(["A1", "B1"]);
		const next = pasted.command(document);
		expect(pairs(next).sort()).toEqual(["A1[0]→B1[0]", "A[0]→B[0]"]);
		expect(next.nodes[3]?.parameters).toEqual({ v: "={{ $('A1').item.json }}" });
		expect(next.nodes.map((n) => n.position)).toEqual([
			[0, 0],
			[200, 0],
			[1000, 500],
			[1200, 500],
		]);
		expect(new Set(next.nodes.map((n) => n.id)).size).toBe(4);
	});

	it("gives webhooks another address", () => {
		const hook: WorkflowNode = { ...node("W", 0, { path: "abc" }), webhookId: "abc" };
		const document = chain(hook);
		const next = duplicate(document, new Set(["W"])).command(document);
		expect(next.nodes[1]?.webhookId).not.toBe("abc");
		expect(next.nodes[1]?.parameters.path).toBe(next.nodes[1]?.webhookId);
	});
});
