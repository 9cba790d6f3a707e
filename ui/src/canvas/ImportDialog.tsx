import { useRef, useState } from "react";
import { Button, Dialog } from "@/components";
import { useEditorStore } from "@/document/store";
import { canvasTexts as texts } from "@/texts/canvas";
import { texts as common } from "@/texts/en";
import { closeOverlay } from "./closeOverlay";
import css from "./ImportDialog.module.css";
import { importFile, importText } from "./importFlow";

/** Takes a workflow from pasted JSON, from an address or from a file. */
export function ImportDialog() {
	const store = useEditorStore();
	const [text, setText] = useState("");
	const [busy, setBusy] = useState(false);
	const file = useRef<HTMLInputElement>(null);
	const close = () => closeOverlay(store);
	const run = async (work: () => Promise<boolean>) => {
		setBusy(true);
		const done = await work();
		setBusy(false);
		if (done) close();
	};
	return (
		<Dialog
			open
			title={texts.importing.title}
			description={texts.importing.text}
			onClose={close}
			actions={
				<>
					<Button onClick={() => file.current?.click()}>{texts.importing.choose}</Button>
					<span className={css.space} />
					<Button onClick={close}>{common.common.cancel}</Button>
					<Button
						kind="primary"
						busy={busy}
						disabled={text.trim() === ""}
						onClick={() => run(() => importText(store, text))}
					>
						{texts.importing.run}
					</Button>
				</>
			}
		>
			<textarea
				className={css.field}
				aria-label={texts.importing.field}
				placeholder={texts.importing.field}
				spellCheck={false}
				rows={10}
				value={text}
				onChange={(event) => setText(event.target.value)}
			/>
			<input
				ref={file}
				type="file"
				accept=".json,application/json"
				hidden
				onChange={(event) => {
					const chosen = event.target.files?.[0];
					if (chosen) void run(() => importFile(store, chosen));
				}}
			/>
		</Dialog>
	);
}
