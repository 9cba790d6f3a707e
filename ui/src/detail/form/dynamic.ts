/** Choices that the server loads: from a service with the node's credentials, or computed from the parameters. */
import { useQuery } from "@tanstack/react-query";
import { type DynamicOption, loadOptions, messageOf } from "@/api";
import type { NodeProperty } from "@/document/nodeTypes";
import { readPath } from "@/document/parameters";
import type { WorkflowDocument } from "@/document/workflow";
import { useDetail, useDetailStore } from "../context";

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
	const detail = useDetailStore();
	const declared = method ?? property.typeOptions?.loadOptionsMethod;
	const name = typeof declared === "string" ? declared : "";
	const depends = property.typeOptions?.loadOptionsDependsOn;
	// Read as text: another letter elsewhere in the form is no reason to ask again.
	const key = useDetail((d) =>
		name === ""
			? ""
			: JSON.stringify([
					d.document.id ?? "",
					d.node.type,
					d.node.name,
					d.node.credentials ?? null,
					Array.isArray(depends) ? depends.map((one) => readPath(d.root, String(one).replace(/^\//, "")) ?? null) : [],
				]),
	);
	const answer = useQuery({
		queryKey: ["options", key, path, name],
		queryFn: ({ signal }) => {
			const { document, node } = detail.getState();
			return loadOptions(
				{ workflow: document as unknown as WorkflowDocument, node: node.name, parameter: path, method: name },
				signal,
			);
		},
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
