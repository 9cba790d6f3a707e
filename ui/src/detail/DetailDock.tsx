import { lazy, type ReactNode, Suspense, useEffect, useRef } from "react";
import { classes } from "@/components";
import { useEditor } from "@/document/store";
import { detailTexts as t } from "@/texts/detail";
import { type DetailHost, DetailHostProvider } from "./host";
import { useLayout } from "./layout";
import css from "./NodeDetail.module.css";
import { Splitter } from "./Splitter";

const load = () => import("./NodeDetail");
const NodeDetail = lazy(load);

/** The panel is fetched when the graph is there and the browser has time: it belongs to no first paint, and opens at once later. */
function usePanelSoon() {
	useEffect(() => {
		if (typeof requestIdleCallback !== "function") {
			const timer = setTimeout(() => void load(), 2000);
			return () => clearTimeout(timer);
		}
		const idle = requestIdleCallback(() => void load(), { timeout: 5000 });
		return () => cancelIdleCallback(idle);
	}, []);
}

/** Lays the canvas and, while a node is open, its detail side by side. */
export function DetailDock({ children, ...host }: DetailHost & { children: ReactNode }) {
	const open = useEditor((s) => s.openNode);
	const dock = useLayout((s) => s.dock);
	const share = useLayout((s) => (s.dock === "right" ? s.right : s.bottom));
	const set = useLayout((s) => s.set);
	usePanelSoon();
	const room = useRef<HTMLDivElement>(null);
	const shown = open !== null;
	const size = shown && dock !== "full" ? { flexBasis: `${share * 100}%` } : undefined;
	return (
		<DetailHostProvider value={host}>
			<div ref={room} className={classes(css.dock, shown && css[dock])}>
				<div className={css.canvas} inert={shown && dock === "full"}>
					{children}
				</div>
				{shown && (
					<>
						{dock !== "full" && (
							<Splitter
								label={t.panel.resize}
								orientation={dock === "right" ? "vertical" : "horizontal"}
								reverse
								value={share}
								min={0.25}
								max={0.85}
								room={() => room.current}
								onChange={(next) => set(dock === "right" ? { right: next } : { bottom: next })}
							/>
						)}
						<div className={css.panelBox} style={size}>
							<Suspense>
								<NodeDetail />
							</Suspense>
						</div>
					</>
				)}
			</div>
		</DetailHostProvider>
	);
}
