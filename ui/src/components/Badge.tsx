import type { ReactNode } from "react";
import css from "./Badge.module.css";
import { classes } from "./classes";

/** A short word with a ground: a tag, a method, a state. */
export function Badge({
	tone = "neutral",
	children,
}: {
	tone?: "neutral" | "success" | "danger" | "warning" | "accent";
	children: ReactNode;
}) {
	return <span className={classes(css.badge, css[tone])}>{children}</span>;
}
