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

export async function dropDraft(workflowId: string, tab: string): Promise<void> {
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
		return found.sort((a, b) => b.time - a.time);
	} catch {
		return [];
	}
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
