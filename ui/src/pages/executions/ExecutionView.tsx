import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Copy, Ellipsis, RotateCcw, Square } from "lucide-react";
import { useEffect, useState } from "react";
import {
	ApiError,
	deleteExecution,
	type EventStream,
	type ExecutionFull,
	messageOf,
	nodeTypesQuery,
	openExecution,
	retryExecution,
	stopExecution,
} from "@/api";
import { useEvent } from "@/app/events";
import { useMay } from "@/app/session-store";
import {
	Badge,
	Button,
	Empty,
	IconButton,
	LoadFailed,
	Loading,
	Menu,
	type MenuEntry,
	StatusMark,
	statusName,
	toast,
} from "@/components";
import type { RunData } from "@/document/runs";
import { createEditorStore, EditorProvider, openFailed, useEditor, useEditorStore } from "@/document/store";
import { texts } from "@/texts/en";
import { formatBytes, formatDuration, formatTime } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import { removeAsked } from "../layout/remove-asked";
import { executionState } from "../workflow/page-store";
import { Stage } from "../workflow/Stage";
import { modeName } from "./ExecutionTable";
import css from "./ExecutionView.module.css";
import Waterfall from "./Waterfall";

const t = pageTexts.execution;

interface Doings {
	/** The execution that began before this one, to compare with. */
	before?: string;
	/** Stores edits of the workflow that are not saved yet; false when they could not be stored. */
	save: () => Promise<boolean>;
	onCompare: (first: string, second: string) => void;
	onOpen: (id: string) => void;
	onDeleted: (id: string) => void;
	onCopy: (execution: ExecutionFull) => void;
}

/** One execution: the graph as it was, its data, its timeline. */
export function ExecutionView(props: { id: string; stream: EventStream | undefined } & Doings) {
	const { id } = props;
	const client = useQueryClient();
	const types = useQuery(nodeTypesQuery);
	const query = useQuery({
		queryKey: ["execution", id],
		queryFn: () => openExecution(id),
		// What has ended does not change any more.
		staleTime: (query) => (isOver(query.state.data) ? Number.POSITIVE_INFINITY : 0),
	});
	const again = (data: { executionId: string }) => {
		if (data.executionId === id) void client.invalidateQueries({ queryKey: ["execution", id] });
	};
	useEvent(props.stream, "execution.finished", again);
	if (query.isError) {
		const gone = query.error instanceof ApiError && query.error.status === 404;
		return gone ? (
			<Empty title={t.number(id)} text={t.gone} />
		) : (
			<LoadFailed error={query.error} onRetry={query.refetch} />
		);
	}
	if (!query.data || !types.data) return <Loading />;
	return <Shown execution={query.data} types={types.data} {...props} />;
}

function isOver(execution: ExecutionFull | undefined): boolean {
	return execution !== undefined && !["new", "running", "waiting"].includes(execution.status);
}

function Shown(props: { execution: ExecutionFull; types: unknown[] } & Doings) {
	const { execution, types } = props;
	const [editor] = useState(createEditorStore);
	const [ready, setReady] = useState(false);
	useEffect(() => {
		const state = editor.getState();
		state.setTypes(types as never);
		state.load(execution.workflow, { readOnly: true });
		state.showExecution(executionState(execution), (execution.data.resultData.runData ?? {}) as unknown as RunData);
		setReady(true);
	}, [editor, types, execution]);
	if (!ready) return <Loading />;
	return (
		<EditorProvider store={editor}>
			<div className={css.view}>
				<Head {...props} />
				<Stage />
				<Foot />
			</div>
		</EditorProvider>
	);
}

/** The timeline, unless a node's detail needs the room. */
function Foot() {
	const openNode = useEditor((state) => state.openNode);
	if (openNode !== null) return null;
	return (
		<section className={css.foot} aria-label={t.timeline}>
			<Waterfall />
		</section>
	);
}

function Head(props: { execution: ExecutionFull } & Doings) {
	const { execution, before, onOpen, onDeleted, onCopy, onCompare } = props;
	const editor = useEditorStore();
	const selection = useEditor((state) => state.selection);
	const runData = useEditor((state) => state.runData);
	const mayRetry = useMay("execution:retry");
	const mayDelete = useMay("execution:delete");
	const mayStop = useMay("execution:stop");
	const [busy, setBusy] = useState(false);
	const node = selection.size === 1 ? [...selection][0] : undefined;
	const from = node !== undefined && Object.hasOwn(runData, node) ? node : undefined;
	const over = isOver(execution);

	const retry = async (workflow: "original" | "current", fromNode?: string) => {
		setBusy(true);
		try {
			if (workflow === "current" && !(await props.save())) return;
			const { executionId } = await retryExecution(execution.id, workflow, fromNode);
			toast({ kind: "success", title: t.retryStarted(executionId) });
			onOpen(executionId);
		} catch (error) {
			toast({ kind: "error", title: messageOf(error) });
		} finally {
			setBusy(false);
		}
	};
	const remove = () =>
		removeAsked({ title: t.deleteTitle(execution.id), text: t.deleteText }, async () => {
			await deleteExecution(execution.id);
			onDeleted(execution.id);
		});

	const retries: MenuEntry[] = [
		{ id: "original", label: t.retryOriginal, onSelect: () => void retry("original") },
		{ id: "current", label: t.retryCurrent, onSelect: () => void retry("current") },
	];
	if (from !== undefined) {
		retries.push(
			{ kind: "separator", id: "s" },
			{ kind: "label", id: "from", label: t.retryFrom(from) },
			{ id: "from-original", label: t.retryOriginal, onSelect: () => void retry("original", from) },
			{ id: "from-current", label: t.retryCurrent, onSelect: () => void retry("current", from) },
		);
	}
	const more: MenuEntry[] = [];
	const { retryOf } = execution;
	if (retryOf) {
		more.push({
			id: "compare-retried",
			label: t.compareRetried(retryOf),
			onSelect: () => onCompare(retryOf, execution.id),
		});
	}
	if (before !== undefined && before !== retryOf) {
		more.push({ id: "compare", label: t.compareBefore, onSelect: () => onCompare(before, execution.id) });
	}
	if (mayDelete) {
		more.push({ id: "delete", label: t.delete, danger: true, disabled: !over, onSelect: () => void remove() });
	}
	const { error } = execution;
	return (
		<header className={css.head}>
			<div className={css.words}>
				<h2 className={css.title}>
					<StatusMark status={execution.status} />
					{statusName(execution.status)}
					{over && <span className={css.quiet}>{t.took(formatDuration(execution.durationMs))}</span>}
				</h2>
				<p className={css.facts}>
					<span>{t.number(execution.id)}</span>
					<span title={execution.startedAt}>{formatTime(execution.startedAt)}</span>
					<span>{modeName(execution.mode)}</span>
					{execution.retryOf && (
						<button type="button" className={css.textButton} onClick={() => onOpen(execution.retryOf ?? "")}>
							{pageTexts.executions.retryOf(execution.retryOf)}
						</button>
					)}
					{execution.inbound && (
						<span>
							<Badge>{execution.inbound.method}</Badge> {execution.inbound.path}
						</span>
					)}
					{execution.outbound && (
						<span>
							→{" "}
							<Badge tone={execution.outbound.status >= 400 ? "danger" : "neutral"}>{execution.outbound.status}</Badge>
						</span>
					)}
					{execution.bytes > 0 && <span>{formatBytes(execution.bytes)}</span>}
				</p>
				{error && (
					<button type="button" className={css.error} onClick={() => error.node && openFailed(editor, error.node)}>
						{error.node && <strong>{error.node}: </strong>}
						{error.message}
					</button>
				)}
			</div>
			{!over && mayStop && (
				<Button
					icon={<Square />}
					onClick={() =>
						stopExecution(execution.id).catch((problem: unknown) => toast({ kind: "error", title: messageOf(problem) }))
					}
				>
					{t.stop}
				</Button>
			)}
			{over && mayRetry && (
				<Menu
					trigger={
						<Button icon={<RotateCcw />} busy={busy}>
							{t.retry}
						</Button>
					}
					entries={retries}
				/>
			)}
			<Button icon={<Copy />} onClick={() => onCopy(execution)}>
				{t.copyToEditor}
			</Button>
			{more.length > 0 && (
				<Menu trigger={<IconButton label={texts.common.more} icon={<Ellipsis />} noTooltip />} entries={more} />
			)}
		</header>
	);
}
