import { setNonce } from "get-nonce";

/**
 * The nonce of the page's Content-Security-Policy: whoever makes a style sheet at run time needs it
 * (CodeMirror: EditorView.cspNonce.of(nonce); Radix scroll areas: nonce={nonce}).
 */
export const nonce =
	(typeof document === "undefined" ? undefined : document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]'))
		?.content ?? "";

/** Hands the nonce to the libraries that look for it in one place. */
export function startNonce(): void {
	if (nonce) setNonce(nonce);
}
