import { describe, expect, it } from "vitest";
import { connect } from "./commands";
import { indexNodeTypes, NO_TYPES } from "./nodeTypes";
import { portsOf } from "./ports";
import { emptyWorkflow, type JsonObject, type WorkflowDocument, type WorkflowNode } from "./workflow";

function make(
	type: string,
	typeVersion: number,
	parameters: JsonObject = {},
	more: Partial<WorkflowNode> = {},
): WorkflowDocument {
	return {
		...emptyWorkflow("test"),
		nodes: [
			{ name: "N", type, typeVersion, position: [0, 0], parameters, ...more },
			{ name: "Other", type: "x.other", typeVersion: 1, position: [0, 0], parameters: {} },
		],
	};
}

const labels = (document: WorkflowDocument, types = NO_TYPES) => {
	const ports = portsOf(types, document, document.nodes[0] as WorkflowNode);
	const line = (side: typeof ports.inputs) =>
		side.map((port) => (port.type === "main" ? port.label : `${port.type}:${port.label}`));
	return { in: line(ports.inputs), out: line(ports.outputs) };
};

describe("ports", () => {
	const base = "n8n-nodes-base.";
	it.each<[string, number, JsonObject, string[]]>([
		["if", 2, {}, ["true", "false"]],
		["splitInBatches", 3, {}, ["done", "loop"]],
		["splitInBatches", 2, {}, ["loop", "done"]],
		["switch", 1, {}, ["0", "1", "2", "3"]],
		["switch", 2, { rules: { rules: [{ outputKey: "a" }, {}] }, fallbackOutput: "extra" }, ["a", "1", "Fallback"]],
		[
			"switch",
			3.2,
			{
				rules: { values: [{ outputKey: "a" }, {}] },
				options: { fallbackOutput: "extra", renameFallbackOutput: "rest" },
			},
			["a", "1", "rest"],
		],
		["switch", 3, { mode: "expression", numberOutputs: 2 }, ["0", "1"]],
		["webhook", 2, { httpMethod: ["GET", "POST"] }, ["GET", "POST"]],
		["respondToWebhook", 1.4, { enableResponseOutput: true }, ["Input Data", "Response"]],
		["stopAndError", 1, {}, []],
		["noOp", 1, {}, [""]],
	])("%s %d", (type, version, parameters, expected) => {
		expect(labels(make(base + type, version, parameters)).out).toEqual(expected);
	});

	it("do not grow without bound", () => {
		expect(labels(make(`${base}switch`, 3, { mode: "expression", numberOutputs: 1e9 })).out).toHaveLength(64);
	});

	it("have an output for errors when the node asks for one", () => {
		expect(labels(make(`${base}noOp`, 1, {}, { onError: "continueErrorOutput" })).out).toEqual(["Success", "Error"]);
		expect(labels(make(`${base}if`, 2, {}, { onError: "continueErrorOutput" })).out).toEqual([
			"true",
			"false",
			"Error",
		]);
	});

	it("are the description's where there is one", () => {
		const types = indexNodeTypes([
			{
				name: "x.y",
				displayName: "Y",
				group: [],
				version: 1,
				defaults: {},
				inputs: ["main", { type: "ai_tool", displayName: "Tools" }],
				outputs: ["main", "main"],
				outputNames: ["a", "b"],
				properties: [],
			},
		]);
		expect(labels(make("x.y", 1), types)).toEqual({ in: ["", "ai_tool:Tools"], out: ["a", "b"] });
	});

	it("include those that only wires know", () => {
		const document = connect({
			source: "N",
			sourceType: "main",
			sourceIndex: 2,
			target: "Other",
			targetType: "main",
			targetIndex: 0,
		})(
			connect({
				source: "Other",
				sourceType: "ai_tool",
				sourceIndex: 0,
				target: "N",
				targetType: "ai_tool",
				targetIndex: 0,
			})(make("x.unknown", 1)),
		);
		expect(labels(document)).toEqual({ in: ["", "ai_tool:Tool"], out: ["", "1", "2"] });
		const other = portsOf(NO_TYPES, document, document.nodes[1] as WorkflowNode);
		expect(other.outputs.map((port) => port.type)).toEqual(["ai_tool"]);
	});

	it("of triggers have no input", () => {
		expect(labels(make(`${base}telegramTrigger`, 1)).in).toEqual([]);
	});
});
