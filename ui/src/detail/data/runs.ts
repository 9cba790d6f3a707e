import type { RunData, TaskData } from "@/document/runs";
import type { Item } from "@/document/workflow";
/** Finds the items that go into and come out of a node in run data, as n8n stores it. */

import { type Connection, MAIN, neighbours, type WorkflowDocument } from "@/document/workflow";

/** Run data and what stands in for it. */
export interface DataSource {
	runs: RunData;
	/** Pinned items by node; they count where a node has no run of its own. */
	pinned: Record<string, Item[]>;
}

/** One choice of the run and branch selectors. */
export interface OutputChoice {
	node: string;
	run: number;
	output: number;
}

export const NO_ITEMS: readonly Item[] = [];

/** The items of an output; undefined when the node has not run and is not pinned. */
export function outputItems(source: DataSource, { node, run, output }: OutputChoice): readonly Item[] | undefined {
	const tasks = own(source.runs, node);
	if (tasks && tasks.length > 0) {
		const task = tasks[run < 0 ? tasks.length + run : run];
		if (!task) return undefined;
		const outputs = task.data?.[MAIN];
		if (!outputs)
			return task.error ? NO_ITEMS : Object.keys(task.data ?? {}).length > 0 ? otherKind(task, output) : undefined;
		return outputs[output] ?? NO_ITEMS;
	}
	const pins = own(source.pinned, node);
	return pins && output === 0 ? pins : undefined;
}

/**
 * Runs as they would be now: what was pinned since stands in place of what nodes gave. The same object when nothing
 * is pinned of what ran.
 */
export function withPinned(runs: RunData, pinned: Record<string, Item[]>): RunData {
	if (!Object.keys(pinned).some((node) => (own(runs, node)?.length ?? 0) > 0)) return runs;
	const next: RunData = {};
	const define = (node: string, value: TaskData[]) =>
		Object.defineProperty(next, node, { value, enumerable: true, configurable: true, writable: true });
	for (const [node, tasks] of Object.entries(runs)) {
		const items = own(pinned, node);
		const last = tasks.at(-1);
		if (!items || !last) define(node, tasks);
		else {
			const { error: _error, ...rest } = last;
			define(node, [{ ...rest, executionStatus: "success", data: { [MAIN]: [items] } }]);
		}
	}
	return next;
}

/** What a node gives by another kind of connection, such as ai_tool. */
function otherKind(task: TaskData, output: number): readonly Item[] {
	const kind = Object.values(task.data ?? {})[0];
	return kind?.[output] ?? NO_ITEMS;
}

/** How many items each output of a run has; [] when there was none. */
export function outputCounts(source: DataSource, node: string, run: number): number[] {
	const tasks = own(source.runs, node);
	if (tasks && tasks.length > 0) {
		const task = tasks[run < 0 ? tasks.length + run : run];
		return (task?.data?.[MAIN] ?? []).map((items) => items?.length ?? 0);
	}
	const pins = own(source.pinned, node);
	return pins ? [pins.length] : [];
}

/** How often a node ran; a pinned node that did not run counts as one run. */
export function runCount(source: DataSource, node: string): number {
	const tasks = own(source.runs, node);
	return tasks?.length || (own(source.pinned, node) ? 1 : 0);
}

/** A node before the edited one. */
export interface Ancestor {
	node: string;
	/** The output of it on the way to the edited node. */
	output: number;
	/** Connections between the two; 1 is a direct input. */
	distance: number;
	/** The input of the edited node that it leads to. */
	input: number;
}

/** All nodes from which data reaches a node by main connections, nearest first; among equals by input and order of the document. */
export function ancestors(document: WorkflowDocument, name: string): Ancestor[] {
	const seen = new Map<string, Ancestor>();
	let frontier: Ancestor[] = [{ node: name, output: 0, distance: 0, input: 0 }];
	while (frontier.length > 0) {
		const next: Ancestor[] = [];
		for (const at of frontier) {
			const wires = [...mainInputs(document, at.node)].sort((a, b) => a.targetIndex - b.targetIndex);
			for (const wire of wires) {
				// A loop that comes back to the node itself is no ancestor.
				if (seen.has(wire.source) || wire.source === name) continue;
				const ancestor = {
					node: wire.source,
					output: wire.sourceIndex,
					distance: at.distance + 1,
					input: at.distance === 0 ? wire.targetIndex : at.input,
				};
				seen.set(wire.source, ancestor);
				next.push(ancestor);
			}
		}
		frontier = next;
	}
	return [...seen.values()];
}

function mainInputs(document: WorkflowDocument, name: string): readonly Connection[] {
	return neighbours(document, name).incoming.filter((wire) => wire.targetType === MAIN);
}

/** The nodes wired directly to the inputs of a node, by input; a node may be there for several outputs. */
export function directInputs(document: WorkflowDocument, name: string): Connection[] {
	return [...mainInputs(document, name)].sort((a, b) => a.targetIndex - b.targetIndex);
}

/** The nodes wired directly behind a node, in the order of its outputs. */
export function directOutputs(document: WorkflowDocument, name: string): Connection[] {
	return neighbours(document, name)
		.outgoing.filter((wire) => wire.sourceType === MAIN)
		.sort((a, b) => a.sourceIndex - b.sourceIndex);
}

/** Which output and run fed a run of a node; undefined when the run data does not say. */
export function sourceOf(source: DataSource, node: string, run: number, input = 0): OutputChoice | undefined {
	const tasks = own(source.runs, node);
	const task = tasks?.[run < 0 ? (tasks.length ?? 0) + run : run];
	const from = task?.source?.[input];
	if (!from?.previousNode) return undefined;
	return { node: from.previousNode, output: from.previousNodeOutput ?? 0, run: from.previousNodeRun ?? 0 };
}

/**
 * The item of `ancestor` that item `index` of `choice` came from, followed along pairedItem and
 * the sources of the runs; undefined when the way is lost.
 */
export function linkedItem(
	source: DataSource,
	choice: OutputChoice,
	index: number,
	ancestor: string,
): Item | undefined {
	let at: OutputChoice = choice;
	let i = index;
	for (let hops = 0; hops < 1000; hops++) {
		const items = outputItems(source, at);
		const item = items?.[i];
		if (at.node === ancestor) return item;
		if (!item) return undefined;
		const pair = pairOf(item);
		const tasks = own(source.runs, at.node);
		// A pinned node that did not run has no source: nothing lies before it.
		if (!tasks?.length || pair === undefined) return undefined;
		const from = sourceOf(source, at.node, at.run, pair.input);
		if (!from) return undefined;
		at = from;
		i = pair.item;
	}
	return undefined;
}

function pairOf(item: Item): { item: number; input: number } | undefined {
	let pair = item.pairedItem;
	if (Array.isArray(pair)) pair = pair[0];
	if (typeof pair === "number") return { item: pair, input: 0 };
	if (typeof pair !== "object" || pair === null) return undefined;
	const { item: index, input } = pair as { item?: unknown; input?: unknown };
	return typeof index === "number" ? { item: index, input: typeof input === "number" ? input : 0 } : undefined;
}

/** Pinned data as items: older files hold the bare fields. */
export function pinnedItems(pinData: WorkflowDocument["pinData"]): Record<string, Item[]> {
	const out: Record<string, Item[]> = {};
	for (const [node, list] of Object.entries(pinData ?? {})) {
		if (!Array.isArray(list)) continue;
		const items = list.map((entry) =>
			typeof entry?.json === "object" && entry.json !== null && !Array.isArray(entry.json)
				? (entry as unknown as Item)
				: { json: typeof entry === "object" && entry !== null ? entry : {} },
		);
		Object.defineProperty(out, node, { value: items, enumerable: true, configurable: true, writable: true });
	}
	return out;
}

function own<T>(map: Record<string, T>, key: string): T | undefined {
	return Object.hasOwn(map, key) ? map[key] : undefined;
}
