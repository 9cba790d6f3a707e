import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { changeVariable, createVariable, deleteVariable, listVariables, messageOf, type Variable } from "@/api";
import { useMay } from "@/app/session-store";
import {
	Button,
	Dialog,
	Empty,
	Field,
	IconButton,
	LoadFailed,
	Loading,
	Table,
	TextArea,
	TextInput,
} from "@/components";
import { texts } from "@/texts/en";
import { pageTexts } from "@/texts/pages";
import layout from "../layout/Lists.module.css";
import { Page } from "../layout/Page";
import { removeAsked } from "../layout/remove-asked";

const t = pageTexts.variables;

/** Values that expressions of all workflows read as $vars. */
export default function VariablesPage() {
	const client = useQueryClient();
	const query = useQuery({ queryKey: ["variables"], queryFn: listVariables });
	const [editing, setEditing] = useState<Variable | "new">();
	const mayCreate = useMay("variable:create");
	const mayChange = useMay("variable:update");
	const mayDelete = useMay("variable:delete");
	const settled = () => client.invalidateQueries({ queryKey: ["variables"] });
	const remove = (variable: Variable) =>
		removeAsked({ title: t.deleteTitle(variable.key), text: t.deleteText }, () => deleteVariable(variable.id), settled);
	return (
		<Page
			title={t.title}
			actions={
				mayCreate && (
					<Button kind="primary" icon={<Plus />} onClick={() => setEditing("new")}>
						{t.create}
					</Button>
				)
			}
		>
			{query.isPending ? (
				<Loading />
			) : query.isError ? (
				<LoadFailed error={query.error} onRetry={query.refetch} />
			) : query.data.length === 0 ? (
				<Empty title={t.emptyTitle} text={t.emptyText} />
			) : (
				<Table
					label={t.title}
					rows={[...query.data].sort((a, b) => a.key.localeCompare(b.key))}
					rowKey={(row) => row.id}
					columns={[
						{ id: "key", title: t.key, width: "24%", cell: (row) => <strong>{row.key}</strong> },
						{ id: "value", title: t.value, cell: (row) => <span className={layout.line}>{row.value}</span> },
						{
							id: "usage",
							title: t.usage,
							width: "28%",
							cell: (row) => <code className={layout.quiet}>{`{{ $vars.${row.key} }}`}</code>,
						},
						{
							id: "actions",
							title: <span className="visually-hidden">{pageTexts.workflows.columns.actions}</span>,
							width: "88px",
							cell: (row) => (
								<span className={layout.buttons}>
									{mayChange && (
										<IconButton label={t.edit(row.key)} icon={<Pencil />} onClick={() => setEditing(row)} />
									)}
									{mayDelete && (
										<IconButton label={t.delete(row.key)} icon={<Trash2 />} onClick={() => void remove(row)} />
									)}
								</span>
							),
						},
					]}
				/>
			)}
			{editing && (
				<VariableDialog
					variable={editing === "new" ? undefined : editing}
					onClose={() => setEditing(undefined)}
					onSaved={() => {
						setEditing(undefined);
						void settled();
					}}
				/>
			)}
		</Page>
	);
}

function VariableDialog(props: { variable: Variable | undefined; onClose: () => void; onSaved: () => void }) {
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState("");
	const submit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const key = String(form.get("key") ?? "").trim();
		const value = String(form.get("value") ?? "");
		setBusy(true);
		try {
			if (props.variable) await changeVariable(props.variable.id, { key, value });
			else await createVariable(key, value);
			props.onSaved();
		} catch (error) {
			setProblem(messageOf(error));
			setBusy(false);
		}
	};
	return (
		<Dialog
			open
			onClose={props.onClose}
			title={props.variable ? t.edit(props.variable.key) : t.create}
			width="small"
			actions={
				<>
					<Button onClick={props.onClose}>{texts.common.cancel}</Button>
					<Button kind="primary" type="submit" form="variable-form" busy={busy}>
						{texts.common.save}
					</Button>
				</>
			}
		>
			<form id="variable-form" onSubmit={submit}>
				<Field label={t.key} hint={t.keyHint} error={problem} required>
					{(ids) => (
						<TextInput
							name="key"
							defaultValue={props.variable?.key}
							required
							maxLength={50}
							pattern="[A-Za-z_][A-Za-z0-9_]*"
							{...ids}
						/>
					)}
				</Field>
				<Field label={t.value}>
					{(ids) => <TextArea name="value" defaultValue={props.variable?.value} maxLength={1000} {...ids} />}
				</Field>
			</form>
		</Dialog>
	);
}
