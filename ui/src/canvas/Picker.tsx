import { Dialog } from "radix-ui";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { classes, Kbd } from "@/components";
import css from "./Picker.module.css";

export interface PickerEntry {
	id: string;
	title: string;
	help?: string;
	icon?: ReactNode;
	shortcut?: string;
	disabled?: boolean;
}

export interface PickerGroup {
	id: string;
	title: string;
	entries: readonly PickerEntry[];
}

/** A search field over a list: letters narrow it, arrows walk it, Enter takes, Escape leaves. */
export function Picker(props: {
	title: string;
	context?: string | undefined;
	placeholder: string;
	resultsLabel: string;
	nothing: string;
	hints?: string;
	find: (query: string) => readonly PickerGroup[];
	onPick: (id: string) => void;
	onClose: () => void;
}) {
	const { find } = props;
	const [query, setQuery] = useState("");
	const [active, setActive] = useState(0);
	const list = useRef<HTMLDivElement>(null);
	const id = useId();
	const groups = useMemo(() => find(query), [find, query]);
	const flat = useMemo(() => groups.flatMap((group) => group.entries), [groups]);
	const current = Math.min(active, flat.length - 1);

	useEffect(() => {
		list.current?.querySelector(`[data-index="${current}"]`)?.scrollIntoView({ block: "nearest" });
	}, [current]);

	const pick = (index: number) => {
		const entry = flat[index];
		if (!entry || entry.disabled) return;
		props.onPick(entry.id);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
		if (step !== undefined && flat.length > 0) {
			event.preventDefault();
			const far = Math.abs(step) > 1;
			const next = current + step;
			setActive(far ? Math.max(0, Math.min(flat.length - 1, next)) : (next + flat.length) % flat.length);
		} else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
			event.preventDefault();
			pick(current);
		} else if (event.key === "Tab") event.preventDefault();
	};

	let index = -1;
	return (
		<Dialog.Root open onOpenChange={(open) => !open && props.onClose()}>
			<Dialog.Portal>
				<Dialog.Overlay className={css.overlay} />
				<Dialog.Content className={css.picker} aria-describedby={undefined}>
					<Dialog.Title className="visually-hidden">{props.title}</Dialog.Title>
					<div className={css.head}>
						<input
							className={css.query}
							placeholder={props.placeholder}
							aria-label={props.placeholder}
							role="combobox"
							aria-expanded="true"
							aria-controls={`${id}-list`}
							aria-activedescendant={flat.length > 0 ? `${id}-${current}` : undefined}
							aria-autocomplete="list"
							spellCheck={false}
							autoComplete="off"
							value={query}
							onChange={(event) => {
								setQuery(event.target.value);
								setActive(0);
							}}
							onKeyDown={onKeyDown}
						/>
						{props.context && <span className={css.context}>{props.context}</span>}
					</div>
					<div ref={list} className={css.list} role="listbox" id={`${id}-list`} aria-label={props.resultsLabel}>
						{groups.map((group) => (
							// biome-ignore lint/a11y/useSemanticElements: groups of options have no element of their own
							<div key={group.id} role="group" aria-labelledby={`${id}-g-${group.id}`}>
								<div className={css.group} id={`${id}-g-${group.id}`}>
									{group.title}
								</div>
								{group.entries.map((entry) => {
									index++;
									const at = index;
									return (
										// biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keyboard
										<div
											key={entry.id}
											role="option"
											// The field keeps the focus; the list is walked from there.
											tabIndex={-1}
											id={`${id}-${at}`}
											data-index={at}
											aria-selected={at === current}
											aria-disabled={entry.disabled || undefined}
											className={classes(css.entry, at === current && css.active)}
											onMouseMove={() => setActive(at)}
											onMouseDown={(event) => event.preventDefault()}
											onClick={() => pick(at)}
										>
											<span className={css.icon}>{entry.icon}</span>
											<span className={css.words}>
												<span className={css.title}>{entry.title}</span>
												{entry.help && <span className={css.help}>{entry.help}</span>}
											</span>
											{entry.shortcut && <Kbd keys={entry.shortcut} />}
										</div>
									);
								})}
							</div>
						))}
						{flat.length === 0 && <p className={css.nothing}>{props.nothing}</p>}
					</div>
					{props.hints && <footer className={css.hints}>{props.hints}</footer>}
				</Dialog.Content>
			</Dialog.Portal>
		</Dialog.Root>
	);
}
