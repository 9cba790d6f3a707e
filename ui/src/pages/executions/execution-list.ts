import type { ExecutionSummary } from "@/api";

/** Newer of two executions first: by start, then by number. */
function newerFirst(a: ExecutionSummary, b: ExecutionSummary): number {
	return b.startedAt.localeCompare(a.startedAt) || b.id.localeCompare(a.id, "en", { numeric: true });
}

/**
 * Puts freshly fetched executions into a list: what is there is replaced, what is new finds its place by time.
 * The list itself comes back when nothing changed.
 */
export function mergeExecutions(list: readonly ExecutionSummary[], fresh: readonly ExecutionSummary[]) {
	const byId = new Map(list.map((execution) => [execution.id, execution]));
	let changed = false;
	for (const execution of fresh) {
		const before = byId.get(execution.id);
		if (before && JSON.stringify(before) === JSON.stringify(execution)) continue;
		changed = true;
		byId.set(execution.id, execution);
	}
	return changed ? [...byId.values()].sort(newerFirst) : list;
}

/** The names of the fields that the requests in a list came with, the frequent ones first. */
export function fieldNames(list: readonly ExecutionSummary[]): string[] {
	const counts = new Map<string, number>();
	for (const execution of list) {
		for (const name of Object.keys(execution.inbound?.fields ?? {})) counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	return [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a.localeCompare(b));
}
