/** Finds the rectangles near a place without looking at all of them. */
import type { Rect } from "./geometry";

export interface Obstacle extends Rect {
	/** The node it belongs to. */
	owner: string;
	/** Writing: better not crossed, but not at any price. */
	text?: boolean;
}

const CELL = 200;
/** A rectangle over more cells than this is looked at always. */
const MAX_CELLS = 400;

export class RectIndex<T extends Rect> {
	readonly #cells = new Map<string, T[]>();
	readonly #large: T[] = [];

	constructor(rects: Iterable<T> = []) {
		for (const rect of rects) this.add(rect);
	}

	add(obstacle: T): void {
		const cells = [...this.#over(obstacle)];
		if (cells.length > MAX_CELLS) {
			this.#large.push(obstacle);
			return;
		}
		for (const key of cells) {
			const list = this.#cells.get(key);
			if (list) list.push(obstacle);
			else this.#cells.set(key, [obstacle]);
		}
	}

	*#over({ x, y, width, height }: Rect): Generator<string> {
		const right = Math.floor((x + width) / CELL);
		const bottom = Math.floor((y + height) / CELL);
		for (let column = Math.floor(x / CELL); column <= right; column++) {
			for (let row = Math.floor(y / CELL); row <= bottom; row++) yield `${column},${row}`;
		}
	}

	/** The rectangles that another one touches, each once. */
	within(rect: Rect): Set<T> {
		const found = new Set<T>();
		const look = (obstacle: T) => {
			if (overlaps(obstacle, rect)) found.add(obstacle);
		};
		this.#large.forEach(look);
		// A very large question is answered faster by looking at everything there is.
		if ((rect.width / CELL + 1) * (rect.height / CELL + 1) > this.#cells.size) {
			for (const list of this.#cells.values()) list.forEach(look);
		} else {
			for (const key of this.#over(rect)) this.#cells.get(key)?.forEach(look);
		}
		return found;
	}
}

export function overlaps(a: Rect, b: Rect): boolean {
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
