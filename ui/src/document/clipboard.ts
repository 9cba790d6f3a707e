/** Copy and paste as n8n's JSON, from and to n8n itself and other windows. */
import type { Command, Position } from "./commands";
import { type ImportResult, parseWorkflow } from "./importing";
import { newId, uniqueName } from "./naming";
import { mapReferences, renamer } from "./references";
import {
	type Connections,
	type ConnectionTarget,
	connectionList,
	nodesByName,
	type WorkflowDocument,
	type WorkflowNode,
} from "./workflow";

/** The nodes of a selection with the wires between them and their pinned data, as JSON text. */
export function copyNodes(document: WorkflowDocument, names: ReadonlySet<string>): string {
	const nodes = document.nodes.filter((node) => names.has(node.name));
	const pins = Object.entries(document.pinData ?? {}).filter(([name]) => names.has(name));
	const part = {
		nodes,
		connections: wiresBetween(document, names, (name) => name),
		...(pins.length > 0 ? { pinData: Object.fromEntries(pins) } : {}),
		...(document.meta === undefined ? {} : { meta: document.meta }),
	};
	return JSON.stringify(part, null, 2);
}

function wiresBetween(
	document: WorkflowDocument,
	names: ReadonlySet<string>,
	rename: (name: string) => string,
): Connections {
	const entries = Object.entries(document.connections)
		.filter(([source]) => names.has(source))
		.map(([source, kinds]) => [
			rename(source),
			Object.fromEntries(
				Object.entries(kinds).map(([kind, outputs]) => [
					kind,
					outputs.map((targets) =>
						targets === null
							? null
							: targets
									.filter((target) => names.has(target.node))
									.map((target): ConnectionTarget => ({ ...target, node: rename(target.node) })),
					),
				]),
			),
		]);
	return Object.fromEntries(entries) as Connections;
}

/** Reads what was copied: nodes of ours, of n8n, or a whole workflow. */
export function readClipboard(text: string): ImportResult {
	return parseWorkflow(text);
}

export interface Pasted {
	command: Command;
	/** The names the pasted nodes get, for selecting them. */
	names: string[];
}

/**
 * Puts a part beside what is there: names that are taken get a number, mentions of them in the
 * part follow, ids are new. The part's upper left corner comes to `at`; without it the part lies
 * a little below and right of where it was.
 */
export function paste(document: WorkflowDocument, part: WorkflowDocument, at?: Position): Pasted {
	const existing = nodesByName(document);
	const own = new Set(part.nodes.map((node) => node.name));
	const given = new Set<string>();
	const renamed = new Map<string, string>();
	for (const node of part.nodes) {
		const name = existing.has(node.name)
			? uniqueName(node.name, {
					has: (candidate) => existing.has(candidate) || own.has(candidate) || given.has(candidate),
				})
			: node.name;
		given.add(name);
		if (name !== node.name) renamed.set(node.name, name);
	}
	const rename = (name: string) => renamed.get(name) ?? name;
	const change = renamer(renamed);
	const corner = part.nodes.reduce<Position>(
		([x, y], node) => [Math.min(x, node.position[0]), Math.min(y, node.position[1])],
		[Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
	);
	const [dx, dy] = at ? [at[0] - corner[0], at[1] - corner[1]] : [32, 32];
	const nodes = part.nodes.map((node): WorkflowNode => {
		const copy: WorkflowNode = {
			...node,
			id: newId(),
			name: rename(node.name),
			parameters: renamed.size > 0 ? mapReferences(node.parameters, change) : node.parameters,
			position: [Math.round(node.position[0] + dx), Math.round(node.position[1] + dy)],
		};
		// Two webhooks of one workflow must not share an address.
		if (typeof node.webhookId === "string") {
			copy.webhookId = newId();
			if (copy.parameters.path === node.webhookId) copy.parameters = { ...copy.parameters, path: copy.webhookId };
		}
		return copy;
	});
	const wires = wiresBetween(part, own, rename);
	const pins = Object.entries(part.pinData ?? {})
		.filter(([name]) => own.has(name))
		.map(([name, items]) => [rename(name), items]);
	return {
		names: nodes.map((node) => node.name),
		command: (target) => ({
			...target,
			nodes: [...target.nodes, ...nodes],
			connections: Object.fromEntries([...Object.entries(target.connections), ...Object.entries(wires)]),
			...(pins.length > 0 ? { pinData: Object.fromEntries([...Object.entries(target.pinData ?? {}), ...pins]) } : {}),
		}),
	};
}

/** Copies nodes beside themselves, with the wires among them. */
export function duplicate(document: WorkflowDocument, names: ReadonlySet<string>): Pasted {
	const part: WorkflowDocument = {
		name: document.name,
		nodes: document.nodes.filter((node) => names.has(node.name)),
		connections: document.connections,
		...(document.pinData ? { pinData: document.pinData } : {}),
	};
	return paste(document, part);
}

/** Whether a document has wires to nodes that are not there; such wires are kept but not drawn. */
export function danglingWires(document: WorkflowDocument): number {
	const names = nodesByName(document);
	return connectionList(document).filter((wire) => !names.has(wire.source) || !names.has(wire.target)).length;
}
