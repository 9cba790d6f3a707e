import { afterEach, expect, test, vi } from "vitest";
import type { RunData } from "@/document/runs";

import { evaluateTogether, neededRuns } from "./evaluation";

afterEach(() => vi.unstubAllGlobals());

const context = {
	workflow: { name: "w", nodes: [], connections: {} },
	node: "A",
	item: 0,
	run: -1,
	runData: null,
	executionId: "",
};

test("expressions that are asked for at once go in one request, equal ones once", async () => {
	const sent: { expressions: string[] }[] = [];
	vi.stubGlobal("fetch", async (_path: string, init: { body: string }) => {
		const body = JSON.parse(init.body) as { expressions: string[] };
		sent.push(body);
		return new Response(
			JSON.stringify({ results: body.expressions.map((e) => ({ value: e, text: e, type: "string" })) }),
		);
	});
	const results = await Promise.all([
		evaluateTogether("k", context, "={{ 1 }}"),
		evaluateTogether("k", context, "={{ 2 }}"),
		evaluateTogether("k", context, "={{ 1 }}"),
		evaluateTogether("other", context, "={{ 1 }}"),
	]);
	expect(results.map((r) => r.value)).toEqual(["={{ 1 }}", "={{ 2 }}", "={{ 1 }}", "={{ 1 }}"]);
	expect(sent.map((s) => s.expressions)).toEqual([["={{ 1 }}", "={{ 2 }}"], ["={{ 1 }}"]]);
});

test("a failed request fails all that waited for it", async () => {
	vi.stubGlobal("fetch", async () => new Response('{"code":"internal","message":"broken"}', { status: 500 }));
	const results = await Promise.allSettled([
		evaluateTogether("f", context, "={{ 1 }}"),
		evaluateTogether("f", context, "={{ 2 }}"),
	]);
	expect(results.map((r) => r.status)).toEqual(["rejected", "rejected"]);
});

test("only runs that the node can see are sent, and none when they are large", () => {
	const task = (text: string) => [
		{ startTime: 0, executionTime: 0, source: [], data: { main: [[{ json: { text } }]] } },
	];
	const detail = (runs: RunData) => ({
		source: { runs, pinned: {} },
		node: { name: "B", type: "t", typeVersion: 1, position: [0, 0] as [number, number], parameters: {} },
		ancestors: [{ node: "A", output: 0, distance: 1, input: 0 }],
	});
	expect(Object.keys(neededRuns(detail({ A: task("x"), B: task("y"), Elsewhere: task("z") })) ?? {})).toEqual([
		"B",
		"A",
	]);
	expect(neededRuns(detail({ A: task("x".repeat(2_000_000)) }))).toBeNull();
});
