import { queryOptions } from "@tanstack/react-query";
import { get } from "./client";
import type { CredentialTypeDescription, ExpressionsDescription, NodeTypeDescription } from "./types";

const forever = { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY } as const;

/** The descriptions change only with the server's version: they are fetched once. */
export const nodeTypesQuery = queryOptions({
	queryKey: ["types", "nodes"],
	queryFn: () => get<NodeTypeDescription[]>("/types/nodes.json", { absolute: true }),
	...forever,
});
export const credentialTypesQuery = queryOptions({
	queryKey: ["types", "credentials"],
	queryFn: () => get<CredentialTypeDescription[]>("/types/credentials.json", { absolute: true }),
	...forever,
});
export const expressionsQuery = queryOptions({
	queryKey: ["types", "expressions"],
	queryFn: () => get<ExpressionsDescription>("/types/expressions.json", { absolute: true }),
	...forever,
});
