/** Markdown of sticky notes as elements of the page. Notes come from strangers: only harmless markup is left, and nothing is fetched. */
import createDOMPurify, { type Config } from "dompurify";
import { marked } from "marked";
import { canvasTexts as texts } from "../texts/canvas";

const ALLOWED: Config = {
	ALLOWED_TAGS: [
		"a",
		"b",
		"blockquote",
		"br",
		"code",
		"del",
		"em",
		"h1",
		"h2",
		"h3",
		"h4",
		"h5",
		"h6",
		"hr",
		"i",
		"img",
		"input",
		"kbd",
		"li",
		"mark",
		"ol",
		"p",
		"pre",
		"s",
		"span",
		"strong",
		"sub",
		"sup",
		"table",
		"tbody",
		"td",
		"th",
		"thead",
		"tr",
		"u",
		"ul",
	],
	ALLOWED_ATTR: ["href", "src", "alt", "title", "checked", "disabled", "type", "align", "start"],
	// These never hold an address, so they need not look like one.
	ADD_URI_SAFE_ATTR: ["type", "align", "start"],
	ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
	RETURN_DOM_FRAGMENT: true,
};

/** Longer notes are cut: nobody reads them on a canvas. */
const MAX_LENGTH = 20_000;

/**
 * HTML without style attributes and handlers in its tags. They would be taken out below anyway, but a browser under our policy complains
 * of each one as soon as it reads it, even into a document that is never shown.
 */
export function withoutStylesAndHandlers(html: string): string {
	return html.replace(/<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>/gi, (tag) =>
		tag.replace(/(?<=["'\s/])(?:style|on[a-z]+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)/gi, ""),
	);
}

let purify: ReturnType<typeof createDOMPurify> | undefined;

/** The elements of a note. Links open elsewhere and do not tell from where; pictures become links to themselves. */
export function renderMarkdown(text: string): DocumentFragment {
	purify ??= createDOMPurify(window);
	const html = marked.parse(text.slice(0, MAX_LENGTH), { async: false, breaks: true, gfm: true });
	const fragment = purify.sanitize(withoutStylesAndHandlers(html), ALLOWED) as unknown as DocumentFragment;
	for (const input of fragment.querySelectorAll("input")) {
		if (input.type !== "checkbox") input.remove();
		else input.disabled = true;
	}
	for (const image of fragment.querySelectorAll("img")) image.replaceWith(pictureLink(image));
	for (const link of fragment.querySelectorAll("a")) {
		link.target = "_blank";
		link.rel = "noopener noreferrer";
	}
	return fragment;
}

function pictureLink(image: HTMLImageElement): HTMLElement {
	const source = image.getAttribute("src") ?? "";
	const words = texts.image(image.getAttribute("alt") ?? "");
	// A picture inside of a link: the link stays.
	const element = document.createElement(source && !image.closest("a") ? "a" : "span");
	if (element instanceof HTMLAnchorElement) element.href = source;
	element.textContent = words;
	return element;
}
