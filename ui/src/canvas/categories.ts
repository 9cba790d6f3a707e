/** The shelves of the node palette. */
import type { NodeTypeDescription, NodeTypes } from "../document/nodeTypes";
import { MAIN, STICKY_NOTE } from "../document/workflow";
import { hueOf } from "./icons";

export type Category = "triggers" | "flow" | "data" | "web" | "code" | "files" | "apps" | "parts";

export const CATEGORIES: readonly Category[] = ["triggers", "flow", "data", "web", "code", "files", "apps", "parts"];

export interface PaletteEntry {
	type: string;
	title: string;
	help: string;
	category: Category;
	icon: unknown;
	/** Other words it is looked for by. */
	words: string;
	inputs: readonly string[];
	outputs: readonly string[];
}

const kinds = (ports: NodeTypeDescription["inputs"]): string[] =>
	Array.isArray(ports) ? ports.map((port) => (typeof port === "string" ? port : port.type)) : [MAIN];

/** Words that people who know the node by other names look for. */
const WORDS: Record<string, string> = {
	"n8n-nodes-base.if": "condition branch filter boolean",
	"n8n-nodes-base.switch": "route router branch case",
	"n8n-nodes-base.set": "edit fields assign map variable",
	"n8n-nodes-base.code": "javascript js script function python",
	"n8n-nodes-base.httpRequest": "api rest curl fetch url get post",
	"n8n-nodes-base.splitInBatches": "loop each iterate batch",
	"n8n-nodes-base.merge": "join combine append",
	"n8n-nodes-base.scheduleTrigger": "cron time interval every",
	"n8n-nodes-base.webhook": "http endpoint url listen receive",
	"n8n-nodes-base.respondToWebhook": "answer reply response",
	"n8n-nodes-base.stopAndError": "throw fail exception",
	"n8n-nodes-base.noOp": "nothing pass",
	"n8n-nodes-base.executeWorkflow": "sub workflow call",
	"n8n-nodes-base.manualTrigger": "start button test",
};

/** What is used most comes first on its shelf; everything else follows by name. */
const FIRST = [
	"manualTrigger",
	"webhook",
	"scheduleTrigger",
	"formTrigger",
	"executeWorkflowTrigger",
	"errorTrigger",
	"if",
	"switch",
	"merge",
	"splitInBatches",
	"filter",
	"wait",
	"executeWorkflow",
	"noOp",
	"stopAndError",
	"set",
	"splitOut",
	"aggregate",
	"summarize",
	"sort",
	"limit",
	"removeDuplicates",
	"dateTime",
	"httpRequest",
	"respondToWebhook",
	"emailSend",
	"code",
	"executeCommand",
	"readWriteFile",
	"extractFromFile",
	"convertToFile",
];

function place(type: string): number {
	const at = FIRST.indexOf(type.replace(/^n8n-nodes-base\./, ""));
	return at < 0 ? FIRST.length : at;
}

function categoryOf(description: NodeTypeDescription, outputs: readonly string[]): Category {
	if (description.group.includes("trigger")) return "triggers";
	if (outputs.length > 0 && !outputs.includes(MAIN)) return "parts";
	const hue = hueOf(description.name, false);
	if (hue === "flow" || hue === "data" || hue === "web" || hue === "code") return hue;
	if (hue === "file") return "files";
	return hue === "end" ? "flow" : "apps";
}

const made = new WeakMap<NodeTypes, readonly PaletteEntry[]>();

/** All types that can be added, in the order of the shelves and then by name. */
export function paletteEntries(types: NodeTypes): readonly PaletteEntry[] {
	const known = made.get(types);
	if (known) return known;
	const entries: PaletteEntry[] = [];
	for (const [type, descriptions] of types) {
		// The description of the newest version speaks for all.
		const description = descriptions.reduce((a, b) => (newestOf(b) > newestOf(a) ? b : a));
		if (description.hidden || type === STICKY_NOTE) continue;
		const outputs = kinds(description.outputs);
		entries.push({
			type,
			title: description.displayName,
			help: description.description ?? "",
			category: categoryOf(description, outputs),
			icon: description.icon,
			words: [WORDS[type] ?? "", ...(description.codex?.alias ?? [])].join(" "),
			inputs: kinds(description.inputs),
			outputs,
		});
	}
	entries.sort(
		(a, b) =>
			CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category) ||
			place(a.type) - place(b.type) ||
			a.title.localeCompare(b.title),
	);
	made.set(types, entries);
	return entries;
}

function newestOf(description: NodeTypeDescription): number {
	return Array.isArray(description.version) ? Math.max(...description.version) : description.version;
}
