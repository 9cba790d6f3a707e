import { Search } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { TextInput } from "@/components";
import { texts } from "@/texts/en";
import css from "./Page.module.css";

/** A page with a title bar, an optional row of filters, and what scrolls below. */
export function Page(props: {
	title: string;
	aside?: ReactNode;
	actions?: ReactNode;
	filters?: ReactNode;
	children: ReactNode;
}) {
	useEffect(() => {
		document.title = `${props.title} · ${texts.product}`;
	}, [props.title]);
	return (
		<div className={css.page}>
			<header className={css.header}>
				<h1 className={css.title}>{props.title}</h1>
				<span className={css.aside}>{props.aside}</span>
				<div className={css.actions}>{props.actions}</div>
			</header>
			{props.filters && <div className={css.filters}>{props.filters}</div>}
			<div className={css.body}>{props.children}</div>
		</div>
	);
}

/** A search field; "/" jumps into it from anywhere on the page. */
export function SearchField(props: {
	value: string;
	onChange: (value: string) => void;
	label: string;
	placeholder?: string;
}) {
	const input = useRef<HTMLInputElement>(null);
	useEffect(() => {
		const jump = (event: KeyboardEvent) => {
			if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
			const target = event.target as HTMLElement;
			if (target.closest("input, textarea, select, [contenteditable=true], [role=dialog]")) return;
			event.preventDefault();
			input.current?.focus();
			input.current?.select();
		};
		window.addEventListener("keydown", jump);
		return () => window.removeEventListener("keydown", jump);
	}, []);
	return (
		<span className={css.search}>
			<Search aria-hidden />
			<TextInput
				ref={input}
				type="search"
				value={props.value}
				onChange={(event) => props.onChange(event.target.value)}
				aria-label={props.label}
				placeholder={props.placeholder ?? texts.common.search}
			/>
		</span>
	);
}
