/** Reads the member chain that ends at the cursor, such as `$('A').item.json.na`, so that completions can follow it. */

export type Link = { kind: "name"; name: string } | { kind: "index"; index: number } | { kind: "call"; args: string };

export interface Chain {
	/** What the chain begins with: an identifier, or a literal with its type. */
	root:
		| { kind: "name"; name: string }
		| { kind: "literal"; type: "string" | "number" | "array" | "object" }
		| { kind: "none" };
	/** The complete links between the root and the cursor. */
	links: Link[];
	/** What is typed of the next name. */
	partial: string;
	/** Where `partial` begins, as an offset in the code. */
	from: number;
	/** How the partial name is reached: a dot, an opened bracket with its quote, a call's opened string argument, or nothing. */
	via: "dot" | "bracket" | "argument" | "start";
	/** The quote that a bracket or argument was opened with. */
	quote: string;
	/** Where the "." or "[" stands. */
	joint: number;
}

const NAME_CHAR = /[\p{L}\p{N}_$]/u;

/** The chain before the end of `code`; undefined inside of text or comments, where nothing is to be completed. */
export function chainBefore(code: string): Chain | undefined {
	const text = openString(code);
	if (text) {
		const before = code.slice(0, text.start).trimEnd();
		const opener = before.at(-1);
		if ((opener !== "[" && opener !== "(") || text.quote === "`") return undefined;
		const above = backward(before.slice(0, -1));
		if (!above || (opener === "(" && above.root.kind === "none")) return undefined;
		return {
			...above,
			partial: code.slice(text.start + 1),
			from: text.start + 1,
			via: opener === "[" ? "bracket" : "argument",
			quote: text.quote,
			joint: before.length - 1,
		};
	}
	if (inComment(code)) return undefined;
	let from = code.length;
	while (from > 0 && NAME_CHAR.test(code.charAt(from - 1))) from--;
	const partial = code.slice(from);
	if (/^\p{N}/u.test(partial)) return undefined;
	const dot = /\?\.\s*$|\.\s*$/.exec(code.slice(0, from));
	if (!dot) return { root: { kind: "none" }, links: [], partial, from, via: "start", quote: "", joint: from };
	if (code.slice(0, from).endsWith("..")) return undefined;
	const above = backward(code.slice(0, dot.index));
	if (!above || above.root.kind === "none") return undefined;
	return { ...above, partial, from, via: "dot", quote: "", joint: dot.index };
}

/** The string literal that is open at the end of the code. */
function openString(code: string): { start: number; quote: string } | undefined {
	let quote = "";
	let start = 0;
	for (let i = 0; i < code.length; i++) {
		const c = code.charAt(i);
		if (quote) {
			if (c === "\\") i++;
			else if (c === quote) quote = "";
			else if (c === "\n" && quote !== "`") quote = "";
		} else if (c === '"' || c === "'" || c === "`") {
			quote = c;
			start = i;
		} else if (c === "/" && code.charAt(i + 1) === "/") {
			const end = code.indexOf("\n", i);
			if (end < 0) return undefined;
			i = end;
		} else if (c === "/" && code.charAt(i + 1) === "*") {
			const end = code.indexOf("*/", i + 2);
			if (end < 0) return undefined;
			i = end + 1;
		}
	}
	return quote ? { start, quote } : undefined;
}

function inComment(code: string): boolean {
	const line = code.slice(code.lastIndexOf("\n") + 1);
	if (/(^|[^:'"`])\/\/[^'"`]*$/.test(line)) return true;
	return code.lastIndexOf("/*") > code.lastIndexOf("*/");
}

/** Reads a complete chain that ends where `code` ends. */
function backward(code: string): Pick<Chain, "root" | "links"> | undefined {
	const links: Link[] = [];
	let end = code.length;
	const skip = () => {
		while (end > 0 && /\s/.test(code.charAt(end - 1))) end--;
	};
	for (;;) {
		skip();
		const last = code.charAt(end - 1);
		if (last === ")" || last === "]") {
			const open = matching(code, end - 1);
			if (open < 0) return undefined;
			const inner = code.slice(open + 1, end - 1);
			const before = code.slice(0, open).trimEnd();
			const follows =
				before !== "" && /[\p{L}\p{N}_$)\]'"`]|\?\.$/u.test(before.endsWith("?.") ? before : before.slice(-1));
			if (last === ")") {
				if (!follows) return { root: { kind: "none" }, links: [] };
				links.unshift({ kind: "call", args: inner.trim() });
			} else if (follows) {
				const link = bracket(inner);
				if (!link) return undefined;
				links.unshift(link);
			} else return { root: { kind: "literal", type: "array" }, links };
			end = open;
			if (code.slice(0, end).trimEnd().endsWith("?.")) end = code.slice(0, end).trimEnd().length - 2;
			continue;
		}
		if (last === "}") return { root: { kind: "none" }, links: [] };
		if (last === '"' || last === "'" || last === "`") return { root: { kind: "literal", type: "string" }, links };
		let from = end;
		while (from > 0 && NAME_CHAR.test(code.charAt(from - 1))) from--;
		if (from === end) return undefined;
		const name = code.slice(from, end);
		if (/^\p{N}/u.test(name)) return { root: { kind: "literal", type: "number" }, links };
		const dot = /\?\.\s*$|\.\s*$/.exec(code.slice(0, from));
		if (!dot) return { root: { kind: "name", name }, links };
		links.unshift({ kind: "name", name });
		end = dot.index;
	}
}

function bracket(inner: string): Link | undefined {
	const text = inner.trim();
	if (/^\d+$/.test(text)) return { kind: "index", index: Number(text) };
	const name = literalText(text);
	return name === undefined ? undefined : { kind: "name", name };
}

/** The text of a string literal; undefined when the code is anything else. */
export function literalText(code: string): string | undefined {
	const m = /^(["'`])((?:\\[\s\S]|(?!\1)[^\\])*)\1$/.exec(code.trim());
	if (!m || (m[1] === "`" && m[2]?.includes("${"))) return undefined;
	return (m[2] ?? "")
		.replace(/\\u([0-9a-fA-F]{4})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
		.replace(/\\([\s\S])/g, "$1");
}

/** The place of the bracket that belongs to the one at `at`; -1 when there is none. Text inside of quotes does not count. */
function matching(code: string, at: number): number {
	const stack: number[] = [];
	let quote = "";
	for (let i = 0; i <= at; i++) {
		const c = code.charAt(i);
		if (quote) {
			if (c === "\\") i++;
			else if (c === quote) quote = "";
		} else if (c === '"' || c === "'" || c === "`") quote = c;
		else if (c === "(" || c === "[" || c === "{") stack.push(i);
		else if (c === ")" || c === "]" || c === "}") {
			const open = stack.pop();
			if (i === at) return open ?? -1;
		}
	}
	return -1;
}
