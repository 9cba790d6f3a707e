import { useVirtualizer } from "@tanstack/react-virtual";
import { Box, Braces, Brackets, ChevronDown, ChevronRight, CircleSlash, Hash, ToggleLeft, Type } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { classes } from "@/components";
import { detailTexts as t } from "@/texts/detail";
import type { DraggedField } from "../context";
import { pathName } from "../expression/access";
import css from "./Data.module.css";
import { DraggableField } from "./DraggableField";
import { type DataType, type SchemaField, schemaOf, schemaRows } from "./schema";

const ROW = 26;
const ICONS: Record<DataType, typeof Type> = {
	string: Type,
	number: Hash,
	boolean: ToggleLeft,
	object: Box,
	array: Brackets,
	null: CircleSlash,
	undefined: CircleSlash,
};

/** One tree of the schema view: a node's fields, or the variables. */
export interface SchemaSection {
	id: string;
	title: ReactNode;
	note?: string;
	/** Items whose structure is shown; undefined when there are none yet. */
	items: readonly Record<string, unknown>[] | undefined;
	chosen: number;
	/** Open unless the reader closes it. */
	open: boolean;
	/** Makes a field that can be dragged. */
	drag: (field: SchemaField) => DraggedField | undefined;
	empty?: ReactNode;
}

type Row =
	| { kind: "section"; section: SchemaSection; open: boolean }
	| { kind: "note"; section: SchemaSection }
	| { kind: "field"; section: SchemaSection; field: SchemaField; depth: number; expanded: boolean; id: string };

/** Trees of fields with their types and example values; only the rows in view are on the page. */
export function SchemaView({ sections, search }: { sections: readonly SchemaSection[]; search: string }) {
	const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
	const scroller = useRef<HTMLDivElement>(null);
	const trees = useMemo(() => sections.map((s) => (s.items ? schemaOf(s.items, s.chosen) : undefined)), [sections]);
	const rows = useMemo(() => {
		const out: Row[] = [];
		sections.forEach((section, i) => {
			const tree = trees[i];
			const inside = new Set(
				[...toggled].filter((id) => id.startsWith(`${section.id}\n`)).map((id) => id.slice(section.id.length + 1)),
			);
			const fields = tree ? schemaRows(tree, inside, search) : [];
			if (search !== "" && fields.length === 0) return;
			const open = search !== "" || section.open !== toggled.has(`section\n${section.id}`);
			if (sections.length > 1) out.push({ kind: "section", section, open });
			if (!open && sections.length > 1) return;
			if (fields.length === 0) out.push({ kind: "note", section });
			for (const row of fields) out.push({ kind: "field", section, ...row });
		});
		return out;
	}, [sections, trees, toggled, search]);
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scroller.current,
		estimateSize: () => ROW,
		overscan: 12,
	});
	const toggle = (key: string) =>
		setToggled((before) => {
			const next = new Set(before);
			if (!next.delete(key)) next.add(key);
			return next;
		});
	const go = (event: KeyboardEvent<HTMLElement>, index: number) => {
		const row = rows[index];
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step) {
			event.preventDefault();
			const next = Math.min(rows.length - 1, Math.max(0, index + step));
			virtual.scrollToIndex(next);
			requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"] button`)?.focus());
		} else if (row?.kind === "field" && row.field.children.length > 0) {
			if ((event.key === "ArrowRight" && !row.expanded) || (event.key === "ArrowLeft" && row.expanded)) {
				event.preventDefault();
				toggle(`${row.section.id}\n${row.id}`);
			}
		}
	};
	return (
		<div ref={scroller} className={css.scroller}>
			<div className={css.tall} style={{ height: virtual.getTotalSize() }}>
				{virtual.getVirtualItems().map((item) => {
					const row = rows[item.index];
					if (!row) return null;
					return (
						<div
							key={item.key}
							data-row={item.index}
							data-index={item.index}
							ref={row.kind === "note" ? virtual.measureElement : undefined}
							className={css.placed}
							style={{ transform: `translateY(${item.start}px)` }}
						>
							{row.kind === "section" ? (
								<button
									type="button"
									className={css.section}
									aria-expanded={row.open}
									onClick={() => toggle(`section\n${row.section.id}`)}
									onKeyDown={(event) => go(event, item.index)}
								>
									{row.open ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
									<span className={css.sectionTitle}>{row.section.title}</span>
									{row.section.note && <span className={css.sectionNote}>{row.section.note}</span>}
								</button>
							) : row.kind === "note" ? (
								<div className={css.sectionEmpty}>{row.section.empty}</div>
							) : (
								<FieldRow
									row={row}
									onToggle={() => toggle(`${row.section.id}\n${row.id}`)}
									onKeyDown={(event) => go(event, item.index)}
								/>
							)}
						</div>
					);
				})}
			</div>
		</div>
	);
}

function FieldRow({
	row,
	onToggle,
	onKeyDown,
}: {
	row: Extract<Row, { kind: "field" }>;
	onToggle: () => void;
	onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}) {
	const { field, depth, expanded, section } = row;
	const Icon = ICONS[field.type] ?? Braces;
	const key = typeof field.key === "number" ? `[${field.key}]` : field.key;
	const value = field.example === undefined ? "" : String(field.example);
	return (
		<div className={classes(css.schemaRow, !field.present && css.absent)} style={{ paddingLeft: 8 + depth * 16 }}>
			{field.children.length > 0 ? (
				<button
					type="button"
					className={css.twist}
					tabIndex={-1}
					aria-label={`${expanded ? t.data.collapse : t.data.expand} ${key}`}
					aria-expanded={expanded}
					onClick={onToggle}
				>
					{expanded ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
				</button>
			) : (
				<span className={css.twist} />
			)}
			<DraggableField
				field={section.drag(field)}
				label={`${pathName(field.path)}, ${field.type}${value ? `: ${value.slice(0, 60)}` : ""}${field.present ? "" : `, ${t.data.missing}`}`}
				className={css.pill}
				onKeyDown={onKeyDown}
			>
				<Icon aria-hidden className={css[field.type]} />
				<span className={css.key}>{key === "" ? '""' : key}</span>
			</DraggableField>
			<span className={classes(css.example, css[field.type])} title={value}>
				{field.type === "array"
					? t.completion.elements(field.children.length + field.more).replace("array of ", "")
					: field.type === "null"
						? "null"
						: value}
				{!field.present && <em> {t.data.missing}</em>}
			</span>
		</div>
	);
}
