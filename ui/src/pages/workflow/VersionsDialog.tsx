import { useQuery } from "@tanstack/react-query";
import { listVersions, messageOf, openVersion, type VersionListed } from "@/api";
import { Badge, Button, Dialog, LoadFailed, Loading, Table, toast } from "@/components";
import { useEditor, useEditorStore } from "@/document/store";
import { texts } from "@/texts/en";
import { formatAgo, formatTime } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import { usePage } from "./page-store";

const t = pageTexts.versions;

/** Every saved version, to look at the list and take one back into the editor. */
export default function VersionsDialog({ id, onClose }: { id: string; onClose: () => void }) {
	const editor = useEditorStore();
	const readOnly = useEditor((state) => state.readOnly);
	const current = usePage((state) => state.kept.versionId);
	const active = usePage((state) => state.kept.activeVersionId);
	const query = useQuery({ queryKey: ["versions", id, current], queryFn: () => listVersions(id), staleTime: 0 });
	const restore = async (version: VersionListed) => {
		try {
			const { workflow } = await openVersion(id, version.versionId);
			editor.getState().apply("restore", (now) => ({ ...workflow, id: now.id, versionId: now.versionId }));
			toast({ title: t.restored(formatTime(version.createdAt)) });
			onClose();
		} catch (error) {
			toast({ kind: "error", title: messageOf(error) });
		}
	};
	return (
		<Dialog open onClose={onClose} title={t.title} description={t.text}>
			{query.isPending ? (
				<Loading />
			) : query.isError ? (
				<LoadFailed error={query.error} onRetry={query.refetch} />
			) : query.data.length === 0 ? (
				<p>{t.none}</p>
			) : (
				<Table
					label={t.title}
					rows={query.data}
					rowKey={(row) => row.versionId}
					columns={[
						{
							id: "when",
							title: pageTexts.workflows.columns.updated,
							cell: (row) => <span title={formatTime(row.createdAt)}>{formatAgo(row.createdAt)}</span>,
						},
						{ id: "who", title: texts.common.name, cell: (row) => row.author },
						{
							id: "state",
							title: "",
							width: "140px",
							cell: (row) => (
								<>
									{row.versionId === active && <Badge tone="success">{t.active}</Badge>}{" "}
									{row.versionId === current && <Badge>{t.current}</Badge>}
								</>
							),
						},
						{
							id: "restore",
							title: "",
							width: "96px",
							align: "right",
							cell: (row) =>
								!readOnly &&
								row.versionId !== current && <Button onClick={() => void restore(row)}>{t.restore}</Button>,
						},
					]}
				/>
			)}
		</Dialog>
	);
}
