import { useQuery } from "@tanstack/react-query";
import { listWorkflows } from "@/api";
import { HistoryBar, LoadFailed, Loading, Table } from "@/components";
import { texts } from "@/texts/en";

/** All workflows and whether they work. */
export default function WorkflowsPage() {
	const query = useQuery({ queryKey: ["workflows"], queryFn: () => listWorkflows() });
	if (query.isPending) return <Loading />;
	if (query.isError) return <LoadFailed error={query.error} onRetry={query.refetch} />;
	return (
		<Table
			label={texts.nav.workflows}
			rows={query.data}
			rowKey={(row) => row.id}
			columns={[
				{ id: "name", title: texts.common.name, cell: (row) => row.name },
				{ id: "history", title: "", width: "160px", cell: (row) => <HistoryBar history={row.stats.history} /> },
			]}
		/>
	);
}
