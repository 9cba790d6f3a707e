/** The value of a resource mapper: which columns there are and what they get. */
import type { Json, JsonObject } from "@/document/workflow";
import { isObject, withKey } from "./values";

export interface Column {
	id: string;
	displayName: string;
	type: string;
	required: boolean;
	removed: boolean;
}

export interface Mapper {
	stored: JsonObject;
	mode: string;
	values: JsonObject;
	columns: Column[];
}

/** The stored mapper; columns that have a value but no schema are there too. */
export function readMapper(value: unknown): Mapper {
	const stored: JsonObject = isObject(value) ? value : {};
	const values: JsonObject = isObject(stored.value) ? stored.value : {};
	const columns: Column[] = [];
	for (const entry of Array.isArray(stored.schema) ? stored.schema : []) {
		if (!isObject(entry) || typeof entry.id !== "string" || columns.some((c) => c.id === entry.id)) continue;
		columns.push({
			id: entry.id,
			displayName: typeof entry.displayName === "string" ? entry.displayName : entry.id,
			type: typeof entry.type === "string" ? entry.type : "string",
			required: entry.required === true,
			removed: entry.removed === true,
		});
	}
	for (const id of Object.keys(values)) {
		if (!columns.some((c) => c.id === id))
			columns.push({ id, displayName: id, type: "string", required: false, removed: false });
	}
	return { stored, mode: typeof stored.mappingMode === "string" ? stored.mappingMode : "defineBelow", values, columns };
}

/** The mapper with the columns that the server knows. */
export function withColumns(mapper: Mapper, known: { id: string; displayName: string; type: string }[]): Mapper {
	const added = known
		.filter((k) => !mapper.columns.some((c) => c.id === k.id))
		.map((k) => ({ ...k, required: false, removed: false }));
	return added.length === 0 ? mapper : { ...mapper, columns: [...mapper.columns, ...added] };
}

function write(mapper: Mapper, columns: readonly Column[], values: JsonObject): JsonObject {
	const before = new Map(
		(Array.isArray(mapper.stored.schema) ? mapper.stored.schema : []).filter(isObject).map((e) => [e.id, e]),
	);
	const schema = columns.map((c): Json => {
		const entry = before.get(c.id) ?? {
			id: c.id,
			displayName: c.displayName,
			required: c.required,
			defaultMatch: false,
			display: true,
			canBeUsedToMatch: true,
			type: c.type,
		};
		return withKey(entry, "removed", c.removed ? true : undefined);
	});
	return { ...mapper.stored, mappingMode: mapper.mode, value: values, schema };
}

export function withColumnValue(mapper: Mapper, id: string, value: Json | undefined): JsonObject {
	return write(mapper, mapper.columns, withKey(mapper.values, id, value));
}

/** Leaves a column out; its value goes. */
export function withoutColumn(mapper: Mapper, id: string): JsonObject {
	return write(
		mapper,
		mapper.columns.map((c) => (c.id === id ? { ...c, removed: true } : c)),
		withKey(mapper.values, id, undefined),
	);
}

/** Takes a column in again, or adds one of that name. */
export function withColumn(mapper: Mapper, id: string): JsonObject {
	const there = mapper.columns.some((c) => c.id === id);
	const columns = there
		? mapper.columns.map((c) => (c.id === id ? { ...c, removed: false } : c))
		: [...mapper.columns, { id, displayName: id, type: "string", required: false, removed: false }];
	return write(mapper, columns, Object.hasOwn(mapper.values, id) ? mapper.values : withKey(mapper.values, id, ""));
}
