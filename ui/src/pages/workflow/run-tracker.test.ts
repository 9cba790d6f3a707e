import { expect, test } from "vitest";
import { type RunEvent, RunTracker } from "./run-tracker";

const started = (executionId: string, node: string): RunEvent => ({
	name: "node.started",
	data: { executionId, workflowId: "w", node, runIndex: 0, startTime: 0 },
});

test("events that come before the answer are handed on once it is there, in order, those of others never", () => {
	const seen: string[] = [];
	const tracker = new RunTracker((event) => seen.push("node" in event.data ? String(event.data.node) : ""));
	tracker.push(started("1", "A"));
	tracker.push(started("2", "other"));
	tracker.push(started("1", "B"));
	expect(seen).toEqual([]);
	tracker.follow("1");
	tracker.push(started("1", "C"));
	tracker.push(started("2", "other"));
	expect(seen).toEqual(["A", "B", "C"]);
	tracker.follow("1");
	expect(seen).toEqual(["A", "B", "C"]);
	tracker.leave();
	tracker.push(started("1", "D"));
	expect(seen).toEqual(["A", "B", "C"]);
});

test("what nobody asks for does not pile up", () => {
	const seen: RunEvent[] = [];
	const tracker = new RunTracker((event) => seen.push(event));
	for (let i = 0; i < 10_000; i++) tracker.push(started("1", `N${i}`));
	tracker.follow("1");
	expect(seen.length).toBeLessThanOrEqual(2000);
	expect(seen.at(-1)?.data).toMatchObject({ node: "N9999" });
});
