import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "wouter";
import type { ExecutionSummary } from "@/api";
import { Badge, classes, StatusDot } from "@/components";
import { formatBytes, formatDuration, formatTime } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import css from "./ExecutionTable.module.css";
import { usePinnedFields } from "./pinned-fields";

const t = pageTexts.executions;
const ROW = 32;

export const executionPath = (execution: { id: string; workflowId: string }) =>
	`/workflows/${encodeURIComponent(execution.workflowId)}/executions/${encodeURIComponent(execution.id)}`;

export function modeName(mode: string): string {
	return t.modes[mode] ?? mode;
}

interface Column {
	id: string;
	title: ReactNode;
	/** CSS grid track. */
	track: string;
	right?: boolean;
	cell: (row: ExecutionSummary) => ReactNode;
}

/** Method, path and what was sent, in one line. */
function Inbound({ row, skip }: { row: ExecutionSummary; skip: string[] }) {
	if (!row.inbound) return null;
	const fields = Object.entries(row.inbound.fields).filter(([name]) => !skip.includes(name));
	const words = fields.map(([name, value]) => `${name}: ${value.replace(/\s+/g, " ")}`).join("  ");
	return (
		<span className={css.inbound} title={`${row.inbound.method} ${row.inbound.path}\n${words.replaceAll("  ", "\n")}`}>
			<Badge>{row.inbound.method}</Badge>
			<span className={css.path}>{row.inbound.path}</span>
			<span className={css.fields}>{words}</span>
		</span>
	);
}

/** Status and error of what went out. */
function Outbound({ row }: { row: ExecutionSummary }) {
	return (
		<span className={css.outbound}>
			{row.outbound && <Badge tone={row.outbound.status >= 400 ? "danger" : "neutral"}>{row.outbound.status}</Badge>}
			{row.error && (
				<span className={css.error} title={`${row.error.node}: ${row.error.message}`}>
					{row.error.node ? `${row.error.node}: ` : ""}
					{row.error.message}
				</span>
			)}
		</span>
	);
}

/** Executions as rows; only those in view are in the page, however long the list is. */
export function ExecutionTable(props: {
	list: readonly ExecutionSummary[];
	withWorkflow: boolean;
	hasMore: boolean;
	onMore: () => void;
	/** Ids that are chosen for comparing, when choosing. */
	chosen?: readonly string[];
	onChoose?: (id: string) => void;
}) {
	const pinned = usePinnedFields((state) => state.names);
	const scroller = useRef<HTMLDivElement>(null);
	const { list, hasMore, onMore } = props;
	const virtual = useVirtualizer({
		count: list.length,
		getScrollElement: () => scroller.current,
		estimateSize: () => ROW,
		overscan: 12,
		getItemKey: (index) => list[index]?.id ?? index,
	});
	const rows = virtual.getVirtualItems();
	const last = rows.at(-1)?.index ?? 0;
	useEffect(() => {
		if (hasMore && last >= list.length - 10) onMore();
	}, [hasMore, last, list.length, onMore]);

	const columns: Column[] = [
		{
			id: "status",
			title: t.columns.status,
			track: "112px",
			cell: (row) => <StatusDot status={row.status} />,
		},
		{
			id: "started",
			title: t.columns.started,
			track: "128px",
			cell: (row) => (
				<Link href={executionPath(row)} className={css.link} title={`${row.startedAt} · ${row.id}`}>
					{formatTime(row.startedAt)}
				</Link>
			),
		},
		...(props.withWorkflow
			? [
					{
						id: "workflow",
						title: t.columns.workflow,
						track: "minmax(140px, 1fr)",
						cell: (row: ExecutionSummary) => <span title={row.workflowName}>{row.workflowName}</span>,
					},
				]
			: []),
		...pinned.map((name) => ({
			id: `field:${name}`,
			title: name,
			track: "minmax(96px, 0.8fr)",
			cell: (row: ExecutionSummary) => <span title={row.inbound?.fields[name]}>{row.inbound?.fields[name]}</span>,
		})),
		{
			id: "inbound",
			title: t.columns.inbound,
			track: "minmax(200px, 2.2fr)",
			cell: (row) => <Inbound row={row} skip={pinned} />,
		},
		{
			id: "outbound",
			title: t.columns.outbound,
			track: "minmax(120px, 1.6fr)",
			cell: (row) => <Outbound row={row} />,
		},
		{
			id: "duration",
			title: t.columns.duration,
			track: "84px",
			right: true,
			cell: (row) => (row.status === "running" || row.status === "new" ? "" : formatDuration(row.durationMs)),
		},
		{
			id: "size",
			title: t.columns.size,
			track: "72px",
			right: true,
			cell: (row) => <span className={css.quiet}>{row.bytes > 0 ? formatBytes(row.bytes) : ""}</span>,
		},
		{
			id: "mode",
			title: t.columns.mode,
			track: "88px",
			cell: (row) => (
				<span className={css.quiet} title={row.retryOf ? t.retryOf(row.retryOf) : undefined}>
					{modeName(row.mode)}
				</span>
			),
		},
	];
	if (props.onChoose) {
		columns.unshift({
			id: "choose",
			title: "",
			track: "28px",
			cell: (row) => (
				<input
					type="checkbox"
					aria-label={t.choose(row.id)}
					checked={props.chosen?.includes(row.id) ?? false}
					onChange={() => props.onChoose?.(row.id)}
				/>
			),
		});
	}
	const template = { gridTemplateColumns: columns.map((column) => column.track).join(" ") };

	return (
		<div className={css.scroller} ref={scroller}>
			{/* biome-ignore lint/a11y/useSemanticElements: rows that are placed absolutely cannot be a <table>. */}
			<div role="table" aria-label={t.title} aria-rowcount={list.length + 1} className={css.table}>
				{/* biome-ignore lint/a11y/useSemanticElements: see above. */}
				{/* biome-ignore lint/a11y/useFocusableInteractive: the links and boxes inside take the focus. */}
				<div role="row" aria-rowindex={1} className={classes(css.row, css.head)} style={template}>
					{columns.map((column) => (
						// biome-ignore lint/a11y/useSemanticElements: see above.
						// biome-ignore lint/a11y/useFocusableInteractive: see above.
						<span role="columnheader" key={column.id} className={classes(css.cell, column.right && css.right)}>
							{column.title}
						</span>
					))}
				</div>
				{/* biome-ignore lint/a11y/useSemanticElements: see above. */}
				<div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
					{rows.map((place) => {
						const row = list[place.index];
						if (!row) return null;
						return (
							// biome-ignore lint/a11y/useSemanticElements: see above.
							// biome-ignore lint/a11y/useFocusableInteractive: see above.
							<div
								role="row"
								key={place.key}
								aria-rowindex={place.index + 2}
								className={classes(css.row, css.body, props.chosen?.includes(row.id) && css.chosen)}
								style={{ ...template, transform: `translateY(${place.start}px)` }}
							>
								{columns.map((column) => (
									// biome-ignore lint/a11y/useSemanticElements: see above.
									<span role="cell" key={column.id} className={classes(css.cell, column.right && css.right)}>
										{column.cell(row)}
									</span>
								))}
							</div>
						);
					})}
				</div>
			</div>
		</div>
	);
}
