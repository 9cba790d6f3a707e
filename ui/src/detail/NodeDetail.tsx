import { ChevronLeft, ChevronRight, Maximize2, PanelBottom, PanelRight, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { iconOf } from "@/canvas/icons";
import { classes, IconButton, Menu, Segments } from "@/components";
import { registerActions, runAction } from "@/document/actions";
import { typeTitle } from "@/document/nodeTypes";
import { useEditor, useEditorStore } from "@/document/store";
import { detailTexts as t } from "@/texts/detail";
import { closeDetail, detailActions, openInstead } from "./actions";
import { DetailProvider, useDetail } from "./context";
import { InputPane } from "./data/InputPane";
import { OutputPane } from "./data/OutputPane";
import { directInputs, directOutputs } from "./data/runs";
import { useExecuteStep } from "./host";
import { type Dock, useLayout } from "./layout";
import css from "./NodeDetail.module.css";
import { ParametersPane } from "./ParametersPane";
import { Splitter } from "./Splitter";

/** The detail of the open node: what goes in, its parameters, what comes out. */
export default function NodeDetail() {
	const open = useEditor((s) => s.openNode);
	if (open === null) return null;
	return (
		<DetailProvider key={open} name={open}>
			<Panel />
		</DetailProvider>
	);
}

type Part = "input" | "parameters" | "output";

/** Room below which columns do not fit side by side, in pixels. */
const WIDE = 860;
const MEDIUM = 520;

function Panel() {
	const name = useDetail((d) => d.node.name);
	const store = useEditorStore();
	const layout = useLayout();
	const panel = useRef<HTMLElement>(null);
	const body = useRef<HTMLDivElement>(null);
	const [width, setWidth] = useState(WIDE);
	const [part, setPart] = useState<Part>("parameters");
	const { execute } = useExecuteStep();
	useLayoutEffect(() => {
		const element = panel.current;
		if (!element) return;
		setWidth(element.clientWidth);
		if (typeof ResizeObserver === "undefined") return;
		const observer = new ResizeObserver(() => setWidth(element.clientWidth));
		observer.observe(element);
		return () => observer.disconnect();
	}, []);
	// The panel takes the focus when a node is opened, unless a parameter in it does.
	useEffect(() => {
		const active = document.activeElement;
		if (!panel.current?.contains(active)) panel.current?.focus({ preventScroll: true });
	}, []);
	const mode = width >= WIDE ? "wide" : width >= MEDIUM ? "medium" : "narrow";
	const focusNext = useCallback((back = false) => {
		const parts = [...(body.current?.querySelectorAll<HTMLElement>("[data-part]") ?? [])];
		const at = parts.findIndex((p) => p.contains(document.activeElement));
		const step = back ? -1 : 1;
		parts[(Math.max(at, back ? 0 : -1) + step + parts.length) % parts.length]?.focus();
	}, []);
	useEffect(() => registerActions(detailActions(execute, () => focusNext())), [execute, focusNext]);
	const keys = (event: KeyboardEvent) => {
		const target = event.target as HTMLElement;
		if (event.defaultPrevented) return;
		if (event.key === "Escape") {
			event.preventDefault();
			// In an editor Escape first leaves the editor, so that Tab goes on from there.
			if (target.closest(".cm-editor")) panel.current?.focus({ preventScroll: true });
			else closeDetail(store);
		} else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && execute) {
			event.preventDefault();
			execute(name);
		} else if (event.key === "F6") {
			event.preventDefault();
			focusNext(event.shiftKey);
		} else if (event.altKey && (event.key === "PageDown" || event.key === "PageUp")) {
			event.preventDefault();
			runAction(store, event.key === "PageDown" ? "detail.next" : "detail.previous");
		}
	};
	const { input, output, stacked, set } = layout;
	const one = (which: Part, label: string, content: ReactNode, style?: React.CSSProperties) => (
		<section
			key={which}
			data-part={which}
			aria-label={label}
			tabIndex={-1}
			className={classes(css.part, css[which])}
			style={style}
		>
			{content}
		</section>
	);
	const inputPart = (style?: React.CSSProperties) => one("input", t.panel.input, <InputPane />, style);
	const parametersPart = (style?: React.CSSProperties) =>
		one("parameters", t.panel.parameters, <ParametersPane />, style);
	const outputPart = (style?: React.CSSProperties) => one("output", t.panel.output, <OutputPane />, style);
	return (
		<section ref={panel} tabIndex={-1} aria-label={t.panel.label(name)} className={css.panel} onKeyDown={keys}>
			<Header onClose={() => closeDetail(store)} onNeighbour={(next) => openInstead(store, next)} />
			{mode === "narrow" && (
				<div className={css.narrowTabs}>
					<Segments<Part>
						label={t.panel.pane}
						value={part}
						onChange={setPart}
						options={[
							{ value: "input", label: t.panel.input },
							{ value: "parameters", label: t.panel.parameters },
							{ value: "output", label: t.panel.output },
						]}
					/>
				</div>
			)}
			<div ref={body} className={classes(css.body, css[mode])}>
				{mode === "wide" ? (
					<>
						{inputPart({ flexBasis: `${input * 100}%` })}
						<Splitter
							label={`${t.panel.resizeColumn}: ${t.panel.input}`}
							orientation="vertical"
							value={input}
							max={0.6}
							onChange={(next) => set({ input: next })}
						/>
						{parametersPart({ flexBasis: `${(1 - input - output) * 100}%` })}
						<Splitter
							label={`${t.panel.resizeColumn}: ${t.panel.output}`}
							orientation="vertical"
							reverse
							value={output}
							max={0.6}
							onChange={(next) => set({ output: next })}
						/>
						{outputPart({ flexBasis: `${output * 100}%` })}
					</>
				) : mode === "medium" ? (
					<>
						<div className={css.stack}>
							{inputPart({ flexBasis: `${stacked * 100}%` })}
							<Splitter
								label={`${t.panel.resizeColumn}: ${t.panel.input}`}
								orientation="horizontal"
								value={stacked}
								onChange={(next) => set({ stacked: next })}
							/>
							{outputPart({ flexBasis: `${(1 - stacked) * 100}%` })}
						</div>
						<div className={css.line} />
						{parametersPart()}
					</>
				) : part === "input" ? (
					inputPart()
				) : part === "output" ? (
					outputPart()
				) : (
					parametersPart()
				)}
			</div>
		</section>
	);
}

function Header({ onClose, onNeighbour }: { onClose: () => void; onNeighbour: (name: string) => void }) {
	const node = useDetail((d) => d.node);
	const description = useDetail((d) => d.description);
	const readOnly = useDetail((d) => d.readOnly);
	const document = useDetail((d) => d.document);
	const Icon = iconOf(node.type, description?.icon);
	const store = useEditorStore();
	const types = useEditor((s) => s.types);
	const dock = useLayout((s) => s.dock);
	const set = useLayout((s) => s.set);
	const before = [...new Set(directInputs(document, node.name).map((w) => w.source))];
	const behind = [...new Set(directOutputs(document, node.name).map((w) => w.target))];
	const [name, setName] = useState<string>();
	const commit = () => {
		if (name !== undefined && name.trim() !== "" && name.trim() !== node.name) store.getState().rename(node.name, name);
		setName(undefined);
	};
	const docks: { value: Dock; label: string; icon: ReactNode }[] = [
		{ value: "right", label: t.panel.dockRight, icon: <PanelRight /> },
		{ value: "bottom", label: t.panel.dockBottom, icon: <PanelBottom /> },
		{ value: "full", label: t.panel.dockFull, icon: <Maximize2 /> },
	];
	return (
		<header className={css.header}>
			<Neighbours names={before} side="before" onOpen={onNeighbour} />
			<Icon aria-hidden className={css.icon} />
			<h2 className={css.titleBox}>
				<input
					className={css.name}
					aria-label={t.panel.renameLabel}
					value={name ?? node.name}
					readOnly={readOnly}
					size={Math.min(48, Math.max(6, (name ?? node.name).length + 1))}
					onChange={(event) => setName(event.target.value)}
					onBlur={commit}
					onKeyDown={(event) => {
						if (event.key === "Enter") {
							event.preventDefault();
							event.currentTarget.blur();
						} else if (event.key === "Escape" && name !== undefined) {
							event.preventDefault();
							event.stopPropagation();
							setName(undefined);
						}
					}}
				/>
			</h2>
			<span className={css.type}>
				{typeTitle(types, node.type)} {node.typeVersion}
				{node.disabled ? ` · ${t.panel.disabled}` : ""}
			</span>
			<span className={css.spring} />
			{readOnly && <span className={css.quiet}>{t.panel.readOnly}</span>}
			<Neighbours names={behind} side="behind" onOpen={onNeighbour} />
			<span className={css.divider} />
			{docks.map((d) => (
				<IconButton
					key={d.value}
					small
					label={d.label}
					icon={d.icon}
					pressed={dock === d.value}
					onClick={() => set({ dock: d.value })}
				/>
			))}
			<IconButton small label={t.panel.close} shortcut="Escape" icon={<X />} onClick={onClose} />
		</header>
	);
}

/** The nodes before or behind the open one. */
function Neighbours(props: { names: string[]; side: "before" | "behind"; onOpen: (name: string) => void }) {
	const { names, side } = props;
	const first = names[0];
	if (first === undefined) return null;
	const icon = side === "before" ? <ChevronLeft aria-hidden /> : <ChevronRight aria-hidden />;
	const label = side === "before" ? t.panel.previous : t.panel.next;
	const inside = (text: string) => (
		<>
			{side === "before" && icon}
			<span className={css.neighbourName}>{text}</span>
			{side === "behind" && icon}
		</>
	);
	if (names.length === 1) {
		return (
			<button
				type="button"
				className={css.neighbour}
				title={`${label(first)} (Alt ${side === "before" ? "Page Up" : "Page Down"})`}
				aria-label={label(first)}
				onClick={() => props.onOpen(first)}
			>
				{inside(first)}
			</button>
		);
	}
	const all = side === "before" ? t.panel.previousNodes : t.panel.nextNodes;
	return (
		<Menu
			align="start"
			trigger={
				<button type="button" className={css.neighbour} aria-label={`${all}: ${names.length}`}>
					{inside(`${names.length}`)}
				</button>
			}
			entries={names.map((name) => ({ id: name, label: name, onSelect: () => props.onOpen(name) }))}
		/>
	);
}
