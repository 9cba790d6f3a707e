import { Pencil, Pin, PinOff } from "lucide-react";
import { lazy, memo, Suspense, useMemo, useState } from "react";
import { Button, Empty, IconButton, Loading, NativeSelect } from "@/components";
import { portsOf } from "@/document/ports";
import { useEditor, useEditorStore } from "@/document/store";
import type { Item } from "@/document/workflow";
import { type JsonObject, MAIN } from "@/document/workflow";
import { detailTexts as t } from "@/texts/detail";
import { formatBytes, formatDuration } from "@/texts/format";
import { type DraggedField, useDetail } from "../context";
import type { DataPath } from "../expression/access";
import { useDetailHost, useExecuteStep } from "../host";
import { useLayout } from "../layout";
import css from "./Data.module.css";
import { ItemsView } from "./ItemsView";
import { readPinned } from "./pinned";
import { NO_ITEMS, outputCounts, outputItems, runCount } from "./runs";
import type { SchemaSection } from "./SchemaView";
import { Stepper } from "./Stepper";

const CodeEditor = lazy(() => import("../code/CodeEditor"));

/** What comes out of the node, with its runs and outputs; it can be pinned and edited. */
export const OutputPane = memo(function OutputPane() {
	const name = useDetail((d) => d.node.name);
	const source = useDetail((d) => d.source);
	const run = useDetail((d) => d.run);
	const chooseRun = useDetail((d) => d.chooseRun);
	const readOnly = useDetail((d) => d.readOnly);
	const store = useEditorStore();
	const types = useEditor((s) => s.types);
	const summary = useEditor((s) => (Object.hasOwn(s.runs, name) ? s.runs[name] : undefined));
	const view = useLayout((s) => s.outputView);
	const set = useLayout((s) => s.set);
	const { execute, running: busy } = useExecuteStep();
	const [chosenOutput, chooseOutput] = useState<number>();
	const [chosen, choose] = useState(0);
	const [editing, setEditing] = useState<string>();
	// As text, since parameters name and count the outputs: they are others only when they are called otherwise.
	const labels = useDetail((d) =>
		JSON.stringify(
			portsOf(types, d.document, d.node)
				.outputs.filter((p) => p.type === MAIN)
				.map((p) => p.label),
		),
	);
	const outputs = useMemo(() => JSON.parse(labels) as string[], [labels]);
	const counts = outputCounts(source, name, run);
	const firstFull = Math.max(
		0,
		counts.findIndex((n) => n > 0),
	);
	const output = chosenOutput ?? firstFull;
	const choice = { node: name, run, output };
	const isPinned = Object.hasOwn(source.pinned, name);
	const ran = Object.hasOwn(source.runs, name) && (source.runs[name]?.length ?? 0) > 0;
	const pinnedShown = isPinned && output === 0;
	const found = pinnedShown && !ran ? source.pinned[name] : outputItems(source, choice);
	const items = (pinnedShown ? source.pinned[name] : found) ?? NO_ITEMS;
	const runs = runCount(source, name);
	const task = source.runs[name]?.[run];
	const runningNow = summary?.status === "running";
	const outputName = (i: number) => outputs[i] || t.data.output(i + 1);
	const count = Math.max(outputs.length, counts.length);

	const sections = useMemo(
		(): SchemaSection[] => [
			{
				id: "output",
				title: name,
				items: items.map((i) => i.json ?? {}),
				chosen,
				open: true,
				drag: (field) => ownField(name, field.path, field.example),
				empty: t.data.emptyItems,
			},
		],
		[name, items, chosen],
	);

	const pin = () => store.getState().pin(name, items as unknown as JsonObject[]);
	const unpin = () => store.getState().pin(name, undefined);
	const startEditing = () => setEditing(JSON.stringify(items.length > 0 ? items.map((i) => i.json) : [{}], null, 2));

	if (editing !== undefined) {
		return (
			<EditOutput
				text={editing}
				before={items}
				onCancel={() => setEditing(undefined)}
				onSave={(next) => {
					store.getState().pin(name, next);
					setEditing(undefined);
				}}
			/>
		);
	}
	const canPin = !readOnly && outputs.length > 0;
	let instead = null;
	if (!pinnedShown && (found === undefined || items.length === 0)) {
		const others = counts.flatMap((n, i) => (n > 0 && i !== output ? [outputName(i)] : []));
		instead = (
			<Empty
				title={runningNow ? t.data.running : task?.error ? t.errors.title : ran ? t.data.noItems : t.data.noOutput}
				text={
					others.length > 0
						? t.data.otherOutput(others.join(", "))
						: !ran
							? undefined
							: task?.error
								? task.error.message
								: found === undefined
									? t.data.notStored
									: t.data.noItemsHint
				}
				action={
					!readOnly &&
					!runningNow && (
						<span className={css.fileActions}>
							{execute && (
								<Button busy={busy} onClick={() => execute(name)}>
									{t.panel.execute}
								</Button>
							)}
							{canPin && (
								<Button kind="quiet" onClick={startEditing}>
									{t.data.setMock}
								</Button>
							)}
						</span>
					)
				}
			/>
		);
	}
	return (
		<>
			<ItemsView
				title={t.panel.output}
				heading={
					<>
						<h3 className={css.title}>{t.panel.output}</h3>
						<span className={css.count}>
							{(ran || isPinned) && t.data.items(items.length)}
							{ran && !pinnedShown && task ? ` · ${formatDuration(task.executionTime)}` : ""}
							{ran && !pinnedShown && summary?.bytes ? ` · ${formatBytes(summary.bytes)}` : ""}
						</span>
					</>
				}
				actions={
					canPin && (
						<>
							<IconButton small label={t.data.edit} icon={<Pencil />} onClick={startEditing} />
							<IconButton
								small
								label={isPinned ? t.data.unpin : `${t.data.pin}. ${t.data.pinHint}`}
								icon={isPinned ? <PinOff /> : <Pin />}
								pressed={isPinned}
								disabled={!isPinned && items.length === 0}
								onClick={isPinned ? unpin : pin}
							/>
						</>
					)
				}
				items={items}
				choice={choice}
				view={view}
				onView={(outputView) => set({ outputView })}
				chosen={Math.min(chosen, Math.max(0, items.length - 1))}
				onChoose={choose}
				drag={(path, value) => ownField(name, path, value)}
				sections={sections}
				instead={instead}
				selectors={
					<>
						{pinnedShown && (
							<div className={css.pinned}>
								<Pin aria-hidden />
								<span>{t.data.pinnedNote(items.length)}</span>
							</div>
						)}
						{(count > 1 || runs > 1 || items.length > 1) && (
							<div className={css.selectors}>
								{count > 1 && (
									<NativeSelect
										aria-label={t.data.branch}
										value={output}
										onChange={(event) => chooseOutput(Number(event.target.value))}
									>
										{Array.from({ length: count }, (_, i) => (
											// biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity of an output.
											<option key={i} value={i}>
												{outputName(i)}
												{counts[i] === undefined ? "" : ` (${counts[i]})`}
											</option>
										))}
									</NativeSelect>
								)}
								{runs > 1 && (
									<Stepper label={t.data.run} value={run} count={runs} text={t.data.runOf} onChange={chooseRun} />
								)}
								{items.length > 1 && view !== "binary" && (
									<Stepper
										label={t.expression.forItem}
										value={Math.min(chosen, items.length - 1)}
										count={items.length}
										text={t.data.itemOf}
										onChange={choose}
									/>
								)}
							</div>
						)}
					</>
				}
			/>
			<ConsoleOutput node={name} />
		</>
	);
});

/** What comes out of a node is no input of it, but of what follows: it is copied from here, not dragged into itself. */
function ownField(node: string, path: DataPath, value: unknown): DraggedField {
	return { node, direct: false, path, value, copyOnly: true };
}

function EditOutput(props: {
	text: string;
	before: readonly Item[];
	onSave: (items: JsonObject[]) => void;
	onCancel: () => void;
}) {
	const [text, setText] = useState(props.text);
	const [error, setError] = useState("");
	const save = () => {
		const read = readPinned(text);
		if ("error" in read) {
			setError(read.error);
			return;
		}
		// Files and links of the items that were there stay with them.
		props.onSave(
			read.items.map((item, i) => {
				const { json: _json, ...rest } = props.before[i] ?? { json: {} };
				return { ...(rest as JsonObject), ...item };
			}),
		);
	};
	return (
		<div className={css.editor}>
			<h3 className={css.title}>{t.data.edit}</h3>
			<div className={css.editorBox}>
				<Suspense fallback={<Loading />}>
					<CodeEditor language="json" value={text} onChange={setText} label={t.data.editLabel} fill autoFocus />
				</Suspense>
			</div>
			<div className={css.editorFoot}>
				<span className={error ? css.error : css.hint} role={error ? "alert" : undefined}>
					{error || t.data.editHint}
				</span>
				<Button onClick={props.onCancel}>{t.data.cancel}</Button>
				<Button kind="primary" onClick={save}>
					{t.data.save}
				</Button>
			</div>
		</div>
	);
}

/** What the node's script wrote, when it wrote something. */
function ConsoleOutput({ node }: { node: string }) {
	const { console } = useDetailHost();
	const lines = useMemo(() => (console ?? []).filter((line) => line.node === node).slice(-500), [console, node]);
	if (lines.length === 0) return null;
	return (
		<section className={css.console} aria-label={t.data.console}>
			<header className={css.consoleHead}>{t.data.console}</header>
			{lines.map((line, place) => (
				<div
					// biome-ignore lint/suspicious/noArrayIndexKey: lines are only added at the end.
					key={place}
					className={`${css.consoleLine} ${line.level === "error" ? css.errorLine : line.level === "warn" ? css.warn : ""}`}
				>
					{line.text}
				</div>
			))}
		</section>
	);
}
