import { createElement } from "react";
import { IconButton } from "@/components";
import { isEnabled, runAction, useActions } from "@/document/actions";
import { useEditor, useEditorStore } from "@/document/store";
import { canvasTexts as texts } from "@/texts/canvas";
import { canvasActions } from "./actions";
import css from "./CanvasToolbar.module.css";

const EDITING = [
	["canvas.add", "canvas.addSticky"],
	["view.fit", "view.zoomIn", "view.zoomOut"],
	["edit.undo", "edit.redo", "edit.tidy"],
	["view.commands", "view.shortcuts"],
];
const LOOKING = [["view.fit", "view.zoomIn", "view.zoomOut"]];

/** The canvas's buttons, at its lower left. */
export function CanvasToolbar({ quiet }: { quiet: boolean }) {
	const readOnly = useEditor((state) => state.readOnly);
	const groups = quiet || readOnly ? LOOKING : EDITING;
	return (
		<div className={css.bar} role="toolbar" aria-label={texts.tools}>
			{groups.map((ids) => (
				<div key={ids[0]} className={css.group}>
					{ids.map((id) => (
						<Tool key={id} id={id} />
					))}
				</div>
			))}
		</div>
	);
}

function Tool({ id }: { id: string }) {
	const store = useEditorStore();
	// A quiet canvas registers nothing, its view can be moved all the same.
	const action = useActions().find((entry) => entry.id === id) ?? canvasActions.find((entry) => entry.id === id);
	const enabled = useEditor((state) => action !== undefined && isEnabled(action, state));
	if (!action) return null;
	return (
		<IconButton
			label={action.title}
			shortcut={action.shortcuts?.[0]}
			icon={action.icon ? createElement(action.icon) : undefined}
			disabled={!enabled}
			onClick={() => {
				if (!runAction(store, id)) void action.run(store);
			}}
		/>
	);
}
