import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { messageOf } from "@/api";
import { texts } from "@/texts/en";
import { Button } from "./Button";
import { classes } from "./classes";
import css from "./Notice.module.css";

/** Words that belong to a place on the page: what is wrong, what to know. */
export function Notice(props: { tone?: "info" | "warning" | "danger"; children: ReactNode; action?: ReactNode }) {
	const tone = props.tone ?? "info";
	const Icon = tone === "danger" ? CircleAlert : tone === "warning" ? TriangleAlert : Info;
	return (
		<div className={classes(css.notice, css[tone])} role={tone === "danger" ? "alert" : undefined}>
			<Icon aria-hidden />
			<div className={css.words}>{props.children}</div>
			{props.action}
		</div>
	);
}

/** What stands where a list or a page would be while there is nothing to show. */
export function Empty(props: { title: string; text?: ReactNode; action?: ReactNode }) {
	return (
		<div className={css.empty}>
			<h2>{props.title}</h2>
			{props.text && <p className={css.emptyText}>{props.text}</p>}
			{props.action}
		</div>
	);
}

/** A failed load, with the reason and a way to try again. */
export function LoadFailed(props: { error: unknown; onRetry?: () => void }) {
	return (
		<Empty
			title={texts.common.openFailed}
			text={messageOf(props.error)}
			action={props.onRetry && <Button onClick={props.onRetry}>{texts.common.retry}</Button>}
		/>
	);
}

/** Appears only when loading takes long enough to be noticed. */
export function Loading() {
	return (
		<div className={css.loading} role="status">
			{texts.common.loading}
		</div>
	);
}
