import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { Ban, CircleHelp, Clock3, Infinity as Loop, Pin, RotateCcw, TriangleAlert, Zap } from "lucide-react";
import { type KeyboardEvent, memo, useEffect, useRef } from "react";
import { useShallow } from "zustand/react/shallow";
import { classes } from "@/components";
import { describe, typeTitle } from "@/document/nodeTypes";
import type { NodeRun } from "@/document/runs";
import { openFailed, problemsOf, useEditor, useEditorStore } from "@/document/store";
import { canvasTexts as texts } from "@/texts/canvas";
import { formatDuration } from "@/texts/format";
import { useCanvas } from "./canvasState";
import type { PlacedPort } from "./geometry";
import { hueOf, iconOf } from "./icons";
import { NodeTools } from "./NodeTools";
import css from "./NodeView.module.css";
import type { SceneNode } from "./scene";
import { slowestOf } from "./slowest";

export type FlowNode = Node<{ scene: SceneNode }, "node" | "sticky">;

const SIDES = { left: Position.Left, right: Position.Right, top: Position.Top, bottom: Position.Bottom } as const;

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
	return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A node on the canvas. It renders again only when it, its run or the pointer's business with it changes. */
export const NodeView = memo(function NodeView({ data, selected }: NodeProps<FlowNode>) {
	const { scene } = data;
	const { node, layout, trigger, known, line } = scene;
	const name = node.name;
	const { run, pinned, problems, slow, renaming, open, readOnly, description, title, alone } = useEditor(
		useShallow((state) => ({
			run: own(state.runs, name),
			pinned: own(state.document.pinData ?? {}, name) !== undefined,
			problems: problemsOf(state, name),
			slow: slowestOf(state.runs) === name,
			renaming: state.renaming === name,
			open: state.openNode === name,
			readOnly: state.readOnly,
			description: describe(state.types, node),
			title: typeTitle(state.types, node.type),
			alone: selected && state.selection.size === 1,
		})),
	);
	const { lit, hovered, far } = useCanvas(
		useShallow((state) => ({
			lit: state.hoveredWire?.source === name || state.hoveredWire?.target === name,
			hovered: state.hoveredNode === name,
			far: state.far,
		})),
	);

	const Icon = iconOf(node.type, description?.icon);
	const status = run?.status;
	const inside = layout.shape === "wide";
	const classNames = classes(
		css.node,
		css[layout.shape],
		selected && css.selected,
		lit && css.lit,
		open && css.open,
		node.disabled && css.disabled,
		!known && css.unknown,
		status && css[status],
	);

	// From far away nothing else could be read; a thousand nodes then cost as little as they show.
	if (far && !renaming) {
		return (
			<div className={classNames}>
				<div className={css.box}>
					<Icon className={classes(css.farIcon, css.icon, css[hueOf(node.type, trigger)])} aria-hidden />
				</div>
				{run?.error && <ErrorDot />}
				{layout.inputs.map((port) => (
					<FarPort key={port.id} port={port} kind="target" />
				))}
				{layout.outputs.map((port) => (
					<FarPort key={port.id} port={port} kind="source" />
				))}
			</div>
		);
	}
	return (
		<div className={classNames} title={known ? undefined : texts.unknownTypeHelp(node.type)}>
			{trigger && <Zap className={css.bolt} aria-label={texts.trigger} role="img" />}
			<div className={css.box}>
				<Icon className={classes(css.icon, css[hueOf(node.type, trigger)])} aria-hidden />
				{inside && (
					<div className={css.inside}>
						{renaming ? <NameField name={name} /> : <span className={css.name}>{name}</span>}
						{line && !run?.error && <span className={css.line}>{line}</span>}
						{run?.error && <ErrorWords name={name} run={run} />}
					</div>
				)}
				<span className={css.marks}>
					{pinned && <Pin className={css.pin} role="img" aria-label={texts.pinned} />}
					{node.retryOnFail && <RotateCcw className={css.mark} role="img" aria-label={texts.retries} />}
					{node.executeOnce && (
						<span className={css.once} role="img" aria-label={texts.once}>
							1
						</span>
					)}
					{(node.onError === "continueRegularOutput" || node.continueOnFail) && (
						<Loop className={css.mark} role="img" aria-label={texts.continues} />
					)}
				</span>
				{problems && (
					<span className={css.problem} title={problems.map((problem) => problem.message).join("\n")}>
						<TriangleAlert role="img" aria-label={`${texts.problems(problems.length)}: ${problems[0]?.message}`} />
					</span>
				)}
				{!known && <CircleHelp className={css.ban} aria-hidden />}
				{node.disabled && <Ban className={css.ban} role="img" aria-label={texts.disabled} />}
				{run && <RunMark run={run} slow={slow} detail={hovered || alone} />}
			</div>
			{!inside && (
				<div className={css.caption}>
					{renaming ? <NameField name={name} /> : <span className={css.name}>{name}</span>}
					{run?.error && <ErrorWords name={name} run={run} />}
					{line && !renaming && !run?.error && (
						<span className={css.line} title={line}>
							{line}
						</span>
					)}
					{!known && <span className={classes(css.line, css.warn)}>{texts.unknownType}</span>}
					{node.notesInFlow && node.notes && <span className={css.notes}>{String(node.notes)}</span>}
				</div>
			)}
			{layout.inputs.map((port) => (
				<PortView key={port.id} port={port} node={name} wired={scene.wired.has(port.id)} readOnly={readOnly} />
			))}
			{layout.outputs.map((port) => (
				<PortView
					key={port.id}
					port={port}
					node={name}
					wired={scene.wired.has(port.id)}
					readOnly={readOnly}
					stub={layout.stub}
				/>
			))}
			{(hovered || alone) && !readOnly && !renaming && <NodeTools name={name} />}
			<span className="visually-hidden">
				{title}
				{node.disabled ? `, ${texts.disabled}` : ""}
				{status ? `, ${texts.status[status]}` : ""}
				{run?.error ? `: ${run.error.message}` : ""}
			</span>
		</div>
	);
});

/** What the view library measures to know where wires end; a whole Handle would cost more than the node. */
function FarPort({ port, kind }: { port: PlacedPort; kind: "source" | "target" }) {
	return (
		<div
			className={classes(css.farPort, kind)}
			data-handleid={port.id}
			data-handlepos={port.side}
			style={{ left: port.x, top: port.y }}
		/>
	);
}

function ErrorDot() {
	return <span className={css.dot} />;
}

function RunMark({ run, slow, detail }: { run: NodeRun; slow: boolean; detail: boolean }) {
	return (
		<span className={css.run}>
			{slow && <Clock3 className={css.slow} role="img" aria-label={texts.slowest} />}
			{(detail || slow) && run.status !== "running" && <span className={css.time}>{formatDuration(run.time)}</span>}
			{run.runs > 1 && <span className={css.runs}>{run.runs}×</span>}
			<span className={css.tick} aria-hidden />
		</span>
	);
}

/** The error stands at its node, in words, and opens there. */
function ErrorWords({ name, run }: { name: string; run: NodeRun }) {
	const store = useEditorStore();
	const error = run.error;
	if (!error) return null;
	const item = error.context?.itemIndex;
	const words = item === undefined ? error.message : texts.errorAtItem(error.message, item + 1);
	return (
		<button
			type="button"
			className={classes(css.words, "nodrag", "nopan")}
			title={`${words}\n${texts.openError}`}
			onClick={(event) => {
				event.stopPropagation();
				openFailed(store, name);
			}}
		>
			{words}
		</button>
	);
}

function PortView(props: { port: PlacedPort; node: string; wired: boolean; readOnly: boolean; stub?: number }) {
	const { port, node, wired, readOnly, stub = 0 } = props;
	const store = useEditorStore();
	const output = props.stub !== undefined;
	const free = output && !wired && !readOnly;
	const asked = !output && !wired && !readOnly && port.side === "bottom";
	const add = () => {
		const { show } = store.getState();
		if (output) {
			show({
				kind: "palette",
				request: { kind: "after", source: node, sourceType: port.type, sourceIndex: port.index },
			});
		} else {
			show({
				kind: "palette",
				request: { kind: "before", target: node, targetType: port.type, targetIndex: port.index },
			});
		}
	};
	return (
		<Handle
			id={port.id}
			type={output ? "source" : "target"}
			position={SIDES[port.side]}
			isConnectable={!readOnly}
			className={classes(
				css.port,
				css[port.side],
				output ? css.output : css.input,
				port.error && css.errorPort,
				port.required && !wired && css.required,
			)}
			style={{ left: port.x, top: port.y }}
			title={
				free
					? texts.addAfter(port.label)
					: asked
						? texts.addBefore(port.label)
						: output
							? texts.output(port.label)
							: texts.input(port.label)
			}
			onClick={free || asked ? add : undefined}
		>
			{port.label && (
				<span className={css.label} style={output && port.side === "right" ? { maxWidth: stub } : undefined}>
					{port.label}
				</span>
			)}
			{free && port.side === "right" && (
				<span className={css.free} style={{ width: stub + 12 }}>
					<span className={css.plus}>+</span>
				</span>
			)}
			{asked && (
				<span className={css.freeBelow}>
					<span className={css.plus}>+</span>
				</span>
			)}
		</Handle>
	);
}

/** Renames in place: Enter or leaving takes the name, Escape keeps the old one. */
function NameField({ name }: { name: string }) {
	const store = useEditorStore();
	const field = useRef<HTMLInputElement>(null);
	const done = useRef(false);
	useEffect(() => {
		field.current?.focus();
		field.current?.select();
	}, []);
	const finish = (take: boolean) => {
		if (done.current) return;
		done.current = true;
		const { startRename, rename, view } = store.getState();
		const wanted = field.current?.value ?? name;
		startRename(null);
		view?.focus(take ? rename(name, wanted) : name);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		event.stopPropagation();
		if (event.key === "Enter") finish(true);
		else if (event.key === "Escape") finish(false);
	};
	return (
		<input
			ref={field}
			className={classes(css.field, "nodrag", "nopan")}
			defaultValue={name}
			aria-label={texts.rename}
			spellCheck={false}
			maxLength={200}
			onKeyDown={onKeyDown}
			onBlur={() => finish(true)}
			onDoubleClick={(event) => event.stopPropagation()}
		/>
	);
}
