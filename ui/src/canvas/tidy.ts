/** Tidying up: new positions for nodes, left to right, with room for names, lines and labels. */
import dagre from "@dagrejs/dagre";
import { type Connection, MAIN } from "../document/workflow";
import { type Layout, NODE_SIZE, PART_PITCH, type Point, type Rect } from "./geometry";

export interface TidyNode {
	name: string;
	layout: Layout;
	at: Point;
}

const RANK_GAP = 64;
const NODE_GAP = 32;
const PART_GAP = 64;
const GROUP_GAP = 96;

/**
 * Positions for the given nodes, by name, in the canvas's coordinates. Groups that are not wired
 * to each other are put below each other in their order; AI parts hang below the node they serve;
 * a sticky note goes with the nodes that lay on it. The upper left corner stays where it was.
 */
export function tidy(nodes: readonly TidyNode[], wires: readonly Connection[]): Map<string, Point> {
	const result = new Map<string, Point>();
	const byName = new Map(nodes.filter((node) => node.layout.shape !== "sticky").map((node) => [node.name, node]));
	const inside = wires.filter(
		(wire) => byName.has(wire.source) && byName.has(wire.target) && wire.source !== wire.target,
	);
	const partOf = new Map<string, string>();
	for (const wire of inside) {
		if (wire.sourceType !== MAIN && byName.get(wire.source)?.layout.shape !== "node" && !partOf.has(wire.source)) {
			partOf.set(wire.source, wire.target);
		}
	}
	const flow = [...byName.values()].filter((node) => !partOf.has(node.name));
	const main = inside.filter(
		(wire) => wire.sourceType === MAIN && !partOf.has(wire.source) && !partOf.has(wire.target),
	);

	let top = 0;
	for (const group of components(flow, main)) {
		const placed = placeGroup(group, main, partOf, byName);
		const height = Math.max(...[...placed.values()].map(({ bottom }) => bottom));
		for (const [name, { x, y }] of placed) result.set(name, { x, y: y + top });
		top += height + GROUP_GAP;
	}
	const before = corner([...byName.values()].map((node) => node.at));
	const after = corner([...result.values()]);
	const shift = { x: before.x - after.x, y: before.y - after.y };
	for (const [name, point] of result)
		result.set(name, { x: Math.round(point.x + shift.x), y: Math.round(point.y + shift.y) });
	moveStickies(nodes, byName, result);
	return result;
}

function corner(points: readonly Point[]): Point {
	return points.length === 0
		? { x: 0, y: 0 }
		: { x: Math.min(...points.map((point) => point.x)), y: Math.min(...points.map((point) => point.y)) };
}

function components(nodes: readonly TidyNode[], wires: readonly Connection[]): TidyNode[][] {
	const parent = new Map(nodes.map((node) => [node.name, node.name]));
	const root = (name: string): string => {
		let at = name;
		while (parent.get(at) !== at) {
			const next = parent.get(at) as string;
			parent.set(at, parent.get(next) as string);
			at = next;
		}
		return at;
	};
	for (const wire of wires) parent.set(root(wire.source), root(wire.target));
	const groups = new Map<string, TidyNode[]>();
	for (const node of nodes) {
		const key = root(node.name);
		const group = groups.get(key);
		if (group) group.push(node);
		else groups.set(key, [node]);
	}
	// Groups keep their order from top to bottom.
	const highest = (group: TidyNode[]) => Math.min(...group.map((node) => node.at.y));
	return [...groups.values()].sort((a, b) => highest(a) - highest(b));
}

/** How much lower than its box a node reaches, with its caption or the parts that hang below it. */
function reach(node: TidyNode, parts: readonly TidyNode[]): number {
	const own = node.layout.caption ? node.layout.caption.y + node.layout.caption.height : node.layout.height;
	if (parts.length === 0) return own;
	return node.layout.height + PART_GAP + Math.max(...parts.map((part) => reach(part, [])));
}

function placeGroup(
	group: readonly TidyNode[],
	wires: readonly Connection[],
	partOf: ReadonlyMap<string, string>,
	byName: ReadonlyMap<string, TidyNode>,
): Map<string, Point & { bottom: number }> {
	const parts = new Map<string, TidyNode[]>();
	for (const [part, owner] of partOf) {
		// A part of a part hangs at the same node.
		let top = owner;
		for (let step = 0; step < 20 && partOf.has(top); step++) top = partOf.get(top) as string;
		const list = parts.get(top);
		const node = byName.get(part) as TidyNode;
		if (list) list.push(node);
		else parts.set(top, [node]);
	}
	const graph = new dagre.graphlib.Graph({ multigraph: true });
	graph.setGraph({ rankdir: "LR", nodesep: NODE_GAP, ranksep: RANK_GAP, edgesep: 16 });
	graph.setDefaultEdgeLabel(() => ({}));
	const names = new Set(group.map((node) => node.name));
	const boxes = new Map<string, { width: number; height: number; left: number }>();
	for (const node of group) {
		const { layout } = node;
		const hanging = parts.get(node.name) ?? [];
		const caption = layout.caption;
		const left = Math.max(0, caption ? -caption.x : 0, (hanging.length * PART_PITCH - layout.width) / 2);
		const right = Math.max(layout.stub, left);
		const box = { width: left + layout.width + right, height: reach(node, hanging), left };
		boxes.set(node.name, box);
		graph.setNode(node.name, { width: box.width, height: box.height });
	}
	const ordered = wires
		.filter((wire) => names.has(wire.source) && names.has(wire.target))
		.sort((a, b) => (a.source === b.source ? a.sourceIndex - b.sourceIndex : 0));
	const branches = new Map<string, number>();
	for (const wire of ordered) branches.set(wire.source, (branches.get(wire.source) ?? 0) + 1);
	ordered.forEach((wire, index) => {
		// Branches begin right behind their node; the way back together may be long.
		const weight = (branches.get(wire.source) ?? 0) > 1 ? 4 : 2;
		graph.setEdge(wire.source, wire.target, { weight, minlen: 1 }, String(index));
	});
	const roots = [...group].sort((a, b) => a.at.y - b.at.y).map((node) => node.name);
	dagre.layout(graph, { customOrder: (layers) => inOutputOrder(layers as unknown as Layers, roots) });
	const placed = new Map<string, Point & { bottom: number }>();
	for (const node of group) {
		const box = boxes.get(node.name) as { width: number; height: number; left: number };
		const { x, y } = graph.node(node.name) as unknown as Point;
		// Dagre centres whole boxes; rows of nodes look straight when the squares are aligned.
		const at = { x: x - box.width / 2 + box.left, y: y - NODE_SIZE / 2 - (node.layout.height - NODE_SIZE) / 2 };
		placed.set(node.name, { ...at, bottom: at.y + box.height });
		const hanging = parts.get(node.name) ?? [];
		const width = hanging.length * PART_PITCH;
		hanging.forEach((part, index) => {
			const px = at.x + node.layout.width / 2 - width / 2 + PART_PITCH * (index + 0.5) - part.layout.width / 2;
			const py = at.y + node.layout.height + PART_GAP;
			placed.set(part.name, { x: px, y: py, bottom: py + reach(part, []) });
		});
	}
	return placed;
}

/** What is needed of dagre's graph when its ranks are known and long wires have a joint in every rank. */
interface Layers {
	nodes(): string[];
	node(name: string): { rank?: number; order?: number; edgeObj?: { name?: string } };
	predecessors(name: string): string[] | undefined;
	outEdges(name: string): { w: string; name?: string }[] | undefined;
}

/**
 * Orders every rank from top to bottom as a reader walks through the workflow: from the highest
 * beginning, first outputs before later ones. Wires then cross only where ways meet again.
 */
function inOutputOrder(layers: Layers, roots: readonly string[]): void {
	const next = new Map<number, number>();
	const seen = new Set<string>();
	/** The number that the wire was given; wires that lead back have another name and come last. */
	const place = (edge: { w: string; name?: string }): number => {
		const number = Number(layers.node(edge.w).edgeObj?.name ?? edge.name);
		return Number.isFinite(number) ? number : Number.MAX_SAFE_INTEGER;
	};
	const walk = (start: string): void => {
		const stack = [start];
		for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
			if (seen.has(name)) continue;
			seen.add(name);
			const node = layers.node(name);
			const rank = node.rank ?? 0;
			node.order = next.get(rank) ?? 0;
			next.set(rank, node.order + 1);
			const edges = [...(layers.outEdges(name) ?? [])].sort((a, b) => place(b) - place(a));
			for (const edge of edges) stack.push(edge.w);
		}
	};
	const begins = (name: string) => (layers.predecessors(name) ?? []).length === 0;
	for (const root of roots) if (begins(root)) walk(root);
	for (const name of layers.nodes()) walk(name);
}

function centre(node: TidyNode): Point {
	return { x: node.at.x + node.layout.width / 2, y: node.at.y + node.layout.height / 2 };
}

function contains(rect: Rect, point: Point): boolean {
	return point.x >= rect.x && point.x <= rect.x + rect.width && point.y >= rect.y && point.y <= rect.y + rect.height;
}

function moveStickies(
	nodes: readonly TidyNode[],
	byName: ReadonlyMap<string, TidyNode>,
	result: Map<string, Point>,
): void {
	for (const sticky of nodes) {
		if (sticky.layout.shape !== "sticky") continue;
		const rect = { ...sticky.at, width: sticky.layout.width, height: sticky.layout.height };
		const on = [...byName.values()].filter((node) => contains(rect, centre(node)));
		if (on.length === 0) continue;
		// It keeps its place relative to the first of its nodes.
		const first = on.reduce((a, b) => (b.at.x + b.at.y < a.at.x + a.at.y ? b : a));
		const now = result.get(first.name);
		if (!now) continue;
		result.set(sticky.name, {
			x: Math.round(now.x + sticky.at.x - first.at.x),
			y: Math.round(now.y + sticky.at.y - first.at.y),
		});
	}
}
