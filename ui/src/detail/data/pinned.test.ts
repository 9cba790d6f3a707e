import { expect, test } from "vitest";
import { previewKind, sizeText } from "./BinaryView";
import { readPinned } from "./pinned";
import { pinnedItems } from "./runs";

test.each([
	['[{"a":1}]', { items: [{ json: { a: 1 } }] }],
	['{"a":1}', { items: [{ json: { a: 1 } }] }],
	['[{"json":{"a":1},"pairedItem":0}]', { items: [{ json: { a: 1 }, pairedItem: 0 }] }],
	// An item of somebody's service that happens to have a field "json" beside others is bare data.
	['[{"json":{"a":1},"name":"x"}]', { items: [{ json: { json: { a: 1 }, name: "x" } }] }],
	["[]", { items: [] }],
])("%s is read", (text, result) => expect(readPinned(text)).toEqual(result));

test.each(["", "[1", "5", '"x"', "null", "[5]", "[null]", "[[]]"])("%j is refused with a reason", (text) => {
	const result = readPinned(text);
	expect("error" in result && result.error !== "").toBe(true);
});

test("pinned data of old and new files become items", () => {
	expect(pinnedItems({ A: [{ json: { a: 1 } }], B: [{ b: 2 }] })).toEqual({
		A: [{ json: { a: 1 } }],
		B: [{ json: { b: 2 } }],
	});
	const odd = JSON.parse('{"__proto__":[{"a":1}]}');
	expect(Object.keys(pinnedItems(odd))).toEqual(["__proto__"]);
});

test.each([
	["image/png", "image"],
	["image/svg+xml", "text"],
	["text/html; charset=utf-8", "text"],
	["application/json", "text"],
	["application/pdf", "pdf"],
	["application/zip", undefined],
	[undefined, undefined],
])("%s is previewed as %s", (type, kind) => expect(previewKind(type)).toBe(kind));

test("sizes of files", () => {
	expect(sizeText({ mimeType: "a/b", fileSize: 1400 })).toBe("1.4 kB");
	expect(sizeText({ mimeType: "a/b", fileSize: "1.2 kB" })).toBe("1.2 kB");
	expect(sizeText({ mimeType: "a/b" })).toBe("–");
});
