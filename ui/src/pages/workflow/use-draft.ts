import { useEffect } from "react";
import { type EditorStore, isChanged } from "@/document/store";
import { dropDraft, keepDraft, keepDraftAtOnce } from "./drafts";
import type { PageStore } from "./page-store";

const QUIET_MS = 250;

/** Keeps unsaved edits in the browser while the page is open, and drops them when they are saved. */
export function useDraft(editor: EditorStore, page: PageStore, workflowId: string, tab: string): void {
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let kept = false;
		const draft = () => ({
			workflowId,
			tab,
			document: editor.getState().document,
			baseVersionId: page.getState().kept.versionId,
			time: Date.now(),
		});
		const write = () => {
			clearTimeout(timer);
			timer = undefined;
			if (isChanged(editor.getState())) {
				kept = true;
				keepDraft(draft()).catch(() => {
					// Browsers without a database keep nothing; the edits are still on the page.
				});
			} else if (kept) {
				kept = false;
				dropDraft(workflowId, tab).catch(() => {});
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
		const leave = () => {
			// The database may not get to what was asked of it a moment ago.
			if (isChanged(editor.getState())) keepDraftAtOnce(draft());
			now();
		};
		document.addEventListener("visibilitychange", now);
		window.addEventListener("pagehide", leave);
		return () => {
			off();
			now();
			document.removeEventListener("visibilitychange", now);
			window.removeEventListener("pagehide", leave);
		};
	}, [editor, page, workflowId, tab]);
}
