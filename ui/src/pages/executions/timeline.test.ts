import { expect, test } from "vitest";
import type { TaskData } from "@/document/runs";
import { timelineOf } from "./timeline";

const task = (startTime: number, executionTime: number, more: Partial<TaskData> = {}): TaskData => ({
	startTime,
	executionTime,
	source: [],
	data: { main: [[{ json: {} }]] },
	...more,
});

test("bars stand in the order of execution, from the first start on", () => {
	const { bars, total } = timelineOf({
		Loop: [task(1010, 5, { executionIndex: 1 }), task(1030, 7, { executionIndex: 3 })],
		Start: [task(1000, 10, { executionIndex: 0 })],
		Call: [task(1015, 15, { executionIndex: 2, error: { message: "no" }, data: undefined })],
	});
	expect(bars.map((bar) => [bar.node, bar.run, bar.start, bar.time, bar.items, bar.failed, bar.slowest])).toEqual([
		["Start", 0, 0, 10, 1, false, false],
		["Loop", 0, 10, 5, 1, false, false],
		["Call", 0, 15, 15, 0, true, true],
		["Loop", 1, 30, 7, 1, false, false],
	]);
	expect(bars.map((bar) => bar.many)).toEqual([false, true, false, true]);
	expect(total).toBe(37);
});

test("nothing ran", () => expect(timelineOf({})).toEqual({ bars: [], total: 0 }));

test("a run without times has no slowest node", () => {
	const { bars } = timelineOf({ A: [task(5, 0)], B: [task(5, 0)] });
	expect(bars.some((bar) => bar.slowest)).toBe(false);
});
