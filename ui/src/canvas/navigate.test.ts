import { describe, expect, it } from "vitest";
import { connect } from "../document/commands";
import { emptyWorkflow, type WorkflowDocument } from "../document/workflow";
import { firstNode, nextNode, reachable } from "./navigate";

function graph(places: Record<string, [number, number]>, wires: [string, string][]): WorkflowDocument {
	let document: WorkflowDocument = {
		...emptyWorkflow("w"),
		nodes: Object.entries(places).map(([name, position]) => ({
			name,
			type: "x.y",
			typeVersion: 1,
			position,
			parameters: {},
		})),
	};
	wires.forEach(([source, target], index) => {
		document = connect({ source, sourceType: "main", sourceIndex: index, target, targetType: "main", targetIndex: 0 })(
			document,
		);
	});
	return document;
}

const document = graph({ start: [0, 0], above: [200, -160], level: [200, 0], below: [200, 160], lonely: [0, 400] }, [
	["start", "above"],
	["start", "level"],
	["start", "below"],
]);

describe("arrow keys", () => {
	it("begin at what has nothing before it", () => {
		expect(firstNode(document)).toBe("start");
		expect(nextNode(document, undefined, "right")).toBe("start");
		expect(nextNode(document, "not there", "left")).toBe("start");
		expect(nextNode(emptyWorkflow("w"), undefined, "left")).toBeUndefined();
	});

	it("go along connections, the straightest first", () => {
		expect(nextNode(document, "start", "right")).toBe("level");
		expect(nextNode(document, "below", "left")).toBe("start");
	});

	it("go up and down to what is nearest there", () => {
		expect(nextNode(document, "level", "up")).toBe("above");
		expect(nextNode(document, "level", "down")).toBe("below");
		expect(nextNode(document, "above", "up")).toBeUndefined();
	});

	it("reach nodes without connections too", () => {
		expect(nextNode(document, "lonely", "right")).toBe("below");
	});
});

it("all before and after a node are found, in loops as well", () => {
	const loop = graph({ a: [0, 0], b: [1, 0], c: [2, 0] }, [
		["a", "b"],
		["b", "c"],
		["c", "a"],
	]);
	expect([...reachable(loop, ["b"], "after")].sort()).toEqual(["a", "b", "c"]);
	expect([...reachable(document, ["above"], "before")].sort()).toEqual(["above", "start"]);
});
