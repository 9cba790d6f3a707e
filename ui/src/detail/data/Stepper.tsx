import { ChevronLeft, ChevronRight } from "lucide-react";
import { IconButton } from "@/components";
import css from "./Data.module.css";

/** One of many by number: an item or a run. */
export function Stepper(props: {
	label: string;
	/** From 0. */
	value: number;
	count: number;
	/** "Item 3 of 10"; gets the number from 1. */
	text: (n: number, all: number) => string;
	onChange: (value: number) => void;
}) {
	const { value, count, label, onChange } = props;
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame and has a legend.
		<span className={css.stepper} role="group" aria-label={label}>
			<IconButton
				small
				noTooltip
				label={`${label} −1`}
				icon={<ChevronLeft />}
				disabled={value <= 0}
				onClick={() => onChange(value - 1)}
			/>
			<span aria-live="polite">{props.text(value + 1, count)}</span>
			<IconButton
				small
				noTooltip
				label={`${label} +1`}
				icon={<ChevronRight />}
				disabled={value >= count - 1}
				onClick={() => onChange(value + 1)}
			/>
		</span>
	);
}
