/** Texts about workflow documents: what an import says. */
export const documentTexts = {
	unnamedWorkflow: "My workflow",
	tooLarge: (megabytes: number) =>
		`The text is larger than ${megabytes} MB. Workflows of that size cannot be opened here.`,
	tooDeep: (depth: number) => `Values are nested more than ${depth} levels deep. This is no workflow that could run.`,
	notJsonAt: (line: number, column: number, found: string) =>
		found === ""
			? `This is not JSON: the text ends too early, at line ${line}, column ${column}.`
			: `This is not JSON: line ${line}, column ${column} cannot go on with “${found}”.`,
	notAnObject: "This is JSON, but not a workflow: an object with “nodes” and “connections” is expected.",
	noNodes: "This is JSON, but not a workflow: it has no list “nodes”.",
	nameNotText: "The workflow's name is not a text; it got a new one.",
	notAnObjectPart: "This should be an object; it was left out.",
	notAList: "This should be a list; it was left out.",
	pinNotList: "Pinned data must be a list of items; it was left out.",
	nodeNotObject: "This node is not an object; it was left out.",
	nodeWithoutType: "This node has no type; it was left out.",
	nodeWithoutName: (name: string) => `This node has no name; it is called “${name}” now.`,
	nodeNameTwice: (name: string, now: string) => `A second node is called “${name}”; it is called “${now}” now.`,
	badPosition: (name: string) => `“${name}” has no usable position; it was put into a free place.`,
	badParameters: (name: string) => `The parameters of “${name}” are not an object; they were left out.`,
	badVersion: (name: string) => `The version of “${name}” is not a number.`,
	badTarget: "A connection names no node; it was left out.",
	badTargetPort: (name: string) => `A connection to “${name}” does not say which input; it goes to the first.`,
	moreProblems: (count: number) => `and ${count} more`,
} as const;
