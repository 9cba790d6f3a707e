/** What the parts of an open node's detail share. */
import {
	createContext,
	type ReactNode,
	useCallback,
	useContext,
	useLayoutEffect,
	useMemo,
	useRef,
	useState,
} from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { NodeTypeDescription } from "@/document/nodeTypes";
import { describe } from "@/document/nodeTypes";
import { effectiveParameters } from "@/document/parameters";
import type { RunData, RunError } from "@/document/runs";
import { problemsOf, useEditor } from "@/document/store";
import type { Item } from "@/document/workflow";
import { findNode, type JsonObject, type WorkflowDocument, type WorkflowNode } from "@/document/workflow";
import {
	type Ancestor,
	ancestors,
	type DataSource,
	directInputs,
	linkedItem,
	NO_ITEMS,
	type OutputChoice,
	outputItems,
	pinnedItems,
	sourceOf,
	withPinned,
} from "./data/runs";
import type { DragSource } from "./expression/access";
import type { CompletionContext } from "./expression/completion";
import { type Issues, nodeIssues } from "./form/issues";
import { errorPlace } from "./form/run-error";

/** A field of the input that is dragged or inserted. */
export interface DraggedField extends DragSource {
	/** Its value in the chosen item, to choose types by. */
	value: unknown;
	/** It is the node's own output: it can be copied, for nodes behind, but not inserted here. */
	copyOnly?: boolean;
}

/** A parameter that fields can be inserted into. */
export type FieldTarget = (field: DraggedField) => void;

export interface Detail {
	document: WorkflowDocument;
	node: WorkflowNode;
	description: NodeTypeDescription | undefined;
	/** The node's parameters with defaults filled in. */
	root: JsonObject;
	readOnly: boolean;
	issues: Issues;
	/** The error of the shown run of this node. */
	error: RunError | undefined;
	source: DataSource;
	ancestors: readonly Ancestor[];
	/** The output whose items are shown as input; undefined when nothing is connected. */
	inputChoice: OutputChoice | undefined;
	chooseInput: (choice: OutputChoice) => void;
	inputItems: readonly Item[];
	/** The run of this node that is shown as output, from 0. */
	run: number;
	chooseRun: (run: number) => void;
	/** The input item that expressions are evaluated for. */
	itemIndex: number;
	chooseItem: (index: number) => void;
	/** The field that is being dragged. */
	dragging: DraggedField | undefined;
	setDragging: (field: DraggedField | undefined) => void;
	/** Remembers where fields go that are inserted by keyboard. */
	setTarget: (target: FieldTarget | undefined) => void;
	/** Inserts a field into the parameter that had the focus last; false when there is none. */
	insert: (field: DraggedField) => boolean;
	/** The item of another node that belongs to the chosen one, else its first. */
	itemOf: (ancestor: Ancestor) => Item | undefined;
	/** What completions can know. */
	completion: (place: CompletionContext["place"]) => Omit<CompletionContext, "reference" | "variables">;
}

type DetailStore = StoreApi<Detail>;

const DetailContext = createContext<DetailStore | null>(null);

/** The detail itself, for handlers that read it when they run. */
export function useDetailStore(): DetailStore {
	const store = useContext(DetailContext);
	if (!store) throw new Error("useDetail outside of a DetailProvider");
	return store;
}

/**
 * Reads a part of the detail; the component renders again when that part is another one. Every letter that is typed
 * changes the document, so whoever is on the page often asks for no more than it needs.
 */
export function useDetail<T>(select: (detail: Detail) => T): T {
	return useStore(useDetailStore(), select);
}

const same = (a: OutputChoice | undefined, b: OutputChoice | undefined) =>
	a === b || (a !== undefined && b !== undefined && a.node === b.node && a.run === b.run && a.output === b.output);

/**
 * The run data of the store with the pinned items of the document. An execution that is looked at is shown as it
 * was: what is pinned in its workflow was no part of it, unless it was run by hand.
 */
export function useDataSource(): DataSource {
	const runs = useEditor((s) => s.runData) as unknown as RunData;
	const pinData = useEditor((s) => (s.readOnly ? undefined : s.document.pinData));
	return useMemo(() => {
		const pinned = pinnedItems(pinData);
		return { runs: withPinned(runs, pinned), pinned };
	}, [runs, pinData]);
}

/** Gives the detail of one node to the parts inside; renders nothing when the node is gone. */
export function DetailProvider({ name, children }: { name: string; children: ReactNode }) {
	const document = useEditor((s) => s.document);
	const types = useEditor((s) => s.types);
	const readOnly = useEditor((s) => s.readOnly);
	const problems = useEditor((s) => problemsOf(s, name));
	const source = useDataSource();
	const node = findNode(document, name);
	const description = node && describe(types, node);
	const root = useMemo(() => (node ? effectiveParameters(description, node) : {}), [description, node]);
	const [chosenInput, chooseInput] = useState<OutputChoice>();
	const [chosenRun, chooseRun] = useState(-1);
	const [chosenItem, chooseItem] = useState(0);
	const [dragging, setDragging] = useState<DraggedField>();
	const target = useRef<FieldTarget | undefined>(undefined);
	const setTarget = useCallback((next: FieldTarget | undefined) => {
		target.current = next;
	}, []);
	const insert = useCallback((field: DraggedField) => {
		target.current?.(field);
		return target.current !== undefined;
	}, []);

	// Only another wiring makes other ancestors.
	// biome-ignore lint/correctness/useExhaustiveDependencies: of the document only its connections count.
	const before = useMemo(() => ancestors(document, name), [document.connections, name]);
	const tasks = Object.hasOwn(source.runs, name) ? source.runs[name] : undefined;
	const run = chosenRun < 0 || chosenRun >= (tasks?.length ?? 0) ? Math.max(0, (tasks?.length ?? 1) - 1) : chosenRun;
	const error = tasks?.[run]?.error as RunError | undefined;
	// A node that failed shows the item that it failed at.
	const failedItem = error && errorPlace(error).item;
	useLayoutEffect(() => {
		if (error && failedItem !== undefined) chooseItem(failedItem);
	}, [error, failedItem]);
	const wantedChoice = useMemo((): OutputChoice | undefined => {
		if (chosenInput && (before.some((a) => a.node === chosenInput.node) || chosenInput.node === name))
			return chosenInput;
		// What the shown run was fed with, else the first connected output that has data.
		const fed = sourceOf(source, name, run);
		if (fed && findNode(document, fed.node)) return fed;
		const wires = directInputs(document, name);
		const wire =
			wires.find((w) => outputItems(source, { node: w.source, run: -1, output: w.sourceIndex })?.length) ?? wires[0];
		return wire && { node: wire.source, run: -1, output: wire.sourceIndex };
	}, [chosenInput, before, document, name, run, source]);
	const keptChoice = useRef(wantedChoice);
	if (!same(keptChoice.current, wantedChoice)) keptChoice.current = wantedChoice;
	const inputChoice = keptChoice.current;
	const inputItems = useMemo(
		() => (inputChoice ? (outputItems(source, inputChoice) ?? NO_ITEMS) : NO_ITEMS),
		[inputChoice, source],
	);
	const itemIndex = Math.min(chosenItem, Math.max(0, inputItems.length - 1));

	const itemOf = useCallback(
		(ancestor: Ancestor): Item | undefined => {
			const linked = inputChoice && linkedItem(source, inputChoice, itemIndex, ancestor.node);
			return linked ?? outputItems(source, { node: ancestor.node, run: -1, output: ancestor.output })?.[0];
		},
		[inputChoice, itemIndex, source],
	);

	const issues = useMemo(() => {
		if (!node) return new Map<string, string>();
		const found = new Map(description ? nodeIssues(description, node, root) : []);
		for (const p of problems ?? []) {
			const key = p.parameter ?? "";
			if (!found.has(key)) found.set(key, p.message);
		}
		return found;
	}, [description, node, root, problems]);

	const rootNow = useRef(root);
	rootNow.current = root;
	const completion = useCallback(
		(place: CompletionContext["place"]) => ({
			json: inputItems[itemIndex]?.json,
			binary: inputItems[itemIndex]?.binary,
			parameters: rootNow.current,
			place,
			nodes: before.map((ancestor) => {
				const item = itemOf(ancestor);
				return { name: ancestor.node, json: item?.json, binary: item?.binary };
			}),
		}),
		[before, inputItems, itemIndex, itemOf],
	);

	const detail = useMemo<Detail | null>(
		() =>
			node
				? {
						document,
						node,
						description,
						root,
						readOnly,
						issues,
						error,
						source,
						ancestors: before,
						inputChoice,
						chooseInput,
						inputItems,
						run,
						chooseRun,
						itemIndex,
						chooseItem,
						dragging,
						setDragging,
						setTarget,
						insert,
						itemOf,
						completion,
					}
				: null,
		[
			node,
			document,
			description,
			root,
			readOnly,
			issues,
			error,
			run,
			source,
			before,
			inputChoice,
			inputItems,
			itemIndex,
			dragging,
			setTarget,
			insert,
			itemOf,
			completion,
		],
	);
	const [store, setStore] = useState<DetailStore>();
	useLayoutEffect(() => {
		if (!detail) return;
		if (store) store.setState(detail, true);
		else setStore(createStore<Detail>(() => detail));
	}, [store, detail]);
	return detail && store ? <DetailContext.Provider value={store}>{children}</DetailContext.Provider> : null;
}
