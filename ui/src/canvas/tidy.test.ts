import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../document/importing";
import { NO_TYPES } from "../document/nodeTypes";
import {
	connectionList,
	emptyWorkflow,
	STICKY_NOTE,
	type WorkflowDocument,
	type WorkflowNode,
} from "../document/workflow";
import { flowId, obstacles, parsePortId, portId, toCanvas, toFile } from "./geometry";
import { overlaps } from "./obstacleIndex";
import { makeScene } from "./scene";
import { tidy } from "./tidy";

function tidied(document: WorkflowDocument) {
	const scene = makeScene(document, NO_TYPES);
	const nodes = [...scene.nodes.values()].map(({ node, layout, at }) => ({ name: node.name, layout, at }));
	const positions = tidy(nodes, connectionList(document));
	return { scene, positions };
}

const node = (name: string, x = 0, y = 0, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
	name,
	type: "x.y",
	typeVersion: 1,
	position: [x, y],
	parameters: {},
	...more,
});

describe("tidying up", () => {
	it("leaves nothing on top of anything else, names and labels included", () => {
		const file = join(dirname(fileURLToPath(import.meta.url)), "../../../workflows/examples/bitrix24-chatbot.json");
		const result = parseWorkflow(readFileSync(file, "utf8"));
		if (!result.ok) throw new Error(result.message);
		const { scene, positions } = tidied(result.document);
		const rects = [...scene.nodes.values()].flatMap(({ node: { name }, layout }) => {
			const at = positions.get(name);
			return at ? obstacles(layout, at).map((rect) => ({ name, rect })) : [];
		});
		for (const a of rects)
			for (const b of rects)
				if (a.name !== b.name) expect(overlaps(a.rect, b.rect), `${a.name} and ${b.name}`).toBe(false);
		for (const wire of connectionList(result.document)) {
			expect(
				(positions.get(wire.target)?.x ?? 0) > (positions.get(wire.source)?.x ?? 0),
				`${wire.source} before ${wire.target}`,
			).toBe(true);
		}
	});

	it("copes with loops, nodes on their own, and parts of nodes", () => {
		const ai = (target: string) => [{ node: target, type: "ai_tool", index: 0 }];
		const main = (target: string) => [{ node: target, type: "main", index: 0 }];
		const document: WorkflowDocument = {
			...emptyWorkflow("w"),
			nodes: [node("a"), node("b"), node("c"), node("alone", 0, 500), node("tool"), node("inner")],
			connections: {
				a: { main: [main("b")] },
				b: { main: [main("c")] },
				c: { main: [[...main("a"), ...main("c")]] },
				tool: { ai_tool: [ai("b")] },
				inner: { ai_tool: [ai("tool")] },
			},
		};
		const { positions } = tidied(document);
		expect([...positions.keys()].sort()).toEqual(["a", "alone", "b", "c", "inner", "tool"]);
		expect(positions.get("tool")?.y).toBeGreaterThan(positions.get("b")?.y ?? 0);
		expect(positions.get("alone")?.y).toBeGreaterThan(positions.get("a")?.y ?? 0);
	});

	it("takes a sticky note along with what lies on it", () => {
		const sticky = node("note", -20, -60, { type: STICKY_NOTE, parameters: { width: 300, height: 300, content: "" } });
		const document: WorkflowDocument = {
			...emptyWorkflow("w"),
			nodes: [node("x", -800, 0), node("a"), sticky],
			connections: { x: { main: [[{ node: "a", type: "main", index: 0 }]] } },
		};
		const { scene, positions } = tidied(document);
		const was = scene.nodes.get("a")?.at ?? { x: 0, y: 0 };
		const noteWas = scene.nodes.get("note")?.at ?? { x: 0, y: 0 };
		const now = positions.get("a") ?? { x: 0, y: 0 };
		expect(positions.get("note")).toEqual({
			x: Math.round(noteWas.x + now.x - was.x),
			y: Math.round(noteWas.y + now.y - was.y),
		});
	});
});

describe("places and names", () => {
	it("come back from the canvas as they went", () => {
		for (const position of [
			[0, 0],
			[-817, 3],
			[16, 333],
		] as [number, number][])
			expect(toFile(toCanvas(position))).toEqual(position);
	});

	it("of nodes are safe and different", () => {
		const names = ['a"b', "a'b", "a b", "a_20_b", "a\\b", "", "é", "\ud800", "__proto__"];
		const ids = names.map(flowId);
		expect(new Set(ids).size).toBe(names.length);
		for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_]+$/);
	});

	it("of ports can be read again", () => {
		expect(parsePortId(portId("out", "ai_tool", 3))).toEqual({ side: "out", type: "ai_tool", index: 3 });
		expect(parsePortId("nonsense")).toBeUndefined();
	});
});
