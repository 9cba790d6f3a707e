import { expect, test } from "vitest";
import { differences } from "./differences";

test("places that differ, in the order of the first", () => {
	const { list, left } = differences(
		[{ json: { a: 1, same: { x: [1, 2] }, gone: true, "two words": 1 } }],
		[{ json: { a: 2, same: { x: [1, 2] }, "two words": "1", added: null } }, { json: {} }],
	);
	expect(list).toEqual([
		{ path: "[0].json.a", first: 1, second: 2 },
		{ path: "[0].json.gone", first: true, second: undefined },
		{ path: '[0].json["two words"]', first: 1, second: "1" },
		{ path: "[0].json.added", first: undefined, second: null },
		{ path: "[1]", first: undefined, second: { json: {} } },
	]);
	expect(left).toBe(0);
});

test("kinds differ, prototype keys are keys", () => {
	expect(differences({ x: [] }, { x: {} }).list).toHaveLength(1);
	expect(differences(JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":2}')).list).toEqual([
		{ path: "__proto__", first: 1, second: 2 },
	]);
	expect(differences({}, { toString: 1 }).list).toEqual([{ path: "toString", first: undefined, second: 1 }]);
	expect(differences(Number.NaN, Number.NaN).list).toEqual([]);
});

test("deep values and many differences", () => {
	let a: unknown = 1;
	let b: unknown = 2;
	for (let i = 0; i < 50_000; i++) {
		a = [a];
		b = [b];
	}
	expect(differences(a, b).list).toHaveLength(1);
	expect(differences(Array(500).fill(1), Array(500).fill(2), 100)).toMatchObject({ left: 400 });
});
