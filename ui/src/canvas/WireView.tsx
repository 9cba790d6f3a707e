import { type Edge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { Plus, Trash2 } from "lucide-react";
import { memo } from "react";
import { useShallow } from "zustand/react/shallow";
import { classes } from "@/components";
import { disconnect } from "@/document/commands";
import type { NodeRun } from "@/document/runs";
import { useEditor, useEditorStore } from "@/document/store";
import { MAIN } from "@/document/workflow";
import { canvasTexts as texts } from "@/texts/canvas";
import { useCanvas, useCanvasStore } from "./canvasState";
import { arrivesFrom, curve, labelPoint, pathOf, type Route } from "./route";
import type { SceneWire } from "./scene";
import css from "./WireView.module.css";

export type FlowWire = Edge<{ wire: SceneWire; route: Route | undefined; port: string; error: boolean }, "wire">;

/** Half the size of a port; ends that the view reports lie at its outer edge. */
const PORT = 8;

const ARROWS = {
	left: "M-9,-4.5 L0,0 L-9,4.5 Z",
	top: "M-4.5,-9 L0,0 L4.5,-9 Z",
	bottom: "M-4.5,9 L0,0 L4.5,9 Z",
} as const;

function own(runs: Readonly<Record<string, NodeRun>>, name: string): NodeRun | undefined {
	return Object.hasOwn(runs, name) ? runs[name] : undefined;
}

/** A wire: its way, its arrow, how many items went along it, and what can be done with it. */
export const WireView = memo(function WireView(props: EdgeProps<FlowWire>) {
	const { data, selected } = props;
	const store = useEditorStore();
	const canvas = useCanvasStore();
	const key = data?.wire.key;
	const connection = data?.wire.connection;
	const { lit, hovered, landing, far } = useCanvas(
		useShallow((state) => ({
			lit:
				state.hoveredWire?.key === key ||
				(state.hoveredNode !== null &&
					(state.hoveredNode === connection?.source || state.hoveredNode === connection?.target)),
			hovered: state.hoveredWire?.key === key,
			landing: state.landing === key,
			far: state.far,
		})),
	);
	const { readOnly, source, target } = useEditor(
		useShallow((state) => ({
			readOnly: state.readOnly,
			source: connection && own(state.runs, connection.source),
			target: connection && own(state.runs, connection.target)?.status,
		})),
	);
	if (!data || !connection) return null;

	const main = connection.sourceType === MAIN;
	const count = main ? source?.counts[connection.sourceIndex] : undefined;
	const ran = source !== undefined && (main ? (count ?? 0) > 0 : target !== undefined);
	const route = data.route ?? straight(props, main);
	const path = pathOf(route);
	const tip = route.points.at(-1) ?? { x: 0, y: 0 };
	const label = labelPoint(route);
	const busy = (hovered || selected) && !readOnly && !landing;
	return (
		<>
			<path className={css.hit} d={path} />
			<path
				className={classes(
					css.wire,
					far && css.far,
					!main && css.part,
					data.error && css.error,
					ran && css.done,
					ran && target === "running" && css.passing,
					(lit || selected) && css.lit,
					landing && css.landing,
				)}
				data-landing={landing || undefined}
				d={path}
			/>
			{main && !far && (
				<path
					className={classes(
						css.arrow,
						data.error && css.error,
						ran && css.done,
						(lit || selected || landing) && css.lit,
					)}
					d={ARROWS[arrivesFrom(route)]}
					transform={`translate(${tip.x - (arrivesFrom(route) === "left" ? 2 : 0)},${tip.y - (arrivesFrom(route) === "top" ? 2 : 0)})`}
				/>
			)}
			{ran && count !== undefined && !busy && !far && (
				<text className={css.count} x={label.x} y={label.y - 5}>
					{source && source.runs > 1 ? texts.itemsInRuns(count, source.runs) : texts.items(count)}
				</text>
			)}
			{busy && (
				<EdgeLabelRenderer>
					{/* biome-ignore lint/a11y/noStaticElementInteractions: the pointer may go from the wire to its buttons */}
					<div
						data-wire-tools
						className={classes(css.tools, "nodrag", "nopan")}
						style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
						onMouseEnter={() =>
							canvas.setState({
								hoveredWire: { key: data.wire.key, source: connection.source, target: connection.target },
							})
						}
						onMouseLeave={() => canvas.setState({ hoveredWire: null })}
					>
						{main && (
							<button
								type="button"
								tabIndex={-1}
								aria-label={texts.addOnWire}
								title={texts.addOnWire}
								onClick={() => store.getState().show({ kind: "palette", request: { kind: "on", wire: connection } })}
							>
								<Plus />
							</button>
						)}
						<button
							type="button"
							tabIndex={-1}
							aria-label={texts.removeWire}
							title={texts.removeWire}
							onClick={() => {
								canvas.setState({ hoveredWire: null });
								store.getState().apply(texts.steps.disconnect, disconnect([connection]));
							}}
						>
							<Trash2 />
						</button>
					</div>
				</EdgeLabelRenderer>
			)}
		</>
	);
});

/** The way of a wire whose end is being moved. */
function straight({ sourceX, sourceY, targetX, targetY }: EdgeProps<FlowWire>, main: boolean): Route {
	return main
		? { kind: "curve", points: curve({ x: sourceX - PORT, y: sourceY }, { x: targetX + PORT, y: targetY }) }
		: { kind: "curve", points: curve({ x: sourceX, y: sourceY + PORT }, { x: targetX, y: targetY - PORT }, true) };
}
