import { useQuery } from "@tanstack/react-query";
import { Fragment, useMemo, useState } from "react";
import { Link } from "wouter";
import { type ExecutionFull, openExecution } from "@/api";
import { Badge, LoadFailed, Loading, StatusDot, Switch } from "@/components";
import type { TaskData } from "@/document/runs";
import { formatDuration, formatTime } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import { Page } from "../layout/Page";
import css from "./ComparePage.module.css";
import { differences } from "./differences";
import { executionPath } from "./ExecutionTable";

const t = pageTexts.compare;

interface Row {
	node: string;
	first: TaskData[] | undefined;
	second: TaskData[] | undefined;
	changes: ReturnType<typeof differences>;
}

/** What of a node's runs counts for comparing: its items and its errors, not when it ran. */
function essence(runs: TaskData[] | undefined) {
	return runs?.map((run) => ({
		output: run.data?.main?.map((items) => items?.map(({ json, binary }) => ({ json, ...(binary ? { binary } : {}) }))),
		...(run.error ? { error: run.error.message } : {}),
	}));
}

function rowsOf(first: ExecutionFull, second: ExecutionFull): Row[] {
	const a = first.data.resultData.runData ?? {};
	const b = second.data.resultData.runData ?? {};
	const names = [...new Set([...order(a), ...order(b)])];
	return names.map((node) => {
		const own = (data: Record<string, TaskData[]>) => (Object.hasOwn(data, node) ? data[node] : undefined);
		return { node, first: own(a), second: own(b), changes: differences(essence(own(a)), essence(own(b))) };
	});
}

function order(data: Record<string, TaskData[]>): string[] {
	return Object.keys(data).sort((x, y) => (data[x]?.[0]?.executionIndex ?? 0) - (data[y]?.[0]?.executionIndex ?? 0));
}

const time = (runs: TaskData[] | undefined) => runs?.reduce((sum, run) => sum + run.executionTime, 0);
const items = (runs: TaskData[] | undefined) =>
	runs?.reduce((sum, run) => sum + (run.data?.main ?? []).reduce((n, list) => n + (list?.length ?? 0), 0), 0);
const failed = (runs: TaskData[] | undefined) => runs?.some((run) => run.error) ?? false;

function Side({ title, execution }: { title: string; execution: ExecutionFull }) {
	return (
		<div className={css.side}>
			<h2>{title}</h2>
			<p className={css.facts}>
				<StatusDot status={execution.status} />
				<Link href={executionPath(execution)}>{pageTexts.execution.number(execution.id)}</Link>
				<span>{formatTime(execution.startedAt)}</span>
				<span>{formatDuration(execution.durationMs)}</span>
			</p>
			<p className={css.quiet}>
				{execution.workflowName}
				{execution.inbound && ` · ${execution.inbound.method} ${execution.inbound.path}`}
			</p>
		</div>
	);
}

function Value({ value }: { value: unknown }) {
	return <code className={css.value}>{value === undefined ? "–" : JSON.stringify(value)}</code>;
}

/** Two executions node by node: what ran, how long, and where the data differ. */
export default function ComparePage({ first, second }: { first: string; second: string }) {
	const a = useQuery({ queryKey: ["execution", first], queryFn: () => openExecution(first) });
	const b = useQuery({ queryKey: ["execution", second], queryFn: () => openExecution(second) });
	const [only, setOnly] = useState(true);
	const rows = useMemo(() => (a.data && b.data ? rowsOf(a.data, b.data) : []), [a.data, b.data]);
	const shown = only ? rows.filter((row) => row.changes.list.length > 0) : rows;
	const failedLoad = a.error ?? b.error;
	return (
		<Page
			title={t.title}
			actions={
				// biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control.
				<label className={css.only}>
					<Switch checked={only} onChange={setOnly} label={t.onlyDifferences} /> {t.onlyDifferences}
				</label>
			}
		>
			{failedLoad ? (
				<LoadFailed error={failedLoad} />
			) : !a.data || !b.data ? (
				<Loading />
			) : (
				<>
					<div className={css.sides}>
						<Side title={t.first} execution={a.data} />
						<Side title={t.second} execution={b.data} />
					</div>
					{shown.length === 0 && <p className={css.none}>{t.none}</p>}
					{shown.length > 0 && (
						<table className={css.table}>
							<thead>
								<tr>
									<th scope="col">{t.node}</th>
									<th scope="col">{t.output}</th>
									<th scope="col" className={css.number}>
										{t.items}
									</th>
									<th scope="col" className={css.number}>
										{t.time}
									</th>
								</tr>
							</thead>
							<tbody>
								{shown.map((row) => (
									<Fragment key={row.node}>
										<tr className={css.node}>
											<th scope="row">{row.node}</th>
											<td>
												{!row.first ? (
													<Badge tone="warning">{t.onlySecond}</Badge>
												) : !row.second ? (
													<Badge tone="warning">{t.onlyFirst}</Badge>
												) : (
													<Badge tone={row.changes.list.length > 0 ? "warning" : "neutral"}>
														{t.changes(row.changes.list.length + row.changes.left)}
													</Badge>
												)}{" "}
												{(failed(row.first) || failed(row.second)) && (
													<Badge tone="danger">{pageTexts.execution.error}</Badge>
												)}
											</td>
											<td className={css.number}>
												{items(row.first) ?? "–"} → {items(row.second) ?? "–"}
											</td>
											<td className={css.number}>
												{row.first ? formatDuration(time(row.first) ?? 0) : "–"} →{" "}
												{row.second ? formatDuration(time(row.second) ?? 0) : "–"}
											</td>
										</tr>
										{row.first && row.second && row.changes.list.length > 0 && (
											<tr>
												<td colSpan={4} className={css.inside}>
													<table className={css.changes}>
														<thead className="visually-hidden">
															<tr>
																<th scope="col">{t.path}</th>
																<th scope="col">{t.first}</th>
																<th scope="col">{t.second}</th>
															</tr>
														</thead>
														<tbody>
															{row.changes.list.map((change) => (
																<tr key={change.path}>
																	<th scope="row">
																		<code>{t.place(change.path)}</code>
																	</th>
																	<td>
																		<Value value={change.first} />
																	</td>
																	<td>
																		<Value value={change.second} />
																	</td>
																</tr>
															))}
														</tbody>
													</table>
													{row.changes.left > 0 && <p className={css.quiet}>{t.moreChanges(row.changes.left)}</p>}
												</td>
											</tr>
										)}
									</Fragment>
								))}
							</tbody>
						</table>
					)}
				</>
			)}
		</Page>
	);
}
