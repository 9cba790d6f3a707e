import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, open, setUp } from "./browser";
import { example } from "./material";
import { Server } from "./server";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
let server: Server;
beforeAll(async () => {
	browser = await launch();
	server = await Server.start();
});
afterAll(async () => {
	await browser.close();
	await server.end();
});

interface Found {
	id: string;
	impact: string;
	nodes: { target: string[]; failureSummary: string }[];
}

/** The serious and critical faults that axe finds on the page as it is. */
async function faultsOf(page: Page): Promise<string[]> {
	await page.evaluate(axe);
	const found = await page.evaluate(async () => {
		const { axe } = globalThis as unknown as { axe: { run: (where: Document) => Promise<{ violations: Found[] }> } };
		return (await axe.run(document)).violations;
	});
	return found
		.filter((one) => one.impact === "serious" || one.impact === "critical")
		.flatMap((one) =>
			one.nodes.slice(0, 3).map((node) => `${one.id} at ${node.target.join(" ")}: ${node.failureSummary}`),
		);
}

test.each([{ dark: false }, { dark: true }])("no serious fault on any page (dark: $dark)", async ({ dark }) => {
	const { page, context } = await open(browser, server.url, { dark });
	const report: Record<string, string[]> = {};
	const look = async (name: string) => {
		const faults = await faultsOf(page);
		if (faults.length > 0) report[name] = faults;
	};
	await page.goto("/");
	if (dark) {
		await page.getByRole("heading", { name: "Sign in" }).waitFor();
		await look("sign in");
		await page.getByLabel("Email").fill("ada@example.com");
		await page.getByLabel("Password").fill("correct horse 9 Battery");
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByRole("heading", { name: "Workflows", exact: true }).waitFor();
	} else {
		await page.getByRole("heading", { name: "Set up Runnel" }).waitFor();
		await look("set up");
		await setUp({ page, context, faults: [] });
	}
	await look("workflows");

	await page.getByRole("button", { name: "Import" }).first().click();
	await page.getByRole("tab", { name: "Paste" }).click();
	await look("import");
	await page.getByLabel("Workflow JSON").fill(readFileSync(example.file, "utf8"));
	await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
	await page.waitForURL(/\/workflows\/[^/]+$/);
	await page.locator(".react-flow__node").first().waitFor();
	await page.getByRole("button", { name: "Run workflow" }).waitFor();
	await look("canvas");

	await page.getByRole("button", { name: "Run workflow" }).click();
	const region = page.getByRole("region", { name: "Run workflow" });
	const url = await region.getByRole("textbox").inputValue();
	await look("waiting for an event");
	await fetch(url, { method: "POST", headers: { "Content-Type": example.contentType }, body: example.event });
	await page.getByText(/^Succeeded in/).waitFor();
	await page.getByRole("button", { name: "Timeline" }).click();
	await look("after a run");
	for (const name of ["Bitrix24 Handler", "Validate Token", "Route Event", "Process Message", "Send Message"]) {
		await page.getByRole("button", { name: "Show everything" }).click();
		await page.locator(".react-flow__node", { has: page.getByText(name, { exact: true }) }).dblclick();
		await page.getByRole("region", { name: `Node ${name}` }).waitFor();
		await page
			.getByRole("region", { name: `Node ${name}` })
			.locator("[data-part=parameters]")
			.waitFor();
		await look(`node ${name}`);
		await page.keyboard.press("Escape");
		await page.getByRole("region", { name: `Node ${name}` }).waitFor({ state: "detached" });
	}

	await page.goto(`${page.url()}/executions`);
	await page.getByRole("heading", { name: /Succeeded/ }).waitFor();
	await look("execution");
	for (const [path, heading] of [
		["/executions", "Executions"],
		["/credentials", "Credentials"],
		["/variables", "Variables"],
		["/users", "Users"],
		["/api-keys", "API keys"],
		["/settings", "Settings"],
	] as const) {
		await page.goto(path);
		await page.getByRole("heading", { name: heading, exact: true }).waitFor();
		await page.getByText("Loading…").waitFor({ state: "detached" });
		await look(path);
	}
	await page.goto("/credentials");
	await page.getByRole("button", { name: "New credential" }).click();
	await page.getByRole("dialog").getByRole("button").nth(3).waitFor();
	await look("types of credentials");
	await page.getByRole("searchbox").last().fill("header auth");
	await page.keyboard.press("Enter");
	await page.getByLabel("Name of the credential").waitFor();
	await look("a credential");
	await context.close();
	expect(report).toEqual({});
});
