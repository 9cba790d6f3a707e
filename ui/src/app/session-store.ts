import { create } from "zustand";
import { fetchSession, logOut, type ReadySession, type Session, whenSignedOut } from "@/api";
import { queryClient } from "./query-client";

/** Who is signed in; undefined until the server answered. */
export const useSessionStore = create<{ session?: Session; error?: unknown }>(() => ({}));

export async function loadSession(): Promise<void> {
	try {
		useSessionStore.setState({ session: await fetchSession(), error: undefined });
	} catch (error) {
		useSessionStore.setState({ error });
	}
}

export function enterSession(session: Session): void {
	useSessionStore.setState({ session, error: undefined });
}

export async function leaveSession(): Promise<void> {
	await logOut();
	queryClient.clear();
	await loadSession();
}

// The page stays as it is underneath: after signing in again, edits that were not saved are still there.
whenSignedOut(() => {
	void loadSession();
});

/** The signed-in session; only below SessionGate. */
export function useSession(): ReadySession {
	const session = useSessionStore((state) => state.session);
	if (session?.state !== "ready") throw new Error("used outside of a session");
	return session;
}

/** Whether the signed-in user may do this, for example "workflow:create". */
export function useMay(permission: string): boolean {
	const session = useSessionStore((state) => state.session);
	return session?.state === "ready" && session.permissions.includes(permission);
}
