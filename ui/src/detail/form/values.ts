/**
 * Changes of stored parameters. What equals its default is not stored, as in n8n's files, except
 * where an absent value means something else; what no declaration knows stays as it is.
 */
import type { NodeProperty, PropertyGroup } from "@/document/nodeTypes";
import { groups, isMultiple } from "@/document/parameters";
import type { Json, JsonObject } from "@/document/workflow";

/** Deep equality of JSON; the order of keys does not count. */
export function sameJson(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
	if (Array.isArray(a) !== Array.isArray(b)) return false;
	const keys = Object.keys(a);
	if (keys.length !== Object.keys(b).length) return false;
	return keys.every((key) => Object.hasOwn(b, key) && sameJson((a as JsonObject)[key], (b as JsonObject)[key]));
}

/** `object` with another value for one key; undefined takes the key out. Keys keep their order, "__proto__" is a key like any other. */
export function withKey(object: JsonObject, key: string, value: Json | undefined): JsonObject {
	const next: JsonObject = {};
	let there = false;
	const define = (k: string, v: Json) =>
		Object.defineProperty(next, k, { value: v, enumerable: true, configurable: true, writable: true });
	for (const [k, v] of Object.entries(object)) {
		if (k !== key) define(k, v);
		else {
			there = true;
			if (value !== undefined) define(k, value);
		}
	}
	if (!there && value !== undefined) define(key, value);
	return next;
}

/** Where a property stands: at the top or in a group, where defaults fill in, or in a collection, where they do not. */
export type Place = "root" | "group" | "collection";

/**
 * The stored parameters after `property` was given a value. `siblings` are all declarations of the
 * place: where several share the name with other defaults, an absent value would be ambiguous, so it is stored.
 */
export function setParameter(
	stored: JsonObject,
	property: NodeProperty,
	value: Json | undefined,
	place: Place,
	siblings: readonly NodeProperty[],
): JsonObject {
	if (value === undefined) return withKey(stored, property.name, undefined);
	const ambiguous = siblings.some((s) => s.name === property.name && !sameJson(s.default, property.default));
	const isDefault = place !== "collection" && !ambiguous && sameJson(value, property.default);
	return withKey(stored, property.name, isDefault ? undefined : value);
}

/** The value that a member of a collection starts with when it is added. */
export function initialValue(property: NodeProperty): Json {
	if (property.default !== undefined) return structuredClone(property.default);
	switch (property.type) {
		case "boolean":
			return false;
		case "number":
			return 0;
		case "multiOptions":
			return [];
		case "collection":
		case "fixedCollection":
		case "filter":
		case "assignmentCollection":
			return {};
		default:
			return "";
	}
}

/** The entries of one group of a fixedCollection; undefined when the whole group is an expression or not a list. */
export function entriesOf(property: NodeProperty, value: unknown, group: string): JsonObject[] {
	const held = isObject(value) && Object.hasOwn(value, group) ? value[group] : undefined;
	if (isMultiple(property))
		return Array.isArray(held) ? held.map((e) => (isObject(e) ? e : {})) : isObject(held) ? [held] : [];
	return isObject(held) ? [held] : [];
}

/** The fixedCollection with other entries in one group; a group without entries is not kept. */
export function withEntries(
	property: NodeProperty,
	value: unknown,
	group: string,
	entries: readonly JsonObject[],
): JsonObject {
	const base = isObject(value) ? value : {};
	if (entries.length === 0) return withKey(base, group, undefined);
	return withKey(base, group, isMultiple(property) ? [...entries] : (entries[0] as JsonObject));
}

/** Groups that can still be added: with multiple values all, else those that are not there. */
export function addableGroups(property: NodeProperty, value: unknown): PropertyGroup[] {
	const all = groups(property);
	return isMultiple(property) ? all : all.filter((g) => !(isObject(value) && isObject(value[g.name])));
}

/** A list with one element moved. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
	const next = [...list];
	const [element] = next.splice(from, 1);
	if (element !== undefined) next.splice(to, 0, element);
	return next;
}

/** The title of an entry of a group: the first text in it that says something, else its number. */
export function entryTitle(entry: JsonObject, group: PropertyGroup, index: number): string {
	for (const p of group.values ?? []) {
		const v = entry[p.name];
		if (p.type === "string" && typeof v === "string" && v.trim() !== "")
			return v.startsWith("=") ? v.slice(1).trim() : v;
	}
	return `${group.displayName} ${index + 1}`;
}

export function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A number as it was typed: undefined when it is none. */
export function parseNumber(text: string): number | undefined {
	const clean = text.trim().replace(",", ".");
	if (clean === "" || !Number.isFinite(Number(clean))) return undefined;
	return Number(clean);
}

/** Keeps a number inside of the declared bounds and precision. */
export function fitNumber(value: number, options: JsonObject | undefined): number {
	const { minValue, maxValue, numberPrecision } = options ?? {};
	let n = value;
	if (typeof minValue === "number") n = Math.max(minValue, n);
	if (typeof maxValue === "number") n = Math.min(maxValue, n);
	if (typeof numberPrecision === "number") n = Number(n.toFixed(numberPrecision));
	return n;
}

/** Fixed value → expression with the same meaning. */
export function toExpression(value: unknown): string {
	if (typeof value === "string") return value.startsWith("=") ? value : `=${value}`;
	if (value === undefined || value === null) return "=";
	return `={{ ${JSON.stringify(value)} }}`;
}

/** Expression → fixed value: what it is when it has no code, else the value it last had, else the default. */
export function toFixed(expression: string, property: NodeProperty, evaluated: unknown): Json {
	const template = expression.replace(/^=/, "");
	const literal = /^\{\{([\s\S]*)\}\}$/.exec(template.trim());
	let value: unknown = template;
	if (template.includes("{{")) {
		value = evaluated;
		if (literal?.[1] !== undefined) {
			try {
				value = JSON.parse(literal[1]);
			} catch {
				// Not a constant: what it evaluated to counts.
			}
		}
	}
	switch (property.type) {
		case "number": {
			const n = typeof value === "number" ? value : parseNumber(String(value ?? ""));
			return n ?? property.default ?? 0;
		}
		case "boolean":
			return typeof value === "boolean"
				? value
				: value === "true"
					? true
					: value === "false"
						? false
						: (property.default ?? false);
		case "options": {
			const choices = (property.options ?? []) as { value?: unknown }[];
			if (choices.length === 0) return (value as Json) ?? property.default ?? "";
			return choices.some((c) => c.value === value) ? (value as Json) : (property.default ?? "");
		}
		case "multiOptions":
			return Array.isArray(value) ? (value as Json) : (property.default ?? []);
		case "string":
		case "json":
		case "dateTime":
		case "color":
			if (value === undefined || value === null) return template;
			return typeof value === "string" ? value : JSON.stringify(value);
		default:
			return (value as Json) ?? property.default ?? null;
	}
}
