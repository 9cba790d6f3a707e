/** Finds where JSON text is broken, which the messages of browsers do not always tell. */

const WHITE = /[ \t\r\n]*/y;
const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** The offset of the first character that cannot be there; undefined when the text is JSON. Nesting must be bounded by the caller. */
export function brokenAt(text: string): number | undefined {
	let at = 0;
	const take = (pattern: RegExp): boolean => {
		pattern.lastIndex = at;
		if (!pattern.test(text)) return false;
		at = pattern.lastIndex;
		return true;
	};
	// A loop: a pattern for whole strings would need a stack as long as the string.
	const string = (): boolean => {
		if (text[at] !== '"') return false;
		for (at++; at < text.length && text.charCodeAt(at) >= 0x20; ) {
			const found = text[at];
			if (found === "\\") {
				at++;
				if (!take(ESCAPE)) return false;
			} else {
				at++;
				if (found === '"') return true;
			}
		}
		return false;
	};
	const character = (wanted: string): boolean => {
		if (text[at] !== wanted) return false;
		at++;
		return true;
	};
	/** Members or elements up to the closing bracket. */
	const several = (close: string, one: () => boolean): boolean => {
		take(WHITE);
		if (character(close)) return true;
		for (;;) {
			if (!one()) return false;
			take(WHITE);
			if (character(close)) return true;
			if (!character(",")) return false;
			take(WHITE);
		}
	};
	const member = (): boolean => {
		if (!string()) return false;
		take(WHITE);
		return character(":") && value();
	};
	const value = (): boolean => {
		take(WHITE);
		if (character("{")) return several("}", member);
		if (character("[")) return several("]", value);
		return string() || take(SCALAR);
	};
	if (!value()) return at;
	take(WHITE);
	return at === text.length ? undefined : at;
}
