import { expect, test } from "vitest";
import { codeAt, segments } from "./segments";

const shape = (template: string) =>
	segments(template).map((s) => `${s.kind === "code" ? (s.open ? "open:" : "code:") : "text:"}${s.text}`);

test.each([
	["", []],
	["hello", ["text:hello"]],
	["{{ 1 }}", ["code: 1 "]],
	["a {{ b }} c", ["text:a ", "code: b ", "text: c"]],
	["{{ a }}{{ b }}", ["code: a ", "code: b "]],
	// The first "}}" ends the code, even inside of a string.
	['{{ "}}" }}', ['code: "', 'text:" }}']],
	['{{ "a\\}}b" }}', ['code: "a\\}}b" ']],
	// An escaped opening is text, a doubled backslash is not an escape.
	["a \\{{ x }} {{ 1 }}", ["text:a \\{{ x }} ", "code: 1 "]],
	["\\\\{{ 1 }}", ["text:\\\\", "code: 1 "]],
	["{{ 1+1", ["open: 1+1"]],
	["{{", ["open:"]],
])("%j", (template, expected) => expect(shape(template)).toEqual(expected));

test("segments cover the template", () => {
	const template = "x {{ a }} y \\{{ z {{ b";
	let at = 0;
	for (const s of segments(template)) {
		expect(template.slice(s.from, s.to)).toBe(s.text);
		expect(s.from).toBe(s.kind === "code" ? at + 2 : at);
		at = s.kind === "code" && !s.open ? s.to + 2 : s.to;
	}
	expect(at).toBe(template.length);
});

test("the code around a place", () => {
	expect(codeAt("a {{ b }} c", 5)?.text).toBe(" b ");
	expect(codeAt("a {{ b }} c", 4)?.text).toBe(" b ");
	expect(codeAt("a {{ b }} c", 1)).toBeUndefined();
	expect(codeAt("a {{ b }} c", 10)).toBeUndefined();
});
