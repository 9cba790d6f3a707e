import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { css as cssLanguage } from "@codemirror/lang-css";
import { html } from "@codemirror/lang-html";
import { javascript, javascriptLanguage } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { python } from "@codemirror/lang-python";
import { sql } from "@codemirror/lang-sql";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { type Diagnostic, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension, StateEffect } from "@codemirror/state";
import {
	EditorView,
	highlightActiveLine,
	highlightActiveLineGutter,
	keymap,
	lineNumbers,
	placeholder,
} from "@codemirror/view";
import { useEffect, useRef } from "react";
import { classes } from "@/components";
import type { DraggedField } from "../context";
import { FIELD_TYPE } from "../data/DraggableField";
import type { CompletionContext } from "../expression/completion";
import { insertCode } from "../expression/insertion";
import { look } from "../expression/look";
import { assistance, inScript } from "../expression/sources";
import { attributes } from "./attributes";
import css from "./Code.module.css";
import { jsonDiagnostics, runDiagnostic, syntaxDiagnostics } from "./syntax";
import { typeOverSelection } from "./typing";

export type CodeLanguage = "javaScript" | "python" | "json" | "html" | "css" | "sql" | "text";

export interface CodeEditorProps {
	language: CodeLanguage;
	value: string;
	onChange: (value: string) => void;
	label: string;
	/** What completions know; without it there are none. */
	context?: () => CompletionContext;
	/** An error of the last run, with its line from 1. */
	error?: { line: number; message: string };
	readOnly?: boolean;
	autoFocus?: boolean;
	/** Takes all the height there is; else it grows with the text between these numbers of lines. */
	fill?: boolean;
	rows?: number;
	placeholder?: string;
	describedBy?: string;
	invalid?: boolean;
	onFocus?: (view: EditorView) => void;
}

function languageOf(language: CodeLanguage): Extension {
	switch (language) {
		case "javaScript":
			return javascript();
		case "python":
			return python();
		case "json":
			return json();
		case "html":
			return html();
		case "css":
			return cssLanguage();
		case "sql":
			return sql();
		default:
			return [];
	}
}

/** Says that what is wrong is to be found out anew, though the text is the same: a run reported another error. */
const checkAgain = StateEffect.define<null>();

/** An editor for scripts and documents: completion, errors at their line, search. Loaded when it is first shown. */
export default function CodeEditor(props: CodeEditorProps) {
	const host = useRef<HTMLDivElement>(null);
	const editor = useRef<EditorView | null>(null);
	const latest = useRef(props);
	const settings = useRef(new Compartment());
	useEffect(() => {
		latest.current = props;
	});
	const { language } = props;
	useEffect(() => {
		if (!host.current) return;
		const first = latest.current;
		const check = (view: EditorView): Diagnostic[] => {
			const now = latest.current;
			const found =
				language === "json"
					? jsonDiagnostics(view)
					: language === "javaScript" || language === "python"
						? syntaxDiagnostics(view.state)
						: [];
			const run = now.error && runDiagnostic(view.state, now.error.line, now.error.message);
			return run ? [run, ...found] : found;
		};
		const view = new EditorView({
			parent: host.current,
			state: EditorState.create({
				doc: first.value,
				extensions: [
					lineNumbers(),
					foldGutter(),
					highlightActiveLineGutter(),
					history(),
					languageOf(language),
					language === "javaScript"
						? javascriptLanguage.data.of({ closeBrackets: { brackets: ["(", "[", "{", "'", '"', "`"] } })
						: [],
					indentOnInput(),
					indentUnit.of("  "),
					closeBrackets(),
					bracketMatching(),
					highlightActiveLine(),
					highlightSelectionMatches(),
					language === "javaScript" && first.context
						? assistance(inScript, () => latest.current.context?.() ?? { nodes: [], place: "allItems" })
						: [],
					linter(check, {
						delay: 400,
						needsRefresh: (update) =>
							update.transactions.some((tr) => tr.effects.some((effect) => effect.is(checkAgain))),
					}),
					lintGutter(),
					typeOverSelection,
					look(),
					first.placeholder ? placeholder(first.placeholder) : [],
					keymap.of([
						...closeBracketsKeymap,
						...completionKeymap,
						...lintKeymap,
						...foldKeymap,
						...searchKeymap,
						// "Execute step" owns this one.
						...defaultKeymap.filter((k) => k.key !== "Mod-Enter"),
						...historyKeymap,
						// Escape, then Tab leaves the editor; Tab alone indents.
						indentWithTab,
					]),
					settings.current.of(attributes(first)),
					EditorView.updateListener.of((update) => {
						if (update.docChanged) latest.current.onChange(update.state.doc.toString());
						if (update.focusChanged && update.view.hasFocus) latest.current.onFocus?.(update.view);
					}),
					EditorView.domEventHandlers({
						drop: (event, target) => {
							const text = event.dataTransfer?.getData(FIELD_TYPE);
							if (!text || latest.current.readOnly) return false;
							event.preventDefault();
							event.stopPropagation();
							insertCode(
								target,
								JSON.parse(text) as DraggedField,
								target.posAtCoords({ x: event.clientX, y: event.clientY }) ?? target.state.doc.length,
							);
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
	}, [language]);
	useEffect(() => {
		const view = editor.current;
		if (!view || view.state.doc.toString() === props.value) return;
		view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: props.value } });
	}, [props.value]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: only these make attributes.
	useEffect(() => {
		editor.current?.dispatch({ effects: settings.current.reconfigure(attributes(props)) });
	}, [props.label, props.describedBy, props.invalid, props.readOnly]);
	const errorLine = props.error?.line;
	const errorMessage = props.error?.message;
	// biome-ignore lint/correctness/useExhaustiveDependencies: another error is to be drawn.
	useEffect(() => {
		editor.current?.dispatch({ effects: checkAgain.of(null) });
	}, [errorLine, errorMessage]);
	return (
		<div
			ref={host}
			className={classes(css.editor, props.fill && css.fill, props.invalid && css.invalid)}
			style={props.fill ? undefined : { minHeight: (props.rows ?? 4) * 20 + 8 }}
		/>
	);
}
