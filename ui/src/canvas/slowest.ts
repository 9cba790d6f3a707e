import { type NodeRuns, slowest } from "../document/runs";

const known = new WeakMap<NodeRuns, string | undefined>();

/** The slowest node of some runs; looked for once, however many nodes ask. */
export function slowestOf(runs: NodeRuns): string | undefined {
	if (!known.has(runs)) known.set(runs, slowest(runs));
	return known.get(runs);
}
