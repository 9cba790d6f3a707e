import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { texts } from "@/texts/en";
import { Badge } from "./Badge";
import { IconButton } from "./Button";
import css from "./CopyLine.module.css";
import { copyText } from "./copy-text";

/** A line of text that is there to be copied. */
export function CopyLine(props: { label?: string; method?: string; text: string }) {
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		if (!copied) return;
		const timer = setTimeout(() => setCopied(false), 2000);
		return () => clearTimeout(timer);
	}, [copied]);
	return (
		<div className={css.line}>
			{props.label && <span className={css.label}>{props.label}</span>}
			{props.method && <Badge>{props.method}</Badge>}
			<input
				className={css.text}
				readOnly
				value={props.text}
				aria-label={props.label ?? texts.common.copy}
				onFocus={(event) => event.currentTarget.select()}
			/>
			<IconButton
				small
				label={copied ? texts.common.copied : texts.common.copy}
				icon={copied ? <Check /> : <Copy />}
				onClick={async () => setCopied(await copyText(props.text))}
			/>
		</div>
	);
}
