/** What the detail asks the server for, under the keys that the pages use too. */
import { queryOptions } from "@tanstack/react-query";
import { listCredentials, listVariables } from "@/api";

export const variablesQuery = queryOptions({ queryKey: ["variables"], queryFn: listVariables, staleTime: 30_000 });

export const credentialsQuery = queryOptions({
	queryKey: ["credentials"],
	queryFn: listCredentials,
	staleTime: 30_000,
});
