import { Check, ChevronRight } from "lucide-react";
import { DropdownMenu as Radix, ContextMenu as RadixContext } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { classes } from "./classes";
import { Kbd } from "./Kbd";
import css from "./Menu.module.css";

export interface MenuAction {
	kind?: "action";
	id: string;
	label: string;
	icon?: ReactNode;
	shortcut?: string;
	disabled?: boolean;
	danger?: boolean;
	/** Draws a tick: the entry is one of a choice or a switch. */
	checked?: boolean;
	onSelect: () => void;
}

export type MenuEntry =
	| MenuAction
	| { kind: "separator"; id: string }
	| { kind: "label"; id: string; label: string }
	| { kind: "submenu"; id: string; label: string; icon?: ReactNode; entries: MenuEntry[] };

type Parts = typeof Radix | typeof RadixContext;

function entries(list: MenuEntry[], P: Parts): ReactNode {
	// Both families of parts have the same properties for what is used here.
	const M = P as typeof Radix;
	return list.map((entry) => {
		if (entry.kind === "separator") return <M.Separator key={entry.id} className={css.separator} />;
		if (entry.kind === "label") {
			return (
				<M.Label key={entry.id} className={css.label}>
					{entry.label}
				</M.Label>
			);
		}
		if (entry.kind === "submenu") {
			return (
				<M.Sub key={entry.id}>
					<M.SubTrigger className={css.item}>
						<span className={css.icon}>{entry.icon}</span>
						<span className={css.text}>{entry.label}</span>
						<ChevronRight className={css.chevron} />
					</M.SubTrigger>
					<M.Portal>
						<M.SubContent className={css.menu} collisionPadding={8}>
							{entries(entry.entries, P)}
						</M.SubContent>
					</M.Portal>
				</M.Sub>
			);
		}
		const inside = (
			<>
				<span className={css.icon}>{entry.checked ? <Check /> : entry.icon}</span>
				<span className={css.text}>{entry.label}</span>
				{entry.shortcut && <Kbd keys={entry.shortcut} />}
			</>
		);
		const className = classes(css.item, entry.danger && css.danger);
		if (entry.checked !== undefined) {
			return (
				<M.CheckboxItem
					key={entry.id}
					className={className}
					checked={entry.checked}
					disabled={entry.disabled}
					onSelect={entry.onSelect}
				>
					{inside}
				</M.CheckboxItem>
			);
		}
		return (
			<M.Item key={entry.id} className={className} disabled={entry.disabled} onSelect={entry.onSelect}>
				{inside}
			</M.Item>
		);
	});
}

/** A menu that a button opens. */
export function Menu(props: { trigger: ReactElement; entries: MenuEntry[]; align?: "start" | "end" }) {
	return (
		<Radix.Root modal={false}>
			<Radix.Trigger asChild>{props.trigger}</Radix.Trigger>
			<Radix.Portal>
				<Radix.Content className={css.menu} align={props.align ?? "end"} sideOffset={4} collisionPadding={8}>
					{entries(props.entries, Radix)}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}

/** A menu that the right mouse button or the menu key opens on its child. */
export function ContextMenu(props: {
	children: ReactElement;
	entries: MenuEntry[];
	onOpenChange?: (open: boolean) => void;
}) {
	return (
		<RadixContext.Root modal={false} onOpenChange={props.onOpenChange}>
			<RadixContext.Trigger asChild>{props.children}</RadixContext.Trigger>
			<RadixContext.Portal>
				<RadixContext.Content className={css.menu} collisionPadding={8}>
					{entries(props.entries, RadixContext)}
				</RadixContext.Content>
			</RadixContext.Portal>
		</RadixContext.Root>
	);
}
