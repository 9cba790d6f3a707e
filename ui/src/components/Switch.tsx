import { Switch as Radix } from "radix-ui";
import css from "./Switch.module.css";

/** On or off, at once. Give it a label or the id of one. */
export function Switch(props: {
	checked: boolean;
	onChange: (checked: boolean) => void;
	label?: string;
	id?: string;
	disabled?: boolean;
	title?: string;
}) {
	return (
		<Radix.Root
			id={props.id}
			className={css.switch}
			checked={props.checked}
			onCheckedChange={props.onChange}
			disabled={props.disabled}
			aria-label={props.label}
			title={props.title}
		>
			<Radix.Thumb className={css.thumb} />
		</Radix.Root>
	);
}
