/** Completion and inline documentation as CodeMirror asks for them. */
import {
	type CompletionContext as Asked,
	autocompletion,
	type Completion,
	type CompletionResult,
	pickedCompletion,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { type EditorView, hoverTooltip } from "@codemirror/view";
import { detailTexts as t } from "@/texts/detail";
import {
	type CompletionContext,
	type CompletionDoc,
	type CompletionOption,
	complete,
	documentationAt,
} from "./completion";
import { codeAt } from "./segments";

/** Where the code begins that the cursor is in; undefined outside of code. */
export type CodeStart = (text: string, at: number) => number | undefined;

/** In templates only what stands between {{ and }} is code. */
export const inTemplate: CodeStart = (text, at) => codeAt(text, at)?.from;

/** In scripts all of it is: the statement at the cursor is enough to look at. */
export const inScript: CodeStart = (text, at) => Math.max(0, text.lastIndexOf("\n\n", at - 1) + 1);

const TYPES: Record<CompletionOption["kind"], string> = {
	field: "property",
	node: "class",
	function: "function",
	variable: "variable",
	property: "property",
};

function element(name: string, className: string, ...content: (Node | string)[]): HTMLElement {
	const e = document.createElement(name);
	e.className = className;
	e.append(...content);
	return e;
}

/** The documentation of a function or variable, as DOM. */
export function documentationDom(doc: CompletionDoc): HTMLElement {
	const box = element("div", "doc", element("div", "doc-signature", doc.signature));
	if (doc.text) box.append(element("p", "doc-text", doc.text));
	if (doc.args.some((a) => a.doc)) {
		const list = element("dl", "doc-args");
		for (const a of doc.args) {
			list.append(
				element("dt", "", a.name),
				element("dd", "", `${a.type}${a.optional ? `, ${t.expression.optional}` : ""}${a.doc ? ` – ${a.doc}` : ""}`),
			);
		}
		box.append(list);
	}
	for (const example of doc.examples.slice(0, 3)) {
		box.append(
			element(
				"div",
				"doc-example",
				element("code", "", example.expression),
				...(example.result ? [" → ", element("code", "", example.result)] : []),
			),
		);
	}
	return box;
}

function completionOf(option: CompletionOption, base: number): Completion {
	const { doc } = option;
	return {
		label: option.label,
		type: TYPES[option.kind],
		detail: option.detail,
		info: doc ? () => documentationDom(doc) : undefined,
		apply: (view: EditorView, completion: Completion, _from: number, to: number) => {
			// What the insertion closes may stand behind the cursor already.
			let end = to;
			if (option.closes && view.state.sliceDoc(to, to + option.closes.length) === option.closes)
				end += option.closes.length;
			else if (option.insert.endsWith("()") && view.state.sliceDoc(to, to + 2) === "()") end += 2;
			const from = base + option.from;
			const insideCall =
				option.insert.endsWith("()") && (option.doc?.args.length !== 0 || !option.doc.signature.includes("()"));
			view.dispatch({
				changes: { from, to: end, insert: option.insert },
				selection: { anchor: from + option.insert.length - (insideCall ? 1 : 0) },
				annotations: pickedCompletion.of(completion),
				userEvent: "input.complete",
			});
		},
	};
}

/** Whether a piece of code ends inside of a string that is not closed on its line. */
function isInString(before: string): boolean {
	const line = before.slice(before.lastIndexOf("\n") + 1);
	let open = "";
	for (let i = 0; i < line.length; i++) {
		const letter = line.charAt(i);
		if (open !== "" && letter === "\\") i++;
		else if (letter === open) open = "";
		else if (open === "" && /["'`]/.test(letter)) open = letter;
	}
	return open !== "";
}

/** Completions from what `context` knows at the moment they are asked for. */
export function completionSource(start: CodeStart, context: () => CompletionContext) {
	return (asked: Asked): CompletionResult | null => {
		const text = asked.state.doc.toString();
		const base = start(text, asked.pos);
		if (base === undefined) return null;
		const before = text.slice(base, asked.pos);
		const word = /[\p{L}\p{N}_$]*$/u.exec(before)?.[0] ?? "";
		// While typing, completions come after a name's beginning, a dot or an opened bracket, not after every blank.
		if (!asked.explicit && word === "" && !/(?:\.|\[["']|\(["'])$/.test(before)) {
			if (!isInString(before)) return null;
		}
		const options = complete(before, context());
		const first = options[0];
		if (!first) return null;
		if (!asked.explicit && options.length === 1 && first.insert === word) return null;
		return {
			from: base + Math.max(...options.map((o) => o.from)),
			options: options.slice(0, 200).map((o) => completionOf(o, base)),
			filter: false,
		};
	};
}

/** Completion and documentation under the pointer. */
export function assistance(start: CodeStart, context: () => CompletionContext): Extension {
	return [
		autocompletion({
			override: [completionSource(start, context)],
			icons: false,
			maxRenderedOptions: 100,
			aboveCursor: false,
		}),
		hoverTooltip((view, pos) => {
			const text = view.state.doc.toString();
			const base = start(text, pos);
			if (base === undefined) return null;
			let end = pos;
			while (end < text.length && /[\p{L}\p{N}_$]/u.test(text.charAt(end))) end++;
			const doc = documentationAt(text.slice(base, end), context());
			if (!doc) return null;
			return { pos, end, above: true, create: () => ({ dom: documentationDom(doc) }) };
		}),
	];
}
