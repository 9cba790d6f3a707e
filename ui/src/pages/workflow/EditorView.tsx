import { useCallback, useEffect } from "react";
import { useMay } from "@/app/session-store";
import { registerActions } from "@/document/actions";
import { isChanged, useEditor, useEditorStore } from "@/document/store";
import css from "./EditorView.module.css";
import { pageActions } from "./page-actions";
import { usePage, usePageStore } from "./page-store";
import { RunBar } from "./RunBar";
import { RunPanel } from "./RunPanel";
import { Stage } from "./Stage";

/** The editor of a workflow: graph, node detail, running. */
export function EditorView() {
	const page = usePageStore();
	const editor = useEditorStore();
	const lines = usePage((state) => state.console);
	const changed = useEditor(isChanged);
	const published = usePage(({ kept }) =>
		kept.activeVersionId === "" ? "no" : kept.activeVersionId === kept.versionId && !changed ? "this" : "earlier",
	);
	const mayRun = useMay("workflow:execute");
	useEffect(() => registerActions(pageActions(page, editor)), [page, editor]);
	const execute = useCallback((node: string) => page.getState().run({ destination: node }), [page]);
	return (
		<div className={css.view}>
			<Stage execute={mayRun ? execute : undefined} console={lines} published={published}>
				<RunBar />
			</Stage>
			<RunPanel />
		</div>
	);
}
