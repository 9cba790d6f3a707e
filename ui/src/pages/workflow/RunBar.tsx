import { ChevronDown, Play, Square } from "lucide-react";
import { useMemo } from "react";
import { useMay } from "@/app/session-store";
import { Button, CopyLine, IconButton, Menu, StatusMark } from "@/components";
import { isTriggerType } from "@/document/nodeTypes";
import { useEditor } from "@/document/store";
import { formatDuration } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import { usePage } from "./page-store";
import css from "./RunBar.module.css";

const t = pageTexts.run;

/** Runs the workflow, shows what it waits for, stops it. */
export function RunBar() {
	const nodes = useEditor((state) => state.document.nodes);
	const types = useEditor((state) => state.types);
	const execution = useEditor((state) => state.execution);
	const waiting = usePage((state) => state.waiting);
	const starting = usePage((state) => state.starting);
	const run = usePage((state) => state.run);
	const stop = usePage((state) => state.stop);
	const mayRun = useMay("workflow:execute");
	const triggers = useMemo(
		() => nodes.filter((node) => !node.disabled && isTriggerType(types, node.type)).map((node) => node.name),
		[nodes, types],
	);
	if (!mayRun) return null;
	const running = execution?.mode === "manual" && (execution.status === "running" || execution.status === "new");
	return (
		<section className={css.bar} aria-label={t.run}>
			{waiting && (
				<div className={css.waiting} role="status">
					<p className={css.words}>
						<StatusMark status="running" /> {waiting.length === 1 ? t.waitingOne : t.waiting}
					</p>
					{waiting.map((hook) => (
						<CopyLine key={`${hook.node} ${hook.method}`} method={hook.method} text={hook.testUrl} />
					))}
				</div>
			)}
			<div className={css.buttons}>
				{waiting || running ? (
					<Button icon={<Square />} onClick={() => void stop()}>
						{waiting ? t.stopWaiting : t.stop}
					</Button>
				) : (
					<>
						<Button
							kind="primary"
							className={css.run}
							icon={<Play />}
							busy={starting}
							disabled={triggers.length === 0}
							title={triggers.length === 0 ? t.noNodes : undefined}
							onClick={() => void run()}
						>
							{t.run}
						</Button>
						{triggers.length > 1 && (
							<Menu
								trigger={
									<IconButton kind="primary" label={t.chooseTrigger} icon={<ChevronDown />} className={css.run} />
								}
								entries={triggers.map((name) => ({
									id: name,
									label: t.runFrom(name),
									onSelect: () => void run({ trigger: name }),
								}))}
							/>
						)}
					</>
				)}
			</div>
		</section>
	);
}

/** In words how the shown run ended. */
export function RunResult() {
	const execution = useEditor((state) => state.execution);
	if (!execution) return null;
	const took = formatDuration(execution.durationMs ?? 0);
	const words: Record<string, string> = {
		running: t.running,
		new: t.running,
		success: t.success(took),
		error: t.error(took),
		crashed: t.error(took),
		canceled: t.canceled(took),
		waiting: pageTexts.executions.columns.status,
	};
	return (
		<span className={css.result} role="status">
			<StatusMark status={execution.status} />
			{execution.status === "waiting" ? "" : words[execution.status]}
		</span>
	);
}
