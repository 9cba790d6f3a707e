import { lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { Empty, Loading } from "@/components";
import { texts } from "@/texts/en";
import { Shell } from "./Shell";

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
					<Route>
						<Empty title={texts.notFound.title} text={texts.notFound.text} />
					</Route>
				</Switch>
			</Suspense>
		</Shell>
	);
}
