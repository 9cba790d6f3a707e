import { useQuery } from "@tanstack/react-query";
import { Redirect } from "wouter";
import { openExecution } from "@/api";
import { LoadFailed, Loading } from "@/components";
import { executionPath } from "./ExecutionTable";

/** An execution known by its number only is shown among those of its workflow. */
export default function ExecutionRedirect({ id }: { id: string }) {
	const query = useQuery({ queryKey: ["execution", id], queryFn: () => openExecution(id) });
	if (query.isError) return <LoadFailed error={query.error} onRetry={query.refetch} />;
	if (!query.data) return <Loading />;
	return <Redirect to={executionPath(query.data)} replace />;
}
