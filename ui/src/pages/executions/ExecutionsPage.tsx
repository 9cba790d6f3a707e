import { useDeferredValue, useState } from "react";
import { useLocation } from "wouter";
import { useEventStream } from "@/app/events";
import { useSession } from "@/app/session-store";
import { Button, Empty, LoadFailed, Loading, Notice } from "@/components";
import { texts } from "@/texts/en";
import { pageTexts } from "@/texts/pages";
import { Page } from "../layout/Page";
import { ExecutionFilters, isNarrowed, NO_FILTERS } from "./ExecutionFilters";
import { ExecutionTable } from "./ExecutionTable";
import { useExecutions } from "./use-executions";

const t = pageTexts.executions;

/** Executions over all workflows. */
export default function ExecutionsPage() {
	const session = useSession();
	const [, navigate] = useLocation();
	const [filters, setFilters] = useState(NO_FILTERS);
	const [chosen, setChosen] = useState<string[]>();
	const search = useDeferredValue(filters.search.trim());
	const stream = useEventStream();
	const executions = useExecutions({ ...filters, search }, stream);

	return (
		<Page
			title={t.title}
			aside={t.live}
			actions={
				chosen ? (
					<>
						<span>{t.chosen(chosen.length)}</span>
						<Button onClick={() => setChosen(undefined)}>{texts.common.cancel}</Button>
						<Button
							kind="primary"
							disabled={chosen.length !== 2}
							onClick={() => navigate(`/compare/${chosen[1]}/${chosen[0]}`)}
						>
							{t.compare}
						</Button>
					</>
				) : (
					<Button title={t.compareHint} onClick={() => setChosen([])}>
						{t.compare}
					</Button>
				)
			}
			filters={<ExecutionFilters filters={filters} onChange={setFilters} list={executions.list} />}
		>
			{!session.recording && <Notice tone="warning">{t.notRecorded}</Notice>}
			{executions.error && !executions.list ? (
				<LoadFailed error={executions.error} onRetry={executions.reload} />
			) : !executions.list ? (
				<Loading />
			) : executions.list.length === 0 ? (
				<Empty
					title={isNarrowed(filters) ? t.noneFound : t.emptyTitle}
					text={isNarrowed(filters) ? undefined : t.emptyText}
				/>
			) : (
				<ExecutionTable
					list={executions.list}
					withWorkflow
					hasMore={executions.hasMore}
					onMore={executions.more}
					chosen={chosen}
					onChoose={
						chosen &&
						((id) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen.slice(-1), id]))
					}
				/>
			)}
		</Page>
	);
}
