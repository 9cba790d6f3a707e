import { useRef } from "react";
import { classes } from "@/components";
import css from "./Splitter.module.css";

/** A bar between two areas that is dragged, or moved by the arrow keys, to give one more room. */
export function Splitter(props: {
	label: string;
	/** vertical: the bar stands upright and moves left and right. */
	orientation: "vertical" | "horizontal";
	/** The share of the room that the area before the bar, or with `reverse` behind it, takes. */
	value: number;
	min?: number;
	max?: number;
	reverse?: boolean;
	/** The element whose size is shared out; the bar's parent without it. */
	room?: () => HTMLElement | null;
	onChange: (value: number) => void;
	className?: string;
}) {
	const { value, min = 0.15, max = 0.85, reverse, orientation, onChange } = props;
	const drag = useRef<{ from: number; value: number; size: number } | null>(null);
	const upright = orientation === "vertical";
	const move = (next: number) => onChange(Math.min(max, Math.max(min, next)));
	return (
		// biome-ignore lint/a11y/useSemanticElements: an hr takes no focus and no value.
		<div
			role="separator"
			tabIndex={0}
			aria-label={props.label}
			aria-orientation={orientation}
			aria-valuenow={Math.round(value * 100)}
			aria-valuemin={Math.round(min * 100)}
			aria-valuemax={Math.round(max * 100)}
			className={classes(css.splitter, css[orientation], props.className)}
			onPointerDown={(event) => {
				if (event.button !== 0) return;
				const room = props.room?.() ?? event.currentTarget.parentElement;
				const rect = room?.getBoundingClientRect();
				const size = (upright ? rect?.width : rect?.height) ?? 0;
				if (size === 0) return;
				event.preventDefault();
				event.currentTarget.focus();
				event.currentTarget.setPointerCapture(event.pointerId);
				drag.current = { from: upright ? event.clientX : event.clientY, value, size };
			}}
			onPointerMove={(event) => {
				const from = drag.current;
				if (!from) return;
				const way = ((upright ? event.clientX : event.clientY) - from.from) / from.size;
				move(from.value + (reverse ? -way : way));
			}}
			onPointerUp={() => {
				drag.current = null;
			}}
			onPointerCancel={() => {
				drag.current = null;
			}}
			onKeyDown={(event) => {
				const step = { [upright ? "ArrowRight" : "ArrowDown"]: 1, [upright ? "ArrowLeft" : "ArrowUp"]: -1 }[event.key];
				if (!step) return;
				event.preventDefault();
				event.stopPropagation();
				move(value + (reverse ? -step : step) * 0.02);
			}}
		/>
	);
}
