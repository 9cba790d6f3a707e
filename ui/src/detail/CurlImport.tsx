import { Terminal } from "lucide-react";
import { useId, useState } from "react";
import { Button, Dialog, TextArea, toast } from "@/components";
import { useEditorStore } from "@/document/store";
import type { JsonObject } from "@/document/workflow";
import { detailTexts } from "@/texts/detail";
import { useDetail } from "./context";
import { CurlError, type CurlNote, curlParameters, parseCurl } from "./curl";
import css from "./NodeDetail.module.css";

const t = detailTexts.curl;

const errorText = ({ code, detail }: CurlError): string => {
	const text = t.errors[code];
	return typeof text === "string" ? text : text(detail);
};

const noteText = ({ code, detail }: CurlNote): string => t.notes[code](detail);

/** Fills the HTTP Request node from a cURL command. */
export function CurlImport() {
	const node = useDetail((d) => d.node);
	const store = useEditorStore();
	const [open, setOpen] = useState(false);
	const [text, setText] = useState("");
	const [error, setError] = useState("");
	const [notes, setNotes] = useState<CurlNote[]>();
	const id = useId();
	const close = () => {
		setOpen(false);
		setText("");
		setError("");
		setNotes(undefined);
	};
	const take = () => {
		try {
			const request = parseCurl(text);
			store.getState().setParameters(node.name, curlParameters(request, node.parameters) as JsonObject);
			toast({ kind: "success", title: t.imported, text: `${request.method} ${request.url}` });
			if (request.notes.length > 0) setNotes(request.notes);
			else close();
		} catch (problem) {
			if (!(problem instanceof CurlError)) throw problem;
			setError(errorText(problem));
		}
	};
	return (
		<>
			<Button icon={<Terminal aria-hidden />} onClick={() => setOpen(true)}>
				{t.button}
			</Button>
			<Dialog
				open={open}
				onClose={close}
				title={t.title}
				description={notes ? undefined : t.hint}
				actions={
					notes ? (
						<Button kind="primary" onClick={close}>
							{detailTexts.panel.close}
						</Button>
					) : (
						<Button kind="primary" disabled={text.trim() === ""} onClick={take}>
							{t.run}
						</Button>
					)
				}
			>
				{notes ? (
					<ul className={css.notes}>
						{notes.map((note) => (
							<li key={`${note.code} ${note.detail}`}>{noteText(note)}</li>
						))}
					</ul>
				) : (
					<>
						<label htmlFor={id} className="visually-hidden">
							{t.label}
						</label>
						<TextArea
							id={id}
							rows={8}
							autoFocus
							value={text}
							placeholder={t.placeholder}
							aria-invalid={error !== "" || undefined}
							aria-describedby={error ? `${id}-error` : undefined}
							onChange={(event) => {
								setText(event.target.value);
								setError("");
							}}
							onKeyDown={(event) => {
								if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) take();
							}}
						/>
						{error && (
							<p id={`${id}-error`} className={css.problem} role="alert">
								{error}
							</p>
						)}
					</>
				)}
			</Dialog>
		</>
	);
}
