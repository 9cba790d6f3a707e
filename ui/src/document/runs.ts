/** What a run has done so far, node by node, from live events or from a stored execution. */
import type { Item, JsonObject } from "./workflow";

/** An error of a node or of a run, as n8n's run data hold it. */
export interface RunError {
	message: string;
	description?: string | null;
	name?: string;
	node?: { name?: string } | string | null;
	context?: { itemIndex?: number; parameter?: string; runIndex?: number; [unknown: string]: unknown };
	lineNumber?: number;
	httpCode?: string | null;
	[unknown: string]: unknown;
}

/** One run of one node (n8n's ITaskData). Times are milliseconds since 1970, executionTime is in milliseconds. */
export interface TaskData {
	startTime: number;
	executionTime: number;
	executionIndex?: number;
	executionStatus?: string;
	source?: ({ previousNode: string; previousNodeOutput?: number; previousNodeRun?: number } | null)[];
	data?: Record<string, (Item[] | null)[]>;
	inputOverride?: Record<string, (Item[] | null)[]>;
	error?: RunError;
	hints?: { message: string; type?: string }[];
	metadata?: JsonObject;
	[unknown: string]: unknown;
}

/** Node name → its runs in order. */
export type RunData = Record<string, TaskData[]>;

export type NodeStatus = "running" | "success" | "error" | "waiting" | "canceled";

/** What the canvas shows of a node's runs. */
export interface NodeRun {
	status: NodeStatus;
	/** When its first run began, milliseconds since 1970. */
	startedAt: number;
	/** All its runs together, in milliseconds. */
	time: number;
	/** How many times it ran. */
	runs: number;
	/** Items over all runs for each main output. */
	counts: readonly number[];
	/** Size of its output in bytes, 0 when not known. */
	bytes: number;
	error?: RunError;
}

export type NodeRuns = Readonly<Record<string, NodeRun>>;

export interface ExecutionState {
	id: string;
	status: "running" | "success" | "error" | "waiting" | "canceled" | "crashed" | "new";
	mode: string;
	startedAt: number;
	durationMs?: number;
	error?: { message: string; node?: string };
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
	return Object.hasOwn(record, key) ? record[key] : undefined;
}

function statusOf(task: TaskData): NodeStatus {
	if (task.error || task.executionStatus === "error" || task.executionStatus === "crashed") return "error";
	if (task.executionStatus === "running" || task.executionStatus === "new") return "running";
	if (task.executionStatus === "waiting") return "waiting";
	if (task.executionStatus === "canceled") return "canceled";
	return "success";
}

/** Items of one run for each main output. */
export function itemCounts(task: TaskData): number[] {
	return (task.data?.main ?? []).map((items) => items?.length ?? 0);
}

function add(a: readonly number[], b: readonly number[]): number[] {
	return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => (a[index] ?? 0) + (b[index] ?? 0));
}

/** Sums up the runs of a node. */
export function summarize(tasks: readonly TaskData[]): NodeRun | undefined {
	const last = tasks.at(-1);
	if (!last) return undefined;
	const failed = tasks.findLast((task) => task.error);
	return {
		status: statusOf(last),
		startedAt: tasks[0]?.startTime ?? 0,
		time: tasks.reduce((sum, task) => sum + (task.executionTime ?? 0), 0),
		runs: tasks.length,
		counts: tasks.map(itemCounts).reduce(add, []),
		bytes: 0,
		...(failed?.error ? { error: failed.error } : {}),
	};
}

/** Sums up a whole execution. */
export function summarizeAll(data: RunData): NodeRuns {
	return Object.fromEntries(
		Object.entries(data).flatMap(([name, tasks]) => {
			const run = Array.isArray(tasks) ? summarize(tasks) : undefined;
			return run ? [[name, run]] : [];
		}),
	);
}

/** The event node.started. */
export interface NodeStarted {
	node: string;
	runIndex: number;
	startTime: number;
}

/** The event node.finished. */
export interface NodeFinished extends NodeStarted {
	executionTime: number;
	status: string;
	counts: number[];
	bytes: number;
	error?: RunError;
	run?: TaskData;
}

/** A node's state when a run of it begins. */
export function started(before: NodeRun | undefined, event: NodeStarted): NodeRun {
	if (!before || event.runIndex === 0) {
		return { status: "running", startedAt: event.startTime, time: 0, runs: 0, counts: [], bytes: 0 };
	}
	return { ...before, status: "running" };
}

/** A node's state when a run of it has ended. */
export function finished(before: NodeRun | undefined, event: NodeFinished): NodeRun {
	const base =
		before && event.runIndex > 0 ? before : { startedAt: event.startTime, time: 0, runs: 0, counts: [], bytes: 0 };
	return {
		status: event.error ? "error" : statusOf({ startTime: 0, executionTime: 0, executionStatus: event.status }),
		startedAt: base.startedAt,
		time: base.time + event.executionTime,
		runs: event.runIndex + 1,
		counts: add(base.counts, event.counts ?? []),
		bytes: base.bytes + (event.bytes ?? 0),
		...(event.error ? { error: event.error } : {}),
	};
}

/** Puts a run's data in its place. */
export function withTask(data: RunData, node: string, runIndex: number, task: TaskData): RunData {
	const tasks = runIndex === 0 ? [] : [...(own(data, node) ?? []).slice(0, runIndex)];
	tasks[runIndex] = task;
	return Object.fromEntries([...Object.entries(data).filter(([name]) => name !== node), [node, tasks]]);
}

/** The node that took longest, when the others show that it matters; undefined for runs of no length. */
export function slowest(runs: NodeRuns): string | undefined {
	let name: string | undefined;
	let longest = 0;
	let others = 0;
	for (const [node, run] of Object.entries(runs)) {
		if (run.time > longest) {
			others += longest;
			longest = run.time;
			name = node;
		} else others += run.time;
	}
	return longest >= 20 && longest > others / 2 && Object.keys(runs).length > 1 ? name : undefined;
}
