import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { nodeTypesQuery, type Opened, openWorkflow } from "@/api";
import { useEventStream } from "@/app/events";
import { useMay } from "@/app/session-store";
import { Button, LoadFailed, Loading, Notice, toast } from "@/components";
import { createEditorStore, EditorProvider, useEditor } from "@/document/store";
import { texts } from "@/texts/en";
import { formatTime } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import { ConflictDialog } from "./ConflictDialog";
import { chooseDraft, type DraftOffer, dropDraft, findDrafts } from "./drafts";
import { EditorView } from "./EditorView";
import { createPageStore, PageProvider, usePage } from "./page-store";
import { openTabs, tabId } from "./tab-id";
import { useDraft } from "./use-draft";
import { WorkflowHeader } from "./WorkflowHeader";
import css from "./WorkflowPage.module.css";

const WorkflowExecutions = lazy(() => import("./WorkflowExecutions"));

interface Found {
	tab: string;
	offer: DraftOffer | undefined;
}

async function lookForDraft(id: string, versionId: string): Promise<Found> {
	const tab = await tabId();
	return { tab, offer: chooseDraft(await findDrafts(id), tab, await openTabs(), versionId) };
}

/** One workflow: its editor and its executions. */
export default function WorkflowPage(props: { id: string; tab: "editor" | "executions"; executionId?: string }) {
	const { id } = props;
	const types = useQuery(nodeTypesQuery);
	// The page holds the document from here on: it is not fetched anew behind its back.
	const opened = useQuery({
		queryKey: ["workflow", id],
		queryFn: async () => {
			const answer = await openWorkflow(id);
			return { answer, found: await lookForDraft(id, answer.versionId) };
		},
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: 0,
		refetchOnReconnect: false,
	});
	const failed = opened.error ?? types.error;
	if (failed) {
		return (
			<LoadFailed
				error={failed}
				onRetry={() => {
					void opened.refetch();
					void types.refetch();
				}}
			/>
		);
	}
	if (!opened.data || !types.data) return <Loading />;
	return <Loaded key={id} {...props} opened={opened.data.answer} found={opened.data.found} types={types.data} />;
}

function Loaded(props: {
	id: string;
	tab: "editor" | "executions";
	executionId?: string;
	opened: Opened;
	found: Found;
	types: unknown[];
}) {
	const { id, opened, found, types } = props;
	const mayChange = useMay("workflow:update");
	const [editor] = useState(() => {
		const store = createEditorStore();
		store.getState().load(opened.workflow, { readOnly: !mayChange });
		store.getState().setProblems(opened.problems.map((one) => ({ ...one, parameter: one.parameter ?? "" })));
		return store;
	});
	const [page] = useState(() => createPageStore(editor, id, opened));
	const stream = useEventStream(id);
	useEffect(() => editor.getState().setTypes(types as never), [editor, types]);
	useEffect(() => (stream ? page.getState().listen(stream) : undefined), [page, stream]);
	useDraft(editor, page, id, found.tab);

	const [offer, setOffer] = useState(found.offer);
	useEffect(() => {
		if (offer?.kind !== "resume") return;
		const { draft } = offer;
		setOffer(undefined);
		editor.getState().apply("draft", () => draft.document);
		toast({
			title: pageTexts.draft.restored(formatTime(draft.time)),
			action: { label: pageTexts.draft.discard, run: () => editor.getState().undo() },
		});
	}, [offer, editor]);

	const notice = useMemo(() => {
		if (!offer || offer.kind === "resume") return null;
		const { draft } = offer;
		const done = () => {
			setOffer(undefined);
			void dropDraft(id, draft.tab);
		};
		const when = formatTime(draft.time);
		return (
			<Notice
				tone="warning"
				action={
					<>
						<Button onClick={done}>{pageTexts.draft.discard}</Button>
						<Button
							kind="primary"
							onClick={() => {
								editor.getState().apply("draft", () => draft.document);
								done();
							}}
						>
							{pageTexts.draft.take}
						</Button>
					</>
				}
			>
				{offer.kind === "found" ? pageTexts.draft.found(when) : pageTexts.draft.foundOlder(when)}
			</Notice>
		);
	}, [offer, editor, id]);

	return (
		<EditorProvider store={editor}>
			<PageProvider value={page}>
				<Title />
				<div className={css.page}>
					<WorkflowHeader id={id} tab={props.tab} />
					{notice && <div className={css.notice}>{notice}</div>}
					<ForeignNotice />
					{props.tab === "editor" ? (
						<EditorView />
					) : (
						<Suspense fallback={<Loading />}>
							<WorkflowExecutions id={id} executionId={props.executionId} stream={stream} />
						</Suspense>
					)}
				</div>
				<ConflictDialog />
			</PageProvider>
		</EditorProvider>
	);
}

function Title() {
	const name = useEditor((state) => state.document.name);
	useEffect(() => {
		document.title = `${name || texts.common.unnamed} · ${texts.product}`;
	}, [name]);
	return null;
}

/** Says that somebody saved while there are edits here. */
function ForeignNotice() {
	const foreign = usePage((state) => state.foreign);
	const takeTheirs = usePage((state) => state.takeTheirs);
	if (!foreign) return null;
	return (
		<div className={css.notice}>
			<Notice tone="warning" action={<Button onClick={() => void takeTheirs()}>{pageTexts.conflict.load}</Button>}>
				{pageTexts.conflict.other(foreign.by)}
			</Notice>
		</div>
	);
}
