import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { keepPicture, launch, open, setUp, type Watched } from "./browser";
import { detailOf, nodeOf } from "./editor";
import { example, type Material, materials } from "./material";
import { comparePicture } from "./pictures";
import { Server } from "./server";

let browser: Browser;
let server: Server;
let window: Watched;

beforeAll(async () => {
	browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
	server = await Server.start();
	window = await open(browser, server.url);
});
afterEach(async ({ task }) => {
	if (task.result?.state === "fail") await keepPicture(window.page, task.name);
	await window.context.close();
	await server.end();
});

async function call(url: string, material: Material): Promise<{ status: number; body: string }> {
	const answer = await fetch(url, {
		method: "POST",
		headers: { "Content-Type": material.contentType },
		body: material.event,
	});
	return { status: answer.status, body: await answer.text() };
}

const answerOf = ({ answer }: Material) => ({ status: answer.status, body: answer.body });

/** The numbers of items that nodes show as put out, by node. */
async function outputOf(page: Page, name: string): Promise<string> {
	// Nodes outside of the view are not in the page.
	await page.getByRole("button", { name: "Show everything" }).click();
	await nodeOf(page, name).dblclick();
	const detail = detailOf(page, name);
	await detail.waitFor();
	const output = detail.locator("[data-part=output]");
	await output
		.getByText(/\b\d[\d,]* items?\b|No items/)
		.first()
		.waitFor();
	const text = (await output.textContent()) ?? "";
	await page.keyboard.press("Escape");
	await detail.waitFor({ state: "detached" });
	return text;
}

test.each(materials)("$name: import, look, edit, undo, run, read, publish, call, find, retry", async (material) => {
	const { page, faults } = window;
	await setUp(window);

	// Import.
	const choosing = page.waitForEvent("filechooser");
	await page.getByRole("button", { name: "Import" }).first().click();
	await page.getByRole("button", { name: "Choose files…" }).click();
	await (await choosing).setFiles(material.file);
	await page.waitForURL(/\/workflows\/[^/]+$/);

	// Look.
	const nodes = JSON.parse(readFileSync(material.file, "utf8")).nodes as { name: string }[];
	for (const node of nodes) await nodeOf(page, node.name).waitFor();
	await page
		.getByText(/was imported|imported,/)
		.first()
		.waitFor();
	await page.getByRole("button", { name: "Dismiss" }).first().click();
	await comparePicture(page, `${material.picture}-canvas`);

	// Edit a parameter, and undo.
	const handler = "Bitrix24 Handler";
	await page.getByRole("button", { name: "Saved" }).waitFor();
	await nodeOf(page, handler).dblclick();
	const path = detailOf(page, handler).getByLabel("Path", { exact: true });
	await path.fill("somewhere/else");
	await page.keyboard.press("Escape");
	await detailOf(page, handler).waitFor({ state: "detached" });
	await page.getByRole("button", { name: "Save", exact: true }).waitFor();
	await nodeOf(page, handler).getByText("/somewhere/else").waitFor();
	await page.getByRole("button", { name: "Undo" }).click();
	await nodeOf(page, handler).getByText(`/${material.path}`).waitFor();
	await page.getByRole("button", { name: "Saved" }).waitFor();

	// Run with an event through the test webhook.
	await page.getByRole("button", { name: "Run workflow" }).click();
	const url = await page.getByRole("region", { name: "Run workflow" }).getByRole("textbox").inputValue();
	expect(url).toBe(`${server.url}/webhook-test/${material.path}`);
	expect(await call(url, material)).toEqual(answerOf(material));
	await page.getByText(/^Succeeded in/).waitFor();

	// Each node's data.
	const ran = [
		"Bitrix24 Handler",
		"Credentials",
		"Validate Token",
		"Route Event",
		"Process Delete",
		"Success Response",
	];
	for (const name of ran) expect(await outputOf(page, name), name).toMatch(/1 item\b/);
	await page.getByRole("button", { name: "Show everything" }).click();
	await nodeOf(page, "Credentials").dblclick();
	await detailOf(page, "Credentials").getByText("CLIENT_SECRET").first().waitFor();
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Timeline" }).click();
	const bars = page.getByRole("list", { name: "Timeline of the run" }).getByRole("listitem");
	await bars.nth(ran.length - 1).waitFor();
	expect(await bars.count()).toBe(ran.length);

	// Publish and call the production webhook.
	await page.getByRole("button", { name: "Publish" }).click();
	await page.getByRole("button", { name: "Published" }).waitFor();
	expect(await call(`${server.url}/webhook/${material.path}`, material)).toEqual(answerOf(material));

	// Find the execution.
	await page.getByRole("link", { name: "Executions", exact: true }).last().click();
	const side = page.getByRole("complementary", { name: "Executions" });
	await side.getByRole("link").nth(1).waitFor();
	await page.getByRole("searchbox", { name: "Search executions" }).fill("ONIMBOTDELETE");
	await side.getByText("ONIMBOTDELETE").first().waitFor();
	await page.getByRole("searchbox", { name: "Search executions" }).fill("no such thing");
	await page.getByText("No execution matches").waitFor();
	await page.getByRole("searchbox", { name: "Search executions" }).fill("");
	await side.getByRole("link").first().click();
	await page.getByRole("heading", { name: /Succeeded/ }).waitFor();
	await page.getByText("webhook", { exact: true }).first().waitFor();
	for (const name of ran) await nodeOf(page, name).waitFor();
	await bars.nth(ran.length - 1).waitFor();
	expect(await bars.count()).toBe(ran.length);

	// Retry it.
	const first = page.url();
	await page.getByRole("button", { name: "Retry" }).click();
	await page.getByRole("menuitem", { name: "With the workflow as it was" }).click();
	await page.waitForURL((address) => address.href !== first);
	await page.getByRole("button", { name: /^retry of / }).waitFor();
	await page.getByRole("heading", { name: /Succeeded/ }).waitFor();

	expect(faults).toEqual([]);
});

test("unsaved edits outlive a refresh; two windows see each other and nothing is lost", async () => {
	const { page, context, faults } = window;
	await setUp(window);
	await page.getByRole("button", { name: "Import" }).first().click();
	await page.getByRole("tab", { name: "Paste" }).click();
	await page.getByLabel("Workflow JSON").fill(readFileSync(example.file, "utf8"));
	await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
	await page.waitForURL(/\/workflows\/[^/]+$/);
	const name = page.getByRole("textbox", { name: "Name of the workflow" });
	await nodeOf(page, "Credentials").waitFor();

	// A refresh.
	await name.fill("Edited here");
	await name.press("Enter");
	await page.getByRole("button", { name: "Save", exact: true }).waitFor();
	await page.reload();
	await page.getByText(/that were not saved are back/).waitFor();
	expect(await name.inputValue()).toBe("Edited here");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await page.getByRole("button", { name: "Saved" }).waitFor();

	// A second window edits too.
	const other = await context.newPage();
	await other.goto(page.url());
	await nodeOf(other, "Credentials").waitFor();
	await page
		.getByLabel(/^Also here:/)
		.first()
		.waitFor();
	const otherName = other.getByRole("textbox", { name: "Name of the workflow" });
	await otherName.fill("Edited there");
	await otherName.press("Enter");
	await name.fill("Edited here again");
	await name.press("Enter");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await page.getByRole("button", { name: "Saved" }).waitFor();
	await other.getByText(/saved this workflow\./).waitFor();
	await other.getByRole("button", { name: "Save", exact: true }).click();
	await other.getByRole("dialog").getByRole("button", { name: "Save mine on top" }).click();
	await other.getByRole("button", { name: "Saved" }).waitFor();
	// The first window has no edits of its own: it follows.
	await page.waitForFunction(
		() =>
			document.querySelector<HTMLInputElement>("input[aria-label='Name of the workflow']")?.value === "Edited there",
	);

	// Every version is there.
	await page.getByRole("button", { name: "More about this workflow" }).click();
	await page.getByRole("menuitem", { name: "Versions…" }).click();
	// The heading's row and four saves: the import, and three edits.
	await page.getByRole("dialog").getByRole("row").nth(4).waitFor();
	expect(faults.filter((fault) => !fault.includes("409"))).toEqual([]);
});

test("a lost connection is told, edits stay, and it heals", async () => {
	const { page } = window;
	await setUp(window);
	await page.getByRole("button", { name: "New workflow" }).first().click();
	await page.waitForURL(/\/workflows\/[^/]+$/);
	await page.getByRole("button", { name: "Saved" }).waitFor();
	await server.down();
	await page.getByText(/^Connection lost/).waitFor();
	const name = page.getByRole("textbox", { name: "Name of the workflow" });
	await name.fill("Made without a server");
	await name.press("Enter");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await page.getByText("The server cannot be reached.", { exact: false }).waitFor();
	await server.up();
	await page.getByText(/^Connection lost/).waitFor({ state: "detached" });
	expect(await name.inputValue()).toBe("Made without a server");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await page.getByRole("button", { name: "Saved" }).waitFor();
});

test("hostile and broken files are told, run nothing and hang nothing", async () => {
	const { page, faults } = window;
	await setUp(window);
	const take = async (text: string) => {
		await page.goto("/workflows");
		await page.getByRole("button", { name: "Import" }).first().click();
		await page.getByRole("tab", { name: "Paste" }).click();
		await page.getByLabel("Workflow JSON").fill(text);
		await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
	};
	for (const broken of ['{"nodes": [', "[1, 2", '"text"', `${"[".repeat(5000)}${"]".repeat(5000)}`]) {
		await take(broken);
		await page.getByRole("alert").filter({ hasText: "was not imported" }).first().waitFor();
		await page.keyboard.press("Escape");
	}
	const script = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>";
	const hostile = {
		name: script,
		nodes: [
			{
				id: "1",
				name: script,
				type: "n8n-nodes-base.noOp",
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
				notes: script,
				notesInFlow: true,
			},
			{ id: "2", name: "__proto__", type: "n8n-nodes-base.noOp", typeVersion: 1, position: [200, 0], parameters: {} },
			{
				id: "3",
				name: "constructor",
				type: script,
				typeVersion: 1,
				position: [400, 0],
				parameters: { url: "javascript:window.hacked=1" },
			},
			{
				id: "4",
				name: "Note",
				type: "n8n-nodes-base.stickyNote",
				typeVersion: 1,
				position: [0, 200],
				parameters: {
					content: `${script} <p style="color:red">styled</p> [click](javascript:window.hacked=1) ![x](https://example.com/x.png)`,
					width: 400,
					height: 200,
				},
			},
		],
		connections: JSON.parse(
			`{${JSON.stringify(script)}:{"main":[[{"node":"__proto__","type":"main","index":0}]]},"__proto__":{"main":[[{"node":"constructor","type":"main","index":0}]]}}`,
		),
		pinData: JSON.parse('{"__proto__":[{"json":{"__proto__":{"polluted":1}}}]}'),
	};
	await take(JSON.stringify(hostile));
	await page.waitForURL(/\/workflows\/[^/]+$/);
	await nodeOf(page, "constructor").waitFor();
	expect(await page.evaluate(() => ({ hacked: "hacked" in globalThis, polluted: "polluted" in {} }))).toEqual({
		hacked: false,
		polluted: false,
	});
	const many = {
		name: "Many",
		nodes: Array.from({ length: 10_000 }, (_, n) => ({
			id: String(n),
			name: `N${n}`,
			type: "n8n-nodes-base.noOp",
			typeVersion: 1,
			position: [(n % 100) * 240, Math.floor(n / 100) * 160],
			parameters: {},
		})),
		connections: Object.fromEntries(
			Array.from({ length: 9_999 }, (_, n) => [`N${n}`, { main: [[{ node: `N${n + 1}`, type: "main", index: 0 }]] }]),
		),
	};
	await take(JSON.stringify(many));
	await page.waitForURL((address) => /\/workflows\/[^/]+$/.test(address.pathname));
	await page.getByRole("button", { name: "Saved" }).waitFor();
	await page.locator(".react-flow__node").first().waitFor();
	// The refused picture of the note is the only thing that may be told.
	expect(faults.filter((fault) => !fault.includes("example.com"))).toEqual([]);
});
