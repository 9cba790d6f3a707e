import { type FormEvent, useRef, useState } from "react";
import type { Opened } from "@/api";
import { Button, Dialog, Field, Segments, TextArea, TextInput } from "@/components";
import { texts } from "@/texts/en";
import { pageTexts } from "@/texts/pages";
import { importFiles, importText, importUrl } from "./importing";

const t = pageTexts.import;
type From = "file" | "url" | "paste";

/** Imports a workflow from files, an address or pasted text. */
export function ImportDialog(props: { open: boolean; onClose: () => void; onDone: (opened: Opened[]) => void }) {
	const [from, setFrom] = useState<From>("file");
	const [busy, setBusy] = useState(false);
	const picker = useRef<HTMLInputElement>(null);

	const work = async (job: () => Promise<Opened[] | Opened | undefined>) => {
		setBusy(true);
		try {
			const opened = await job();
			const list = Array.isArray(opened) ? opened : opened ? [opened] : [];
			if (list.length > 0) props.onDone(list);
		} finally {
			setBusy(false);
		}
	};

	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const value = String(new FormData(event.currentTarget).get("value") ?? "");
		void work(() => (from === "url" ? importUrl(value.trim()) : importText(value, t.clipboard)));
	};

	return (
		<Dialog
			open={props.open}
			onClose={props.onClose}
			title={t.title}
			actions={
				<>
					<Button onClick={props.onClose}>{texts.common.cancel}</Button>
					{from === "file" ? (
						<Button kind="primary" busy={busy} onClick={() => picker.current?.click()}>
							{t.choose}
						</Button>
					) : (
						<Button kind="primary" type="submit" form="import-form" busy={busy}>
							{from === "url" ? t.fetch : t.import}
						</Button>
					)}
				</>
			}
		>
			<Segments
				label={t.from}
				value={from}
				onChange={setFrom}
				options={[
					{ value: "file", label: t.file },
					{ value: "url", label: t.url },
					{ value: "paste", label: t.paste },
				]}
			/>
			<form id="import-form" onSubmit={submit} style={{ marginTop: 16 }}>
				{from === "file" && (
					<>
						<p>{t.fileHint}</p>
						<input
							ref={picker}
							type="file"
							accept=".json,application/json"
							multiple
							hidden
							aria-label={t.choose}
							onChange={(event) => {
								const files = [...(event.target.files ?? [])];
								event.target.value = "";
								void work(() => importFiles(files));
							}}
						/>
					</>
				)}
				{from === "url" && (
					<Field label={t.url} hint={t.urlHint}>
						{(ids) => <TextInput name="value" type="url" required placeholder="https://…" {...ids} />}
					</Field>
				)}
				{from === "paste" && (
					<Field label={t.pasteLabel}>{(ids) => <TextArea name="value" required rows={12} {...ids} />}</Field>
				)}
			</form>
		</Dialog>
	);
}
