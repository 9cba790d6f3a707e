import { lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { Button, Empty, Loading } from "@/components";
import { texts } from "@/texts/en";
import { Shell } from "./Shell";
import { leaveSession, useSession } from "./session-store";

const ApiKeysPage = lazy(() => import("@/pages/api-keys/ApiKeysPage"));
const ComparePage = lazy(() => import("@/pages/executions/ComparePage"));
const CredentialsPage = lazy(() => import("@/pages/credentials/CredentialsPage"));
const ExecutionRedirect = lazy(() => import("@/pages/executions/ExecutionRedirect"));
const ExecutionsPage = lazy(() => import("@/pages/executions/ExecutionsPage"));
const SettingsPage = lazy(() => import("@/pages/settings/SettingsPage"));
const UsersPage = lazy(() => import("@/pages/users/UsersPage"));
const VariablesPage = lazy(() => import("@/pages/variables/VariablesPage"));
const WorkflowPage = lazy(() => import("@/pages/workflow/WorkflowPage"));
const WorkflowsPage = lazy(() => import("@/pages/workflows/WorkflowsPage"));

/** Which page stands at which address. */
export function Routes() {
	return (
		<Shell>
			<Suspense fallback={<Loading />}>
				<Switch>
					<Route path="/">
						<Redirect to="/workflows" replace />
					</Route>
					<Route path="/workflows" component={WorkflowsPage} />
					{/* One pattern for both views of a workflow: going from one to the other keeps the editor as it is. */}
					<Route path="/workflows/:id/:tab?/:execution?">
						{(params) => <WorkflowRoute {...(params as unknown as WorkflowParams)} />}
					</Route>
					<Route path="/executions" component={ExecutionsPage} />
					<Route path="/executions/:id">{({ id }) => <ExecutionRedirect id={id} />}</Route>
					<Route path="/compare/:first/:second">
						{({ first, second }) => <ComparePage first={first} second={second} />}
					</Route>
					<Route path="/credentials" component={CredentialsPage} />
					<Route path="/variables" component={VariablesPage} />
					<Route path="/users" component={UsersPage} />
					<Route path="/api-keys" component={ApiKeysPage} />
					<Route path="/settings" component={SettingsPage} />
					<Route path="/settings/account" component={SettingsPage} />
					<Route path="/invite" component={SomebodysInvite} />
					<Route>
						<NotFound />
					</Route>
				</Switch>
			</Suspense>
		</Shell>
	);
}

interface WorkflowParams {
	id: string;
	tab?: string;
	execution?: string;
}

function WorkflowRoute({ id, tab, execution }: WorkflowParams) {
	if (tab !== undefined && tab !== "executions") return <NotFound />;
	return <WorkflowPage key={id} id={id} tab={tab ?? "editor"} executionId={execution} />;
}

/** Somebody who is signed in opens the link of an invitation. */
function SomebodysInvite() {
	const session = useSession();
	return (
		<Empty
			title={texts.signIn.inviteOther}
			text={texts.signIn.inviteOtherText(session.user.email)}
			action={<Button onClick={() => void leaveSession()}>{texts.nav.signOut}</Button>}
		/>
	);
}

function NotFound() {
	return <Empty title={texts.notFound.title} text={texts.notFound.text} />;
}
