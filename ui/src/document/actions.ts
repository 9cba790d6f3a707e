/**
 * The table of commands. Toolbars, menus, the shortcut sheet and the command palette all read it;
 * who owns a command registers it here while it can be used.
 */
import { type ComponentType, useSyncExternalStore } from "react";
import type { Editor, EditorStore } from "./store";

export type ActionGroup = "add" | "edit" | "node" | "go" | "view" | "run" | "workflow";

export interface EditorAction {
	/** Names the action for code: "node.duplicate". */
	id: string;
	/** Names it for people. */
	title: string;
	group: ActionGroup;
	icon?: ComponentType;
	/** Keys as "Mod+Shift+Z"; Mod is Ctrl, on Macs Cmd. The first one is shown. */
	shortcuts?: readonly string[];
	/** Where the keys count: on the canvas, or anywhere outside of text fields. */
	where?: "canvas" | "page";
	/** The browser's own event does it (copy, cut, paste); the keys are shown only. */
	native?: boolean;
	/** Left out of the command palette: useful by its keys only. */
	keysOnly?: boolean;
	danger?: boolean;
	/** Whether it can be done now; always when absent. */
	enabled?(state: Editor): boolean;
	run(store: EditorStore): void | Promise<void>;
}

let actions: readonly EditorAction[] = [];
const listeners = new Set<() => void>();

/** Adds actions; an action with an id that is there takes its place. Returns how to take them out again. */
export function registerActions(list: readonly EditorAction[]): () => void {
	const ids = new Set(list.map((action) => action.id));
	const replaced = actions.filter((action) => ids.has(action.id));
	actions = [...actions.filter((action) => !ids.has(action.id)), ...list];
	for (const listener of listeners) listener();
	return () => {
		const own = new Set(list);
		actions = [...actions.filter((action) => !own.has(action)), ...replaced];
		for (const listener of listeners) listener();
	};
}

export function allActions(): readonly EditorAction[] {
	return actions;
}

export function findAction(id: string): EditorAction | undefined {
	return actions.find((action) => action.id === id);
}

export function isEnabled(action: EditorAction, state: Editor): boolean {
	return action.enabled?.(state) ?? true;
}

/** Runs an action by its id when it can be done; tells whether it did. */
export function runAction(store: EditorStore, id: string): boolean {
	const action = findAction(id);
	if (!action || !isEnabled(action, store.getState())) return false;
	void action.run(store);
	return true;
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** The table as it is now. */
export function useActions(): readonly EditorAction[] {
	return useSyncExternalStore(subscribe, allActions);
}

interface Keys {
	key: string;
	code: string;
	ctrlKey: boolean;
	metaKey: boolean;
	shiftKey: boolean;
	altKey: boolean;
}

const NAMED: Record<string, string> = {
	" ": "Space",
	ArrowLeft: "Left",
	ArrowRight: "Right",
	ArrowUp: "Up",
	ArrowDown: "Down",
	Esc: "Escape",
};

/** Whether the pressed keys are a shortcut. Signs such as "?" need no Shift in the shortcut, wherever the keyboard has them. */
export function matches(event: Keys, shortcut: string, mac: boolean): boolean {
	const parts = shortcut.split(/\+(?=.)/);
	const key = parts.pop() as string;
	const wanted = new Set(parts);
	if (wanted.has("Mod") !== (mac ? event.metaKey : event.ctrlKey)) return false;
	if (wanted.has("Alt") !== event.altKey) return false;
	const sign = key.length === 1 && !/[a-z0-9]/i.test(key);
	if (!sign && wanted.has("Shift") !== event.shiftKey) return false;
	const pressed = NAMED[event.key] ?? event.key;
	if (pressed.toLowerCase() === key.toLowerCase()) return true;
	// On keyboards whose letters are not Latin the place of the key counts.
	return /^[A-Z]$/i.test(key) && !/[a-z]/i.test(event.key) && event.code === `Key${key.toUpperCase()}`;
}

/** The action that the pressed keys stand for. */
export function actionFor(event: Keys, mac: boolean): EditorAction | undefined {
	return actions.find((action) => action.shortcuts?.some((shortcut) => matches(event, shortcut, mac)));
}
