/** Dragging a node without connections onto a wire puts it into the wire. */
import { type Command, makeRoom, moveNodes, type Position, sequence, spliceInto } from "../document/commands";
import { findNode, MAIN, type WorkflowDocument } from "../document/workflow";
import { GRID, type Point } from "./geometry";
import { outline, type Route } from "./route";
import type { Scene, SceneWire } from "./scene";

/** How far a wire may be from the middle of a node that is put into it, in pixels of the canvas. */
const REACH = 32;
/** What stands in one row keeps this distance from edge to edge of the left sides, in units of the file. */
const APART = GRID * 11;
/** Nodes whose upper edges are nearer than this, in units of the file, stand in one row. */
const ROW = GRID * 7;

/**
 * The wire into which a node would be put that is let go at a place of the canvas: a main wire that
 * runs below its middle. Only a node without wires, with a main input and a main output, is put into one.
 */
export function wireBelow(
	scene: Scene,
	routes: ReadonlyMap<string, Route>,
	name: string,
	at: Point,
): SceneWire | undefined {
	const moved = scene.nodes.get(name);
	if (!moved || moved.layout.shape === "sticky" || moved.wired.size > 0) return undefined;
	const { inputs, outputs, width, height } = moved.layout;
	if (!inputs.some((port) => port.type === MAIN)) return undefined;
	if (!outputs.some((port) => port.type === MAIN && !port.error)) return undefined;
	const middle = { x: at.x + width / 2, y: at.y + height / 2 };
	let nearest: SceneWire | undefined;
	let distance = REACH;
	for (const wire of scene.wires) {
		if (wire.connection.sourceType !== MAIN) continue;
		const route = routes.get(wire.key);
		if (!route) continue;
		const points = outline(route);
		for (let index = 1; index < points.length; index++) {
			const away = distanceTo(middle, points[index - 1] as Point, points[index] as Point);
			if (away > distance) continue;
			distance = away;
			nearest = wire;
		}
	}
	return nearest;
}

/** How far a point is from a straight piece. */
function distanceTo(point: Point, from: Point, to: Point): number {
	const [dx, dy] = [to.x - from.x, to.y - from.y];
	const length = dx * dx + dy * dy;
	const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
	const part = Math.max(0, Math.min(1, along));
	return Math.hypot(point.x - from.x - part * dx, point.y - from.y - part * dy);
}

/** The row of a level wire: what is put into it comes into line. */
function rowOf(source: Position | undefined, target: Position | undefined): number | undefined {
	return source && target && source[1] === target[1] && source[0] < target[0] ? source[1] : undefined;
}

/** Puts a node of the document into a wire, at a place in the file's units; what follows makes room. */
export function landOn(name: string, wire: SceneWire["connection"], at: Position): Command {
	return (document: WorkflowDocument) => {
		const source = findNode(document, wire.source);
		const target = findNode(document, wire.target);
		const x = at[0];
		const y = rowOf(source?.position, target?.position) ?? at[1];
		const inRow = (other: Position | undefined) => other !== undefined && Math.abs(other[1] - y) < ROW;
		const left = source && inRow(source.position) && x >= source.position[0] ? source.position[0] + APART : x;
		const place: Position = [Math.max(x, left), y];
		const missing = target && inRow(target.position) ? place[0] + APART - target.position[0] : 0;
		const crowded = target !== undefined && missing > 0 && target.position[0] >= x;
		return sequence(
			moveNodes(new Map([[name, place]])),
			spliceInto(name, wire),
			crowded ? makeRoom(name, target.position[0], missing) : (same) => same,
		)(document);
	};
}
