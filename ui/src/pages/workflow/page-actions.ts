import { CloudUpload, Play, Save, Square, StepForward } from "lucide-react";
import type { EditorAction } from "@/document/actions";
import { type Editor, type EditorStore, isChanged } from "@/document/store";
import { isSticky } from "@/document/workflow";
import { pageTexts } from "@/texts/pages";
import type { PageStore } from "./page-store";

const { run, workflow } = pageTexts;

const running = (state: Editor) => /^(running|new|waiting)$/.test(state.execution?.status ?? "");

/** The commands of the workflow page, for the table that shortcuts, menus and the command palette read. */
export function pageActions(page: PageStore, editor: EditorStore): EditorAction[] {
	const selected = (state: Editor) => {
		const name = state.selection.size === 1 ? [...state.selection][0] : (state.openNode ?? undefined);
		const node = state.document.nodes.find((one) => one.name === name);
		return node && !isSticky(node) ? node.name : undefined;
	};
	return [
		{
			id: "workflow.save",
			title: workflow.save,
			group: "workflow",
			icon: Save,
			shortcuts: ["Mod+S"],
			enabled: (state) => !state.readOnly && isChanged(state),
			run: async () => void (await page.getState().save()),
		},
		{
			id: "workflow.publish",
			title: workflow.publish,
			group: "workflow",
			icon: CloudUpload,
			shortcuts: ["Shift+P"],
			enabled: (state) => !state.readOnly,
			run: () => page.getState().publish(),
		},
		{
			id: "run.workflow",
			title: run.run,
			group: "run",
			icon: Play,
			shortcuts: ["Mod+Enter"],
			enabled: (state) => !running(state) && !page.getState().waiting && state.document.nodes.length > 0,
			run: async () => void (await page.getState().run()),
		},
		{
			id: "run.node",
			title: run.runToNode,
			group: "run",
			icon: StepForward,
			shortcuts: ["Mod+Shift+Enter"],
			enabled: (state) => !running(state) && selected(state) !== undefined,
			run: async () => {
				const destination = selected(editor.getState());
				if (destination) await page.getState().run({ destination });
			},
		},
		{
			id: "run.stop",
			title: run.stop,
			group: "run",
			icon: Square,
			shortcuts: ["Mod+."],
			enabled: (state) => running(state) || page.getState().waiting !== null,
			run: () => page.getState().stop(),
		},
	];
}
