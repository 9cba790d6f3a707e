import { NodeToolbar, Position } from "@xyflow/react";
import { createElement } from "react";
import { IconButton } from "@/components";
import { isEnabled, runAction, useActions } from "@/document/actions";
import { useEditorStore } from "@/document/store";
import { canvasTexts as texts } from "@/texts/canvas";
import css from "./NodeTools.module.css";

/** Actions that a node offers right above it, when somebody has registered them. */
const SHOWN = ["run.node", "node.open", "node.toggleDisabled", "node.duplicate", "node.delete"];

/** The little toolbar over the node that the pointer or the selection is on. */
export function NodeTools({ name }: { name: string }) {
	const store = useEditorStore();
	const actions = useActions();
	const shown = SHOWN.flatMap((id) => actions.find((action) => action.id === id) ?? []);
	if (shown.length === 0) return null;
	return (
		<NodeToolbar
			isVisible
			position={Position.Top}
			offset={4}
			className={css.tools}
			role="toolbar"
			aria-label={texts.nodeTools(name)}
		>
			{shown.map((action) => (
				<IconButton
					key={action.id}
					small
					tabIndex={-1}
					label={action.title}
					shortcut={action.shortcuts?.[0]}
					icon={action.icon ? createElement(action.icon) : undefined}
					onClick={(event) => {
						event.stopPropagation();
						store.getState().select([name]);
						if (isEnabled(action, store.getState())) runAction(store, action.id);
					}}
				/>
			))}
		</NodeToolbar>
	);
}
