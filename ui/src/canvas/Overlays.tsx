import { createElement, useCallback } from "react";
import { isEnabled, runAction, useActions } from "@/document/actions";
import { type PaletteRequest, useEditor, useEditorStore } from "@/document/store";
import { isSticky, MAIN } from "@/document/workflow";
import { canvasTexts as texts } from "@/texts/canvas";
import { CATEGORIES, type PaletteEntry, paletteEntries } from "./categories";
import { closeOverlay } from "./closeOverlay";
import { ImportDialog } from "./ImportDialog";
import { iconOf } from "./icons";
import { Picker, type PickerGroup } from "./Picker";
import { placeNew } from "./place";
import { ShortcutSheet } from "./ShortcutSheet";
import { rank, score } from "./search";
import { WirePicker } from "./WirePicker";

/** Whatever lies over the canvas at the moment. */
export function Overlays() {
	const overlay = useEditor((state) => state.overlay);
	if (!overlay) return null;
	if (overlay.kind === "palette") return <Palette request={overlay.request} />;
	if (overlay.kind === "wires") return <WirePicker name={overlay.node} />;
	if (overlay.kind === "commands") return <Commands />;
	if (overlay.kind === "shortcuts") return <ShortcutSheet />;
	return <ImportDialog />;
}

function fits(entry: PaletteEntry, request: PaletteRequest): boolean {
	if (request.kind === "after") return entry.inputs.includes(request.sourceType);
	if (request.kind === "before") return entry.outputs.includes(request.targetType);
	if (request.kind === "on") return entry.inputs.includes(MAIN) && entry.outputs.length > 0;
	return true;
}

function contextOf(request: PaletteRequest): string | undefined {
	if (request.kind === "after") return texts.palette.after(request.source);
	if (request.kind === "before") return texts.palette.before(request.target);
	if (request.kind === "on") return texts.palette.onWire(request.wire.source, request.wire.target);
	return undefined;
}

/** All node types, to add one. */
function Palette({ request }: { request: PaletteRequest }) {
	const store = useEditorStore();
	const types = useEditor((state) => state.types);
	const empty = useEditor((state) => state.document.nodes.length === 0);
	const find = useCallback(
		(query: string): PickerGroup[] => {
			const all = paletteEntries(types).filter((entry) => fits(entry, request));
			const show = (entry: PaletteEntry) => ({
				id: entry.type,
				title: entry.title,
				help: entry.help,
				icon: createElement(iconOf(entry.type, entry.icon)),
			});
			if (query.trim() !== "") {
				const found = rank(query, all, (entry) => [
					[entry.title, 1],
					[entry.type.slice(entry.type.lastIndexOf(".") + 1), 0.8],
					[entry.words, 0.6],
					[entry.help, 0.25],
				]);
				return found.length > 0
					? [{ id: "found", title: texts.palette.results, entries: found.slice(0, 60).map(show) }]
					: [];
			}
			// A workflow begins with a trigger.
			const order =
				empty || request.kind === "free" ? CATEGORIES : CATEGORIES.filter((category) => category !== "triggers");
			return order
				.map((category) => ({
					id: category,
					title: texts.palette.categories[category],
					entries: all.filter((entry) => entry.category === category).map(show),
				}))
				.filter((group) => group.entries.length > 0);
		},
		[types, request, empty],
	);
	const close = () => closeOverlay(store);
	return (
		<Picker
			title={texts.palette.title}
			context={contextOf(request)}
			placeholder={texts.palette.search}
			resultsLabel={texts.palette.results}
			nothing={texts.palette.nothing}
			hints={texts.palette.hints}
			find={find}
			onClose={close}
			onPick={(type) => {
				close();
				const state = store.getState();
				const { node, command } = placeNew(state.types, state.document, type, request, state.view?.centre() ?? [0, 0]);
				state.apply(texts.steps.add, command);
				const added = store.getState();
				added.select([node.name]);
				added.selectWires([]);
				added.view?.reveal(node.name);
				// The closing dialog gives the focus back first.
				setTimeout(() => store.getState().view?.focus(node.name));
			}}
		/>
	);
}

/** Every command by its name, and every node of the workflow to go to. */
function Commands() {
	const store = useEditorStore();
	const actions = useActions();
	const document = useEditor((state) => state.document);
	const types = useEditor((state) => state.types);
	const find = useCallback(
		(query: string): PickerGroup[] => {
			const state = store.getState();
			const shown = actions.filter((action) => !action.keysOnly);
			const ranked = rank(query, shown, (action) => [
				[action.title, 1],
				[texts.groups[action.group], 0.3],
			]);
			const entry = (action: (typeof shown)[number]) => ({
				id: `a:${action.id}`,
				title: action.title,
				icon: action.icon ? createElement(action.icon) : undefined,
				...(action.shortcuts?.[0] ? { shortcut: action.shortcuts[0] } : {}),
				disabled: !isEnabled(action, state),
			});
			const nodes =
				query.trim() === ""
					? []
					: rank(
							query,
							document.nodes.filter((node) => !isSticky(node)),
							(node) => [
								[node.name, 1],
								[node.type, 0.4],
							],
						).slice(0, 20);
			const commands = { id: "commands", title: texts.commands.results, entries: ranked.map(entry) };
			const places = {
				id: "nodes",
				title: texts.commands.nodes,
				entries: nodes.map((node) => ({
					id: `n:${node.name}`,
					title: node.name,
					icon: createElement(iconOf(node.type, types.get(node.type)?.[0]?.icon)),
				})),
			};
			// Enter takes the first entry: what is called most like what was written.
			const likeness = (title: string | undefined) => (title === undefined ? 0 : score(query, title));
			const nodesFirst = likeness(nodes[0]?.name) > likeness(ranked[0]?.title);
			const groups = nodesFirst ? [places, commands] : [commands, places];
			return groups.filter((group) => group.entries.length > 0);
		},
		[actions, document, types, store],
	);
	const close = () => closeOverlay(store);
	return (
		<Picker
			title={texts.commands.title}
			placeholder={texts.commands.search}
			resultsLabel={texts.commands.results}
			nothing={texts.commands.nothing}
			hints={texts.palette.hints}
			find={find}
			onClose={close}
			onPick={(id) => {
				close();
				setTimeout(() => {
					const state = store.getState();
					if (id.startsWith("a:")) runAction(store, id.slice(2));
					else {
						const name = id.slice(2);
						state.select([name]);
						state.view?.reveal(name);
						state.view?.focus(name);
					}
				});
			}}
		/>
	);
}
