/**
 * Evaluates expressions on the server for the chosen item. What asks at the same moment goes in one request,
 * and what was asked before for the same data is not asked again.
 */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type EvaluateRequest, type EvaluateResult, evaluate } from "@/api";
import type { RunData } from "@/document/runs";
import { useEditor } from "@/document/store";
import type { WorkflowDocument } from "@/document/workflow";
import { texts } from "@/texts/en";
import type { Detail } from "../context";
import { useDetail, useDetailStore } from "../context";

/** Run data larger than this (characters of JSON) are not sent along; the server takes those of the execution. */
const MAX_SENT = 1_000_000;
/** How long typing pauses before its expression is evaluated, in milliseconds. */
const PAUSE = 180;

type Context = Omit<EvaluateRequest, "expressions">;

interface Waiting {
	expression: string;
	resolve: (result: EvaluateResult) => void;
	reject: (error: unknown) => void;
}

const queues = new Map<string, { context: Context; waiting: Waiting[] }>();

/** Adds an expression to the request that leaves with the next turn of the event loop. `key` tells contexts apart. */
export function evaluateTogether(key: string, context: Context, expression: string): Promise<EvaluateResult> {
	return new Promise((resolve, reject) => {
		const queue = queues.get(key);
		if (queue) {
			queue.waiting.push({ expression, resolve, reject });
			return;
		}
		const next = { context, waiting: [{ expression, resolve, reject }] };
		queues.set(key, next);
		setTimeout(() => {
			queues.delete(key);
			const expressions = [...new Set(next.waiting.map((w) => w.expression))];
			evaluate({ ...next.context, expressions }).then(
				(results) => {
					for (const w of next.waiting) {
						const result = results[expressions.indexOf(w.expression)];
						if (result) w.resolve(result);
						else w.reject(new Error(texts.server.noResult));
					}
				},
				(error: unknown) => {
					for (const w of next.waiting) w.reject(error);
				},
			);
		}, 10);
	});
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** A number that stands for one object, to build keys with. */
function numberOf(object: object | undefined): number {
	if (!object) return 0;
	const known = numbers.get(object);
	if (known !== undefined) return known;
	numbers.set(object, ++lastNumber);
	return lastNumber;
}

const sent = new WeakMap<object, Map<string, RunData | null>>();

/** The run data that a node's expressions can look at; null when they are too large to be sent. */
export function neededRuns(detail: Pick<Detail, "source" | "ancestors" | "node">): RunData | null {
	const { runs } = detail.source;
	const names = [detail.node.name, ...detail.ancestors.map((a) => a.node)];
	const key = names.join("\n");
	const known = sent.get(runs)?.get(key);
	if (known !== undefined) return known;
	const needed: RunData = {};
	for (const name of names) {
		const tasks = Object.hasOwn(runs, name) ? runs[name] : undefined;
		if (tasks)
			Object.defineProperty(needed, name, { value: tasks, enumerable: true, configurable: true, writable: true });
	}
	const result = JSON.stringify(needed).length > MAX_SENT ? null : needed;
	const map = sent.get(runs) ?? new Map<string, RunData | null>();
	map.set(key, result);
	sent.set(runs, map);
	return result;
}

export type Evaluation =
	| { state: "none" }
	| { state: "pending"; last?: EvaluateResult }
	| { state: "done"; result: EvaluateResult }
	| { state: "failed"; error: unknown };

function usePaused<T>(value: T, pause: number): T {
	const [held, setHeld] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setHeld(value), pause);
		return () => clearTimeout(timer);
	}, [value, pause]);
	return held;
}

/** What a stored expression ("=…") gives for the chosen item; "none" for anything else. */
export function useEvaluation(stored: unknown): Evaluation {
	const store = useDetailStore();
	const execution = useEditor((s) => s.execution?.id ?? "");
	const expression = usePaused(typeof stored === "string" && stored.startsWith("=") ? stored : "", PAUSE);
	const name = useDetail((d) => d.node.name);
	const itemIndex = useDetail((d) => d.itemIndex);
	const runs = useDetail((d) => d.source.runs);
	const id = useDetail((d) => d.document.id ?? "");
	const pinData = useDetail((d) => d.document.pinData);
	const settings = useDetail((d) => d.document.settings);
	const key = [name, itemIndex, execution, numberOf(runs), numberOf(pinData), numberOf(settings)];
	const answer = useQuery({
		queryKey: ["evaluate", id, ...key, expression],
		queryFn: () => {
			const detail = store.getState();
			const { document, node } = detail;
			const runData = neededRuns(detail);
			return evaluateTogether(
				key.join("\n"),
				{
					workflow: document as unknown as WorkflowDocument,
					node: node.name,
					item: itemIndex,
					run: -1,
					runData,
					executionId: runData === null ? execution : "",
				},
				expression,
			);
		},
		enabled: expression !== "" && expression !== "=",
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: 60_000,
		retry: false,
		placeholderData: (before) => before,
	});
	if (typeof stored !== "string" || !stored.startsWith("=") || stored === "=") return { state: "none" };
	if (answer.error) return { state: "failed", error: answer.error };
	if (!answer.data) return { state: "pending" };
	if (answer.isPlaceholderData || stored !== expression) return { state: "pending", last: answer.data };
	return { state: "done", result: answer.data };
}
