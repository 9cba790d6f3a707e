import { describe, expect, it } from "vitest";
import { addNodes, moveNodes } from "./commands";
import type { TaskData } from "./runs";
import { createEditorStore, dirtyNodes, isChanged, problemsOf } from "./store";
import { emptyWorkflow, type WorkflowNode } from "./workflow";

const node = (name: string): WorkflowNode => ({
	id: name,
	name,
	type: "n8n-nodes-base.noOp",
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
});

function make() {
	let time = 0;
	const store = createEditorStore(() => time);
	store.getState().load({ ...emptyWorkflow("test"), nodes: [node("A"), node("B")] });
	return { store, wait: (ms: number) => (time += ms), state: () => store.getState() };
}

const task = (more: Partial<TaskData> = {}): TaskData => ({
	startTime: 1000,
	executionTime: 5,
	executionStatus: "success",
	data: { main: [[{ json: {} }, { json: {} }], null] },
	...more,
});

describe("history", () => {
	it("goes back and forth over everything", () => {
		const { state } = make();
		const first = state().document;
		state().apply("add", addNodes([node("C")]));
		state().rename("A", "AA");
		const last = state().document;
		expect(state().undo()).toBe("rename");
		expect(state().undo()).toBe("add");
		expect(state().document).toBe(first);
		expect(isChanged(state())).toBe(false);
		expect(state().undo()).toBeUndefined();
		state().redo();
		state().redo();
		expect(state().document).toBe(last);
	});

	it("keeps what is selected, open and run under the names of the time", () => {
		const { state } = make();
		state().beginExecution({ id: "1", status: "running", mode: "manual", startedAt: 0 });
		state().nodeFinished({ node: "A", runIndex: 0, status: "success", run: task() } as never);
		state().select(["A", "B"]);
		state().open("A");
		state().rename("A", "AA");
		const seen = () => [
			[...state().selection],
			state().openNode,
			Object.keys(state().runs),
			Object.keys(state().runData),
		];
		expect(seen()).toEqual([["AA", "B"], "AA", ["AA"], ["AA"]]);
		state().undo();
		expect(seen()).toEqual([["A", "B"], "A", ["A"], ["A"]]);
		state().redo();
		expect(seen()).toEqual([["AA", "B"], "AA", ["AA"], ["AA"]]);
	});

	it("forgets what was wrong with a node that is changed, until it is saved", () => {
		const { state } = make();
		state().setProblems([{ node: "A", parameter: "url", message: "is missing" }]);
		const found = () => [problemsOf(state(), "A")?.map((one) => one.message), problemsOf(state(), "B")];
		expect(found()).toEqual([["is missing"], undefined]);
		state().setParameters("B", { url: "x" });
		expect(found()).toEqual([["is missing"], undefined]);
		state().setParameters("A", { url: "x" });
		expect(found()).toEqual([undefined, undefined]);
		state().undo();
		expect(found()).toEqual([["is missing"], undefined]);
	});

	it("takes quick changes with one key as one step", () => {
		const { state, wait } = make();
		state().setParameters("A", { text: "a" }, "A.text");
		wait(100);
		state().setParameters("A", { text: "ab" }, "A.text");
		wait(10_000);
		state().setParameters("A", { text: "abc" }, "A.text");
		state().undo();
		expect(state().document.nodes[0]?.parameters).toEqual({ text: "ab" });
		state().undo();
		expect(state().document.nodes[0]?.parameters).toEqual({});
	});

	it("has no step for a command that changed nothing, and none when only looked at", () => {
		const { state } = make();
		state().apply("move", moveNodes(new Map()));
		expect(state().history.past).toHaveLength(0);
		state().setReadOnly(true);
		state().remove(new Set(["A"]));
		expect(state().document.nodes).toHaveLength(2);
	});

	it("keeps selection and open node to what is there", () => {
		const { state } = make();
		state().select(["A", "B"]);
		state().open("A");
		state().remove(new Set(["A"]));
		expect([...state().selection]).toEqual(["B"]);
		expect(state().openNode).toBeNull();
	});

	it("follows a new name with selection, open node and run", () => {
		const { state } = make();
		state().select(["A"]);
		state().open("A");
		state().showExecution({ id: "1", status: "success", mode: "manual", startedAt: 0 }, { A: [task()] });
		expect(state().rename("A", "B")).toBe("B1");
		expect([...state().selection]).toEqual(["B1"]);
		expect(state().openNode).toBe("B1");
		expect(state().runs.B1?.counts).toEqual([2, 0]);
	});
});

describe("runs", () => {
	it("are told by events as they are by the data", () => {
		const { state } = make();
		state().beginExecution({ id: "1", status: "running", mode: "manual", startedAt: 1000 });
		state().nodeStarted({ node: "A", runIndex: 0, startTime: 1000 });
		expect(state().runs.A?.status).toBe("running");
		state().nodeFinished({
			node: "A",
			runIndex: 0,
			startTime: 1000,
			executionTime: 5,
			status: "success",
			counts: [2, 0],
			bytes: 10,
			run: task(),
		});
		state().nodeStarted({ node: "A", runIndex: 1, startTime: 1010 });
		const error = { message: "no" };
		state().nodeFinished({
			node: "A",
			runIndex: 1,
			startTime: 1010,
			executionTime: 7,
			status: "error",
			counts: [1],
			bytes: 1,
			error,
			run: task({ error, executionTime: 7, data: { main: [[{ json: {} }]] } }),
		});
		const live = state().runs.A;
		expect(live).toEqual({ status: "error", startedAt: 1000, time: 12, runs: 2, counts: [3, 0], bytes: 11, error });
		state().showExecution({ id: "1", status: "error", mode: "manual", startedAt: 1000 }, state().runData);
		expect(state().runs.A).toEqual({ ...live, bytes: 0 });
	});

	it("leave no node running when they end", () => {
		const { state } = make();
		state().beginExecution({ id: "1", status: "running", mode: "manual", startedAt: 0 });
		state().nodeStarted({ node: "A", runIndex: 0, startTime: 0 });
		state().endExecution({ status: "canceled" });
		expect(state().runs.A?.status).toBe("canceled");
	});

	it("know which of their nodes were changed since", () => {
		const { state } = make();
		state().showExecution({ id: "1", status: "success", mode: "manual", startedAt: 0 }, { A: [task()], B: [task()] });
		state().apply("move", moveNodes(new Map([["A", [50, 50]]])));
		expect(dirtyNodes(state())).toEqual([]);
		state().setParameters("B", { x: 1 });
		expect(dirtyNodes(state())).toEqual(["B"]);
	});
});
