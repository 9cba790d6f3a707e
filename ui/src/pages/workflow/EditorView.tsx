import css from "./EditorView.module.css";
import { RunBar } from "./RunBar";
import { RunPanel } from "./RunPanel";
import { Stage } from "./Stage";

/** The editor of a workflow: graph, node detail, running. */
export function EditorView(_props: { id: string }) {
	return (
		<div className={css.view}>
			<div className={css.stageFrame}>
				<Stage />
				<RunBar />
			</div>
			<RunPanel />
		</div>
	);
}
