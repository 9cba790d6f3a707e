/**
 * The state that canvas, node detail and pages share: one workflow document with its selection,
 * history and run. Every page makes its own store (createEditorStore) and gives it to what it
 * shows by EditorProvider; inside, components read it by useEditor and change it by its actions.
 */
import { createContext, createElement, type ReactNode, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { Command, Position } from "./commands";
import { changeNode, removeNodes, renameNode, setNodeFields, setParameters, setPinData } from "./commands";
import { type History, NO_HISTORY, record, redo, undo } from "./history";
import { indexNodeTypes, NO_TYPES, type NodeTypeDescription, type NodeTypes } from "./nodeTypes";
import {
	type ExecutionState,
	finished,
	type NodeFinished,
	type NodeRun,
	type NodeRuns,
	type NodeStarted,
	type RunData,
	started,
	summarizeAll,
	withTask,
} from "./runs";
import {
	type Connection,
	emptyWorkflow,
	findNode,
	type JsonObject,
	type PinnedItem,
	type WorkflowDocument,
	type WorkflowNode,
} from "./workflow";

/** A problem of the workflow that the server found. */
export interface Problem {
	node: string;
	parameter: string;
	message: string;
}

/** Where the next node goes that is chosen from the palette. */
export type PaletteRequest =
	| { kind: "free"; at?: Position }
	| { kind: "after"; source: string; sourceType: string; sourceIndex: number; at?: Position }
	| { kind: "before"; target: string; targetType: string; targetIndex: number; at?: Position }
	| { kind: "on"; wire: Connection };

/** What lies over the canvas. */
export type Overlay =
	| { kind: "palette"; request: PaletteRequest }
	/** The wires of a node, to add and remove some by keyboard. */
	| { kind: "wires"; node: string }
	| { kind: "commands" }
	| { kind: "shortcuts" }
	| { kind: "import" };

/** What the canvas can do with its view; it puts itself into the store while it is on the page. */
export interface CanvasView {
	zoomIn(): void;
	zoomOut(): void;
	zoomTo(zoom: number): void;
	/** Shows the named nodes, or all. */
	fit(names?: readonly string[]): void;
	/** Brings a node into view when it is not. */
	reveal(name: string): void;
	/** The middle of the visible part, in the document's units. */
	centre(): Position;
	/** The place under the mouse in the document's units, undefined when it is elsewhere. */
	pointer(): Position | undefined;
	/** Puts the keyboard's focus on the canvas, or on a node of it. */
	focus(name?: string): void;
	/** Positions of all nodes after tidying up, in the document's units; of the named ones only if given. */
	tidied(names?: ReadonlySet<string>): Promise<ReadonlyMap<string, Position>>;
}

export interface EditorState {
	document: WorkflowDocument;
	/** The document as the server has it, for telling whether there is something to save. */
	saved: WorkflowDocument;
	/** Grows when another document is opened, so that views know to begin anew. */
	opened: number;
	/** Changes are refused: an execution or somebody else's version is shown. */
	readOnly: boolean;
	history: History;
	/** Names of the selected nodes. */
	selection: ReadonlySet<string>;
	/** The selected wires, as connectionKey writes them. */
	selectedWires: ReadonlySet<string>;
	/** The node whose detail is open, and the parameter to show in it. */
	openNode: string | null;
	openParameter: string | null;
	/** The node whose name is being edited on the canvas. */
	renaming: string | null;
	overlay: Overlay | null;
	types: NodeTypes;
	problems: readonly Problem[];
	execution: ExecutionState | null;
	/** Summaries of the shown execution, by node name. */
	runs: NodeRuns;
	/** The data of the shown execution, as far as it is here. */
	runData: RunData;
	/** The document as it was when the execution began. */
	executed: WorkflowDocument | null;
	view: CanvasView | null;
}

export interface EditorActions {
	/** Shows a document; history, selection and run begin anew. */
	load(document: WorkflowDocument, options?: { readOnly?: boolean; saved?: boolean }): void;
	/** Says that the server has this document now. Its ids and dates are taken over without a step of history. */
	markSaved(document: WorkflowDocument, changes?: Partial<WorkflowDocument>): void;
	/** Does a command as one step of history. Steps with one key that follow closely become one. */
	apply(title: string, command: Command, key?: string): void;
	undo(): string | undefined;
	redo(): string | undefined;
	select(names: Iterable<string>): void;
	selectWires(keys: Iterable<string>): void;
	open(name: string | null, parameter?: string): void;
	startRename(name: string | null): void;
	show(overlay: Overlay | null): void;
	setTypes(list: readonly NodeTypeDescription[]): void;
	setProblems(problems: readonly Problem[]): void;
	setReadOnly(readOnly: boolean): void;
	setView(view: CanvasView | null): void;

	setParameters(name: string, parameters: JsonObject, key?: string): void;
	setNodeFields(name: string, fields: Partial<Omit<WorkflowNode, "name">>, key?: string): void;
	changeNode(title: string, name: string, change: (node: WorkflowNode) => WorkflowNode, key?: string): void;
	/** Gives the new name, which may have a number when the wanted one was taken. */
	rename(from: string, to: string): string;
	remove(names: ReadonlySet<string>): void;
	pin(name: string, items: PinnedItem[] | undefined): void;

	/** A run begins: what was known of the last one goes, except for a partial run's nodes. */
	beginExecution(execution: ExecutionState, keep?: RunData): void;
	nodeStarted(event: NodeStarted): void;
	nodeFinished(event: NodeFinished): void;
	endExecution(changes: Partial<ExecutionState>): void;
	/** Shows a stored execution's data. */
	showExecution(execution: ExecutionState, data: RunData): void;
	clearExecution(): void;
}

export type Editor = EditorState & EditorActions;
export type EditorStore = StoreApi<Editor>;

/** The problems of one list by their nodes; made once. */
const problemIndex = new WeakMap<readonly Problem[], Map<string, Problem[]>>();
const NOTHING: ReadonlySet<string> = new Set();

function initialState(): EditorState {
	const document = emptyWorkflow("");
	return {
		document,
		saved: document,
		opened: 0,
		readOnly: false,
		history: NO_HISTORY,
		selection: NOTHING,
		selectedWires: NOTHING,
		openNode: null,
		openParameter: null,
		renaming: null,
		overlay: null,
		types: NO_TYPES,
		problems: [],
		execution: null,
		runs: {},
		runData: {},
		executed: null,
		view: null,
	};
}

/** Keeps of a selection what is still in the document. */
function surviving(document: WorkflowDocument, names: ReadonlySet<string>): ReadonlySet<string> {
	const left = [...names].filter((name) => findNode(document, name));
	return left.length === names.size ? names : new Set(left);
}

/** The nodes that have one name in a document and another one in the next: old name → new name. */
function renamings(before: WorkflowDocument, after: WorkflowDocument): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	if (before.nodes === after.nodes || before.nodes.length !== after.nodes.length) return found;
	before.nodes.forEach((node, place) => {
		const now = after.nodes[place];
		// Renaming keeps a node's place and id; names that are in both documents belong to whoever has them.
		if (!now || now.name === node.name || now.id !== node.id || now.type !== node.type) return;
		if (!findNode(after, node.name) && !findNode(before, now.name)) found.set(node.name, now.name);
	});
	return found;
}

function underNewNames<T>(record: Readonly<Record<string, T>>, names: ReadonlyMap<string, string>): Record<string, T> {
	return Object.fromEntries(Object.entries(record).map(([name, value]) => [names.get(name) ?? name, value]));
}

/** What the state says of nodes by name, after renamings: selection, open node and run follow. */
function followed(
	state: EditorState,
	names: ReadonlyMap<string, string>,
): Pick<EditorState, "selection" | "openNode" | "runs" | "runData"> {
	const { selection, openNode, runs, runData } = state;
	if (names.size === 0) return { selection, openNode, runs, runData };
	const now = (name: string) => names.get(name) ?? name;
	return {
		selection: new Set([...selection].map(now)),
		openNode: openNode === null ? null : now(openNode),
		runs: underNewNames(runs, names),
		runData: underNewNames(runData, names),
	};
}

/** Makes a store. `now` is the clock, for tests. */
export function createEditorStore(now: () => number = Date.now): EditorStore {
	return createStore<Editor>()((set, get) => {
		const travel = (step: typeof undo): string | undefined => {
			const state = get();
			if (state.readOnly) return undefined;
			const travelled = step(state.history, state.document);
			if (!travelled) return undefined;
			const { document, history } = travelled;
			const { selection, openNode, ...run } = followed(state, renamings(state.document, document));
			set({
				document,
				history,
				...run,
				selection: surviving(document, selection),
				selectedWires: NOTHING,
				openNode: openNode !== null && findNode(document, openNode) ? openNode : null,
				renaming: null,
			});
			return travelled.title;
		};
		const apply: EditorActions["apply"] = (title, command, key) => {
			const state = get();
			if (state.readOnly) return;
			const document = command(state.document);
			if (document === state.document) return;
			set({
				document,
				history: record(state.history, state.document, title, key, now()),
				selection: surviving(document, state.selection),
				openNode: state.openNode !== null && findNode(document, state.openNode) ? state.openNode : null,
			});
		};
		return {
			...initialState(),
			load: (document, options = {}) => {
				const { types, view, opened } = get();
				set({
					...initialState(),
					types,
					view,
					opened: opened + 1,
					document,
					saved: options.saved === false ? emptyWorkflow("") : document,
					readOnly: options.readOnly ?? false,
				});
			},
			markSaved: (document, changes) => {
				const state = get();
				if (!changes) return set({ saved: document });
				const saved = { ...document, ...changes };
				set({ saved, document: state.document === document ? saved : { ...state.document, ...changes } });
			},
			apply,
			undo: () => travel(undo),
			redo: () => travel(redo),
			select: (names) => set({ selection: new Set(names) }),
			selectWires: (keys) => set({ selectedWires: new Set(keys) }),
			open: (name, parameter) =>
				set({
					openNode: name !== null && findNode(get().document, name) ? name : null,
					openParameter: name === null ? null : (parameter ?? null),
				}),
			startRename: (name) => set({ renaming: get().readOnly ? null : name }),
			show: (overlay) => set({ overlay }),
			setTypes: (list) => set({ types: indexNodeTypes(list) }),
			setProblems: (problems) => set({ problems }),
			setReadOnly: (readOnly) => set({ readOnly }),
			setView: (view) => set({ view }),

			setParameters: (name, parameters, key) => apply("parameters", setParameters(name, parameters), key),
			setNodeFields: (name, fields, key) => apply("settings", setNodeFields(name, fields), key),
			changeNode: (title, name, change, key) => apply(title, changeNode(name, change), key),
			rename: (from, to) => {
				const before = get();
				const index = before.document.nodes.findIndex((node) => node.name === from);
				apply("rename", renameNode(from, to));
				const name = get().document.nodes[index]?.name ?? from;
				if (name !== from) set(followed(before, new Map([[from, name]])));
				return name;
			},
			remove: (names) => apply("delete", removeNodes(names)),
			pin: (name, items) => apply(items ? "pin" : "unpin", setPinData(name, items)),

			beginExecution: (execution, keep) =>
				set({
					execution,
					executed: get().document,
					runData: keep ?? {},
					runs: keep ? summarizeAll(keep) : {},
				}),
			nodeStarted: (event) => {
				const { runs } = get();
				set({
					runs: {
						...runs,
						[event.node]: started(Object.hasOwn(runs, event.node) ? runs[event.node] : undefined, event),
					},
				});
			},
			nodeFinished: (event) => {
				const { runs, runData } = get();
				set({
					runs: {
						...runs,
						[event.node]: finished(Object.hasOwn(runs, event.node) ? runs[event.node] : undefined, event),
					},
					...(event.run ? { runData: withTask(runData, event.node, event.runIndex, event.run) } : {}),
				});
			},
			endExecution: (changes) => {
				const { execution, runs } = get();
				if (!execution) return;
				const status = changes.status ?? execution.status;
				const over = status !== "running" && status !== "new" && status !== "waiting";
				const settled = (run: NodeRun): NodeRun =>
					over && (run.status === "running" || run.status === "waiting") ? { ...run, status: "canceled" } : run;
				set({
					execution: { ...execution, ...changes },
					runs: Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, settled(run)])),
				});
			},
			showExecution: (execution, data) =>
				set({ execution, runData: data, runs: summarizeAll(data), executed: get().document }),
			clearExecution: () => set({ execution: null, runs: {}, runData: {}, executed: null }),
		};
	});
}

/**
 * What the server found wrong with a node. It looked at the workflow as it was saved: of a node that was changed
 * since, nothing is known until the next save. The list is the same one as long as it says the same.
 */
export function problemsOf({ problems, document, saved }: EditorState, name: string): readonly Problem[] | undefined {
	let byNode = problemIndex.get(problems);
	if (!byNode) {
		byNode = new Map();
		for (const problem of problems) {
			const list = byNode.get(problem.node);
			if (list) list.push(problem);
			else byNode.set(problem.node, [problem]);
		}
		problemIndex.set(problems, byNode);
	}
	const own = byNode.get(name);
	return own && findNode(document, name) === findNode(saved, name) ? own : undefined;
}

/** Opens a node at the parameter that its shown run failed at. */
export function openFailed(store: EditorStore, name: string): void {
	const { runData, runs, select, open } = store.getState();
	// An event tells of the error in few words; the run's data say where.
	const own = <T>(table: Readonly<Record<string, T>>) => (Object.hasOwn(table, name) ? table[name] : undefined);
	const error = own(runData)?.findLast((task) => task.error)?.error ?? own(runs)?.error;
	select([name]);
	open(name, error?.context?.parameter);
}

/** Whether there are changes that the server does not have. */
export function isChanged(state: EditorState): boolean {
	return state.document !== state.saved;
}

/**
 * The nodes whose data are out of date: those that were changed, rewired or removed since the
 * shown execution began. The server runs them again in a partial run.
 */
export function dirtyNodes(state: EditorState): string[] {
	const before = state.executed;
	if (!before) return [];
	return Object.keys(state.runData).filter((name) => {
		const now = findNode(state.document, name);
		const then = findNode(before, name);
		if (!now || !then) return true;
		return now !== then && Object.keys({ ...now, ...then }).some((key) => key !== "position" && now[key] !== then[key]);
	});
}

const EditorContext = createContext<EditorStore | null>(null);

/** Gives a store to the components inside. */
export function EditorProvider({ store, children }: { store: EditorStore; children: ReactNode }) {
	return createElement(EditorContext.Provider, { value: store }, children);
}

/** The store itself, for handlers that read it when they run. */
export function useEditorStore(): EditorStore {
	const store = useContext(EditorContext);
	if (!store) throw new Error("useEditorStore outside of an EditorProvider");
	return store;
}

/** Reads a part of the state; the component renders again when that part is another one. */
export function useEditor<T>(select: (state: Editor) => T): T {
	return useStore(useEditorStore(), select);
}
