/**
 * The inputs and outputs of a node. n8n's descriptions compute some of them by an expression over
 * the parameters; such text is never run in the browser: the rule stands here for each type.
 */
import { describe, type NodeTypeDescription, type NodeTypes, type PortDescription } from "./nodeTypes";
import { effectiveParameters, readPath } from "./parameters";
import {
	isSticky,
	type Json,
	type JsonObject,
	MAIN,
	neighbours,
	type WorkflowDocument,
	type WorkflowNode,
} from "./workflow";

export interface Port {
	/** Kind of connection: "main", "ai_tool"… */
	type: string;
	/** Number among the ports of the same kind and side; connections name it. */
	index: number;
	/** What is written at the port, "" for nothing. */
	label: string;
	required: boolean;
	/** The output that takes items which failed. */
	error?: boolean;
}

export interface Ports {
	inputs: readonly Port[];
	outputs: readonly Port[];
}

type Draft = Pick<PortDescription, "type"> & { displayName?: string; required?: boolean };

const named = (...labels: string[]): Draft[] => labels.map((displayName) => ({ type: MAIN, displayName }));

function list(value: Json | undefined): JsonObject[] {
	return Array.isArray(value)
		? value.filter((entry): entry is JsonObject => typeof entry === "object" && entry !== null && !Array.isArray(entry))
		: [];
}

function text(value: Json | undefined): string {
	return typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
}

/** A number of ports; hostile files must not ask for a million. */
function count(value: Json | undefined, otherwise: number): number {
	const number = Number(value);
	return Number.isInteger(number) && number >= 0 ? Math.min(number, 64) : otherwise;
}

function numbered(n: number): Draft[] {
	return named(...Array.from({ length: n }, (_, index) => String(index)));
}

function switchOutputs(parameters: JsonObject, version: number): Draft[] {
	if (version < 2) return numbered(4);
	if (parameters.mode === "expression") {
		return numbered(count(version < 3 ? parameters.outputsAmount : parameters.numberOutputs, 4));
	}
	const rules = list(readPath(parameters, version < 3 ? "rules.rules" : "rules.values"));
	const outputs = named(...rules.map((rule, index) => text(rule.outputKey) || String(index)));
	if (version < 3) {
		if (parameters.fallbackOutput === "extra") outputs.push(...named("Fallback"));
	} else if (readPath(parameters, "options.fallbackOutput") === "extra") {
		outputs.push(...named(text(readPath(parameters, "options.renameFallbackOutput")) || "Fallback"));
	}
	return outputs;
}

function webhookOutputs(parameters: JsonObject): Draft[] {
	const methods = parameters.httpMethod;
	return named(...(Array.isArray(methods) ? methods.map(text) : [text(methods) || "GET"]));
}

function classifierOutputs(parameters: JsonObject): Draft[] {
	const outputs = named(...list(readPath(parameters, "categories.categories")).map((entry) => text(entry.category)));
	if (readPath(parameters, "options.fallback") === "other") outputs.push(...named("Other"));
	return outputs;
}

function respondOutputs(parameters: JsonObject, version: number): Draft[] {
	const both = version === 1.3 || (version >= 1.4 && parameters.enableResponseOutput === true);
	return both ? named("Input Data", "Response") : named("");
}

/** Outputs that depend on parameters, by type. */
const OUTPUTS: Record<string, (parameters: JsonObject, version: number) => Draft[]> = {
	"n8n-nodes-base.switch": switchOutputs,
	"n8n-nodes-base.webhook": webhookOutputs,
	"n8n-nodes-base.respondToWebhook": respondOutputs,
	"@n8n/n8n-nodes-langchain.textClassifier": classifierOutputs,
	"@n8n/n8n-nodes-langchain.sentimentAnalysis": (parameters) =>
		named(...(text(readPath(parameters, "options.categories")) || "Positive, Neutral, Negative").split(/\s*,\s*/)),
};

/** Inputs that depend on parameters, by type. */
const INPUTS: Record<string, (parameters: JsonObject, version: number) => Draft[]> = {
	"n8n-nodes-base.merge": (parameters, version) => {
		const n = version < 3 ? 2 : Math.max(1, count(parameters.numberInputs, 2));
		return named(...Array.from({ length: n }, (_, index) => `Input ${index + 1}`));
	},
};

/** Ports of well-known types, for when the server does not describe them. */
const FALLBACK_OUTPUTS: Record<string, Draft[]> = {
	"n8n-nodes-base.if": named("true", "false"),
	"n8n-nodes-base.splitInBatches": named("done", "loop"),
	"n8n-nodes-base.compareDatasets": named("In A only", "Same", "Different", "In B only"),
	"n8n-nodes-base.stopAndError": [],
};

const FALLBACK_INPUTS: Record<string, Draft[]> = {
	"n8n-nodes-base.compareDatasets": named("Input A", "Input B"),
};

const AI_TITLES: Record<string, string> = {
	ai_languageModel: "Model",
	ai_memory: "Memory",
	ai_tool: "Tool",
	ai_outputParser: "Output Parser",
	ai_embedding: "Embedding",
	ai_vectorStore: "Vector Store",
	ai_document: "Document",
	ai_textSplitter: "Text Splitter",
	ai_retriever: "Retriever",
	ai_reranker: "Reranker",
	ai_agent: "Agent",
	ai_chain: "Chain",
};

/** What is written at a port of a kind other than main. */
export function portTitle(type: string): string {
	return Object.hasOwn(AI_TITLES, type) ? (AI_TITLES[type] as string) : type.replace(/^ai_/, "");
}

function drafts(
	described: NodeTypeDescription["inputs"] | undefined,
	names: string[] | undefined,
	computed: Draft[] | undefined,
	fallback: Draft[] | undefined,
	otherwise: Draft[],
): Draft[] {
	if (computed) return computed;
	if (!Array.isArray(described)) return fallback ?? otherwise;
	return described.map((entry, index) =>
		typeof entry === "string"
			? { type: entry, displayName: names?.[index] ?? "" }
			: { type: entry.type, displayName: entry.displayName ?? names?.[index] ?? "", required: entry.required },
	);
}

/** Numbers the drafts by kind and adds what wires of the document use beyond them. */
function finish(
	side: Draft[],
	used: Iterable<{ type: string; index: number }>,
	clash: (type: string) => boolean,
): Port[] {
	const counts = new Map<string, number>();
	const ports: Port[] = [];
	const add = ({ type, displayName, required }: Draft) => {
		const index = counts.get(type) ?? 0;
		counts.set(type, index + 1);
		ports.push({
			type,
			index,
			label: displayName || (type === MAIN ? "" : portTitle(type)),
			required: required === true,
		});
	};
	side.forEach(add);
	// A wire that the description has no port for still needs its end to be seen.
	for (const { type, index } of used) {
		if (clash(type) || !Number.isInteger(index) || index < 0 || index > 63) continue;
		while ((counts.get(type) ?? 0) <= index) {
			add({
				type,
				displayName: type === MAIN && ports.some((port) => port.type === MAIN) ? String(counts.get(type) ?? 0) : "",
			});
		}
	}
	return ports;
}

const NO_PORTS: Ports = { inputs: [], outputs: [] };

/**
 * The ports of a node. Those that its description does not name but a wire of the document uses
 * are there too, so that nothing of a file is hidden: old versions, unknown types, AI parts.
 */
export function portsOf(types: NodeTypes, document: WorkflowDocument, node: WorkflowNode): Ports {
	if (isSticky(node)) return NO_PORTS;
	const description = describe(types, node);
	const parameters = effectiveParameters(description, node);
	const trigger = description
		? description.group.includes("trigger")
		: /Trigger$|\.(webhook|cron|interval|start)$/.test(node.type);
	const own = <T>(table: Record<string, T>): T | undefined =>
		Object.hasOwn(table, node.type) ? table[node.type] : undefined;
	const inputs = drafts(
		description?.inputs,
		description?.inputNames,
		own(INPUTS)?.(parameters, node.typeVersion),
		own(FALLBACK_INPUTS),
		trigger ? [] : named(""),
	);
	const outputs = drafts(
		description?.outputs,
		description?.outputNames,
		own(OUTPUTS)?.(parameters, node.typeVersion),
		node.type === "n8n-nodes-base.splitInBatches" && node.typeVersion < 3
			? named("loop", "done")
			: own(FALLBACK_OUTPUTS),
		named(""),
	);
	const { incoming, outgoing } = neighbours(document, node.name);
	// AI parts (models, tools) have no main ports; an unknown type is judged by its wires.
	const part = !description && outgoing.length > 0 && outgoing.every((wire) => wire.sourceType !== MAIN);
	const finished: Ports = {
		inputs: finish(
			part ? [] : inputs,
			incoming.map((wire) => ({ type: wire.targetType, index: wire.targetIndex })),
			() => false,
		),
		outputs: finish(
			part ? [] : outputs,
			outgoing.map((wire) => ({ type: wire.sourceType, index: wire.sourceIndex })),
			() => node.onError === "continueErrorOutput",
		),
	};
	if (node.onError !== "continueErrorOutput") return finished;
	const main = finished.outputs.filter((port) => port.type === MAIN).length;
	return {
		inputs: finished.inputs,
		outputs: [
			...finished.outputs.map((port) =>
				main === 1 && port.type === MAIN && !port.label ? { ...port, label: "Success" } : port,
			),
			{ type: MAIN, index: main, label: "Error", required: false, error: true },
		],
	};
}

/** Whether an output may be wired to an input: both must be of one kind. */
export function canConnect(source: Port, target: Port): boolean {
	return source.type === target.type;
}
