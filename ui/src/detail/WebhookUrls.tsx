import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { listWebhooks } from "@/api";
import { CopyLine, Segments } from "@/components";
import { detailTexts } from "@/texts/detail";
import { useDetail } from "./context";
import { useDetailHost } from "./host";
import css from "./NodeDetail.module.css";

const t = detailTexts.webhook;

/** While somebody types, the server is not asked for each letter; in milliseconds. */
const TYPING = 250;

/** A value once it has been the same for a while. */
function useSettled<T>(value: T, time: number): T {
	const [settled, setSettled] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(value), time);
		return () => clearTimeout(timer);
	}, [value, time]);
	return settled;
}

/** The addresses at which the node can be called, as it is being edited. */
export function WebhookUrls() {
	const name = useDetail((d) => d.node.name);
	// The node alone has all that its addresses are made of.
	const alone = useDetail((d) => JSON.stringify({ ...d.document, nodes: [d.node], connections: {}, pinData: {} }));
	const called = useDetail((d) => (d.description?.webhooks?.length ?? 0) > 0);
	const asked = useSettled(alone, TYPING);
	const { published } = useDetailHost();
	const [kind, setKind] = useState<"test" | "production">("test");
	const urls = useQuery({
		queryKey: ["webhooks", asked],
		queryFn: ({ signal }) => listWebhooks(JSON.parse(asked), signal),
		placeholderData: (before) => before,
		enabled: called,
		retry: false,
		gcTime: 60_000,
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
			<p className={css.quiet}>
				{kind === "test" ? t.testHint : published ? t.productionIs[published] : t.productionHint}
			</p>
		</section>
	);
}
