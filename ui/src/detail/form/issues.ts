/** What is wrong with stored parameters before the node runs, by the path of the parameter. */
import type { NodeProperty, NodeTypeDescription, PropertyOption } from "@/document/nodeTypes";
import {
	displayedProperties,
	fillDefaults,
	groups,
	isDisplayed,
	isExpression,
	members,
	type Scope,
} from "@/document/parameters";
import type { JsonObject, WorkflowNode } from "@/document/workflow";
import { detailTexts as t } from "@/texts/detail";
import { locatorComplaint, locatorModes, readLocator } from "./locator";
import { entriesOf, isObject } from "./values";

/** Path → what is wrong, in words. A path is written "options.batch.batchSize" or "rules.values[1].outputKey". */
export type Issues = ReadonlyMap<string, string>;

export function pathOf(above: string, part: string | number): string {
	if (typeof part === "number") return `${above}[${part}]`;
	return above === "" ? part : `${above}.${part}`;
}

/** The complaints about a node's parameters and credentials. `dynamic` parameters are not held against a list. */
export function nodeIssues(description: NodeTypeDescription, node: WorkflowNode, root: JsonObject): Issues {
	const found = new Map<string, string>();
	const scope: Scope = { siblings: root, root, version: node.typeVersion, type: node.type };
	visit(description.properties, node.parameters, scope, "", found, false);
	for (const use of description.credentials ?? []) {
		if (!use.required || !isDisplayed(use.displayOptions, scope)) continue;
		const chosen = node.credentials?.[use.name];
		if (!chosen?.id && !chosen?.name) found.set(`credentials.${use.name}`, t.issues.credential);
	}
	return found;
}

function visit(
	properties: readonly NodeProperty[],
	stored: JsonObject,
	scope: Scope,
	at: string,
	found: Map<string, string>,
	asMembers: boolean,
) {
	for (const p of displayedProperties(properties, scope)) {
		const path = pathOf(at, p.name);
		const has = Object.hasOwn(stored, p.name);
		if (asMembers && !has) continue;
		const value = has ? stored[p.name] : p.default;
		if (p.type === "collection") {
			if (isObject(value)) visit(members(p), value, { ...scope, siblings: value }, path, found, true);
			continue;
		}
		if (p.type === "fixedCollection") {
			for (const g of groups(p)) {
				entriesOf(p, value, g.name).forEach((entry, i, all) => {
					const inner = pathOf(path, g.name);
					const siblings = fillDefaults(g.values ?? [], entry, scope);
					visit(
						g.values ?? [],
						entry,
						{ ...scope, siblings },
						all.length > 1 || p.typeOptions?.multipleValues ? pathOf(inner, i) : inner,
						found,
						false,
					);
				});
			}
			continue;
		}
		const complaint = complaintOf(p, value);
		if (complaint) found.set(path, complaint);
	}
}

/** What is wrong with one value; undefined when nothing is. */
export function complaintOf(p: NodeProperty, value: unknown): string | undefined {
	if (isExpression(value)) return p.required && value.slice(1).trim() === "" ? t.issues.required : undefined;
	if (p.type === "resourceLocator") {
		const locator = readLocator(p, value);
		if (p.required && (locator.value === "" || locator.value === null)) return t.issues.required;
		return locatorComplaint(
			locatorModes(p).find((m) => m.name === locator.mode),
			locator.value,
		);
	}
	if (p.required && isEmpty(value)) return t.issues.required;
	switch (p.type) {
		case "options": {
			const choices = (p.options ?? []) as PropertyOption[];
			if (choices.length === 0 || p.typeOptions?.loadOptionsMethod || p.typeOptions?.loadOptions) return undefined;
			if (value === "" || value === undefined || choices.some((c) => c.value === value)) return undefined;
			return t.issues.notAChoice(String(value));
		}
		case "multiOptions": {
			const choices = (p.options ?? []) as PropertyOption[];
			if (choices.length === 0 || p.typeOptions?.loadOptionsMethod || !Array.isArray(value)) return undefined;
			const strange = value.find((v) => !choices.some((c) => c.value === v));
			return strange === undefined ? undefined : t.issues.notAChoice(String(strange));
		}
		case "number":
			if (value === "" || value === null || value === undefined || typeof value === "number") return undefined;
			return Number.isFinite(Number(value)) ? undefined : t.issues.notANumber;
		case "json":
			return typeof value === "string" && value.trim() !== "" ? jsonComplaint(value) : undefined;
		case "dateTime":
			if (typeof value !== "string" || value === "" || !Number.isNaN(Date.parse(value))) return undefined;
			return t.issues.notADate;
		default:
			return undefined;
	}
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** What the JSON reader says about a text, with the line where it stopped. */
export function jsonComplaint(text: string): string | undefined {
	try {
		JSON.parse(text);
		return undefined;
	} catch (error) {
		const place = jsonErrorPlace(text, error);
		return place === undefined ? t.issues.notJson : t.issues.notJsonAt(text.slice(0, place).split("\n").length);
	}
}

/** The offset at which JSON.parse gave up, as far as its message says. */
export function jsonErrorPlace(text: string, error: unknown): number | undefined {
	const message = error instanceof Error ? error.message : "";
	const position = /position (\d+)/.exec(message)?.[1];
	if (position !== undefined) return Number(position);
	if (/end of (?:JSON|data)/i.test(message)) return text.length;
	const line = /line (\d+) column (\d+)/.exec(message);
	if (!line) return undefined;
	const before = text.split("\n").slice(0, Number(line[1]) - 1);
	return before.reduce((n, l) => n + l.length + 1, 0) + Number(line[2]) - 1;
}
