/**
 * Where things of a node are: its box, ports, labels and caption. Views draw by it, wires are
 * routed by it, tidying up makes room by it.
 *
 * n8n's files leave little room between nodes for what is written at outputs. The canvas draws
 * everything a little wider apart than the file says; files keep their own numbers.
 */
import type { Port, Ports } from "../document/ports";
import { isSticky, MAIN, type WorkflowNode } from "../document/workflow";
import { textWidth } from "./measure";

/** Pixels on the canvas for one unit of the file. */
export const SCALE_X = 1.3;
export const SCALE_Y = 1;
/** n8n's grid, in units of the file. */
export const GRID = 16;

export const NODE_SIZE = 80;
/** Height that one port on a side takes. */
export const PORT_PITCH = 24;
/** Width that one port at the lower edge takes. */
export const PART_PITCH = 88;
export const PART_SIZE = 64;
export const MAX_LABEL = 168;
export const MAX_NAME = 144;
export const MAX_LINE = 144;
/** How far a wire goes straight on from a port without label. */
export const STUB = 14;

export interface Point {
	x: number;
	y: number;
}

export interface Rect extends Point {
	width: number;
	height: number;
}

export type Shape = "node" | "trigger" | "wide" | "part" | "sticky";

export interface PlacedPort extends Port {
	/** Name of the port among all of its node, see portId. */
	id: string;
	side: "left" | "right" | "top" | "bottom";
	/** Centre of the port, from the node's upper left corner. */
	x: number;
	y: number;
	/** Room for the label, 0 without one. */
	labelWidth: number;
}

export interface Layout {
	shape: Shape;
	width: number;
	height: number;
	inputs: readonly PlacedPort[];
	outputs: readonly PlacedPort[];
	/** How far all wires go straight on before they turn: past the longest label. */
	stub: number;
	/** The caption below the box, from the node's corner; undefined when the name is inside. */
	caption?: Rect;
}

export function toCanvas([x, y]: readonly [number, number]): Point {
	return { x: x * SCALE_X, y: y * SCALE_Y };
}

export function toFile({ x, y }: Point): [number, number] {
	return [Math.round(x / SCALE_X), Math.round(y / SCALE_Y)];
}

/** The name of a port in the view's connections. */
export function portId(side: "in" | "out", type: string, index: number): string {
	return `${side}:${type.replace(/[^A-Za-z0-9_]/g, "")}:${index}`;
}

/** Reads what portId wrote; kinds of connections are plain words in all files that make sense. */
export function parsePortId(id: string): { side: "in" | "out"; type: string; index: number } | undefined {
	const parts = /^(in|out):(\w*):(\d+)$/.exec(id);
	return parts ? { side: parts[1] as "in" | "out", type: parts[2] as string, index: Number(parts[3]) } : undefined;
}

/** A node's name as an id that is safe in selectors and in attributes. */
export function flowId(name: string): string {
	let id = "n";
	for (let at = 0; at < name.length; at++) {
		const character = name[at] as string;
		id += /[A-Za-z0-9]/.test(character) ? character : `_${name.charCodeAt(at).toString(16)}_`;
	}
	return id;
}

function stickySize(node: WorkflowNode): { width: number; height: number } {
	const size = (value: unknown, otherwise: number) =>
		typeof value === "number" && value >= 40 && value <= 20_000 ? value : otherwise;
	return {
		width: size(node.parameters.width, 240) * SCALE_X,
		height: size(node.parameters.height, 160) * SCALE_Y,
	};
}

function label(port: Port): number {
	return port.label ? Math.min(MAX_LABEL, Math.ceil(textWidth(port.label, "label"))) : 0;
}

function along(
	ports: readonly Port[],
	side: "left" | "right",
	x: number,
	height: number,
	direction: "in" | "out",
): PlacedPort[] {
	return ports.map((port, index) => ({
		...port,
		id: portId(direction, port.type, port.index),
		side,
		x,
		y: height / 2 + (index - (ports.length - 1) / 2) * PORT_PITCH,
		labelWidth: label(port),
	}));
}

function across(
	ports: readonly Port[],
	side: "top" | "bottom",
	y: number,
	width: number,
	direction: "in" | "out",
): PlacedPort[] {
	return ports.map((port, index) => ({
		...port,
		id: portId(direction, port.type, port.index),
		side,
		x: (width / ports.length) * (index + 0.5),
		y,
		labelWidth: label(port),
	}));
}

/** Lays a node out; the line is what stands below its name. */
export function layOut(node: WorkflowNode, ports: Ports, trigger: boolean, line: string): Layout {
	if (isSticky(node)) return { shape: "sticky", ...stickySize(node), inputs: [], outputs: [], stub: 0 };
	const mainIn = ports.inputs.filter((port) => port.type === MAIN);
	const partsIn = ports.inputs.filter((port) => port.type !== MAIN);
	const mainOut = ports.outputs.filter((port) => port.type === MAIN);
	const partsOut = ports.outputs.filter((port) => port.type !== MAIN);
	const part = partsOut.length > 0 && mainOut.length === 0;
	const shape: Shape = partsIn.length > 0 ? "wide" : part ? "part" : trigger ? "trigger" : "node";
	const base = shape === "part" ? PART_SIZE : NODE_SIZE;
	const width = shape === "wide" ? Math.max(216, partsIn.length * PART_PITCH) : base;
	const sides = Math.max(mainIn.length, mainOut.length);
	const height = Math.max(base, sides > 1 ? sides * PORT_PITCH + 16 : 0);
	const inputs = [...along(mainIn, "left", 0, height, "in"), ...across(partsIn, "bottom", height, width, "in")];
	const outputs = [...along(mainOut, "right", width, height, "out"), ...across(partsOut, "top", 0, width, "out")];
	const longest = Math.max(0, ...outputs.filter((port) => port.side === "right").map((port) => port.labelWidth));
	const stub = longest > 0 ? longest + STUB : STUB;
	if (shape === "wide") return { shape, width, height, inputs, outputs, stub };
	const nameWidth = textWidth(node.name, "name");
	const lineWidth = line ? textWidth(line, "line") : 0;
	const captionWidth = Math.max(Math.min(MAX_NAME, nameWidth), Math.min(MAX_LINE, lineWidth)) + 4;
	const lines = nameWidth > MAX_NAME ? 2 : 1;
	const more = lineWidth > MAX_LINE ? 2 : line ? 1 : 0;
	return {
		shape,
		width,
		height,
		inputs,
		outputs,
		stub,
		caption: {
			x: width / 2 - captionWidth / 2,
			y: height + 4,
			width: captionWidth,
			height: lines * 16 + more * 14,
		},
	};
}

/** What wires should not run through, in the canvas's coordinates: box, caption, labels of outputs. */
export function obstacles(layout: Layout, at: Point): (Rect & { text: boolean })[] {
	if (layout.shape === "sticky") return [];
	const rects = [{ text: false, x: at.x, y: at.y, width: layout.width, height: layout.height }];
	if (layout.caption) {
		rects.push({ ...layout.caption, text: true, x: at.x + layout.caption.x, y: at.y + layout.caption.y });
	}
	for (const port of layout.outputs) {
		if (port.side !== "right" || port.labelWidth === 0) continue;
		rects.push({ text: true, x: at.x + port.x + 4, y: at.y + port.y - 14, width: port.labelWidth + 6, height: 14 });
	}
	return rects;
}

/** The smallest rectangle around some. */
export function bounds(rects: readonly Rect[]): Rect | undefined {
	if (rects.length === 0) return undefined;
	let left = Number.POSITIVE_INFINITY;
	let top = Number.POSITIVE_INFINITY;
	let right = Number.NEGATIVE_INFINITY;
	let bottom = Number.NEGATIVE_INFINITY;
	for (const { x, y, width, height } of rects) {
		left = Math.min(left, x);
		top = Math.min(top, y);
		right = Math.max(right, x + width);
		bottom = Math.max(bottom, y + height);
	}
	return { x: left, y: top, width: right - left, height: bottom - top };
}
