/** One place where two values differ. */
export interface Difference {
	/** For example `[0].json.user.name`. */
	path: string;
	/** undefined: not there. */
	first: unknown;
	second: unknown;
}

const plain = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The places where two JSON values differ, in the order of the first; not more than `most`, and how many were left out. */
export function differences(first: unknown, second: unknown, most = 200): { list: Difference[]; left: number } {
	const list: Difference[] = [];
	let left = 0;
	const add = (path: string, a: unknown, b: unknown) => {
		if (list.length < most) list.push({ path, first: a, second: b });
		else left++;
	};
	// A list of work instead of recursion: data may be nested deeper than the stack allows.
	const work: [string, unknown, unknown][] = [["", first, second]];
	for (let next = work.pop(); next; next = work.pop()) {
		const [path, a, b] = next;
		if (Object.is(a, b)) continue;
		if (!plain(a) || !plain(b) || Array.isArray(a) !== Array.isArray(b)) {
			add(path, a, b);
			continue;
		}
		const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
		const inside: [string, unknown, unknown][] = [];
		for (const key of keys) {
			const step = Array.isArray(a)
				? `[${key}]`
				: /^[A-Za-z_$][\w$]*$/.test(key)
					? `.${key}`
					: `[${JSON.stringify(key)}]`;
			const of = (object: Record<string, unknown>) => (Object.hasOwn(object, key) ? object[key] : undefined);
			inside.push([path + step, of(a as Record<string, unknown>), of(b as Record<string, unknown>)]);
		}
		work.push(...inside.reverse());
	}
	return { list: list.map((one) => ({ ...one, path: one.path.replace(/^\./, "") })), left };
}
