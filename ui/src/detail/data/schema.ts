/** Derives the structure of items, as the schema view lists it. */
import type { DataPath } from "../expression/access";

export type DataType = "string" | "number" | "boolean" | "null" | "object" | "array" | "undefined";

export interface SchemaField {
	/** The last step of the path. */
	key: string | number;
	path: DataPath;
	type: DataType;
	/** The value in the chosen item, or in the first item that has the field; for text at most 200 characters. */
	example: unknown;
	children: SchemaField[];
	/** Elements or members beyond those that are listed. */
	more: number;
	/** False when the chosen item lacks the field. */
	present: boolean;
}

const MAX_ITEMS = 200;
const MAX_ELEMENTS = 20;
const MAX_KEYS = 500;
const MAX_DEPTH = 24;

export function typeOf(value: unknown): DataType {
	if (value === null) return "null";
	if (Array.isArray(value)) return "array";
	const type = typeof value;
	return type === "string" || type === "number" || type === "boolean" || type === "undefined" ? type : "object";
}

/**
 * The fields of the chosen item and, behind them, those that only other items
 * have. Values come from the chosen item where it has them. Of long lists the
 * first 200 items are looked at.
 */
export function schemaOf(items: readonly Record<string, unknown>[], chosen = 0): SchemaField[] {
	const first = items[chosen];
	const others: Record<string, unknown>[] = [];
	for (let i = 0; i < items.length && others.length < MAX_ITEMS; i++) {
		const item = items[i];
		if (i !== chosen && item) others.push(item);
	}
	return members(first, others, [], 0);
}

function members(main: unknown, others: readonly unknown[], path: DataPath, depth: number): SchemaField[] {
	const values = new Map<string, unknown[]>();
	const own = isRecord(main) ? main : undefined;
	if (own) for (const key of Object.keys(own)) values.set(key, []);
	for (const other of others) {
		if (!isRecord(other)) continue;
		for (const [key, value] of Object.entries(other)) {
			const list = values.get(key);
			if (list) list.push(value);
			else values.set(key, [value]);
		}
	}
	const out: SchemaField[] = [];
	for (const [key, list] of values) {
		if (out.length >= MAX_KEYS) break;
		const present = own !== undefined && Object.hasOwn(own, key);
		out.push(field(key, present ? own[key] : list[0], list, present, path, depth));
	}
	return out;
}

function field(
	key: string | number,
	value: unknown,
	others: readonly unknown[],
	present: boolean,
	above: DataPath,
	depth: number,
): SchemaField {
	const path = [...above, key];
	const type = typeOf(value);
	let children: SchemaField[] = [];
	let more = 0;
	if (depth < MAX_DEPTH && type === "object") {
		children = members(value, others, path, depth + 1);
		more = Math.max(0, Object.keys(value as object).length - children.length);
	} else if (depth < MAX_DEPTH && Array.isArray(value)) {
		children = value.slice(0, MAX_ELEMENTS).map((element, i) => field(i, element, [], present, path, depth + 1));
		more = Math.max(0, value.length - MAX_ELEMENTS);
	}
	const example =
		type === "object" || type === "array" ? undefined : type === "string" ? (value as string).slice(0, 200) : value;
	return { key, path, type, example, children, more, present };
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

export interface SchemaRow {
	field: SchemaField;
	depth: number;
	expanded: boolean;
	id: string;
}

/** A key of a path that is unique among paths. */
export function pathId(path: DataPath): string {
	return JSON.stringify(path);
}

/**
 * The rows of the tree that are to be seen. Objects are open and arrays of
 * more than three elements closed unless `toggled` says the opposite. With a
 * search only rows that match, their ancestors and what is below stay.
 */
export function schemaRows(fields: readonly SchemaField[], toggled: ReadonlySet<string>, search = ""): SchemaRow[] {
	const needle = search.trim().toLowerCase();
	const rows: SchemaRow[] = [];
	const hit = (f: SchemaField): boolean => matchesField(f, needle) || f.children.some(hit);
	const visit = (list: readonly SchemaField[], depth: number, all: boolean) => {
		for (const f of list) {
			const self = all || needle === "" || matchesField(f, needle);
			if (!self && !f.children.some(hit)) continue;
			const id = pathId(f.path);
			const usual = f.type !== "array" || f.children.length <= 3;
			const expanded = f.children.length > 0 && (needle !== "" && !self ? true : usual !== toggled.has(id));
			rows.push({ field: f, depth, expanded, id });
			if (expanded) visit(f.children, depth + 1, needle === "" || self);
		}
	};
	visit(fields, 0, false);
	return rows;
}

function matchesField(f: SchemaField, needle: string): boolean {
	if (String(f.key).toLowerCase().includes(needle)) return true;
	return f.example !== undefined && String(f.example).toLowerCase().includes(needle);
}
