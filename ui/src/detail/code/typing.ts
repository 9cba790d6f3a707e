import { EditorView } from "@codemirror/view";

/**
 * Puts what is typed over a selection into the text by itself. Left to it, the browser keeps the look of
 * what was selected by a style attribute, which our policy refuses and the console reports.
 */
export const typeOverSelection = EditorView.domEventHandlers({
	beforeinput: (event, view) => {
		const { state } = view;
		const { from, to, empty } = state.selection.main;
		const text = event.data;
		if (event.inputType !== "insertText" || !text || empty || state.readOnly || event.isComposing || view.composing) {
			return false;
		}
		event.preventDefault();
		const insert = () => state.update(state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
		// Closing of brackets and the like come first, as with all that is typed.
		const handled = state.facet(EditorView.inputHandler).some((handler) => handler(view, from, to, text, insert));
		if (!handled) view.dispatch(insert());
		return true;
	},
});
