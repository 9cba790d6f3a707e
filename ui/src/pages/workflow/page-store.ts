import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import {
	ApiError,
	type ConflictDetails,
	clientId,
	createWorkflow,
	type EventMap,
	type EventStream,
	type ExecutionFull,
	messageOf,
	type Opened,
	openExecution,
	openWorkflow,
	publishWorkflow,
	type RunAnswer,
	type RunRequest,
	runWorkflow,
	saveWorkflow,
	stopExecution,
	stopWaiting,
	unpublishWorkflow,
} from "@/api";
import { toast } from "@/components";
import type { ExecutionState, RunData } from "@/document/runs";
import { dirtyNodes, type EditorStore, isChanged } from "@/document/store";
import { pageTexts } from "@/texts/pages";
import { RunTracker } from "./run-tracker";

/** What the server said of the workflow beside its document. */
export type Kept = Omit<Opened, "workflow">;

export interface ConsoleLine {
	node: string;
	level: string;
	text: string;
}

export interface PageState {
	kept: Kept;
	saving: boolean;
	publishing: boolean;
	/** Somebody saved since: the user has to choose. */
	conflict: ConflictDetails | null;
	/** Somebody saved while there are edits here: said, but nothing to choose yet. */
	foreign: { by: string; versionId: string } | null;
	/** Who else has this workflow open. */
	others: { id: string; name: string }[];
	/** Test webhooks that wait for an event. */
	waiting: { node: string; method: string; testUrl: string }[] | null;
	starting: boolean;
	console: ConsoleLine[];
}

export interface PageActions {
	/** Saves the document; false when it was not saved. Resolves at once when there is nothing to save. */
	save(force?: boolean): Promise<boolean>;
	/** Ends a conflict with the version of the server; undo brings the own edits back. */
	takeTheirs(): Promise<void>;
	/** Ends a conflict with the own edits in a new workflow, whose id is returned. */
	saveCopy(): Promise<string | undefined>;
	leaveConflict(): void;
	publish(): Promise<void>;
	unpublish(): Promise<void>;
	run(options?: { trigger?: string; destination?: string }): Promise<RunAnswer | undefined>;
	stop(): Promise<void>;
	/** Shows a stored execution's data in the editor and pins what started it, so that it can be run again. */
	copyExecution(execution: ExecutionFull): void;
	/** Listens to the server's events; returns how to stop. */
	listen(stream: EventStream): () => void;
}

export type Page = PageState & PageActions;
export type PageStore = StoreApi<Page>;

const CONSOLE_LINES = 1000;

export function executionState(execution: ExecutionFull): ExecutionState {
	return {
		id: execution.id,
		status: execution.status,
		mode: execution.mode,
		startedAt: Date.parse(execution.startedAt),
		durationMs: execution.durationMs,
		...(execution.error ? { error: execution.error } : {}),
	};
}

function withoutDocument({ workflow: _workflow, ...kept }: Opened): Kept {
	return kept;
}

/** The state of the workflow page around the document: saving, publishing, running, and who else is here. */
export function createPageStore(editor: EditorStore, id: string, opened: Opened): PageStore {
	return createStore<Page>()((set, get) => {
		let saving: Promise<boolean> | undefined;
		let incomplete = false;

		const say = (title: string) => (error: unknown) => {
			toast({ kind: "error", title, text: messageOf(error) });
		};

		const taken = (next: Opened) => {
			set({ kept: withoutDocument(next), conflict: null, foreign: null });
			editor.getState().setProblems(next.problems.map((one) => ({ ...one, parameter: one.parameter ?? "" })));
		};

		/** Puts the server's document in place of the own one, as a step that undo takes back. */
		const replace = (next: Opened) => {
			const document = next.workflow;
			editor.getState().apply("load", () => document);
			editor.getState().markSaved(document);
			taken(next);
		};

		const follow = (executionId: string, keep?: RunData) => {
			incomplete = false;
			editor
				.getState()
				.beginExecution({ id: executionId, status: "running", mode: "manual", startedAt: Date.now() }, keep);
			set({ waiting: null, console: [] });
			tracker.follow(executionId);
		};

		/** Fetches what the events did not bring. */
		const catchUp = async (executionId: string) => {
			try {
				const execution = await openExecution(executionId);
				const state = editor.getState();
				if (state.execution?.id !== executionId) return;
				if (execution.status === "running" || execution.status === "new") return;
				const executed = state.executed;
				state.showExecution(executionState(execution), execution.data.resultData.runData as unknown as RunData);
				// What was changed while it ran is changed still.
				editor.setState({ executed });
			} catch {
				// With recording off there is nothing to fetch; what the events brought stays.
			}
		};

		const tracker = new RunTracker((event) => {
			const state = editor.getState();
			if (event.name === "node.started") state.nodeStarted(event.data);
			else if (event.name === "node.finished") {
				if (!event.data.run) incomplete = true;
				state.nodeFinished(event.data as never);
			} else if (event.name === "console") {
				const line = { node: event.data.node, level: event.data.level, text: event.data.args.join(" ") };
				set({ console: [...get().console.slice(1 - CONSOLE_LINES), line] });
			} else {
				const { status, durationMs, error, executionId } = event.data;
				state.endExecution({ status, durationMs, ...(error ? { error } : {}) });
				if (incomplete) void catchUp(executionId);
			}
		});

		const save = (force: boolean): Promise<boolean> => {
			saving ??= (async () => {
				const { document } = editor.getState();
				set({ saving: true });
				try {
					const next = await saveWorkflow(id, document, get().kept.versionId, force);
					editor.getState().markSaved(document, { id: next.workflow.id ?? id, versionId: next.versionId });
					taken(next);
					return true;
				} catch (error) {
					if (error instanceof ApiError && error.code === "conflict") {
						set({ conflict: error.details as ConflictDetails });
					} else say(pageTexts.workflow.saveFailed)(error);
					return false;
				} finally {
					saving = undefined;
					set({ saving: false });
				}
			})();
			return saving;
		};

		const change = async (job: () => Promise<Opened>, done: string) => {
			set({ publishing: true });
			try {
				set({ kept: withoutDocument(await job()) });
				toast({ kind: "success", title: done });
			} catch (error) {
				say(pageTexts.workflow.publishFailed)(error);
			} finally {
				set({ publishing: false });
			}
		};

		const savedElsewhere = async (event: EventMap["workflow.saved"]) => {
			if (event.workflowId !== id || event.client === clientId || event.versionId === get().kept.versionId) return;
			if (isChanged(editor.getState()) || saving) {
				set({ foreign: { by: event.by, versionId: event.versionId } });
				return;
			}
			try {
				replace(await openWorkflow(id));
				toast({ title: pageTexts.conflict.loaded(event.by) });
			} catch {
				set({ foreign: { by: event.by, versionId: event.versionId } });
			}
		};

		return {
			kept: withoutDocument(opened),
			saving: false,
			publishing: false,
			conflict: null,
			foreign: null,
			others: [],
			waiting: null,
			starting: false,
			console: [],

			save: async (force = false) => {
				// A save that is on its way may not hold the newest edits.
				if (saving) await saving;
				if (!force && !isChanged(editor.getState())) return true;
				return save(force);
			},
			takeTheirs: async () => {
				try {
					replace(await openWorkflow(id));
				} catch (error) {
					say(pageTexts.workflow.saveFailed)(error);
				}
			},
			saveCopy: async () => {
				const { id: _id, versionId: _version, active: _active, ...rest } = editor.getState().document;
				try {
					const name = pageTexts.workflows.copyOf(rest.name);
					const copy = await createWorkflow({ ...rest, name });
					replace(await openWorkflow(id));
					return copy.workflow.id;
				} catch (error) {
					say(pageTexts.workflow.saveFailed)(error);
					return undefined;
				}
			},
			leaveConflict: () => set({ conflict: null }),
			publish: async () => {
				if (!(await get().save())) return;
				await change(() => publishWorkflow(id, get().kept.versionId), pageTexts.workflow.publishDone);
			},
			unpublish: () => change(() => unpublishWorkflow(id), pageTexts.workflow.unpublishDone),

			run: async ({ trigger, destination } = {}) => {
				const state = editor.getState();
				const request: RunRequest = { workflow: state.document };
				if (trigger) request.triggerNode = trigger;
				let keep: RunData | undefined;
				if (destination) {
					request.destinationNode = destination;
					// The node itself always runs again.
					keep = Object.fromEntries(Object.entries(state.runData).filter(([name]) => name !== destination));
					if (Object.keys(keep).length > 0) {
						request.runData = keep as unknown as RunRequest["runData"];
						request.dirtyNodes = dirtyNodes(state);
					} else keep = undefined;
				}
				set({ starting: true });
				try {
					tracker.leave();
					const answer = await runWorkflow(id, request);
					if (answer.waitingForWebhook) set({ waiting: answer.webhooks });
					else follow(answer.executionId, keep);
					return answer;
				} catch (error) {
					say(pageTexts.run.failed)(error);
					return undefined;
				} finally {
					set({ starting: false });
				}
			},
			stop: async () => {
				try {
					if (get().waiting) {
						await stopWaiting(id);
						set({ waiting: null });
						return;
					}
					const { execution } = editor.getState();
					if (execution) await stopExecution(execution.id);
				} catch (error) {
					say(pageTexts.run.stop)(error);
				}
			},
			copyExecution: (execution) => {
				const data = execution.data.resultData.runData as unknown as RunData;
				tracker.leave();
				const state = editor.getState();
				// What came from outside cannot be asked for again: it is pinned where it came in.
				for (const [name, runs] of Object.entries(data)) {
					const items = runs[0]?.data?.main?.[0];
					const source = runs[0]?.source ?? [];
					if (source.length > 0 || !items || !state.document.nodes.some((node) => node.name === name)) continue;
					state.pin(
						name,
						items.map(({ json, binary }) => ({ json, ...(binary ? { binary } : {}) })),
					);
				}
				editor.getState().showExecution(executionState(execution), data);
				set({ console: [] });
				toast({ kind: "success", title: pageTexts.execution.copied });
			},
			listen: (stream) => {
				const offs = [
					stream.on("node.started", (data) => tracker.push({ name: "node.started", data })),
					stream.on("node.finished", (data) => tracker.push({ name: "node.finished", data })),
					stream.on("console", (data) => tracker.push({ name: "console", data })),
					stream.on("execution.finished", (data) => tracker.push({ name: "execution.finished", data })),
					stream.on("testWebhook.received", (data) => {
						if (data.workflowId === id && get().waiting) follow(data.executionId);
					}),
					stream.on("testWebhook.expired", (data) => {
						if (data.workflowId !== id || !get().waiting) return;
						set({ waiting: null });
						toast({ title: pageTexts.run.expired });
					}),
					stream.on("workflow.saved", (data) => void savedElsewhere(data)),
					stream.on("workflow.published", (data) => {
						if (data.workflowId === id) set({ kept: { ...get().kept, activeVersionId: data.versionId } });
					}),
					stream.on("workflow.unpublished", (data) => {
						if (data.workflowId === id) set({ kept: { ...get().kept, activeVersionId: "" } });
					}),
					stream.on("presence", (data) => {
						if (data.workflowId === id) set({ others: data.users.filter((user) => user.client !== clientId) });
					}),
					stream.on("resync", async () => {
						const { execution } = editor.getState();
						if (execution?.status === "running") void catchUp(execution.id);
						try {
							const next = await openWorkflow(id);
							if (next.versionId === get().kept.versionId) set({ kept: withoutDocument(next) });
							else {
								await savedElsewhere({ workflowId: id, versionId: next.versionId, by: next.updatedBy, client: "" });
							}
						} catch {
							// The connection is told in the shell; the next event tells what happened.
						}
					}),
				];
				return () => {
					for (const off of offs) off();
				};
			},
		};
	});
}

const PageContext = createContext<PageStore | null>(null);
export const PageProvider = PageContext.Provider;

export function usePageStore(): PageStore {
	const store = useContext(PageContext);
	if (!store) throw new Error("usePage outside of a workflow page");
	return store;
}

export function usePage<T>(select: (page: Page) => T): T {
	return useStore(usePageStore(), select);
}
