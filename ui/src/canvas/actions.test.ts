// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { actionFor, isEnabled, registerActions, runAction } from "../document/actions";
import { connect } from "../document/commands";
import { createEditorStore } from "../document/store";
import { connectionList, emptyWorkflow, type WorkflowDocument } from "../document/workflow";
import { canvasActions } from "./actions";

function make() {
	const store = createEditorStore();
	let document: WorkflowDocument = {
		...emptyWorkflow("w"),
		nodes: ["a", "b", "c"].map((name, index) => ({
			name,
			type: "n8n-nodes-base.noOp",
			typeVersion: 1,
			position: [index * 208, 0],
			parameters: {},
		})),
	};
	for (const [source, target] of [
		["a", "b"],
		["b", "c"],
	] as const) {
		document = connect({ source, sourceType: "main", sourceIndex: 0, target, targetType: "main", targetIndex: 0 })(
			document,
		);
	}
	store.getState().load(document);
	return store;
}

describe("the canvas's actions", () => {
	it("have names and shortcuts of their own", () => {
		const ids = canvasActions.map((action) => action.id);
		expect(new Set(ids).size).toBe(ids.length);
		const keys = canvasActions.flatMap((action) => action.shortcuts ?? []);
		expect(new Set(keys).size).toBe(keys.length);
		expect(canvasActions.every((action) => action.title !== "")).toBe(true);
	});

	it("change nothing when only looked at", () => {
		const remove = registerActions(canvasActions);
		const store = make();
		store.getState().select(["a", "b"]);
		store.getState().selectWires(connectionList(store.getState().document).map((wire) => JSON.stringify(wire)));
		store.getState().setReadOnly(true);
		const before = store.getState().document;
		for (const action of canvasActions) {
			if (action.native || action.group === "workflow" || !isEnabled(action, store.getState())) continue;
			void action.run(store);
		}
		expect(store.getState().document).toBe(before);
		remove();
	});

	it("do, undo and redo", () => {
		const remove = registerActions(canvasActions);
		const store = make();
		const names = () => store.getState().document.nodes.map((node) => node.name);
		store.getState().select(["b"]);
		expect(runAction(store, "node.deleteBridge")).toBe(true);
		expect(names()).toEqual(["a", "c"]);
		expect(connectionList(store.getState().document)).toMatchObject([{ source: "a", target: "c" }]);
		expect([...store.getState().selection]).toEqual(["a"]);
		runAction(store, "edit.undo");
		expect(names()).toEqual(["a", "b", "c"]);
		runAction(store, "edit.redo");
		expect(names()).toEqual(["a", "c"]);
		runAction(store, "node.duplicate");
		expect(names()).toEqual(["a", "c", "a1"]);
		runAction(store, "node.toggleDisabled");
		expect(store.getState().document.nodes[2]?.disabled).toBe(true);
		runAction(store, "node.toggleDisabled");
		expect(store.getState().document.nodes[2]?.disabled).toBeUndefined();
		remove();
	});

	it("are found by their keys", () => {
		const remove = registerActions(canvasActions);
		const press = (key: string, more = {}) =>
			actionFor({ key, code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more }, false)?.id;
		expect(press("Tab")).toBe("canvas.add");
		expect(press("n")).toBe("canvas.add");
		expect(press("ArrowRight")).toBe("go.right");
		expect(press("ArrowRight", { shiftKey: true })).toBe("edit.selectAfter");
		expect(press("k", { ctrlKey: true })).toBe("view.commands");
		expect(press("?", { shiftKey: true })).toBe("view.shortcuts");
		remove();
	});

	it("the palette opens for the free output of the selected node", () => {
		const remove = registerActions(canvasActions);
		const store = make();
		store.getState().select(["c"]);
		runAction(store, "canvas.add");
		expect(store.getState().overlay).toEqual({
			kind: "palette",
			request: { kind: "after", source: "c", sourceType: "main", sourceIndex: 0 },
		});
		remove();
	});
});
