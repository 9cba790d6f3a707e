import { QueryClientProvider } from "@tanstack/react-query";
import { Tooltip } from "radix-ui";
import { ConfirmHost, ToastHost } from "@/components";
import { queryClient } from "./query-client";
import { Routes } from "./Routes";
import { SessionGate } from "./SessionGate";

/** The whole editor: providers, the session, the pages. */
export function App() {
	return (
		<QueryClientProvider client={queryClient}>
			<Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
				<SessionGate>
					<Routes />
				</SessionGate>
				<ConfirmHost />
				<ToastHost />
			</Tooltip.Provider>
		</QueryClientProvider>
	);
}
