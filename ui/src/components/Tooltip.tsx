import { Tooltip as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./Kbd";
import css from "./Tooltip.module.css";

/** Shows a label when the pointer rests on its child or the child has the focus. App holds the provider. */
export function Tooltip(props: {
	label: ReactNode;
	shortcut?: string;
	side?: "top" | "right" | "bottom" | "left";
	children: ReactElement;
}) {
	return (
		<Radix.Root>
			<Radix.Trigger asChild>{props.children}</Radix.Trigger>
			<Radix.Portal>
				<Radix.Content className={css.tooltip} side={props.side ?? "bottom"} sideOffset={4} collisionPadding={8}>
					{props.label}
					{props.shortcut && <Kbd keys={props.shortcut} />}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
