import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** What an editor of text is to people who do not see it. */
export interface Described {
	label: string;
	describedBy?: string;
	invalid?: boolean;
	readOnly?: boolean;
}

/** What screen readers are told, and whether the text can be changed. Also what cannot be changed is reached by Tab. */
export function attributes(p: Described, more: Record<string, string> = {}): Extension {
	return [
		EditorView.contentAttributes.of({
			"aria-label": p.label,
			tabindex: "0",
			...more,
			...(p.describedBy ? { "aria-describedby": p.describedBy } : {}),
			...(p.invalid ? { "aria-invalid": "true" } : {}),
		}),
		EditorState.readOnly.of(p.readOnly === true),
		EditorView.editable.of(p.readOnly !== true),
	];
}
