import { DetailDock } from "@/detail";
import { useEditor } from "@/document/store";
import css from "./EditorView.module.css";
import { usePage } from "./page-store";

/** The graph with the detail of the open node beside it. `executionId` names the stored execution that is shown. */
export function Stage({ executionId }: { executionId?: string }) {
	return executionId === undefined ? (
		<LiveStage />
	) : (
		<DetailDock>
			<Graph />
		</DetailDock>
	);
}

/** The stage where the workflow can be run. */
function LiveStage() {
	const run = usePage((page) => page.run);
	const lines = usePage((page) => page.console);
	return (
		<DetailDock execute={(node) => run({ destination: node })} console={lines}>
			<Graph />
		</DetailDock>
	);
}

function Graph() {
	const nodes = useEditor((state) => state.document.nodes);
	return (
		<div className={css.stage}>
			<ul>
				{nodes.map((node) => (
					<li key={node.name}>{node.name}</li>
				))}
			</ul>
		</div>
	);
}
