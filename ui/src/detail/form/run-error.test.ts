import { expect, test } from "vitest";
import { errorPlace } from "./run-error";

test.each([
	["x is not defined [line 3]", {}, { line: 3 }],
	["x is not defined [line 12, for item 4]", {}, { line: 12, item: 4 }],
	["Wrong type: 'a' is a string but was expecting a number [condition 0, item 2]", {}, {}],
	["Bad value [item 2]", {}, { item: 2 }],
	["Bad value", { context: { itemIndex: 0, parameter: "url" } }, { item: 0, parameter: "url" }],
	["Bad [line 3]", { lineNumber: 7 }, { line: 7 }],
	["a [line x]", {}, {}],
	["[]", {}, {}],
])("%s", (message, more, place) => expect(errorPlace({ message, ...more })).toEqual(place));
