import { X } from "lucide-react";
import { useEffect } from "react";
import { create } from "zustand";
import { texts } from "@/texts/en";
import { Button, IconButton } from "./Button";
import { classes } from "./classes";
import css from "./Toast.module.css";

export interface ToastMessage {
	kind?: "info" | "success" | "error";
	title: string;
	text?: string;
	action?: { label: string; run: () => void };
	/** Stays until dismissed. Errors do so by themselves. */
	sticky?: boolean;
}

const useToasts = create<{ list: (ToastMessage & { id: number })[] }>(() => ({ list: [] }));
let next = 1;

/** Says something in the corner; returns how to take it back. */
export function toast(message: ToastMessage): () => void {
	const id = next++;
	useToasts.setState(({ list }) => ({ list: [...list.slice(-3), { ...message, id }] }));
	return () => dismiss(id);
}

const dismiss = (id: number) => useToasts.setState(({ list }) => ({ list: list.filter((one) => one.id !== id) }));

function One({ message }: { message: ToastMessage & { id: number } }) {
	const stays = message.sticky || message.kind === "error";
	useEffect(() => {
		if (stays) return;
		const timer = setTimeout(() => dismiss(message.id), 5000);
		return () => clearTimeout(timer);
	}, [stays, message.id]);
	return (
		<li
			className={classes(css.toast, css[message.kind ?? "info"])}
			role={message.kind === "error" ? "alert" : undefined}
		>
			<div className={css.words}>
				<strong className={css.title}>{message.title}</strong>
				{message.text && <p className={css.text}>{message.text}</p>}
			</div>
			{message.action && (
				<Button
					kind="quiet"
					onClick={() => {
						message.action?.run();
						dismiss(message.id);
					}}
				>
					{message.action.label}
				</Button>
			)}
			<IconButton small noTooltip label={texts.common.dismiss} icon={<X />} onClick={() => dismiss(message.id)} />
		</li>
	);
}

/** Where toasts appear; App has one. */
export function ToastHost() {
	const list = useToasts((state) => state.list);
	return (
		<section aria-live="polite" aria-label="Messages" className={css.host}>
			<ul className={css.list}>
				{list.map((message) => (
					<One key={message.id} message={message} />
				))}
			</ul>
		</section>
	);
}
