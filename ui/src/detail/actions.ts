/** The commands of the open node's detail, for the shortcut sheet and the command palette. */
import {
	ChevronLeft,
	ChevronRight,
	Maximize2,
	PanelBottom,
	PanelRight,
	Play,
	RectangleHorizontal,
	X,
} from "lucide-react";
import type { EditorAction } from "@/document/actions";
import type { Editor, EditorStore } from "@/document/store";
import { detailTexts } from "@/texts/detail";
import { directInputs, directOutputs } from "./data/runs";
import { type Dock, useLayout } from "./layout";

const t = detailTexts.actions;

const isOpen = (state: Editor) => state.openNode !== null;

/** Opens a node in place of the one that is open. */
export function openInstead(store: EditorStore, name: string): void {
	const state = store.getState();
	state.open(name);
	state.select([name]);
}

function neighbour(state: Editor, side: "before" | "behind"): string | undefined {
	if (state.openNode === null) return undefined;
	return side === "before"
		? directInputs(state.document, state.openNode)[0]?.source
		: directOutputs(state.document, state.openNode)[0]?.target;
}

/** Closes the detail and gives the focus back to the node. */
export function closeDetail(store: EditorStore): void {
	const state = store.getState();
	const name = state.openNode;
	state.open(null);
	if (name !== null) state.view?.focus(name);
}

function dock(value: Dock, icon: EditorAction["icon"]): EditorAction {
	return {
		id: `detail.dock.${value}`,
		title: {
			right: detailTexts.panel.dockRight,
			bottom: detailTexts.panel.dockBottom,
			full: detailTexts.panel.dockFull,
		}[value],
		group: "view",
		icon,
		enabled: isOpen,
		run: () => useLayout.getState().set({ dock: value }),
	};
}

/** The commands while a node is open; `focusNext` moves the focus to the next part of the panel. */
export function detailActions(execute: ((node: string) => void) | undefined, focusNext: () => void): EditorAction[] {
	const go = (side: "before" | "behind") => (store: EditorStore) => {
		const name = neighbour(store.getState(), side);
		if (name) openInstead(store, name);
	};
	return [
		{
			id: "detail.execute",
			title: detailTexts.panel.execute,
			group: "run",
			icon: Play,
			shortcuts: ["Mod+Enter"],
			where: "page",
			enabled: (state) => isOpen(state) && execute !== undefined,
			run: (store) => {
				const { openNode } = store.getState();
				if (openNode !== null) execute?.(openNode);
			},
		},
		{
			id: "detail.previous",
			title: t.previous,
			group: "go",
			icon: ChevronLeft,
			shortcuts: ["Alt+PageUp"],
			where: "page",
			enabled: (state) => neighbour(state, "before") !== undefined,
			run: go("before"),
		},
		{
			id: "detail.next",
			title: t.next,
			group: "go",
			icon: ChevronRight,
			shortcuts: ["Alt+PageDown"],
			where: "page",
			enabled: (state) => neighbour(state, "behind") !== undefined,
			run: go("behind"),
		},
		{
			id: "detail.part",
			title: t.part,
			group: "go",
			icon: RectangleHorizontal,
			shortcuts: ["F6"],
			where: "page",
			enabled: isOpen,
			run: focusNext,
		},
		{
			id: "detail.close",
			title: t.close,
			group: "view",
			icon: X,
			shortcuts: ["Escape"],
			native: true,
			enabled: isOpen,
			run: closeDetail,
		},
		dock("right", PanelRight),
		dock("bottom", PanelBottom),
		dock("full", Maximize2),
	];
}
