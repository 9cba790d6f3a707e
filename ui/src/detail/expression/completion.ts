/**
 * What can be written at the cursor: fields of the real input, members of the
 * context, other nodes and the extension functions, each with its
 * documentation. Nothing is evaluated: values are followed along the chain
 * that stands before the cursor.
 */
import type { ExpressionFunction, ExpressionsDescription } from "@/api";
import { detailTexts as t } from "@/texts/detail";
import { quoted, step } from "./access";
import { type Chain, chainBefore, type Link, literalText } from "./chain";
import { CONTEXT, type ContextType, NATIVE, type NativeMember } from "./members";

/** What is known where the expression stands. */
export interface CompletionContext {
	/** The json of the chosen input item. */
	json?: unknown;
	/** The binary map of the chosen input item. */
	binary?: unknown;
	/** Nodes before this one, nearest first; json is that of their item that belongs to the chosen one. */
	nodes: { name: string; json?: unknown; binary?: unknown }[];
	/** Parameters of the node. */
	parameters?: unknown;
	/** Names of variables. */
	variables?: Record<string, unknown>;
	reference?: ExpressionsDescription;
	/** Scripts know more than expressions: `items`, `item`, `console`. */
	place: "expression" | "allItems" | "eachItem";
}

export interface CompletionOption {
	label: string;
	/** What is inserted. */
	insert: string;
	/** Where it is inserted, as an offset in the code before the cursor. */
	from: number;
	kind: "field" | "node" | "function" | "variable" | "property";
	/** Type or value, shown beside the label. */
	detail: string;
	doc?: CompletionDoc;
	/** Higher stands first. */
	rank: number;
	/** Other words that it is found by. */
	also?: readonly string[];
	/** Characters behind the cursor that a complete insertion replaces when they stand there. */
	closes?: string;
}

export interface CompletionDoc {
	signature: string;
	text: string;
	args: { name: string; type: string; optional: boolean; doc: string }[];
	examples: { expression: string; result: string }[];
}

/** A value on the way along a chain: a real one, a member of the context, or only its type. */
type Known =
	| { kind: "value"; value: unknown }
	| { kind: "context"; type: ContextType; node?: string }
	| { kind: "type"; type: string };

/** The completions for the code before the cursor, best first. */
export function complete(code: string, context: CompletionContext): CompletionOption[] {
	const chain = chainBefore(code);
	if (!chain) return [];
	if (chain.via === "start") return starts(chain, context);
	if (chain.via === "argument") return argumentsOf(chain, context);
	const known = follow(chain, context);
	if (!known) return [];
	return chain.via === "bracket" ? keysInBracket(known, chain, context) : membersOf(known, chain, context);
}

/** The documentation of the function whose name the chain before the cursor ends with. */
export function documentationAt(code: string, context: CompletionContext): CompletionDoc | undefined {
	const chain = chainBefore(code);
	if (!chain?.partial) return undefined;
	const list = chain.via === "start" ? starts(chain, context) : complete(code, context);
	return list.find((o) => o.label === chain.partial || o.label === `${chain.partial}()`)?.doc;
}

function resolveRoot(root: Chain["root"], context: CompletionContext): Known | undefined {
	if (root.kind === "literal") return { kind: "type", type: root.type };
	if (root.kind === "none") return undefined;
	const { name } = root;
	switch (name) {
		case "$json":
		case "$data":
			return { kind: "value", value: context.json };
		case "$binary":
			return { kind: "value", value: context.binary };
		case "$parameter":
		case "$rawParameter":
			return { kind: "value", value: context.parameters };
		case "$vars":
			return { kind: "value", value: context.variables };
		case "item":
			return context.place === "eachItem" ? { kind: "context", type: "item" } : undefined;
		case "items":
			return context.place === "allItems" ? { kind: "type", type: "items" } : undefined;
	}
	const type = `root:${name}`;
	if (Object.hasOwn(CONTEXT, type)) return { kind: "context", type: type as ContextType };
	const global = context.reference?.globals.find((g) => g.name === name);
	return global ? { kind: "type", type: global.type } : undefined;
}

function follow(chain: Chain, context: CompletionContext): Known | undefined {
	let links = chain.links;
	let known: Known | undefined;
	const first = links[0];
	if (chain.root.kind === "name" && chain.root.name === "$" && first?.kind === "call") {
		const name = first.args === "" ? context.nodes[0]?.name : literalText(first.args);
		known = { kind: "context", type: "node", node: name };
		links = links.slice(1);
	} else if (chain.root.kind === "name" && chain.root.name === "$node" && first?.kind === "name") {
		known = { kind: "context", type: "legacyNode", node: first.name };
		links = links.slice(1);
	} else known = resolveRoot(chain.root, context);
	for (let i = 0; known && i < links.length; i++) {
		const link = links[i] as Link;
		const call = links[i + 1]?.kind === "call";
		known = take(known, link, call, context);
		if (call) i++;
	}
	return known;
}

function take(known: Known, link: Link, call: boolean, context: CompletionContext): Known | undefined {
	if (link.kind === "call") return undefined;
	if (known.kind === "context") {
		if (link.kind === "index") return undefined;
		const member = CONTEXT[known.type].find((m) => m.name === link.name);
		if (!member) return undefined;
		const of = known.node === undefined ? undefined : context.nodes.find((n) => n.name === known.node);
		if (member.is === "json") return { kind: "value", value: known.node === undefined ? context.json : of?.json };
		if (member.is === "binary") return { kind: "value", value: known.node === undefined ? context.binary : of?.binary };
		if (member.is === "item") return { kind: "context", type: "item", node: known.node };
		return { kind: "type", type: member.is ?? member.type };
	}
	if (known.kind === "value") {
		const { value } = known;
		if (link.kind === "index") return Array.isArray(value) ? { kind: "value", value: value[link.index] } : undefined;
		if (!call && typeof value === "object" && value !== null && Object.hasOwn(value, link.name)) {
			return { kind: "value", value: (value as Record<string, unknown>)[link.name] };
		}
	}
	if (link.kind === "index") {
		if (known.kind !== "type") return undefined;
		if (known.type === "items") return { kind: "context", type: "item" };
		const element = elementType(known.type);
		return element === undefined ? undefined : { kind: "type", type: element };
	}
	const type = receiverOf(known);
	const returned =
		functionsFor(type, context).find((f) => f.name === link.name)?.returns ??
		NATIVE[type]?.find((m) => m.name === link.name)?.returns;
	return returned ? { kind: "type", type: returned } : undefined;
}

/** The receiver's name in the reference of functions, in lower case; of "string | undefined" what is there counts. */
function receiverOf(known: Known): string {
	if (known.kind === "context") return "object";
	if (known.kind === "value") return typeName(known.value);
	const type = (known.type.split("|")[0] ?? "").trim().toLowerCase();
	if (type.endsWith("[]")) return "array";
	return type === "datetime" ? "date" : type;
}

/** The type of one element of a list type: "string[]" holds "string". */
function elementType(type: string): string | undefined {
	return type.endsWith("[]") ? type.slice(0, -2) : undefined;
}

function typeName(value: unknown): string {
	if (value === null || value === undefined) return "";
	return Array.isArray(value) ? "array" : typeof value;
}

function functionsFor(type: string, context: CompletionContext): ExpressionFunction[] {
	if (!type) return [];
	return (context.reference?.functions ?? []).filter((f) => {
		const receiver = f.receiver.toLowerCase();
		// What never gives anything is no help.
		if (f.returns === "undefined") return false;
		return receiver === type || (receiver === "datetime" && type === "date");
	});
}

function membersOf(known: Known, chain: Chain, context: CompletionContext): CompletionOption[] {
	const out: CompletionOption[] = [];
	const { from, joint } = chain;
	if (known.kind === "context") {
		for (const member of CONTEXT[known.type]) out.push(native(member, from, 60));
		return matching(out, chain.partial);
	}
	if (
		known.kind === "value" &&
		typeof known.value === "object" &&
		known.value !== null &&
		!Array.isArray(known.value)
	) {
		for (const [key, value] of Object.entries(known.value)) {
			const written = step(key);
			out.push({
				label: key,
				insert: written.startsWith(".") ? key : written,
				from: written.startsWith(".") ? from : joint,
				kind: "field",
				detail: shortValue(value),
				rank: 100,
			});
		}
	}
	const type = receiverOf(known);
	const seen = new Set<string>();
	for (const f of functionsFor(type, context)) {
		if (seen.has(f.name)) continue;
		seen.add(f.name);
		out.push(functionOption(f, from));
	}
	for (const member of NATIVE[type] ?? []) if (!seen.has(member.name)) out.push(native(member, from, 30));
	return matching(out, chain.partial);
}

function functionOption(f: ExpressionFunction, from: number): CompletionOption {
	return {
		label: `${f.name}()`,
		insert: `${f.name}()`,
		from,
		kind: "function",
		detail: f.returns,
		doc: {
			signature: `${f.name}(${f.args.map((a) => `${a.variadic ? "..." : ""}${a.name}${a.optional ? "?" : ""}`).join(", ")}): ${f.returns}`,
			text: f.doc,
			args: f.args.map((a) => ({
				name: a.name,
				type: a.default ? `${a.type} = ${a.default}` : a.type,
				optional: a.optional === true,
				doc: a.doc ?? "",
			})),
			examples: f.examples ?? [],
		},
		rank: 40,
		...(f.search?.length ? { also: f.search } : {}),
	};
}

function native(member: NativeMember, from: number, rank: number): CompletionOption {
	const call = member.args !== undefined;
	const signature = call
		? `${member.name}(${member.args}): ${member.returns ?? member.type}`
		: `${member.name}: ${member.type}`;
	return {
		label: call ? `${member.name}()` : member.name,
		insert: call ? `${member.name}()` : member.name,
		from,
		kind: call ? "function" : "property",
		detail: member.returns ?? member.type,
		doc: { signature, text: member.doc, args: [], examples: [] },
		rank,
	};
}

function keysInBracket(known: Known, chain: Chain, context: CompletionContext): CompletionOption[] {
	const value = known.kind === "value" ? known.value : undefined;
	if (known.kind === "context" && known.type === "root:$node") return nodeNames(chain, context, "]");
	if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
	return matching(
		Object.entries(value).map(([key, member]) => ({
			label: key,
			insert: `${inQuotes(key, chain.quote)}${chain.quote}]`,
			from: chain.from,
			kind: "field" as const,
			detail: shortValue(member),
			rank: 100,
			closes: `${chain.quote}]`,
		})),
		chain.partial,
	);
}

function argumentsOf(chain: Chain, context: CompletionContext): CompletionOption[] {
	return chain.root.kind === "name" && chain.root.name === "$" && chain.links.length === 0
		? nodeNames(chain, context, ")")
		: [];
}

function nodeNames(chain: Chain, context: CompletionContext, close: string): CompletionOption[] {
	return matching(
		context.nodes.map((n, i) => ({
			label: n.name,
			insert: inQuotes(n.name, chain.quote) + chain.quote + close,
			from: chain.from,
			kind: "node" as const,
			detail: n.json === undefined ? "" : shortValue(n.json),
			rank: 100 - Math.min(i, 90),
			closes: chain.quote + close,
		})),
		chain.partial,
	);
}

function inQuotes(text: string, quote: string): string {
	const inner = quoted(text).slice(1, -1);
	return quote === '"' ? inner.replace(/\\'/g, "'").replace(/"/g, '\\"') : inner;
}

function starts(chain: Chain, context: CompletionContext): CompletionOption[] {
	const { from } = chain;
	const out: CompletionOption[] = [];
	const add = (
		label: string,
		kind: CompletionOption["kind"],
		detail: string,
		rank: number,
		text?: string,
		insert = label,
	) =>
		out.push({
			label,
			insert,
			from,
			kind,
			detail,
			rank,
			doc: text ? { signature: `${label}: ${detail}`, text, args: [], examples: [] } : undefined,
		});
	const known = new Set<string>();
	for (const g of context.reference?.globals ?? []) {
		if (known.has(g.name) || g.name === "$" || !/^[\p{L}_$]/u.test(g.name)) continue;
		known.add(g.name);
		const call = g.type === "function";
		out.push({
			label: call ? `${g.name}()` : g.name,
			insert: call ? `${g.name}()` : g.name,
			from,
			kind: call ? "function" : "variable",
			detail: g.type,
			doc: {
				signature: call ? `${g.name}(…)` : `${g.name}: ${g.type}`,
				text: g.doc,
				args: [],
				examples: g.example ? [{ expression: g.example, result: "" }] : [],
			},
			rank: g.name === "$json" ? 100 : g.name === "$input" ? 95 : call ? 70 : g.name.startsWith("$") ? 80 : 20,
		});
	}
	for (const [name, type] of [
		["$json", "object"],
		["$binary", "object"],
		["$input", "object"],
		["$now", "DateTime"],
		["$today", "DateTime"],
	] as const) {
		if (!known.has(name)) add(name, "variable", type, name === "$json" ? 100 : 90);
	}
	context.nodes.forEach((n, i) => {
		add(`$(${quoted(n.name)})`, "node", n.json === undefined ? "" : shortValue(n.json), 90 - Math.min(i, 60));
	});
	if (context.place === "allItems") add("items", "variable", "Item[]", 85, t.completion.items);
	if (context.place === "eachItem") add("item", "variable", "Item", 85, t.completion.item);
	if (context.place !== "expression") add("console", "variable", "Console", 40, t.completion.console);
	const partial = chain.partial;
	if (partial === "") return matching(out, "");
	return matching(out, partial);
}

/** Names that begin with what is typed, then names that contain it, then other words for it; each group by rank. */
function matching(list: CompletionOption[], partial: string): CompletionOption[] {
	const p = partial.toLowerCase();
	const scored: { option: CompletionOption; score: number }[] = [];
	for (const option of list) {
		const label = option.label.toLowerCase();
		const at = label.indexOf(p);
		if (at >= 0) scored.push({ option, score: option.rank + (at === 0 ? 1000 : 500) + (label === p ? 1000 : 0) });
		else if (p.length > 1 && option.also?.some((word) => word.toLowerCase().startsWith(p)))
			scored.push({ option, score: option.rank });
	}
	// Sorting is stable: fields keep the order of the data.
	return scored.sort((x, y) => y.score - x.score).map((s) => s.option);
}

function shortValue(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return t.completion.elements(value.length);
	if (typeof value === "object") return "object";
	const text = typeof value === "string" ? JSON.stringify(value) : String(value);
	return text.length > 32 ? `${text.slice(0, 31)}…` : text;
}
