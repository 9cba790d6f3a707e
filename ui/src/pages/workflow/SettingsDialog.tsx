import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listWorkflows, timeZonesQuery } from "@/api";
import { useSession } from "@/app/session-store";
import { Button, Dialog, Field, NativeSelect, TextInput } from "@/components";
import { setSettings } from "@/document/commands";
import { useEditor, useEditorStore } from "@/document/store";
import type { JsonObject } from "@/document/workflow";
import { texts } from "@/texts/en";
import { pageTexts } from "@/texts/pages";

const t = pageTexts.workflowSettings;

/** The workflow's own settings. What is not set stays out of the document, and the server's setting counts. */
export default function SettingsDialog({ id, onClose }: { id: string; onClose: () => void }) {
	const session = useSession();
	const editor = useEditorStore();
	const readOnly = useEditor((state) => state.readOnly);
	const [settings, setOwn] = useState<JsonObject>(editor.getState().document.settings ?? {});
	const zones = useQuery(timeZonesQuery);
	const workflows = useQuery({ queryKey: ["workflows"], queryFn: () => listWorkflows() });

	const text = (key: string) => {
		const value = settings[key];
		return value === undefined || value === null ? "" : String(value);
	};
	const put = (key: string, value: JsonObject[string] | undefined) => {
		const { [key]: _old, ...rest } = settings;
		setOwn(value === undefined ? rest : { ...rest, [key]: value });
	};
	const keeping = (key: string, label: string, on: JsonObject[string], off: JsonObject[string]) => (
		<Field label={label}>
			{(ids) => (
				<NativeSelect
					{...ids}
					value={text(key)}
					disabled={readOnly}
					onChange={(event) =>
						put(
							key,
							[on, off].find((value) => String(value) === event.target.value),
						)
					}
				>
					<option value="">{t.keepDefault}</option>
					<option value={String(on)}>{t.keepAll}</option>
					<option value={String(off)}>{t.keepNone}</option>
				</NativeSelect>
			)}
		</Field>
	);

	return (
		<Dialog
			open
			onClose={onClose}
			title={t.title}
			actions={
				<>
					<span style={{ marginRight: "auto", color: "var(--fg-3)", alignSelf: "center" }}>{t.applied}</span>
					<Button onClick={onClose}>{texts.common.cancel}</Button>
					<Button
						kind="primary"
						disabled={readOnly}
						onClick={() => {
							editor.getState().apply("settings", setSettings(settings));
							onClose();
						}}
					>
						{texts.common.save}
					</Button>
				</>
			}
		>
			<Field label={t.timezone} hint={t.timezoneHint}>
				{(ids) => (
					<NativeSelect
						{...ids}
						value={text("timezone") === "DEFAULT" ? "" : text("timezone")}
						disabled={readOnly}
						onChange={(event) => put("timezone", event.target.value || undefined)}
					>
						<option value="">{t.default(session.zone)}</option>
						{[...new Set([...(zones.data ?? []), ...(text("timezone") ? [text("timezone")] : [])])]
							.filter((zone) => zone !== "DEFAULT")
							.map((zone) => (
								<option key={zone}>{zone}</option>
							))}
					</NativeSelect>
				)}
			</Field>
			<Field label={t.errorWorkflow} hint={t.errorWorkflowHint}>
				{(ids) => (
					<NativeSelect
						{...ids}
						value={text("errorWorkflow")}
						disabled={readOnly}
						onChange={(event) => put("errorWorkflow", event.target.value || undefined)}
					>
						<option value="">{t.noErrorWorkflow}</option>
						{workflows.data
							?.filter((one) => one.id !== id)
							.map((one) => (
								<option key={one.id} value={one.id}>
									{one.name}
								</option>
							))}
					</NativeSelect>
				)}
			</Field>
			<Field label={t.timeout} hint={t.timeoutHint}>
				{(ids) => (
					<TextInput
						{...ids}
						type="number"
						min={-1}
						value={text("executionTimeout")}
						disabled={readOnly}
						onChange={(event) =>
							put("executionTimeout", event.target.value === "" ? undefined : Number(event.target.value))
						}
					/>
				)}
			</Field>
			<Field label={t.order}>
				{(ids) => (
					<NativeSelect
						{...ids}
						value={text("executionOrder") || "v0"}
						disabled={readOnly}
						onChange={(event) => put("executionOrder", event.target.value)}
					>
						<option value="v1">{t.orderV1}</option>
						<option value="v0">{t.orderV0}</option>
					</NativeSelect>
				)}
			</Field>
			<h3>{t.keep}</h3>
			<div style={{ display: "grid", gridTemplateColumns: "1fr 1fr 1fr", gap: 12, marginTop: 8 }}>
				{keeping("saveDataErrorExecution", t.keepFailed, "all", "none")}
				{keeping("saveDataSuccessExecution", t.keepSuccess, "all", "none")}
				{keeping("saveManualExecutions", t.keepManual, true, false)}
			</div>
		</Dialog>
	);
}
