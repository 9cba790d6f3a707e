/** Names for new nodes: unique in their workflow, as n8n numbers them ("Set", "Set1", "Set2"). */

export function uniqueName(wanted: string, taken: { has(name: string): boolean }): string {
	const name = wanted.trim() || "Node";
	if (!taken.has(name)) return name;
	const base = name.replace(/\d+$/, "") || name;
	for (let number = 1; ; number++) {
		const candidate = `${base}${number}`;
		if (!taken.has(candidate)) return candidate;
	}
}

/** A random id in the form n8n gives nodes. */
export function newId(): string {
	if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
	// Pages served over plain http from another machine have no randomUUID.
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
