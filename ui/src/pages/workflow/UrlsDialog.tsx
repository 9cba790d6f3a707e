import { useQuery } from "@tanstack/react-query";
import { listWebhooks } from "@/api";
import { CopyLine, Dialog, LoadFailed, Loading } from "@/components";
import { useEditor } from "@/document/store";
import { pageTexts } from "@/texts/pages";

const t = pageTexts.urls;

/** The URLs under which the workflow's webhooks are called. */
export default function UrlsDialog({ onClose }: { onClose: () => void }) {
	const workflow = useEditor((state) => state.document);
	const query = useQuery({ queryKey: ["webhooks", workflow], queryFn: () => listWebhooks(workflow), gcTime: 0 });
	return (
		<Dialog open onClose={onClose} title={t.title} description={t.text} width="medium">
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
