import { useId } from "react";
import { Field, NativeSelect, Switch, TextArea } from "@/components";
import { isTriggerType, versionsOf } from "@/document/nodeTypes";
import { useEditor, useEditorStore } from "@/document/store";
import type { WorkflowNode } from "@/document/workflow";
import { detailTexts } from "@/texts/detail";
import { useDetail } from "./context";
import { NumberControl } from "./form/controls";
import { Properties } from "./form/Properties";
import css from "./NodeDetail.module.css";

const t = detailTexts.settings;

type Flag = "alwaysOutputData" | "executeOnce" | "retryOnFail" | "notesInFlow" | "disabled";

/** What holds for every node: errors, retries, notes, its version. */
export function SettingsTab() {
	const node = useDetail((d) => d.node);
	const description = useDetail((d) => d.description);
	const readOnly = useDetail((d) => d.readOnly);
	const store = useEditorStore();
	const types = useEditor((s) => s.types);
	const trigger = isTriggerType(types, node.type);
	const set = (fields: Partial<WorkflowNode>) =>
		store.getState().setNodeFields(node.name, fields, `settings ${node.name} ${Object.keys(fields).join()}`);
	const flag = (name: Flag, title: string, hint?: string) => (
		<FlagRow
			title={title}
			hint={hint}
			checked={node[name] === true}
			disabled={readOnly}
			onChange={(on) => set({ [name]: on ? true : undefined })}
		/>
	);
	const versions = [...new Set((types.get(node.type) ?? []).flatMap(versionsOf))].sort((a, b) => a - b);
	const onError = node.onError ?? (node.continueOnFail ? "continueRegularOutput" : "stopWorkflow");
	const own = (description?.properties ?? []).filter((p) => p.isNodeSetting === true);
	return (
		<div className={css.settings}>
			<Properties
				properties={own}
				stored={node.parameters}
				place="root"
				path=""
				onChange={(next, path) => store.getState().setParameters(node.name, next, `parameter ${node.name} ${path}`)}
			/>
			{flag("disabled", t.disabled, t.disabledHint)}
			{flag("alwaysOutputData", t.alwaysOutputData, t.alwaysOutputDataHint)}
			{!trigger && flag("executeOnce", t.executeOnce, t.executeOnceHint)}
			{!trigger && flag("retryOnFail", t.retryOnFail, t.retryOnFailHint)}
			{node.retryOnFail === true && (
				<div className={css.indented}>
					<NumberSetting
						label={t.maxTries}
						value={node.maxTries}
						fallback={3}
						min={2}
						max={5}
						disabled={readOnly}
						onChange={(maxTries) => set({ maxTries })}
					/>
					<NumberSetting
						label={t.waitBetweenTries}
						value={node.waitBetweenTries}
						fallback={1000}
						min={0}
						max={5000}
						disabled={readOnly}
						onChange={(waitBetweenTries) => set({ waitBetweenTries })}
					/>
				</div>
			)}
			{!trigger && (
				<Field label={t.onError}>
					{(ids) => (
						<NativeSelect
							{...ids}
							value={onError}
							disabled={readOnly}
							onChange={(event) =>
								set({
									onError:
										event.target.value === "stopWorkflow" ? undefined : (event.target.value as WorkflowNode["onError"]),
									continueOnFail: undefined,
								})
							}
						>
							{Object.entries(t.onErrors).map(([value, title]) => (
								<option key={value} value={value}>
									{title}
								</option>
							))}
						</NativeSelect>
					)}
				</Field>
			)}
			<Field label={t.notes}>
				{(ids) => (
					<TextArea
						{...ids}
						rows={3}
						value={node.notes ?? ""}
						disabled={readOnly}
						onChange={(event) => set({ notes: event.target.value === "" ? undefined : event.target.value })}
					/>
				)}
			</Field>
			{flag("notesInFlow", t.notesInFlow)}
			{versions.length > 1 && (
				<Field label={t.version} hint={detailTexts.panel.versionHint}>
					{(ids) => (
						<NativeSelect
							{...ids}
							value={node.typeVersion}
							disabled={readOnly}
							onChange={(event) => set({ typeVersion: Number(event.target.value) })}
						>
							{!versions.includes(node.typeVersion) && <option value={node.typeVersion}>{node.typeVersion}</option>}
							{versions.map((v) => (
								<option key={v} value={v}>
									{v === versions.at(-1) ? `${v} (${detailTexts.panel.latest})` : v}
								</option>
							))}
						</NativeSelect>
					)}
				</Field>
			)}
			<dl className={css.facts}>
				<dt>{t.type}</dt>
				<dd>{node.type}</dd>
				{node.id && (
					<>
						<dt>{t.id}</dt>
						<dd>{node.id}</dd>
					</>
				)}
			</dl>
		</div>
	);
}

function FlagRow(props: {
	title: string;
	hint?: string;
	checked: boolean;
	disabled: boolean;
	onChange: (on: boolean) => void;
}) {
	const id = useId();
	return (
		<div className={css.flag}>
			<Switch id={id} checked={props.checked} disabled={props.disabled} onChange={props.onChange} />
			<div>
				<label htmlFor={id}>{props.title}</label>
				{props.hint && <p className={css.flagHint}>{props.hint}</p>}
			</div>
		</div>
	);
}

function NumberSetting(props: {
	label: string;
	value: number | undefined;
	fallback: number;
	min: number;
	max: number;
	disabled: boolean;
	onChange: (value: number | undefined) => void;
}) {
	return (
		<Field label={props.label}>
			{(ids) => (
				<NumberControl
					id={ids.id}
					label={props.label}
					path={props.label}
					property={{
						name: props.label,
						displayName: props.label,
						type: "number",
						default: props.fallback,
						typeOptions: { minValue: props.min, maxValue: props.max },
					}}
					value={props.value ?? props.fallback}
					disabled={props.disabled}
					onChange={(value) => props.onChange(value === props.fallback ? undefined : Number(value))}
				/>
			)}
		</Field>
	);
}
