/** Choices that the server loads: from a service with the node's credentials, or computed from the parameters. */
import { useQuery } from "@tanstack/react-query";
import { type DynamicOption, loadOptions, messageOf, type WorkflowDoc } from "@/api";
import type { NodeProperty } from "@/document/nodeTypes";
import { readPath } from "@/document/parameters";
import { useDetail } from "../context";

export interface DynamicOptions {
	/** The parameter's choices are loaded. */
	active: boolean;
	options: DynamicOption[];
	loading: boolean;
	failed?: string;
	reload: () => void;
}

/** The loaded choices of a parameter; they are loaded anew when a parameter that they depend on changes. */
export function useDynamicOptions(property: NodeProperty, path: string, method?: string): DynamicOptions {
	const detail = useDetail();
	const declared = method ?? property.typeOptions?.loadOptionsMethod;
	const name = typeof declared === "string" ? declared : "";
	const depends = property.typeOptions?.loadOptionsDependsOn;
	const { document, node, root } = detail;
	const on = Array.isArray(depends) ? depends.map((d) => readPath(root, String(d).replace(/^\//, ""))) : [];
	const answer = useQuery({
		queryKey: [
			"options",
			document.id ?? "",
			node.type,
			node.name,
			path,
			name,
			JSON.stringify([on, node.credentials ?? null]),
		],
		queryFn: ({ signal }) =>
			loadOptions(
				{ workflow: document as unknown as WorkflowDoc, node: node.name, parameter: path, method: name },
				signal,
			),
		enabled: name !== "",
		staleTime: 60_000,
		retry: false,
	});
	return {
		active: name !== "",
		options: answer.data ?? [],
		loading: answer.isLoading,
		failed: answer.error ? messageOf(answer.error) : undefined,
		reload: () => void answer.refetch(),
	};
}
