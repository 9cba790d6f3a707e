import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { LoadFailed, Loading } from "@/components";
import { loadSession, useSessionStore } from "./session-store";

const SignIn = lazy(() => import("@/pages/sign-in/SignIn"));

/** Shows its children to whoever is signed in, else the page to set up or sign in. */
export function SessionGate({ children }: { children: ReactNode }) {
	const { session, error } = useSessionStore();
	useEffect(() => {
		void loadSession();
	}, []);
	if (!session) return error ? <LoadFailed error={error} onRetry={loadSession} /> : <Loading />;
	if (session.state === "ready") return children;
	return (
		<Suspense fallback={<Loading />}>
			<SignIn session={session} />
		</Suspense>
	);
}
