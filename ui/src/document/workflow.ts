/** The n8n workflow document as it lies in files: what is not named here is kept as it is. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A node of a workflow. Names are unique in a workflow and are the ends of connections. */
export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	/** Left and top edge in n8n's canvas units. */
	position: [number, number];
	parameters: JsonObject;
	credentials?: Record<string, { id: string | null; name: string }>;
	disabled?: boolean;
	notes?: string;
	notesInFlow?: boolean;
	onError?: "stopWorkflow" | "continueRegularOutput" | "continueErrorOutput";
	continueOnFail?: boolean;
	retryOnFail?: boolean;
	maxTries?: number;
	waitBetweenTries?: number;
	alwaysOutputData?: boolean;
	executeOnce?: boolean;
	webhookId?: string;
	[unknown: string]: unknown;
}

/** The far end of a connection: an input of a node. */
export interface ConnectionTarget {
	node: string;
	type: string;
	index: number;
	[unknown: string]: unknown;
}

/** Source node → kind of connection → output index → targets. n8n writes null for an output without any. */
export type Connections = Record<string, Record<string, (ConnectionTarget[] | null)[]>>;

/** What an item says of a file; the server gives the bytes. */
export interface BinaryRef {
	mimeType: string;
	fileName?: string;
	fileExtension?: string;
	fileType?: string;
	fileSize?: string | number;
	data?: string;
	id?: string;
	[unknown: string]: unknown;
}

/** One item that travels between nodes. */
export interface Item {
	json: JsonObject;
	binary?: Record<string, BinaryRef>;
	pairedItem?: unknown;
	error?: unknown;
	[unknown: string]: unknown;
}

/** A pinned item. Old files have the data alone, without "json" around it. */
export type PinnedItem = Item | JsonObject;

export interface WorkflowDocument {
	id?: string;
	name: string;
	nodes: WorkflowNode[];
	connections: Connections;
	settings?: JsonObject;
	pinData?: Record<string, PinnedItem[]>;
	staticData?: unknown;
	tags?: unknown[];
	active?: boolean;
	meta?: unknown;
	versionId?: string;
	[unknown: string]: unknown;
}

/** One wire: from an output of a node to an input of another one. */
export interface Connection {
	source: string;
	sourceType: string;
	sourceIndex: number;
	target: string;
	targetType: string;
	targetIndex: number;
}

export const MAIN = "main";
export const STICKY_NOTE = "n8n-nodes-base.stickyNote";

export function emptyWorkflow(name: string): WorkflowDocument {
	return { name, nodes: [], connections: {}, settings: { executionOrder: "v1" }, pinData: {} };
}

export function isSticky(node: Pick<WorkflowNode, "type">): boolean {
	return node.type === STICKY_NOTE;
}

export function findNode(document: WorkflowDocument, name: string): WorkflowNode | undefined {
	return nodesByName(document).get(name);
}

const byName = new WeakMap<WorkflowNode[], ReadonlyMap<string, WorkflowNode>>();

/** The nodes by their names; the map of one list of nodes is made once. */
export function nodesByName(document: WorkflowDocument): ReadonlyMap<string, WorkflowNode> {
	let map = byName.get(document.nodes);
	if (!map) {
		map = new Map(document.nodes.map((node) => [node.name, node]));
		byName.set(document.nodes, map);
	}
	return map;
}

const wires = new WeakMap<Connections, readonly Connection[]>();

/** All wires in the order of the document; the list of one set of connections is made once. */
export function connectionList(document: WorkflowDocument): readonly Connection[] {
	const known = wires.get(document.connections);
	if (known) return known;
	const list: Connection[] = [];
	for (const [source, kinds] of Object.entries(document.connections)) {
		for (const [sourceType, outputs] of Object.entries(kinds)) {
			outputs.forEach((targets, sourceIndex) => {
				for (const target of targets ?? []) {
					list.push({
						source,
						sourceType,
						sourceIndex,
						target: target.node,
						targetType: target.type,
						targetIndex: target.index,
					});
				}
			});
		}
	}
	wires.set(document.connections, list);
	return list;
}

/** A text that tells connections apart. */
export function connectionKey(connection: Connection): string {
	const { source, sourceType, sourceIndex, target, targetType, targetIndex } = connection;
	return JSON.stringify([source, sourceType, sourceIndex, target, targetType, targetIndex]);
}

export interface Neighbours {
	/** Wires that end at the node. */
	incoming: readonly Connection[];
	/** Wires that begin at the node. */
	outgoing: readonly Connection[];
}

const NONE: Neighbours = { incoming: [], outgoing: [] };
const neighbourIndex = new WeakMap<Connections, ReadonlyMap<string, Neighbours>>();

/** The wires of a node. */
export function neighbours(document: WorkflowDocument, name: string): Neighbours {
	let index = neighbourIndex.get(document.connections);
	if (!index) {
		const made = new Map<string, { incoming: Connection[]; outgoing: Connection[] }>();
		const at = (node: string) => {
			let entry = made.get(node);
			if (!entry) {
				entry = { incoming: [], outgoing: [] };
				made.set(node, entry);
			}
			return entry;
		};
		for (const connection of connectionList(document)) {
			at(connection.source).outgoing.push(connection);
			at(connection.target).incoming.push(connection);
		}
		index = made;
		neighbourIndex.set(document.connections, index);
	}
	return index.get(name) ?? NONE;
}
