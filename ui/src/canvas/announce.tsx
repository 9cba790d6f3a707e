import { useSyncExternalStore } from "react";

let said = "";
const listeners = new Set<() => void>();

/** Tells screen readers what happened where the eye sees it anyway. */
export function announce(text: string): void {
	// The same words twice in a row are read out only when the text differs.
	said = text === said ? `${text}\u00a0` : text;
	for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Where announcements are read from. */
export function Announcements() {
	const text = useSyncExternalStore(subscribe, () => said);
	return (
		<div className="visually-hidden" aria-live="polite">
			{text}
		</div>
	);
}
