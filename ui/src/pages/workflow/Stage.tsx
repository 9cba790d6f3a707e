import type { ReactNode } from "react";
import { WorkflowCanvas } from "@/canvas";
import { DetailDock, type DetailHost } from "@/detail";
import css from "./EditorView.module.css";
import type { ConsoleLine } from "./page-store";

/** The graph with the detail of the open node beside it. */
export function Stage(props: {
	/** Runs up to a node; absent where nothing can be run. */
	execute?: (node: string) => Promise<unknown>;
	console?: readonly ConsoleLine[];
	published?: DetailHost["published"];
	/** What lies over the graph. */
	children?: ReactNode;
}) {
	return (
		<div className={css.stage}>
			<DetailDock execute={props.execute} console={props.console} published={props.published}>
				<WorkflowCanvas>{props.children}</WorkflowCanvas>
			</DetailDock>
		</div>
	);
}
