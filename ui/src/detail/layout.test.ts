import { expect, test } from "vitest";
import { readLayout } from "./layout";

test.each([null, "", "{", "null", "5", "[]", '{"dock":"left","right":"x","bottom":null}'])(
	"%j gives a usable layout",
	(text) => {
		expect(readLayout(text)).toEqual(readLayout(null));
	},
);

test("shares stay inside of their bounds and leave room for the form", () => {
	const { bottom, input, output } = readLayout('{"bottom":5,"input":0.6,"output":0.6}');
	expect(bottom).toBe(0.85);
	expect(input + output).toBeLessThanOrEqual(0.8 + 1e-9);
});

test("what was kept comes back", () => {
	expect(readLayout('{"dock":"right","right":0.4,"inputView":"json"}')).toMatchObject({
		dock: "right",
		right: 0.4,
		inputView: "json",
	});
});
