import { Braces, CircleUser, Cog, KeyRound, KeySquare, ListTree, UsersRound, Workflow } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { classes, IconButton, Menu, Tooltip } from "@/components";
import { texts } from "@/texts/en";
import { type ThemeChoice, useTheme } from "@/theme/theme";
import { useConnection } from "./events";
import css from "./Shell.module.css";
import { leaveSession, useSession } from "./session-store";

const places = [
	{ to: "/workflows", label: texts.nav.workflows, icon: Workflow },
	{ to: "/executions", label: texts.nav.executions, icon: ListTree },
	{ to: "/credentials", label: texts.nav.credentials, icon: KeyRound },
	{ to: "/variables", label: texts.nav.variables, icon: Braces },
];
const lower = [
	{ to: "/users", label: texts.nav.users, icon: UsersRound, permission: "user:list" },
	{ to: "/api-keys", label: texts.nav.apiKeys, icon: KeySquare },
	{ to: "/settings", label: texts.nav.settings, icon: Cog },
];

function Place({ to, label, icon: Icon }: { to: string; label: string; icon: typeof Cog }) {
	const [location] = useLocation();
	const here = location === to || location.startsWith(`${to}/`);
	return (
		<Tooltip label={label} side="right">
			<Link
				to={to}
				className={classes(css.place, here && css.here)}
				aria-label={label}
				aria-current={here ? "page" : undefined}
			>
				<Icon aria-hidden />
			</Link>
		</Tooltip>
	);
}

/** Says that the server is not heard, until it is again. */
function ConnectionBar() {
	const state = useConnection((connection) => connection.state);
	if (state !== "lost") return null;
	return (
		<p className={css.lost} role="status">
			{texts.connection.lost}
		</p>
	);
}

/** The rail at the left and the page beside it. */
export function Shell({ children }: { children: ReactNode }) {
	const session = useSession();
	const theme = useTheme();
	const [, navigate] = useLocation();
	return (
		<div className={css.shell}>
			<a href="#main" className={css.skip}>
				{texts.nav.skip}
			</a>
			<nav className={css.rail} aria-label={texts.nav.label}>
				<Link to="/workflows" className={css.logo} aria-label={texts.product}>
					<svg viewBox="0 0 16 16" aria-hidden="true">
						<path d="M2 4.5c4.5 0 3.5 7 8 7h4M9 4.5h5" />
					</svg>
				</Link>
				{places.map((place) => (
					<Place key={place.to} {...place} />
				))}
				<span className={css.gap} />
				{lower
					.filter((place) => !place.permission || session.permissions.includes(place.permission))
					.map((place) => (
						<Place key={place.to} {...place} />
					))}
				<Menu
					align="start"
					trigger={
						<IconButton
							noTooltip
							label={`${texts.nav.account}: ${session.user.firstName || session.user.email}`}
							icon={<CircleUser />}
							className={css.account}
						/>
					}
					entries={[
						{ kind: "label", id: "who", label: session.user.email },
						{ id: "account", label: texts.nav.account, onSelect: () => navigate("/settings/account") },
						{ kind: "separator", id: "s1" },
						{ kind: "label", id: "theme", label: texts.nav.theme },
						...(["system", "light", "dark"] as ThemeChoice[]).map((choice) => ({
							id: choice,
							label: texts.nav.themes[choice],
							checked: theme.choice === choice,
							onSelect: () => theme.choose(choice),
						})),
						{ kind: "separator", id: "s2" },
						{ id: "out", label: texts.nav.signOut, onSelect: () => void leaveSession() },
					]}
				/>
			</nav>
			<main id="main" className={css.main} tabIndex={-1}>
				<ConnectionBar />
				{children}
			</main>
		</div>
	);
}
