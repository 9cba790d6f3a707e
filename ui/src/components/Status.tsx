import type { ExecutionStatus } from "@/api";
import { texts } from "@/texts/en";
import { classes } from "./classes";
import css from "./Status.module.css";

const tones: Record<ExecutionStatus, string> = {
	new: "neutral",
	running: "running",
	success: "success",
	error: "danger",
	waiting: "warning",
	canceled: "neutral",
	crashed: "danger",
};

export const statusName = (status: ExecutionStatus) => texts.status[status] ?? status;

/** The status of an execution as a dot, with its name beside or for screen readers only. */
export function StatusDot({ status, bare }: { status: ExecutionStatus; bare?: boolean }) {
	return (
		<span className={css.status}>
			<span className={classes(css.dot, css[tones[status] ?? "neutral"])} aria-hidden />
			<span className={bare ? "visually-hidden" : undefined}>{statusName(status)}</span>
		</span>
	);
}

/** The dot alone, beside words that say the status themselves. */
export function StatusMark({ status }: { status: ExecutionStatus }) {
	return <span className={classes(css.dot, css[tones[status] ?? "neutral"])} aria-hidden />;
}

/** The last runs as small bars, newest right. */
export function HistoryBar({ history }: { history: ExecutionStatus[] }) {
	const errors = history.filter((status) => status === "error" || status === "crashed").length;
	const words = history.length === 0 ? texts.history.none : texts.history.runs(history.length, errors);
	// Two states are enough to read; keys are places because the list is one fixed window.
	return (
		<span className={css.history} role="img" aria-label={words} title={words}>
			{Array.from({ length: 20 }, (_, place) => {
				const status = history[history.length - 20 + place];
				// biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity.
				return <span key={place} className={classes(css.bar, status && css[tones[status] ?? "neutral"])} />;
			})}
		</span>
	);
}
