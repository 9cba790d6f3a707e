/**
 * Reads the small expressions that node descriptions hold for the editor, such as
 * `={{ $nodeVersion >= 2.2 ? 2 : 1 }}`: parameters by path, the version, literals, `!`, comparisons,
 * `&&`, `||` and `? :`. Nothing is ever run as JavaScript.
 */
import { readPath } from "@/document/parameters";
import type { JsonObject } from "@/document/workflow";

export interface RuleScope {
	parameters: JsonObject;
	version: number;
}

type Token = { kind: "name" | "number" | "string" | "sign"; text: string };

const TOKEN =
	/\s*(?:(\$?[A-Za-z_][\w$]*(?:\??\.[A-Za-z_][\w$]*)*)|(\d+(?:\.\d+)?)|"([^"]*)"|'([^']*)'|(===|!==|==|!=|>=|<=|&&|\|\||[!<>?:()]))/y;

function tokens(code: string): Token[] | undefined {
	const out: Token[] = [];
	TOKEN.lastIndex = 0;
	const end = code.trimEnd().length;
	while (TOKEN.lastIndex < end) {
		const m = TOKEN.exec(code);
		if (!m) return undefined;
		if (m[1] !== undefined) out.push({ kind: "name", text: m[1] });
		else if (m[2] !== undefined) out.push({ kind: "number", text: m[2] });
		else if (m[5] !== undefined) out.push({ kind: "sign", text: m[5] });
		else out.push({ kind: "string", text: m[3] ?? m[4] ?? "" });
	}
	return out;
}

class Unreadable extends Error {}

/** The value of a rule: what is no expression is itself, what cannot be read is undefined. */
export function ruleValue(rule: unknown, scope: RuleScope): unknown {
	if (typeof rule !== "string" || !rule.startsWith("=")) return rule;
	const code = /^=\s*\{\{([\s\S]*)\}\}\s*$/.exec(rule)?.[1];
	const list = code === undefined ? undefined : tokens(code);
	if (!list) return undefined;
	let at = 0;
	const peek = (text: string) => list[at]?.kind === "sign" && list[at]?.text === text;
	const accept = (text: string): boolean => {
		if (!peek(text)) return false;
		at++;
		return true;
	};
	const choice = (): unknown => {
		const test = either();
		if (!accept("?")) return test;
		const yes = choice();
		if (!accept(":")) throw new Unreadable();
		const no = choice();
		return test ? yes : no;
	};
	const either = (): unknown => {
		let left = both();
		while (accept("||")) {
			const right = both();
			left = left || right;
		}
		return left;
	};
	const both = (): unknown => {
		let left = compared();
		while (accept("&&")) {
			const right = compared();
			left = left && right;
		}
		return left;
	};
	const compared = (): unknown => {
		const left = unary();
		if (accept("===") || accept("==")) return left === unary();
		if (accept("!==") || accept("!=")) return left !== unary();
		if (accept(">=")) return Number(left) >= Number(unary());
		if (accept("<=")) return Number(left) <= Number(unary());
		if (accept(">")) return Number(left) > Number(unary());
		if (accept("<")) return Number(left) < Number(unary());
		return left;
	};
	const unary = (): unknown => {
		if (accept("!")) return !unary();
		if (accept("(")) {
			const inner = choice();
			if (!accept(")")) throw new Unreadable();
			return inner;
		}
		const token = list[at++];
		if (!token || token.kind === "sign") throw new Unreadable();
		if (token.kind === "number") return Number(token.text);
		if (token.kind === "string") return token.text;
		const name = token.text.replaceAll("?.", ".");
		if (name === "true") return true;
		if (name === "false") return false;
		if (name === "null") return null;
		if (name === "undefined") return undefined;
		if (name === "$nodeVersion") return scope.version;
		if (name.startsWith("$parameter.")) return readPath(scope.parameters, name.slice("$parameter.".length));
		throw new Unreadable();
	};
	try {
		const value = choice();
		return at === list.length ? value : undefined;
	} catch (error) {
		if (error instanceof Unreadable) return undefined;
		throw error;
	}
}
