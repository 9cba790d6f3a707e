/** Finds where a script cannot be read, from the tree that the highlighter makes anyway. */
import { jsonParseLinter } from "@codemirror/lang-json";
import { syntaxTree } from "@codemirror/language";
import type { Diagnostic } from "@codemirror/lint";
import type { EditorState } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { detailTexts as t } from "@/texts/detail";

const MAX = 20;

/** The places of the tree that do not fit the grammar, each once per line. */
export function syntaxDiagnostics(state: EditorState): Diagnostic[] {
	const out: Diagnostic[] = [];
	const lines = new Set<number>();
	syntaxTree(state).iterate({
		enter: (node) => {
			if (!node.type.isError || out.length >= MAX) return;
			const line = state.doc.lineAt(node.from);
			if (lines.has(line.number)) return;
			lines.add(line.number);
			// An empty place is shown on the character before it.
			const to = Math.max(node.to, Math.min(node.from + 1, line.to));
			const from = node.from === to ? Math.max(line.from, node.from - 1) : node.from;
			const text = state.sliceDoc(node.from, Math.min(node.to, node.from + 20));
			out.push({ from, to, severity: "error", message: text ? t.code.unexpected(text) : t.code.incomplete });
		},
	});
	return out;
}

/** The diagnostic of an error that a run reported for a line, counted from 1. */
export function runDiagnostic(state: EditorState, line: number, message: string): Diagnostic | undefined {
	if (!Number.isInteger(line) || line < 1 || line > state.doc.lines) return undefined;
	const { from, to } = state.doc.line(line);
	return { from, to, severity: "error", message, source: "run" };
}

const parseJson = jsonParseLinter();

/** Complaints about JSON that is no template; an empty text is fine. */
export function jsonDiagnostics(view: EditorView): Diagnostic[] {
	return view.state.doc.toString().trim() === "" ? [] : parseJson(view);
}
