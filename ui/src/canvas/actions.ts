/** The canvas's own commands. Others (save, run, publish) are registered by who can do them. */
import {
	ArrowDown,
	ArrowLeft,
	ArrowRight,
	ArrowUp,
	Ban,
	BoxSelect,
	ClipboardPaste,
	Command as CommandIcon,
	Copy,
	CopyPlus,
	Download,
	FileInput,
	Keyboard,
	Maximize,
	PanelRightOpen,
	PenLine,
	PinOff,
	Plus,
	Redo2,
	Scan,
	Scissors,
	Spline,
	StickyNote,
	Trash2,
	Undo2,
	WandSparkles,
	ZoomIn,
	ZoomOut,
} from "lucide-react";
import type { EditorAction } from "@/document/actions";
import { duplicate } from "@/document/clipboard";
import {
	addNodes,
	type Command,
	disconnect,
	moveNodes,
	newSticky,
	type Position,
	removeNodes,
	sequence,
	setDisabled,
	setPinData,
} from "@/document/commands";
import { portsOf } from "@/document/ports";
import type { Editor, EditorStore, PaletteRequest } from "@/document/store";
import { type Connection, connectionKey, connectionList, findNode, isSticky, nodesByName } from "@/document/workflow";
import { canvasTexts as texts } from "@/texts/canvas";
import { announce } from "./announce";
import { GRID } from "./geometry";
import { copied, copyEverything, exportFile, pasteFromClipboard, putOnClipboard } from "./importFlow";
import { type Direction, nextNode, reachable } from "./navigate";

const { actions: titles, steps } = texts;

const some = (state: Editor) => state.selection.size > 0;
const one = (state: Editor) => state.selection.size === 1;
const editable = (state: Editor) => !state.readOnly;
const someEditable = (state: Editor) => some(state) && editable(state);
const first = (state: Editor) => [...state.selection][0];

/** Where Tab puts a new node: behind the selected one, or where the view is. */
function nextRequest(state: Editor): PaletteRequest {
	const name = one(state) ? first(state) : undefined;
	const node = name === undefined ? undefined : findNode(state.document, name);
	if (!node || isSticky(node)) return { kind: "free" };
	const outputs = portsOf(state.types, state.document, node).outputs;
	const used = new Set(
		connectionList(state.document)
			.filter((wire) => wire.source === name)
			.map((wire) => `${wire.sourceType}:${wire.sourceIndex}`),
	);
	const port = outputs.find((output) => !used.has(`${output.type}:${output.index}`)) ?? outputs[0];
	return port ? { kind: "after", source: node.name, sourceType: port.type, sourceIndex: port.index } : { kind: "free" };
}

function selectedWires(state: Editor): Connection[] {
	return connectionList(state.document).filter((wire) => state.selectedWires.has(connectionKey(wire)));
}

function remove(store: EditorStore, bridge: boolean, step: string = steps.delete): void {
	const state = store.getState();
	const names = state.selection;
	// After a node is gone, the keyboard goes on from the one before it.
	const previous = one(state)
		? connectionList(state.document).find((wire) => wire.target === first(state))?.source
		: undefined;
	const commands: Command[] = [removeNodes(names, bridge)];
	const wires = selectedWires(state);
	if (wires.length > 0) commands.unshift(disconnect(wires));
	state.apply(step, sequence(...commands));
	state.selectWires([]);
	if (previous && findNode(store.getState().document, previous)) state.select([previous]);
	state.view?.focus(previous);
}

function go(direction: Direction) {
	return (store: EditorStore) => {
		const state = store.getState();
		const name = nextNode(state.document, [...state.selection].at(-1), direction);
		if (name === undefined) return;
		state.select([name]);
		state.selectWires([]);
		if (state.openNode !== null)
			state.open(isSticky({ type: findNode(state.document, name)?.type ?? "" }) ? null : name);
		state.view?.reveal(name);
		state.view?.focus(name);
	};
}

function nudge(x: number, y: number) {
	return (store: EditorStore) => {
		const state = store.getState();
		const positions = new Map<string, Position>();
		for (const name of state.selection) {
			const node = findNode(state.document, name);
			if (node) positions.set(name, [node.position[0] + x * GRID, node.position[1] + y * GRID]);
		}
		state.apply(steps.move, moveNodes(positions), "nudge");
	};
}

function toggleDisabled(store: EditorStore): void {
	const state = store.getState();
	const nodes = nodesByName(state.document);
	const enabled = [...state.selection].some(
		(name) => !nodes.get(name)?.disabled && nodes.get(name)?.type !== undefined,
	);
	state.apply(enabled ? steps.disable : steps.enable, setDisabled(state.selection, enabled));
}

function travel(way: "undo" | "redo") {
	return (store: EditorStore) => {
		const title = store.getState()[way]();
		if (title) announce(way === "undo" ? texts.undone(title) : texts.redone(title));
	};
}

/** Tidies the selection, or everything when less than two nodes are selected. */
async function tidyUp(store: EditorStore): Promise<void> {
	const state = store.getState();
	const names = state.selection.size > 1 ? state.selection : undefined;
	const positions = await state.view?.tidied(names);
	if (!positions) return;
	state.apply(steps.tidy, moveNodes(positions));
	requestAnimationFrame(() => store.getState().view?.fit(names ? [...names] : undefined));
}

function addSticky(store: EditorStore): void {
	const state = store.getState();
	const at = state.view?.pointer() ?? state.view?.centre() ?? [0, 0];
	const note = newSticky(
		state.document,
		[Math.round(at[0] / GRID) * GRID, Math.round(at[1] / GRID) * GRID],
		texts.stickyDefault,
	);
	state.apply(steps.note, addNodes([note]));
	state.select([note.name]);
	state.startRename(note.name);
}

export const canvasActions: readonly EditorAction[] = [
	{
		id: "canvas.add",
		title: titles.addNode,
		group: "add",
		icon: Plus,
		shortcuts: ["Tab", "N"],
		where: "canvas",
		enabled: editable,
		run: (store) => store.getState().show({ kind: "palette", request: nextRequest(store.getState()) }),
	},
	{
		id: "canvas.addSticky",
		title: titles.addSticky,
		group: "add",
		icon: StickyNote,
		shortcuts: ["Shift+S"],
		where: "canvas",
		enabled: editable,
		run: addSticky,
	},
	{
		id: "canvas.import",
		title: titles.import,
		group: "add",
		icon: FileInput,
		enabled: editable,
		run: (store) => store.getState().show({ kind: "import" }),
	},

	{
		id: "node.open",
		title: titles.open,
		group: "node",
		icon: PanelRightOpen,
		shortcuts: ["Enter"],
		where: "canvas",
		enabled: one,
		run: (store) => {
			const state = store.getState();
			const name = first(state);
			const node = name === undefined ? undefined : findNode(state.document, name);
			if (!node) return;
			if (isSticky(node)) state.startRename(node.name);
			else state.open(node.name);
		},
	},
	{
		id: "node.rename",
		title: titles.rename,
		group: "node",
		icon: PenLine,
		shortcuts: ["F2"],
		where: "canvas",
		enabled: (state) => one(state) && editable(state),
		run: (store) => store.getState().startRename(first(store.getState()) ?? null),
	},
	{
		id: "node.wires",
		title: titles.wires,
		group: "node",
		icon: Spline,
		shortcuts: ["C"],
		where: "canvas",
		enabled: (state) =>
			one(state) && editable(state) && !isSticky({ type: findNode(state.document, first(state) ?? "")?.type ?? "" }),
		run: (store) => {
			const name = first(store.getState());
			if (name !== undefined) store.getState().show({ kind: "wires", node: name });
		},
	},
	{
		id: "node.toggleDisabled",
		title: titles.toggleDisabled,
		group: "node",
		icon: Ban,
		shortcuts: ["D"],
		where: "canvas",
		enabled: someEditable,
		run: toggleDisabled,
	},
	{
		id: "node.unpin",
		title: titles.unpin,
		group: "node",
		icon: PinOff,
		enabled: (state) =>
			someEditable(state) && [...state.selection].some((name) => Object.hasOwn(state.document.pinData ?? {}, name)),
		run: (store) => {
			const state = store.getState();
			state.apply("unpin", sequence(...[...state.selection].map((name) => setPinData(name, undefined))));
		},
	},
	{
		id: "node.duplicate",
		title: titles.duplicate,
		group: "edit",
		icon: CopyPlus,
		shortcuts: ["Mod+D"],
		where: "canvas",
		enabled: someEditable,
		run: (store) => {
			const state = store.getState();
			const made = duplicate(state.document, state.selection);
			state.apply(steps.duplicate, made.command);
			state.select(made.names);
		},
	},
	{
		id: "edit.copy",
		title: titles.copy,
		group: "edit",
		icon: Copy,
		shortcuts: ["Mod+C"],
		where: "canvas",
		native: true,
		enabled: some,
		run: (store) => {
			const text = copied(store);
			if (text) putOnClipboard(text);
		},
	},
	{
		id: "edit.cut",
		title: titles.cut,
		group: "edit",
		icon: Scissors,
		shortcuts: ["Mod+X"],
		where: "canvas",
		native: true,
		enabled: someEditable,
		run: (store) => {
			const text = copied(store);
			if (text) putOnClipboard(text);
			remove(store, false, steps.cut);
		},
	},
	{
		id: "edit.paste",
		title: titles.paste,
		group: "edit",
		icon: ClipboardPaste,
		shortcuts: ["Mod+V"],
		where: "canvas",
		native: true,
		enabled: editable,
		run: pasteFromClipboard,
	},
	{
		id: "node.delete",
		title: titles.delete,
		group: "edit",
		icon: Trash2,
		danger: true,
		shortcuts: ["Delete", "Backspace"],
		where: "canvas",
		enabled: (state) => editable(state) && (some(state) || state.selectedWires.size > 0),
		run: (store) => remove(store, false),
	},
	{
		id: "node.deleteBridge",
		title: titles.deleteBridge,
		group: "edit",
		shortcuts: ["Shift+Delete"],
		where: "canvas",
		enabled: someEditable,
		run: (store) => remove(store, true),
	},
	{
		id: "edit.undo",
		title: titles.undo,
		group: "edit",
		icon: Undo2,
		shortcuts: ["Mod+Z"],
		where: "page",
		enabled: (state) => editable(state) && state.history.past.length > 0,
		run: travel("undo"),
	},
	{
		id: "edit.redo",
		title: titles.redo,
		group: "edit",
		icon: Redo2,
		shortcuts: ["Mod+Shift+Z", "Mod+Y"],
		where: "page",
		enabled: (state) => editable(state) && state.history.future.length > 0,
		run: travel("redo"),
	},
	{
		id: "edit.selectAll",
		title: titles.selectAll,
		group: "edit",
		icon: BoxSelect,
		shortcuts: ["Mod+A"],
		where: "canvas",
		run: (store) => store.getState().select(store.getState().document.nodes.map((node) => node.name)),
	},
	{
		id: "edit.selectBefore",
		title: titles.selectBefore,
		group: "edit",
		shortcuts: ["Shift+Left"],
		where: "canvas",
		enabled: some,
		run: (store) => store.getState().select(reachable(store.getState().document, store.getState().selection, "before")),
	},
	{
		id: "edit.selectAfter",
		title: titles.selectAfter,
		group: "edit",
		shortcuts: ["Shift+Right"],
		where: "canvas",
		enabled: some,
		run: (store) => store.getState().select(reachable(store.getState().document, store.getState().selection, "after")),
	},
	{
		id: "edit.selectNone",
		title: titles.selectNone,
		group: "edit",
		shortcuts: ["Escape"],
		where: "canvas",
		keysOnly: true,
		run: (store) => {
			const state = store.getState();
			state.select([]);
			state.selectWires([]);
			state.view?.focus();
		},
	},
	{
		id: "edit.tidy",
		title: titles.tidy,
		group: "edit",
		icon: WandSparkles,
		shortcuts: ["Shift+Alt+T"],
		where: "page",
		enabled: editable,
		run: tidyUp,
	},

	{
		id: "go.left",
		title: titles.goLeft,
		group: "go",
		icon: ArrowLeft,
		shortcuts: ["Left"],
		where: "canvas",
		keysOnly: true,
		run: go("left"),
	},
	{
		id: "go.right",
		title: titles.goRight,
		group: "go",
		icon: ArrowRight,
		shortcuts: ["Right"],
		where: "canvas",
		keysOnly: true,
		run: go("right"),
	},
	{
		id: "go.up",
		title: titles.goUp,
		group: "go",
		icon: ArrowUp,
		shortcuts: ["Up"],
		where: "canvas",
		keysOnly: true,
		run: go("up"),
	},
	{
		id: "go.down",
		title: titles.goDown,
		group: "go",
		icon: ArrowDown,
		shortcuts: ["Down"],
		where: "canvas",
		keysOnly: true,
		run: go("down"),
	},
	{
		id: "nudge.left",
		title: titles.nudgeLeft,
		group: "edit",
		shortcuts: ["Alt+Left"],
		where: "canvas",
		keysOnly: true,
		enabled: someEditable,
		run: nudge(-1, 0),
	},
	{
		id: "nudge.right",
		title: titles.nudgeRight,
		group: "edit",
		shortcuts: ["Alt+Right"],
		where: "canvas",
		keysOnly: true,
		enabled: someEditable,
		run: nudge(1, 0),
	},
	{
		id: "nudge.up",
		title: titles.nudgeUp,
		group: "edit",
		shortcuts: ["Alt+Up"],
		where: "canvas",
		keysOnly: true,
		enabled: someEditable,
		run: nudge(0, -1),
	},
	{
		id: "nudge.down",
		title: titles.nudgeDown,
		group: "edit",
		shortcuts: ["Alt+Down"],
		where: "canvas",
		keysOnly: true,
		enabled: someEditable,
		run: nudge(0, 1),
	},

	{
		id: "view.fit",
		title: titles.fit,
		group: "view",
		icon: Maximize,
		shortcuts: ["1"],
		where: "canvas",
		run: (store) => store.getState().view?.fit(),
	},
	{
		id: "view.fitSelection",
		title: titles.fitSelection,
		group: "view",
		icon: Scan,
		shortcuts: ["2"],
		where: "canvas",
		enabled: some,
		run: (store) => store.getState().view?.fit([...store.getState().selection]),
	},
	{
		id: "view.zoomReset",
		title: titles.zoomReset,
		group: "view",
		shortcuts: ["0"],
		where: "canvas",
		run: (store) => store.getState().view?.zoomTo(1),
	},
	{
		id: "view.zoomIn",
		title: titles.zoomIn,
		group: "view",
		icon: ZoomIn,
		shortcuts: ["+", "="],
		where: "canvas",
		run: (store) => store.getState().view?.zoomIn(),
	},
	{
		id: "view.zoomOut",
		title: titles.zoomOut,
		group: "view",
		icon: ZoomOut,
		shortcuts: ["-"],
		where: "canvas",
		run: (store) => store.getState().view?.zoomOut(),
	},
	{
		id: "view.commands",
		title: titles.commands,
		group: "view",
		icon: CommandIcon,
		shortcuts: ["Mod+K"],
		where: "page",
		keysOnly: true,
		run: (store) => store.getState().show({ kind: "commands" }),
	},
	{
		id: "view.shortcuts",
		title: titles.shortcuts,
		group: "view",
		icon: Keyboard,
		shortcuts: ["?"],
		where: "page",
		run: (store) => store.getState().show({ kind: "shortcuts" }),
	},

	{ id: "workflow.export", title: titles.export, group: "workflow", icon: Download, run: exportFile },
	{ id: "workflow.copyAll", title: titles.copyAll, group: "workflow", icon: Copy, run: copyEverything },
];
