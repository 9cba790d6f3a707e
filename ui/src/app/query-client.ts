import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api";

/** The cache of what the server said. Answers that will not change by asking again are not asked for again. */
export const queryClient = new QueryClient({
	defaultOptions: {
		queries: {
			staleTime: 5_000,
			retry: (count, error) => count < 3 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
		},
	},
});
