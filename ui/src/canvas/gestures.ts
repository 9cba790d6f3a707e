/** What the pointer does on the canvas, as commands on the document. */
import type {
	EdgeChange,
	FinalConnectionState,
	Connection as FlowConnection,
	NodeChange,
	OnConnectStartParams,
} from "@xyflow/react";
import { useReactFlow } from "@xyflow/react";
import { type MouseEvent as ReactMouseEvent, useState } from "react";
import {
	connect,
	disconnect,
	isConnectedTo,
	moveNodes,
	type Position,
	sequence,
	setParameters,
} from "@/document/commands";
import { canConnect } from "@/document/ports";
import { useEditorStore } from "@/document/store";
import { type Connection, connectionKey } from "@/document/workflow";
import { canvasTexts as texts } from "@/texts/canvas";
import { announce } from "./announce";
import { useCanvasStore } from "./canvasState";
import type { Live } from "./flowGraph";
import { type Point, parsePortId, SCALE_X, SCALE_Y, toFile } from "./geometry";
import { landOn, wireBelow } from "./landing";
import type { FlowNode } from "./NodeView";
import type { Route } from "./route";
import type { Scene } from "./scene";
import { useStable } from "./stable";
import type { FlowWire } from "./WireView";

const NO_LIVE: Live = new Map();

/** Handlers for the view, all of which stay the same, and where nodes are while they are moved. */
export function useGestures(scene: Scene, routes: ReadonlyMap<string, Route>, nameOf: (id: string) => string) {
	const store = useEditorStore();
	const canvas = useCanvasStore();
	const flow = useReactFlow<FlowNode, FlowWire>();
	const [live, setLive] = useState<Live>(NO_LIVE);

	const finishResize = useStable(() => {
		const { apply } = store.getState();
		const commands = [...live].flatMap(([name, rect]) => {
			const node = scene.nodes.get(name);
			if (!node || (rect.width === undefined && rect.height === undefined)) return [];
			const position = toFile({ x: rect.x ?? node.at.x, y: rect.y ?? node.at.y });
			const width = Math.round((rect.width ?? node.layout.width) / SCALE_X);
			const height = Math.round((rect.height ?? node.layout.height) / SCALE_Y);
			return [
				sequence(
					moveNodes(new Map([[name, position]])),
					setParameters(name, { ...node.node.parameters, width, height }),
				),
			];
		});
		if (commands.length > 0) apply(texts.steps.resize, sequence(...commands));
		setLive(NO_LIVE);
	});

	const onNodesChange = useStable((changes: NodeChange<FlowNode>[]) => {
		const { selection: selected, select } = store.getState();
		let chosen: Set<string> | undefined;
		let moved: Map<string, Partial<Point & { width: number; height: number }>> | undefined;
		const change = (id: string, part: Partial<Point & { width: number; height: number }>) => {
			moved ??= new Map();
			moved.set(nameOf(id), { ...moved.get(nameOf(id)), ...part });
		};
		for (const entry of changes) {
			if (entry.type === "select") {
				chosen ??= new Set(selected);
				if (entry.selected) chosen.add(nameOf(entry.id));
				else chosen.delete(nameOf(entry.id));
			} else if (entry.type === "position" && entry.position) {
				change(entry.id, entry.position);
			} else if (entry.type === "dimensions" && entry.dimensions && entry.resizing !== undefined) {
				if (entry.resizing) change(entry.id, entry.dimensions);
			}
		}
		if (chosen) select(chosen);
		const added = moved;
		if (added) {
			setLive((before) => {
				const next = new Map(before);
				for (const [name, part] of added) next.set(name, { ...next.get(name), ...part });
				return next;
			});
		}
		// The end of resizing comes without a size: what was shown last is what it is.
		if (changes.some((entry) => entry.type === "dimensions" && entry.resizing === false)) finishResize();
	});

	/** The wire into which the one node that is moved would be put here. */
	const landing = (moved: readonly FlowNode[]) => {
		const [node] = moved;
		return node && moved.length === 1 ? wireBelow(scene, routes, nameOf(node.id), node.position) : undefined;
	};

	const finishMove = useStable((_: unknown, __: unknown, moved: FlowNode[]) => {
		canvas.setState({ landing: null });
		const positions = new Map<string, Position>();
		for (const node of moved) {
			const before = scene.nodes.get(nameOf(node.id));
			if (before && (before.at.x !== node.position.x || before.at.y !== node.position.y)) {
				positions.set(nameOf(node.id), toFile(node.position));
			}
		}
		const wire = landing(moved);
		const [only] = positions;
		if (wire && only) {
			const [name, at] = only;
			store.getState().apply(texts.steps.putOnWire, landOn(name, wire.connection, at));
			announce(texts.putOnWire(name, wire.connection.source, wire.connection.target));
		} else if (positions.size > 0) store.getState().apply(texts.steps.move, moveNodes(positions));
		setLive(NO_LIVE);
	});

	const connectionOf = useStable((made: FlowConnection | FlowWire): Connection | undefined => {
		const from = parsePortId(made.sourceHandle ?? "");
		const to = parsePortId(made.targetHandle ?? "");
		if (!from || !to) return undefined;
		return {
			source: nameOf(made.source),
			sourceType: from.type,
			sourceIndex: from.index,
			target: nameOf(made.target),
			targetType: to.type,
			targetIndex: to.index,
		};
	});

	const isValid = useStable((made: FlowConnection | FlowWire) => {
		const wire = connectionOf(made);
		if (!wire) return false;
		const output = scene.nodes.get(wire.source)?.layout.outputs.find((port) => port.id === made.sourceHandle);
		const input = scene.nodes.get(wire.target)?.layout.inputs.find((port) => port.id === made.targetHandle);
		return !!output && !!input && canConnect(output, input) && !isConnectedTo(store.getState().document, wire);
	});

	const finishConnect = useStable((event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
		canvas.setState({ connecting: null });
		if (state.isValid || !state.fromHandle?.id || !state.fromNode) return;
		const port = parsePortId(state.fromHandle.id);
		if (!port) return;
		const name = nameOf(state.fromNode.id);
		const spot = "changedTouches" in event ? event.changedTouches[0] : event;
		if (!spot) return;
		const under = document.elementFromPoint(spot.clientX, spot.clientY)?.closest<HTMLElement>(".react-flow__node");
		const other = under ? scene.nodes.get(nameOf(under.dataset.id ?? "")) : undefined;
		const { apply, show } = store.getState();
		if (other && other.layout.shape !== "sticky") {
			// Let go on a node: its first port that fits.
			if (other.node.name === name) return;
			const fits = (port.side === "out" ? other.layout.inputs : other.layout.outputs).find(
				(entry) => entry.type === port.type,
			);
			if (!fits) return;
			const wire: Connection =
				port.side === "out"
					? {
							source: name,
							sourceType: port.type,
							sourceIndex: port.index,
							target: other.node.name,
							targetType: fits.type,
							targetIndex: fits.index,
						}
					: {
							source: other.node.name,
							sourceType: fits.type,
							sourceIndex: fits.index,
							target: name,
							targetType: port.type,
							targetIndex: port.index,
						};
			apply(texts.steps.connect, connect(wire));
			return;
		}
		const place = flow.screenToFlowPosition({ x: spot.clientX, y: spot.clientY });
		const at = toFile({ x: port.side === "out" ? place.x : place.x - 80, y: place.y - 40 });
		show({
			kind: "palette",
			request:
				port.side === "out"
					? { kind: "after", source: name, sourceType: port.type, sourceIndex: port.index, at }
					: { kind: "before", target: name, targetType: port.type, targetIndex: port.index, at },
		});
	});

	const reconnect = useStable((old: FlowWire, made: FlowConnection) => {
		const wire = connectionOf(made);
		const before = old.data?.wire.connection;
		if (!wire || !before || connectionKey(wire) === connectionKey(before)) return;
		store.getState().apply(texts.steps.reconnect, sequence(disconnect([before]), connect(wire)));
	});

	const onEdgesChange = useStable((changes: EdgeChange<FlowWire>[]) => {
		const keys = new Set(store.getState().selectedWires);
		for (const change of changes) {
			if (change.type !== "select") continue;
			if (change.selected) keys.add(change.id);
			else keys.delete(change.id);
		}
		store.getState().selectWires(keys);
	});

	return {
		live,
		handlers: {
			onNodesChange,
			onEdgesChange,
			onNodeDrag: useStable((_: unknown, __: unknown, moved: FlowNode[]) => {
				const key = landing(moved)?.key ?? null;
				if (canvas.getState().landing !== key) canvas.setState({ landing: key });
			}),
			onNodeDragStop: finishMove,
			onSelectionDragStop: useStable((event: unknown, moved: FlowNode[]) => finishMove(event, undefined, moved)),
			onNodeDoubleClick: useStable((_: unknown, node: FlowNode) => {
				if (node.type === "node") store.getState().open(nameOf(node.id));
			}),
			onNodeMouseEnter: useStable((_: unknown, node: FlowNode) => canvas.setState({ hoveredNode: nameOf(node.id) })),
			onNodeMouseLeave: useStable(() => canvas.setState({ hoveredNode: null })),
			onEdgeMouseEnter: useStable((_: unknown, wire: FlowWire) => {
				const connection = wire.data?.wire.connection;
				if (!connection) return;
				canvas.setState({ hoveredWire: { key: wire.id, source: connection.source, target: connection.target } });
			}),
			onEdgeMouseLeave: useStable((event: ReactMouseEvent) => {
				// The way from a wire to its buttons is not away from it.
				const toTools = event.relatedTarget instanceof Element && event.relatedTarget.closest("[data-wire-tools]");
				if (!toTools) canvas.setState({ hoveredWire: null });
			}),
			onConnectStart: useStable((_: unknown, { nodeId, handleId }: OnConnectStartParams) =>
				canvas.setState({ connecting: { node: nameOf(nodeId ?? ""), port: handleId ?? "" } }),
			),
			onConnect: useStable((made: FlowConnection) => {
				const wire = connectionOf(made);
				if (wire) store.getState().apply(texts.steps.connect, connect(wire));
			}),
			onConnectEnd: finishConnect,
			onReconnect: reconnect,
			isValidConnection: isValid,
		},
	};
}
