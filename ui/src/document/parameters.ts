/**
 * Which parameters of a node are there and what they are worth: n8n's display conditions and
 * defaults. The rules are the server's (runtime/node: conditions and effective parameters).
 */
import type { DisplayOptions, DisplayValues, NodeProperty, NodeTypeDescription, PropertyGroup } from "./nodeTypes";
import type { Json, JsonObject, WorkflowNode } from "./workflow";

/** What display conditions may look at. */
export interface Scope {
	/** The parameters beside the one in question, defaults filled in. */
	siblings: JsonObject;
	/** The node's parameters, defaults filled in. */
	root: JsonObject;
	/** The node's version. */
	version: number;
	/** The node's type name. */
	type: string;
}

export function isExpression(value: unknown): value is string {
	return typeof value === "string" && value.startsWith("=");
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a dotted path; own properties only. */
export function readPath(object: unknown, path: string): Json | undefined {
	let value: unknown = object;
	for (const part of path.split(".")) {
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) {
			return undefined;
		}
		value = (value as JsonObject)[part];
	}
	return value as Json;
}

function controlling(name: string, scope: Scope): (Json | undefined)[] {
	let value: Json | undefined;
	if (name.startsWith("/")) value = readPath(scope.root, name.slice(1));
	else if (name === "@version") value = scope.version;
	else if (name === "@tool") value = scope.type.endsWith("Tool");
	else if (name.startsWith("@")) value = undefined;
	else value = readPath(scope.siblings, name);
	if (isObject(value) && value.__rl) value = value.value;
	return Array.isArray(value) ? value : [value];
}

function same(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
	return JSON.stringify(a) === JSON.stringify(b);
}

function order(a: unknown, b: unknown, holds: (sign: number) => boolean): boolean {
	if (typeof a === "string" && typeof b === "string") return holds(a < b ? -1 : a > b ? 1 : 0);
	const difference = Number(a) - Number(b);
	return !Number.isNaN(difference) && holds(difference);
}

function compare(operator: string, value: Json | undefined, argument: Json): boolean {
	switch (operator) {
		case "eq":
			return same(value, argument);
		case "not":
			return !same(value, argument);
		case "gte":
			return order(value, argument, (sign) => sign >= 0);
		case "lte":
			return order(value, argument, (sign) => sign <= 0);
		case "gt":
			return order(value, argument, (sign) => sign > 0);
		case "lt":
			return order(value, argument, (sign) => sign < 0);
		case "between": {
			const { from, to } = argument as { from: Json; to: Json };
			return order(value, from, (sign) => sign >= 0) && order(value, to, (sign) => sign <= 0);
		}
		case "includes":
			return typeof value === "string" && value.includes(String(argument));
		case "startsWith":
			return typeof value === "string" && value.startsWith(String(argument));
		case "endsWith":
			return typeof value === "string" && value.endsWith(String(argument));
		case "regex":
			try {
				return new RegExp(String(argument)).test(String(value));
			} catch {
				return false;
			}
		case "exists":
			return value !== undefined && value !== null && value !== "";
		default:
			return false;
	}
}

function holds(accepted: DisplayValues, actual: (Json | undefined)[]): boolean {
	if (actual.length === 0) return false;
	return accepted.some((entry) => {
		if (isObject(entry) && isObject(entry._cnd)) {
			const tests = Object.entries(entry._cnd as JsonObject);
			return actual.every((value) => tests.every(([operator, argument]) => compare(operator, value, argument)));
		}
		return actual.some((value) => value === entry);
	});
}

/**
 * Whether display conditions hold: all of show, none of hide. A controlling value that is an
 * expression is not known yet, so what it controls is shown.
 */
export function isDisplayed(conditions: DisplayOptions | undefined, scope: Scope): boolean {
	if (!conditions) return true;
	for (const [name, accepted] of Object.entries(conditions.show ?? {})) {
		const actual = controlling(name, scope);
		if (actual.some(isExpression)) return true;
		if (!holds(accepted, actual)) return false;
	}
	for (const [name, accepted] of Object.entries(conditions.hide ?? {})) {
		if (holds(accepted, controlling(name, scope))) return false;
	}
	return true;
}

const REPLACES_NULL = new Set(["boolean", "number", "options"]);

function stored(property: NodeProperty, values: JsonObject): Json | undefined {
	const value = Object.hasOwn(values, property.name) ? values[property.name] : undefined;
	if (value === null && !REPLACES_NULL.has(property.type)) return undefined;
	return value;
}

function defaultOf(property: NodeProperty): Json | undefined {
	const value = property.default;
	if (property.type === "resourceLocator" && isObject(value)) return { __rl: true, ...value };
	return value;
}

/** The members of a collection. */
export function members(property: NodeProperty): NodeProperty[] {
	return (property.options ?? []) as NodeProperty[];
}

/** The groups of a fixedCollection. */
export function groups(property: NodeProperty): PropertyGroup[] {
	return (property.options ?? []) as PropertyGroup[];
}

/** Whether a fixedCollection's groups hold lists. */
export function isMultiple(property: NodeProperty): boolean {
	return property.typeOptions?.multipleValues === true;
}

interface Place {
	version: number;
	type: string;
	root?: JsonObject;
}

/**
 * Fills in defaults level by level. Conditions may look at parameters declared later, and of
 * several properties with one name the last displayed one counts, so the simple values that
 * conditions see are settled first, each when it is asked for.
 */
function settle(properties: readonly NodeProperty[], values: JsonObject, place: Place, asMembers: boolean): JsonObject {
	const seen: JsonObject = {};
	const pending = new Set<string>();
	const sameName = new Map<string, NodeProperty[]>();
	for (const property of properties) {
		const list = sameName.get(property.name);
		if (list) list.push(property);
		else sameName.set(property.name, [property]);
	}
	const worth = (property: NodeProperty): Json | undefined => {
		const value = stored(property, values);
		return value === undefined && !asMembers ? defaultOf(property) : value;
	};
	const see = (name: string): void => {
		if (pending.has(name)) return;
		pending.add(name);
		const candidates = sameName.get(name) ?? [];
		for (const property of candidates) {
			if (property.type === "collection" || property.type === "fixedCollection") {
				// Members of collections are reached by a dotted path; they have no defaults.
				if (isObject(values[name])) seen[name] = values[name];
				continue;
			}
			if (candidates.length > 1 && !displayed(property)) continue;
			const value = worth(property);
			if (value !== undefined) seen[name] = value;
		}
		if (candidates.length === 0 && Object.hasOwn(values, name)) seen[name] = values[name] as Json;
	};
	const displayed = (property: NodeProperty): boolean => {
		const conditions = property.displayOptions;
		if (!conditions) return true;
		for (const name of [...Object.keys(conditions.show ?? {}), ...Object.keys(conditions.hide ?? {})]) {
			const first = name.split(".")[0] as string;
			if (first.startsWith("/") && !place.root) see(first.slice(1));
			else if (!first.startsWith("@") && !first.startsWith("/")) see(first);
		}
		return isDisplayed(conditions, {
			siblings: seen,
			root: place.root ?? seen,
			version: place.version,
			type: place.type,
		});
	};
	for (const property of properties) see(property.name);
	const result: JsonObject = {};
	const inner: Place = { ...place, root: place.root ?? seen };
	for (const property of properties) {
		if (!displayed(property)) continue;
		const value = worth(property);
		if (value === undefined) continue;
		result[property.name] = complete(property, value, inner);
	}
	return result;
}

function complete(property: NodeProperty, value: Json, place: Place): Json {
	if (property.type === "collection" && isObject(value)) {
		return settle(members(property), value, place, true);
	}
	if (property.type === "fixedCollection" && isObject(value)) {
		const result: JsonObject = {};
		for (const group of groups(property)) {
			const entry = Object.hasOwn(value, group.name) ? value[group.name] : undefined;
			if (entry === undefined || entry === null) continue;
			const fill = (item: Json): Json => (isObject(item) ? settle(group.values ?? [], item, place, false) : item);
			result[group.name] = Array.isArray(entry) ? entry.map(fill) : fill(entry);
		}
		return result;
	}
	return value;
}

const known = new WeakMap<WorkflowNode, { description: NodeTypeDescription; values: JsonObject }>();

/**
 * The parameters a node works with: what is stored, completed by the defaults of its description,
 * without what is not displayed. A node without description has what is stored.
 */
export function effectiveParameters(description: NodeTypeDescription | undefined, node: WorkflowNode): JsonObject {
	if (!description) return node.parameters;
	const cached = known.get(node);
	if (cached?.description === description) return cached.values;
	const values = settle(description.properties, node.parameters, { version: node.typeVersion, type: node.type }, false);
	known.set(node, { description, values });
	return values;
}

/** Fills in the defaults of some properties at one place, for forms: see effectiveParameters. */
export function fillDefaults(
	properties: readonly NodeProperty[],
	values: JsonObject,
	scope: Pick<Scope, "root" | "version" | "type">,
): JsonObject {
	return settle(properties, values, scope, false);
}

/** The parameters a new node starts with: only those n8n would write are written, so none. */
export function displayedProperties(properties: readonly NodeProperty[], scope: Scope): NodeProperty[] {
	return properties.filter((property) => isDisplayed(property.displayOptions, scope));
}
