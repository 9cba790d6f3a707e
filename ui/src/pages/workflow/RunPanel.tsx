import { ChevronDown, ChevronUp, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button, classes, IconButton, Segments } from "@/components";
import { dirtyNodes, openFailed, useEditor, useEditorStore } from "@/document/store";
import { pageTexts } from "@/texts/pages";
import { usePage } from "./page-store";
import { RunResult } from "./RunBar";
import css from "./RunPanel.module.css";

const t = pageTexts.run;
const Waterfall = lazy(() => import("../executions/Waterfall"));

/** How the last run went: its result, its error in words, its timeline, what scripts wrote. */
export function RunPanel() {
	const editor = useEditorStore();
	const execution = useEditor((state) => state.execution);
	const openNode = useEditor((state) => state.openNode);
	const outdated = useEditor((state) => dirtyNodes(state).length);
	const lines = usePage((state) => state.console);
	const [open, setOpen] = useState(false);
	const [view, setView] = useState<"timeline" | "console">("timeline");
	// An open node's detail needs the room and shows its own data.
	if (!execution || openNode !== null) return null;
	const { error } = execution;
	return (
		<section className={css.panel} aria-label={t.timeline}>
			<header className={css.head}>
				<RunResult />
				{error && (
					<button
						type="button"
						className={css.error}
						title={error.message}
						onClick={() => error.node && openFailed(editor, error.node)}
					>
						{error.node ? <strong>{error.node}: </strong> : null}
						{error.message}
					</button>
				)}
				{outdated > 0 && <span className={css.quiet}>{t.outdated(outdated)}</span>}
				<span className={css.gap} />
				{open && (
					<Segments
						label={t.timeline}
						value={view}
						onChange={setView}
						options={[
							{ value: "timeline", label: t.timeline },
							{ value: "console", label: lines.length > 0 ? `${t.console} ${lines.length}` : t.console },
						]}
					/>
				)}
				<Button
					kind="quiet"
					icon={open ? <ChevronDown /> : <ChevronUp />}
					aria-expanded={open}
					onClick={() => setOpen(!open)}
				>
					{open ? t.hide : t.timeline}
				</Button>
				<IconButton
					small
					label={t.clear}
					icon={<X />}
					disabled={execution.status === "running"}
					onClick={() => editor.getState().clearExecution()}
				/>
			</header>
			{open && (
				<div className={css.body}>
					{view === "timeline" ? (
						<Suspense>
							<Waterfall />
						</Suspense>
					) : lines.length === 0 ? (
						<p className={css.quiet}>{t.noConsole}</p>
					) : (
						<ol className={css.lines}>
							{lines.map((line, place) => (
								// biome-ignore lint/suspicious/noArrayIndexKey: lines are only added at the end.
								<li key={place} className={classes(css.line, line.level === "error" && css.bad)}>
									<span className={css.node}>{line.node}</span>
									<code>{line.text}</code>
								</li>
							))}
						</ol>
					)}
				</div>
			)}
		</section>
	);
}
