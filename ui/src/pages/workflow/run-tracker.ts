import type { EventMap } from "@/api";

/** The events that tell what an execution does. */
export type RunEvent = {
	[K in "node.started" | "node.finished" | "execution.finished" | "console"]: { name: K; data: EventMap[K] };
}["node.started" | "node.finished" | "execution.finished" | "console"];

/** How many events of executions that nobody follows yet are held back. */
const HELD = 2000;

/**
 * Hands on the events of the execution that the page follows. The answer to "run" may come after the first events:
 * they are held until the page says which execution it follows.
 */
export class RunTracker {
	private following = "";
	private held: RunEvent[] = [];

	constructor(private readonly deliver: (event: RunEvent) => void) {}

	/** From now on this execution counts; its events so far are handed on at once. */
	follow(executionId: string): void {
		if (this.following === executionId) return;
		this.following = executionId;
		const waiting = this.held.filter((event) => event.data.executionId === executionId);
		this.held = [];
		for (const event of waiting) this.deliver(event);
	}

	/** Nothing is followed until the next `follow`. */
	leave(): void {
		this.following = "";
	}

	push(event: RunEvent): void {
		if (event.data.executionId === this.following) {
			this.deliver(event);
			return;
		}
		this.held.push(event);
		if (this.held.length > HELD) this.held.splice(0, HELD / 2);
	}
}
