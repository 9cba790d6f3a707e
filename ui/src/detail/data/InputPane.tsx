import { useQuery } from "@tanstack/react-query";
import { memo, useMemo } from "react";
import { Button, Empty, NativeSelect } from "@/components";
import { portsOf } from "@/document/ports";
import { useEditor } from "@/document/store";
import { detailTexts as t } from "@/texts/detail";
import { type DraggedField, useDetail, useDetailStore } from "../context";
import type { DataPath } from "../expression/access";
import { useExecuteStep } from "../host";
import { useLayout } from "../layout";
import { variablesQuery } from "../queries";
import css from "./Data.module.css";
import { ItemsView } from "./ItemsView";
import { directInputs, type OutputChoice, outputItems, runCount } from "./runs";
import type { SchemaSection } from "./SchemaView";
import { Stepper } from "./Stepper";
import type { SchemaField } from "./schema";

/** The trees of what the node's expressions can read: its input, what nodes before gave, variables. */
export function useInputSections(): SchemaSection[] {
	const source = useDetail((d) => d.source);
	const inputChoice = useDetail((d) => d.inputChoice);
	const inputItems = useDetail((d) => d.inputItems);
	const itemIndex = useDetail((d) => d.itemIndex);
	const ancestors = useDetail((d) => d.ancestors);
	const itemOf = useDetail((d) => d.itemOf);
	const run = useDetail((d) => d.run);
	const id = useDetail((d) => d.document.id ?? "");
	const title = useDetail((d) => d.document.name);
	const active = useDetail((d) => d.document.active === true);
	const variables = useQuery(variablesQuery);
	const isDirect = useIsDirect();
	// The clock need not tick while one reads.
	const context = useMemo(
		() => contextVariables({ id, name: title, active }, inputChoice, itemIndex, run, variables.data),
		[id, title, active, inputChoice, itemIndex, run, variables.data],
	);
	return useMemo((): SchemaSection[] => {
		const list: SchemaSection[] = [];
		if (inputChoice) {
			const has = outputItems(source, inputChoice) !== undefined;
			list.push({
				id: "input",
				title: inputChoice.node,
				note: has ? t.data.items(inputItems.length) : t.data.nodeNotRun,
				items: has ? inputItems.map((i) => i.json ?? {}) : undefined,
				chosen: itemIndex,
				open: true,
				drag: (field: SchemaField) => ({
					node: inputChoice.node,
					direct: isDirect,
					path: field.path,
					value: valueIn(inputItems[itemIndex]?.json, field),
				}),
				empty: has ? t.data.emptyItems : t.data.noInputHint,
			});
		}
		for (const ancestor of ancestors) {
			if (ancestor.node === inputChoice?.node) continue;
			const item = itemOf(ancestor);
			list.push({
				id: `node ${ancestor.node}`,
				title: ancestor.node,
				note: item ? undefined : t.data.nodeNotRun,
				items: item ? [item.json ?? {}] : undefined,
				chosen: 0,
				open: false,
				drag: (field) => ({ node: ancestor.node, direct: false, path: field.path, value: valueIn(item?.json, field) }),
				empty: item ? t.data.emptyItems : t.data.noInputHint,
			});
		}
		list.push({
			id: "context",
			title: t.data.variables,
			items: [context],
			chosen: 0,
			open: false,
			drag: ({ path, example }) => ({
				node: "",
				direct: false,
				root: String(path[0]),
				path: path.slice(1),
				value: example,
			}),
		});
		return list;
	}, [ancestors, context, inputChoice, inputItems, isDirect, itemIndex, itemOf, source]);
}

/** Whether the shown input is wired to the node, so that $json stands for it. */
function useIsDirect(): boolean {
	return useDetail((d) =>
		directInputs(d.document, d.node.name).some(
			(w) => w.source === d.inputChoice?.node && w.sourceIndex === d.inputChoice.output,
		),
	);
}

/** What goes into the node: the items of the node before it, and what farther nodes gave. */
export const InputPane = memo(function InputPane() {
	const store = useDetailStore();
	const name = useDetail((d) => d.node.name);
	const source = useDetail((d) => d.source);
	const inputChoice = useDetail((d) => d.inputChoice);
	const inputItems = useDetail((d) => d.inputItems);
	const itemIndex = useDetail((d) => d.itemIndex);
	const ancestors = useDetail((d) => d.ancestors);
	const itemOf = useDetail((d) => d.itemOf);
	const connections = useDetail((d) => d.document.connections);
	const types = useEditor((s) => s.types);
	const running = useEditor((s) => s.runs[name]?.status === "running");
	const view = useLayout((s) => s.inputView);
	const set = useLayout((s) => s.set);
	const { execute, running: busy } = useExecuteStep();
	// As text, since a parameter may name or count the inputs: they are others only when they are called otherwise.
	const labels = useDetail((d) => JSON.stringify(portsOf(types, d.document, d.node).inputs.map((p) => p.label)));
	const inputs = useMemo(() => JSON.parse(labels) as string[], [labels]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: of the document only its connections count.
	const direct = useMemo(() => directInputs(store.getState().document, name), [connections, name]);

	const isDirect = useIsDirect();
	const drag = (path: DataPath, value: unknown): DraggedField | undefined =>
		inputChoice && { node: inputChoice.node, direct: isDirect, path, value };

	const sections = useInputSections();
	const runs = inputChoice ? runCount(source, inputChoice.node) : 0;
	const shownRun = inputChoice ? (inputChoice.run < 0 ? runs - 1 : inputChoice.run) : 0;
	const choices = useMemo(() => {
		const out = direct.map((w) => ({
			node: w.source,
			output: w.sourceIndex,
			label: inputLabel(w.source, inputs[w.targetIndex], direct.length, w.targetIndex),
		}));
		for (const a of ancestors)
			if (!out.some((o) => o.node === a.node)) out.push({ node: a.node, output: a.output, label: a.node });
		return out;
	}, [ancestors, direct, inputs]);

	let instead = null;
	const trigger = inputs.length === 0;
	const unconnected = !trigger && !inputChoice && ancestors.length === 0;
	if (!inputChoice && ancestors.length === 0) {
		if (view !== "schema")
			instead = (
				<Empty
					title={trigger ? t.data.noTrigger : t.data.notConnected}
					text={trigger ? undefined : t.data.notConnectedHint}
				/>
			);
	} else if (
		inputChoice &&
		outputItems(source, inputChoice) === undefined &&
		(view !== "schema" || ancestors.every((a) => !itemOf(a)))
	) {
		instead = (
			<Empty
				title={running ? t.data.running : t.data.noInput}
				text={t.data.noInputHint}
				action={
					execute && (
						<Button busy={busy} onClick={() => execute(inputChoice.node)}>
							{t.data.executePrevious}
						</Button>
					)
				}
			/>
		);
	}
	return (
		<ItemsView
			title={t.panel.input}
			heading={
				<>
					<h3 className={css.title}>{t.panel.input}</h3>
					{inputItems.length > 0 && <span className={css.count}>{t.data.items(inputItems.length)}</span>}
				</>
			}
			items={inputItems}
			choice={inputChoice}
			view={view}
			onView={(inputView) => set({ inputView })}
			chosen={itemIndex}
			onChoose={store.getState().chooseItem}
			drag={drag}
			sections={sections}
			instead={instead}
			selectors={
				((choices.length > 1 && view !== "schema") || runs > 1 || inputItems.length > 1) && inputChoice ? (
					<div className={css.selectors}>
						{choices.length > 1 && view !== "schema" && (
							<NativeSelect
								aria-label={t.data.node}
								value={JSON.stringify([inputChoice.node, inputChoice.output])}
								onChange={(event) => {
									const [name, output] = JSON.parse(event.target.value) as [string, number];
									store.getState().chooseInput({ node: name, output, run: -1 });
									store.getState().chooseItem(0);
								}}
							>
								{choices.map((c) => (
									<option key={JSON.stringify([c.node, c.output])} value={JSON.stringify([c.node, c.output])}>
										{c.label}
									</option>
								))}
								{!choices.some((c) => c.node === inputChoice.node && c.output === inputChoice.output) && (
									<option value={JSON.stringify([inputChoice.node, inputChoice.output])}>{inputChoice.node}</option>
								)}
							</NativeSelect>
						)}
						{runs > 1 && (
							<Stepper
								label={t.data.run}
								value={shownRun}
								count={runs}
								text={t.data.runOf}
								onChange={(run) => {
									store.getState().chooseInput({ ...inputChoice, run });
									store.getState().chooseItem(0);
								}}
							/>
						)}
						{inputItems.length > 1 && (
							<Stepper
								label={t.expression.forItem}
								value={itemIndex}
								count={inputItems.length}
								text={t.data.itemOf}
								onChange={store.getState().chooseItem}
							/>
						)}
					</div>
				) : unconnected && view === "schema" ? (
					<p className={css.note}>{t.data.notConnectedHint}</p>
				) : null
			}
		/>
	);
});

function inputLabel(name: string, port: string | undefined, inputs: number, index: number): string {
	if (port) return `${name} → ${port}`;
	return inputs > 1 && index > 0 ? `${name} → ${t.data.input(index + 1)}` : name;
}

function valueIn(json: unknown, field: SchemaField): unknown {
	let at: unknown = json;
	for (const part of field.path) {
		if (typeof at !== "object" || at === null) return field.example;
		at = (at as Record<string | number, unknown>)[part];
	}
	return at === undefined ? field.example : at;
}

/** The context that is not an item, as far as the editor knows it. */
function contextVariables(
	workflow: { id: string; name: string; active: boolean },
	inputChoice: OutputChoice | undefined,
	itemIndex: number,
	run: number,
	variables: readonly { key: string; value: string }[] | undefined,
): Record<string, unknown> {
	const now = new Date();
	return {
		$now: now.toISOString(),
		$today: new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString(),
		$itemIndex: itemIndex,
		$runIndex: run,
		...(inputChoice
			? {
					$prevNode: {
						outputIndex: inputChoice.output,
						runIndex: Math.max(0, inputChoice.run),
					},
				}
			: {}),
		$workflow: workflow,
		$execution: { id: "", mode: "test", resumeUrl: "" },
		$vars: Object.fromEntries((variables ?? []).map((v) => [v.key, v.value])),
	};
}
