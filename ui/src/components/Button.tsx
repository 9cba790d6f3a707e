import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import css from "./Button.module.css";
import { classes } from "./classes";
import { Tooltip } from "./Tooltip";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
	/** primary: the one thing to do here; danger: destroys something; quiet: without a frame. */
	kind?: "primary" | "normal" | "quiet" | "danger";
	icon?: ReactNode;
	busy?: boolean;
	ref?: Ref<HTMLButtonElement>;
}

export function Button({ kind = "normal", icon, busy, className, children, disabled, ...rest }: ButtonProps) {
	return (
		<button
			type="button"
			className={classes(css.button, css[kind], className)}
			disabled={disabled || busy}
			aria-busy={busy || undefined}
			{...rest}
		>
			{busy ? <span className={css.spinner} /> : icon}
			{children}
		</button>
	);
}

export interface IconButtonProps extends Omit<ButtonProps, "children"> {
	/** What the button does: its name for screen readers and its tooltip. */
	label: string;
	/** Shown in the tooltip beside the label. */
	shortcut?: string;
	pressed?: boolean;
	small?: boolean;
	noTooltip?: boolean;
}

export function IconButton({
	label,
	shortcut,
	icon,
	kind = "quiet",
	pressed,
	small,
	noTooltip,
	className,
	busy,
	...rest
}: IconButtonProps) {
	const button = (
		<button
			type="button"
			className={classes(css.button, css.iconOnly, css[kind], small && css.small, pressed && css.pressed, className)}
			aria-label={label}
			aria-pressed={pressed}
			aria-busy={busy || undefined}
			{...rest}
		>
			{busy ? <span className={css.spinner} /> : icon}
		</button>
	);
	if (noTooltip) return button;
	return (
		<Tooltip label={label} shortcut={shortcut}>
			{button}
		</Tooltip>
	);
}
