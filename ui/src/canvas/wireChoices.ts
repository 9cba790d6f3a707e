/** The wires a node could have and the ones it has, for choosing among them without a pointer. */
import type { NodeTypes } from "../document/nodeTypes";
import { canConnect, type Port, portsOf } from "../document/ports";
import {
	type Connection,
	connectionKey,
	isSticky,
	neighbours,
	nodesByName,
	type WorkflowDocument,
} from "../document/workflow";

export interface WireChoice {
	wire: Connection;
	/** What is written at its two ends, "" for nothing. */
	output: string;
	input: string;
}

function labelOf(ports: readonly Port[], type: string, index: number): string {
	return ports.find((port) => port.type === type && port.index === index)?.label ?? "";
}

/** Wires that begin at the node's outputs and are not there yet. The nearest nodes to the right come first. */
export function possibleWires(types: NodeTypes, document: WorkflowDocument, name: string): WireChoice[] {
	const source = nodesByName(document).get(name);
	if (!source) return [];
	const { outputs } = portsOf(types, document, source);
	const present = new Set(neighbours(document, name).outgoing.map(connectionKey));
	const [x, y] = source.position;
	const distance = ([tx, ty]: readonly [number, number]) => Math.abs(ty - y) + (tx > x ? tx - x : 2 * (x - tx) + 1000);
	const targets = document.nodes
		.filter((node) => node.name !== name && !isSticky(node))
		.sort((a, b) => distance(a.position) - distance(b.position))
		.map((node) => ({ node, inputs: portsOf(types, document, node).inputs }));
	const choices: WireChoice[] = [];
	for (const output of outputs) {
		for (const { node, inputs } of targets) {
			for (const input of inputs) {
				if (!canConnect(output, input)) continue;
				const wire: Connection = {
					source: name,
					sourceType: output.type,
					sourceIndex: output.index,
					target: node.name,
					targetType: input.type,
					targetIndex: input.index,
				};
				if (!present.has(connectionKey(wire))) choices.push({ wire, output: output.label, input: input.label });
			}
		}
	}
	return choices;
}

/** The wires that begin or end at the node. */
export function presentWires(types: NodeTypes, document: WorkflowDocument, name: string): WireChoice[] {
	const nodes = nodesByName(document);
	const { incoming, outgoing } = neighbours(document, name);
	return [...outgoing, ...incoming].flatMap((wire) => {
		const source = nodes.get(wire.source);
		const target = nodes.get(wire.target);
		if (!source || !target) return [];
		return [
			{
				wire,
				output: labelOf(portsOf(types, document, source).outputs, wire.sourceType, wire.sourceIndex),
				input: labelOf(portsOf(types, document, target).inputs, wire.targetType, wire.targetIndex),
			},
		];
	});
}
