import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, open, owner, type Watched } from "./browser";
import { example } from "./material";
import { Server } from "./server";

let browser: Browser;
let server: Server;
let window: Watched;

beforeAll(async () => {
	browser = await launch();
	server = await Server.start();
	window = await open(browser, server.url);
});
afterAll(async () => {
	await browser.close();
	await server.end();
});

/** The name that a screen reader says for what has the focus. */
function focused(page: Page): Promise<string> {
	return page.evaluate(() => {
		const element = document.activeElement;
		if (!element || element === document.body) return "";
		const label = element.getAttribute("aria-label");
		if (label) return label;
		const labels = (element as HTMLInputElement).labels;
		if (labels && labels.length > 0) return [...labels].map((one) => one.textContent?.trim()).join(" ");
		return element.textContent?.trim() ?? "";
	});
}

/** Presses Tab until what is wanted has the focus; the mouse is not used in this file. */
async function tabTo(page: Page, wanted: RegExp, key = "Tab"): Promise<void> {
	const passed: string[] = [];
	for (let i = 0; i < 120; i++) {
		const name = await focused(page);
		if (wanted.test(name)) return;
		passed.push(name);
		await page.keyboard.press(key);
	}
	throw new Error(`${wanted} is not reached by ${key}; passed: ${passed.join(" | ")}`);
}

/** Waits until what is wanted has the focus: it follows the keys by a frame. */
async function reaches(page: Page, wanted: RegExp): Promise<void> {
	await expect.poll(() => focused(page), { timeout: 60_000 }).toMatch(wanted);
}

async function write(page: Page, text: string): Promise<void> {
	await page.keyboard.insertText(text);
}

test("the whole journey by keyboard only", async () => {
	const { page, faults } = window;

	// Make the account.
	await page.goto("/");
	await page.getByRole("heading", { name: "Set up Runnel" }).waitFor();
	await tabTo(page, /^First name/);
	await write(page, owner.firstName);
	await page.keyboard.press("Tab");
	await write(page, owner.lastName);
	await tabTo(page, /^Email/);
	await write(page, owner.email);
	await tabTo(page, /^Password/);
	await write(page, owner.password);
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { name: "Workflows", exact: true }).waitFor();

	// Import by pasting.
	await page.getByRole("button", { name: "New workflow" }).first().waitFor();
	await tabTo(page, /^Import$/);
	await page.keyboard.press("Enter");
	await page.getByRole("dialog").waitFor();
	await tabTo(page, /^File$/);
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("ArrowRight");
	await tabTo(page, /^Workflow JSON/);
	await write(page, readFileSync(example.file, "utf8"));
	await tabTo(page, /^Import$/);
	await page.keyboard.press("Enter");
	await page.waitForURL(/\/workflows\/[^/]+$/);
	await page.getByRole("button", { name: "Saved" }).waitFor();
	await page.locator(".react-flow__node").first().waitFor();

	// Go to the first node, open it, edit its path, undo.
	await tabTo(page, /^Workflow$/);
	await page.keyboard.press("ArrowRight");
	await reaches(page, /^Bitrix24 Handler/);
	await page.keyboard.press("Enter");
	const detail = page.getByRole("region", { name: "Node Bitrix24 Handler" });
	await detail.waitFor();
	await tabTo(page, /^Path/);
	await page.keyboard.press("ControlOrMeta+a");
	await write(page, "somewhere/else");
	await page.keyboard.press("Escape");
	await detail.waitFor({ state: "detached" });
	await page.getByText("/somewhere/else").waitFor();
	await reaches(page, /^Bitrix24 Handler/);
	await page.keyboard.press("ControlOrMeta+z");
	await page.getByText(`/${example.path}`).first().waitFor();

	// Run with an event.
	await page.keyboard.press("ControlOrMeta+Enter");
	const url = await page.getByRole("region", { name: "Run workflow" }).getByRole("textbox").inputValue();
	const answer = await fetch(url, {
		method: "POST",
		headers: { "Content-Type": example.contentType },
		body: example.event,
	});
	expect({ status: answer.status, body: await answer.text() }).toEqual(example.answer);
	await page.getByText(/^Succeeded in/).waitFor();

	// Along the connections to the next node, and look at its data.
	await reaches(page, /^Bitrix24 Handler/);
	await page.keyboard.press("ArrowRight");
	await reaches(page, /^Credentials/);
	await page.keyboard.press("Enter");
	const next = page.getByRole("region", { name: "Node Credentials" });
	await next.waitFor();
	await next.locator("[data-part=output]").getByText("CLIENT_SECRET").first().waitFor();
	await page.keyboard.press("Escape");
	await next.waitFor({ state: "detached" });

	// Publish, call.
	await tabTo(page, /^Publish$/, "Shift+Tab");
	await page.keyboard.press("Enter");
	await page.getByRole("button", { name: "Published" }).waitFor();
	const called = await fetch(`${server.url}/webhook/${example.path}`, {
		method: "POST",
		headers: { "Content-Type": example.contentType },
		body: example.event,
	});
	expect({ status: called.status, body: await called.text() }).toEqual(example.answer);

	// The executions: the newest one, and retry it.
	await tabTo(page, /^Executions$/, "Shift+Tab");
	await page.keyboard.press("Enter");
	await page.waitForURL(/\/executions\/[^/]+$/);
	await page.getByRole("heading", { name: /Succeeded/ }).waitFor();
	const first = page.url();
	await tabTo(page, /^Retry$/);
	await page.keyboard.press("Enter");
	await page.getByRole("menuitem", { name: "With the workflow as it was" }).waitFor();
	await page.keyboard.press("Enter");
	await page.waitForURL((address) => address.href !== first);
	await page.getByRole("button", { name: /^retry of / }).waitFor();

	expect(faults).toEqual([]);
});
