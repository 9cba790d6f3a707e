/** Keyboard and clipboard of the page that shows a canvas. Which keys do what stands in the table of actions. */
import { type RefObject, useEffect } from "react";
import { toast } from "@/components";
import { actionFor, isEnabled, registerActions } from "@/document/actions";
import { useEditorStore } from "@/document/store";
import { canvasTexts as texts } from "@/texts/canvas";
import { canvasActions } from "./actions";
import { copied, pasteText } from "./importFlow";

const mac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

const WRITING = 'input, textarea, select, [contenteditable=""], [contenteditable="true"], .cm-editor';
const OVER = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

function isIn(target: EventTarget | null, selector: string): boolean {
	return target instanceof Element && target.closest(selector) !== null;
}

export function useCanvasKeys(host: RefObject<HTMLElement | null>, active: boolean): void {
	const store = useEditorStore();

	useEffect(() => (active ? registerActions(canvasActions) : undefined), [active]);

	useEffect(() => {
		if (!active) return;
		/** The canvas has the keyboard: the focus is in it, or nowhere. */
		const onCanvas = (target: EventTarget | null) =>
			target === document.body || (target instanceof Node && host.current?.contains(target) === true);
		const atWork = (target: EventTarget | null) => onCanvas(target) && !isIn(target, WRITING) && !isIn(target, OVER);

		const onKeyDown = (event: KeyboardEvent) => {
			if (event.defaultPrevented || event.isComposing || isIn(event.target, OVER)) return;
			const action = actionFor(event, mac);
			if (!action || action.native) return;
			const writing = isIn(event.target, WRITING);
			if (writing && !(action.id === "view.commands" || action.group === "workflow" || action.group === "run")) return;
			if (writing && !event.ctrlKey && !event.metaKey) return;
			if ((action.where ?? "page") === "canvas" && !atWork(event.target)) return;
			// Tab adds a node only where the keyboard is in the graph already; elsewhere it leads through the page.
			if (event.key === "Tab" && event.target === document.body) return;
			// A button that has the focus is pressed by Enter and Space; Tab leads on from it.
			if (isIn(event.target, "button, a[href], summary") && /^(Enter| |Tab)$/.test(event.key)) return;
			if (!isEnabled(action, store.getState())) {
				if (action.id === "canvas.add") return;
				event.preventDefault();
				return;
			}
			event.preventDefault();
			void action.run(store);
		};

		const hasText = () => (window.getSelection()?.toString() ?? "") !== "";
		const onCopy = (event: ClipboardEvent) => {
			if (!atWork(event.target) || hasText()) return;
			const text = copied(store);
			if (text === undefined) return;
			event.clipboardData?.setData("text/plain", text);
			event.preventDefault();
			const count = store.getState().selection.size;
			if (event.type === "cut") {
				const state = store.getState();
				if (!state.readOnly) state.remove(state.selection);
			} else toast({ title: texts.clipboard.copied(count) });
		};
		const onPaste = (event: ClipboardEvent) => {
			if (!atWork(event.target)) return;
			const text = event.clipboardData?.getData("text/plain") ?? "";
			if (text === "") return;
			event.preventDefault();
			void pasteText(store, text);
		};

		window.addEventListener("keydown", onKeyDown);
		document.addEventListener("copy", onCopy);
		document.addEventListener("cut", onCopy);
		document.addEventListener("paste", onPaste);
		return () => {
			window.removeEventListener("keydown", onKeyDown);
			document.removeEventListener("copy", onCopy);
			document.removeEventListener("cut", onCopy);
			document.removeEventListener("paste", onPaste);
		};
	}, [store, host, active]);
}
