import { del, get, patch, post } from "./client";
import type { CredentialFull, CredentialListed, JsonObject, OAuth2State } from "./types";

const at = (id: string) => `/credentials/${encodeURIComponent(id)}`;

export const listCredentials = () => get<{ data: CredentialListed[] }>("/credentials").then((answer) => answer.data);
export const createCredential = (credential: { name: string; type: string; data: JsonObject }) =>
	post<CredentialListed>("/credentials", credential);
export const openCredential = (id: string) => get<CredentialFull>(at(id));
export const changeCredential = (id: string, change: { name?: string; data?: JsonObject }) =>
	patch<CredentialListed>(at(id), change);
export const deleteCredential = (id: string) => del(at(id));
export const testCredential = (credential: { id?: string; type: string; data: JsonObject }) =>
	post<{ status: "OK" | "Error"; message: string }>("/credentials/test", credential);
/** The provider's page where the user consents. */
export const connectOAuth2 = (id: string) => post<{ url: string }>(`${at(id)}/oauth2`).then((answer) => answer.url);
export const oauth2State = (id: string) => get<OAuth2State>(`${at(id)}/oauth2`);
