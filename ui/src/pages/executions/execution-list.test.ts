import { expect, test } from "vitest";
import type { ExecutionSummary } from "@/api";
import { fieldNames, mergeExecutions } from "./execution-list";

const execution = (id: string, startedAt: string, more: Partial<ExecutionSummary> = {}): ExecutionSummary => ({
	id,
	workflowId: "w",
	workflowName: "W",
	status: "success",
	mode: "webhook",
	startedAt,
	stoppedAt: null,
	durationMs: 1,
	retryOf: null,
	inbound: null,
	outbound: null,
	error: null,
	bytes: 0,
	...more,
});

test("new executions come first, changed ones are replaced, the rest stays", () => {
	const list = [execution("9", "2026-01-01T00:00:09.000Z"), execution("8", "2026-01-01T00:00:08.000Z")];
	const merged = mergeExecutions(list, [
		execution("10", "2026-01-01T00:00:09.000Z"),
		execution("8", "2026-01-01T00:00:08.000Z", { status: "error" }),
	]);
	expect(merged.map((one) => [one.id, one.status])).toEqual([
		["10", "success"],
		["9", "success"],
		["8", "error"],
	]);
});

test("a list to which nothing happened stays the same list", () => {
	const list = [execution("9", "2026-01-01T00:00:09.000Z")];
	expect(mergeExecutions(list, [execution("9", "2026-01-01T00:00:09.000Z")])).toBe(list);
});

test("the names of fields, the frequent ones first", () => {
	const inbound = (fields: Record<string, string>) => ({ inbound: { method: "POST", path: "/", fields } });
	expect(
		fieldNames([
			execution("1", "a", inbound({ rare: "1", event: "x" })),
			execution("2", "b", inbound({ event: "y" })),
			execution("3", "c"),
		]),
	).toEqual(["event", "rare"]);
});
