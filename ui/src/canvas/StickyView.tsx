import { type NodeProps, NodeResizer } from "@xyflow/react";
import { memo, useEffect, useRef } from "react";
import { classes } from "@/components";
import { setParameters } from "@/document/commands";
import { useEditor, useEditorStore } from "@/document/store";
import { canvasTexts as texts } from "@/texts/canvas";
import type { FlowNode } from "./NodeView";
import css from "./StickyView.module.css";

export const STICKY_COLORS = [1, 2, 3, 4, 5, 6, 7] as const;

/** A sticky note: Markdown under the nodes, written in place. */
export const StickyView = memo(function StickyView({ data, selected }: NodeProps<FlowNode>) {
	const { node } = data.scene;
	const store = useEditorStore();
	const editing = useEditor((state) => state.renaming === node.name);
	const readOnly = useEditor((state) => state.readOnly);
	const alone = useEditor((state) => selected && state.selection.size === 1);
	const content = typeof node.parameters.content === "string" ? node.parameters.content : "";
	const number = Number(node.parameters.color);
	const color = STICKY_COLORS.find((known) => known === number) ?? 1;
	return (
		<section
			className={classes(css.sticky, css[`color${color}`], selected && css.selected)}
			aria-label={texts.stickyLabel}
			onDoubleClick={() => store.getState().startRename(node.name)}
		>
			<NodeResizer
				isVisible={alone && !readOnly && !editing}
				minWidth={120}
				minHeight={64}
				lineClassName={css.line}
				handleClassName={css.handle}
			/>
			{editing ? <Editor name={node.name} content={content} /> : <Markdown text={content || texts.stickyEmpty} />}
			{alone && !readOnly && !editing && (
				<div className={classes(css.colors, "nodrag")}>
					{STICKY_COLORS.map((entry) => (
						<button
							key={entry}
							type="button"
							tabIndex={-1}
							className={classes(css.color, css[`color${entry}`])}
							aria-label={texts.stickyColor(entry)}
							aria-pressed={entry === color}
							onClick={() =>
								store
									.getState()
									.apply(texts.steps.color, setParameters(node.name, { ...node.parameters, color: entry }))
							}
						/>
					))}
				</div>
			)}
		</section>
	);
});

function Markdown({ text }: { text: string }) {
	const host = useRef<HTMLDivElement>(null);
	useEffect(() => {
		let current = true;
		// Most workflows have no notes: what reads Markdown is loaded for the first one.
		void import("./markdown").then(({ renderMarkdown }) => {
			if (current) host.current?.replaceChildren(renderMarkdown(text));
		});
		return () => {
			current = false;
		};
	}, [text]);
	return <div ref={host} className={css.text} />;
}

function Editor({ name, content }: { name: string; content: string }) {
	const store = useEditorStore();
	const field = useRef<HTMLTextAreaElement>(null);
	const done = useRef(false);
	useEffect(() => {
		const area = field.current;
		area?.focus();
		area?.setSelectionRange(area.value.length, area.value.length);
	}, []);
	const finish = (refocus: boolean) => {
		if (done.current) return;
		done.current = true;
		const { document, changeNode, startRename, view } = store.getState();
		const text = field.current?.value ?? content;
		startRename(null);
		if (text !== content && document.nodes.some((node) => node.name === name)) {
			changeNode(texts.steps.write, name, (node) => ({ ...node, parameters: { ...node.parameters, content: text } }));
		}
		if (refocus) view?.focus(name);
	};
	return (
		<textarea
			ref={field}
			className={classes(css.field, "nodrag", "nopan", "nowheel")}
			defaultValue={content}
			aria-label={texts.stickyEdit}
			onKeyDown={(event) => {
				event.stopPropagation();
				if (event.key === "Escape") finish(true);
			}}
			onBlur={() => finish(false)}
		/>
	);
}
