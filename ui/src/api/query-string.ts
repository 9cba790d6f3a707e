/** A query string with "?" from what is neither undefined nor empty; "" when nothing is left. */
export function queryString(values: Record<string, string | number | boolean | undefined | null>): string {
	const search = new URLSearchParams();
	for (const [key, value] of Object.entries(values)) {
		if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
	}
	const text = search.toString();
	return text === "" ? "" : `?${text}`;
}
