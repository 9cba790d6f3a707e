import { texts } from "@/texts/en";
import type { Session } from "./types";

/** Random id of this tab: the server sends it back in events, so that a tab knows its own saves. */
export const clientId = crypto.randomUUID?.() ?? Math.random().toString(36).slice(2);

/** An answer of the server that is not a success, or no answer at all (status 0, code "offline"). */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		// biome-ignore lint/suspicious/noExplicitAny: details differ by code.
		readonly details?: any,
	) {
		super(message);
		this.name = "ApiError";
	}
}

let csrf = "";
let onSignedOut: (() => void) | undefined;

/** Remembers the session's CSRF token; every call that changes something carries it. */
export function rememberSession(session: Session): void {
	csrf = session.state === "ready" ? session.csrf : "";
}

/** Is called when the server answers 401: the session ended. */
export function whenSignedOut(callback: () => void): void {
	onSignedOut = callback;
}

/** Tells that the server does not know the session any more. */
export function sessionEnded(): void {
	onSignedOut?.();
}

/** Turns whatever was thrown into words for a person. */
export function messageOf(error: unknown): string {
	if (error instanceof Error) return error.message;
	return String(error);
}

interface CallOptions {
	signal?: AbortSignal;
	/** Absolute path instead of one below /api/editor. */
	absolute?: boolean;
}

/**
 * Calls the server and returns the decoded JSON, or undefined for 204.
 * Throws ApiError; an aborted call throws the signal's reason.
 */
export async function call<T>(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
	const headers: Record<string, string> = { Accept: "application/json", "X-Runnel-Client": clientId };
	if (method !== "GET") headers["X-Runnel-CSRF"] = csrf;
	if (body !== undefined) headers["Content-Type"] = "application/json";
	let response: Response;
	try {
		response = await fetch(options.absolute ? path : `/api/editor${path}`, {
			method,
			headers,
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: options.signal,
			credentials: "same-origin",
		});
	} catch (error) {
		if (options.signal?.aborted) throw error;
		throw new ApiError(0, "offline", texts.server.offline);
	}
	if (response.status === 204) return undefined as T;
	const text = await response.text();
	let decoded: unknown;
	try {
		decoded = text === "" ? undefined : JSON.parse(text);
	} catch {
		decoded = undefined;
	}
	if (!response.ok) {
		const problem = (decoded ?? {}) as { code?: string; message?: string; details?: unknown };
		if (response.status === 401 && path !== "/login" && path !== "/session") sessionEnded();
		throw new ApiError(
			response.status,
			problem.code ?? "internal",
			problem.message ?? texts.server.answered(response.status, response.statusText),
			problem.details,
		);
	}
	if (decoded === undefined && text !== "") {
		throw new ApiError(response.status, "internal", texts.server.noJson(`${method} ${path}`));
	}
	return decoded as T;
}

export const get = <T>(path: string, options?: CallOptions) => call<T>("GET", path, undefined, options);
export const post = <T>(path: string, body?: unknown, options?: CallOptions) => call<T>("POST", path, body, options);
export const put = <T>(path: string, body?: unknown, options?: CallOptions) => call<T>("PUT", path, body, options);
export const patch = <T>(path: string, body?: unknown, options?: CallOptions) => call<T>("PATCH", path, body, options);
export const del = <T = void>(path: string, options?: CallOptions) => call<T>("DELETE", path, undefined, options);
