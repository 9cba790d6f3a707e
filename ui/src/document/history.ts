/** Undo and redo: documents share what did not change, so a step of history is one reference. */
import type { WorkflowDocument } from "./workflow";

interface Step {
	document: WorkflowDocument;
	/** What the step did, in words. */
	title: string;
	/** Steps with one key that follow each other closely are one. */
	key: string | undefined;
	time: number;
}

export interface History {
	past: readonly Step[];
	future: readonly Step[];
}

export const NO_HISTORY: History = { past: [], future: [] };

const MAX_STEPS = 500;
/** Changes with the same key within this many milliseconds are one step. */
const TOGETHER = 1500;

/** Remembers the document as it was before a change. */
export function record(
	history: History,
	before: WorkflowDocument,
	title: string,
	key: string | undefined,
	time: number,
): History {
	const last = history.past.at(-1);
	if (key !== undefined && last?.key === key && history.future.length === 0 && time - last.time < TOGETHER) {
		return { past: [...history.past.slice(0, -1), { ...last, time }], future: [] };
	}
	return { past: [...history.past.slice(-(MAX_STEPS - 1)), { document: before, title, key, time }], future: [] };
}

export interface Travelled {
	history: History;
	document: WorkflowDocument;
	title: string;
}

export function undo(history: History, current: WorkflowDocument): Travelled | undefined {
	const step = history.past.at(-1);
	if (!step) return undefined;
	return {
		document: step.document,
		title: step.title,
		history: {
			past: history.past.slice(0, -1),
			future: [...history.future, { ...step, key: undefined, document: current }],
		},
	};
}

export function redo(history: History, current: WorkflowDocument): Travelled | undefined {
	const step = history.future.at(-1);
	if (!step) return undefined;
	return {
		document: step.document,
		title: step.title,
		history: { past: [...history.past, { ...step, document: current }], future: history.future.slice(0, -1) },
	};
}
