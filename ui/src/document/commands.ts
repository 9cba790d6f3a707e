/** Changes of a workflow: pure functions from a document to the next one. What they do not touch is shared. */
import { newId, uniqueName } from "./naming";
import { type NodeTypes, newest } from "./nodeTypes";
import { mapReferences, renamer } from "./references";
import {
	type Connection,
	type Connections,
	type ConnectionTarget,
	connectionList,
	findNode,
	type JsonObject,
	MAIN,
	nodesByName,
	type PinnedItem,
	STICKY_NOTE,
	type WorkflowDocument,
	type WorkflowNode,
} from "./workflow";

export type Command = (document: WorkflowDocument) => WorkflowDocument;
export type Position = [x: number, y: number];

/** Replaces nodes by name; the document itself when none changed. */
function mapNodes(document: WorkflowDocument, change: (node: WorkflowNode) => WorkflowNode): WorkflowDocument {
	let changed = false;
	const nodes = document.nodes.map((node) => {
		const next = change(node);
		changed ||= next !== node;
		return next;
	});
	return changed ? { ...document, nodes } : document;
}

/** Replaces one node. */
export function changeNode(name: string, change: (node: WorkflowNode) => WorkflowNode): Command {
	return (document) => mapNodes(document, (node) => (node.name === name ? change(node) : node));
}

/** Sets or, with undefined, removes settings of a node (not its name, see rename). */
export function setNodeFields(name: string, fields: Partial<Omit<WorkflowNode, "name">>): Command {
	return changeNode(name, (node) => {
		const next: WorkflowNode = { ...node };
		for (const [key, value] of Object.entries(fields)) {
			if (value === undefined) delete next[key];
			else next[key] = value;
		}
		return next;
	});
}

/** Replaces the parameters of a node. */
export function setParameters(name: string, parameters: JsonObject): Command {
	return changeNode(name, (node) => ({ ...node, parameters }));
}

/** Moves nodes to positions. */
export function moveNodes(positions: ReadonlyMap<string, Position>): Command {
	return (document) =>
		mapNodes(document, (node) => {
			const position = positions.get(node.name);
			if (!position) return node;
			const [x, y] = position;
			if (x === node.position[0] && y === node.position[1]) return node;
			return { ...node, position: [x, y] };
		});
}

/**
 * Gives a node another name and lets everything that mentions it follow: connections, pinned data,
 * expressions and scripts. The name is made unique when it is taken.
 */
export function renameNode(from: string, wanted: string): Command {
	return (document) => {
		const node = findNode(document, from);
		const clean = wanted.trim();
		if (!node || clean === "" || clean === from) return document;
		const taken = nodesByName(document);
		const to = uniqueName(clean, { has: (name) => name !== from && taken.has(name) });
		if (to === from) return document;
		const change = renamer(new Map([[from, to]]));
		const renamed = mapNodes(document, (entry) => {
			const parameters = mapReferences(entry.parameters, change);
			if (entry.name === from) return { ...entry, name: to, parameters };
			return parameters === entry.parameters ? entry : { ...entry, parameters };
		});
		return {
			...renamed,
			connections: mapConnections(document.connections, (name) => (name === from ? to : name)),
			...(document.pinData && Object.hasOwn(document.pinData, from)
				? { pinData: renameKey(document.pinData, from, to) }
				: {}),
		};
	};
}

/** Sets a key; a node may be called "__proto__". */
function define<T>(object: Record<string, T>, key: string, value: T): void {
	Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function renameKey<T>(record: Record<string, T>, from: string, to: string): Record<string, T> {
	const result: Record<string, T> = {};
	for (const [key, value] of Object.entries(record)) define(result, key === from ? to : key, value);
	return result;
}

/** Connections under other names; ends for which rename gives undefined vanish. */
function mapConnections(connections: Connections, rename: (name: string) => string | undefined): Connections {
	const result: Connections = {};
	for (const [source, kinds] of Object.entries(connections)) {
		const to = rename(source);
		if (to === undefined) continue;
		const mapped: Record<string, (ConnectionTarget[] | null)[]> = {};
		for (const [kind, outputs] of Object.entries(kinds)) {
			define(
				mapped,
				kind,
				outputs.map((targets) =>
					targets === null
						? null
						: targets.flatMap((target) => {
								const node = rename(target.node);
								if (node === undefined) return [];
								return [node === target.node ? target : { ...target, node }];
							}),
				),
			);
		}
		define(result, to, mapped);
	}
	return result;
}

/** Removes nodes with their connections and pinned data. With bridge, what led into one leads on to what followed it. */
export function removeNodes(names: ReadonlySet<string>, bridge = false): Command {
	return (document) => {
		const nodes = document.nodes.filter((node) => !names.has(node.name));
		if (nodes.length === document.nodes.length) return document;
		let next: WorkflowDocument = document;
		if (bridge) for (const connection of bridges(document, names)) next = connect(connection)(next);
		next = {
			...next,
			nodes,
			connections: mapConnections(next.connections, (name) => (names.has(name) ? undefined : name)),
		};
		if (document.pinData && [...names].some((name) => Object.hasOwn(document.pinData as object, name))) {
			next.pinData = Object.fromEntries(Object.entries(document.pinData).filter(([name]) => !names.has(name)));
		}
		return next;
	};
}

/** The wires that close the gap when a chain is taken out: only where the way is unambiguous. */
function bridges(document: WorkflowDocument, names: ReadonlySet<string>): Connection[] {
	const all = connectionList(document).filter((wire) => wire.sourceType === MAIN && wire.targetType === MAIN);
	const incoming = all.filter((wire) => names.has(wire.target) && !names.has(wire.source));
	const outgoing = all.filter((wire) => names.has(wire.source) && !names.has(wire.target));
	if (outgoing.length !== 1) return [];
	const { target, targetType, targetIndex } = outgoing[0] as Connection;
	return incoming.map((wire) => ({ ...wire, target, targetType, targetIndex }));
}

/** Whether two nodes are wired so already. */
export function isConnectedTo(document: WorkflowDocument, wanted: Connection): boolean {
	const kinds = Object.hasOwn(document.connections, wanted.source) ? document.connections[wanted.source] : undefined;
	const targets =
		kinds && Object.hasOwn(kinds, wanted.sourceType) ? kinds[wanted.sourceType]?.[wanted.sourceIndex] : undefined;
	return !!targets?.some(
		(target) =>
			target.node === wanted.target && target.type === wanted.targetType && target.index === wanted.targetIndex,
	);
}

/** Adds a wire. */
export function connect(wire: Connection): Command {
	return (document) => {
		if (isConnectedTo(document, wire)) return document;
		const kinds = { ...(Object.hasOwn(document.connections, wire.source) ? document.connections[wire.source] : {}) };
		const outputs = [...(Object.hasOwn(kinds, wire.sourceType) ? (kinds[wire.sourceType] ?? []) : [])];
		while (outputs.length <= wire.sourceIndex) outputs.push([]);
		outputs[wire.sourceIndex] = [
			...(outputs[wire.sourceIndex] ?? []),
			{ node: wire.target, type: wire.targetType, index: wire.targetIndex },
		];
		define(kinds, wire.sourceType, outputs);
		const connections = { ...document.connections };
		define(connections, wire.source, kinds);
		return { ...document, connections };
	};
}

/** Takes wires out. */
export function disconnect(wires: readonly Connection[]): Command {
	return (document) => {
		let connections = document.connections;
		for (const wire of wires) {
			const kinds = Object.hasOwn(connections, wire.source) ? connections[wire.source] : undefined;
			const outputs = kinds && Object.hasOwn(kinds, wire.sourceType) ? kinds[wire.sourceType] : undefined;
			const targets = outputs?.[wire.sourceIndex];
			if (!kinds || !outputs || !targets) continue;
			const left = targets.filter(
				(target) =>
					!(target.node === wire.target && target.type === wire.targetType && target.index === wire.targetIndex),
			);
			if (left.length === targets.length) continue;
			const nextOutputs = outputs.map((entry, index) => (index === wire.sourceIndex ? left : entry));
			const nextKinds = { ...kinds };
			define(nextKinds, wire.sourceType, nextOutputs);
			const next = { ...connections };
			if (Object.values(nextKinds).every((kind) => kind.every((entry) => !entry?.length))) delete next[wire.source];
			else define(next, wire.source, nextKinds);
			connections = next;
		}
		return connections === document.connections ? document : { ...document, connections };
	};
}

/** A node of a type as it is when it is new; the caller puts it into the document. */
export function newNode(types: NodeTypes, type: string, document: WorkflowDocument, position: Position): WorkflowNode {
	const found = newest(types, type);
	const title =
		found?.description.defaults.name ?? found?.description.displayName ?? type.slice(type.lastIndexOf(".") + 1);
	const node: WorkflowNode = {
		parameters: {},
		type,
		typeVersion: found?.version ?? 1,
		position,
		id: newId(),
		name: uniqueName(title, nodesByName(document)),
	};
	if (found?.description.webhooks?.length) {
		node.webhookId = newId();
		// A webhook without a path cannot be called; n8n fills in its id.
		if (found.description.properties.some((property) => property.name === "path" && property.type === "string")) {
			node.parameters = { path: node.webhookId };
		}
	}
	return node;
}

/** A sticky note; the size is in n8n's canvas units. */
export function newSticky(document: WorkflowDocument, position: Position, content: string): WorkflowNode {
	return {
		parameters: { content, height: 160, width: 240 },
		type: STICKY_NOTE,
		typeVersion: 1,
		position,
		id: newId(),
		name: uniqueName("Sticky Note", nodesByName(document)),
	};
}

/** Adds nodes as they are; their names must be free (see clipboard.ts for strangers). */
export function addNodes(nodes: readonly WorkflowNode[]): Command {
	return (document) => (nodes.length === 0 ? document : { ...document, nodes: [...document.nodes, ...nodes] });
}

/** Adds a node and wires it behind an output. */
export function addNodeAfter(
	node: WorkflowNode,
	from: Pick<Connection, "source" | "sourceType" | "sourceIndex">,
): Command {
	return (document) =>
		connect({ ...from, target: node.name, targetType: from.sourceType, targetIndex: 0 })(addNodes([node])(document));
}

/** Adds a node and wires it before an input, as AI parts are. */
export function addNodeBefore(
	node: WorkflowNode,
	to: Pick<Connection, "target" | "targetType" | "targetIndex">,
): Command {
	return (document) =>
		connect({ ...to, source: node.name, sourceType: to.targetType, sourceIndex: 0 })(addNodes([node])(document));
}

/** Puts a node that is in the document into the middle of a wire: by its first input and the output `through`. */
export function spliceInto(name: string, wire: Connection, through = 0): Command {
	return (document) => {
		const before = connect({ ...wire, target: name, targetType: wire.sourceType, targetIndex: 0 });
		const after = connect({ ...wire, source: name, sourceType: wire.sourceType, sourceIndex: through });
		return after(before(disconnect([wire])(document)));
	};
}

/** Moves nodes to the right of a point so that a new one has room, as far as they follow the given node. */
export function makeRoom(after: string, x: number, by: number): Command {
	return (document) => {
		const follow = new Set<string>();
		const queue = [after];
		const all = connectionList(document);
		const next = new Map<string, string[]>();
		for (const wire of all) {
			const list = next.get(wire.source);
			if (list) list.push(wire.target);
			else next.set(wire.source, [wire.target]);
		}
		for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
			for (const target of next.get(name) ?? []) {
				if (follow.has(target) || target === after) continue;
				const node = findNode(document, target);
				if (!node || node.position[0] < x) continue;
				follow.add(target);
				queue.push(target);
			}
		}
		return mapNodes(document, (node) =>
			follow.has(node.name) ? { ...node, position: [node.position[0] + by, node.position[1]] } : node,
		);
	};
}

/** Disables nodes, or enables them again. */
export function setDisabled(names: ReadonlySet<string>, disabled: boolean): Command {
	return (document) =>
		mapNodes(document, (node) => {
			if (!names.has(node.name) || node.type === STICKY_NOTE || !!node.disabled === disabled) return node;
			const next = { ...node };
			if (disabled) next.disabled = true;
			else delete next.disabled;
			return next;
		});
}

/** Pins the output of a node, or with undefined lets it run again. */
export function setPinData(name: string, items: PinnedItem[] | undefined): Command {
	return (document) => {
		const pinData: Record<string, PinnedItem[]> = { ...document.pinData };
		if (items === undefined) {
			if (!Object.hasOwn(pinData, name)) return document;
			delete pinData[name];
		} else define(pinData, name, items);
		return { ...document, pinData };
	};
}

/** Names the workflow. */
export function setWorkflowName(name: string): Command {
	return (document) => (name.trim() === "" || name === document.name ? document : { ...document, name: name.trim() });
}

/** Replaces the workflow's settings. */
export function setSettings(settings: JsonObject): Command {
	return (document) => ({ ...document, settings });
}

/** Does several commands as one. */
export function sequence(...commands: readonly Command[]): Command {
	return (document) => commands.reduce((next, command) => command(next), document);
}
