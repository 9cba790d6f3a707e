import { useDeferredValue, useEffect, useState } from "react";
import { useLocation } from "wouter";
import type { EventStream } from "@/api";
import { useSession } from "@/app/session-store";
import { Empty, LoadFailed, Loading, Notice } from "@/components";
import { texts } from "@/texts/en";
import { pageTexts } from "@/texts/pages";
import { ExecutionFilters, isNarrowed, NO_FILTERS } from "../executions/ExecutionFilters";
import { ExecutionList } from "../executions/ExecutionList";
import { ExecutionView } from "../executions/ExecutionView";
import { useExecutions } from "../executions/use-executions";
import { usePageStore } from "./page-store";
import css from "./WorkflowExecutions.module.css";

const t = pageTexts.executions;

/** The executions of one workflow at the left, the chosen one at the right. */
export default function WorkflowExecutions(props: {
	id: string;
	executionId?: string;
	stream: EventStream | undefined;
}) {
	const { id, executionId } = props;
	const session = useSession();
	const page = usePageStore();
	const [, navigate] = useLocation();
	const [filters, setFilters] = useState(NO_FILTERS);
	const search = useDeferredValue(filters.search.trim());
	const executions = useExecutions({ ...filters, workflowId: id, search }, props.stream);
	const { list } = executions;
	const path = (execution: string) => `/workflows/${id}/executions/${execution}`;
	const place = list?.findIndex((one) => one.id === executionId) ?? -1;
	const before = place < 0 ? undefined : list?.[place + 1]?.id;
	// Without a choice the newest one is shown.
	const first = list?.[0]?.id;
	useEffect(() => {
		if (!executionId && first) navigate(`/workflows/${id}/executions/${first}`, { replace: true });
	}, [executionId, first, id, navigate]);

	return (
		<div className={css.split}>
			<aside className={css.side} aria-label={t.title}>
				<div className={css.filters}>
					<ExecutionFilters filters={filters} onChange={setFilters} list={list} />
				</div>
				{!session.recording && <Notice tone="warning">{t.notRecorded}</Notice>}
				{executions.error && !list ? (
					<LoadFailed error={executions.error} onRetry={executions.reload} />
				) : !list ? (
					<Loading />
				) : list.length === 0 ? (
					<Empty
						title={isNarrowed(filters) ? t.noneFound : t.emptyTitle}
						text={isNarrowed(filters) ? undefined : t.emptyText}
					/>
				) : (
					<ExecutionList
						list={list}
						current={executionId}
						path={path}
						hasMore={executions.hasMore}
						onMore={executions.more}
					/>
				)}
			</aside>
			<div className={css.main}>
				{executionId ? (
					<ExecutionView
						key={executionId}
						id={executionId}
						stream={props.stream}
						before={before}
						save={() => page.getState().save()}
						onCompare={(first, second) => navigate(`/compare/${first}/${second}`)}
						onOpen={(next) => navigate(path(next))}
						onDeleted={(gone) => {
							executions.forget(gone);
							const next = list?.find((one) => one.id !== gone);
							navigate(next ? path(next.id) : `/workflows/${id}/executions`);
						}}
						onCopy={(execution) => {
							page.getState().copyExecution(execution);
							navigate(`/workflows/${id}`);
						}}
					/>
				) : (
					list && list.length > 0 && <Empty title={texts.common.loading} />
				)}
			</div>
		</div>
	);
}
