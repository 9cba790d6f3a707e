/** What the page around the detail does for it: running and telling what scripts wrote. */
import { createContext, useCallback, useContext, useState } from "react";
import { useEditor } from "@/document/store";

export interface ConsoleLine {
	node: string;
	level: string;
	text: string;
}

export interface DetailHost {
	/** Runs up to a node with the data that is there. Absent where nothing can be run. */
	execute?: (node: string) => Promise<unknown>;
	/** Which version production calls reach: none, the one that is open here, or an earlier one. */
	published?: "no" | "this" | "earlier";
	/** What scripts of the shown run wrote to the console, oldest first. */
	console?: readonly ConsoleLine[];
}

const HostContext = createContext<DetailHost>({});

export const DetailHostProvider = HostContext.Provider;

export function useDetailHost(): DetailHost {
	return useContext(HostContext);
}

/** `execute` runs up to a node, undefined where nothing can be run; `running` tells that an execution is going on. */
export function useExecuteStep(): { execute: ((node: string) => void) | undefined; running: boolean } {
	const { execute } = useContext(HostContext);
	const readOnly = useEditor((s) => s.readOnly);
	const status = useEditor((s) => s.execution?.status);
	const [asked, setAsked] = useState(false);
	const start = useCallback(
		(node: string) => {
			if (!execute) return;
			setAsked(true);
			void execute(node).finally(() => setAsked(false));
		},
		[execute],
	);
	return {
		execute: execute && !readOnly ? start : undefined,
		running: asked || status === "running" || status === "new",
	};
}
