import { useQuery } from "@tanstack/react-query";
import { listWebhooks } from "@/api";
import { CopyLine, Dialog, LoadFailed, Loading, Notice } from "@/components";
import { isChanged, useEditor } from "@/document/store";
import { pageTexts } from "@/texts/pages";
import { usePage } from "./page-store";

const t = pageTexts.urls;

/** The URLs under which the workflow's webhooks are called. */
export default function UrlsDialog({ id, onClose }: { id: string; onClose: () => void }) {
	const version = usePage((state) => state.kept.versionId);
	const changed = useEditor(isChanged);
	const query = useQuery({ queryKey: ["webhooks", id, version], queryFn: () => listWebhooks(id), staleTime: 0 });
	return (
		<Dialog open onClose={onClose} title={t.title} description={t.text} width="medium">
			{changed && <Notice>{t.saveFirst}</Notice>}
			{query.isPending ? (
				<Loading />
			) : query.isError ? (
				<LoadFailed error={query.error} onRetry={query.refetch} />
			) : query.data.length === 0 ? (
				<p>{t.none}</p>
			) : (
				query.data.map((hook) => (
					<section key={`${hook.node} ${hook.method}`} style={{ marginTop: 16 }}>
						<h3>{hook.node}</h3>
						<CopyLine label={t.production} method={hook.method} text={hook.productionUrl} />
						<CopyLine label={t.test} method={hook.method} text={hook.testUrl} />
					</section>
				))
			)}
		</Dialog>
	);
}
