import { closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import {
	Decoration,
	type DecorationSet,
	EditorView,
	keymap,
	placeholder,
	ViewPlugin,
	type ViewUpdate,
} from "@codemirror/view";
import { useEffect, useRef } from "react";
import { classes } from "@/components";
import { attributes } from "../code/attributes";
import { typeOverSelection } from "../code/typing";
import type { DraggedField } from "../context";
import { FIELD_TYPE } from "../data/DraggableField";
import type { CompletionContext } from "./completion";
import css from "./Expression.module.css";
import { insertField } from "./insertion";
import { templateSupport } from "./language";
import { look } from "./look";
import { codeAt, segments } from "./segments";
import { assistance, inTemplate } from "./sources";

/** Draws the ground behind code, so that it stands out from text. */
const codeGround = ViewPlugin.fromClass(
	class {
		decorations: DecorationSet;
		constructor(view: EditorView) {
			this.decorations = this.draw(view);
		}
		update(update: ViewUpdate) {
			if (update.docChanged) this.decorations = this.draw(update.view);
		}
		draw(view: EditorView): DecorationSet {
			const mark = Decoration.mark({ class: css.code });
			const end = view.state.doc.length;
			return Decoration.set(
				segments(view.state.doc.toString())
					.filter((s) => s.kind === "code")
					.map((s) => mark.range(s.from - 2, Math.min(end, s.open ? s.to : s.to + 2))),
			);
		}
	},
	{ decorations: (plugin) => plugin.decorations },
);

/** "{" typed behind "{" opens code with room for it. */
const openCode = EditorView.inputHandler.of((view, from, to, text) => {
	if (
		text !== "{" ||
		from !== to ||
		view.state.sliceDoc(from - 1, from) !== "{" ||
		codeAt(view.state.doc.toString(), from)
	)
		return false;
	const closed = view.state.sliceDoc(from, from + 1) === "}" ? 1 : 0;
	view.dispatch({
		changes: { from, to: from + closed, insert: "{  }}" },
		selection: { anchor: from + 2 },
		userEvent: "input.type",
	});
	startCompletion(view);
	return true;
});

export interface ExpressionEditorProps {
	/** The template without its leading "=". */
	value: string;
	onChange: (value: string) => void;
	label: string;
	context: () => CompletionContext;
	describedBy?: string;
	invalid?: boolean;
	readOnly?: boolean;
	autoFocus?: boolean;
	/** Where the cursor is put at first; the end without it. */
	caret?: number;
	/** Takes all the height there is. */
	fill?: boolean;
	onFocus?: (view: EditorView) => void;
	onBlur?: () => void;
}

/** An expression with completion. It is loaded when the first expression gets the focus. */
export default function ExpressionEditor(props: ExpressionEditorProps) {
	const host = useRef<HTMLDivElement>(null);
	const editor = useRef<EditorView | null>(null);
	const latest = useRef(props);
	const settings = useRef(new Compartment());
	useEffect(() => {
		latest.current = props;
	});

	useEffect(() => {
		if (!host.current) return;
		const first = latest.current;
		const view = new EditorView({
			parent: host.current,
			state: EditorState.create({
				doc: first.value,
				selection: { anchor: Math.min(first.caret ?? first.value.length, first.value.length) },
				extensions: [
					history(),
					templateSupport(),
					openCode,
					closeBrackets(),
					bracketMatching(),
					assistance(inTemplate, () => latest.current.context()),
					codeGround,
					typeOverSelection,
					look(),
					EditorView.lineWrapping,
					placeholder("{{ }}"),
					keymap.of([
						...closeBracketsKeymap,
						...completionKeymap,
						...defaultKeymap.filter((k) => k.key !== "Mod-Enter"),
						...historyKeymap,
					]),
					settings.current.of(attributes(first, { "aria-multiline": "true" })),
					EditorView.updateListener.of((update) => {
						if (update.docChanged) latest.current.onChange(update.state.doc.toString());
						if (update.focusChanged) {
							if (update.view.hasFocus) latest.current.onFocus?.(update.view);
							else latest.current.onBlur?.();
						}
					}),
					EditorView.domEventHandlers({
						drop: (event, target) => {
							const text = event.dataTransfer?.getData(FIELD_TYPE);
							if (!text || latest.current.readOnly) return false;
							event.preventDefault();
							event.stopPropagation();
							const at = target.posAtCoords({ x: event.clientX, y: event.clientY }) ?? target.state.doc.length;
							insertField(target, JSON.parse(text) as DraggedField, at);
							return true;
						},
					}),
				],
			}),
		});
		editor.current = view;
		if (first.autoFocus) view.focus();
		return () => {
			editor.current = null;
			view.destroy();
		};
	}, []);

	useEffect(() => {
		const view = editor.current;
		if (!view || view.state.doc.toString() === props.value) return;
		// Undo, a drop or another item changed the value from outside.
		view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: props.value } });
	}, [props.value]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: only these make attributes.
	useEffect(() => {
		editor.current?.dispatch({
			effects: settings.current.reconfigure(attributes(props, { "aria-multiline": "true" })),
		});
	}, [props.label, props.describedBy, props.invalid, props.readOnly]);
	return <div ref={host} className={classes(css.editor, props.fill && css.fill)} />;
}
