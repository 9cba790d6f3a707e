import { expect, it } from "vitest";
import { connect } from "../document/commands";
import { NO_TYPES } from "../document/nodeTypes";
import { emptyWorkflow, type WorkflowDocument } from "../document/workflow";
import { possibleWires, presentWires } from "./wireChoices";

const node = (name: string, type: string, x: number) => ({
	name,
	type,
	typeVersion: 2,
	position: [x, 0] as [number, number],
	parameters: {},
});

const document: WorkflowDocument = connect({
	source: "If",
	sourceType: "main",
	sourceIndex: 0,
	target: "near",
	targetType: "main",
	targetIndex: 0,
})({
	...emptyWorkflow("w"),
	nodes: [
		node("If", "n8n-nodes-base.if", 200),
		node("far", "x.y", 800),
		node("near", "x.y", 400),
		node("before", "x.y", 0),
		node("Webhook", "n8n-nodes-base.webhook", 300),
		node("note", "n8n-nodes-base.stickyNote", 300),
	],
});

it("a node can be wired to every other input that it is not wired to, the nearest first", () => {
	const written = possibleWires(NO_TYPES, document, "If").map(({ wire, output }) => `${output} ${wire.target}`);
	expect(written).toEqual(["true far", "true before", "false near", "false far", "false before"]);
});

it("the wires of a node are those that leave it and those that reach it", () => {
	expect(presentWires(NO_TYPES, document, "near")).toMatchObject([
		{ wire: { source: "If", target: "near" }, output: "true" },
	]);
	expect(presentWires(NO_TYPES, document, "far")).toEqual([]);
});
