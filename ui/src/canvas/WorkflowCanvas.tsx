import {
	Background,
	BackgroundVariant,
	ConnectionLineType,
	type FinalConnectionState,
	type Connection as FlowConnection,
	MiniMap,
	type NodeChange,
	ReactFlow,
	ReactFlowProvider,
	SelectionMode,
	useStore as useFlowStore,
	useReactFlow,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import {
	type DragEvent,
	type MouseEvent as ReactMouseEvent,
	type ReactNode,
	useCallback,
	useDeferredValue,
	useEffect,
	useMemo,
	useRef,
	useState,
} from "react";
import { classes } from "@/components";
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
import { useEditor, useEditorStore } from "@/document/store";
import { type Connection, connectionKey } from "@/document/workflow";
import { canvasTexts as texts } from "@/texts/canvas";
import { Announcements } from "./announce";
import { CanvasMenu } from "./CanvasMenu";
import { CanvasToolbar } from "./CanvasToolbar";
import { CanvasContext, createCanvasStore, useCanvasStore } from "./canvasState";
import { flowNodes, flowWires, type KnownNodes, type KnownWires, type Live } from "./flowGraph";
import { bounds, flowId, GRID, obstacles, type Point, parsePortId, SCALE_X, SCALE_Y, toFile } from "./geometry";
import { importFile } from "./importFlow";
import { useCanvasKeys } from "./keys";
import { type FlowNode, NodeView } from "./NodeView";
import { Overlays } from "./Overlays";
import { StickyView } from "./StickyView";
import { makeScene, type Routed, routeScene, type Scene } from "./scene";
import { tidy } from "./tidy";
import { type FlowWire, WireView } from "./WireView";
import css from "./WorkflowCanvas.module.css";

const NODE_TYPES = { node: NodeView, sticky: StickyView };
const EDGE_TYPES = { wire: WireView };
const SNAP: [number, number] = [GRID * SCALE_X, GRID * SCALE_Y];
const NO_LIVE: Live = new Map();
const MAP_SIZE = { width: 168, height: 104 };
const MIN_ZOOM = 0.08;
const MAX_ZOOM = 2;
/** Below this, text cannot be read anyway. */
const FAR = 0.42;

export interface WorkflowCanvasProps {
	/** More to show over the canvas: run buttons, messages. */
	children?: ReactNode;
	/** Without its keyboard shortcuts and dialogs: a second canvas beside another one. */
	quiet?: boolean;
	className?: string;
}

/** The workflow of the surrounding EditorProvider as a graph. */
export function WorkflowCanvas(props: WorkflowCanvasProps) {
	const [canvas] = useState(createCanvasStore);
	return (
		<CanvasContext.Provider value={canvas}>
			<ReactFlowProvider>
				<Canvas {...props} />
			</ReactFlowProvider>
		</CanvasContext.Provider>
	);
}

function useScene(): Scene {
	const document = useEditor((state) => state.document);
	const types = useEditor((state) => state.types);
	const before = useRef<Scene | undefined>(undefined);
	return useMemo(() => {
		before.current = makeScene(document, types, before.current);
		return before.current;
	}, [document, types]);
}

function useRoutes(scene: Scene): Routed["routes"] {
	const before = useRef<Routed | undefined>(undefined);
	return useMemo(() => {
		before.current = { scene, routes: routeScene(scene, before.current) };
		return before.current.routes;
	}, [scene]);
}

function Canvas({ children, quiet = false, className }: WorkflowCanvasProps) {
	const store = useEditorStore();
	const canvas = useCanvasStore();
	const flow = useReactFlow<FlowNode, FlowWire>();
	const host = useRef<HTMLElement>(null);
	const scene = useScene();
	const latest = useRef(scene);
	latest.current = scene;
	const settled = useDeferredValue(scene);
	const routes = useRoutes(settled);
	const selection = useEditor((state) => state.selection);
	const selectedWires = useEditor((state) => state.selectedWires);
	const readOnly = useEditor((state) => state.readOnly);
	const types = useEditor((state) => state.types);
	const empty = scene.nodes.size === 0;
	const [live, setLive] = useState<Live>(NO_LIVE);
	const [knownNodes] = useState<KnownNodes>(() => new Map());
	const [knownWires] = useState<KnownWires>(() => new Map());
	const nodes = useMemo(
		() => flowNodes(scene, selection, live, readOnly, types, knownNodes),
		[scene, selection, live, readOnly, types, knownNodes],
	);
	const wires = useMemo(
		() => flowWires(scene, routes, selectedWires, live, readOnly, knownWires),
		[scene, routes, selectedWires, live, readOnly, knownWires],
	);
	const names = useMemo(() => new Map([...scene.nodes.keys()].map((name) => [flowId(name), name])), [scene]);
	const nameOf = useCallback((id: string) => names.get(id) ?? "", [names]);
	const far = useFlowStore((state) => state.transform[2] < FAR);

	const liveNow = useRef(live);
	liveNow.current = live;
	const finishResize = useCallback(() => {
		const { apply } = store.getState();
		const commands = [...liveNow.current].flatMap(([name, rect]) => {
			const node = latest.current.nodes.get(name);
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
	}, [store]);

	const onNodesChange = useCallback(
		(changes: NodeChange<FlowNode>[]) => {
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
		},
		[store, nameOf, finishResize],
	);

	const finishMove = (_: unknown, __: unknown, moved: FlowNode[]) => {
		const positions = new Map<string, Position>();
		for (const node of moved) {
			const before = latest.current.nodes.get(nameOf(node.id));
			if (before && (before.at.x !== node.position.x || before.at.y !== node.position.y)) {
				positions.set(nameOf(node.id), toFile(node.position));
			}
		}
		if (positions.size > 0) store.getState().apply(texts.steps.move, moveNodes(positions));
		setLive(NO_LIVE);
	};

	const connectionOf = useCallback(
		(made: FlowConnection | FlowWire): Connection | undefined => {
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
		},
		[nameOf],
	);

	const isValid = useCallback(
		(made: FlowConnection | FlowWire) => {
			const wire = connectionOf(made);
			if (!wire) return false;
			const output = latest.current.nodes
				.get(wire.source)
				?.layout.outputs.find((port) => port.id === made.sourceHandle);
			const input = latest.current.nodes.get(wire.target)?.layout.inputs.find((port) => port.id === made.targetHandle);
			return !!output && !!input && canConnect(output, input) && !isConnectedTo(store.getState().document, wire);
		},
		[connectionOf, store],
	);

	const finishConnect = (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
		canvas.setState({ connecting: null });
		if (state.isValid || !state.fromHandle?.id || !state.fromNode) return;
		const port = parsePortId(state.fromHandle.id);
		if (!port) return;
		const name = nameOf(state.fromNode.id);
		const spot = "changedTouches" in event ? event.changedTouches[0] : event;
		if (!spot) return;
		const under = document.elementFromPoint(spot.clientX, spot.clientY)?.closest<HTMLElement>(".react-flow__node");
		const other = under ? latest.current.nodes.get(nameOf(under.dataset.id ?? "")) : undefined;
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
	};

	const reconnect = (old: FlowWire, made: FlowConnection) => {
		const wire = connectionOf(made);
		const before = old.data?.wire.connection;
		if (!wire || !before || connectionKey(wire) === connectionKey(before)) return;
		store.getState().apply(texts.steps.reconnect, sequence(disconnect([before]), connect(wire)));
	};

	// What others can ask of the view.
	const pointer = useRef<Point | undefined>(undefined);
	useEffect(() => {
		const rectOf = (name: string) => {
			const node = latest.current.nodes.get(name);
			return node
				? bounds([
						{ ...node.at, width: node.layout.width, height: node.layout.height },
						...obstacles(node.layout, node.at),
					])
				: undefined;
		};
		const size = () => host.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 800, 600);
		const { setView } = store.getState();
		const view = {
			zoomIn: () => void flow.zoomIn({ duration: 120 }),
			zoomOut: () => void flow.zoomOut({ duration: 120 }),
			zoomTo: (zoom: number) => void flow.zoomTo(zoom, { duration: 120 }),
			fit: (wanted?: readonly string[]) => {
				const rects = (wanted ?? [...latest.current.nodes.keys()]).flatMap((name) => rectOf(name) ?? []);
				const box = bounds(rects);
				if (!box) return;
				const { width, height } = size();
				const zoom = Math.max(MIN_ZOOM, Math.min(1, (width - 96) / box.width, (height - 144) / box.height));
				void flow.setViewport(
					{
						zoom,
						x: width / 2 - (box.x + box.width / 2) * zoom,
						y: (height - 32) / 2 - (box.y + box.height / 2) * zoom,
					},
					{ duration: 200 },
				);
			},
			reveal: (name: string) => {
				const rect = rectOf(name);
				if (!rect) return;
				const { width, height } = size();
				const { x, y, zoom } = flow.getViewport();
				const left = rect.x * zoom + x;
				const top = rect.y * zoom + y;
				const margin = 24;
				const isVisible =
					left >= margin &&
					top >= margin &&
					left + rect.width * zoom <= width - margin &&
					top + rect.height * zoom <= height - margin;
				if (!isVisible)
					void flow.setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, {
						zoom: Math.max(zoom, 0.5),
						duration: 160,
					});
			},
			centre: (): Position => {
				const { left, top, width, height } = size();
				const middle = flow.screenToFlowPosition({ x: left + width / 2, y: top + height / 2 });
				return toFile({ x: middle.x - 40, y: middle.y - 40 });
			},
			pointer: () => pointer.current && toFile(flow.screenToFlowPosition(pointer.current)),
			focus: (name?: string) => {
				// A node that comes into view is drawn a moment later.
				requestAnimationFrame(() => {
					const element =
						name === undefined
							? null
							: host.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${flowId(name)}"]`);
					(element ?? host.current)?.focus({ preventScroll: true });
				});
			},
			tidied: (wanted?: ReadonlySet<string>) => {
				const chosen = [...latest.current.nodes.values()].filter(({ node }) => !wanted || wanted.has(node.name));
				const placed = tidy(
					chosen.map(({ node, layout, at }) => ({ name: node.name, layout, at })),
					latest.current.wires.map((wire) => wire.connection),
				);
				return new Map([...placed].map(([name, at]) => [name, snapped(toFile(at))]));
			},
		};
		setView(view);
		return () => {
			if (store.getState().view === view) setView(null);
		};
	}, [store, flow]);

	// A document that is opened is shown whole. A new history means it was opened, not edited.
	const opened = useEditor((state) => state.opened);
	const ready = useFlowStore((state) => state.width > 0);
	useEffect(() => {
		if (ready && opened >= 0) store.getState().view?.fit();
	}, [ready, opened, store]);

	useEffect(() => canvas.setState({ far }), [far, canvas]);
	useCanvasKeys(host, !quiet);

	const [dropping, setDropping] = useState(false);
	const onDrop = (event: DragEvent) => {
		setDropping(false);
		const file = event.dataTransfer.files[0];
		if (!file || readOnly) return;
		event.preventDefault();
		const place = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
		void importFile(store, file, toFile(place));
	};

	return (
		<CanvasMenu nameOf={nameOf} disabled={quiet}>
			<section
				ref={host}
				className={classes(css.canvas, dropping && css.dropping, readOnly && css.readOnly, className)}
				aria-label={texts.canvas}
				aria-roledescription={texts.canvasHelp}
				data-canvas
				// biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard's way into the graph; arrow keys go on from here
				tabIndex={0}
				onMouseMove={(event) => {
					pointer.current = { x: event.clientX, y: event.clientY };
				}}
				onMouseLeave={() => {
					pointer.current = undefined;
				}}
				onDragOver={(event) => {
					if (readOnly || !event.dataTransfer.types.includes("Files")) return;
					event.preventDefault();
					setDropping(true);
				}}
				onDragLeave={() => setDropping(false)}
				onDrop={onDrop}
			>
				<ReactFlow<FlowNode, FlowWire>
					nodes={nodes}
					edges={wires}
					nodeTypes={NODE_TYPES}
					edgeTypes={EDGE_TYPES}
					onNodesChange={onNodesChange}
					onEdgesChange={(changes) => {
						const keys = new Set(store.getState().selectedWires);
						for (const change of changes) {
							if (change.type !== "select") continue;
							if (change.selected) keys.add(change.id);
							else keys.delete(change.id);
						}
						store.getState().selectWires(keys);
					}}
					onNodeDragStop={finishMove}
					onSelectionDragStop={(event, moved) => finishMove(event, undefined, moved)}
					onNodeDoubleClick={(_, node) => {
						if (node.type === "node") store.getState().open(nameOf(node.id));
					}}
					onNodeMouseEnter={(_, node) => canvas.setState({ hoveredNode: nameOf(node.id) })}
					onNodeMouseLeave={() => canvas.setState({ hoveredNode: null })}
					onEdgeMouseEnter={(_, wire) => {
						const connection = wire.data?.wire.connection;
						if (connection)
							canvas.setState({ hoveredWire: { key: wire.id, source: connection.source, target: connection.target } });
					}}
					onEdgeMouseLeave={(event: ReactMouseEvent) => {
						if (
							!(
								event.relatedTarget instanceof Element && event.relatedTarget.closest(`.${css.canvas} [class*="tools"]`)
							)
						) {
							canvas.setState({ hoveredWire: null });
						}
					}}
					onConnectStart={(_, { nodeId, handleId }) =>
						canvas.setState({ connecting: { node: nameOf(nodeId ?? ""), port: handleId ?? "" } })
					}
					onConnect={(made) => {
						const wire = connectionOf(made);
						if (wire) store.getState().apply(texts.steps.connect, connect(wire));
					}}
					onConnectEnd={finishConnect}
					onReconnect={reconnect}
					isValidConnection={isValid}
					connectionLineType={ConnectionLineType.Bezier}
					connectionRadius={28}
					connectOnClick={false}
					nodesConnectable={!readOnly}
					nodesDraggable={!readOnly}
					edgesFocusable={false}
					elevateNodesOnSelect={false}
					onlyRenderVisibleElements
					snapToGrid
					snapGrid={SNAP}
					minZoom={MIN_ZOOM}
					maxZoom={MAX_ZOOM}
					panOnScroll
					zoomOnDoubleClick={false}
					panOnDrag={[1]}
					selectionOnDrag
					selectionMode={SelectionMode.Partial}
					panActivationKeyCode="Space"
					multiSelectionKeyCode={["Meta", "Control", "Shift"]}
					selectionKeyCode={null}
					deleteKeyCode={null}
					disableKeyboardA11y
					nodeDragThreshold={3}
					attributionPosition="top-right"
				>
					<Background variant={BackgroundVariant.Dots} gap={[SNAP[0], SNAP[1]]} size={1.4} color="var(--canvas-dot)" />
					{!empty && !quiet && (
						<MiniMap
							pannable
							zoomable
							position="bottom-right"
							className={css.map}
							style={MAP_SIZE}
							nodeClassName={(node) => (node.type === "sticky" ? (css.mapNote ?? "") : (css.mapNode ?? ""))}
							nodeBorderRadius={8}
							ariaLabel={null}
						/>
					)}
				</ReactFlow>
				<CanvasToolbar quiet={quiet} />
				{children}
				{dropping && <div className={css.drop}>{texts.importing.drop}</div>}
				{!quiet && <Overlays />}
				{!quiet && <Announcements />}
			</section>
		</CanvasMenu>
	);
}

function snapped([x, y]: Position): Position {
	return [Math.round(x / GRID) * GRID, Math.round(y / GRID) * GRID];
}
