import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { detailOf, nodeOf, openNode, openWorkflow } from "./editor";
import { signedIn } from "./signed-in";

const shared = signedIn();

const node = (name: string, type: string, typeVersion: number, place: number, parameters: object) => ({
	id: name.toLowerCase(),
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	position: [place * 224, 0],
	parameters,
});
const assign = (name: string, value: string, type = "string") => ({
	assignments: { assignments: [{ id: name, name, value, type }] },
	options: {},
});
const to = (name: string) => ({ main: [[{ node: name, type: "main", index: 0 }]] });

/** Greets whoever calls; the body's field "fail" makes its second node fail. */
const greeter = {
	name: "Greeter",
	nodes: [
		{
			...node("Call", "webhook", 2, 0, { path: "greet", httpMethod: "POST", responseMode: "lastNode", options: {} }),
			webhookId: "greet",
		},
		node("Check", "code", 2, 1, {
			jsCode:
				"if ($json.body.fail) {\n  throw new Error('no greeting for ' + $json.body.name);\n}\nreturn $input.all();",
		}),
		node("Greet", "set", 3.4, 2, assign("text", "=Hello {{ $('Call').item.json.body.name }}")),
	],
	connections: { Call: to("Check"), Check: to("Greet") },
};

function call(body: object): Promise<Response> {
	return fetch(`${shared.server.url}/webhook/greet`, {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: JSON.stringify(body),
	});
}

const listOf = (page: Page) => page.getByRole("complementary", { name: "Executions" });
const heading = (page: Page, name: RegExp) => page.getByRole("heading", { name });

/** Chooses an entry of one of the execution's menus. */
async function choose(page: Page, menu: string, entry: string | RegExp): Promise<void> {
	await page.getByRole("button", { name: menu, exact: true }).last().click();
	await page.getByRole("menuitem", { name: entry }).last().click();
}

test("the list fills by itself and is narrowed; an execution goes to the editor and is retried with what was edited", async () => {
	const { page, faults } = shared.window;
	const id = await openWorkflow(page, greeter);
	await page.getByRole("button", { name: "Publish" }).click();
	await page.getByRole("button", { name: "Published" }).waitFor();
	await page.getByRole("link", { name: "Executions", exact: true }).last().click();
	const list = listOf(page);
	await list.getByText("No executions yet").waitFor();

	// Nothing is clicked while these come in.
	expect((await call({ name: "Ada" })).status).toBe(200);
	await list.getByText("Ada").waitFor();
	await heading(page, /Succeeded/).waitFor();
	expect((await call({ name: "Bob", fail: true })).status).toBe(500);
	await list.getByText("no greeting for Bob").waitFor();
	expect(await list.getByRole("link").count()).toBe(2);

	// By status, by time.
	await page.getByRole("combobox", { name: "Status" }).selectOption("error");
	await list.getByText("Ada").waitFor({ state: "detached" });
	await list.getByText("no greeting for Bob").waitFor();
	await page.getByRole("combobox", { name: "Status" }).selectOption("");
	await list.getByText("Ada").waitFor();
	await page.getByRole("combobox", { name: "Started" }).selectOption({ label: "Last 1 hour" });
	await list.getByText("Ada").waitFor();
	await page.getByRole("combobox", { name: "Started" }).selectOption({ label: "Between…" });
	await page.getByLabel("Started before").fill("2020-01-01T00:00");
	await list.getByText("No execution matches").waitFor();
	await page.getByLabel("Started before").fill("");
	await page.getByLabel("Started from").fill("2020-01-01T00:00");
	await list.getByText("Ada").waitFor();
	await page.getByRole("combobox", { name: "Started" }).selectOption({ label: "Any time" });

	// What failed and where; the way there opens the node at its line.
	await list.getByRole("link", { name: /no greeting for Bob/ }).click();
	await heading(page, /Failed/).waitFor();
	await page.getByRole("button", { name: /^Check: no greeting for Bob/ }).click();
	const failed = detailOf(page, "Check");
	await failed
		.getByRole("alert", { name: "The run failed here" })
		.getByText(/Line 2/)
		.waitFor();
	await page.keyboard.press("Escape");
	await failed.waitFor({ state: "detached" });

	// Its data come to the editor, where it runs again and fails again.
	await page.getByRole("button", { name: "Copy to editor" }).click();
	await page.waitForURL(`**/workflows/${id}`);
	await nodeOf(page, "Call").getByLabel("Pinned data").waitFor();
	await page.getByRole("button", { name: "Run workflow" }).click();
	await page.getByText(/^Failed after/).waitFor();

	// Edited, not saved, and retried from the failed node with what was recorded.
	const detail = await openNode(page, "Check");
	const code = detail.locator("[data-part=parameters] .cm-content");
	await code.click();
	await page.keyboard.press("ControlOrMeta+a");
	await page.keyboard.insertText("return [{ json: { mended: $json.body.name } }];");
	await detail.getByRole("button", { name: "Close", exact: true }).click();
	await detail.waitFor({ state: "detached" });
	await page.getByRole("link", { name: "Executions", exact: true }).last().click();
	await listOf(page)
		.getByRole("link", { name: /no greeting for Bob/ })
		.last()
		.click();
	await heading(page, /Failed/).waitFor();
	const first = page.url();
	await nodeOf(page, "Check").click();
	await page.getByRole("button", { name: "Retry" }).click();
	await page.getByText("From “Check”").waitFor();
	await page.getByRole("menuitem", { name: "With the workflow as it is now" }).last().click();
	await page.waitForURL((address) => address.href !== first);
	await heading(page, /Succeeded/).waitFor();
	await page.getByRole("button", { name: /^retry of / }).waitFor();
	const greeted = await openNode(page, "Greet");
	await greeted.locator("[data-part=output]").getByText("Hello Bob").waitFor();
	await page.keyboard.press("Escape");
	await greeted.waitFor({ state: "detached" });

	// The two side by side.
	await choose(page, "More", /of which it is a retry/);
	await heading(page, /^Compare executions$/).waitFor();
	const table = page.getByRole("table").first();
	await table.getByRole("rowheader", { name: "Check" }).waitFor();
	await table.getByRole("rowheader", { name: "error", exact: true }).waitFor();
	await table.getByText("only in the second").first().waitFor();
	await table.getByText("Error", { exact: true }).waitFor();
	expect(faults).toEqual([]);
});

test("an error at a setting of a node opens its settings", async () => {
	const { page, faults } = shared.window;
	await openWorkflow(page, {
		name: "Settings",
		nodes: [
			node("Start", "manualTrigger", 1, 0, {}),
			node("Twice", "set", 3.4, 1, {
				...assign("a", "1"),
				duplicateItem: true,
				duplicateCount: "={{ $('Nobody').item.json.count }}",
			}),
		],
		connections: { Start: to("Twice") },
	});
	await page.getByRole("button", { name: "Run workflow" }).click();
	await page.getByText(/^Failed after/).waitFor();
	await page.getByRole("button", { name: /^Twice: / }).click();
	const detail = detailOf(page, "Twice");
	const wrong = detail.locator("[data-path=duplicateCount]");
	await wrong.waitFor();
	await wrong.getByText(/Problem: Referenced node doesn't exist/).waitFor();
	// Back at the parameters, the notice leads there again.
	await detail.getByRole("tab", { name: "Parameters" }).click();
	await wrong.waitFor({ state: "detached" });
	await detail.getByRole("button", { name: "Show the parameter" }).click();
	await wrong.waitFor();
	expect(faults).toEqual([]);
});

test("an error at an item opens the node at it", async () => {
	const { page, faults } = shared.window;
	await openWorkflow(page, {
		name: "Items",
		nodes: [
			node("Start", "manualTrigger", 1, 0, {}),
			node("Three", "code", 2, 1, { jsCode: "return [1, 2, 3].map((n) => ({ json: { n } }));" }),
			node("Pick", "set", 3.4, 2, assign("a", "={{ $json.n === 2 ? $('Nobody').item.json.a : 1 }}")),
		],
		connections: { Start: to("Three"), Three: to("Pick") },
	});
	await page.getByRole("button", { name: "Run workflow" }).click();
	await page.getByRole("button", { name: /^Pick: / }).click();
	const detail = detailOf(page, "Pick");
	await detail.locator("[data-part=input]").getByText("Item 2 of 3").waitFor();
	await detail
		.getByRole("alert", { name: "The run failed here" })
		.getByText(/Item 2/)
		.waitFor();
	expect(faults).toEqual([]);
});

test("a run that waits says for what; it goes on when that comes, and can be stopped", async () => {
	const { page, faults } = shared.window;
	await openWorkflow(page, {
		name: "Waits",
		nodes: [
			node("Start", "manualTrigger", 1, 0, {}),
			{
				...node("Hold", "wait", 1.1, 1, { resume: "webhook", options: { webhookSuffix: "on" } }),
				webhookId: "hold",
			},
			node("After", "noOp", 1, 2, {}),
		],
		connections: { Start: to("Hold"), Hold: to("After") },
	});
	const bar = page.getByRole("region", { name: "Run workflow" });
	await bar.getByRole("button", { name: "Run workflow" }).click();
	await bar.getByText("Hold waits for a call of this URL:").waitFor();
	await page.getByText("Waiting at Hold").waitFor();
	expect((await fetch(await bar.getByRole("textbox").inputValue())).status).toBe(200);
	await page.getByText(/^Succeeded in/).waitFor();
	await nodeOf(page, "After")
		.getByText(/, Done$/)
		.waitFor({ state: "attached" });

	await bar.getByRole("button", { name: "Run workflow" }).click();
	await bar.getByText("Hold waits for a call of this URL:").waitFor();
	await bar.getByRole("button", { name: "Stop" }).click();
	await page.getByText(/^Stopped after/).waitFor();
	await bar.getByRole("button", { name: "Run workflow" }).waitFor();
	expect(faults).toEqual([]);
});
