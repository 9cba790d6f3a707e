import type { RunData } from "@/document/runs";
import { itemCounts } from "@/document/runs";

/** One run of one node as a bar of the timeline. Times are milliseconds from the start of the run. */
export interface Bar {
	node: string;
	/** Which run of the node, from 0. */
	run: number;
	/** Whether the node ran more than once. */
	many: boolean;
	start: number;
	time: number;
	items: number;
	failed: boolean;
	slowest: boolean;
}

export interface Timeline {
	bars: Bar[];
	/** From the first start to the last end. */
	total: number;
}

/** The bars of a run in the order in which the nodes ran. The slowest is marked when there are at least two. */
export function timelineOf(data: RunData): Timeline {
	const entries = Object.entries(data).flatMap(([node, runs]) =>
		runs.map((task, run) => ({ node, run, task, many: runs.length > 1 })),
	);
	entries.sort(
		(a, b) =>
			(a.task.executionIndex ?? Number.POSITIVE_INFINITY) - (b.task.executionIndex ?? Number.POSITIVE_INFINITY) ||
			a.task.startTime - b.task.startTime,
	);
	const from = Math.min(...entries.map(({ task }) => task.startTime));
	const slowest = Math.max(...entries.map(({ task }) => task.executionTime));
	const marked = entries.length > 1 ? entries.findIndex(({ task }) => task.executionTime === slowest) : -1;
	const bars = entries.map(({ node, run, task, many }, index) => ({
		node,
		run,
		many,
		start: task.startTime - from,
		time: task.executionTime,
		items: itemCounts(task).reduce((sum, count) => sum + count, 0),
		failed: task.error !== undefined,
		slowest: index === marked && slowest > 0,
	}));
	return { bars, total: Math.max(0, ...bars.map((bar) => bar.start + bar.time)) };
}
