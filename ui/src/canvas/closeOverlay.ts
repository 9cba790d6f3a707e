import type { EditorStore } from "@/document/store";

/** Closes what lies over the canvas. The keyboard goes on where it was: at the selected node, or at the canvas. */
export function closeOverlay(store: EditorStore): void {
	store.getState().show(null);
	// A closing dialog lets go of the focus after it is gone.
	setTimeout(() => {
		const { overlay, selection, view } = store.getState();
		if (overlay !== null || document.activeElement !== document.body) return;
		view?.focus(selection.size === 1 ? [...selection][0] : undefined);
	}, 20);
}
