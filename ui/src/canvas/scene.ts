/** What is on the canvas: the layout of every node and the ends of every wire, made from the document. */
import { isTriggerType, type NodeTypes } from "../document/nodeTypes";
import { type Ports, portsOf } from "../document/ports";
import { lineOfTruth } from "../document/truth";
import {
	type Connection,
	connectionKey,
	connectionList,
	MAIN,
	neighbours,
	type WorkflowDocument,
	type WorkflowNode,
} from "../document/workflow";
import { type Layout, layOut, obstacles, type Point, portId, type Rect, STUB, toCanvas } from "./geometry";
import { type Obstacle, overlaps } from "./obstacleIndex";
import { extent, type Route, routeWires, type Wire, type WireEnd } from "./route";

/** A node as the canvas shows it. The object is the same as long as nothing of it changed. */
export interface SceneNode {
	node: WorkflowNode;
	at: Point;
	layout: Layout;
	trigger: boolean;
	/** Whether the type is known here. */
	known: boolean;
	line: string;
	/** Ids of the ports that have a wire. */
	wired: ReadonlySet<string>;
	/** Text that stands for all of the ports, to see whether they changed. */
	signature: string;
}

export interface SceneWire {
	key: string;
	connection: Connection;
	sourcePort: string;
	targetPort: string;
}

export interface Scene {
	nodes: ReadonlyMap<string, SceneNode>;
	wires: readonly SceneWire[];
}

function wiredPorts(document: WorkflowDocument, name: string): Set<string> {
	const { incoming, outgoing } = neighbours(document, name);
	const wired = new Set<string>();
	for (const wire of incoming) wired.add(portId("in", wire.targetType, wire.targetIndex));
	for (const wire of outgoing) wired.add(portId("out", wire.sourceType, wire.sourceIndex));
	return wired;
}

function signatureOf(ports: Ports, wired: ReadonlySet<string>): string {
	return JSON.stringify([ports, [...wired].sort()]);
}

function sceneNode(types: NodeTypes, document: WorkflowDocument, node: WorkflowNode, before?: SceneNode): SceneNode {
	const ports = portsOf(types, document, node);
	const wired = wiredPorts(document, node.name);
	const signature = signatureOf(ports, wired);
	const known = types.size === 0 || types.has(node.type);
	const trigger = isTriggerType(types, node.type);
	if (before?.node === node && before.signature === signature && before.known === known && before.trigger === trigger) {
		return before;
	}
	const line = lineOfTruth(types, node);
	const same =
		before?.signature === signature &&
		before.line === line &&
		before.trigger === trigger &&
		looksAlike(before.node, node);
	return {
		node,
		at: toCanvas(node.position),
		layout: same ? before.layout : layOut(node, ports, trigger, line),
		trigger,
		known,
		line,
		wired,
		signature,
	};
}

/** Whether two states of a node take the same room, ports and line aside. */
function looksAlike(a: WorkflowNode, b: WorkflowNode): boolean {
	return (
		a.name === b.name &&
		a.type === b.type &&
		a.parameters.width === b.parameters.width &&
		a.parameters.height === b.parameters.height
	);
}

/** Makes the scene; nodes that look the same as before are the same objects. */
export function makeScene(document: WorkflowDocument, types: NodeTypes, before?: Scene): Scene {
	const nodes = new Map<string, SceneNode>();
	for (const node of document.nodes)
		nodes.set(node.name, sceneNode(types, document, node, before?.nodes.get(node.name)));
	const wires: SceneWire[] = [];
	const seen = new Set<string>();
	for (const connection of connectionList(document)) {
		// Wires to nodes that are not there stay in the file; there is nothing to draw.
		if (!nodes.has(connection.source) || !nodes.has(connection.target)) continue;
		const key = connectionKey(connection);
		if (seen.has(key)) continue;
		const sourcePort = portId("out", connection.sourceType, connection.sourceIndex);
		const targetPort = portId("in", connection.targetType, connection.targetIndex);
		const source = nodes.get(connection.source)?.layout.outputs.some((port) => port.id === sourcePort);
		const target = nodes.get(connection.target)?.layout.inputs.some((port) => port.id === targetPort);
		if (!source || !target) continue;
		seen.add(key);
		wires.push({ key, connection, sourcePort, targetPort });
	}
	return { nodes, wires };
}

/** Where an end of a wire is on the canvas. */
function end(node: SceneNode, side: "inputs" | "outputs", id: string): WireEnd | undefined {
	const port = node.layout[side].find((entry) => entry.id === id);
	return port && { x: node.at.x + port.x, y: node.at.y + port.y, owner: node.node.name, side: port.side, stub: 0 };
}

/** How far a wire goes straight on: past its own label and past those that it would turn into. */
function stubOf({ layout }: SceneNode, port: string, rise: number): number {
	const ports = layout.outputs.filter((entry) => entry.side === "right");
	const own = ports.findIndex((entry) => entry.id === port);
	const passed = rise > 1 ? ports.slice(own) : rise < -1 ? ports.slice(0, own + 1) : ports.slice(own, own + 1);
	return Math.max(0, ...passed.map((entry) => entry.labelWidth)) + STUB;
}

/** Ways for the wires of a scene, and the scene they are for. */
export interface Routed {
	scene: Scene;
	routes: ReadonlyMap<string, Route>;
}

/**
 * Ways for all wires of a scene. Of an earlier one those are kept that no change came near, so
 * that moving one node of a thousand costs as much as moving one of ten.
 */
export function routeScene(scene: Scene, before?: Routed): Map<string, Route> {
	const wires: Wire[] = [];
	for (const { key, connection, sourcePort, targetPort } of scene.wires) {
		const from = scene.nodes.get(connection.source) as SceneNode;
		const to = scene.nodes.get(connection.target) as SceneNode;
		const source = end(from, "outputs", sourcePort);
		const target = end(to, "inputs", targetPort);
		if (!source || !target) continue;
		const single = to.layout.inputs.filter((port) => port.type === MAIN).length === 1;
		wires.push({
			id: key,
			source: { ...source, stub: stubOf(from, sourcePort, target.y - source.y) },
			target,
			...(single && target.side === "left" ? { above: { x: to.at.x + to.layout.width / 2, y: to.at.y } } : {}),
		});
	}
	inOrder(wires);
	const all: Obstacle[] = [];
	for (const { node, layout, at } of scene.nodes.values()) {
		for (const rect of obstacles(layout, at)) all.push({ ...rect, owner: node.name });
	}
	return routeWires(wires, all, before && unaffected(scene, wires, before));
}

/** More changes than this are done faster from the beginning. */
const MANY = 40;

function unaffected(scene: Scene, wires: readonly Wire[], before: Routed): Map<string, Route> | undefined {
	const changed = new Set<string>();
	const places: Rect[] = [];
	for (const [name, node] of scene.nodes) {
		const was = before.scene.nodes.get(name);
		if (was && was.layout === node.layout && was.at.x === node.at.x && was.at.y === node.at.y) continue;
		changed.add(name);
		places.push(...obstacles(node.layout, node.at), ...(was ? obstacles(was.layout, was.at) : []));
	}
	for (const [name, was] of before.scene.nodes) {
		if (scene.nodes.has(name)) continue;
		changed.add(name);
		places.push(...obstacles(was.layout, was.at));
	}
	if (changed.size > MANY) return undefined;
	const kept = new Map<string, Route>();
	for (const wire of wires) {
		const route = before.routes.get(wire.id);
		if (!route || changed.has(wire.source.owner) || changed.has(wire.target.owner)) continue;
		const box = extent(route);
		const near = { x: box.x - 24, y: box.y - 24, width: box.width + 48, height: box.height + 48 };
		if (!places.some((place) => overlaps(place, near))) kept.set(wire.id, route);
	}
	return kept;
}

/**
 * Sorts wires by the order in which they choose their ways: outputs with short ways first, as they
 * have the least choice; of one node's wires the one that goes furthest up or down first, so that
 * it turns first and the others do not cross it.
 */
function inOrder(wires: Wire[]): void {
	const first = new Map<string, number>();
	for (const wire of wires) {
		const known = first.get(wire.source.owner);
		first.set(wire.source.owner, known === undefined ? span(wire) : Math.min(known, span(wire)));
	}
	const rise = ({ source, target }: Wire) => Math.abs(target.y - source.y);
	wires.sort((a, b) =>
		a.source.owner === b.source.owner
			? Number(span(a) >= BACKWARD) - Number(span(b) >= BACKWARD) || rise(b) - rise(a)
			: (first.get(a.source.owner) ?? 0) - (first.get(b.source.owner) ?? 0) ||
				(a.source.owner < b.source.owner ? -1 : 1),
	);
}

const BACKWARD = 100_000;

function span({ source, target }: Wire): number {
	return Math.abs(target.x - source.x) + Math.abs(target.y - source.y) + (target.x < source.x ? BACKWARD : 0);
}
