/** What others can ask of the view: to show something, to put the focus somewhere, to tidy up. */
import { useReactFlow } from "@xyflow/react";
import { type RefObject, useEffect, useRef } from "react";
import type { Position } from "@/document/commands";
import { useEditorStore } from "@/document/store";
import { bounds, flowId, GRID, obstacles, type Point, toFile } from "./geometry";
import type { Scene } from "./scene";

export const MIN_ZOOM = 0.08;
export const MAX_ZOOM = 2;
/** More nodes than this are not shown all at once: drawing them would take longer than anybody waits. */
const MANY = 2000;
const LEGIBLE = 0.3;

/** Puts the view into the editor's store. Gives where to note the pointer's place on the screen. */
export function useCanvasView(host: RefObject<HTMLElement | null>, scene: Scene): RefObject<Point | undefined> {
	const store = useEditorStore();
	const flow = useReactFlow();
	const latest = useRef(scene);
	latest.current = scene;
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
				const least = rects.length > MANY ? LEGIBLE : MIN_ZOOM;
				const zoom = Math.max(least, Math.min(1, (width - 96) / box.width, (height - 144) / box.height));
				if (zoom * box.width > width || zoom * box.height > height) {
					// Not all of it has room: it begins at its upper left.
					void flow.setViewport({ zoom, x: 48 - box.x * zoom, y: 48 - box.y * zoom }, { duration: 200 });
					return;
				}
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
					// Somebody has begun to write meanwhile.
					if (store.getState().renaming !== null) return;
					const element =
						name === undefined
							? null
							: host.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${flowId(name)}"]`);
					(element ?? host.current)?.focus({ preventScroll: true });
				});
			},
			tidied: async (wanted?: ReadonlySet<string>) => {
				// The layout algorithm is as large as a page of the editor: it is loaded when it is asked for.
				const { tidy } = await import("./tidy");
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
	}, [store, flow, host]);
	return pointer;
}

function snapped([x, y]: Position): Position {
	return [Math.round(x / GRID) * GRID, Math.round(y / GRID) * GRID];
}
