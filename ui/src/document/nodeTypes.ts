/** Descriptions of node types in n8n's shape, as the server gives them, and how to find the one of a node. */
import type { Json, JsonObject } from "./workflow";

export type PropertyKind =
	| "string"
	| "number"
	| "boolean"
	| "options"
	| "multiOptions"
	| "collection"
	| "fixedCollection"
	| "json"
	| "dateTime"
	| "color"
	| "hidden"
	| "filter"
	| "assignmentCollection"
	| "resourceLocator"
	| "resourceMapper"
	| "workflowSelector"
	| "credentialsSelect"
	| "credentials"
	| "notice"
	| "curlImport"
	| "button"
	| "callout";

/** Accepted values or comparisons of one controlling parameter. */
export type DisplayValues = (Json | { _cnd: Record<string, Json> })[];

export interface DisplayOptions {
	show?: Record<string, DisplayValues>;
	hide?: Record<string, DisplayValues>;
}

export interface PropertyOption {
	name: string;
	value: string | number | boolean;
	description?: string;
	displayOptions?: DisplayOptions;
	[unknown: string]: unknown;
}

/** One group of a fixedCollection. */
export interface PropertyGroup {
	name: string;
	displayName: string;
	values: NodeProperty[];
	[unknown: string]: unknown;
}

export interface NodeProperty {
	name: string;
	displayName: string;
	type: PropertyKind;
	default?: Json;
	description?: string;
	hint?: string;
	placeholder?: string;
	required?: boolean;
	noDataExpression?: boolean;
	displayOptions?: DisplayOptions;
	/** Choices, members of a collection, or groups of a fixedCollection, by type. */
	options?: (PropertyOption | NodeProperty | PropertyGroup)[];
	typeOptions?: JsonObject;
	modes?: JsonObject[];
	[unknown: string]: unknown;
}

export interface PortDescription {
	type: string;
	displayName?: string;
	required?: boolean;
	maxConnections?: number;
	[unknown: string]: unknown;
}

/** Ports: a list, or an expression in n8n's shape, which is never evaluated here (see ports.ts). */
export type PortsDescription = (string | PortDescription)[] | string;

export interface NodeTypeDescription {
	name: string;
	displayName: string;
	description?: string;
	group: string[];
	version: number | number[];
	defaultVersion?: number;
	defaults: { name?: string; color?: string; [unknown: string]: unknown };
	inputs: PortsDescription;
	outputs: PortsDescription;
	inputNames?: string[];
	outputNames?: string[];
	properties: NodeProperty[];
	credentials?: { name: string; required?: boolean; displayOptions?: DisplayOptions }[];
	codex?: {
		categories?: string[];
		subcategories?: Record<string, string[]>;
		alias?: string[];
		[unknown: string]: unknown;
	};
	categories?: string[];
	subtitle?: string;
	icon?: unknown;
	iconColor?: string;
	hidden?: boolean;
	maxNodes?: number;
	webhooks?: unknown[];
	polling?: boolean;
	[unknown: string]: unknown;
}

/** The descriptions by type name; one name may have several, each for other versions. */
export type NodeTypes = ReadonlyMap<string, readonly NodeTypeDescription[]>;

export const NO_TYPES: NodeTypes = new Map();

/** Orders the server's list by name. Shortened names ("set") get n8n's prefix. */
export function indexNodeTypes(list: readonly NodeTypeDescription[]): NodeTypes {
	const types = new Map<string, NodeTypeDescription[]>();
	for (const description of list) {
		const name = description.name.includes(".") ? description.name : `n8n-nodes-base.${description.name}`;
		const known = types.get(name);
		const entry = name === description.name ? description : { ...description, name };
		if (known) known.push(entry);
		else types.set(name, [entry]);
	}
	return types;
}

export function versionsOf(description: NodeTypeDescription): number[] {
	return Array.isArray(description.version) ? description.version : [description.version];
}

/**
 * The description that holds for a node. A version that no description names gets the nearest
 * lower one, so that a newer or older file still shows its form; undefined for an unknown type.
 */
export function describe(
	types: NodeTypes,
	node: { type: string; typeVersion?: number },
): NodeTypeDescription | undefined {
	const candidates = types.get(node.type);
	if (!candidates) return undefined;
	const wanted = node.typeVersion ?? 1;
	let best: NodeTypeDescription | undefined;
	let bestVersion = Number.NEGATIVE_INFINITY;
	let lowest: NodeTypeDescription | undefined;
	let lowestVersion = Number.POSITIVE_INFINITY;
	for (const candidate of candidates) {
		for (const version of versionsOf(candidate)) {
			if (version === wanted) return candidate;
			if (version < wanted && version > bestVersion) {
				best = candidate;
				bestVersion = version;
			}
			if (version < lowestVersion) {
				lowest = candidate;
				lowestVersion = version;
			}
		}
	}
	return best ?? lowest;
}

/** The description and the version that a new node of the type gets. */
export function newest(
	types: NodeTypes,
	type: string,
): { description: NodeTypeDescription; version: number } | undefined {
	const candidates = types.get(type);
	if (!candidates?.length) return undefined;
	const preferred = candidates.find((candidate) => candidate.defaultVersion !== undefined);
	const versions = candidates.flatMap(versionsOf);
	const version = preferred?.defaultVersion ?? Math.max(...versions);
	const description = candidates.find((candidate) => versionsOf(candidate).includes(version)) ?? candidates[0];
	return description && { description, version };
}

const TRIGGER_NAMES = /(^|\.)(webhook|cron|interval|start|emailReadImap|manualTrigger|formTrigger)$|Trigger$/;

/** Whether a node starts a workflow. Unknown types are judged by their name. */
export function isTriggerType(types: NodeTypes, type: string): boolean {
	const description = types.get(type)?.[0];
	if (description) return description.group.includes("trigger");
	return TRIGGER_NAMES.test(type);
}

/** "n8n-nodes-base.httpRequest" → "httpRequest". */
export function shortType(type: string): string {
	return type.slice(type.lastIndexOf(".") + 1);
}

/** A name for people: the description's, or one made of the type's name. */
export function typeTitle(types: NodeTypes, type: string): string {
	const description = types.get(type)?.[0];
	if (description) return description.displayName;
	const words = shortType(type).replace(/([a-z0-9])([A-Z])/g, "$1 $2");
	return words.charAt(0).toUpperCase() + words.slice(1);
}
