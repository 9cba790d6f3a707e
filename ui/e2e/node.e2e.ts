import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { chain, detailOf, nodeOf, openNode, openWorkflow } from "./editor";
import { serve } from "./http-server";
import { signedIn } from "./signed-in";

const service = serve(({ method, headers, body, url }) => ({
	body: { method, accept: headers.accept, type: headers["content-type"], body, query: url.search },
}));
const shared = signedIn(() => ({ permissions: ["clipboard-read", "clipboard-write"] }));

const inputOf = (detail: Locator) => detail.locator("[data-part=input]");
const outputOf = (detail: Locator) => detail.locator("[data-part=output]");
const execute = (detail: Locator) => detail.getByRole("button", { name: "Execute step" }).first().click();
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** Puts a text in place of what an editor holds. */
async function write(page: Page, editor: Locator, text: string): Promise<void> {
	await editor.click();
	await page.keyboard.press("ControlOrMeta+a");
	await page.keyboard.insertText(text);
}

test("a webhook shows both of its addresses as they stand, to copy", async () => {
	const { page, faults } = shared.window;
	await openWorkflow(page, {
		name: "Hook",
		nodes: [
			{
				id: "h",
				name: "Hook",
				type: "n8n-nodes-base.webhook",
				typeVersion: 2,
				webhookId: "h",
				position: [0, 0],
				parameters: { path: "orders", httpMethod: "GET", options: {} },
			},
		],
		connections: {},
	});
	const detail = await openNode(page, "Hook");
	const urls = detail.getByRole("region", { name: "Webhook URLs" });
	const address = urls.getByRole("textbox");
	await urls.getByText("GET", { exact: true }).waitFor();
	expect(await address.inputValue()).toBe(`${shared.server.url}/webhook-test/orders`);
	await urls.getByRole("button", { name: "Copy" }).click();
	await urls.getByRole("button", { name: "Copied" }).waitFor();
	expect(await clipboard(page)).toBe(`${shared.server.url}/webhook-test/orders`);

	await urls.getByRole("tab", { name: "Production" }).click();
	await urls.getByText("Does not answer yet").waitFor();
	expect((await fetch(await address.inputValue())).status).toBe(404);
	await page.getByRole("button", { name: "Publish" }).click();
	await urls.getByText("Answers now").waitFor();
	expect(await address.inputValue()).toBe(`${shared.server.url}/webhook/orders`);
	expect((await fetch(await address.inputValue())).status).toBe(200);

	// It follows what is typed, before anything is saved.
	await detail.getByLabel("Path", { exact: true }).fill("orders/new");
	await expect.poll(() => address.inputValue()).toBe(`${shared.server.url}/webhook/orders/new`);
	await urls.getByText("Answers with the version that was published").waitFor();
	expect(faults).toEqual([]);
});

test("output is pinned, edited with a mistake and without, used, and unpinned", async () => {
	const { page, faults } = shared.window;
	await openWorkflow(
		page,
		chain(
			"Pins",
			{
				name: "Source",
				type: "code",
				typeVersion: 2,
				parameters: { jsCode: "return [{ json: { user: { name: 'live' } } }];" },
			},
			{ name: "Use", type: "set", typeVersion: 3.4, parameters: { assignments: { assignments: [] }, options: {} } },
		),
	);
	let detail = await openNode(page, "Source");
	await execute(detail);
	await outputOf(detail).getByText("live").first().waitFor();
	await outputOf(detail)
		.getByRole("button", { name: /^Pin data/ })
		.click();
	await outputOf(detail).getByText("Pinned: test runs take this item").waitFor();
	await nodeOf(page, "Source").getByLabel("Pinned data").waitFor();

	await outputOf(detail).getByRole("button", { name: "Edit data" }).click();
	const editor = outputOf(detail).locator(".cm-content");
	await write(page, editor, '[\n  { "user": { "name": "pinned" },\n  }\n]');
	await outputOf(detail).getByRole("button", { name: "Save and pin" }).click();
	await outputOf(detail).getByRole("alert").getByText("see line 3").waitFor();
	await write(page, editor, '[{ "user": { "name": "pinned" } }, { "user": { "name": "second" } }]');
	await outputOf(detail).getByRole("button", { name: "Save and pin" }).click();
	await outputOf(detail).getByText("Pinned: test runs take these 2 items").waitFor();

	// The next node takes the pinned items; a field of them is dragged into it.
	await detail.getByRole("button", { name: "Next node: Use" }).click();
	detail = detailOf(page, "Use");
	await inputOf(detail).getByText("pinned").first().waitFor();
	await inputOf(detail)
		.getByRole("button", { name: /\bname\b/ })
		.first()
		.dragTo(detail.getByText("Drop fields here"));
	await expect.poll(() => detail.locator("[data-part=parameters]").textContent()).toContain("{{ $json.user.name }}");
	await execute(detail);
	await outputOf(detail).getByText("2 items").first().waitFor();
	await outputOf(detail).getByText("pinned").first().waitFor();

	await detail.getByRole("button", { name: "Previous node: Source" }).click();
	detail = detailOf(page, "Source");
	await outputOf(detail).getByRole("button", { name: "Unpin" }).click();
	await nodeOf(page, "Source").getByLabel("Pinned data").waitFor({ state: "detached" });
	await page.getByRole("button", { name: "Close", exact: true }).click();

	// Up to a node, from the canvas: what stands behind it does not run.
	await page.getByRole("button", { name: "Clear the run" }).click();
	await nodeOf(page, "Source").click();
	await page.getByRole("button", { name: "Run up to the selected node" }).first().click();
	await page.getByText(/^Succeeded in/).waitFor();
	await nodeOf(page, "Source")
		.getByText(/, Done$/)
		.waitFor({ state: "attached" });
	expect(
		await nodeOf(page, "Use")
			.getByText(/, Done$/)
			.count(),
	).toBe(0);
	expect(faults).toEqual([]);
});

test("a cURL command fills the HTTP request", async () => {
	const { page, faults } = shared.window;
	await openWorkflow(page, chain("cURL", { name: "Request", type: "httpRequest", typeVersion: 4.2 }));
	const detail = await openNode(page, "Request");
	await detail.getByRole("button", { name: "Import cURL" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByLabel("Command").fill("wget http://example.com");
	await dialog.getByRole("button", { name: "Import" }).click();
	await dialog.getByText("The command begins with “wget”").waitFor();
	await dialog
		.getByLabel("Command")
		.fill(
			`curl -X POST '${service.url}/things?page=2' \\\n  -H 'Accept: application/json' \\\n  -H 'Content-Type: application/json' \\\n  --data '{"name":"it'\\''s"}'`,
		);
	await dialog.getByRole("button", { name: "Import" }).click();
	await dialog.waitFor({ state: "detached" });
	expect(await detail.getByRole("textbox", { name: /^URL/ }).inputValue()).toBe(`${service.url}/things`);
	expect(await detail.getByText('Parameter "URL" is required.').count()).toBe(0);
	await execute(detail);
	await outputOf(detail).getByText("it's").first().waitFor();
	const [asked] = service.asked.slice(-1);
	expect(asked).toMatchObject({ method: "POST", headers: { accept: "application/json" } });
	expect(asked?.url.search).toBe("?page=2");
	expect(JSON.parse(asked?.body ?? "")).toEqual({ name: "it's" });
	expect(faults).toEqual([]);
});

test("a script shows what it logs, and its error at the line", async () => {
	const { page, faults } = shared.window;
	await openWorkflow(
		page,
		chain("Script", {
			name: "Code",
			type: "code",
			typeVersion: 2,
			parameters: { jsCode: "console.log('seen', { n: 1 });\nreturn [{ json: { ok: true } }];" },
		}),
	);
	const detail = await openNode(page, "Code");
	await execute(detail);
	const log = detail.getByRole("region", { name: "Console" });
	await log.getByText(/seen.*n/).waitFor();
	const editor = detail.locator("[data-part=parameters] .cm-content");
	await write(page, editor, "const a = 1;\n\nthrow new Error('at the third line');");
	await execute(detail);
	await detail.getByRole("alert", { name: "The run failed here" }).getByText("Line 3", { exact: true }).waitFor();
	await detail.locator("[data-part=parameters] .cm-lint-marker-error").waitFor();
	const at = await detail.locator(".cm-lint-marker-error").boundingBox();
	const line = await detail.locator("[data-part=parameters] .cm-line").nth(2).boundingBox();
	expect(Math.abs((at?.y ?? 0) - (line?.y ?? 1000))).toBeLessThan(line?.height ?? 0);
	expect(faults).toEqual([]);
});
