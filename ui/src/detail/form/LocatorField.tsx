import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { listWorkflows, messageOf } from "@/api";
import { NativeSelect } from "@/components";
import type { Json } from "@/document/workflow";
import { detailTexts as t } from "@/texts/detail";
import { Choice } from "./Choice";
import { useDynamicOptions } from "./dynamic";
import css from "./Form.module.css";
import { type LocatorMode, type LocatorValue, locatorModes, readLocator, withMode } from "./locator";
import { type DeepControlProps, ParameterField } from "./ParameterField";

const MODE_NAMES: Record<string, string> = { list: t.locator.fromList, id: t.locator.byId, url: t.locator.byUrl };

/** A thing of a service: chosen from a list, named by its id or its address. */
export function LocatorField(props: DeepControlProps) {
	const { property, path } = props;
	const modes = locatorModes(property);
	const value = readLocator(property, props.stored ?? props.value);
	const mode = modes.find((m) => m.name === value.mode);
	const list = useDynamicOptions(
		property,
		path,
		mode?.type === "list" ? String(mode.typeOptions?.searchListMethod ?? "") : "",
	);
	return (
		<Locator
			{...props}
			modes={modes}
			locator={value}
			options={list.options.map((o) => ({
				value: o.value as Json,
				name: o.name,
				hint: o.description,
				url: typeof (o as { url?: unknown }).url === "string" ? (o as { url?: string }).url : undefined,
			}))}
			loading={list.loading}
			failed={list.failed}
			reload={list.active ? list.reload : undefined}
		/>
	);
}

const WORKFLOW_MODES: LocatorMode[] = [
	{ name: "list", displayName: t.locator.fromList, type: "list" },
	{ name: "id", displayName: t.locator.byId, type: "string" },
];

/** Another workflow of this Runnel. */
export function WorkflowField(props: DeepControlProps) {
	const list = useQuery({ queryKey: ["workflows", "choices"], queryFn: () => listWorkflows(), staleTime: 30_000 });
	const value = readLocator({ ...props.property, modes: WORKFLOW_MODES as never }, props.stored ?? props.value);
	return (
		<Locator
			{...props}
			modes={WORKFLOW_MODES}
			locator={value}
			options={(list.data ?? []).map((w) => ({
				value: w.id,
				name: w.name,
				hint: undefined,
				url: `/workflows/${encodeURIComponent(w.id)}`,
			}))}
			loading={list.isLoading}
			failed={list.error ? messageOf(list.error) : undefined}
			reload={() => void list.refetch()}
		/>
	);
}

function Locator(
	props: DeepControlProps & {
		modes: LocatorMode[];
		locator: LocatorValue;
		options: { value: Json; name: string; hint: string | undefined; url: string | undefined }[];
		loading: boolean;
		failed: string | undefined;
		reload: (() => void) | undefined;
	},
) {
	const { property, path, label, disabled, modes, locator, options } = props;
	const mode = modes.find((m) => m.name === locator.mode);
	const set = (next: LocatorValue, at: string) => props.onDeepChange(next as unknown as Json, at);
	const chosen = options.find((o) => o.value === locator.value);
	const link = safeLink(locator.cachedResultUrl ?? chosen?.url);
	const isList = mode?.type === "list" && !(typeof locator.value === "string" && locator.value.startsWith("="));
	return (
		<div className={css.locator}>
			<NativeSelect
				aria-label={`${t.locator.mode}: ${label}`}
				value={locator.mode}
				disabled={disabled}
				onChange={(event) => set(withMode(property, locator, event.target.value), `${path}.mode`)}
			>
				{modes.map((m) => (
					<option key={m.name} value={m.name}>
						{MODE_NAMES[m.name] ?? m.displayName}
					</option>
				))}
				{!mode && <option value={locator.mode}>{locator.mode}</option>}
			</NativeSelect>
			<div className={css.row}>
				<div className={css.grow}>
					{isList ? (
						<Choice
							id={props.id}
							label={label}
							describedBy={props.describedBy}
							invalid={props.invalid}
							disabled={disabled}
							options={options.map((o) => ({ key: JSON.stringify(o.value), label: o.name, hint: o.hint }))}
							chosen={[JSON.stringify(locator.value)]}
							text={
								chosen?.name ??
								locator.cachedResultName ??
								(locator.value ? (
									String(locator.value)
								) : (
									<span className={css.placeholder}>{mode?.placeholder ?? t.form.choose}</span>
								))
							}
							loading={props.loading}
							failed={props.failed}
							onReload={props.reload}
							onChoose={(key) => {
								const option = options.find((o) => JSON.stringify(o.value) === key);
								if (!option) return;
								const next: LocatorValue = {
									...locator,
									__rl: true,
									value: option.value,
									cachedResultName: option.name,
								};
								if (option.url) next.cachedResultUrl = option.url;
								else delete next.cachedResultUrl;
								set(next, path);
							}}
						/>
					) : (
						<ParameterField
							bare
							property={{
								name: property.name,
								displayName: label,
								type: "string",
								placeholder: mode?.placeholder,
								hint: mode?.hint,
							}}
							stored={locator.value}
							siblings={{}}
							path={`${path}.value`}
							onChange={(next, at) => set({ ...locator, __rl: true, value: next ?? "" }, at)}
						/>
					)}
				</div>
				{link && (
					<a
						href={link}
						target="_blank"
						rel="noreferrer"
						aria-label={`${t.locator.open}: ${label}`}
						className={css.info}
					>
						<ExternalLink aria-hidden />
					</a>
				)}
			</div>
		</div>
	);
}

/** Addresses come from files: only web pages and pages of this editor may be opened. */
function safeLink(url: string | undefined): string | undefined {
	return url && (/^https?:\/\//i.test(url) || /^\/(?!\/)/.test(url)) ? url : undefined;
}
