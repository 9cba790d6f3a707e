import type { ReactNode } from "react";
import { classes } from "./classes";
import css from "./Tabs.module.css";

/** A row of buttons of which one is on; arrow keys move between them. */
export function Segments<T extends string>(props: {
	label: string;
	value: T;
	options: { value: T; label: ReactNode; title?: string }[];
	onChange: (value: T) => void;
	className?: string;
}) {
	return (
		<div role="tablist" aria-label={props.label} className={classes(css.segments, props.className)}>
			{props.options.map((option) => (
				<button
					key={option.value}
					type="button"
					role="tab"
					title={option.title}
					aria-selected={option.value === props.value}
					tabIndex={option.value === props.value ? 0 : -1}
					className={css.segment}
					onClick={() => props.onChange(option.value)}
					onKeyDown={(event) => {
						const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
						if (!step) return;
						event.preventDefault();
						const at = props.options.findIndex((one) => one.value === props.value);
						const next = props.options[(at + step + props.options.length) % props.options.length];
						if (!next) return;
						props.onChange(next.value);
						const siblings = event.currentTarget.parentElement?.querySelectorAll<HTMLElement>('[role="tab"]');
						siblings?.[props.options.indexOf(next)]?.focus();
					}}
				>
					{option.label}
				</button>
			))}
		</div>
	);
}
