import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch } from "./browser";
import { Server } from "./server";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const form = (name: string, typeVersion: number, type: string, parameters: object) => ({
	id: name,
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	webhookId: name.toLowerCase(),
	position: [0, 0],
	parameters,
});
const options = (...names: string[]) => ({ values: names.map((option) => ({ option })) });
const workflow = {
	id: "visit",
	name: "visit",
	active: true,
	nodes: [
		form("Visit", 2.5, "formTrigger", {
			formTitle: "Visit us",
			formDescription: "Tell us <b>when</b> you come.",
			formFields: {
				values: [
					{ fieldLabel: "Name", requiredField: true },
					{ fieldLabel: "Group", fieldType: "dropdown", fieldOptions: options("small", "large") },
					{
						fieldLabel: "Interests",
						fieldType: "checkbox",
						requiredField: true,
						fieldOptions: options("Lab", "Library"),
					},
					{ fieldLabel: "Letter", fieldType: "file", multipleFiles: false },
				],
			},
		}),
		form("Day", 2.5, "form", {
			formFields: {
				values: [
					{ fieldLabel: "Day", fieldType: "date" },
					{ fieldLabel: "Language", fieldType: "radio", fieldOptions: options("English", "Deutsch") },
				],
			},
			options: { formTitle: "=A day for {{ $json.Name }}", buttonLabel: "Book" },
		}),
		form("End", 2.5, "form", {
			operation: "completion",
			completionTitle: "Booked",
			completionMessage:
				"={{ $('Visit').item.json.Interests.join(' and ') }}, {{ $json.Day }}, {{ $json.Language }}, {{ $('Visit').item.binary.Letter.fileName }}",
		}),
	],
	connections: {
		Visit: { main: [[{ node: "Day", type: "main", index: 0 }]] },
		Day: { main: [[{ node: "End", type: "main", index: 0 }]] },
	},
};

let browser: Browser;
let server: Server;
const folder = mkdtempSync(`${tmpdir()}/runnel-e2e-forms-`);
beforeAll(async () => {
	writeFileSync(`${folder}/visit.json`, JSON.stringify(workflow));
	browser = await launch();
	server = await Server.start(["--headless", "--workflows", folder]);
});
afterAll(async () => {
	await browser.close();
	await server.end();
	rmSync(folder, { recursive: true, force: true });
});

const phone = {
	viewport: { width: 360, height: 740 },
	isMobile: true,
	hasTouch: true,
	locale: "en-GB",
	timezoneId: "UTC",
};

test("a form of several pages is filled in on a phone without scripts", async () => {
	const context = await browser.newContext({ ...phone, javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto(`${server.url}/form/visit`);
	await page.getByRole("heading", { name: "Visit us" }).waitFor();
	await page.getByLabel("Name").fill("Ada");
	await page.getByLabel("Group").selectOption("large");
	await page
		.getByLabel("Letter")
		.setInputFiles({ name: "letter.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
	await page.getByRole("button", { name: "Submit" }).click();
	// Nothing was checked: the page says so and keeps the rest.
	await page.getByText("This field is required").waitFor();
	expect(await page.getByLabel("Name").inputValue()).toBe("Ada");
	await page.getByLabel("Lab").check();
	await page.getByLabel("Library").check();
	await page
		.getByLabel("Letter")
		.setInputFiles({ name: "letter.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
	await page.getByRole("button", { name: "Submit" }).click();
	await page.getByRole("heading", { name: "A day for Ada" }).waitFor();
	await page.reload();
	await page.getByLabel("Day").fill("2026-03-04");
	await page.getByLabel("Deutsch").check();
	await page.getByRole("button", { name: "Book" }).click();
	await page.getByRole("heading", { name: "Booked" }).waitFor();
	await page.getByText("Lab and Library, 2026-03-04, Deutsch, letter.txt").waitFor();
	await context.close();
});

test("a form fits a phone and has no serious fault", async () => {
	const context = await browser.newContext(phone);
	const page = await context.newPage();
	const faults: string[] = [];
	page.on("console", (message) => {
		if (message.type() === "error") faults.push(message.text());
	});
	await page.goto(`${server.url}/form/visit`);
	await page.getByRole("heading", { name: "Visit us" }).waitFor();
	expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
	await page.evaluate(axe);
	const found = await page.evaluate(async () => {
		const { axe } = globalThis as unknown as {
			axe: { run: (where: Document) => Promise<{ violations: { id: string; impact: string }[] }> };
		};
		return (await axe.run(document)).violations;
	});
	expect(found.filter((one) => one.impact === "serious" || one.impact === "critical").map((one) => one.id)).toEqual([]);
	expect(faults).toEqual([]);
	await context.close();
});
