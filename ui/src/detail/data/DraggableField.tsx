import type { DragEvent, KeyboardEvent, ReactNode } from "react";
import { useState } from "react";
import { ContextMenu, classes, type MenuEntry, toast } from "@/components";
import { detailTexts as t } from "@/texts/detail";
import { type DraggedField, useDetail, useDetailStore } from "../context";
import { dragCode, pathName } from "../expression/access";
import css from "./Data.module.css";

/** The type under which a dragged field travels; text/plain carries the expression for other windows. */
export const FIELD_TYPE = "application/x-runnel-field";

export async function copyText(text: string): Promise<void> {
	try {
		await navigator.clipboard.writeText(text);
		toast({ title: t.data.copied });
	} catch (error) {
		toast({ kind: "error", title: t.data.copy, text: error instanceof Error ? error.message : String(error) });
	}
}

function valueText(value: unknown): string {
	return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}

/** The name or value of a field: it can be dragged onto a parameter, inserted with Enter, and copied from its menu. */
export function DraggableField(props: {
	field: DraggedField | undefined;
	label: string;
	className?: string;
	children: ReactNode;
	/** Arrow keys and the like belong to the list around. */
	onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
	tabIndex?: number;
	onFocus?: () => void;
}) {
	const { field } = props;
	const store = useDetailStore();
	const readOnly = useDetail((d) => d.readOnly);
	const [menu, setMenu] = useState(false);
	if (!field) return <span className={props.className}>{props.children}</span>;
	const expression = `{{ ${dragCode(field)} }}`;
	const entries: MenuEntry[] = menu
		? [
				{
					id: "insert",
					label: t.data.useInField,
					disabled: readOnly || field.copyOnly,
					onSelect: () => void store.getState().insert(field),
				},
				{ kind: "separator", id: "s" },
				{ id: "value", label: t.data.copyValue, onSelect: () => void copyText(valueText(field.value)) },
				{ id: "expression", label: t.data.copyExpression, onSelect: () => void copyText(expression) },
				{ id: "path", label: t.data.copyPath, onSelect: () => void copyText(pathName(field.path)) },
			]
		: [];
	return (
		<ContextMenu entries={entries} onOpenChange={setMenu}>
			<button
				type="button"
				className={classes(css.field, props.className)}
				title={expression}
				aria-label={props.label}
				draggable={!field.copyOnly}
				tabIndex={props.tabIndex}
				onFocus={props.onFocus}
				onDragStart={(event: DragEvent) => {
					event.dataTransfer.setData(FIELD_TYPE, JSON.stringify(field));
					event.dataTransfer.setData("text/plain", expression);
					event.dataTransfer.effectAllowed = "copy";
					// The page must not change under a drag that has just begun.
					setTimeout(() => store.getState().setDragging(field));
				}}
				onDragEnd={() => store.getState().setDragging(undefined)}
				onKeyDown={(event) => {
					if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
						event.preventDefault();
						if (!readOnly && !field.copyOnly) store.getState().insert(field);
						return;
					}
					props.onKeyDown?.(event);
				}}
			>
				{props.children}
			</button>
		</ContextMenu>
	);
}
