/** Resource locators: a thing named from a list, by its id or by its address. */
import type { NodeProperty } from "@/document/nodeTypes";
import type { Json, JsonObject } from "@/document/workflow";
import { isObject } from "./values";

export interface LocatorValue {
	__rl: true;
	mode: string;
	value: Json;
	cachedResultName?: string;
	cachedResultUrl?: string;
	[unknown: string]: Json | undefined;
}

export interface LocatorMode {
	name: string;
	displayName: string;
	type: string;
	placeholder?: string;
	hint?: string;
	initType?: string;
	validation?: { type: string; properties: { regex?: string; errorMessage?: string } }[];
	extractValue?: { type: string; regex?: string };
	typeOptions?: JsonObject;
	url?: string;
}

export function locatorModes(property: NodeProperty): LocatorMode[] {
	return ((property.modes ?? []) as unknown as LocatorMode[]).filter((mode) => typeof mode?.name === "string");
}

/** The stored value as a locator: older files hold the bare id. */
export function readLocator(property: NodeProperty, value: unknown): LocatorValue {
	if (isObject(value) && typeof value.mode === "string")
		return { ...value, __rl: true, mode: value.mode, value: value.value ?? "" };
	const fallback =
		isObject(property.default) && typeof property.default.mode === "string" ? property.default.mode : undefined;
	const modes = locatorModes(property);
	if (value === undefined || isObject(value)) {
		const inner = isObject(property.default) ? property.default.value : undefined;
		return { __rl: true, mode: fallback ?? modes[0]?.name ?? "list", value: inner ?? "" };
	}
	const byId = modes.find((m) => m.name === "id") ?? modes.find((m) => m.type === "string");
	return { __rl: true, mode: byId?.name ?? fallback ?? "id", value: value as Json };
}

/**
 * The locator in another mode. An id stays between modes that share ids; an address gives the id in it
 * when the mode says how to find it.
 */
export function withMode(property: NodeProperty, before: LocatorValue, mode: string): LocatorValue {
	const modes = locatorModes(property);
	const from = modes.find((m) => m.name === before.mode);
	let value = before.value;
	if (typeof value === "string" && !value.startsWith("=")) {
		const extracted = extract(from?.extractValue?.regex, value);
		if (from?.name === "url") value = extracted ?? "";
		else if (mode === "url") value = before.cachedResultUrl ?? "";
	}
	const next: LocatorValue = { ...before, mode, value };
	if (mode !== "list") {
		delete next.cachedResultName;
		delete next.cachedResultUrl;
	}
	return next;
}

export function extract(regex: string | undefined, text: string): string | undefined {
	if (!regex) return undefined;
	try {
		return new RegExp(regex).exec(text)?.[1];
	} catch {
		return undefined;
	}
}

/** The declared complaint about a fixed value; undefined when it passes. */
export function locatorComplaint(mode: LocatorMode | undefined, value: Json): string | undefined {
	if (typeof value !== "string" || value === "" || value.startsWith("=")) return undefined;
	for (const rule of mode?.validation ?? []) {
		const { regex, errorMessage } = rule.properties ?? {};
		if (rule.type !== "regex" || !regex) continue;
		try {
			if (!new RegExp(`^(?:${regex})$`).test(value)) return errorMessage ?? "";
		} catch {
			// A pattern that this browser cannot read says nothing about the value.
		}
	}
	return undefined;
}
