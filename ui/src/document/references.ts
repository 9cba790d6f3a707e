/** Mentions of nodes by name in expressions and scripts, and how they follow new names. */
import type { Json, JsonObject } from "./workflow";

function quoted(name: string, quote: string): string {
	const escaped = name
		.replace(/\\/g, "\\\\")
		.replace(/\n/g, "\\n")
		.replace(/\r/g, "\\r")
		.split(quote)
		.join(`\\${quote}`);
	return quote === "`" ? escaped.replace(/\$\{/g, "\\${") : escaped;
}

function unquoted(written: string): string {
	return written.replace(/\\(.)/gs, (_, character: string) =>
		character === "n" ? "\n" : character === "r" ? "\r" : character === "t" ? "\t" : character,
	);
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const BY_TEXT = /(\$(?:\(|items\(|node\[)\s*)(["'`])((?:\\.|(?!\2)[^\\])*)\2/gs;
const BY_MEMBER = /\$node\.([A-Za-z_$][\w$]*)/g;

/**
 * A function that gives nodes their new names where a text mentions them: `$('name')`,
 * `$node["name"]`, `$node.name` and `$items("name"`, in all three kinds of quotes.
 */
export function renamer(names: ReadonlyMap<string, string>): (text: string) => string {
	return (text) => {
		if (!text.includes("$")) return text;
		return text
			.replace(BY_TEXT, (all, before: string, quote: string, written: string) => {
				const to = names.get(unquoted(written));
				return to === undefined ? all : `${before}${quote}${quoted(to, quote)}${quote}`;
			})
			.replace(BY_MEMBER, (all, name: string) => {
				const to = names.get(name);
				if (to === undefined) return all;
				return IDENTIFIER.test(to) ? `$node.${to}` : `$node["${quoted(to, '"')}"]`;
			});
	};
}

/** Parameters that hold a script, which does not begin with "=". */
const SCRIPTS = new Set(["jsCode", "functionCode", "pythonCode", "code"]);

/** Applies a change to all expressions and scripts in a value; gives the value itself when nothing changed. */
export function mapReferences<T extends Json | undefined>(
	value: T,
	change: (text: string) => string,
	script = false,
): T {
	if (typeof value === "string") {
		return (script || value.startsWith("=") ? change(value) : value) as T;
	}
	if (typeof value !== "object" || value === null) return value;
	let changed = false;
	const follow = (entry: Json, inScript: boolean): Json => {
		const next = mapReferences(entry, change, inScript);
		changed ||= next !== entry;
		return next;
	};
	if (Array.isArray(value)) {
		const mapped = value.map((entry) => follow(entry, script));
		return (changed ? mapped : value) as T;
	}
	const mapped: JsonObject = Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [key, follow(entry as Json, SCRIPTS.has(key))]),
	);
	return (changed ? mapped : value) as T;
}
