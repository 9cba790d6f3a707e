import { Dialog, Kbd } from "@/components";
import { type ActionGroup, useActions } from "@/document/actions";
import { useEditorStore } from "@/document/store";
import { canvasTexts as texts } from "@/texts/canvas";
import { closeOverlay } from "./closeOverlay";
import css from "./ShortcutSheet.module.css";

const ORDER: readonly ActionGroup[] = ["add", "node", "edit", "go", "run", "view", "workflow"];

/** All shortcuts, read from the table of actions. */
export function ShortcutSheet() {
	const store = useEditorStore();
	const actions = useActions().filter((action) => action.shortcuts?.length);
	return (
		<Dialog open width="large" title={texts.shortcuts.title} onClose={() => closeOverlay(store)}>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list is longer than the window; the keyboard must be able to scroll it */}
			<section className={css.sheet} tabIndex={0} aria-label={texts.shortcuts.title}>
				{ORDER.map((group) => {
					const own = actions.filter((action) => action.group === group);
					if (own.length === 0) return null;
					return (
						<section key={group} className={css.group}>
							<h3>{texts.groups[group]}</h3>
							<dl>
								{own.map((action) => (
									<div key={action.id} className={css.row}>
										<dt>{action.title}</dt>
										<dd>
											{action.shortcuts?.map((keys) => (
												<Kbd key={keys} keys={keys} />
											))}
										</dd>
									</div>
								))}
							</dl>
						</section>
					);
				})}
				<section className={css.group}>
					<h3>{texts.shortcuts.mouse}</h3>
					<dl>
						{texts.mouseHelp.map(([how, what]) => (
							<div key={how} className={css.row}>
								<dt>{what}</dt>
								<dd className={css.how}>{how}</dd>
							</div>
						))}
					</dl>
				</section>
			</section>
		</Dialog>
	);
}
