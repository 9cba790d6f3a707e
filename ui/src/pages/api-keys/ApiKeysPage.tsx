import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type ApiKey, createApiKey, deleteApiKey, listApiKeys, messageOf } from "@/api";
import { useSession } from "@/app/session-store";
import {
	Button,
	CopyLine,
	Dialog,
	Empty,
	Field,
	IconButton,
	LoadFailed,
	Loading,
	NativeSelect,
	Notice,
	Table,
	TextInput,
} from "@/components";
import { texts } from "@/texts/en";
import { formatAgo, formatTime } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import layout from "../layout/Lists.module.css";
import { Page } from "../layout/Page";
import { removeAsked } from "../layout/remove-asked";
import css from "./ApiKeysPage.module.css";

const t = pageTexts.apiKeys;
const DAY_MS = 86_400_000;

/** Keys for programs that use the public API. */
export default function ApiKeysPage() {
	const client = useQueryClient();
	const query = useQuery({ queryKey: ["api-keys"], queryFn: listApiKeys });
	const [creating, setCreating] = useState(false);
	const settled = () => client.invalidateQueries({ queryKey: ["api-keys"] });
	const remove = (key: ApiKey) =>
		removeAsked({ title: t.deleteTitle(key.label), text: t.deleteText }, () => deleteApiKey(key.id), settled);
	return (
		<Page
			title={t.title}
			actions={
				<Button kind="primary" icon={<Plus />} onClick={() => setCreating(true)}>
					{t.create}
				</Button>
			}
		>
			<p className={layout.intro}>{t.text}</p>
			{query.isPending ? (
				<Loading />
			) : query.isError ? (
				<LoadFailed error={query.error} onRetry={query.refetch} />
			) : query.data.length === 0 ? (
				<Empty title={t.emptyTitle} text={t.emptyText} />
			) : (
				<Table
					label={t.title}
					rows={query.data}
					rowKey={(row) => row.id}
					columns={[
						{ id: "label", title: t.label, cell: (row) => <strong>{row.label}</strong> },
						{
							id: "scopes",
							title: t.scopes,
							width: "40%",
							cell: (row) => (
								<span className={layout.quiet} title={row.scopes.join("\n")}>
									{row.scopes.join(", ")}
								</span>
							),
						},
						{
							id: "created",
							title: pageTexts.workflows.columns.updated,
							width: "112px",
							cell: (row) => <span className={layout.quiet}>{formatAgo(row.createdAt)}</span>,
						},
						{
							id: "expires",
							title: t.expires,
							width: "160px",
							cell: (row) => (
								<span className={layout.quiet}>{row.expiresAt ? formatTime(row.expiresAt) : t.never}</span>
							),
						},
						{
							id: "actions",
							title: <span className="visually-hidden">{pageTexts.workflows.columns.actions}</span>,
							width: "52px",
							cell: (row) => (
								<IconButton label={t.remove(row.label)} icon={<Trash2 />} onClick={() => void remove(row)} />
							),
						},
					]}
				/>
			)}
			{creating && <KeyDialog onClose={() => setCreating(false)} onCreated={settled} />}
		</Page>
	);
}

function KeyDialog(props: { onClose: () => void; onCreated: () => void }) {
	const session = useSession();
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState("");
	const [made, setMade] = useState<string>();
	const [scopes, setScopes] = useState(() => new Set(session.permissions));
	const submit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const days = Number(form.get("days") ?? 0);
		setBusy(true);
		setProblem("");
		try {
			const key = await createApiKey({
				label: String(form.get("label") ?? "").trim(),
				scopes: [...scopes].sort(),
				expiresAt: days > 0 ? new Date(Date.now() + days * DAY_MS).toISOString() : null,
			});
			props.onCreated();
			setMade(key.apiKey ?? "");
		} catch (error) {
			setProblem(messageOf(error));
		} finally {
			setBusy(false);
		}
	};
	const toggle = (scope: string) =>
		setScopes((before) => {
			const next = new Set(before);
			if (!next.delete(scope)) next.add(scope);
			return next;
		});
	return (
		<Dialog
			open
			onClose={props.onClose}
			title={t.create}
			actions={
				made !== undefined ? (
					<Button kind="primary" onClick={props.onClose}>
						{texts.common.close}
					</Button>
				) : (
					<>
						<Button onClick={props.onClose}>{texts.common.cancel}</Button>
						<Button kind="primary" type="submit" form="key-form" busy={busy} disabled={scopes.size === 0}>
							{texts.common.create}
						</Button>
					</>
				)
			}
		>
			{made !== undefined ? (
				<>
					<Notice tone="warning">{t.shownOnce}</Notice>
					<CopyLine text={made} />
				</>
			) : (
				<form id="key-form" onSubmit={submit}>
					{problem && <Notice tone="danger">{problem}</Notice>}
					<Field label={t.label} required>
						{(ids) => <TextInput name="label" required maxLength={50} {...ids} />}
					</Field>
					<Field label={t.expires}>
						{(ids) => (
							<NativeSelect name="days" defaultValue="90" {...ids}>
								{[7, 30, 90, 365].map((days) => (
									<option key={days} value={days}>
										{t.inDays(days)}
									</option>
								))}
								<option value="0">{t.never}</option>
							</NativeSelect>
						)}
					</Field>
					<fieldset className={css.scopes}>
						<legend>{t.scopes}</legend>
						<label className={css.all}>
							<input
								type="checkbox"
								checked={scopes.size === session.permissions.length}
								onChange={(event) => setScopes(new Set(event.target.checked ? session.permissions : []))}
							/>
							{t.all}
						</label>
						<div className={css.grid}>
							{[...session.permissions].sort().map((scope) => (
								<label key={scope}>
									<input type="checkbox" checked={scopes.has(scope)} onChange={() => toggle(scope)} />
									{scope}
								</label>
							))}
						</div>
					</fieldset>
				</form>
			)}
		</Dialog>
	);
}
