import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link2, Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import {
	changeRole,
	deleteUser,
	inviteAgain,
	inviteUser,
	listUsers,
	messageOf,
	type Role,
	type UserListed,
} from "@/api";
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
	const [link, setLink] = useState<string>();
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
							width: "84px",
							cell: (row) =>
								row.role !== "global:owner" &&
								row.id !== session.user.id && (
									<span className={layout.ends}>
										{row.isPending && mayInvite && (
											<IconButton
												label={t.linkAgain(row.email)}
												icon={<Link2 />}
												onClick={() =>
													void inviteAgain(row.id)
														.then((user) => setLink(user.inviteLink))
														.catch(failed)
												}
											/>
										)}
										{mayDelete && (
											<IconButton label={t.remove(row.email)} icon={<Trash2 />} onClick={() => void remove(row)} />
										)}
									</span>
								),
						},
					]}
				/>
			)}
			{inviting && (
				<InviteDialog
					onClose={() => setInviting(false)}
					onInvited={(made) => {
						void settled();
						setInviting(false);
						setLink(made);
					}}
				/>
			)}
			{link && <LinkDialog link={link} onClose={() => setLink(undefined)} />}
		</Page>
	);
}

/** The link of an invitation, to send it. */
function LinkDialog(props: { link: string; onClose: () => void }) {
	return (
		<Dialog
			open
			onClose={props.onClose}
			title={t.linkTitle}
			width="small"
			actions={
				<Button kind="primary" onClick={props.onClose}>
					{texts.common.close}
				</Button>
			}
		>
			<Notice>{t.link}</Notice>
			<CopyLine text={props.link} />
		</Dialog>
	);
}

function InviteDialog(props: { onClose: () => void; onInvited: (link: string | undefined) => void }) {
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState("");
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
			props.onInvited(user.inviteLink);
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
				<>
					<Button onClick={props.onClose}>{texts.common.cancel}</Button>
					<Button kind="primary" type="submit" form="invite-form" busy={busy}>
						{t.invite}
					</Button>
				</>
			}
		>
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
		</Dialog>
	);
}
