/**
 * JSON as numbered lines without writing it out: the lines of one value are
 * counted without making them, and made when they come into view.
 */
import type { DataPath } from "../expression/access";
import { pathId } from "./schema";

export interface JsonLine {
	depth: number;
	/** The key with its quotes, "" for elements and closing brackets. */
	key: string;
	/** The value, or the bracket that opens or closes one. */
	text: string;
	kind: "string" | "number" | "boolean" | "null" | "open" | "close" | "folded" | "empty";
	comma: boolean;
	path: DataPath;
}

/** Paths that are folded, by pathId. */
export type Folded = ReadonlySet<string>;

const MAX_TEXT = 5000;

/** How many lines a value takes. */
export function countLines(value: unknown, folded: Folded, path: DataPath = []): number {
	if (typeof value !== "object" || value === null) return 1;
	const entries = Array.isArray(value) ? value.length : Object.keys(value).length;
	if (entries === 0 || (folded.size > 0 && folded.has(pathId(path)))) return 1;
	let lines = 2;
	// Paths are only needed where something is folded.
	const step = (key: string | number): DataPath => (folded.size > 0 ? [...path, key] : path);
	if (Array.isArray(value)) for (let i = 0; i < value.length; i++) lines += countLines(value[i], folded, step(i));
	else for (const [key, member] of Object.entries(value)) lines += countLines(member, folded, step(key));
	return lines;
}

/** The lines of a value. */
export function jsonLines(value: unknown, folded: Folded, path: DataPath = []): JsonLine[] {
	const out: JsonLine[] = [];
	const visit = (v: unknown, key: string, at: DataPath, depth: number, comma: boolean) => {
		if (typeof v !== "object" || v === null) {
			const kind =
				v === null || v === undefined
					? "null"
					: typeof v === "string"
						? "string"
						: typeof v === "boolean"
							? "boolean"
							: "number";
			out.push({ depth, key, text: scalar(v), kind, comma, path: at });
			return;
		}
		const list = Array.isArray(v);
		const entries: [string | number, unknown][] = list ? v.map((e, i) => [i, e]) : Object.entries(v);
		const [open, close] = list ? ["[", "]"] : ["{", "}"];
		if (entries.length === 0) {
			out.push({ depth, key, text: open + close, kind: "empty", comma, path: at });
			return;
		}
		if (folded.has(pathId(at))) {
			out.push({ depth, key, text: `${open} ${entries.length} ${close}`, kind: "folded", comma, path: at });
			return;
		}
		out.push({ depth, key, text: open, kind: "open", comma: false, path: at });
		entries.forEach(([k, member], i) => {
			visit(member, list ? "" : JSON.stringify(k), [...at, k], depth + 1, i < entries.length - 1);
		});
		out.push({ depth, key: "", text: close, kind: "close", comma, path: at });
	};
	visit(value, "", path, 0, false);
	return out;
}

function scalar(value: unknown): string {
	if (typeof value === "string" && value.length > MAX_TEXT)
		return `${JSON.stringify(value.slice(0, MAX_TEXT)).slice(0, -1)}…"`;
	return JSON.stringify(value) ?? "null";
}

/** Finds the item and the line inside of it from a line number over all items. */
export class LineIndex {
	/** starts[i] is the first line of item i; the last entry is the number of all lines. */
	readonly starts: number[];

	constructor(counts: readonly number[]) {
		this.starts = [0];
		let sum = 0;
		for (const n of counts) {
			sum += n;
			this.starts.push(sum);
		}
	}

	get total(): number {
		return this.starts[this.starts.length - 1] ?? 0;
	}

	find(line: number): { item: number; line: number } {
		let low = 0;
		let high = this.starts.length - 2;
		while (low < high) {
			const mid = (low + high + 1) >> 1;
			if ((this.starts[mid] ?? 0) <= line) low = mid;
			else high = mid - 1;
		}
		return { item: low, line: line - (this.starts[low] ?? 0) };
	}
}
