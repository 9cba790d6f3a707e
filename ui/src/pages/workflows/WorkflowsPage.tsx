import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Plus, Upload } from "lucide-react";
import { type DragEvent, useDeferredValue, useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import {
	createWorkflow,
	deleteWorkflow,
	listTags,
	listWorkflows,
	messageOf,
	openWorkflow,
	publishWorkflow,
	unpublishWorkflow,
	type WorkflowListed,
} from "@/api";
import { useEvent, useEventStream } from "@/app/events";
import { useMay } from "@/app/session-store";
import { useThrottled } from "@/app/use-throttled";
import {
	Badge,
	Button,
	Empty,
	HistoryBar,
	IconButton,
	LoadFailed,
	Loading,
	Menu,
	NativeSelect,
	StatusDot,
	Switch,
	Table,
	Tooltip,
	toast,
} from "@/components";
import { fileName, writeWorkflow } from "@/document/importing";
import type { WorkflowDocument } from "@/document/workflow";
import { texts } from "@/texts/en";
import { formatAgo, formatShare, formatTime } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import { Page, SearchField } from "../layout/Page";
import { removeAsked } from "../layout/remove-asked";
import { download } from "./download";
import { ImportDialog } from "./ImportDialog";
import { importFiles } from "./importing";
import { triggerName } from "./trigger-name";
import css from "./WorkflowsPage.module.css";

const t = pageTexts.workflows;

/** All workflows and whether they work. */
export default function WorkflowsPage() {
	const [, navigate] = useLocation();
	const client = useQueryClient();
	const [search, setSearch] = useState("");
	const [tag, setTag] = useState("");
	const [active, setActive] = useState("");
	const [importing, setImporting] = useState(false);
	const [dragging, setDragging] = useState(false);
	const wanted = useDeferredValue(search);
	const mayCreate = useMay("workflow:create");

	const query = useQuery({ queryKey: ["workflows"], queryFn: () => listWorkflows() });
	const tags = useQuery({ queryKey: ["tags"], queryFn: listTags });
	const refresh = useThrottled(() => void client.invalidateQueries({ queryKey: ["workflows"] }), 2000);
	const stream = useEventStream();
	useEvent(stream, "execution.finished", refresh);
	useEvent(stream, "workflow.saved", refresh);
	useEvent(stream, "workflow.published", refresh);
	useEvent(stream, "workflow.unpublished", refresh);
	useEvent(stream, "resync", refresh);

	const rows = useMemo(() => {
		const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
		return (query.data ?? [])
			.filter(
				(row) =>
					words.every((word) => row.name.toLowerCase().includes(word)) &&
					(!tag || row.tags.some((one) => one.id === tag)) &&
					(!active || String(row.active) === active),
			)
			.sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
	}, [query.data, wanted, tag, active]);

	const failed = (error: unknown) => toast({ kind: "error", title: messageOf(error) });
	const settled = () => client.invalidateQueries({ queryKey: ["workflows"] });

	const create = useMutation({
		mutationFn: () => createWorkflow({ name: t.newName, nodes: [], connections: {}, settings: {} }),
		onSuccess: (opened) => navigate(`/workflows/${opened.workflow.id}`),
		onError: failed,
	});
	const publish = useMutation({
		mutationFn: ({ row, on }: { row: WorkflowListed; on: boolean }) =>
			on ? publishWorkflow(row.id, row.versionId) : unpublishWorkflow(row.id),
		onError: failed,
		onSettled: settled,
	});

	const remove = (row: WorkflowListed) =>
		removeAsked(
			{ title: t.deleteTitle(row.name), text: t.deleteText },
			async () => {
				await deleteWorkflow(row.id);
				toast({ title: t.deleted(row.name) });
			},
			settled,
		);
	const duplicate = async (row: WorkflowListed) => {
		try {
			const { workflow } = await openWorkflow(row.id);
			const { id: _id, versionId: _version, active: _active, ...rest } = workflow;
			await createWorkflow({ ...rest, name: t.copyOf(workflow.name) } as WorkflowDocument);
		} catch (error) {
			failed(error);
		}
		await settled();
	};
	const save = async (row: WorkflowListed) => {
		try {
			const { workflow } = await openWorkflow(row.id);
			download(fileName(workflow as never), writeWorkflow(workflow as never));
		} catch (error) {
			failed(error);
		}
	};

	const drag = {
		onDragOver: (event: DragEvent) => {
			if (!mayCreate || !event.dataTransfer.types.includes("Files")) return;
			event.preventDefault();
			setDragging(true);
		},
		onDragLeave: (event: DragEvent) => {
			if (!event.currentTarget.contains(event.relatedTarget as Node)) setDragging(false);
		},
		onDrop: async (event: DragEvent) => {
			event.preventDefault();
			setDragging(false);
			await importFiles([...event.dataTransfer.files]);
			await settled();
		},
	};

	const filtered = search !== "" || tag !== "" || active !== "";
	return (
		<div className={css.drop} {...drag}>
			<Page
				title={t.title}
				aside={query.data && t.count(query.data.length)}
				actions={
					mayCreate && (
						<>
							<Button icon={<Upload />} onClick={() => setImporting(true)}>
								{t.import}
							</Button>
							<Button kind="primary" icon={<Plus />} busy={create.isPending} onClick={() => create.mutate()}>
								{t.create}
							</Button>
						</>
					)
				}
				filters={
					<>
						<SearchField value={search} onChange={setSearch} label={t.searchLabel} placeholder={t.searchHint} />
						<NativeSelect value={tag} onChange={(event) => setTag(event.target.value)} aria-label={t.tag}>
							<option value="">{t.allTags}</option>
							{tags.data?.map((one) => (
								<option key={one.id} value={one.id}>
									{one.name}
								</option>
							))}
						</NativeSelect>
						<NativeSelect value={active} onChange={(event) => setActive(event.target.value)} aria-label={t.state}>
							<option value="">{t.anyState}</option>
							<option value="true">{t.published}</option>
							<option value="false">{t.notPublished}</option>
						</NativeSelect>
					</>
				}
			>
				{query.isPending ? (
					<Loading />
				) : query.isError ? (
					<LoadFailed error={query.error} onRetry={query.refetch} />
				) : query.data.length === 0 ? (
					<Empty
						title={t.emptyTitle}
						text={t.emptyText}
						action={
							mayCreate && (
								<Button kind="primary" icon={<Upload />} onClick={() => setImporting(true)}>
									{t.import}
								</Button>
							)
						}
					/>
				) : rows.length === 0 ? (
					<Empty
						title={t.noneFound}
						action={
							filtered && (
								<Button
									onClick={() => {
										setSearch("");
										setTag("");
										setActive("");
									}}
								>
									{t.clear}
								</Button>
							)
						}
					/>
				) : (
					<Table
						label={t.title}
						rows={rows}
						rowKey={(row) => row.id}
						onOpen={(row) => navigate(`/workflows/${row.id}`)}
						columns={[
							{
								id: "name",
								title: t.columns.name,
								cell: (row) => (
									<span className={css.name}>
										<Link href={`/workflows/${row.id}`} className={css.link}>
											{row.name || texts.common.unnamed}
										</Link>
										{row.tags.map((one) => (
											<Badge key={one.id}>{one.name}</Badge>
										))}
									</span>
								),
							},
							{
								id: "triggers",
								title: t.columns.triggers,
								width: "16%",
								cell: (row) => (
									<span className={css.quiet}>{[...new Set(row.triggers.map(triggerName))].join(", ") || "–"}</span>
								),
							},
							{
								id: "lastRun",
								title: t.columns.lastRun,
								width: "148px",
								cell: (row) =>
									row.lastRun ? (
										<Link
											href={`/workflows/${row.id}/executions/${row.lastRun.id}`}
											className={css.run}
											title={formatTime(row.lastRun.startedAt)}
										>
											<StatusDot status={row.lastRun.status} bare />
											{formatAgo(row.lastRun.startedAt)}
										</Link>
									) : (
										<span className={css.quiet}>{t.never}</span>
									),
							},
							{
								id: "errors",
								title: t.columns.errors,
								align: "right",
								width: "72px",
								cell: (row) =>
									row.stats.runs > 0 && (
										<span
											className={row.stats.errors > 0 ? css.bad : css.quiet}
											title={t.errorRate(row.stats.errors, row.stats.runs)}
										>
											{formatShare(row.stats.errors / row.stats.runs)}
										</span>
									),
							},
							{
								id: "history",
								title: t.columns.history,
								width: "112px",
								cell: (row) => <HistoryBar history={row.stats.history} />,
							},
							{
								id: "updated",
								title: t.columns.updated,
								width: "112px",
								cell: (row) => (
									<span className={css.quiet} title={formatTime(row.updatedAt)}>
										{formatAgo(row.updatedAt)}
									</span>
								),
							},
							{
								id: "active",
								title: t.columns.active,
								width: "88px",
								cell: (row) => (
									<Tooltip label={row.active ? t.published : t.notPublished}>
										<span>
											<Switch
												checked={row.active}
												label={t.activate(row.name)}
												disabled={publish.isPending}
												onChange={(on) => publish.mutate({ row, on })}
											/>
										</span>
									</Tooltip>
								),
							},
							{
								id: "actions",
								title: <span className="visually-hidden">{t.columns.actions}</span>,
								width: "52px",
								cell: (row) => (
									<Menu
										trigger={<IconButton noTooltip label={t.actionsOf(row.name)} icon={<Ellipsis />} />}
										entries={[
											{ id: "open", label: t.open, onSelect: () => navigate(`/workflows/${row.id}`) },
											{
												id: "executions",
												label: t.executions,
												onSelect: () => navigate(`/workflows/${row.id}/executions`),
											},
											{
												id: "duplicate",
												label: t.duplicate,
												disabled: !mayCreate,
												onSelect: () => void duplicate(row),
											},
											{ id: "export", label: t.export, onSelect: () => void save(row) },
											{ kind: "separator", id: "s" },
											{ id: "delete", label: texts.common.delete, danger: true, onSelect: () => void remove(row) },
										]}
									/>
								),
							},
						]}
					/>
				)}
			</Page>
			{dragging && <div className={css.dropHint}>{t.drop}</div>}
			<ImportDialog
				open={importing}
				onClose={() => setImporting(false)}
				onDone={(opened) => {
					setImporting(false);
					void settled();
					if (opened.length === 1) navigate(`/workflows/${opened[0]!.workflow.id}`);
				}}
			/>
		</div>
	);
}
