import { describe, expect, it } from "vitest";
import { actionFor, allActions, type EditorAction, findAction, matches, registerActions, runAction } from "./actions";
import { createEditorStore } from "./store";

const keys = (
	key: string,
	more: Partial<{ ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean; code: string }> = {},
) => ({
	key,
	code: "",
	ctrlKey: false,
	metaKey: false,
	shiftKey: false,
	altKey: false,
	...more,
});
const action = (id: string, more: Partial<EditorAction> = {}): EditorAction => ({
	id,
	title: id,
	group: "edit",
	run: () => {},
	...more,
});

describe("shortcuts", () => {
	it.each<[string, ReturnType<typeof keys>, boolean, boolean]>([
		["Mod+Z", keys("z", { ctrlKey: true }), false, true],
		["Mod+Z", keys("Z", { ctrlKey: true, shiftKey: true }), false, false],
		["Mod+Shift+Z", keys("Z", { ctrlKey: true, shiftKey: true }), false, true],
		["Mod+Z", keys("z", { metaKey: true }), true, true],
		["Mod+Z", keys("z", { ctrlKey: true }), true, false],
		["?", keys("?", { shiftKey: true }), false, true],
		["+", keys("+", { shiftKey: true }), false, true],
		["Mod++", keys("+", { ctrlKey: true }), false, true],
		["Left", keys("ArrowLeft"), false, true],
		["D", keys("d"), false, true],
		["D", keys("d", { altKey: true }), false, false],
		["Mod+C", keys("с", { ctrlKey: true, code: "KeyC" }), false, true],
	])("%s", (shortcut, event, mac, expected) => {
		expect(matches(event, shortcut, mac)).toBe(expected);
	});
});

describe("the table", () => {
	it("has one action of an id, and gives the earlier one back", () => {
		const outer = registerActions([action("x", { title: "outer", shortcuts: ["X"] })]);
		const inner = registerActions([action("x", { title: "inner", shortcuts: ["X"] })]);
		expect(allActions().filter((entry) => entry.id === "x")).toHaveLength(1);
		expect(actionFor(keys("x"), false)?.title).toBe("inner");
		inner();
		expect(findAction("x")?.title).toBe("outer");
		outer();
		expect(findAction("x")).toBeUndefined();
	});

	it("runs only what can be done", () => {
		let runs = 0;
		const store = createEditorStore();
		const remove = registerActions([
			action("y", { enabled: (state) => state.selection.size > 0, run: () => void runs++ }),
		]);
		expect(runAction(store, "y")).toBe(false);
		store.getState().select(["a"]);
		expect(runAction(store, "y")).toBe(true);
		expect(runAction(store, "nothing")).toBe(false);
		expect(runs).toBe(1);
		remove();
	});
});
