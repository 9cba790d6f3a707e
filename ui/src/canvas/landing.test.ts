import { describe, expect, it } from "vitest";
import { connect } from "../document/commands";
import { NO_TYPES } from "../document/nodeTypes";
import { type Connection, connectionList, emptyWorkflow, findNode, type WorkflowDocument } from "../document/workflow";
import { toCanvas } from "./geometry";
import { landOn, wireBelow } from "./landing";
import { makeScene, routeScene } from "./scene";

const node = (name: string, x: number, y: number, type = "x.y") => ({
	name,
	type,
	typeVersion: 1,
	position: [x, y] as [number, number],
	parameters: {},
});
const wire: Connection = {
	source: "a",
	sourceType: "main",
	sourceIndex: 0,
	target: "b",
	targetType: "main",
	targetIndex: 0,
};

function chain(...more: ReturnType<typeof node>[]): WorkflowDocument {
	return connect(wire)({ ...emptyWorkflow("w"), nodes: [node("a", 0, 0), node("b", 480, 0), ...more] });
}

function below(document: WorkflowDocument, name: string, x: number, y: number): string | undefined {
	const scene = makeScene(document, NO_TYPES);
	const found = wireBelow(scene, routeScene(scene), name, toCanvas([x, y]));
	return found && `${found.connection.source}→${found.connection.target}`;
}

describe("the wire below a node", () => {
	it("is one that runs near its middle", () => {
		const document = chain(node("c", 0, 480));
		expect(below(document, "c", 240, 0)).toBe("a→b");
		expect(below(document, "c", 240, 24)).toBe("a→b");
		expect(below(document, "c", 240, 48)).toBeUndefined();
		expect(below(document, "c", 800, 0)).toBeUndefined();
	});

	it("takes no node that has wires, no trigger and no note", () => {
		const connected = connect({ ...wire, source: "b", target: "c" })(chain(node("c", 900, 480)));
		expect(below(connected, "c", 240, 0)).toBeUndefined();
		expect(below(chain(node("c", 0, 480, "x.someTrigger")), "c", 240, 0)).toBeUndefined();
		expect(below(chain(node("c", 0, 480, "n8n-nodes-base.stickyNote")), "c", 240, 0)).toBeUndefined();
	});
});

describe("landing on a wire", () => {
	const wires = (document: WorkflowDocument) =>
		connectionList(document)
			.map((one) => `${one.source}→${one.target}`)
			.sort();

	it("puts the node between, where it was let go, in line with a level wire", () => {
		const next = landOn("c", wire, [240, 16])(chain(node("c", 0, 480)));
		expect(wires(next)).toEqual(["a→c", "c→b"]);
		expect(findNode(next, "c")?.position).toEqual([240, 0]);
		expect(findNode(next, "b")?.position).toEqual([480, 0]);
	});

	it("keeps its distance from both ends; what follows makes room", () => {
		const document = connect({ ...wire, source: "b", target: "d" })(chain(node("c", 0, 480), node("d", 700, 0)));
		const right = landOn("c", wire, [400, 0])(document);
		expect(findNode(right, "c")?.position).toEqual([400, 0]);
		expect(findNode(right, "b")?.position).toEqual([576, 0]);
		expect(findNode(right, "d")?.position).toEqual([796, 0]);
		const left = landOn("c", wire, [48, 0])(document);
		expect(findNode(left, "c")?.position).toEqual([176, 0]);
		expect(findNode(left, "b")?.position).toEqual([480, 0]);
	});

	it("moves nothing when the ends stand in other rows", () => {
		const document = connect(wire)({
			...emptyWorkflow("w"),
			nodes: [node("a", 0, 0), node("b", 32, 480), node("c", 600, 0)],
		});
		const next = landOn("c", wire, [32, 240])(document);
		expect(findNode(next, "c")?.position).toEqual([32, 240]);
		expect(findNode(next, "b")?.position).toEqual([32, 480]);
	});
});
