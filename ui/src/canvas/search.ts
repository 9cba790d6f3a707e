/** Finds things by a few letters: the beginnings of words first, then letters in their order. */

/** How well a text answers a query: 0 not at all; more is better. */
export function score(query: string, text: string): number {
	const wanted = query.trim().toLowerCase();
	if (wanted === "") return 1;
	const found = text.toLowerCase();
	if (found === wanted) return 1000;
	if (found.startsWith(wanted)) return 800 - Math.min(99, found.length);
	const word = found.search(new RegExp(`[^\\p{L}\\p{N}]${wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u"));
	if (word >= 0) return 600 - Math.min(99, word);
	const inside = found.indexOf(wanted);
	if (inside >= 0) return 400 - Math.min(99, inside);
	// All words in any order.
	const words = wanted.split(/\s+/);
	if (words.length > 1 && words.every((part) => found.includes(part))) return 300;
	// The letters in their order, not too far apart.
	let at = -1;
	let gaps = 0;
	for (const letter of wanted) {
		if (letter === " ") continue;
		const next = found.indexOf(letter, at + 1);
		if (next < 0) return 0;
		if (at >= 0) gaps += next - at - 1;
		at = next;
	}
	return gaps <= wanted.length * 2 ? Math.max(1, 200 - gaps * 10) : 0;
}

/** Sorts entries by how well one of their texts answers the query; what does not is left out. */
export function rank<T>(query: string, entries: readonly T[], texts: (entry: T) => readonly [string, number][]): T[] {
	if (query.trim() === "") return [...entries];
	return entries
		.map((entry, index) => ({
			entry,
			index,
			value: Math.max(0, ...texts(entry).map(([text, weight]) => score(query, text) * weight)),
		}))
		.filter(({ value }) => value > 0)
		.sort((a, b) => b.value - a.value || a.index - b.index)
		.map(({ entry }) => entry);
}
