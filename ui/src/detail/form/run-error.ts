/** Where an error of a run belongs: which parameter, item and line. */
import type { RunError } from "@/document/runs";

export interface ErrorPlace {
	parameter?: string;
	/** From 0. */
	item?: number;
	/** Line of a script, from 1. */
	line?: number;
}

/** Reads the place from the error's facts or, where it has none, from its message: "… [line 3, for item 0]", "… [item 2]". */
export function errorPlace(error: RunError): ErrorPlace {
	const { context, message } = error;
	const place: ErrorPlace = {};
	if (typeof context?.parameter === "string") place.parameter = context.parameter;
	const written = /\[(?:line (\d+))?(?:, )?(?:(?:for )?item (\d+))?\]\s*$/.exec(message ?? "");
	const item = context?.itemIndex ?? number(written?.[2]);
	if (typeof item === "number") place.item = item;
	const line = error.lineNumber ?? context?.lineNumber ?? number(written?.[1]);
	if (typeof line === "number") place.line = line;
	return place;
}

function number(text: string | undefined): number | undefined {
	return text === undefined ? undefined : Number(text);
}
