import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listWebhooks } from "@/api";
import { CopyLine, Segments } from "@/components";
import { useEditor } from "@/document/store";
import { detailTexts } from "@/texts/detail";
import { useDetail } from "./context";
import css from "./NodeDetail.module.css";

const t = detailTexts.webhook;

/** The addresses at which the node can be called, as of the last save. */
export function WebhookUrls() {
	const name = useDetail((d) => d.node.name);
	const id = useDetail((d) => d.document.id ?? "");
	const saved = useEditor((s) => s.saved.versionId ?? "");
	const [kind, setKind] = useState<"test" | "production">("test");
	const urls = useQuery({
		queryKey: ["webhooks", id, saved],
		queryFn: () => listWebhooks(id),
		enabled: id !== "",
		placeholderData: (before) => before,
		retry: false,
	});
	const mine = (urls.data ?? []).filter((w) => w.node === name);
	if (mine.length === 0) return null;
	return (
		<section className={css.urls} aria-label={t.title}>
			<div className={css.urlsHead}>
				<span>{t.title}</span>
				<Segments
					label={t.title}
					value={kind}
					onChange={setKind}
					options={[
						{ value: "test", label: t.test, title: t.testHint },
						{ value: "production", label: t.production, title: t.productionHint },
					]}
				/>
			</div>
			{mine.map((w) => (
				<CopyLine
					key={`${w.method} ${w.path}`}
					method={w.method}
					text={kind === "test" ? w.testUrl : w.productionUrl}
				/>
			))}
			<p className={css.quiet}>{kind === "test" ? t.testHint : t.productionHint}</p>
		</section>
	);
}
