import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { changeRole, deleteUser, inviteUser, listUsers, messageOf, type Role, type UserListed } from "@/api";
import { useMay, useSession } from "@/app/session-store";
import {
	Badge,
	Button,
	CopyLine,
	Dialog,
	Field,
	IconButton,
	LoadFailed,
	Loading,
	NativeSelect,
	Notice,
	Table,
	TextInput,
	toast,
} from "@/components";
import { texts } from "@/texts/en";
import { pageTexts } from "@/texts/pages";
import layout from "../layout/Lists.module.css";
import { Page } from "../layout/Page";
import { removeAsked } from "../layout/remove-asked";

const t = pageTexts.users;
const given: Role[] = ["global:member", "global:admin"];

/** Who may use this server. */
export default function UsersPage() {
	const client = useQueryClient();
	const session = useSession();
	const query = useQuery({ queryKey: ["users"], queryFn: listUsers });
	const [inviting, setInviting] = useState(false);
	const mayInvite = useMay("user:create");
	const mayChange = useMay("user:changeRole");
	const mayDelete = useMay("user:delete");
	const settled = () => client.invalidateQueries({ queryKey: ["users"] });
	const failed = (error: unknown) => toast({ kind: "error", title: messageOf(error) });

	const remove = (user: UserListed) =>
		removeAsked({ title: t.deleteTitle(user.email), text: t.deleteText }, () => deleteUser(user.id), settled);
	return (
		<Page
			title={t.title}
			actions={
				mayInvite && (
					<Button kind="primary" icon={<Plus />} onClick={() => setInviting(true)}>
						{t.invite}
					</Button>
				)
			}
		>
			{query.isPending ? (
				<Loading />
			) : query.isError ? (
				<LoadFailed error={query.error} onRetry={query.refetch} />
			) : (
				<Table
					label={t.title}
					rows={query.data}
					rowKey={(row) => row.id}
					columns={[
						{
							id: "name",
							title: texts.common.name,
							cell: (row) => (
								<>
									<strong>{[row.firstName, row.lastName].filter(Boolean).join(" ") || row.email}</strong>{" "}
									{row.id === session.user.id && <Badge tone="accent">{t.you}</Badge>}{" "}
									{row.isPending && <Badge>{t.pending}</Badge>}
								</>
							),
						},
						{
							id: "email",
							title: texts.signIn.email,
							cell: (row) => <span className={layout.quiet}>{row.email}</span>,
						},
						{
							id: "role",
							title: t.role,
							width: "160px",
							cell: (row) =>
								row.role === "global:owner" || !mayChange ? (
									(t.roles[row.role] ?? row.role)
								) : (
									<NativeSelect
										aria-label={t.roleOf(row.email)}
										value={row.role}
										onChange={async (event) => {
											await changeRole(row.id, event.target.value as Role).catch(failed);
											await settled();
										}}
									>
										{given.map((role) => (
											<option key={role} value={role}>
												{t.roles[role]}
											</option>
										))}
									</NativeSelect>
								),
						},
						{
							id: "actions",
							title: <span className="visually-hidden">{pageTexts.workflows.columns.actions}</span>,
							width: "52px",
							cell: (row) =>
								mayDelete &&
								row.role !== "global:owner" &&
								row.id !== session.user.id && (
									<IconButton label={t.remove(row.email)} icon={<Trash2 />} onClick={() => void remove(row)} />
								),
						},
					]}
				/>
			)}
			{inviting && <InviteDialog onClose={() => setInviting(false)} onInvited={settled} />}
		</Page>
	);
}

function InviteDialog(props: { onClose: () => void; onInvited: () => void }) {
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState("");
	const [link, setLink] = useState<string>();
	const submit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const text = (name: string) => String(form.get(name) ?? "").trim();
		setBusy(true);
		setProblem("");
		try {
			const user = await inviteUser({
				email: text("email"),
				role: text("role") as Role,
				firstName: text("firstName"),
				lastName: text("lastName"),
			});
			props.onInvited();
			if (user.inviteLink) setLink(user.inviteLink);
			else props.onClose();
		} catch (error) {
			setProblem(messageOf(error));
		} finally {
			setBusy(false);
		}
	};
	return (
		<Dialog
			open
			onClose={props.onClose}
			title={t.inviteTitle}
			width="small"
			actions={
				link ? (
					<Button kind="primary" onClick={props.onClose}>
						{texts.common.close}
					</Button>
				) : (
					<>
						<Button onClick={props.onClose}>{texts.common.cancel}</Button>
						<Button kind="primary" type="submit" form="invite-form" busy={busy}>
							{t.invite}
						</Button>
					</>
				)
			}
		>
			{link ? (
				<>
					<Notice>{t.link}</Notice>
					<CopyLine text={link} />
				</>
			) : (
				<form id="invite-form" onSubmit={submit}>
					<Field label={texts.signIn.email} error={problem} required>
						{(ids) => <TextInput name="email" type="email" required {...ids} />}
					</Field>
					<div className={layout.pair}>
						<Field label={texts.signIn.firstName}>{(ids) => <TextInput name="firstName" {...ids} />}</Field>
						<Field label={texts.signIn.lastName}>{(ids) => <TextInput name="lastName" {...ids} />}</Field>
					</div>
					<Field label={t.role}>
						{(ids) => (
							<NativeSelect name="role" {...ids}>
								{given.map((role) => (
									<option key={role} value={role}>
										{t.roles[role]}
									</option>
								))}
							</NativeSelect>
						)}
					</Field>
				</form>
			)}
		</Dialog>
	);
}
