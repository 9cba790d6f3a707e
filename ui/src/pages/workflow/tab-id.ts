/**
 * The id of this browser tab: it outlives a refresh, and no two open tabs have the same.
 * Drafts are kept by tab, so that two tabs do not overwrite each other's.
 */
const KEY = "runnel.tab";

function fresh(): string {
	const id = Math.random().toString(36).slice(2, 10);
	try {
		sessionStorage.setItem(KEY, id);
	} catch {
		// Without storage there are no drafts to find again either.
	}
	return id;
}

function stored(): string | null {
	try {
		return sessionStorage.getItem(KEY);
	} catch {
		return null;
	}
}

const lockName = (id: string) => `runnel.tab.${id}`;

/** How long a refreshed tab waits for its former page to let go. */
const WAIT_MS = 3000;

/** Holds a lock as long as the tab is open; false when another tab has this id (a duplicated tab copies it). */
async function claim(id: string): Promise<boolean> {
	if (!navigator.locks) return true;
	return new Promise((resolve) => {
		navigator.locks
			.request(lockName(id), { signal: AbortSignal.timeout(WAIT_MS) }, () => {
				resolve(true);
				return new Promise<void>(() => {});
			})
			.catch(() => resolve(false));
	});
}

let promise: Promise<string> | undefined;

export function tabId(): Promise<string> {
	promise ??= (async () => {
		const before = stored();
		if (before && (await claim(before))) return before;
		const id = fresh();
		await claim(id);
		return id;
	})();
	return promise;
}

/** The tabs that are open now, this one included; undefined where the browser cannot tell (pages without TLS). */
export async function openTabs(): Promise<Set<string> | undefined> {
	if (!navigator.locks) return undefined;
	const { held } = await navigator.locks.query();
	const prefix = lockName("");
	return new Set(
		(held ?? []).flatMap((lock) => (lock.name?.startsWith(prefix) ? [lock.name.slice(prefix.length)] : [])),
	);
}
