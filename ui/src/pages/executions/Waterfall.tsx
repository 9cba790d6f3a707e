import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { Badge, classes } from "@/components";
import { useEditor } from "@/document/store";
import { formatBytes, formatDuration } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import { timelineOf } from "./timeline";
import css from "./Waterfall.module.css";

const t = pageTexts.waterfall;
const ROW = 24;

/** The run of the shown execution over time: which node ran when, how long, with how much. A row opens its node. */
export default function Waterfall() {
	const runData = useEditor((state) => state.runData);
	const runs = useEditor((state) => state.runs);
	// The record of an execution in production comes when it ends; in the editor its nodes are heard of one by one.
	const inProgress = useEditor((state) => state.readOnly && /^(new|running)$/.test(state.execution?.status ?? ""));
	const openNode = useEditor((state) => state.openNode);
	const selection = useEditor((state) => state.selection);
	const open = useEditor((state) => state.open);
	const select = useEditor((state) => state.select);
	const reveal = useEditor((state) => state.view?.reveal);
	const { bars, total } = useMemo(() => timelineOf(runData), [runData]);
	const scroller = useRef<HTMLDivElement>(null);
	const virtual = useVirtualizer({
		count: bars.length,
		getScrollElement: () => scroller.current,
		estimateSize: () => ROW,
		overscan: 10,
	});
	if (bars.length === 0) return <p className={css.nothing}>{inProgress ? t.running : t.nothing}</p>;
	// A bar of a moment must still be seen.
	const left = (start: number) => `min(${total > 0 ? (start / total) * 100 : 0}%, calc(100% - 2px))`;
	const width = (time: number) => `max(2px, ${total > 0 ? (time / total) * 100 : 0}%)`;
	return (
		<div className={css.scroller} ref={scroller}>
			<ol className={css.list} aria-label={t.label} style={{ height: virtual.getTotalSize() }}>
				{virtual.getVirtualItems().map((place) => {
					const bar = bars[place.index];
					if (!bar) return null;
					const here = openNode === bar.node || selection.has(bar.node);
					return (
						<li key={place.key} className={css.place} style={{ transform: `translateY(${place.start}px)` }}>
							<button
								type="button"
								className={classes(css.row, here && css.here)}
								onClick={() => {
									select([bar.node]);
									reveal?.(bar.node);
								}}
								onDoubleClick={() => open(bar.node)}
								onKeyDown={(event) => {
									if (event.key === "Enter") {
										event.preventDefault();
										open(bar.node);
									}
								}}
							>
								<span className={css.name}>
									{bar.node}
									{bar.many && <span className={css.quiet}> {t.run(bar.run + 1)}</span>}
								</span>
								<span className={css.track}>
									<span
										className={classes(css.bar, bar.failed && css.failed, bar.slowest && css.slow)}
										style={{ left: left(bar.start), width: width(bar.time) }}
									/>
								</span>
								<span className={css.note}>{bar.slowest && <Badge tone="warning">{t.slowest}</Badge>}</span>
								<span className={css.number}>{formatDuration(bar.time)}</span>
								<span className={css.number}>{t.items(bar.items)}</span>
								<span className={css.number}>
									{!bar.many && (runs[bar.node]?.bytes ?? 0) > 0 ? formatBytes(runs[bar.node]?.bytes ?? 0) : ""}
								</span>
							</button>
						</li>
					);
				})}
			</ol>
		</div>
	);
}
