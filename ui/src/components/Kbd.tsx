import css from "./Kbd.module.css";

const mac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** Writes a shortcut as this system does: "Mod+Shift+Z" becomes "⌘⇧Z" or "Ctrl Shift Z". */
export function shortcutText(keys: string): string {
	const parts = keys
		.split(/\+(?=.)/)
		.map((part) => (part === "Mod" ? (mac ? "⌘" : "Ctrl") : part))
		.map((part) => (mac ? ({ Shift: "⇧", Alt: "⌥" }[part] ?? part) : part));
	return parts.join(mac ? "" : " ");
}

export function Kbd({ keys }: { keys: string }) {
	return <kbd className={css.kbd}>{shortcutText(keys)}</kbd>;
}
