import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { emptyWorkflow } from "@/document/workflow";
import { chooseDraft, type Draft, dropDraft, findDrafts, keepDraft, keepDraftAtOnce } from "./drafts";

const draft = (tab: string, baseVersionId: string, time: number, workflowId = "w"): Draft => ({
	workflowId,
	tab,
	document: emptyWorkflow(`of ${tab}`),
	baseVersionId,
	time,
});

test("drafts are kept by workflow and tab, found newest first, and forgotten when old or dropped", async () => {
	const now = 40 * 86_400_000;
	await keepDraft(draft("a", "v1", now - 2000));
	await keepDraft(draft("b", "v1", now - 1000));
	await keepDraft(draft("c", "v1", 1));
	await keepDraft(draft("d", "v1", now, "other"));
	expect((await findDrafts("w", now)).map((one) => one.tab)).toEqual(["b", "a"]);
	expect((await findDrafts("w", 1)).map((one) => one.tab)).toEqual(["b", "a"]);
	await dropDraft("w", "b");
	expect((await findDrafts("w", now)).map((one) => one.tab)).toEqual(["a"]);
	expect((await findDrafts("w", now))[0]?.document.name).toBe("of a");
});

test("a refreshed tab goes on with its own edits", () => {
	const drafts = [draft("b", "v1", 2), draft("a", "v1", 1)];
	expect(chooseDraft(drafts, "a", new Set(["a", "b"]), "v1")).toMatchObject({ kind: "resume", draft: { tab: "a" } });
	expect(chooseDraft(drafts, "a", new Set(["a", "b"]), "v2")).toMatchObject({ kind: "older", draft: { tab: "a" } });
});

test("edits of a closed tab are offered, those of an open one are not", () => {
	const drafts = [draft("b", "v1", 2)];
	expect(chooseDraft(drafts, "a", new Set(["a"]), "v1")).toMatchObject({ kind: "found" });
	expect(chooseDraft(drafts, "a", new Set(["a"]), "v2")).toMatchObject({ kind: "older" });
	expect(chooseDraft(drafts, "a", new Set(["a", "b"]), "v1")).toBeUndefined();
	expect(chooseDraft(drafts, "a", undefined, "v1")).toMatchObject({ kind: "found" });
	expect(chooseDraft([], "a", undefined, "v1")).toBeUndefined();
});

test("what was kept at once counts when it is newer than what the database has", async () => {
	const values = new Map<string, string>();
	vi.stubGlobal("sessionStorage", {
		getItem: (key: string) => values.get(key) ?? null,
		setItem: (key: string, value: string) => values.set(key, value),
		removeItem: (key: string) => values.delete(key),
	});
	await keepDraft(draft("a", "v1", 1000, "x"));
	keepDraftAtOnce(draft("a", "v2", 2000, "x"));
	expect((await findDrafts("x", 3000)).map((one) => one.baseVersionId)).toEqual(["v2"]);
	await keepDraft(draft("a", "v3", 3000, "x"));
	expect((await findDrafts("x", 3000)).map((one) => one.baseVersionId)).toEqual(["v3"]);
	expect((await findDrafts("other", 3000)).map((one) => one.tab)).not.toContain("a");
	await dropDraft("x", "a");
	expect(await findDrafts("x", 3000)).toEqual([]);
	vi.unstubAllGlobals();
});
