import { queryOptions } from "@tanstack/react-query";
import { del, get, patch, post } from "./client";
import type { ApiKey, JsonObject, Role, Tag, UserListed, Variable } from "./types";

const list = <T>(path: string) => get<{ data: T[] } | T[]>(path).then((a) => (Array.isArray(a) ? a : a.data));
const at = (base: string, id: string) => `${base}/${encodeURIComponent(id)}`;

export const listTags = () => list<Tag>("/tags");
export const createTag = (name: string) => post<Tag>("/tags", { name });
export const renameTag = (id: string, name: string) => patch<Tag>(at("/tags", id), { name });
export const deleteTag = (id: string) => del(at("/tags", id));

export const listVariables = () => list<Variable>("/variables");
export const createVariable = (key: string, value: string) => post<Variable>("/variables", { key, value });
export const changeVariable = (id: string, change: { key?: string; value?: string }) =>
	patch<Variable>(at("/variables", id), change);
export const deleteVariable = (id: string) => del(at("/variables", id));

export const listUsers = () => list<UserListed>("/users");
export const inviteUser = (user: { email: string; role: Role; firstName: string; lastName: string }) =>
	post<UserListed>("/users", user);
/** A new link for somebody who has not joined yet; the one before does not count any more. */
export const inviteAgain = (id: string) => post<UserListed>(`${at("/users", id)}/invite`);
export const changeRole = (id: string, role: Role) => patch<UserListed>(at("/users", id), { role });
export const deleteUser = (id: string) => del(at("/users", id));

export const listApiKeys = () => list<ApiKey>("/api-keys");
export const createApiKey = (key: { label: string; scopes: string[]; expiresAt: string | null }) =>
	post<ApiKey>("/api-keys", key);
export const deleteApiKey = (id: string) => del(at("/api-keys", id));

/** The time zones that workflows can name. */
export const timeZonesQuery = queryOptions({
	queryKey: ["time-zones"],
	queryFn: () => list<string>("/time-zones"),
	staleTime: Number.POSITIVE_INFINITY,
});

/** Facts about this server: retention, recording, folder, time zone, limits. */
export const fetchSettings = () => get<JsonObject>("/settings");
