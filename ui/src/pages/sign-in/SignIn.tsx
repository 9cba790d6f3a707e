import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { ApiError, acceptInvite, logIn, lookAtInvite, messageOf, type Session, setUp } from "@/api";
import { enterSession, loadSession } from "@/app/session-store";
import { Button, Field, Loading, Notice, TextInput } from "@/components";
import { texts } from "@/texts/en";
import css from "./SignIn.module.css";

const t = texts.signIn;

/** Makes the owner's account at the first start, takes an invitation, else signs in. */
export default function SignIn({ session }: { session: Exclude<Session, { state: "ready" }> }) {
	const [location, navigate] = useLocation();
	const [search] = useSearchParams();
	const invite = session.state === "login" && location === "/invite" ? search.get("token") : null;
	const first = session.state === "setup";
	const fresh = first || invite !== null;
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState("");
	const invitation = useQuery({
		queryKey: ["invite", invite],
		queryFn: () => lookAtInvite(invite ?? ""),
		enabled: invite !== null,
		retry: false,
		staleTime: Number.POSITIVE_INFINITY,
	});

	const submit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const text = (name: string) => String(form.get(name) ?? "");
		setBusy(true);
		setProblem("");
		try {
			const names = { firstName: text("firstName").trim(), lastName: text("lastName").trim() };
			const password = text("password");
			const email = text("email").trim();
			if (invite !== null) {
				enterSession(await acceptInvite({ token: invite, password, ...names }));
				navigate("/", { replace: true });
			} else if (first) {
				const token = session.tokenNeeded ? { token: text("token").trim() } : {};
				enterSession(await setUp({ email, password, ...names, ...token }));
			} else enterSession(await logIn(email, password));
		} catch (error) {
			setProblem(messageOf(error));
			setBusy(false);
			// Somebody else made the account meanwhile.
			if (first && error instanceof ApiError && error.code === "conflict") await loadSession();
		}
	};

	const invited = invitation.data?.valid ? invitation.data : undefined;
	if (invite !== null && !invited) {
		if (invitation.isPending) return <Loading />;
		return (
			<main className={css.page}>
				<div className={css.card}>
					<h1>{t.inviteGone}</h1>
					<p className={css.text} role="alert">
						{invitation.data?.valid === false ? invitation.data.message : messageOf(invitation.error)}
					</p>
					<Button className={css.submit} onClick={() => navigate("/", { replace: true })}>
						{t.toLogIn}
					</Button>
				</div>
			</main>
		);
	}
	return (
		<main className={css.page}>
			<form className={css.card} onSubmit={submit} aria-labelledby="sign-in-title">
				<h1 id="sign-in-title">{first ? t.setUpTitle : invite !== null ? t.inviteTitle : t.logInTitle}</h1>
				{fresh && <p className={css.text}>{first ? t.setUpText : t.inviteFor(invited?.email ?? "")}</p>}
				{problem && (
					<div className={css.problem}>
						<Notice tone="danger">{problem}</Notice>
					</div>
				)}
				{first && session.tokenNeeded && (
					<Field label={t.token} hint={t.tokenHint} required>
						{(ids) => <TextInput name="token" required {...ids} />}
					</Field>
				)}
				{fresh && (
					<div className={css.pair}>
						<NameField label={t.firstName} name="firstName" autoComplete="given-name" value={invited?.firstName} />
						<NameField label={t.lastName} name="lastName" autoComplete="family-name" value={invited?.lastName} />
					</div>
				)}
				{invite === null && (
					<Field label={t.email} required>
						{(ids) => <TextInput name="email" type="email" autoComplete="username" required autoFocus {...ids} />}
					</Field>
				)}
				<Field label={t.password} hint={fresh ? t.passwordHint : undefined} required>
					{(ids) => (
						<TextInput
							name="password"
							type="password"
							autoComplete={fresh ? "new-password" : "current-password"}
							minLength={fresh ? 8 : undefined}
							required
							{...ids}
						/>
					)}
				</Field>
				<Button kind="primary" type="submit" busy={busy} className={css.submit}>
					{fresh ? t.setUp : t.logIn}
				</Button>
			</form>
		</main>
	);
}

interface NameFieldProps {
	label: string;
	name: string;
	autoComplete: string;
	/** What the invitation says. */
	value: string | undefined;
}

function NameField({ label, name, autoComplete, value }: NameFieldProps) {
	return (
		<Field label={label}>
			{(ids) => <TextInput name={name} autoComplete={autoComplete} maxLength={64} defaultValue={value} {...ids} />}
		</Field>
	);
}
