import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import type { ExecutionSummary } from "@/api";
import { Badge, classes, StatusDot } from "@/components";
import { formatDuration, formatTime } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import css from "./ExecutionList.module.css";
import { modeName } from "./ExecutionTable";
import { usePinnedFields } from "./pinned-fields";

const t = pageTexts.executions;
const ROW = 52;

/** What tells one execution from the next: the pinned fields, else what came in, else what started it. */
function Summary({ row, pinned }: { row: ExecutionSummary; pinned: string[] }) {
	const fields = row.inbound?.fields ?? {};
	const shown = pinned.filter((name) => name in fields);
	const values = shown.length > 0 ? shown.map((name) => fields[name]) : Object.values(fields);
	return (
		<span className={css.summary}>
			{row.error ? (
				<span className={css.error} title={`${row.error.node}: ${row.error.message}`}>
					{row.error.message}
				</span>
			) : values.length > 0 ? (
				values.join(" · ")
			) : row.inbound ? (
				`${row.inbound.method} ${row.inbound.path}`
			) : row.retryOf ? (
				t.retryOf(row.retryOf)
			) : (
				modeName(row.mode)
			)}
		</span>
	);
}

/** Executions one below the other, for the side of a page; arrow keys go through them. */
export function ExecutionList(props: {
	list: readonly ExecutionSummary[];
	current: string | undefined;
	path: (id: string) => string;
	hasMore: boolean;
	onMore: () => void;
}) {
	const { list, hasMore, onMore } = props;
	const [, navigate] = useLocation();
	const pinned = usePinnedFields((state) => state.names);
	const scroller = useRef<HTMLDivElement>(null);
	const virtual = useVirtualizer({
		count: list.length,
		getScrollElement: () => scroller.current,
		estimateSize: () => ROW,
		overscan: 8,
		getItemKey: (index) => list[index]?.id ?? index,
	});
	const places = virtual.getVirtualItems();
	const last = places.at(-1)?.index ?? 0;
	useEffect(() => {
		if (hasMore && last >= list.length - 8) onMore();
	}, [hasMore, last, list.length, onMore]);

	return (
		<div className={css.scroller} ref={scroller}>
			<ul className={css.list} style={{ height: virtual.getTotalSize() }}>
				{places.map((place) => {
					const row = list[place.index];
					if (!row) return null;
					const here = row.id === props.current;
					return (
						<li key={place.key} className={css.place} style={{ transform: `translateY(${place.start}px)` }}>
							<Link
								href={props.path(row.id)}
								className={classes(css.row, here && css.here)}
								aria-current={here ? "true" : undefined}
								onKeyDown={(event) => {
									const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
									const next = step && list[place.index + step];
									if (!next) return;
									event.preventDefault();
									navigate(props.path(next.id));
									virtual.scrollToIndex(place.index + step);
									requestAnimationFrame(() =>
										scroller.current?.querySelector<HTMLElement>('[aria-current="true"]')?.focus(),
									);
								}}
							>
								<span className={css.line}>
									<StatusDot status={row.status} bare />
									<strong className={css.time}>{formatTime(row.startedAt)}</strong>
									<span className={css.quiet}>
										{row.status === "running" || row.status === "new" ? "" : formatDuration(row.durationMs)}
									</span>
									<span className={css.gap} />
									{row.outbound && (
										<Badge tone={row.outbound.status >= 400 ? "danger" : "neutral"}>{row.outbound.status}</Badge>
									)}
									<span className={css.quiet}>{row.id}</span>
								</span>
								<Summary row={row} pinned={pinned} />
							</Link>
						</li>
					);
				})}
			</ul>
		</div>
	);
}
