import { useEffect, useRef, useState } from "react";
import { create } from "zustand";
import { type ConnectionState, type EventMap, EventStream } from "@/api";

/** Whether the page hears what happens on the server; undefined while no page listens. */
export const useConnection = create<{ state?: ConnectionState }>(() => ({}));

/** The events of one workflow, or of all, while the calling page is open. */
export function useEventStream(workflow?: string): EventStream | undefined {
	const [stream, setStream] = useState<EventStream>();
	useEffect(() => {
		const opened = new EventStream(workflow);
		setStream(opened);
		const off = opened.onState((state) => useConnection.setState({ state }));
		return () => {
			off();
			opened.close();
			useConnection.setState({ state: undefined });
			setStream(undefined);
		};
	}, [workflow]);
	return stream;
}

/** Calls back at every event of a name; the newest callback counts. */
export function useEvent<K extends keyof EventMap>(
	stream: EventStream | undefined,
	name: K,
	callback: (data: EventMap[K]) => void,
): void {
	const latest = useRef(callback);
	useEffect(() => {
		latest.current = callback;
	});
	useEffect(() => stream?.on(name, (data) => latest.current(data)), [stream, name]);
}
