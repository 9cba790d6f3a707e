import {
	type InputHTMLAttributes,
	type ReactNode,
	type Ref,
	type SelectHTMLAttributes,
	type TextareaHTMLAttributes,
	useId,
} from "react";
import { classes } from "./classes";
import css from "./Fields.module.css";

/** A label, what is entered, a hint and an error below; the child gets the ids that tie them together. */
export function Field(props: {
	label: ReactNode;
	hint?: ReactNode;
	error?: ReactNode;
	required?: boolean;
	className?: string;
	children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}) {
	const id = useId();
	const below = props.error || props.hint;
	return (
		<div className={classes(css.field, props.className)}>
			<label className={css.label} htmlFor={id}>
				{props.label}
				{props.required && (
					<span className={css.required} aria-hidden>
						*
					</span>
				)}
			</label>
			{props.children({
				id,
				...(below ? { "aria-describedby": `${id}-below` } : {}),
				...(props.error ? { "aria-invalid": true as const } : {}),
			})}
			{below && (
				<p id={`${id}-below`} className={props.error ? css.error : css.hint} role={props.error ? "alert" : undefined}>
					{below}
				</p>
			)}
		</div>
	);
}

export function TextInput({
	className,
	...rest
}: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
	return (
		<input type="text" autoComplete="off" spellCheck={false} className={classes(css.input, className)} {...rest} />
	);
}

export function TextArea({
	className,
	...rest
}: TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }) {
	return <textarea spellCheck={false} className={classes(css.input, css.area, className)} {...rest} />;
}

/** The system's own select: it works with every keyboard and screen reader. */
export function NativeSelect({
	className,
	...rest
}: SelectHTMLAttributes<HTMLSelectElement> & { ref?: Ref<HTMLSelectElement> }) {
	return (
		<span className={classes(css.selectFrame, className)}>
			<select className={classes(css.input, css.select)} {...rest} />
		</span>
	);
}
