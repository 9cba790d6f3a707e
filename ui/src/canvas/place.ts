/** Puts new nodes in their place: behind an output, before an input, on a wire, or where there is room. */
import {
	addNodeAfter,
	addNodeBefore,
	addNodes,
	type Command,
	makeRoom,
	newNode,
	type Position,
	sequence,
	spliceInto,
} from "../document/commands";
import { describe, type NodeTypes } from "../document/nodeTypes";
import { portsOf } from "../document/ports";
import type { PaletteRequest } from "../document/store";
import { findNode, MAIN, type WorkflowDocument, type WorkflowNode } from "../document/workflow";
import { GRID } from "./geometry";

/** How far apart nodes of a chain are, in units of the file; what n8n uses. */
export const STEP_X = 208;
const STEP_Y = 160;

const snap = (value: number) => Math.round(value / GRID) * GRID;

const NOBODY: ReadonlySet<string> = new Set();

function isTaken(document: WorkflowDocument, [x, y]: Position, except: ReadonlySet<string>): boolean {
	return document.nodes.some(
		(node) =>
			!except.has(node.name) &&
			node.type !== "n8n-nodes-base.stickyNote" &&
			Math.abs(node.position[0] - x) < 96 &&
			Math.abs(node.position[1] - y) < 112,
	);
}

/** The first free place at or below a position. */
export function freePlace(
	document: WorkflowDocument,
	wanted: Position,
	except: ReadonlySet<string> = NOBODY,
): Position {
	let [x, y] = [snap(wanted[0]), snap(wanted[1])];
	for (let tries = 0; tries < 200 && isTaken(document, [x, y], except); tries++) y += GRID * 2;
	return [x, y];
}

/** The first place at or below a wanted one where a part can lie with its upper left corner, and no node on another. */
export function freePlaceFor(document: WorkflowDocument, part: readonly WorkflowNode[], wanted: Position): Position {
	const left = Math.min(...part.map((node) => node.position[0]));
	const top = Math.min(...part.map((node) => node.position[1]));
	let [x, y] = [snap(wanted[0]), snap(wanted[1])];
	const crowded = () =>
		part.some((node) => isTaken(document, [x + node.position[0] - left, y + node.position[1] - top], NOBODY));
	for (let tries = 0; tries < 200 && crowded(); tries++) y += GRID * 2;
	return [x, y];
}

export interface Placed {
	node: WorkflowNode;
	command: Command;
}

/** A new node of a type, and the command that puts it where the palette was asked for it. */
export function placeNew(
	types: NodeTypes,
	document: WorkflowDocument,
	type: string,
	request: PaletteRequest,
	centre: Position,
): Placed {
	const base = (position: Position) => newNode(types, type, document, position);
	if (request.kind === "after") {
		const source = findNode(document, request.source);
		const output = source
			? portsOf(types, document, source).outputs.findIndex(
					(port) => port.type === request.sourceType && port.index === request.sourceIndex,
				)
			: 0;
		const outputs = source ? portsOf(types, document, source).outputs.length : 1;
		const [x, y] = source?.position ?? centre;
		const wanted: Position = request.at ?? [x + STEP_X, y + (outputs > 1 ? (output - (outputs - 1) / 2) * STEP_Y : 0)];
		const node = base(freePlace(document, wanted));
		const takes = portsOf(types, document, node).inputs.some((port) => port.type === request.sourceType);
		if (!takes) return { node, command: addNodes([node]) };
		return { node, command: addNodeAfter(node, request) };
	}
	if (request.kind === "before") {
		const target = findNode(document, request.target);
		const [x, y] = target?.position ?? centre;
		const wanted: Position = request.at ?? (request.targetType === MAIN ? [x - STEP_X, y] : [x, y + STEP_Y + 48]);
		const node = base(freePlace(document, wanted));
		const gives =
			describe(types, node) === undefined ||
			portsOf(types, document, node).outputs.some((port) => port.type === request.targetType);
		if (!gives) return { node, command: addNodes([node]) };
		return { node, command: addNodeBefore(node, request) };
	}
	if (request.kind === "on") {
		const { wire } = request;
		const source = findNode(document, wire.source);
		const target = findNode(document, wire.target);
		const sx = source?.position[0] ?? centre[0];
		const tx = target?.position[0] ?? sx;
		const y = target && source && wire.sourceIndex > 0 ? target.position[1] : (source?.position[1] ?? centre[1]);
		const room = tx - sx;
		const cramped = room > 0 && room < 2 * STEP_X - GRID;
		const x = room > 0 && !cramped ? snap((sx + tx) / 2) : sx + STEP_X;
		const node = base([snap(x), snap(y)]);
		return {
			node,
			command: sequence(
				cramped ? makeRoom(wire.source, sx + 1, sx + 2 * STEP_X - tx) : (same) => same,
				addNodes([node]),
				spliceInto(node.name, wire),
			),
		};
	}
	const node = base(freePlace(document, request.at ?? centre));
	return { node, command: addNodes([node]) };
}
