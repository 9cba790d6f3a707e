import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { classes } from "@/components";
import { detailTexts as t } from "@/texts/detail";
import type { DraggedField } from "../context";
import type { DataPath } from "../expression/access";
import css from "./Data.module.css";
import { DraggableField } from "./DraggableField";
import type { ShownItem } from "./ItemsView";
import { countLines, type Folded, type JsonLine, jsonLines, LineIndex } from "./jsonlines";
import { pathId } from "./schema";

const ROW = 20;
const NONE: Folded = new Set();

/** Items as JSON text that can be folded; lines are made when they come into view. */
export function JsonView(props: {
	label: string;
	items: readonly ShownItem[];
	chosen: number;
	drag: (path: DataPath, value: unknown) => DraggedField | undefined;
}) {
	const { items, chosen, drag } = props;
	const [folds, setFolds] = useState<ReadonlyMap<number, Folded>>(new Map());
	const scroller = useRef<HTMLElement>(null);
	const plain = useMemo(() => items.map((s) => countLines(s.item.json ?? {}, NONE)), [items]);
	const index = useMemo(
		() =>
			new LineIndex(
				items.map((s, i) => {
					const folded = folds.get(s.index);
					return folded?.size ? countLines(s.item.json ?? {}, folded) : (plain[i] ?? 1);
				}),
			),
		[items, folds, plain],
	);
	const made = useRef<{ items: unknown; folds: unknown; lines: Map<number, JsonLine[]> }>({
		items,
		folds,
		lines: new Map(),
	});
	if (made.current.items !== items || made.current.folds !== folds) made.current = { items, folds, lines: new Map() };
	const linesOf = (at: number): JsonLine[] => {
		const known = made.current.lines.get(at);
		if (known) return known;
		const shown = items[at];
		const lines = shown ? jsonLines(shown.item.json ?? {}, folds.get(shown.index) ?? NONE) : [];
		// The cache holds what was in view lately.
		if (made.current.lines.size > 200) made.current.lines.clear();
		made.current.lines.set(at, lines);
		return lines;
	};
	// biome-ignore lint/correctness/useExhaustiveDependencies: another list is shown from its beginning.
	useLayoutEffect(() => {
		if (scroller.current) scroller.current.scrollTop = 0;
	}, [items]);
	const virtual = useVirtualizer({
		count: index.total,
		getScrollElement: () => scroller.current,
		estimateSize: () => ROW,
		overscan: 20,
	});
	const toggle = (item: number, path: DataPath) =>
		setFolds((before) => {
			const next = new Map(before);
			const folded = new Set(next.get(item));
			const id = pathId(path);
			if (!folded.delete(id)) folded.add(id);
			next.set(item, folded);
			return next;
		});
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: an area that scrolls must be reachable by keyboard.
		<section ref={scroller} className={classes(css.scroller, css.json)} tabIndex={0} aria-label={props.label}>
			<div className={css.tall} style={{ height: virtual.getTotalSize() }}>
				{virtual.getVirtualItems().map((row) => {
					const place = index.find(row.index);
					const shown = items[place.item];
					const line = linesOf(place.item)[place.line];
					if (!shown || !line) return null;
					const foldable = line.kind === "open" || line.kind === "folded";
					return (
						<div
							key={row.key}
							className={classes(css.placed, css.line, shown.index === chosen && items.length > 1 && css.chosenLine)}
							style={{ transform: `translateY(${row.start}px)` }}
						>
							<span className={css.lineItem}>{place.line === 0 ? shown.index + 1 : ""}</span>
							<span style={{ width: line.depth * 14 }} className={css.indent} />
							{foldable ? (
								<button
									type="button"
									className={css.twist}
									tabIndex={-1}
									aria-label={line.kind === "folded" ? t.data.unfold : t.data.fold}
									onClick={() => toggle(shown.index, line.path)}
								>
									{line.kind === "folded" ? <ChevronRight aria-hidden /> : <ChevronDown aria-hidden />}
								</button>
							) : (
								<span className={css.twist} />
							)}
							{line.key && (
								<>
									<DraggableField
										field={drag(line.path, valueAt(shown.item.json, line.path))}
										label={line.key}
										className={css.jsonKey}
										tabIndex={-1}
									>
										{line.key}
									</DraggableField>
									<span className={css.punctuation}>:&nbsp;</span>
								</>
							)}
							<span className={css[line.kind]}>{line.text}</span>
							{line.comma && <span className={css.punctuation}>,</span>}
						</div>
					);
				})}
			</div>
		</section>
	);
}

function valueAt(value: unknown, path: DataPath): unknown {
	let at: unknown = value;
	for (const part of path) {
		if (typeof at !== "object" || at === null) return undefined;
		at = (at as Record<string | number, unknown>)[part];
	}
	return at;
}
