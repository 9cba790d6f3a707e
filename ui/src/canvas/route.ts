/**
 * Ways for wires: a curve where nothing is in between, else straight pieces around the nodes.
 *
 * Of the ways that the edges of nearby obstacles suggest, the cheapest is taken: running through a
 * node costs most, then lying on another wire, then bends, then length.
 */
import type { Point, Rect } from "./geometry";
import { type Obstacle, RectIndex } from "./obstacleIndex";

export interface WireEnd extends Point {
	/** The node at this end. */
	owner: string;
	side: "left" | "right" | "top" | "bottom";
	/** How far the wire keeps its direction from here. */
	stub: number;
}

export interface Wire {
	id: string;
	source: WireEnd;
	target: WireEnd;
	/** The middle of the target's upper edge, where a wire from above may end as well. */
	above?: Point;
}

export type Route = { kind: "curve"; points: readonly Point[] } | { kind: "lines"; points: readonly Point[] };

const CLEARANCE = 12;
const ARROW = 10;
const THROUGH_NODE = 5000;
const THROUGH_TEXT = 600;
const ON_WIRE = 90;
const ACROSS_WIRE = 45;
const BEND = 36;
const LATE_TURN = 0.05;
const NEAR = 160;
const LANE = 6;
const BUDGET = 30_000_000;
/** Below the middle of a node, this is past its name. */
const NODE_CLEAR = 120;
/** More suggestions than these do not make ways better, only slower. */
const MAX_SUGGESTIONS = 14;

/** The four points of the curve between two ends that look at each other. */
export function curve(from: Point, to: Point, vertical = false): readonly [Point, Point, Point, Point] {
	if (vertical) {
		const pull = Math.max(24, Math.abs(to.y - from.y) / 2);
		return [from, { x: from.x, y: from.y - pull }, { x: to.x, y: to.y + pull }, to];
	}
	const pull = Math.min(120, Math.max(12, (to.x - from.x) / 2));
	return [from, { x: from.x + pull, y: from.y }, { x: to.x - pull, y: to.y }, to];
}

function pointOn([a, b, c, d]: readonly [Point, Point, Point, Point], t: number): Point {
	const u = 1 - t;
	const mix = (p: number, q: number, r: number, s: number) =>
		u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s;
	return { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) };
}

function inflate({ x, y, width, height }: Rect, by: number): Rect {
	return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

function inside(rect: Rect, { x, y }: Point): boolean {
	return x > rect.x && x < rect.x + rect.width && y > rect.y && y < rect.y + rect.height;
}

function segmentRect(a: Point, b: Point): Rect {
	return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** A piece of a wire that lies already. */
interface Lane extends Rect {
	wire: Wire;
}

function isLevel(lane: Rect): boolean {
	return lane.height === 0;
}

/** What other wires under or across a piece cost. Wires from one output or into one input may run together. */
function burden(a: Point, b: Point, wire: Wire, lanes: readonly Lane[]): number {
	const piece = segmentRect(a, b);
	let cost = 0;
	for (const lane of lanes) {
		if (same(lane.wire.source, wire.source) || same(lane.wire.target, wire.target)) continue;
		if (isLevel(lane) === isLevel(piece)) {
			const apart = isLevel(piece) ? Math.abs(lane.y - piece.y) : Math.abs(lane.x - piece.x);
			if (apart >= LANE - 2) continue;
			const shared = isLevel(piece)
				? Math.min(lane.x + lane.width, piece.x + piece.width) - Math.max(lane.x, piece.x)
				: Math.min(lane.y + lane.height, piece.y + piece.height) - Math.max(lane.y, piece.y);
			if (shared > 2) cost += ON_WIRE;
		} else {
			const level = isLevel(piece) ? piece : lane;
			const upright = isLevel(piece) ? lane : piece;
			if (
				upright.x > level.x &&
				upright.x < level.x + level.width &&
				level.y > upright.y &&
				level.y < upright.y + upright.height
			) {
				cost += ACROSS_WIRE;
			}
		}
	}
	return cost;
}

function same(a: WireEnd, b: WireEnd): boolean {
	return a.x === b.x && a.y === b.y;
}

/** Takes out points that are doubled or lie on a straight line between their neighbours. */
function simplify(points: readonly Point[]): Point[] {
	const result: Point[] = [];
	for (const point of points) {
		const last = result.at(-1);
		if (last && last.x === point.x && last.y === point.y) continue;
		const before = result.at(-2);
		if (
			last &&
			before &&
			((before.x === last.x && last.x === point.x && (last.y - before.y) * (point.y - last.y) >= 0) ||
				(before.y === last.y && last.y === point.y && (last.x - before.x) * (point.x - last.x) >= 0))
		) {
			result[result.length - 1] = point;
		} else result.push(point);
	}
	return result;
}

/** About how much it costs to look for what is in a rectangle. */
function cells({ width, height }: Rect): number {
	return Math.ceil((width / 200 + 1) * (height / 200 + 1));
}

/** Whether a way turns round on itself, or leaves its source or reaches its target the wrong way. */
function doublesBack(points: readonly Point[]): boolean {
	const [first, second] = points as [Point, Point];
	const [before, last] = points.slice(-2) as [Point, Point];
	if (second.x < first.x || last.x < before.x || last.y < before.y) return true;
	for (let at = 2; at < points.length; at++) {
		const [a, b, c] = [points[at - 2], points[at - 1], points[at]] as [Point, Point, Point];
		if ((b.x - a.x) * (c.x - b.x) < 0 || (b.y - a.y) * (c.y - b.y) < 0) return true;
	}
	return false;
}

class Router {
	readonly #lanes = new RectIndex<Lane>();
	readonly #index: RectIndex<Obstacle>;
	/** Comparisons left before the others get the first way at hand: a file of any size opens in bounded time. */
	#budget = BUDGET;

	constructor(index: RectIndex<Obstacle>) {
		this.#index = index;
	}

	#lay(points: readonly Point[], wire: Wire): void {
		for (let at = 1; at < points.length; at++) {
			this.#lanes.add({ ...segmentRect(points[at - 1] as Point, points[at] as Point), wire });
		}
	}

	/** Takes a way as given, for the others to mind. */
	keep(wire: Wire, { kind, points }: Route): void {
		this.#lay(kind === "lines" ? points : points.slice(0, 2), wire);
	}

	route(wire: Wire): Route {
		const { source, target } = wire;
		if (source.side === "top") {
			const points = curve(source, target, true);
			return { kind: "curve", points };
		}
		const from = { x: source.x + source.stub, y: source.y };
		const to = { x: target.x - ARROW - 2, y: target.y };
		if (to.x - from.x >= (Math.abs(to.y - from.y) < 1 ? 0 : 20)) {
			const direct = curve(from, to);
			if (this.#budget <= 0 || this.#isFree(direct, wire)) {
				this.#lay([source, from], wire);
				return { kind: "curve", points: [source, ...direct, target] };
			}
		}
		const points = this.#around(wire);
		this.#lay(points, wire);
		return { kind: "lines", points };
	}

	#isFree(points: readonly [Point, Point, Point, Point], wire: Wire): boolean {
		const [a, , , d] = points;
		const around = segmentRect(a, d);
		this.#budget -= cells(around);
		const near = [...this.#index.within(inflate(around, 4))].filter(
			(obstacle) =>
				!(obstacle.owner === wire.target.owner && inside(inflate(obstacle, 8), d)) && !inside(inflate(obstacle, 2), a),
		);
		if (near.length === 0) return true;
		this.#budget -= near.length;
		const rects = near.map((obstacle) => inflate(obstacle, 4));
		const steps = Math.min(64, Math.max(12, Math.ceil((around.width + around.height) / 12)));
		for (let step = 0; step <= steps; step++) {
			const point = pointOn(points, step / steps);
			if (rects.some((rect) => inside(rect, point))) return false;
		}
		return true;
	}

	#around(wire: Wire): Point[] {
		const { source, target, above } = wire;
		const start = { x: source.x + source.stub, y: source.y };
		const end = { x: target.x - ARROW - 4, y: target.y };
		const area = inflate(
			segmentRect({ x: source.x - NEAR / 2, y: source.y }, { x: target.x + NEAR / 2, y: target.y }),
			NEAR,
		);
		this.#budget -= 2 * cells(area);
		const near = this.#budget > 0 ? [...this.#index.within(area)] : [];
		const lanes = this.#budget > 0 ? [...this.#lanes.within(area)] : [];

		const middle = (source.y + target.y) / 2;
		const rows = pick(
			near.flatMap(({ y, height }) => [
				y - CLEARANCE,
				y + height + CLEARANCE,
				y - CLEARANCE - LANE,
				y + height + CLEARANCE + LANE,
			]),
			middle,
			MAX_SUGGESTIONS * 2,
		);
		const columnsFrom = pick(
			[start.x, ...near.flatMap(({ x, width }) => [x - CLEARANCE - ARROW, x + width + CLEARANCE])].filter(
				(x) => x >= start.x,
			),
			start.x,
			MAX_SUGGESTIONS / 2,
			LANE,
		);
		const columnsTo = pick(
			[end.x, ...near.flatMap(({ x, width }) => [x - CLEARANCE - ARROW, x + width + CLEARANCE])].filter(
				(x) => x <= end.x,
			),
			end.x,
			MAX_SUGGESTIONS / 2,
			-LANE,
		);

		const walls = near.map(({ x, y, width, height, owner, text }) => ({
			left: x - 3,
			top: y - 3,
			right: x + width + 3,
			bottom: y + height + 3,
			owner,
			price: text ? THROUGH_TEXT : THROUGH_NODE,
		}));
		let best: Point[] = [];
		let bestCost = Number.POSITIVE_INFINITY;
		const consider = (points: Point[]) => {
			this.#budget -= walls.length + lanes.length;
			if (this.#budget <= 0 && best.length > 0) return;
			const way = simplify(points);
			if (doublesBack(way)) return;
			const cost = this.#cost(way, wire, walls, lanes, bestCost);
			if (cost < bestCost) {
				best = way;
				bestCost = cost;
			}
		};
		const { x: sx, y: sy } = source;
		const { x: tx, y: ty } = target;
		for (const x of [...columnsFrom, ...columnsTo]) {
			if (x >= start.x && x <= end.x) consider([source, { x, y: sy }, { x, y: ty }, target]);
		}
		for (const row of rows) {
			const rise = Math.abs(row - sy);
			for (const first of columnsFrom) {
				const begin = first - sx + rise;
				// What is longer than the best way by itself need not be looked at.
				if (begin >= bestCost) continue;
				if (above && row <= above.y - ARROW - 4 && begin + Math.abs(above.x - first) + above.y - row < bestCost) {
					consider([source, { x: first, y: sy }, { x: first, y: row }, { x: above.x, y: row }, above]);
				}
				const fall = Math.abs(ty - row);
				for (const last of columnsTo) {
					if (begin + Math.abs(last - first) + fall + tx - last + 2 * BEND >= bestCost) continue;
					consider([
						source,
						{ x: first, y: sy },
						{ x: first, y: row },
						{ x: last, y: row },
						{ x: last, y: ty },
						target,
					]);
				}
			}
		}
		if (best.length > 0) return best;
		const middleRow = Math.max(source.y, target.y) + NODE_CLEAR;
		return simplify([
			source,
			start,
			{ x: start.x, y: middleRow },
			{ x: end.x, y: middleRow },
			{ x: end.x, y: target.y },
			target,
		]);
	}

	#cost(points: readonly Point[], wire: Wire, walls: readonly Wall[], lanes: readonly Lane[], limit: number): number {
		let cost = (points.length - 2) * BEND;
		for (let at = 1; at < points.length; at++) {
			const a = points[at - 1] as Point;
			const b = points[at] as Point;
			cost += Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
		}
		// Of equal ways the one that turns near its target: wires that end together then run together.
		const turn = points.at(-2) as Point;
		cost += LATE_TURN * Math.abs(wire.target.x - turn.x);
		if (cost >= limit) return cost;
		for (let at = 1; at < points.length; at++) {
			const a = points[at - 1] as Point;
			const b = points[at] as Point;
			const left = Math.min(a.x, b.x);
			const right = Math.max(a.x, b.x);
			const top = Math.min(a.y, b.y);
			const bottom = Math.max(a.y, b.y);
			// The ends of a wire touch their own nodes and run along their own label.
			const excused = at === 1 ? wire.source.owner : at === points.length - 1 ? wire.target.owner : undefined;
			for (const wall of walls) {
				if (left >= wall.right || right <= wall.left || top >= wall.bottom || bottom <= wall.top) continue;
				if (wall.owner === excused) continue;
				cost += wall.price;
				if (cost >= limit) return cost;
			}
			cost += burden(a, b, wire, lanes);
			if (cost >= limit) return cost;
		}
		return cost;
	}
}

/** An obstacle as ways are judged by it. */
interface Wall {
	left: number;
	top: number;
	right: number;
	bottom: number;
	owner: string;
	price: number;
}

/** The suggestions nearest to a place, rounded to whole pixels, none twice; with step, neighbouring lanes of the best too. */
function pick(values: readonly number[], near: number, most: number, step = 0): number[] {
	const distinct = [...new Set(values.map(Math.round))]
		.sort((a, b) => Math.abs(a - near) - Math.abs(b - near))
		.slice(0, most);
	if (step === 0) return distinct;
	return [
		...new Set(
			distinct
				.slice(0, 4)
				.flatMap((value) => [value, value + step, value + 2 * step])
				.concat(distinct),
		),
	];
}

/**
 * Finds a way for every wire. The order of the wires is the order in which they choose their
 * lanes. Ways that are kept from before lie there already.
 */
export function routeWires(
	wires: readonly Wire[],
	obstacles: Iterable<Obstacle>,
	kept: ReadonlyMap<string, Route> = new Map(),
): Map<string, Route> {
	const router = new Router(new RectIndex(obstacles));
	const routes = new Map<string, Route>();
	const open: Wire[] = [];
	for (const wire of wires) {
		const route = kept.get(wire.id);
		if (route) {
			routes.set(wire.id, route);
			router.keep(wire, route);
		} else open.push(wire);
	}
	for (const wire of open) routes.set(wire.id, router.route(wire));
	return routes;
}

/** The rectangle that a route stays in. */
export function extent({ points }: Route): Rect {
	const xs = points.map((point) => point.x);
	const ys = points.map((point) => point.y);
	const x = Math.min(...xs);
	const y = Math.min(...ys);
	return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

const RADIUS = 8;

function unit(from: Point, to: Point): Point {
	const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
	return { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
}

const at = ({ x, y }: Point) => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;

/** A route as the path of an SVG element. */
export function pathOf(route: Route): string {
	const { points } = route;
	if (route.kind === "curve") {
		if (points.length === 4) {
			const [a, b, c, d] = points as [Point, Point, Point, Point];
			return `M${at(a)} C${at(b)} ${at(c)} ${at(d)}`;
		}
		const [s, a, b, c, d, t] = points as [Point, Point, Point, Point, Point, Point];
		return `M${at(s)} L${at(a)} C${at(b)} ${at(c)} ${at(d)} L${at(t)}`;
	}
	let path = `M${at(points[0] as Point)}`;
	for (let index = 1; index < points.length - 1; index++) {
		const before = points[index - 1] as Point;
		const corner = points[index] as Point;
		const after = points[index + 1] as Point;
		const room = Math.min(
			RADIUS,
			Math.hypot(corner.x - before.x, corner.y - before.y) / 2,
			Math.hypot(after.x - corner.x, after.y - corner.y) / 2,
		);
		const into = unit(corner, before);
		const out = unit(corner, after);
		path += ` L${at({ x: corner.x + into.x * room, y: corner.y + into.y * room })}`;
		path += ` Q${at(corner)} ${at({ x: corner.x + out.x * room, y: corner.y + out.y * room })}`;
	}
	return `${path} L${at(points.at(-1) as Point)}`;
}

/** The last direction of a route, for its arrow. */
export function arrivesFrom(route: Route): "left" | "top" | "bottom" {
	const last = route.points.at(-1) as Point;
	const before = route.points.at(-2) as Point;
	if (Math.abs(last.x - before.x) > Math.abs(last.y - before.y)) return "left";
	return before.y < last.y ? "top" : "bottom";
}

/** Where something about the wire can be written: the middle of its longest piece that lies flat, or of all. */
export function labelPoint(route: Route): Point {
	const { points } = route;
	if (route.kind === "curve") {
		if (points.length === 4) return pointOn(points as unknown as [Point, Point, Point, Point], 0.5);
		const [, a, b, c, d] = points as [Point, Point, Point, Point, Point, Point];
		return pointOn([a, b, c, d], 0.5);
	}
	let best: Point = points[0] as Point;
	let longest = -1;
	for (let index = 1; index < points.length; index++) {
		const from = points[index - 1] as Point;
		const to = points[index] as Point;
		const flat = from.y === to.y;
		const length = Math.abs(from.x - to.x) + Math.abs(from.y - to.y);
		const weight = length * (flat ? 2 : 1);
		if (weight > longest) {
			longest = weight;
			best = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
		}
	}
	return best;
}

/** Every point where a route may be seen to change direction, for tests and for hit areas. */
export function outline(route: Route): readonly Point[] {
	if (route.kind === "lines") return route.points;
	const sampled = route.points.length === 4 ? route.points : route.points.slice(1, 5);
	const four = sampled as unknown as [Point, Point, Point, Point];
	return Array.from({ length: 33 }, (_, step) => pointOn(four, step / 32));
}
