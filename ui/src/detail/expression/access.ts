/** Builds the expressions that name a piece of data, as a drag from the input views or a completion needs them. */

/** The way to a value inside an item: keys of objects and indexes of arrays. */
export type DataPath = readonly (string | number)[];

const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/** A JavaScript string literal in single quotes that is safe inside of {{ }}. */
export function quoted(text: string): string {
	const inner = JSON.stringify(text)
		.slice(1, -1)
		.replace(/\\"/g, '"')
		.replace(/'/g, "\\'")
		.replace(/\u2028/g, "\\u2028")
		.replace(/\u2029/g, "\\u2029")
		// The first "}}" ends the expression, even inside of a string.
		.replace(/\}\}/g, "}\\u007d");
	return `'${inner}'`;
}

/** One step of a path: ".name", "['odd name']" or "[0]". */
export function step(part: string | number): string {
	if (typeof part === "number") return `[${part}]`;
	return IDENTIFIER.test(part) ? `.${part}` : `[${quoted(part)}]`;
}

/** The JavaScript that reads `path` from `root`. */
export function access(root: string, path: DataPath): string {
	return root + path.map(step).join("");
}

/** Where dragged data comes from. */
export interface DragSource {
	/** The node whose output the data is. */
	node: string;
	/** The data is the direct input of the node that is edited. */
	direct: boolean;
	/** The path inside the item's json, or inside of `root`. */
	path: DataPath;
	/** What the path begins at in place of an item: a variable of the context, such as "$workflow". */
	root?: string;
}

/** The JavaScript, without braces, that reads the dragged value for the current item. */
export function dragCode(source: DragSource): string {
	if (source.root !== undefined) return access(source.root, source.path);
	return access(source.direct ? "$json" : `$(${quoted(source.node)}).item.json`, source.path);
}

/** What a parameter accepts. */
export interface DropTarget {
	/** Stored value before the drop. */
	value: unknown;
	/** "single" and "multiple": the parameter wants the name of a field, not its value. */
	dataPath?: "single" | "multiple";
	/** The parameter takes no expression. */
	fixedOnly?: boolean;
	/** The parameter is a text, so that what stands there can stay before the dropped value. */
	text: boolean;
}

/** The value of a parameter after a field was dropped on it; undefined when it cannot take one. */
export function dropped(source: DragSource, target: DropTarget): string | undefined {
	const before = typeof target.value === "string" ? target.value : "";
	if (target.dataPath) {
		if (before.startsWith("=") && before.length > 1) return insertExpression(before, dragCode(source));
		const name = pathName(source.path);
		if (target.dataPath === "single" || before.trim() === "" || before === "=") return name;
		const names = before.split(",").map((n) => n.trim());
		return names.includes(name) ? before : [...names, name].join(", ");
	}
	if (target.fixedOnly) return undefined;
	const code = dragCode(source);
	if (before.startsWith("=")) return insertExpression(before, code);
	return target.text && before !== "" ? `=${before} {{ ${code} }}` : `={{ ${code} }}`;
}

function insertExpression(before: string, code: string): string {
	const rest = before.slice(1);
	return rest.trim() === "" || rest.trim() === "{{ }}" || rest.trim() === "{{}}"
		? `={{ ${code} }}`
		: `=${rest} {{ ${code} }}`;
}

/** A field's name in the dotted notation that nodes read ("a.b[0].c"). */
export function pathName(path: DataPath): string {
	let out = "";
	for (const part of path) out += typeof part === "number" ? `[${part}]` : out === "" ? part : `.${part}`;
	return out;
}
