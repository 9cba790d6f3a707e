import { createElement, type MouseEvent, type ReactElement, useState } from "react";
import { ContextMenu, type MenuEntry } from "@/components";
import { type EditorAction, isEnabled, runAction, useActions } from "@/document/actions";
import { useEditorStore } from "@/document/store";

const ON_NODE = [
	["node.open", "run.node", "run.toHere", "node.rename", "node.wires", "node.toggleDisabled", "node.unpin"],
	["node.duplicate", "edit.copy", "edit.cut", "edit.selectBefore", "edit.selectAfter"],
	["node.delete", "node.deleteBridge"],
];
const ON_PANE = [
	["canvas.add", "canvas.addSticky", "edit.paste"],
	["edit.selectAll", "edit.tidy", "view.fit"],
	["canvas.import", "workflow.export", "workflow.copyAll"],
];

/** The menu of the right mouse button: what can be done with the node under it, or with the canvas. */
export function CanvasMenu(props: { children: ReactElement; nameOf: (id: string) => string; disabled: boolean }) {
	const store = useEditorStore();
	const actions = useActions();
	const [groups, setGroups] = useState(ON_PANE);
	if (props.disabled) return props.children;

	const choose = (event: MouseEvent) => {
		const element = event.target instanceof Element ? event.target.closest<HTMLElement>(".react-flow__node") : null;
		const state = store.getState();
		const name = element ? props.nameOf(element.dataset.id ?? "") : "";
		if (name && !state.selection.has(name)) state.select([name]);
		const onSelection = event.target instanceof Element && event.target.closest(".react-flow__nodesselection") !== null;
		setGroups(name || onSelection ? ON_NODE : ON_PANE);
	};
	const entry = (action: EditorAction): MenuEntry => ({
		id: action.id,
		label: action.title,
		...(action.icon ? { icon: createElement(action.icon) } : {}),
		...(action.shortcuts?.[0] ? { shortcut: action.shortcuts[0] } : {}),
		disabled: !isEnabled(action, store.getState()),
		...(action.danger ? { danger: true } : {}),
		// The menu gives the focus back when it closes; what takes the focus must come after that.
		onSelect: () => setTimeout(() => runAction(store, action.id)),
	});
	const entries = groups
		.map((ids) => ids.flatMap((id) => actions.find((action) => action.id === id) ?? []).map(entry))
		.filter((group) => group.length > 0)
		.flatMap((group, index): MenuEntry[] =>
			index === 0 ? group : [{ kind: "separator", id: `separator-${index}` }, ...group],
		);
	return (
		<ContextMenu entries={entries}>
			<div onContextMenuCapture={choose} style={{ display: "contents" }}>
				{props.children}
			</div>
		</ContextMenu>
	);
}
