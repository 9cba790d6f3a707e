/** How CodeMirror looks: the page's tokens. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { nonce } from "@/theme/nonce";

const theme = EditorView.theme({
	"&": { color: "var(--fg)", backgroundColor: "transparent", fontSize: "var(--text-sm)", height: "100%" },
	"&.cm-focused": { outline: "none" },
	".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "20px" },
	".cm-content": { padding: "3px 0", caretColor: "var(--fg)" },
	".cm-line": { padding: "0 8px" },
	".cm-gutters": {
		backgroundColor: "var(--surface-2)",
		color: "var(--fg-3)",
		border: "none",
		borderRight: "1px solid var(--border)",
	},
	".cm-activeLine": { backgroundColor: "transparent" },
	"&.cm-focused .cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--hover) 60%, transparent)" },
	".cm-activeLineGutter": { backgroundColor: "var(--surface-3)" },
	".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
		backgroundColor: "var(--selection)",
	},
	".cm-cursor": { borderLeftColor: "var(--fg)" },
	".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
		backgroundColor: "var(--selection)",
		outline: "none",
	},
	".cm-placeholder": { color: "var(--fg-3)" },
	".cm-tooltip": {
		backgroundColor: "var(--surface)",
		color: "var(--fg)",
		border: "1px solid var(--border)",
		borderRadius: "var(--radius)",
		boxShadow: "var(--shadow)",
		zIndex: 400,
	},
	".cm-tooltip.cm-tooltip-autocomplete > ul": {
		fontFamily: "var(--font-mono)",
		maxHeight: "240px",
		minWidth: "220px",
		fontSize: "var(--text-sm)",
	},
	".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
		padding: "2px 8px",
		lineHeight: "20px",
		display: "flex",
		gap: "12px",
	},
	".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
		backgroundColor: "var(--accent)",
		color: "var(--accent-fg)",
	},
	".cm-completionLabel": { flex: "1", overflow: "hidden", textOverflow: "ellipsis" },
	".cm-completionDetail": {
		fontStyle: "normal",
		opacity: "0.75",
		maxWidth: "200px",
		overflow: "hidden",
		textOverflow: "ellipsis",
	},
	".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
	".cm-completionInfo": { padding: "8px 10px", maxWidth: "360px", fontFamily: "var(--font)" },
	".doc": { padding: "2px", maxWidth: "360px", fontFamily: "var(--font)", fontSize: "var(--text-sm)" },
	".cm-tooltip-hover .doc": { padding: "8px 10px" },
	".doc-signature": { fontFamily: "var(--font-mono)", fontWeight: "600", overflowWrap: "anywhere" },
	".doc-text": { margin: "4px 0 0" },
	".doc-args": { display: "grid", gridTemplateColumns: "auto 1fr", gap: "2px 8px", margin: "6px 0 0" },
	".doc-args dt": { fontFamily: "var(--font-mono)" },
	".doc-args dd": { color: "var(--fg-2)" },
	".doc-example": { marginTop: "6px", color: "var(--fg-3)", overflowWrap: "anywhere" },
	".cm-panels": { backgroundColor: "var(--surface-2)", color: "var(--fg)" },
	".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--danger)" },
	".cm-diagnostic-error": { borderLeft: "3px solid var(--danger)" },
	".cm-lint-marker-error": {
		content: "none",
		width: "8px",
		height: "8px",
		borderRadius: "50%",
		backgroundColor: "var(--danger)",
		margin: "6px 3px",
	},
});

const colours = HighlightStyle.define([
	{
		tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword],
		color: "var(--code-keyword)",
	},
	{ tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--kind-string)" },
	{ tag: [tags.number], color: "var(--kind-number)" },
	{ tag: [tags.bool, tags.null, tags.self, tags.atom], color: "var(--kind-boolean)" },
	{ tag: [tags.comment], color: "var(--code-comment)", fontStyle: "italic" },
	{ tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--code-function)" },
	{ tag: [tags.propertyName, tags.variableName], color: "var(--fg)" },
	{ tag: [tags.tagName, tags.typeName, tags.className], color: "var(--code-function)" },
	{ tag: [tags.attributeName], color: "var(--code-keyword)" },
	{ tag: tags.processingInstruction, color: "var(--expression-text)", fontWeight: "600" },
]);

export function look(): Extension {
	return [theme, syntaxHighlighting(colours), nonce ? EditorView.cspNonce.of(nonce) : []];
}
