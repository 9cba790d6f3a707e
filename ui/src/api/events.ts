import { clientId, sessionEnded } from "./client";
import { queryString } from "./query-string";
import type { EventMap } from "./types";

export type ConnectionState = "connecting" | "open" | "lost";

/** One event of a text/event-stream. */
export interface StreamEvent {
	id: string;
	name: string;
	data: string;
}

/**
 * Splits a text/event-stream into events; give it the text as it comes.
 * The rules are the HTML standard's ("Server-sent events"), without `retry`.
 */
export class StreamParser {
	private rest = "";
	private name = "";
	private data: string[] = [];
	private id = "";

	push(text: string): StreamEvent[] {
		const events: StreamEvent[] = [];
		this.rest += text;
		for (;;) {
			const end = this.rest.search(/[\r\n]/);
			if (end < 0) break;
			// A "\r" at the end may be half of "\r\n": wait for the next piece.
			if (this.rest[end] === "\r" && end === this.rest.length - 1) break;
			const line = this.rest.slice(0, end);
			this.rest = this.rest.slice(this.rest.startsWith("\r\n", end) ? end + 2 : end + 1);
			if (line === "") {
				if (this.data.length > 0) {
					events.push({ id: this.id, name: this.name || "message", data: this.data.join("\n") });
				}
				this.name = "";
				this.data = [];
				continue;
			}
			const colon = line.indexOf(":");
			if (colon === 0) continue;
			const field = colon < 0 ? line : line.slice(0, colon);
			let value = colon < 0 ? "" : line.slice(colon + 1);
			if (value.startsWith(" ")) value = value.slice(1);
			if (field === "event") this.name = value;
			else if (field === "data") this.data.push(value);
			else if (field === "id" && !value.includes("\0")) this.id = value;
		}
		return events;
	}
}

type Listener<K extends keyof EventMap> = (data: EventMap[K]) => void;

/** How long nothing may come, not even a heartbeat (every 15 s), before the connection counts as dead. */
const SILENCE_MS = 40_000;
/** A hidden tab lets its connection go after this time: browsers allow six per server over HTTP/1.1. */
const HIDDEN_MS = 30_000;

/**
 * The server's events, over a connection that heals itself: it comes back with growing pauses, at once when the
 * network or the tab returns, and asks for what was missed by Last-Event-ID. After a gap that the server cannot
 * fill, listeners get `resync` and fetch anew.
 */
export class EventStream {
	private listeners = new Map<string, Set<(data: never) => void>>();
	private stateListeners = new Set<(state: ConnectionState) => void>();
	private abort: AbortController | undefined;
	private lastId = "";
	private attempts = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;
	private watchdog: ReturnType<typeof setTimeout> | undefined;
	private hiddenTimer: ReturnType<typeof setTimeout> | undefined;
	private closed = false;
	private dropped = false;
	state: ConnectionState = "connecting";

	constructor(private readonly workflow?: string) {
		if (typeof window !== "undefined") {
			window.addEventListener("online", this.wake);
			document.addEventListener("visibilitychange", this.visibility);
		}
		this.open();
	}

	on<K extends keyof EventMap>(name: K, listener: Listener<K>): () => void {
		const set = this.listeners.get(name) ?? new Set();
		this.listeners.set(name, set);
		set.add(listener as (data: never) => void);
		return () => set.delete(listener as (data: never) => void);
	}

	/** Calls at once with the state, then at every change. */
	onState(listener: (state: ConnectionState) => void): () => void {
		this.stateListeners.add(listener);
		listener(this.state);
		return () => this.stateListeners.delete(listener);
	}

	close(): void {
		this.closed = true;
		clearTimeout(this.timer);
		clearTimeout(this.watchdog);
		clearTimeout(this.hiddenTimer);
		this.abort?.abort();
		if (typeof window !== "undefined") {
			window.removeEventListener("online", this.wake);
			document.removeEventListener("visibilitychange", this.visibility);
		}
	}

	private wake = () => {
		if (this.closed || this.state === "open") return;
		this.attempts = 0;
		this.open();
	};

	private visibility = () => {
		clearTimeout(this.hiddenTimer);
		if (document.visibilityState === "hidden") {
			this.hiddenTimer = setTimeout(() => {
				this.dropped = true;
				clearTimeout(this.timer);
				clearTimeout(this.watchdog);
				this.abort?.abort();
			}, HIDDEN_MS);
		} else if (this.dropped) {
			this.dropped = false;
			this.set("connecting");
			this.open();
		}
	};

	private set(state: ConnectionState) {
		if (this.state === state) return;
		this.state = state;
		for (const listener of this.stateListeners) listener(state);
	}

	private emit(name: string, data: unknown) {
		for (const listener of this.listeners.get(name) ?? []) (listener as (data: unknown) => void)(data);
	}

	private async open() {
		clearTimeout(this.timer);
		this.abort?.abort();
		const abort = new AbortController();
		this.abort = abort;
		const alive = () => {
			clearTimeout(this.watchdog);
			this.watchdog = setTimeout(() => abort.abort(), SILENCE_MS);
		};
		try {
			alive();
			const response = await fetch(`/api/editor/events${queryString({ workflow: this.workflow, client: clientId })}`, {
				headers: { Accept: "text/event-stream", ...(this.lastId ? { "Last-Event-ID": this.lastId } : {}) },
				signal: abort.signal,
				cache: "no-store",
				credentials: "same-origin",
			});
			if (response.status === 401) sessionEnded();
			if (!response.ok || !response.body) throw new Error(`events: ${response.status}`);
			const back = this.attempts > 0 && this.lastId === "";
			this.attempts = 0;
			this.set("open");
			// Without an id there is nothing to replay from: whatever happened in the gap has to be fetched.
			if (back) this.emit("resync", {});
			const parser = new StreamParser();
			const decoder = new TextDecoder();
			const reader = response.body.getReader();
			for (;;) {
				const { done, value } = await reader.read();
				if (done) break;
				alive();
				for (const event of parser.push(decoder.decode(value, { stream: true }))) this.deliver(event);
			}
		} catch {
			// Every end of a connection is handled the same way, below.
		}
		if (this.closed || this.dropped || this.abort !== abort) return;
		this.attempts++;
		// The first break is usually a restart or a proxy's limit: it is not worth a word yet.
		this.set(this.attempts > 1 ? "lost" : "connecting");
		const pause = Math.min(15_000, 250 * 2 ** Math.min(this.attempts, 6)) * (0.75 + Math.random() / 2);
		this.timer = setTimeout(() => this.open(), pause);
	}

	private deliver(event: StreamEvent) {
		if (event.id) this.lastId = event.id;
		let data: unknown;
		try {
			data = JSON.parse(event.data);
		} catch {
			return;
		}
		this.emit(event.name, data);
	}
}
