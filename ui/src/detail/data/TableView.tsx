import { useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useMemo, useRef } from "react";
import { classes } from "@/components";
import { detailTexts as t } from "@/texts/detail";
import type { DraggedField } from "../context";
import css from "./Data.module.css";
import { DraggableField } from "./DraggableField";
import type { ShownItem } from "./ItemsView";
import { typeOf } from "./schema";
import { cellText, columnsOf } from "./table";

const ROW = 28;

/** Items as rows and their fields as columns; only the rows in view are on the page. */
export function TableView(props: {
	label: string;
	items: readonly ShownItem[];
	chosen: number;
	onChoose: (index: number) => void;
	drag: (path: string[], value: unknown) => DraggedField | undefined;
}) {
	const { items, chosen, onChoose, drag } = props;
	const scroller = useRef<HTMLElement>(null);
	const { columns, more } = useMemo(() => columnsOf(items.map((s) => s.item.json ?? {})), [items]);
	const files = useMemo(() => items.some((s) => s.item.binary && Object.keys(s.item.binary).length > 0), [items]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another list is shown from its beginning.
	useLayoutEffect(() => {
		if (scroller.current) scroller.current.scrollTop = 0;
	}, [items]);
	const virtual = useVirtualizer({
		count: items.length,
		getScrollElement: () => scroller.current,
		estimateSize: () => ROW,
		overscan: 10,
		scrollMargin: ROW,
	});
	const rows = virtual.getVirtualItems();
	const before = rows[0] ? rows[0].start - ROW : 0;
	const after = virtual.getTotalSize() - (rows.at(-1)?.end ?? ROW) + ROW;
	const example = items.find((s) => s.index === chosen)?.item ?? items[0]?.item;
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: an area that scrolls must be reachable by keyboard.
		<section ref={scroller} className={css.scroller} tabIndex={0} aria-label={props.label}>
			<table className={css.table} aria-rowcount={items.length + 1} aria-label={props.label}>
				<thead>
					<tr aria-rowindex={1}>
						<th scope="col" className={css.number}>
							#
						</th>
						{columns.map((column) => (
							<th key={column} scope="col">
								<DraggableField
									field={drag([column], example?.json?.[column])}
									label={column}
									className={css.columnTitle}
								>
									{column === "" ? '""' : column}
								</DraggableField>
							</th>
						))}
						{files && <th scope="col">{t.data.binaryColumn}</th>}
					</tr>
				</thead>
				<tbody>
					{before > 0 && (
						<tr aria-hidden>
							<td colSpan={columns.length + 2} className={css.spacer} style={{ height: before }} />
						</tr>
					)}
					{rows.map((row) => {
						const shown = items[row.index];
						if (!shown) return null;
						const json = shown.item.json ?? {};
						return (
							<tr
								key={shown.index}
								aria-rowindex={row.index + 2}
								className={classes(shown.index === chosen && css.chosen)}
							>
								<td className={css.number}>
									<button
										type="button"
										className={css.choose}
										aria-label={t.data.item(shown.index + 1)}
										aria-pressed={shown.index === chosen}
										onClick={() => onChoose(shown.index)}
									>
										{shown.index + 1}
									</button>
								</td>
								{columns.map((column) => {
									const value = Object.hasOwn(json, column) ? json[column] : undefined;
									const text = cellText(value);
									return (
										<td key={column} className={css[typeOf(value)]} title={text}>
											{text}
										</td>
									);
								})}
								{files && <td>{Object.keys(shown.item.binary ?? {}).join(", ")}</td>}
							</tr>
						);
					})}
					{after > 0 && (
						<tr aria-hidden>
							<td colSpan={columns.length + 2} className={css.spacer} style={{ height: after }} />
						</tr>
					)}
				</tbody>
			</table>
			{more > 0 && <p className={css.hint}>{t.data.moreColumns(more)}</p>}
		</section>
	);
}
