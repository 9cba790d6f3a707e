import type { CredentialTypeDescription, JsonObject } from "@/api";
import type { NodeProperty } from "@/document/nodeTypes";
import { displayedProperties, fillDefaults } from "@/document/parameters";

/** The longest chain of types that build on each other. */
const MAX_CHAIN = 8;

/** The fields of a type with those of the types it builds on; a field of its own replaces one of the same name. */
export function fieldsOf(types: readonly CredentialTypeDescription[], name: string, depth = 0): NodeProperty[] {
	const type = types.find((one) => one.name === name);
	if (!type || depth > MAX_CHAIN) return [];
	const fields = new Map<string, NodeProperty[]>();
	for (const base of type.extends ?? []) {
		for (const field of fieldsOf(types, base, depth + 1)) {
			fields.set(field.name, [...(fields.get(field.name) ?? []), field]);
		}
	}
	// One name may stand several times with different display conditions.
	const own = new Map<string, NodeProperty[]>();
	for (const field of type.properties as unknown as NodeProperty[]) {
		own.set(field.name, [...(own.get(field.name) ?? []), field]);
	}
	for (const [field, list] of own) fields.set(field, list);
	return [...fields.values()].flat();
}

/** Fields that are shown for the values so far; hidden ones never are. */
export function shownFields(fields: readonly NodeProperty[], values: JsonObject, type: string): NodeProperty[] {
	const scope = { root: values, version: 1, type };
	const filled = fillDefaults(fields, values, scope);
	return displayedProperties(fields, { siblings: filled, root: filled, version: 1, type }).filter(
		(field) => field.type !== "hidden",
	);
}

export const isSecret = (field: NodeProperty): boolean =>
	(field.typeOptions as { password?: boolean } | undefined)?.password === true;
export const rowsOf = (field: NodeProperty): number =>
	Number((field.typeOptions as { rows?: number } | undefined)?.rows ?? 1);

/** What is missing: field name → words. */
export function missing(fields: readonly NodeProperty[], values: JsonObject): Map<string, string> {
	const problems = new Map<string, string>();
	for (const field of fields) {
		const value = values[field.name] ?? field.default;
		if (field.required && (value === undefined || value === null || value === "")) {
			problems.set(field.name, `${field.displayName} is needed.`);
		}
	}
	return problems;
}

/** The types whose names hold what was searched for: those that begin with it first, then by name. */
export function foundTypes(types: readonly CredentialTypeDescription[], search: string): CredentialTypeDescription[] {
	const words = search.trim().toLowerCase();
	const title = (type: CredentialTypeDescription) => type.displayName.toLowerCase();
	return types
		.filter((type) => title(type).includes(words) || type.name.toLowerCase().includes(words))
		.sort(
			(a, b) =>
				Number(title(b).startsWith(words)) - Number(title(a).startsWith(words)) ||
				a.displayName.localeCompare(b.displayName),
		);
}
