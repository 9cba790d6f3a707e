/** Turns the scene into what the view library draws. Objects of what did not change are the same as before, so only the changed is drawn again. */
import { Position } from "@xyflow/react";
import { type NodeTypes, typeTitle } from "../document/nodeTypes";
import { canvasTexts as texts } from "../texts/canvas";
import { flowId, type PlacedPort, type Rect } from "./geometry";
import type { FlowNode } from "./NodeView";
import type { Route } from "./route";
import type { Scene, SceneNode } from "./scene";
import type { FlowWire } from "./WireView";

const SIDES = { left: Position.Left, right: Position.Right, top: Position.Top, bottom: Position.Bottom } as const;
const PORT = 16;

function handle(port: PlacedPort, type: "source" | "target") {
	return {
		id: port.id,
		type,
		position: SIDES[port.side],
		x: port.x - PORT / 2,
		y: port.y - PORT / 2,
		width: PORT,
		height: PORT,
	};
}

/** Where a node is while it is being moved or resized, before the document knows. */
export type Live = ReadonlyMap<string, Partial<Rect>>;

interface KnownNode {
	scene: SceneNode;
	selected: boolean;
	live: Partial<Rect> | undefined;
	readOnly: boolean;
	types: NodeTypes;
	flow: FlowNode;
}

/** What was made last, by name, and the list of it. */
interface Known<E, F> {
	entries: Map<string, E>;
	list: F[];
}

export type KnownNodes = Known<KnownNode, FlowNode>;

export function nothingKnown<E, F>(): Known<E, F> {
	return { entries: new Map(), list: [] };
}

/** Keeps what was made; the list is the same one when nothing in it is new. */
function remember<E, F>(known: Known<E, F>, entries: Map<string, E>, list: F[]): F[] {
	known.entries = entries;
	const same = known.list.length === list.length && list.every((entry, index) => entry === known.list[index]);
	if (!same) known.list = list;
	return known.list;
}

export function flowNodes(
	scene: Scene,
	selection: ReadonlySet<string>,
	live: Live,
	readOnly: boolean,
	types: NodeTypes,
	known: KnownNodes,
): FlowNode[] {
	const result: FlowNode[] = [];
	const next = new Map<string, KnownNode>();
	for (const [name, node] of scene.nodes) {
		const selected = selection.has(name);
		const moved = live.get(name);
		let entry = known.entries.get(name);
		if (
			!entry ||
			entry.scene !== node ||
			entry.selected !== selected ||
			entry.live !== moved ||
			entry.readOnly !== readOnly ||
			entry.types !== types
		) {
			entry = {
				scene: node,
				selected,
				live: moved,
				readOnly,
				types,
				flow: flowNode(node, selected, moved, readOnly, types),
			};
		}
		next.set(name, entry);
		result.push(entry.flow);
	}
	return remember(known, next, result);
}

/** Notes lie under everything, large ones under small ones. */
function underNodes({ width, height }: SceneNode["layout"]): number {
	return -1000 - Math.min(8000, Math.round(Math.sqrt(width * height)));
}

function flowNode(
	scene: SceneNode,
	selected: boolean,
	live: Partial<Rect> | undefined,
	readOnly: boolean,
	types: NodeTypes,
): FlowNode {
	const { node, layout, at, line } = scene;
	const sticky = layout.shape === "sticky";
	const width = live?.width ?? layout.width;
	const height = live?.height ?? layout.height;
	const title = sticky ? texts.stickyLabel : typeTitle(types, node.type);
	return {
		id: flowId(node.name),
		type: sticky ? "sticky" : "node",
		position: { x: live?.x ?? at.x, y: live?.y ?? at.y },
		width,
		height,
		// Sizes are known before anything is drawn.
		measured: { width, height },
		data: { scene },
		selected,
		draggable: !readOnly,
		zIndex: sticky ? underNodes(layout) : 0,
		handles: [
			...layout.inputs.map((port) => handle(port, "target")),
			...layout.outputs.map((port) => handle(port, "source")),
		],
		ariaLabel: [node.name, title, line, node.disabled ? texts.disabled : ""].filter(Boolean).join(", "),
		domAttributes: { tabIndex: -1 },
	};
}

interface KnownWire {
	route: Route | undefined;
	selected: boolean;
	readOnly: boolean;
	port: string;
	flow: FlowWire;
}

export type KnownWires = Known<KnownWire, FlowWire>;

export function flowWires(
	scene: Scene,
	routes: ReadonlyMap<string, Route>,
	selected: ReadonlySet<string>,
	live: Live,
	readOnly: boolean,
	known: KnownWires,
): FlowWire[] {
	const result: FlowWire[] = [];
	const next = new Map<string, KnownWire>();
	for (const wire of scene.wires) {
		const { source, target } = wire.connection;
		const moving = live.has(source) || live.has(target);
		const route = moving ? undefined : fitting(scene, wire, routes.get(wire.key));
		const isSelected = selected.has(wire.key);
		const output = scene.nodes.get(source)?.layout.outputs.find((port) => port.id === wire.sourcePort);
		const port = output?.label ?? "";
		let entry = known.entries.get(wire.key);
		if (
			!entry ||
			entry.route !== route ||
			entry.selected !== isSelected ||
			entry.readOnly !== readOnly ||
			entry.port !== port
		) {
			entry = {
				route,
				selected: isSelected,
				readOnly,
				port,
				flow: {
					id: wire.key,
					type: "wire",
					source: flowId(source),
					target: flowId(target),
					sourceHandle: wire.sourcePort,
					targetHandle: wire.targetPort,
					data: { wire, route, port, error: output?.error === true },
					selected: isSelected,
					reconnectable: !readOnly,
					focusable: false,
					ariaLabel: texts.wire(source, port, target),
				},
			};
		}
		next.set(wire.key, entry);
		result.push(entry.flow);
	}
	return remember(known, next, result);
}

/** A way that was found before a node moved does not fit any more; until there is a new one, none is better. */
function fitting(scene: Scene, wire: Scene["wires"][number], route: Route | undefined): Route | undefined {
	if (!route) return undefined;
	const from = scene.nodes.get(wire.connection.source);
	const port = from?.layout.outputs.find((entry) => entry.id === wire.sourcePort);
	const to = scene.nodes.get(wire.connection.target);
	const entry = to?.layout.inputs.find((input) => input.id === wire.targetPort);
	const [first, last] = [route.points[0], route.points.at(-1)];
	if (!from || !port || !to || !entry || !first || !last) return undefined;
	const begins = first.x === from.at.x + port.x && first.y === from.at.y + port.y;
	const above = last.x === to.at.x + to.layout.width / 2 && last.y === to.at.y;
	const ends = above || (last.x === to.at.x + entry.x && last.y === to.at.y + entry.y);
	return begins && ends ? route : undefined;
}
