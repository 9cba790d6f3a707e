import { Columns3 } from "lucide-react";
import type { ExecutionStatus, ExecutionSummary } from "@/api";
import { Button, Menu, NativeSelect, statusName } from "@/components";
import { pageTexts } from "@/texts/pages";
import { SearchField } from "../layout/Page";
import { fieldNames } from "./execution-list";
import { usePinnedFields } from "./pinned-fields";

const t = pageTexts.executions;
const statuses: ExecutionStatus[] = ["running", "success", "error", "waiting", "canceled", "crashed", "new"];

export interface Filters {
	search: string;
	status: string;
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
