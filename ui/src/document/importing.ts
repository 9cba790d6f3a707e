/** Reads workflows from text that anybody may have written, and writes them again as they came. */
import { documentTexts as texts } from "../texts/document";
import { brokenAt } from "./jsonPlace";
import { uniqueName } from "./naming";
import type { Connections, ConnectionTarget, WorkflowDocument, WorkflowNode } from "./workflow";

/** Something in an imported text that was not as it should be, and what was made of it. */
export interface ImportProblem {
	/** Where: a path such as nodes[3].position. */
	where: string;
	message: string;
}

export type ImportResult =
	| { ok: true; document: WorkflowDocument; problems: ImportProblem[] }
	| { ok: false; message: string };

/** The longest text that is read, in characters: what the server takes, 10 MB. */
export const MAX_TEXT = 10 * 1024 * 1024;
/** How deep values may be nested; what walks them does so by recursion. */
export const MAX_DEPTH = 200;
/** Problems beyond this number are counted, not told. */
const MAX_PROBLEMS = 50;

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether text is nested deeper than MAX_DEPTH; looks at brackets outside of strings only. */
function tooDeep(text: string): boolean {
	let depth = 0;
	for (let at = 0; at < text.length; at++) {
		const character = text.charCodeAt(at);
		if (character === 0x22) {
			for (at++; at < text.length && text.charCodeAt(at) !== 0x22; at++) if (text.charCodeAt(at) === 0x5c) at++;
		} else if (character === 0x7b || character === 0x5b) {
			if (++depth > MAX_DEPTH) return true;
		} else if (character === 0x7d || character === 0x5d) depth--;
	}
	return false;
}

/** What a JSON error says, with line and column. */
function whyNotJson(text: string): string {
	const at = brokenAt(text) ?? text.length;
	const before = text.slice(0, at);
	const line = before.split("\n").length;
	const column = before.length - before.lastIndexOf("\n");
	const found = text.slice(at, at + 20).split("\n")[0] ?? "";
	return texts.notJsonAt(line, column, found);
}

/** Reads a workflow from JSON text. Broken parts are mended and told; what cannot be understood at all is refused with the reason. */
export function parseWorkflow(text: string): ImportResult {
	if (text.length > MAX_TEXT) return { ok: false, message: texts.tooLarge(MAX_TEXT / 1024 / 1024) };
	if (tooDeep(text)) return { ok: false, message: texts.tooDeep(MAX_DEPTH) };
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return { ok: false, message: whyNotJson(text) };
	}
	return readWorkflow(value);
}

/** Takes a parsed value as a workflow; see parseWorkflow. */
export function readWorkflow(value: unknown): ImportResult {
	let source = value;
	// Lists of one, and answers of n8n's API, hold the workflow one level down.
	if (Array.isArray(source) && source.length === 1) source = source[0];
	if (isObject(source) && !("nodes" in source)) {
		const wrapper = source;
		source =
			["workflow", "data"].map((key) => wrapper[key]).find((inner) => isObject(inner) && "nodes" in inner) ?? wrapper;
	}
	if (!isObject(source)) return { ok: false, message: texts.notAnObject };
	if (!Array.isArray(source.nodes)) return { ok: false, message: texts.noNodes };

	const problems: ImportProblem[] = [];
	let more = 0;
	const report = (where: string, message: string) => {
		if (problems.length < MAX_PROBLEMS) problems.push({ where, message });
		else more++;
	};
	const nodes = readNodes(source.nodes, report);
	const document = {
		...source,
		nodes,
		connections: readConnections(source.connections, report),
	} as WorkflowDocument;
	if (typeof document.name !== "string") {
		if (document.name !== undefined) report("name", texts.nameNotText);
		document.name = texts.unnamedWorkflow;
	}
	for (const key of ["settings", "pinData"] as const) {
		if (document[key] !== undefined && document[key] !== null && !isObject(document[key])) {
			report(key, texts.notAnObjectPart);
			delete document[key];
		}
	}
	if (document.pinData) {
		for (const [node, items] of Object.entries(document.pinData)) {
			if (!Array.isArray(items)) {
				report(`pinData.${node}`, texts.pinNotList);
				document.pinData = Object.fromEntries(Object.entries(document.pinData).filter(([name]) => name !== node));
			}
		}
	}
	if (more > 0) problems.push({ where: "", message: texts.moreProblems(more) });
	return { ok: true, document, problems };
}

type Report = (where: string, message: string) => void;

function readNodes(source: unknown[], report: Report): WorkflowNode[] {
	const taken = new Set<string>();
	for (const entry of source) if (isObject(entry) && typeof entry.name === "string") taken.add(entry.name);
	const used = new Set<string>();
	const nodes: WorkflowNode[] = [];
	source.forEach((entry, index) => {
		const where = `nodes[${index}]`;
		if (!isObject(entry)) {
			report(where, texts.nodeNotObject);
			return;
		}
		if (typeof entry.type !== "string") {
			report(where, texts.nodeWithoutType);
			return;
		}
		const node = { ...entry } as WorkflowNode;
		if (typeof node.name !== "string" || node.name === "") {
			node.name = uniqueName(node.type.slice(node.type.lastIndexOf(".") + 1), taken);
			report(`${where}.name`, texts.nodeWithoutName(node.name));
		} else if (used.has(node.name)) {
			const name = uniqueName(node.name, taken);
			report(`${where}.name`, texts.nodeNameTwice(node.name, name));
			node.name = name;
		}
		taken.add(node.name);
		used.add(node.name);
		if (!isPosition(node.position)) {
			report(`${where}.position`, texts.badPosition(node.name));
			node.position = [200 * (index % 50), 200 * Math.floor(index / 50)];
		}
		if (!isObject(node.parameters)) {
			if (node.parameters !== undefined) report(`${where}.parameters`, texts.badParameters(node.name));
			node.parameters = {};
		}
		if (typeof node.typeVersion !== "number") {
			const version = Number(node.typeVersion ?? 1);
			report(`${where}.typeVersion`, texts.badVersion(node.name));
			node.typeVersion = Number.isFinite(version) ? version : 1;
		}
		nodes.push(node);
	});
	return nodes;
}

/** Positions further out than this are no places on a canvas. */
const FARTHEST = 1e6;

function isPosition(value: unknown): value is [number, number] {
	return (
		Array.isArray(value) &&
		value.length >= 2 &&
		[value[0], value[1]].every((n) => typeof n === "number" && Math.abs(n) <= FARTHEST)
	);
}

function isTarget(value: unknown): value is ConnectionTarget {
	return isObject(value) && typeof value.node === "string";
}

function readConnections(source: unknown, report: Report): Connections {
	if (source === undefined || source === null) return {};
	if (!isObject(source)) {
		report("connections", texts.notAnObjectPart);
		return {};
	}
	let changed = false;
	const drop = (where: string, message: string) => {
		changed = true;
		report(where, message);
		return [];
	};
	const result = Object.entries(source).flatMap(([node, kinds]) => {
		const where = `connections.${node}`;
		if (!isObject(kinds)) return drop(where, texts.notAnObjectPart);
		const mapped = Object.entries(kinds).flatMap(([kind, outputs]) => {
			if (!Array.isArray(outputs)) return drop(`${where}.${kind}`, texts.notAList);
			const list = outputs.map((targets: unknown, index) => {
				const place = `${where}.${kind}[${index}]`;
				if (targets === null) return null;
				if (!Array.isArray(targets)) {
					drop(place, texts.notAList);
					return [];
				}
				return targets.flatMap((target: unknown): ConnectionTarget[] => {
					if (!isTarget(target)) return drop(place, texts.badTarget);
					if (typeof target.type === "string" && Number.isInteger(target.index)) return [target];
					changed = true;
					report(place, texts.badTargetPort(target.node));
					return [
						{
							...target,
							type: typeof target.type === "string" ? target.type : kind,
							index: Number.isInteger(target.index) ? target.index : 0,
						},
					];
				});
			});
			return [[kind, list] as const];
		});
		return [[node, Object.fromEntries(mapped)] as const];
	});
	return changed ? (Object.fromEntries(result) as Connections) : (source as Connections);
}

/** The text of a workflow as n8n exports it, with everything it came with. */
export function writeWorkflow(document: WorkflowDocument): string {
	return `${JSON.stringify(document, null, 2)}\n`;
}

/** A file name for an exported workflow, without characters that file systems refuse. */
export function fileName(document: WorkflowDocument): string {
	const name = document.name
		.replace(/[\\/:*?"<>|\p{Cc}]+/gu, " ")
		.replace(/\s+/g, " ")
		.trim()
		.replace(/^\.+|\.+$/g, "");
	return `${name.slice(0, 120) || "workflow"}.json`;
}

/** Whether some text may be a workflow, for telling a paste of nodes from a paste of text. */
export function looksLikeWorkflow(text: string): boolean {
	return /^\s*[[{]/.test(text) && text.includes('"nodes"');
}
