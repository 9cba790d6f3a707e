import { Copy, Search, X } from "lucide-react";
import { type ReactNode, useDeferredValue, useMemo, useRef, useState } from "react";
import { Empty, IconButton, Segments, TextInput } from "@/components";
import type { Item } from "@/document/workflow";

import { detailTexts as t } from "@/texts/detail";
import type { DraggedField } from "../context";
import type { DataPath } from "../expression/access";
import type { ViewName } from "../layout";
import { BinaryView } from "./BinaryView";
import css from "./Data.module.css";
import { copyText } from "./DraggableField";
import { JsonView } from "./JsonView";
import type { OutputChoice } from "./runs";
import { type SchemaSection, SchemaView } from "./SchemaView";
import { TableView } from "./TableView";
import { contains } from "./table";

/** An item with its number in the output, which a search does not change. */
export interface ShownItem {
	item: Item;
	index: number;
}

/** Items in the chosen view, with search. */
export function ItemsView(props: {
	/** "Input" or "Output", for names. */
	title: string;
	items: readonly Item[];
	choice: OutputChoice | undefined;
	view: ViewName;
	onView: (view: ViewName) => void;
	chosen: number;
	onChoose: (index: number) => void;
	/** Makes a draggable field of a path in these items; undefined where nothing can be dragged. */
	drag: (path: DataPath, value: unknown) => DraggedField | undefined;
	/** The trees of the schema view. */
	sections: readonly SchemaSection[];
	/** Shown in place of the data. */
	instead?: ReactNode;
	/** The line above the data: selectors. */
	selectors?: ReactNode;
	/** Buttons beside the views. */
	actions?: ReactNode;
	heading: ReactNode;
}) {
	const { items, view, chosen } = props;
	const [searching, setSearching] = useState(false);
	const [text, setText] = useState("");
	const input = useRef<HTMLInputElement>(null);
	const needle = useDeferredValue(searching ? text.trim().toLowerCase() : "");
	const all = useMemo(() => items.map((item, index) => ({ item, index })), [items]);
	const shown = useMemo(
		() =>
			needle === ""
				? all
				: all.filter(({ item }) => contains(item.json, needle) || contains(Object.keys(item.binary ?? {}), needle)),
		[all, needle],
	);
	const hasFiles = useMemo(() => items.some((i) => i.binary && Object.keys(i.binary).length > 0), [items]);
	const current: ViewName = view === "binary" && !hasFiles ? "table" : view;
	const label = `${props.title}: ${t.data[current]}`;
	const close = () => {
		setSearching(false);
		setText("");
	};
	return (
		<>
			<header className={css.head}>
				{props.heading}
				<span className={css.gap} />
				{props.actions}
				{items.length > 0 && (
					<IconButton
						small
						label={t.data.copyAll}
						icon={<Copy />}
						onClick={() =>
							void copyText(
								JSON.stringify(
									items.map((i) => i.json),
									null,
									2,
								),
							)
						}
					/>
				)}
				<IconButton
					small
					label={`${t.data.searchOpen}: ${props.title}`}
					icon={<Search />}
					pressed={searching}
					onClick={() => {
						if (searching) close();
						else {
							setSearching(true);
							requestAnimationFrame(() => input.current?.focus());
						}
					}}
				/>
				<Segments<ViewName>
					label={`${t.data.view}: ${props.title}`}
					value={current}
					onChange={props.onView}
					options={[
						{ value: "schema", label: t.data.schema },
						{ value: "table", label: t.data.table },
						{ value: "json", label: t.data.json },
						...(hasFiles ? [{ value: "binary" as const, label: t.data.binary }] : []),
					]}
				/>
			</header>
			{searching && (
				<div className={css.search}>
					<TextInput
						ref={input}
						value={text}
						placeholder={t.data.search}
						aria-label={`${t.data.search}: ${props.title}`}
						onChange={(event) => setText(event.target.value)}
						onKeyDown={(event) => {
							if (event.key !== "Escape") return;
							event.stopPropagation();
							close();
						}}
					/>
					<span className={css.found} aria-live="polite">
						{needle !== "" && t.data.ofItems(shown.length, items.length)}
					</span>
					<IconButton small noTooltip label={t.data.cancel} icon={<X />} onClick={close} />
				</div>
			)}
			{props.selectors}
			{props.instead ??
				(current === "schema" ? (
					<SchemaView sections={props.sections} search={needle} />
				) : shown.length === 0 ? (
					<Empty title={needle === "" ? t.data.noItems : t.data.noMatch(text.trim())} />
				) : current === "table" ? (
					<TableView label={label} items={shown} chosen={chosen} onChoose={props.onChoose} drag={props.drag} />
				) : current === "json" ? (
					<JsonView label={label} items={shown} chosen={chosen} drag={props.drag} />
				) : (
					<BinaryView items={shown} choice={props.choice} />
				))}
		</>
	);
}
