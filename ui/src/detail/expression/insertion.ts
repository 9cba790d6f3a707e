/** Inserts fields into open expression editors. */
import type { EditorView } from "@codemirror/view";
import type { DraggedField } from "../context";
import { dragCode } from "./access";
import { codeAt } from "./segments";

/** Inserts a field where it was dropped or where the cursor is: as code inside of code, else with braces. */
export function insertField(view: EditorView, field: DraggedField, at = view.state.selection.main.head): void {
	if (!view.dom.isConnected) return;
	const code = dragCode(field);
	const insert = codeAt(view.state.doc.toString(), at) ? code : `{{ ${code} }}`;
	view.dispatch({ changes: { from: at, insert }, selection: { anchor: at + insert.length }, userEvent: "input.drop" });
	view.focus();
}

/** Inserts the code that reads a field into a script. */
export function insertCode(view: EditorView, field: DraggedField, at = view.state.selection.main.head): void {
	if (!view.dom.isConnected) return;
	const insert = dragCode(field);
	view.dispatch({ changes: { from: at, insert }, selection: { anchor: at + insert.length }, userEvent: "input.drop" });
	view.focus();
}
