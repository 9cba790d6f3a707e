import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Plus } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { type CredentialListed, credentialTypesQuery, deleteCredential, listCredentials } from "@/api";
import { useMay } from "@/app/session-store";
import { Button, Empty, IconButton, LoadFailed, Loading, Menu, Table } from "@/components";
import { texts } from "@/texts/en";
import { formatAgo, formatTime } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import layout from "../layout/Lists.module.css";
import { Page, SearchField } from "../layout/Page";
import { removeAsked } from "../layout/remove-asked";
import { CredentialDialog } from "./CredentialDialog";

const t = pageTexts.credentials;

/** All credentials and where they are used. */
export default function CredentialsPage() {
	const client = useQueryClient();
	const query = useQuery({ queryKey: ["credentials"], queryFn: listCredentials });
	const types = useQuery(credentialTypesQuery);
	const [search, setSearch] = useState("");
	const [dialog, setDialog] = useState<{ id?: string }>();
	const mayCreate = useMay("credential:create");
	const typeName = (name: string) => types.data?.find((type) => type.name === name)?.displayName ?? name;
	const words = search.toLowerCase();
	const rows = (query.data ?? [])
		.filter((row) => row.name.toLowerCase().includes(words) || typeName(row.type).toLowerCase().includes(words))
		.sort((a, b) => a.name.localeCompare(b.name));

	const remove = (row: CredentialListed) =>
		removeAsked(
			{ title: t.deleteTitle(row.name), text: t.deleteText(row.usedBy.length) },
			() => deleteCredential(row.id),
			() => client.invalidateQueries({ queryKey: ["credentials"] }),
		);

	const create = mayCreate && (
		<Button kind="primary" icon={<Plus />} onClick={() => setDialog({})}>
			{t.create}
		</Button>
	);
	return (
		<Page
			title={t.title}
			actions={create}
			filters={<SearchField value={search} onChange={setSearch} label={t.searchLabel} placeholder={t.searchHint} />}
		>
			{query.isPending ? (
				<Loading />
			) : query.isError ? (
				<LoadFailed error={query.error} onRetry={query.refetch} />
			) : query.data.length === 0 ? (
				<Empty title={t.emptyTitle} text={t.emptyText} />
			) : rows.length === 0 ? (
				<Empty title={t.noType} />
			) : (
				<Table
					label={t.title}
					rows={rows}
					rowKey={(row) => row.id}
					onOpen={(row) => setDialog({ id: row.id })}
					columns={[
						{
							id: "name",
							title: t.columns.name,
							cell: (row) => (
								<button type="button" className={layout.link} onClick={() => setDialog({ id: row.id })}>
									{row.name}
								</button>
							),
						},
						{
							id: "type",
							title: t.columns.type,
							width: "26%",
							cell: (row) => <span className={layout.quiet}>{typeName(row.type)}</span>,
						},
						{
							id: "usedBy",
							title: t.columns.usedBy,
							width: "30%",
							cell: (row) =>
								row.usedBy.length === 0 ? (
									<span className={layout.quiet}>{t.usedNowhere}</span>
								) : (
									<span className={layout.line}>
										{row.usedBy.slice(0, 3).map((use, place) => (
											<span key={use.workflowId}>
												{place > 0 && ", "}
												<Link href={`/workflows/${use.workflowId}`}>{use.name}</Link>
											</span>
										))}
										{row.usedBy.length > 3 && ` +${row.usedBy.length - 3}`}
									</span>
								),
						},
						{
							id: "updated",
							title: t.columns.updated,
							width: "112px",
							cell: (row) => (
								<span className={layout.quiet} title={formatTime(row.updatedAt)}>
									{formatAgo(row.updatedAt)}
								</span>
							),
						},
						{
							id: "actions",
							title: <span className="visually-hidden">{t.columns.actions}</span>,
							width: "52px",
							cell: (row) => (
								<Menu
									trigger={<IconButton noTooltip label={`${t.columns.actions}: ${row.name}`} icon={<Ellipsis />} />}
									entries={[
										{ id: "edit", label: t.edit, onSelect: () => setDialog({ id: row.id }) },
										{ id: "delete", label: texts.common.delete, danger: true, onSelect: () => void remove(row) },
									]}
								/>
							),
						},
					]}
				/>
			)}
			{dialog && <CredentialDialog {...dialog} onClose={() => setDialog(undefined)} />}
		</Page>
	);
}
