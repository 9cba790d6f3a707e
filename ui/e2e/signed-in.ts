import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { keepPicture, launch, type OpenOptions, open, setUp, type Watched } from "./browser";
import { Server } from "./server";

/** What the tests of a file share; it is there once they run. */
export interface SignedIn {
	browser: Browser;
	server: Server;
	/** The owner's window. */
	window: Watched;
}

/**
 * A server of its own for a file of tests, with its owner signed in. `options` is asked when the server is there;
 * pictures are kept of windows in which a test failed.
 */
export function signedIn(options: () => OpenOptions = () => ({})): SignedIn {
	const shared = {} as SignedIn;
	beforeAll(async () => {
		shared.browser = await launch();
		shared.server = await Server.start();
		shared.window = await open(shared.browser, shared.server.url, options());
		await setUp(shared.window);
	});
	afterEach(async ({ task }) => {
		if (task.result?.state === "fail") await keepPicture(shared.window.page, task.name);
	});
	afterAll(async () => {
		await shared.browser.close();
		await shared.server.end();
	});
	return shared;
}
