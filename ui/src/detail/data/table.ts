/** The columns and cells of the table view. */

/** Keys of all items in the order in which they first appear; at most 200 columns. */
export function columnsOf(items: readonly Record<string, unknown>[], max = 200): { columns: string[]; more: number } {
	const seen = new Set<string>();
	for (const item of items) for (const key of Object.keys(item)) seen.add(key);
	const columns = [...seen];
	return { columns: columns.slice(0, max), more: Math.max(0, columns.length - max) };
}

/** A cell's text: text as it is, everything else as JSON; cut to `max` characters. */
export function cellText(value: unknown, max = 300): string {
	if (value === undefined) return "";
	if (typeof value === "string") return value.length > max ? `${value.slice(0, max)}…` : value;
	if (typeof value === "object" && value !== null) return compact(value, max);
	return String(value);
}

/** JSON on one line, not longer than `max` characters, without writing out the rest of a large value. */
export function compact(value: unknown, max: number): string {
	let out = "";
	const full = () => out.length > max;
	const write = (v: unknown): void => {
		if (full()) return;
		if (Array.isArray(v)) {
			out += "[";
			for (let i = 0; i < v.length && !full(); i++) {
				if (i > 0) out += ", ";
				write(v[i]);
			}
			out += "]";
		} else if (typeof v === "object" && v !== null) {
			out += "{";
			let first = true;
			for (const [key, member] of Object.entries(v)) {
				if (full()) break;
				out += `${first ? "" : ", "}${JSON.stringify(key)}: `;
				first = false;
				write(member);
			}
			out += "}";
		} else if (typeof v === "string") out += JSON.stringify(v.length > max ? v.slice(0, max) : v);
		else out += JSON.stringify(v) ?? "null";
	};
	write(value);
	return full() ? `${out.slice(0, max)}…` : out;
}

/** Tells whether a key or value anywhere in `value` contains the text, which is in lower case. */
export function contains(value: unknown, needle: string): boolean {
	if (needle === "") return true;
	if (value === null || value === undefined) return false;
	if (Array.isArray(value)) return value.some((v) => contains(v, needle));
	if (typeof value === "object") {
		for (const [key, member] of Object.entries(value))
			if (key.toLowerCase().includes(needle) || contains(member, needle)) return true;
		return false;
	}
	return String(value).toLowerCase().includes(needle);
}
