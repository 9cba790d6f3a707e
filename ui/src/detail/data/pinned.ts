/** Reads output that was typed by hand, to pin it. */
import type { JsonObject } from "@/document/workflow";
import { detailTexts as t } from "@/texts/detail";
import { jsonComplaint } from "../form/issues";

const MAX_MB = 12;

/** The items in the text, or why they cannot be pinned. Elements may be items with "json" or bare fields; one object is one item. */
export function readPinned(text: string): { items: JsonObject[] } | { error: string } {
	if (text.length > MAX_MB * 1_000_000) return { error: t.data.tooLargeToPin(MAX_MB) };
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return { error: jsonComplaint(text) ?? t.issues.notJson };
	}
	const list = Array.isArray(value) ? value : typeof value === "object" && value !== null ? [value] : undefined;
	if (!list) return { error: t.data.notAList };
	const items: JsonObject[] = [];
	for (const [i, element] of list.entries()) {
		if (typeof element !== "object" || element === null || Array.isArray(element))
			return { error: t.data.notAnObject(i + 1) };
		items.push(isItem(element) ? (element as JsonObject) : { json: element as JsonObject });
	}
	return { items };
}

/** An item has "json" and nothing beside it but what items have. */
function isItem(element: object): boolean {
	const known = new Set(["json", "binary", "pairedItem", "error", "index", "executionStatus", "metadata"]);
	const { json } = element as { json?: unknown };
	return (
		typeof json === "object" &&
		json !== null &&
		!Array.isArray(json) &&
		Object.keys(element).every((key) => known.has(key))
	);
}
