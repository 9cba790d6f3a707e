/** Splits the text of an expression field into text and code, by the rules of the expression language (reference §1.2). */

export interface Segment {
	kind: "text" | "code";
	/** Offsets in the template (without the leading "="). Code runs from behind "{{" to before "}}". */
	from: number;
	to: number;
	text: string;
	/** Code whose "}}" is missing. */
	open: boolean;
}

/** The segments of a template, in order. */
export function segments(template: string): Segment[] {
	const out: Segment[] = [];
	let at = 0;
	while (at < template.length) {
		const start = opening(template, at);
		if (start < 0) {
			out.push({ kind: "text", from: at, to: template.length, text: template.slice(at), open: false });
			break;
		}
		if (start > at) out.push({ kind: "text", from: at, to: start, text: template.slice(at, start), open: false });
		const from = start + 2;
		const end = closing(template, from);
		const to = end < 0 ? template.length : end;
		out.push({ kind: "code", from, to, text: template.slice(from, to), open: end < 0 });
		at = end < 0 ? template.length : end + 2;
	}
	return out;
}

function opening(template: string, from: number): number {
	for (let i = template.indexOf("{{", from); i >= 0; i = template.indexOf("{{", i + 1)) {
		let slashes = 0;
		while (i - 1 - slashes >= from && template.charAt(i - 1 - slashes) === "\\") slashes++;
		if (slashes % 2 === 0) return i;
	}
	return -1;
}

function closing(template: string, from: number): number {
	for (let i = template.indexOf("}}", from); i >= 0; i = template.indexOf("}}", i + 1)) {
		if (template.charAt(i - 1) !== "\\") return i;
	}
	return -1;
}

/** The code segment around an offset, if there is one. */
export function codeAt(template: string, offset: number): Segment | undefined {
	return segments(template).find((s) => s.kind === "code" && s.from <= offset && offset <= s.to);
}

/** A stored value is an expression when it is text that starts with "=". */
export function isExpression(value: unknown): value is string {
	return typeof value === "string" && value.startsWith("=");
}
