import { Download, Eye } from "lucide-react";
import { useEffect, useState } from "react";
import { binaryUrl } from "@/api";
import { Button, Dialog, Empty } from "@/components";
import { useEditor } from "@/document/store";
import type { BinaryRef } from "@/document/workflow";
import { detailTexts as t } from "@/texts/detail";
import { formatBytes } from "@/texts/format";
import css from "./Data.module.css";
import type { ShownItem } from "./ItemsView";
import type { OutputChoice } from "./runs";

interface File {
	key: string;
	item: number;
	property: string;
	ref: BinaryRef;
	url: string | undefined;
}

/** The files of items, with their sizes, to look at and to download. */
export function BinaryView({ items, choice }: { items: readonly ShownItem[]; choice: OutputChoice | undefined }) {
	const execution = useEditor((s) => s.execution?.id);
	const [preview, setPreview] = useState<File>();
	const files: File[] = [];
	for (const { item, index } of items) {
		for (const [property, ref] of Object.entries(item.binary ?? {})) {
			const url =
				execution && choice
					? binaryUrl(execution, {
							node: choice.node,
							run: Math.max(0, choice.run),
							output: choice.output,
							item: index,
							property,
						})
					: undefined;
			files.push({ key: `${index}\n${property}`, item: index, property, ref, url });
			if (files.length >= 1000) break;
		}
		if (files.length >= 1000) break;
	}
	return (
		<div className={css.scroller}>
			<ul className={css.files}>
				{files.map((file) => (
					<li key={file.key} className={css.file}>
						{file.url && previewKind(file.ref.mimeType) === "image" && (
							<img className={css.thumb} src={file.url} alt="" loading="lazy" />
						)}
						<div className={css.fileHead}>
							<strong>{file.property}</strong>
							{items.length > 1 && <span className={css.sectionNote}>{t.data.item(file.item + 1)}</span>}
						</div>
						<dl className={css.facts}>
							<dt>{t.data.fileName}</dt>
							<dd>{file.ref.fileName ?? "–"}</dd>
							<dt>{t.data.type}</dt>
							<dd>{file.ref.mimeType}</dd>
							<dt>{t.data.size}</dt>
							<dd>{sizeText(file.ref)}</dd>
						</dl>
						<div className={css.fileActions}>
							{previewKind(file.ref.mimeType) && (
								<Button icon={<Eye aria-hidden />} disabled={!file.url} onClick={() => setPreview(file)}>
									{t.data.view_}
								</Button>
							)}
							{file.url ? (
								<a className={css.download} href={file.url} download={file.ref.fileName ?? file.property}>
									<Download aria-hidden /> {t.data.download}
								</a>
							) : (
								<span className={css.sectionNote}>{t.data.binaryGone}</span>
							)}
						</div>
					</li>
				))}
			</ul>
			{files.length === 0 && <Empty title={t.data.noItems} />}
			<Dialog
				open={preview !== undefined}
				onClose={() => setPreview(undefined)}
				title={preview?.ref.fileName ?? preview?.property ?? ""}
				width="large"
			>
				{preview?.url && <Preview file={preview} url={preview.url} />}
			</Dialog>
		</div>
	);
}

/** Sizes are bytes, or text such as "1.2 kB" in older data. */
export function sizeText(ref: BinaryRef): string {
	if (typeof ref.bytes === "number") return formatBytes(ref.bytes);
	if (typeof ref.fileSize === "number") return formatBytes(ref.fileSize);
	return ref.fileSize ?? "–";
}

type PreviewKind = "image" | "audio" | "video" | "text" | "pdf";

/** How a file can be shown; HTML and SVG only as text, since they may hold scripts. */
export function previewKind(mimeType: string | undefined): PreviewKind | undefined {
	const type = (mimeType ?? "").toLowerCase().split(";")[0]?.trim() ?? "";
	if (/^image\/(png|jpeg|gif|webp|avif|bmp|x-icon)$/.test(type)) return "image";
	if (type === "application/pdf") return "pdf";
	if (type.startsWith("audio/")) return "audio";
	if (type.startsWith("video/")) return "video";
	if (type.startsWith("text/") || /(json|xml|yaml|csv|javascript|x-sh)$/.test(type)) return "text";
	return undefined;
}

const MAX_TEXT = 200_000;

function Preview({ file, url }: { file: File; url: string }) {
	const kind = previewKind(file.ref.mimeType);
	const name = t.data.previewOf(file.ref.fileName ?? file.property);
	const [text, setText] = useState<string>();
	useEffect(() => {
		if (kind !== "text") return;
		const abort = new AbortController();
		fetch(url, { signal: abort.signal, credentials: "same-origin" })
			.then(async (answer) => setText(answer.ok ? (await answer.text()).slice(0, MAX_TEXT) : t.data.binaryGone))
			.catch(() => {
				if (!abort.signal.aborted) setText(t.data.binaryGone);
			});
		return () => abort.abort();
	}, [kind, url]);
	if (kind === "image") return <img src={url} alt={name} className={css.previewImage} />;
	// biome-ignore lint/a11y/useMediaCaption: files of a run have no captions.
	if (kind === "audio") return <audio src={url} controls aria-label={name} />;
	// biome-ignore lint/a11y/useMediaCaption: files of a run have no captions.
	if (kind === "video") return <video src={url} controls aria-label={name} className={css.previewImage} />;
	if (kind === "pdf") return <PdfPreview url={url} name={name} />;
	if (kind === "text") return <pre className={css.previewText}>{text ?? t.form.loading}</pre>;
	return <p>{t.data.noPreview}</p>;
}

/** A PDF in the browser's own viewer. The file's address allows nothing to run, so the viewer gets the bytes alone. */
function PdfPreview({ url, name }: { url: string; name: string }) {
	const [source, setSource] = useState<string>();
	const [gone, setGone] = useState(false);
	useEffect(() => {
		const abort = new AbortController();
		let made: string | undefined;
		fetch(url, { signal: abort.signal, credentials: "same-origin" })
			.then(async (answer) => {
				if (!answer.ok) return setGone(true);
				const bytes = await answer.arrayBuffer();
				if (abort.signal.aborted) return;
				// The type is ours, whatever the file says of itself: it is never taken for a page.
				made = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }));
				setSource(made);
			})
			.catch(() => {
				if (!abort.signal.aborted) setGone(true);
			});
		return () => {
			abort.abort();
			if (made) URL.revokeObjectURL(made);
		};
	}, [url]);
	if (gone) return <p>{t.data.binaryGone}</p>;
	if (!source) return <p>{t.form.loading}</p>;
	return <iframe src={source} title={name} className={css.previewPdf} />;
}
