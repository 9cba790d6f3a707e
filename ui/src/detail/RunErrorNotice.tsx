import { CircleAlert } from "lucide-react";
import { Button } from "@/components";
import { useEditorStore } from "@/document/store";
import { detailTexts } from "@/texts/detail";
import { useDetail } from "./context";
import { errorPlace } from "./form/run-error";
import css from "./NodeDetail.module.css";

const t = detailTexts.errors;

/** Why the shown run of this node failed, in words, with the parameter, the item and the line. */
export function RunErrorNotice() {
	const error = useDetail((d) => d.error);
	const name = useDetail((d) => d.node.name);
	const inputItems = useDetail((d) => d.inputItems);
	const chooseItem = useDetail((d) => d.chooseItem);
	const store = useEditorStore();
	if (!error) return null;
	const { parameter, item: itemIndex, line } = errorPlace(error);
	const code = typeof error.httpCode === "string" ? error.httpCode : undefined;
	const places = [
		parameter && t.atParameter(parameter),
		itemIndex !== undefined && t.atItem(itemIndex + 1),
		line !== undefined && t.atLine(line),
		code && /^\d{3}$/.test(code) && t.status(code),
	].filter(Boolean);
	return (
		<section className={css.runError} role="alert" aria-label={t.title}>
			<CircleAlert aria-hidden />
			<div className={css.runErrorWords}>
				<strong>{error.message}</strong>
				{error.description && error.description !== error.message && <p>{withoutTags(error.description)}</p>}
				{places.length > 0 && <p className={css.quiet}>{places.join(" · ")}</p>}
				<div className={css.runErrorActions}>
					{parameter && (
						<Button
							kind="quiet"
							onClick={() => {
								// Asked again for the same parameter, it is shown again.
								store.getState().open(name);
								requestAnimationFrame(() => store.getState().open(name, parameter));
							}}
						>
							{t.goTo}
						</Button>
					)}
					{itemIndex !== undefined && itemIndex < inputItems.length && inputItems.length > 1 && (
						<Button kind="quiet" onClick={() => chooseItem(itemIndex)}>
							{t.showItem}
						</Button>
					)}
				</div>
			</div>
		</section>
	);
}

/** Some descriptions are written as HTML; they are shown as text. */
function withoutTags(text: string): string {
	if (!/<[a-z]/i.test(text)) return text;
	return (new DOMParser().parseFromString(text, "text/html").body.textContent ?? text).replace(/\s+/g, " ").trim();
}
