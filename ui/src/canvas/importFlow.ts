/** Ways for workflows to come in and go out: files, addresses, the clipboard. */
import { importFromUrl } from "@/api";
import { toast } from "@/components";
import { copyNodes, paste } from "@/document/clipboard";
import type { Position } from "@/document/commands";
import {
	fileName,
	type ImportResult,
	looksLikeWorkflow,
	MAX_TEXT,
	parseWorkflow,
	readWorkflow,
	writeWorkflow,
} from "@/document/importing";
import type { EditorStore } from "@/document/store";
import { nodesByName, type WorkflowDocument } from "@/document/workflow";
import { canvasTexts as texts } from "@/texts/canvas";
import { documentTexts } from "@/texts/document";
import { freePlaceFor } from "./place";

const ADDRESS = /^https?:\/\/\S+$/i;

function told({ message, where }: { where: string; message: string }): string {
	return where ? `${where}: ${message}` : message;
}

/**
 * Puts what was read into the workflow. An empty workflow becomes the imported one under its own
 * id; otherwise its nodes come beside those that are there.
 */
export function takeIn(store: EditorStore, result: ImportResult, at?: Position): boolean {
	const state = store.getState();
	if (state.readOnly) {
		toast({ kind: "error", title: texts.readOnly });
		return false;
	}
	if (!result.ok) {
		toast({ kind: "error", title: texts.importing.failed, text: result.message });
		return false;
	}
	const { document: incoming, problems } = result;
	if (state.document.nodes.length === 0) {
		state.apply(texts.steps.import, (current) => asOpened(current, incoming));
		requestAnimationFrame(() => store.getState().view?.fit());
	} else {
		addBeside(store, incoming, at, texts.steps.import);
	}
	toast({ kind: "success", title: texts.importing.done(incoming.name, incoming.nodes.length) });
	if (problems.length > 0) {
		toast({
			title: texts.importing.mended(problems.length),
			text: problems.slice(0, 5).map(told).join("\n"),
			sticky: true,
		});
	}
	return true;
}

/** The imported workflow in place of an empty one: what says which workflow this is stays. */
function asOpened(current: WorkflowDocument, incoming: WorkflowDocument): WorkflowDocument {
	const next: WorkflowDocument = { ...current, ...incoming };
	for (const key of ["id", "versionId", "active", "tags", "createdAt", "updatedAt"]) {
		if (key in current) next[key] = current[key];
		else delete next[key];
	}
	if (incoming.name === documentTexts.unnamedWorkflow) next.name = current.name;
	return next;
}

function addBeside(store: EditorStore, part: WorkflowDocument, at: Position | undefined, title: string): void {
	const state = store.getState();
	if (part.nodes.length === 0) return;
	const centre = state.view?.centre();
	const place = at ?? state.view?.pointer() ?? (centre && freePlaceFor(state.document, part.nodes, centre));
	const pasted = paste(state.document, part, place);
	state.apply(title, pasted.command);
	const after = store.getState();
	after.select(pasted.names);
	const first = pasted.names[0];
	if (first) requestAnimationFrame(() => store.getState().view?.reveal(first));
}

export async function importFile(store: EditorStore, file: File, at?: Position): Promise<boolean> {
	if (file.size > MAX_TEXT * 4)
		return takeIn(store, { ok: false, message: documentTexts.tooLarge(MAX_TEXT / 1024 / 1024) });
	return takeIn(store, parseWorkflow(await file.text()), at);
}

/** Imports JSON text, or fetches an address and imports what is there. */
export async function importText(store: EditorStore, text: string, at?: Position): Promise<boolean> {
	const wanted = text.trim();
	if (!ADDRESS.test(wanted)) return takeIn(store, parseWorkflow(wanted), at);
	let found: unknown;
	try {
		found = await importFromUrl(wanted);
	} catch (error) {
		toast({
			kind: "error",
			title: texts.importing.failed,
			text: error instanceof Error ? error.message : String(error),
		});
		return false;
	}
	return takeIn(store, readWorkflow(found), at);
}

/** What the selection is as text for the clipboard; undefined when nothing is selected. */
export function copied(store: EditorStore): string | undefined {
	const { document, selection } = store.getState();
	return selection.size === 0 ? undefined : copyNodes(document, selection);
}

/** Takes text from the clipboard: nodes, a workflow, or the address of one. */
export async function pasteText(store: EditorStore, text: string): Promise<boolean> {
	const wanted = text.trim();
	if (ADDRESS.test(wanted)) return importText(store, wanted);
	if (!looksLikeWorkflow(wanted)) {
		toast({ title: texts.clipboard.notAWorkflow });
		return false;
	}
	const result = parseWorkflow(wanted);
	if (!result.ok) return takeIn(store, result);
	if (store.getState().readOnly) return takeIn(store, result);
	addBeside(store, result.document, undefined, texts.steps.paste);
	return true;
}

function download(name: string, text: string): void {
	const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Saves the workflow as a file, as n8n exports it. */
export function exportFile(store: EditorStore): void {
	const { document: workflow } = store.getState();
	download(fileName(workflow), writeWorkflow(workflow));
}

/** Puts text on the clipboard by the browser's own copying, which works without being asked for permission. */
export function putOnClipboard(text: string): void {
	const onCopy = (event: ClipboardEvent) => {
		event.clipboardData?.setData("text/plain", text);
		event.preventDefault();
		event.stopImmediatePropagation();
	};
	document.addEventListener("copy", onCopy, { capture: true, once: true });
	if (!document.execCommand("copy")) {
		document.removeEventListener("copy", onCopy, { capture: true });
		if (navigator.clipboard)
			void navigator.clipboard.writeText(text).catch(() => toast({ kind: "error", title: texts.clipboard.refused }));
		else toast({ kind: "error", title: texts.clipboard.refused });
	}
}

/** Reads the clipboard for a menu's Paste; browsers may refuse that. */
export async function pasteFromClipboard(store: EditorStore): Promise<void> {
	let text: string;
	try {
		text = await navigator.clipboard.readText();
	} catch {
		toast({ kind: "error", title: texts.clipboard.refused });
		return;
	}
	await pasteText(store, text);
}

export function copyEverything(store: EditorStore): void {
	const { document: workflow } = store.getState();
	putOnClipboard(copyNodes(workflow, new Set(nodesByName(workflow).keys())));
	toast({ title: texts.clipboard.copied(workflow.nodes.length) });
}
