import { Check, ChevronsUpDown } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from "react";
import { Button, classes, TextInput } from "@/components";
import { detailTexts as t } from "@/texts/detail";
import css from "./Form.module.css";

export interface ChoiceOption {
	/** Tells choices apart; the caller knows what it stands for. */
	key: string;
	label: string;
	hint?: string;
	/** A heading above the first choice of its group. */
	group?: string;
}

/** A choice from a list that can be searched; with `multiple` several can be on. */
export function Choice(props: {
	options: readonly ChoiceOption[];
	/** Keys of what is chosen. */
	chosen: readonly string[];
	onChoose: (key: string) => void;
	multiple?: boolean;
	/** What the closed button says. */
	text: ReactNode;
	label: string;
	id?: string;
	describedBy?: string;
	invalid?: boolean;
	disabled?: boolean;
	loading?: boolean;
	failed?: string;
	onReload?: () => void;
	onOpen?: () => void;
	icon?: ReactNode;
	className?: string;
}) {
	const { options, chosen, multiple } = props;
	const [open, setOpen] = useState(false);
	const [search, setSearch] = useState("");
	const [active, setActive] = useState(0);
	const listId = useId();
	const list = useRef<HTMLDivElement>(null);
	const shown = useMemo(() => {
		const needle = search.trim().toLowerCase();
		const found =
			needle === ""
				? options
				: options.filter((o) => `${o.label} ${o.hint ?? ""} ${o.key}`.toLowerCase().includes(needle));
		return found.slice(0, 500);
	}, [options, search]);
	const change = (next: boolean) => {
		setOpen(next);
		if (!next) return;
		setSearch("");
		setActive(
			Math.max(
				0,
				options.findIndex((o) => chosen.includes(o.key)),
			),
		);
		props.onOpen?.();
	};
	const pick = (key: string) => {
		props.onChoose(key);
		if (!multiple) setOpen(false);
	};
	const move = (to: number) => {
		const next = Math.min(shown.length - 1, Math.max(0, to));
		setActive(next);
		list.current?.querySelector(`[data-place="${next}"]`)?.scrollIntoView({ block: "nearest" });
	};
	const keys = (event: KeyboardEvent) => {
		const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -shown.length, End: shown.length }[
			event.key
		];
		if (step && !(event.key === "Home" || event.key === "End") ? true : step && search === "") {
			event.preventDefault();
			move(active + (step ?? 0));
		} else if (event.key === "Enter") {
			event.preventDefault();
			const option = shown[active];
			if (option) pick(option.key);
		}
		// Escape closes the list, not the panel.
		if (event.key === "Escape") event.stopPropagation();
	};
	return (
		<Popover.Root open={open} onOpenChange={change}>
			<Popover.Trigger asChild disabled={props.disabled}>
				<button
					type="button"
					id={props.id}
					className={classes(css.choiceButton, props.className)}
					role="combobox"
					aria-expanded={open}
					aria-controls={listId}
					aria-haspopup="listbox"
					aria-label={props.label}
					aria-describedby={props.describedBy}
					aria-invalid={props.invalid || undefined}
					onKeyDown={(event) => {
						if (event.key === "ArrowDown" || event.key === "ArrowUp") {
							event.preventDefault();
							change(true);
						}
					}}
				>
					{props.icon}
					<span className={css.choiceText}>{props.text}</span>
					<ChevronsUpDown aria-hidden />
				</button>
			</Popover.Trigger>
			<Popover.Portal>
				<Popover.Content
					className={css.list}
					aria-label={props.label}
					align="start"
					sideOffset={4}
					collisionPadding={8}
					onKeyDown={keys}
					onOpenAutoFocus={() => requestAnimationFrame(() => move(active))}
				>
					<div className={css.listSearch}>
						<TextInput
							value={search}
							placeholder={t.form.search}
							role="combobox"
							aria-label={`${t.form.search}: ${props.label}`}
							aria-expanded
							aria-controls={listId}
							aria-activedescendant={shown[active] ? `${listId}-${active}` : undefined}
							onChange={(event) => {
								setSearch(event.target.value);
								setActive(0);
							}}
						/>
					</div>
					<div
						ref={list}
						id={listId}
						role="listbox"
						tabIndex={-1}
						aria-label={props.label}
						aria-multiselectable={multiple}
						className={css.choices}
					>
						{shown.map((option, i) => (
							<div key={option.key}>
								{option.group && option.group !== shown[i - 1]?.group && (
									<div className={css.listGroup} role="presentation">
										{option.group}
									</div>
								)}
								{/* The search field above has the focus and the keys. */}
								<div
									id={`${listId}-${i}`}
									data-place={i}
									role="option"
									tabIndex={-1}
									aria-selected={chosen.includes(option.key)}
									data-active={i === active}
									className={css.choice}
									onPointerMove={() => setActive(i)}
									onClick={() => pick(option.key)}
									onKeyDown={undefined}
								>
									<Check aria-hidden style={{ visibility: chosen.includes(option.key) ? undefined : "hidden" }} />
									<span className={css.choiceWords}>
										{option.label}
										{option.hint && <span className={css.choiceHint}>{option.hint}</span>}
									</span>
								</div>
							</div>
						))}
						{props.loading && <div className={css.listNote}>{t.form.loading}</div>}
						{props.failed && (
							<div className={css.listNote} role="alert">
								{t.form.loadFailed}: {props.failed}
							</div>
						)}
						{!props.loading && !props.failed && shown.length === 0 && (
							<div className={css.listNote}>{t.form.noChoice}</div>
						)}
					</div>
					{props.onReload && (
						<div className={css.listSearch}>
							<Button kind="quiet" onClick={props.onReload}>
								{t.form.reload}
							</Button>
						</div>
					)}
				</Popover.Content>
			</Popover.Portal>
		</Popover.Root>
	);
}
