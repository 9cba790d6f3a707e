import {
	Background,
	BackgroundVariant,
	ConnectionLineType,
	MiniMap,
	ReactFlow,
	ReactFlowProvider,
	SelectionMode,
	useStore as useFlowStore,
	useReactFlow,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import {
	type DragEvent,
	type ReactNode,
	useCallback,
	useDeferredValue,
	useEffect,
	useId,
	useMemo,
	useRef,
	useState,
} from "react";
import { classes } from "@/components";
import { useEditor, useEditorStore } from "@/document/store";
import { canvasTexts as texts } from "@/texts/canvas";
import { Announcements } from "./announce";
import { CanvasMenu } from "./CanvasMenu";
import { CanvasToolbar } from "./CanvasToolbar";
import { CanvasContext, createCanvasStore, useCanvasStore } from "./canvasState";
import { EmptyCanvas } from "./EmptyCanvas";
import { flowNodes, flowWires, type KnownNodes, type KnownWires, nothingKnown } from "./flowGraph";
import { flowId, GRID, SCALE_X, SCALE_Y, toFile } from "./geometry";
import { useGestures } from "./gestures";
import { importFile } from "./importFlow";
import { useCanvasKeys } from "./keys";
import { type FlowNode, NodeView } from "./NodeView";
import { Overlays } from "./Overlays";
import { StickyView } from "./StickyView";
import { makeScene, type Routed, routeScene, type Scene } from "./scene";
import { MAX_ZOOM, MIN_ZOOM, useCanvasView } from "./view";
import { type FlowWire, WireView } from "./WireView";
import css from "./WorkflowCanvas.module.css";

const NODE_TYPES = { node: NodeView, sticky: StickyView };
const EDGE_TYPES = { wire: WireView };
const SNAP: [number, number] = [GRID * SCALE_X, GRID * SCALE_Y];
/** On a smaller canvas the map would hide more than it shows. */
const MAP_NEEDS = { width: 720, height: 440 };
const MAP_SIZE = { width: 168, height: 104 };
const PAN_BUTTONS = [1];
const ADD_KEYS = ["Meta", "Control", "Shift"];
const mapClass = (node: FlowNode) => (node.type === "sticky" ? css.mapNote : css.mapNode) ?? "";
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
	const help = useId();
	const scene = useScene();
	const settled = useDeferredValue(scene);
	const routes = useRoutes(settled);
	const selection = useEditor((state) => state.selection);
	const selectedWires = useEditor((state) => state.selectedWires);
	const readOnly = useEditor((state) => state.readOnly);
	const types = useEditor((state) => state.types);
	const empty = scene.nodes.size === 0;
	const names = useMemo(() => new Map([...scene.nodes.keys()].map((name) => [flowId(name), name])), [scene]);
	const nameOf = useCallback((id: string) => names.get(id) ?? "", [names]);
	const { live, handlers } = useGestures(scene, routes, nameOf);
	const [knownNodes] = useState<KnownNodes>(nothingKnown);
	const [knownWires] = useState<KnownWires>(nothingKnown);
	const nodes = useMemo(
		() => flowNodes(scene, selection, live, readOnly, types, knownNodes),
		[scene, selection, live, readOnly, types, knownNodes],
	);
	const wires = useMemo(
		() => flowWires(scene, routes, selectedWires, live, readOnly, knownWires),
		[scene, routes, selectedWires, live, readOnly, knownWires],
	);
	const far = useFlowStore((state) => state.transform[2] < FAR);

	const pointer = useCanvasView(host, scene);

	// A document that is opened is shown whole. A new history means it was opened, not edited.
	const opened = useEditor((state) => state.opened);
	const ready = useFlowStore((state) => state.width > 0);
	useEffect(() => {
		if (ready && opened >= 0) store.getState().view?.fit();
	}, [ready, opened, store]);

	useEffect(() => canvas.setState({ far }), [far, canvas]);
	useCanvasKeys(host, !quiet);

	// The open node stays in view when its detail takes room from the canvas.
	const openNode = useEditor((state) => state.openNode);
	const width = useFlowStore((state) => state.width);
	const height = useFlowStore((state) => state.height);
	useEffect(() => {
		if (openNode !== null && width > 0 && height > 0) store.getState().view?.reveal(openNode);
	}, [openNode, width, height, store]);
	const hasMap = !empty && !quiet && width >= MAP_NEEDS.width && height >= MAP_NEEDS.height;

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
				aria-describedby={help}
				data-canvas
				// biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard's way into the graph; arrow keys go on from here
				tabIndex={0}
				onMouseMove={(event) => {
					// Over the tools that lie on the canvas the mouse points at no place of it.
					const onGraph = event.target instanceof Element && event.target.closest(".react-flow") !== null;
					pointer.current = onGraph ? { x: event.clientX, y: event.clientY } : undefined;
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
					{...handlers}
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
					panOnDrag={PAN_BUTTONS}
					selectionOnDrag
					selectionMode={SelectionMode.Partial}
					panActivationKeyCode="Space"
					multiSelectionKeyCode={ADD_KEYS}
					selectionKeyCode={null}
					deleteKeyCode={null}
					disableKeyboardA11y
					nodeDragThreshold={3}
					attributionPosition="top-right"
				>
					<Background variant={BackgroundVariant.Dots} gap={SNAP} size={1.4} color="var(--canvas-dot)" />
					{hasMap && (
						<MiniMap
							pannable
							zoomable
							position="bottom-right"
							className={css.map}
							style={MAP_SIZE}
							nodeClassName={mapClass}
							nodeBorderRadius={8}
							ariaLabel={null}
						/>
					)}
				</ReactFlow>
				<span id={help} hidden>
					{texts.canvasHelp}
				</span>
				<CanvasToolbar quiet={quiet} />
				{children}
				{empty && !quiet && !readOnly && <EmptyCanvas />}
				{dropping && <div className={css.drop}>{texts.importing.drop}</div>}
				{!quiet && <Overlays />}
				{!quiet && <Announcements />}
			</section>
		</CanvasMenu>
	);
}
