import { useQuery } from "@tanstack/react-query";
import { type FormEvent, Fragment, useState } from "react";
import { changePassword, fetchSettings, messageOf, renameMe } from "@/api";
import { loadSession, useSession } from "@/app/session-store";
import { Button, Field, LoadFailed, Loading, Notice, Segments, TextInput, toast } from "@/components";
import { texts } from "@/texts/en";
import { pageTexts } from "@/texts/pages";
import { type ThemeChoice, useTheme } from "@/theme/theme";
import layout from "../layout/Lists.module.css";
import { Page } from "../layout/Page";
import { settingRows } from "./setting-rows";

const t = pageTexts.settings;

/** The own account, and how this server is set. */
export default function SettingsPage() {
	const session = useSession();
	const theme = useTheme();
	return (
		<Page title={t.title} aside={`${texts.product} ${session.version}`}>
			<div className={layout.narrow}>
				<section aria-labelledby="settings-profile">
					<h2 id="settings-profile">{t.profile}</h2>
					<Profile />
				</section>
				<section aria-labelledby="settings-password">
					<h2 id="settings-password">{t.password}</h2>
					<Password />
				</section>
				<section aria-labelledby="settings-look">
					<h2 id="settings-look">{t.appearance}</h2>
					<Segments<ThemeChoice>
						label={texts.nav.theme}
						value={theme.choice}
						onChange={theme.choose}
						options={(["system", "light", "dark"] as const).map((value) => ({
							value,
							label: texts.nav.themes[value],
						}))}
					/>
				</section>
				<section aria-labelledby="settings-server">
					<h2 id="settings-server">{t.server}</h2>
					<Server />
				</section>
			</div>
		</Page>
	);
}

function Profile() {
	const { user } = useSession();
	const [busy, setBusy] = useState(false);
	const submit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		setBusy(true);
		try {
			await renameMe({
				firstName: String(form.get("firstName") ?? "").trim(),
				lastName: String(form.get("lastName") ?? "").trim(),
			});
			await loadSession();
			toast({ kind: "success", title: t.saved });
		} catch (error) {
			toast({ kind: "error", title: messageOf(error) });
		} finally {
			setBusy(false);
		}
	};
	return (
		<form onSubmit={submit}>
			<div className={layout.pair}>
				<Field label={texts.signIn.firstName}>
					{(ids) => <TextInput name="firstName" defaultValue={user.firstName} maxLength={64} {...ids} />}
				</Field>
				<Field label={texts.signIn.lastName}>
					{(ids) => <TextInput name="lastName" defaultValue={user.lastName} maxLength={64} {...ids} />}
				</Field>
			</div>
			<Field label={texts.signIn.email}>{(ids) => <TextInput value={user.email} disabled {...ids} />}</Field>
			<Button type="submit" busy={busy}>
				{texts.common.save}
			</Button>
		</form>
	);
}

function Password() {
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState("");
	const submit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const element = event.currentTarget;
		const form = new FormData(element);
		setBusy(true);
		setProblem("");
		try {
			await changePassword(String(form.get("current") ?? ""), String(form.get("next") ?? ""));
			element.reset();
			// The server ends the other sessions and may give this one a new token.
			await loadSession();
			toast({ kind: "success", title: t.passwordChanged });
		} catch (error) {
			setProblem(messageOf(error));
		} finally {
			setBusy(false);
		}
	};
	return (
		<form onSubmit={submit}>
			{problem && <Notice tone="danger">{problem}</Notice>}
			<div className={layout.pair}>
				<Field label={t.current}>
					{(ids) => <TextInput name="current" type="password" autoComplete="current-password" required {...ids} />}
				</Field>
				<Field label={t.next} hint={texts.signIn.passwordHint}>
					{(ids) => (
						<TextInput name="next" type="password" autoComplete="new-password" minLength={8} required {...ids} />
					)}
				</Field>
			</div>
			<Button type="submit" busy={busy}>
				{t.changePassword}
			</Button>
		</form>
	);
}

/** What the server was started with. */
function Server() {
	const query = useQuery({ queryKey: ["settings"], queryFn: fetchSettings });
	if (query.isPending) return <Loading />;
	if (query.isError) return <LoadFailed error={query.error} onRetry={query.refetch} />;
	return (
		<>
			<p className={layout.quiet} style={{ marginBottom: 12 }}>
				{t.serverText}
			</p>
			<dl className={layout.facts}>
				{settingRows(query.data).map((row) => (
					<Fragment key={row.name}>
						<dt>{row.name}</dt>
						<dd>{row.value}</dd>
						<dd className={layout.mono}>{row.flag}</dd>
					</Fragment>
				))}
			</dl>
		</>
	);
}
