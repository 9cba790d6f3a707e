import { useEffect } from "react";
import { type EditorStore, isChanged } from "@/document/store";
import { dropDraft, keepDraft } from "./drafts";
import type { PageStore } from "./page-store";

const QUIET_MS = 250;

/** Keeps unsaved edits in the browser while the page is open, and drops them when they are saved. */
export function useDraft(editor: EditorStore, page: PageStore, workflowId: string, tab: string): void {
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let kept = false;
		const write = () => {
			clearTimeout(timer);
			timer = undefined;
			const state = editor.getState();
			if (isChanged(state)) {
				kept = true;
				void keepDraft({
					workflowId,
					tab,
					document: state.document,
					baseVersionId: page.getState().kept.versionId,
					time: Date.now(),
				}).catch(() => {
					// Browsers without a database keep nothing; the edits are still on the page.
				});
			} else if (kept) {
				kept = false;
				void dropDraft(workflowId, tab).catch(() => {});
			}
		};
		const later = () => {
			clearTimeout(timer);
			timer = setTimeout(write, QUIET_MS);
		};
		const off = editor.subscribe((state, before) => {
			if (state.document !== before.document || state.saved !== before.saved) {
				kept ||= isChanged(before);
				later();
			}
		});
		const now = () => {
			if (timer) write();
		};
		document.addEventListener("visibilitychange", now);
		window.addEventListener("pagehide", now);
		return () => {
			off();
			now();
			document.removeEventListener("visibilitychange", now);
			window.removeEventListener("pagehide", now);
		};
	}, [editor, page, workflowId, tab]);
}
