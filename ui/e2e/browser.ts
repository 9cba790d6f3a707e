import { tmpdir } from "node:os";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const flags =
	"--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

/** One browser for a file of tests. */
export function launch(): Promise<Browser> {
	return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags.split(" ") });
}

/** A page that remembers what went wrong on it. */
export interface Watched {
	page: Page;
	context: BrowserContext;
	/** Errors and warnings of the console, errors of scripts, requests to other hosts. */
	faults: string[];
}

export interface OpenOptions {
	dark?: boolean;
	/** Addresses of services of the test that the browser may go to. */
	services?: string[];
	/** What the page may do without asking, such as reading the clipboard. */
	permissions?: string[];
}

/** Opens a window on a server. Requests to any other host are refused and count as faults. */
export async function open(browser: Browser, url: string, options: OpenOptions = {}): Promise<Watched> {
	const context = await browser.newContext({
		baseURL: url,
		viewport: { width: 1440, height: 900 },
		colorScheme: options.dark ? "dark" : "light",
		reducedMotion: "reduce",
		timezoneId: "UTC",
		locale: "en-GB",
	});
	// Machines differ in speed; tests wait for what happens, and this is only the bound against hanging.
	context.setDefaultTimeout(Number(process.env.E2E_TIMEOUT ?? 120_000));
	const faults: string[] = [];
	if (options.permissions) await context.grantPermissions(options.permissions);
	const allowed = [url, ...(options.services ?? [])].map((one) => new URL(one).origin);
	await context.route(
		(address) => !allowed.includes(address.origin),
		(route) => {
			faults.push(`request to ${route.request().url()}`);
			return route.abort();
		},
	);
	// Windows that the page opens are watched, too.
	context.on("page", (page) => {
		page.on("console", (message) => {
			if (message.type() !== "error" && message.type() !== "warning") return;
			faults.push(`${message.type()}: ${message.text()}`);
		});
		page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
	});
	return { page: await context.newPage(), context, faults };
}

/** Keeps what a failed test saw, and says where. */
export async function keepPicture(page: Page, name: string): Promise<void> {
	const file = `${tmpdir()}/runnel-e2e-${name.replace(/[^a-z0-9]+/gi, "-").slice(0, 60)}.png`;
	await page.screenshot({ path: file }).catch(() => {});
	console.log(`${name}: what the page looked like is in ${file}`);
}

export const owner = {
	email: "ada@example.com",
	password: "correct horse 9 Battery",
	firstName: "Ada",
	lastName: "Lovelace",
};

/** Makes the owner's account on a fresh server, through the page. */
export async function setUp({ page }: Watched): Promise<void> {
	await page.goto("/");
	await page.getByLabel("First name").fill(owner.firstName);
	await page.getByLabel("Last name").fill(owner.lastName);
	await page.getByLabel("Email").fill(owner.email);
	await page.getByLabel("Password").fill(owner.password);
	await page.getByRole("button", { name: "Create account" }).click();
	await page.getByRole("heading", { name: "Workflows", exact: true }).waitFor();
}
