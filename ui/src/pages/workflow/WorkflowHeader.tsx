import { Check, CircleCheck, Ellipsis, FileJson2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Link, useLocation } from "wouter";
import { createWorkflow, deleteWorkflow, messageOf } from "@/api";
import { useMay } from "@/app/session-store";
import { Badge, Button, classes, IconButton, Menu, type MenuEntry, Tooltip, toast } from "@/components";
import { setWorkflowName } from "@/document/commands";
import { fileName, writeWorkflow } from "@/document/importing";
import { isChanged, useEditor, useEditorStore } from "@/document/store";
import { texts } from "@/texts/en";
import { pageTexts } from "@/texts/pages";
import { removeAsked } from "../layout/remove-asked";
import { download } from "../workflows/download";
import { usePage, usePageStore } from "./page-store";
import { TagsMenu } from "./TagsMenu";
import css from "./WorkflowHeader.module.css";

const t = pageTexts.workflow;
const VersionsDialog = lazy(() => import("./VersionsDialog"));
const UrlsDialog = lazy(() => import("./UrlsDialog"));
const SettingsDialog = lazy(() => import("./SettingsDialog"));

/** Initials for a small round sign. */
function initials(name: string): string {
	const parts = name.split(/\s+/).filter(Boolean);
	return ((parts[0]?.[0] ?? "?") + (parts.length > 1 ? (parts.at(-1)?.[0] ?? "") : "")).toUpperCase();
}

/** Name, tags, tabs, who else is here, saving and publishing. */
export function WorkflowHeader({ id, tab }: { id: string; tab: "editor" | "executions" }) {
	const [, navigate] = useLocation();
	const editor = useEditorStore();
	const page = usePageStore();
	const readOnly = useEditor((state) => state.readOnly);
	const changed = useEditor(isChanged);
	const name = useEditor((state) => state.document.name);
	const { kept, saving, publishing, others } = usePage((state) => state);
	const { save, publish, unpublish } = page.getState();
	const mayCreate = useMay("workflow:create");
	const mayDelete = useMay("workflow:delete");
	const mayPublish = useMay("workflow:activate");
	const [dialog, setDialog] = useState<"versions" | "urls" | "settings">();

	const published = kept.activeVersionId !== "";
	const current = published && kept.activeVersionId === kept.versionId && !changed;

	const remove = () =>
		removeAsked({ title: pageTexts.workflows.deleteTitle(name), text: pageTexts.workflows.deleteText }, async () => {
			await deleteWorkflow(id);
			navigate("/workflows");
		});
	const duplicate = async () => {
		try {
			const { id: _id, versionId: _version, active: _active, ...rest } = editor.getState().document;
			const copy = await createWorkflow({ ...rest, name: pageTexts.workflows.copyOf(rest.name) });
			navigate(`/workflows/${copy.workflow.id}`);
		} catch (error) {
			toast({ kind: "error", title: messageOf(error) });
		}
	};

	const entries: MenuEntry[] = [
		{ id: "versions", label: t.versions, onSelect: () => setDialog("versions") },
		{ id: "urls", label: t.urls, onSelect: () => setDialog("urls") },
		{ id: "settings", label: t.settings, onSelect: () => setDialog("settings") },
		{ kind: "separator", id: "s1" },
		{ id: "duplicate", label: t.duplicate, disabled: !mayCreate, onSelect: () => void duplicate() },
		{
			id: "export",
			label: t.export,
			onSelect: () => {
				const { document } = editor.getState();
				download(fileName(document), writeWorkflow(document));
			},
		},
		{ kind: "separator", id: "s2" },
		...(published && mayPublish
			? [{ id: "unpublish", label: t.unpublish, onSelect: () => void unpublish() } as const]
			: []),
		{ id: "delete", label: t.delete, danger: true, disabled: !mayDelete, onSelect: () => void remove() },
	];

	return (
		<header className={css.header}>
			<div className={css.left}>
				<Link href="/workflows" className={css.crumb}>
					{texts.nav.workflows}
				</Link>
				<span className={css.slash} aria-hidden>
					/
				</span>
				<NameField key={name} name={name} readOnly={readOnly} />
				{kept.file && (
					<Tooltip label={t.file(kept.file)}>
						<FileJson2 className={css.file} aria-label={t.file(kept.file)} role="img" tabIndex={0} />
					</Tooltip>
				)}
				<TagsMenu />
			</div>
			<nav className={css.tabs} aria-label={t.tabsLabel}>
				<Link
					href={`/workflows/${id}`}
					className={classes(css.tab, tab === "editor" && css.here)}
					aria-current={tab === "editor" ? "page" : undefined}
				>
					{t.tabs.editor}
				</Link>
				<Link
					href={`/workflows/${id}/executions`}
					className={classes(css.tab, tab === "executions" && css.here)}
					aria-current={tab === "executions" ? "page" : undefined}
				>
					{t.tabs.executions}
				</Link>
			</nav>
			<div className={css.right}>
				{others.length > 0 && (
					<Tooltip label={t.others(others.map((user) => user.name).join(", "))}>
						<ul className={css.others} aria-label={t.others(others.map((user) => user.name).join(", "))}>
							{others.slice(0, 4).map((user, place) => (
								// biome-ignore lint/suspicious/noArrayIndexKey: one person may be here in two tabs.
								<li key={`${user.id}-${place}`} className={css.person}>
									{initials(user.name)}
								</li>
							))}
						</ul>
					</Tooltip>
				)}
				{published && !current && <Badge tone="warning">{t.changesNotPublished}</Badge>}
				<Button
					disabled={readOnly || (!changed && !saving)}
					busy={saving}
					icon={changed ? undefined : <Check />}
					onClick={() => void save()}
				>
					{saving ? t.saving : changed ? t.save : t.saved}
				</Button>
				{mayPublish && (
					<Button
						kind={current ? "normal" : "primary"}
						icon={current ? <CircleCheck className={css.live} /> : undefined}
						disabled={current || readOnly}
						busy={publishing}
						onClick={() => void publish()}
					>
						{current ? t.published : t.publish}
					</Button>
				)}
				<Menu trigger={<IconButton label={t.menu} icon={<Ellipsis />} noTooltip />} entries={entries} />
			</div>
			<Suspense>
				{dialog === "versions" && <VersionsDialog id={id} onClose={() => setDialog(undefined)} />}
				{dialog === "urls" && <UrlsDialog onClose={() => setDialog(undefined)} />}
				{dialog === "settings" && <SettingsDialog id={id} onClose={() => setDialog(undefined)} />}
			</Suspense>
		</header>
	);
}

/** The workflow's name, edited in place: Enter or leaving takes it, Escape does not. */
function NameField({ name, readOnly }: { name: string; readOnly: boolean }) {
	const editor = useEditorStore();
	const [text, setText] = useState(name);
	const take = () => {
		const wanted = text.trim();
		if (wanted && wanted !== name) editor.getState().apply("name", setWorkflowName(wanted));
		else setText(name);
	};
	return (
		<span className={css.name} data-text={text || " "}>
			<input
				value={text}
				readOnly={readOnly}
				aria-label={t.name}
				maxLength={128}
				spellCheck={false}
				size={1}
				onChange={(event) => setText(event.target.value)}
				onBlur={take}
				onKeyDown={(event) => {
					if (event.key === "Enter") event.currentTarget.blur();
					if (event.key === "Escape") setText(name);
					event.stopPropagation();
				}}
			/>
		</span>
	);
}
