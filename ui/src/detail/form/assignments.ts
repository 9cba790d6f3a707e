/** The fields that an assignment collection sets. */
import { newId } from "@/document/naming";
import type { Json, JsonObject } from "@/document/workflow";
import { isObject } from "./values";

export const ASSIGNMENT_TYPES = ["string", "number", "boolean", "array", "object", "binary"] as const;
export type AssignmentType = (typeof ASSIGNMENT_TYPES)[number];

export interface Assignment {
	id: string;
	name: string;
	type: AssignmentType;
	value: Json;
	[unknown: string]: Json;
}

/** The stored assignments; what is not one is passed over. */
export function readAssignments(value: unknown): Assignment[] {
	const list = isObject(value) && Array.isArray(value.assignments) ? value.assignments : [];
	return list.filter(isObject).map((a) => ({
		...a,
		id: typeof a.id === "string" ? a.id : "",
		name: typeof a.name === "string" ? a.name : "",
		type: ASSIGNMENT_TYPES.find((type) => type === a.type) ?? "string",
		value: a.value ?? "",
	}));
}

/** The parameter with other assignments; keys beside the list stay. */
export function withAssignments(value: unknown, assignments: readonly Assignment[]): JsonObject {
	return { ...(isObject(value) ? value : {}), assignments: assignments.map((a) => ({ ...a })) };
}

export function newAssignment(name = "", value: Json = "", type: AssignmentType = "string"): Assignment {
	return { id: newId(), name, type, value };
}

/** The type to set for a value that was dragged in. */
export function assignmentTypeOf(value: unknown): AssignmentType {
	if (Array.isArray(value)) return "array";
	if (typeof value === "number") return "number";
	if (typeof value === "boolean") return "boolean";
	return typeof value === "object" && value !== null ? "object" : "string";
}

/** The value converted to another type where it can be; expressions stay. */
export function withType(a: Assignment, type: AssignmentType): Assignment {
	if (a.type === type) return a;
	const { value } = a;
	if (typeof value === "string" && value.startsWith("=")) return { ...a, type };
	let next: Json = value;
	if (type === "boolean") next = value === true || value === "true";
	else if (type === "number") next = value === "" || !Number.isFinite(Number(value)) ? "" : Number(value);
	else if (type === "array")
		next = Array.isArray(value) || (typeof value === "string" && /^\s*\[/.test(value)) ? value : "[]";
	else if (type === "object")
		next = isObject(value) || (typeof value === "string" && /^\s*\{/.test(value)) ? value : "{}";
	else if (typeof value !== "string") next = typeof value === "object" ? JSON.stringify(value) : String(value);
	return { ...a, type, value: next };
}
