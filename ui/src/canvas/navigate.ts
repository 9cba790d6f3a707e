/** Where the arrow keys go: along connections first, else to what lies in that direction. */
import { isSticky, neighbours, nodesByName, type WorkflowDocument } from "../document/workflow";

export type Direction = "left" | "right" | "up" | "down";

/** The node next to one in a direction; undefined when there is none. */
export function nextNode(
	document: WorkflowDocument,
	from: string | undefined,
	direction: Direction,
): string | undefined {
	const nodes = nodesByName(document);
	const start = from === undefined ? undefined : nodes.get(from);
	if (!start) return firstNode(document);
	const { incoming, outgoing } = neighbours(document, start.name);
	if (direction === "left" || direction === "right") {
		const ends = direction === "left" ? incoming.map((wire) => wire.source) : outgoing.map((wire) => wire.target);
		const along = ends.filter((name) => nodes.has(name) && name !== start.name);
		if (along.length > 0) {
			// The straightest way; of equals the first output's.
			return along.reduce((best, name) =>
				height(document, name, start.position[1]) < height(document, best, start.position[1]) ? name : best,
			);
		}
	}
	return nearest(document, start.name, direction);
}

function height(document: WorkflowDocument, name: string, y: number): number {
	return Math.abs((nodesByName(document).get(name)?.position[1] ?? 0) - y);
}

/** Where the keyboard begins: a node without anything before it, furthest to the upper left. */
export function firstNode(document: WorkflowDocument): string | undefined {
	let best: string | undefined;
	let least = Number.POSITIVE_INFINITY;
	for (const node of document.nodes) {
		const before = neighbours(document, node.name).incoming.length > 0 || isSticky(node) ? 1e7 : 0;
		const distance = node.position[0] + node.position[1] + before;
		if (distance < least) {
			least = distance;
			best = node.name;
		}
	}
	return best;
}

function nearest(document: WorkflowDocument, from: string, direction: Direction): string | undefined {
	const start = nodesByName(document).get(from);
	if (!start) return undefined;
	const [x, y] = start.position;
	let best: string | undefined;
	let least = Number.POSITIVE_INFINITY;
	for (const node of document.nodes) {
		if (node.name === from) continue;
		const dx = node.position[0] - x;
		const dy = node.position[1] - y;
		const [ahead, aside] =
			direction === "left" ? [-dx, dy] : direction === "right" ? [dx, dy] : direction === "up" ? [-dy, dx] : [dy, dx];
		if (ahead <= 0) continue;
		const distance = ahead + 2 * Math.abs(aside);
		if (distance < least) {
			least = distance;
			best = node.name;
		}
	}
	return best;
}

/** All nodes before or after the given ones, themselves included. */
export function reachable(document: WorkflowDocument, from: Iterable<string>, way: "before" | "after"): Set<string> {
	const found = new Set(from);
	const queue = [...found];
	const nodes = nodesByName(document);
	for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
		const { incoming, outgoing } = neighbours(document, name);
		for (const next of way === "before" ? incoming.map((wire) => wire.source) : outgoing.map((wire) => wire.target)) {
			if (found.has(next) || !nodes.has(next)) continue;
			found.add(next);
			queue.push(next);
		}
	}
	return found;
}
