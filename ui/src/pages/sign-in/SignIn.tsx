import { type FormEvent, useState } from "react";
import { ApiError, logIn, messageOf, type Session, setUp } from "@/api";
import { enterSession, loadSession } from "@/app/session-store";
import { Button, Field, Notice, TextInput } from "@/components";
import { texts } from "@/texts/en";
import css from "./SignIn.module.css";

const t = texts.signIn;

/** Makes the owner's account at the first start, later signs in. */
export default function SignIn({ session }: { session: Exclude<Session, { state: "ready" }> }) {
	const first = session.state === "setup";
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState("");

	const submit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const text = (name: string) => String(form.get(name) ?? "");
		setBusy(true);
		setProblem("");
		try {
			enterSession(
				first
					? await setUp({
							email: text("email").trim(),
							password: text("password"),
							firstName: text("firstName").trim(),
							lastName: text("lastName").trim(),
							...(session.tokenNeeded ? { token: text("token").trim() } : {}),
						})
					: await logIn(text("email").trim(), text("password")),
			);
		} catch (error) {
			setProblem(messageOf(error));
			setBusy(false);
			// Somebody else made the account meanwhile.
			if (first && error instanceof ApiError && error.code === "conflict") await loadSession();
		}
	};

	return (
		<main className={css.page}>
			<form className={css.card} onSubmit={submit} aria-labelledby="sign-in-title">
				<h1 id="sign-in-title">{first ? t.setUpTitle : t.logInTitle}</h1>
				{first && <p className={css.text}>{t.setUpText}</p>}
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
				{first && (
					<div className={css.pair}>
						<Field label={t.firstName}>
							{(ids) => <TextInput name="firstName" autoComplete="given-name" maxLength={64} {...ids} />}
						</Field>
						<Field label={t.lastName}>
							{(ids) => <TextInput name="lastName" autoComplete="family-name" maxLength={64} {...ids} />}
						</Field>
					</div>
				)}
				<Field label={t.email} required>
					{(ids) => <TextInput name="email" type="email" autoComplete="username" required autoFocus {...ids} />}
				</Field>
				<Field label={t.password} hint={first ? t.passwordHint : undefined} required>
					{(ids) => (
						<TextInput
							name="password"
							type="password"
							autoComplete={first ? "new-password" : "current-password"}
							minLength={first ? 8 : undefined}
							required
							{...ids}
						/>
					)}
				</Field>
				<Button kind="primary" type="submit" busy={busy} className={css.submit}>
					{first ? t.setUp : t.logIn}
				</Button>
			</form>
		</main>
	);
}
