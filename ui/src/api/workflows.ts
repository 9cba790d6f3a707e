import type { WorkflowDocument } from "@/document/workflow";
import { del, get, post, put } from "./client";
import { queryString } from "./query-string";
import type {
	DynamicOption,
	EvaluateRequest,
	EvaluateResult,
	Opened,
	Problem,
	RunAnswer,
	RunRequest,
	VersionListed,
	WebhookListed,
	WorkflowListed,
} from "./types";

const at = (id: string) => `/workflows/${encodeURIComponent(id)}`;

export const listWorkflows = (filter: { search?: string; tag?: string; active?: boolean } = {}) =>
	get<{ data: WorkflowListed[] }>(`/workflows${queryString(filter)}`).then((a) => a.data);
export const createWorkflow = (workflow: WorkflowDocument) => post<Opened>("/workflows", { workflow });
export const openWorkflow = (id: string) => get<Opened>(at(id));
/** Throws ApiError with code "conflict" and ConflictDetails when somebody saved since baseVersionId, unless forced. */
export const saveWorkflow = (id: string, workflow: WorkflowDocument, baseVersionId: string, force = false) =>
	put<Opened>(at(id), { workflow, baseVersionId, ...(force ? { force } : {}) });
export const deleteWorkflow = (id: string) => del(at(id));
export const listVersions = (id: string) =>
	get<{ data: VersionListed[] }>(`${at(id)}/versions`).then((answer) => answer.data);
export const openVersion = (id: string, versionId: string) =>
	get<Opened>(`${at(id)}/versions/${encodeURIComponent(versionId)}`);
export const publishWorkflow = (id: string, versionId: string) => post<Opened>(`${at(id)}/publish`, { versionId });
export const unpublishWorkflow = (id: string) => post<Opened>(`${at(id)}/unpublish`);
/** The addresses of a workflow as it is being edited. */
export const listWebhooks = (workflow: WorkflowDocument, signal?: AbortSignal) =>
	post<{ data: WebhookListed[] }>("/workflows/webhooks", { workflow }, { signal }).then((answer) => answer.data);
export const runWorkflow = (id: string, request: RunRequest) => post<RunAnswer>(`${at(id)}/run`, request);
/** Stops waiting for the test webhook. */
export const stopWaiting = (id: string) => del(`${at(id)}/run`);
export const importFromUrl = (url: string) =>
	post<{ workflow: WorkflowDocument }>("/import-url", { url }).then((answer) => answer.workflow);
export const checkWorkflow = (workflow: WorkflowDocument, signal?: AbortSignal) =>
	post<{ problems: Problem[] }>("/workflows/check", { workflow }, { signal }).then((answer) => answer.problems);
export const evaluate = (request: EvaluateRequest, signal?: AbortSignal) =>
	post<{ results: EvaluateResult[] }>("/evaluate", request, { signal }).then((answer) => answer.results);
export const loadOptions = (
	request: { workflow: WorkflowDocument; node: string; parameter: string; method: string },
	signal?: AbortSignal,
) => post<{ options: DynamicOption[] }>("/options", request, { signal }).then((answer) => answer.options);
