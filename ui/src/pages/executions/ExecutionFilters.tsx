import { Columns3 } from "lucide-react";
import { useState } from "react";
import type { ExecutionStatus, ExecutionSummary } from "@/api";
import { Button, Menu, NativeSelect, statusName, TextInput } from "@/components";
import { pageTexts } from "@/texts/pages";
import { SearchField } from "../layout/Page";
import css from "./ExecutionFilters.module.css";
import { fieldNames } from "./execution-list";
import { usePinnedFields } from "./pinned-fields";

const t = pageTexts.executions;
const statuses: ExecutionStatus[] = ["running", "success", "error", "waiting", "canceled", "crashed", "new"];

export interface Filters {
	search: string;
	status: string;
	/** Bounds of the start, as RFC 3339 writes times; empty for none. */
	startedAfter: string;
	startedBefore: string;
}

export const NO_FILTERS: Filters = { search: "", status: "", startedAfter: "", startedBefore: "" };

/** Whether a list that is empty may have been narrowed to nothing. */
export function isNarrowed(filters: Filters): boolean {
	return Object.values(filters).some((value) => value.trim() !== "");
}

/** What the list of executions is narrowed by, and its columns. */
export function ExecutionFilters(props: {
	filters: Filters;
	onChange: (filters: Filters) => void;
	list: readonly ExecutionSummary[] | undefined;
}) {
	const pinned = usePinnedFields();
	const names = [...new Set([...pinned.names, ...fieldNames(props.list ?? [])])].slice(0, 40);
	return (
		<>
			<SearchField
				value={props.filters.search}
				onChange={(search) => props.onChange({ ...props.filters, search })}
				label={t.searchLabel}
				placeholder={t.searchHint}
			/>
			<NativeSelect
				value={props.filters.status}
				onChange={(event) => props.onChange({ ...props.filters, status: event.target.value })}
				aria-label={t.status}
			>
				<option value="">{t.anyStatus}</option>
				{statuses.map((status) => (
					<option key={status} value={status}>
						{statusName(status)}
					</option>
				))}
			</NativeSelect>
			<StartFilter {...props} />
			<Menu
				align="start"
				trigger={<Button icon={<Columns3 />}>{t.pinned}</Button>}
				entries={[
					{ kind: "label", id: "label", label: names.length > 0 ? t.pinFields : t.noFields },
					...names.map((name) => ({
						id: name,
						label: name,
						checked: pinned.names.includes(name),
						onSelect: () => pinned.toggle(name),
					})),
				]}
			/>
		</>
	);
}

const HOUR = 3_600_000;
/** How far back from the moment of choosing, in hours. */
const SPANS = [1, 24, 7 * 24, 30 * 24] as const;

/** When executions began: since a while, or between two times. */
function StartFilter(props: { filters: Filters; onChange: (filters: Filters) => void }) {
	const { filters, onChange } = props;
	const [span, setSpan] = useState("");
	const bound = (name: "startedAfter" | "startedBefore", label: string) => (
		<TextInput
			type="datetime-local"
			className={css.time}
			aria-label={label}
			title={label}
			value={filters[name] && forField(new Date(filters[name]))}
			onChange={(event) => {
				const time = new Date(event.target.value);
				onChange({ ...filters, [name]: Number.isNaN(time.getTime()) ? "" : time.toISOString() });
			}}
		/>
	);
	return (
		<>
			<NativeSelect
				value={span}
				aria-label={t.started}
				onChange={(event) => {
					const chosen = event.target.value;
					setSpan(chosen);
					const hours = Number(chosen);
					const startedAfter = hours > 0 ? new Date(Date.now() - hours * HOUR).toISOString() : "";
					onChange({ ...filters, startedAfter, startedBefore: "" });
				}}
			>
				<option value="">{t.anyTime}</option>
				{SPANS.map((hours) => (
					<option key={hours} value={hours}>
						{t.since(hours)}
					</option>
				))}
				<option value="between">{t.between}</option>
			</NativeSelect>
			{span === "between" && (
				<>
					{bound("startedAfter", t.from)}
					{bound("startedBefore", t.until)}
				</>
			)}
		</>
	);
}

/** A time as the browser's field for local times wants it. */
function forField(time: Date): string {
	return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
