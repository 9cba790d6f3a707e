import { useCallback, useEffect, useRef, useState } from "react";
import { type EventStream, type ExecutionSummary, type ExecutionsFilter, listExecutions } from "@/api";
import { useEvent } from "@/app/events";
import { useThrottled } from "@/app/use-throttled";
import { mergeExecutions } from "./execution-list";

const PAGE = 50;

/**
 * A list of executions that grows at its end when asked and takes in what happens at its head.
 * However many executions there are, the head is fetched at most once a second.
 */
export function useExecutions(filter: Omit<ExecutionsFilter, "cursor" | "limit">, stream: EventStream | undefined) {
	const { workflowId, status, search, startedAfter, startedBefore } = filter;
	const [list, setList] = useState<readonly ExecutionSummary[]>();
	const [cursor, setCursor] = useState("");
	const [error, setError] = useState<unknown>();
	const [loadingMore, setLoadingMore] = useState(false);
	const ask = useCallback(
		(cursor?: string) =>
			listExecutions({ workflowId, status, search, startedAfter, startedBefore, cursor, limit: PAGE }),
		[workflowId, status, search, startedAfter, startedBefore],
	);
	// Answers to questions that are no longer asked are thrown away.
	const question = useRef(0);

	const start = useCallback(async () => {
		const asked = ++question.current;
		try {
			const page = await ask();
			if (asked !== question.current) return;
			setList(page.data);
			setCursor(page.nextCursor);
			setError(undefined);
		} catch (problem) {
			if (asked === question.current) setError(problem);
		}
	}, [ask]);

	useEffect(() => {
		setList(undefined);
		void start();
	}, [start]);

	const head = useThrottled(async () => {
		const asked = question.current;
		try {
			const page = await ask();
			if (asked !== question.current) return;
			setList((before) => {
				if (!before) return page.data;
				const known = new Set(before.map((one) => one.id));
				// With a gap between the two, the old rest would look complete and is not: begin anew.
				if (before.length > 0 && page.data.length === PAGE && !page.data.some((one) => known.has(one.id))) {
					setCursor(page.nextCursor);
					return page.data;
				}
				// With a filter by status, an execution that has moved on is no longer in the answer.
				const oldest = page.data.at(-1)?.startedAt ?? "";
				const fresh = new Set(page.data.map((one) => one.id));
				const kept = before.filter((one) => fresh.has(one.id) || (page.nextCursor !== "" && one.startedAt <= oldest));
				return mergeExecutions(kept.length === before.length ? before : kept, page.data);
			});
			setError(undefined);
		} catch {
			// The next event, or the healed connection, asks again.
		}
	}, 1000);

	const concerns = (data: { workflowId: string }) => {
		if (!workflowId || data.workflowId === workflowId) head();
	};
	useEvent(stream, "execution.started", concerns);
	useEvent(stream, "execution.finished", concerns);
	useEvent(stream, "resync", head);

	const more = useCallback(async () => {
		if (!cursor || loadingMore) return;
		const asked = question.current;
		setLoadingMore(true);
		try {
			const page = await ask(cursor);
			if (asked !== question.current) return;
			setList((before) => mergeExecutions(before ?? [], page.data));
			setCursor(page.nextCursor);
		} catch (problem) {
			if (asked === question.current) setError(problem);
		} finally {
			setLoadingMore(false);
		}
	}, [ask, cursor, loadingMore]);

	const forget = useCallback((id: string) => setList((before) => before?.filter((one) => one.id !== id)), []);
	return { list, error, hasMore: cursor !== "", loadingMore, more, reload: start, forget };
}
