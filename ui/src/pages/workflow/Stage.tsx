import { useEditor } from "@/document/store";
import css from "./EditorView.module.css";

/** The graph with the detail of the open node beside it. `executionId` names the stored execution that is shown. */
export function Stage(_props: { executionId?: string }) {
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
