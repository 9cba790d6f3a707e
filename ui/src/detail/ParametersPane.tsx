import { Play } from "lucide-react";
import { memo, useLayoutEffect, useMemo, useState } from "react";
import { Button, Segments, Tooltip } from "@/components";
import type { NodeProperty } from "@/document/nodeTypes";
import { isDisplayed } from "@/document/parameters";
import { useEditor, useEditorStore } from "@/document/store";
import { detailTexts as t } from "@/texts/detail";
import { CurlImport } from "./CurlImport";
import { useDetail } from "./context";
import { CredentialField } from "./form/CredentialFields";
import formCss from "./form/Form.module.css";
import { type FormScope, FormScopeProvider } from "./form/form-scope";
import { Properties } from "./form/Properties";
import { useExecuteStep } from "./host";
import css from "./NodeDetail.module.css";
import { RunErrorNotice } from "./RunErrorNotice";
import { SettingsTab } from "./SettingsTab";
import { WebhookUrls } from "./WebhookUrls";

/** The node's form and its settings. */
export const ParametersPane = memo(function ParametersPane() {
	const name = useDetail((d) => d.node.name);
	const type = useDetail((d) => d.node.type);
	const version = useDetail((d) => d.node.typeVersion);
	const description = useDetail((d) => d.description);
	const readOnly = useDetail((d) => d.readOnly);
	const issues = useDetail((d) => d.issues.size);
	const [tab, setTab] = useState<"parameters" | "settings">("parameters");
	// A parameter that is to be shown brings the tab that it stands in.
	const wanted = useEditor((s) => (s.openNode === name ? s.openParameter : null));
	useLayoutEffect(() => {
		if (wanted === null) return;
		const top = wanted.split(/[.[]/)[0];
		const setting = description?.properties.some((p) => p.name === top && p.isNodeSetting === true);
		setTab(setting ? "settings" : "parameters");
	}, [wanted, description]);
	const { execute, running } = useExecuteStep();
	const mine = useEditor((s) => s.runs[name]?.status === "running");
	const scope = useMemo((): FormScope => ({ version, type, readOnly }), [version, type, readOnly]);
	return (
		<FormScopeProvider value={scope}>
			<header className={css.paneHead}>
				<Segments
					label={t.panel.pane}
					value={tab}
					onChange={setTab}
					options={[
						{
							value: "parameters",
							label: issues > 0 ? `${t.panel.parameters} (${issues})` : t.panel.parameters,
						},
						{ value: "settings", label: t.panel.settings },
					]}
				/>
				<span className={css.spring} />
				{execute && (
					<Tooltip label={t.panel.executeHint} shortcut="Mod+Enter">
						<Button kind="primary" icon={<Play aria-hidden />} busy={running} onClick={() => execute(name)}>
							{mine ? t.panel.executing : t.panel.execute}
						</Button>
					</Tooltip>
				)}
			</header>
			<div className={css.paneBody}>
				<RunErrorNotice />
				{tab === "settings" ? <SettingsTab /> : description ? <Parameters /> : <RawParameters />}
			</div>
		</FormScopeProvider>
	);
});

function Parameters() {
	const node = useDetail((d) => d.node);
	const description = useDetail((d) => d.description);
	const root = useDetail((d) => d.root);
	const readOnly = useDetail((d) => d.readOnly);
	const store = useEditorStore();
	const properties = useMemo(
		() => (description?.properties ?? []).filter((p) => p.isNodeSetting !== true),
		[description],
	);
	const uses = (description?.credentials ?? []).filter((c) =>
		isDisplayed(c.displayOptions, { root, siblings: root, version: node.typeVersion, type: node.type }),
	);
	// A credential stands behind the parameter that asks for it, else above all.
	const placeOf = (use: (typeof uses)[number]): string | undefined => {
		const names = Object.keys(use.displayOptions?.show ?? {});
		return properties.findLast((p) => names.includes(p.name))?.name;
	};
	const ownPlace = (use: (typeof uses)[number]) =>
		properties.some(
			(p) => p.type === "credentials" && JSON.stringify(p.displayOptions) === JSON.stringify(use.displayOptions),
		);
	const free = uses.filter((use) => !ownPlace(use));
	const field = (use: (typeof uses)[number]) => (
		<CredentialField key={use.name} type={use.name} required={use.required} />
	);
	const after = (property: NodeProperty) => {
		const here = free.filter((use) => placeOf(use) === property.name);
		return here.length > 0 ? <div className={css.after}>{here.map(field)}</div> : null;
	};
	const hasCurl =
		properties.some((p) => p.type === "curlImport") ||
		(node.type === "n8n-nodes-base.httpRequest" && node.typeVersion >= 3);
	const empty = properties.every((p) => p.type === "hidden") && uses.length === 0;
	return (
		<div className={formCss.form}>
			{hasCurl && !readOnly && (
				<div>
					<CurlImport />
				</div>
			)}
			{description?.group.includes("trigger") !== false && <WebhookUrls />}
			{free.filter((use) => placeOf(use) === undefined).map(field)}
			<Properties
				properties={properties}
				stored={node.parameters}
				place="root"
				path=""
				after={after}
				onChange={(next, path) => store.getState().setParameters(node.name, next, `parameter ${node.name} ${path}`)}
			/>
			{empty && <p className={css.quiet}>{t.form.noNeed}</p>}
		</div>
	);
}

/** A node of a type that is not known: what it holds, to read. */
function RawParameters() {
	const node = useDetail((d) => d.node);
	return (
		<div className={formCss.form}>
			<div className={formCss.notice}>{t.panel.unknownType(node.type)}</div>
			<pre className={formCss.raw}>{JSON.stringify(node.parameters, null, 2)}</pre>
		</div>
	);
}
