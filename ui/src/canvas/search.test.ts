import { expect, it } from "vitest";
import { rank, score } from "./search";

it.each([
	["http", ["HTTP Request", "Respond over http", "xhttpx"]],
	["set", ["Set", "Settings", "Edit set", "reset"]],
	["req http", ["HTTP Request"]],
])("%s finds the best first", (query, titles) => {
	const found = rank(query, ["other", ...[...titles].reverse()], (title) => [[title, 1]]);
	expect(found).toEqual(titles);
});

it("letters in their order are enough when they are close", () => {
	expect(score("htrq", "http request")).toBeGreaterThan(0);
	expect(score("hz", "http request")).toBe(0);
	expect(score("(", "a (b)")).toBeGreaterThan(0);
});

it("without a query everything is there in its order", () => {
	expect(rank("  ", ["b", "a"], (text) => [[text, 1]])).toEqual(["b", "a"]);
});
