import { del, get, post } from "./client";
import { queryString } from "./query-string";
import type { ExecutionFull, ExecutionsPage } from "./types";

const at = (id: string) => `/executions/${encodeURIComponent(id)}`;

export interface ExecutionsFilter {
	workflowId?: string;
	status?: string;
	search?: string;
	/** Bounds of the start, as RFC 3339 writes times. */
	startedAfter?: string;
	startedBefore?: string;
	cursor?: string;
	limit?: number;
}

export const listExecutions = (filter: ExecutionsFilter = {}) =>
	get<ExecutionsPage>(`/executions${queryString({ ...filter })}`);
export const openExecution = (id: string) => get<ExecutionFull>(at(id));
export const stopExecution = (id: string) => post<void>(`${at(id)}/stop`);
export const retryExecution = (id: string, workflow: "original" | "current", fromNode?: string) =>
	post<{ executionId: string }>(`${at(id)}/retry`, { workflow, ...(fromNode ? { fromNode } : {}) });
export const deleteExecution = (id: string) => del(at(id));
/** Where the bytes of a file of an item are; run, output and item count from 0. */
export const binaryUrl = (
	id: string,
	place: { node: string; run: number; output: number; item: number; property: string },
) => `/api/editor${at(id)}/binary${queryString(place)}`;
