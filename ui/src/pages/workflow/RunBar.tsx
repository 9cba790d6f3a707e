import { ChevronDown, Play, Square } from "lucide-react";
import { useMemo } from "react";
import { useMay, useSession } from "@/app/session-store";
import { Button, CopyLine, IconButton, Menu, StatusMark } from "@/components";
import { isTriggerType } from "@/document/nodeTypes";
import { type Editor, useEditor } from "@/document/store";
import { findNode, type WorkflowNode } from "@/document/workflow";
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
	const running = execution?.mode === "manual" && /^(running|new|waiting)$/.test(execution.status);
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
			{!waiting && execution?.status === "waiting" && <Paused id={execution.id} />}
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

/** The node at which the shown run waits. */
function pausedNode(state: Editor): WorkflowNode | undefined {
	const name = Object.keys(state.runs).find((one) => state.runs[one]?.status === "waiting");
	return name === undefined ? undefined : findNode(state.document, name);
}

/** What lets a run that waits go on, where it is a call or a form. */
function Paused({ id }: { id: string }) {
	const session = useSession();
	const node = useEditor(pausedNode);
	const resume = node?.parameters.resume;
	if (!node || (resume !== "webhook" && resume !== "form")) return null;
	const { webhookSuffix } = (node.parameters.options ?? {}) as { webhookSuffix?: unknown };
	const suffix = typeof webhookSuffix === "string" && webhookSuffix !== "" ? `/${webhookSuffix}` : "";
	const form = resume === "form";
	const url = `${form ? session.waitingFormUrl : session.waitingUrl}${id}${suffix}`;
	return (
		<div className={css.waiting} role="status">
			<p className={css.words}>
				<StatusMark status="waiting" /> {form ? t.pausedForForm(node.name) : t.pausedForCall(node.name)}
			</p>
			<CopyLine method={form ? undefined : String(node.parameters.httpMethod ?? "GET")} text={url} />
			{form && (
				<a href={url} target="_blank" rel="noopener">
					{t.openForm}
				</a>
			)}
		</div>
	);
}

/** In words how the shown run ended. */
export function RunResult() {
	const execution = useEditor((state) => state.execution);
	const paused = useEditor(pausedNode);
	if (!execution) return null;
	const took = formatDuration(execution.durationMs ?? 0);
	const words: Record<string, string> = {
		running: t.running,
		new: t.running,
		success: t.success(took),
		error: t.error(took),
		crashed: t.error(took),
		canceled: t.canceled(took),
		waiting: paused ? t.pausedAt(paused.name) : t.paused,
	};
	return (
		<span className={css.result} role="status">
			<StatusMark status={execution.status} />
			{words[execution.status]}
		</span>
	);
}
