import { createStore, del, entries, set, type UseStore } from "idb-keyval";
import type { WorkflowDocument } from "@/document/workflow";

/** Edits that the server does not have, kept in the browser until they are saved or given up. */
export interface Draft {
	workflowId: string;
	tab: string;
	document: WorkflowDocument;
	/** The version that the edits began with. */
	baseVersionId: string;
	/** Milliseconds since 1970. */
	time: number;
}

let database: UseStore | undefined;
const store = () => {
	database ??= createStore("runnel-drafts", "drafts");
	return database;
};
const keyOf = (workflowId: string, tab: string) => `${workflowId}/${tab}`;

/** Drafts older than this are of nobody any more. */
const MAX_AGE_MS = 30 * 86_400_000;

export async function keepDraft(draft: Draft): Promise<void> {
	await set(keyOf(draft.workflowId, draft.tab), draft, store());
}

const LAST = "runnel.draft";

/**
 * Keeps a draft of this tab at once, in the tab's own storage: for the moment when the page goes and the database
 * would not get its turn any more. Drafts too large for that storage (5 MB) go to the database alone.
 */
export function keepDraftAtOnce(draft: Draft): void {
	try {
		sessionStorage.setItem(LAST, JSON.stringify(draft));
	} catch {
		// Full, or not allowed: the write to the database is on its way.
	}
}

function lastDraft(): Draft | undefined {
	try {
		const text = sessionStorage.getItem(LAST);
		return text === null ? undefined : (JSON.parse(text) as Draft);
	} catch {
		return undefined;
	}
}

export async function dropDraft(workflowId: string, tab: string): Promise<void> {
	const last = lastDraft();
	if (last?.workflowId === workflowId && last.tab === tab) sessionStorage.removeItem(LAST);
	await del(keyOf(workflowId, tab), store());
}

/** The drafts of a workflow, newest first. Without a database (private windows of some browsers) there are none. */
export async function findDrafts(workflowId: string, now = Date.now()): Promise<Draft[]> {
	try {
		const found: Draft[] = [];
		for (const [key, draft] of await entries<string, Draft>(store())) {
			if (now - draft.time > MAX_AGE_MS) await del(key, store());
			else if (draft.workflowId === workflowId) found.push(draft);
		}
		return withLast(found, workflowId);
	} catch {
		return withLast([], workflowId);
	}
}

/** Adds the draft that was kept at once where it is the newest of its tab. */
function withLast(found: Draft[], workflowId: string): Draft[] {
	const last = lastDraft();
	const all =
		last?.workflowId === workflowId && !found.some((draft) => draft.tab === last.tab && draft.time >= last.time)
			? [last, ...found.filter((draft) => draft.tab !== last.tab)]
			: found;
	return all.sort((a, b) => b.time - a.time);
}

export type DraftOffer =
	/** This tab was refreshed: its edits go on. */
	| { kind: "resume"; draft: Draft }
	/** A tab that is closed left edits on the version that is still the newest. */
	| { kind: "found"; draft: Draft }
	/** Left edits on a version that is no longer the newest. */
	| { kind: "older"; draft: Draft };

/**
 * What to do with the drafts of a workflow when it is opened.
 * `open` are the tabs that are open; undefined when the browser cannot tell.
 */
export function chooseDraft(
	drafts: readonly Draft[],
	tab: string,
	open: ReadonlySet<string> | undefined,
	versionId: string,
): DraftOffer | undefined {
	const own = drafts.find((draft) => draft.tab === tab);
	if (own) return { kind: own.baseVersionId === versionId ? "resume" : "older", draft: own };
	const left = drafts.find((draft) => !open?.has(draft.tab));
	if (!left) return undefined;
	return { kind: left.baseVersionId === versionId ? "found" : "older", draft: left };
}
