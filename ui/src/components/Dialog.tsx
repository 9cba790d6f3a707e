import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { texts } from "@/texts/en";
import { IconButton } from "./Button";
import { classes } from "./classes";
import css from "./Dialog.module.css";

/** The focus goes to the first field, else to the main button: the cross comes first in the page and is the last that is wanted. */
function focusFirst(event: Event) {
	const content = event.currentTarget as HTMLElement;
	const first =
		content.querySelector<HTMLElement>(
			`.${css.body} :is(input:not([type=hidden], [hidden]), textarea, select, [role=tab][aria-selected=true])`,
		) ?? content.querySelector<HTMLElement>(`.${css.footer} button:last-of-type`);
	if (!first) return;
	event.preventDefault();
	first.focus();
}

/** A window over the page. The focus stays inside and goes back to where it was. */
export function Dialog(props: {
	open: boolean;
	onClose: () => void;
	title: ReactNode;
	description?: ReactNode;
	children?: ReactNode;
	/** The buttons at the foot, the main one last. */
	actions?: ReactNode;
	width?: "small" | "medium" | "large";
}) {
	return (
		<Radix.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
			<Radix.Portal>
				<Radix.Overlay className={css.overlay} />
				<Radix.Content
					className={classes(css.content, css[props.width ?? "medium"])}
					{...(props.description ? {} : { "aria-describedby": undefined })}
					onOpenAutoFocus={focusFirst}
				>
					<header className={css.header}>
						<Radix.Title className={css.title}>{props.title}</Radix.Title>
						<Radix.Close asChild>
							<IconButton label={texts.common.close} icon={<X />} noTooltip />
						</Radix.Close>
					</header>
					<div className={css.body}>
						{props.description && (
							<Radix.Description className={css.description}>{props.description}</Radix.Description>
						)}
						{props.children}
					</div>
					{props.actions && <footer className={css.footer}>{props.actions}</footer>}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
