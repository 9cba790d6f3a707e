/** How wide text is on the canvas: labels and captions get the room they need before anything is drawn. */

export type TextStyle = "name" | "line" | "label";

/** Must agree with NodeView.module.css. */
const FONTS: Record<TextStyle, { font: string; average: number }> = {
	name: {
		font: '600 12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
		average: 6.7,
	},
	line: {
		font: '400 11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
		average: 5.6,
	},
	label: {
		font: '400 11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
		average: 6.4,
	},
};

const widths = new Map<string, number>();
const MAX_KNOWN = 20_000;
let context: CanvasRenderingContext2D | null | undefined;

/** The width of a line of text in pixels; an estimate where there is no browser. */
export function textWidth(text: string, style: TextStyle): number {
	if (text === "") return 0;
	const key = style + text;
	const known = widths.get(key);
	if (known !== undefined) return known;
	if (context === undefined) {
		context = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
	}
	const { font, average } = FONTS[style];
	let width = text.length * average;
	if (context) {
		context.font = font;
		width = context.measureText(text).width;
	}
	if (widths.size > MAX_KNOWN) widths.clear();
	widths.set(key, width);
	return width;
}
