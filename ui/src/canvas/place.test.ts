import { describe, expect, it } from "vitest";
import { connect } from "../document/commands";
import { NO_TYPES } from "../document/nodeTypes";
import type { PaletteRequest } from "../document/store";
import { type Connection, connectionList, emptyWorkflow, findNode, type WorkflowDocument } from "../document/workflow";
import { freePlace, freePlaceFor, placeNew } from "./place";

const wire: Connection = {
	source: "a",
	sourceType: "main",
	sourceIndex: 0,
	target: "b",
	targetType: "main",
	targetIndex: 0,
};

function two(distance: number): WorkflowDocument {
	return connect(wire)({
		...emptyWorkflow("w"),
		nodes: [
			{ name: "a", type: "x.y", typeVersion: 1, position: [0, 0], parameters: {} },
			{ name: "b", type: "x.y", typeVersion: 1, position: [distance, 0], parameters: {} },
		],
	});
}

function add(document: WorkflowDocument, type: string, request: PaletteRequest) {
	const { node, command } = placeNew(NO_TYPES, document, type, request, [0, 0]);
	const next = command(document);
	return {
		next,
		node: findNode(next, node.name),
		wires: connectionList(next)
			.map((w) => `${w.source}→${w.target}`)
			.sort(),
	};
}

const noOp = "n8n-nodes-base.noOp";

describe("a new node", () => {
	it("on a wire takes its place in the middle, and makes room where there is too little", () => {
		const roomy = add(two(800), noOp, { kind: "on", wire });
		expect(roomy.wires).toEqual(["a→noOp", "noOp→b"]);
		expect(roomy.node?.position).toEqual([400, 0]);
		expect(findNode(roomy.next, "b")?.position).toEqual([800, 0]);
		const tight = add(two(208), noOp, { kind: "on", wire });
		expect(tight.node?.position[0]).toBeGreaterThan(96);
		expect((findNode(tight.next, "b")?.position[0] ?? 0) - (tight.node?.position[0] ?? 0)).toBeGreaterThan(96);
	});

	it("behind an output stands to the right and not on another node", () => {
		const { node, wires } = add(two(208), noOp, { kind: "after", source: "a", sourceType: "main", sourceIndex: 0 });
		expect(wires).toEqual(["a→b", "a→noOp"]);
		expect(node?.position[0]).toBe(208);
		expect(node?.position[1]).toBeGreaterThanOrEqual(112);
	});

	it("that cannot take the wire is added without one", () => {
		const { wires } = add(two(208), "n8n-nodes-base.webhook", {
			kind: "after",
			source: "b",
			sourceType: "main",
			sourceIndex: 0,
		});
		expect(wires).toEqual(["a→b"]);
	});

	it("for a part of a node comes before it", () => {
		const { wires, node } = add(two(208), "x.tool", {
			kind: "before",
			target: "b",
			targetType: "ai_tool",
			targetIndex: 0,
		});
		expect(wires).toEqual(["a→b", "tool→b"]);
		expect(node?.position[1]).toBeGreaterThan(0);
	});

	it("finds a free place", () => {
		expect(freePlace(two(208), [1000, 7])).toEqual([1008, 0]);
		expect(freePlace(two(208), [0, 0])[1]).toBeGreaterThanOrEqual(112);
	});
});

describe("a part that is pasted", () => {
	it("lies below what is there, as a whole", () => {
		const document = two(480);
		const part = [
			{ name: "c", type: noOp, typeVersion: 1, position: [1000, 2000] as [number, number], parameters: {} },
			{ name: "d", type: noOp, typeVersion: 1, position: [1224, 2016] as [number, number], parameters: {} },
		];
		expect(freePlaceFor(document, part, [1600, 0])).toEqual([1600, 0]);
		expect(freePlaceFor(document, part, [256, -16])).toEqual([256, 112]);
	});
});
