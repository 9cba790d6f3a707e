import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { chain, nodeOf, openWorkflow } from "./editor";
import { example } from "./material";
import { signedIn } from "./signed-in";

const shared = signedIn(() => ({ permissions: ["clipboard-read", "clipboard-write"] }));

interface Part {
	nodes: { name: string; type: string; position: [number, number]; parameters: object; id: string }[];
	connections: Record<string, { main: { node: string }[][] }>;
	pinData?: Record<string, unknown>;
}

/** What is selected, by the clipboard. */
async function copied(page: Page): Promise<Part> {
	await page.evaluate(() => navigator.clipboard.writeText(""));
	await page.keyboard.press("ControlOrMeta+c");
	await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe("");
	return JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
}

/** The whole workflow, by the clipboard. */
async function everything(page: Page): Promise<Part> {
	await page.locator("[data-canvas]").focus();
	await page.keyboard.press("ControlOrMeta+a");
	return copied(page);
}

async function paste(page: Page, text: string): Promise<void> {
	await page.evaluate((written) => navigator.clipboard.writeText(written), text);
	await page.locator("[data-canvas]").focus();
	await page.keyboard.press("ControlOrMeta+v");
}

const wiresOf = (part: Part): string[] =>
	Object.entries(part.connections).flatMap(([source, { main }]) =>
		main.flatMap((targets) => targets.map((target) => `${source} → ${target.node}`)),
	);

/** The middle of what is on the page, once it stands still. */
async function middle(place: Locator): Promise<{ x: number; y: number }> {
	return place.evaluate(async (element) => {
		const where = () => {
			const { x, y, width, height } = element.getBoundingClientRect();
			return { x: x + width / 2, y: y + height / 2 };
		};
		for (let before = where(), same = 0; ; before = where()) {
			await new Promise((done) => setTimeout(done, 50));
			same = where().x === before.x && where().y === before.y ? same + 1 : 0;
			if (same === 3) return before;
		}
	});
}

/** Drags a node by its box so that its middle comes to a place. */
async function drag(page: Page, name: string, to: { x: number; y: number }): Promise<void> {
	const from = await middle(nodeOf(page, name));
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	// The drag begins where the pointer has gone far enough, and keeps that distance.
	await page.mouse.move(from.x + 4, from.y);
	await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
	await page.mouse.move(to.x, to.y, { steps: 4 });
}

test("nodes come from n8n's clipboard and go back in its format", async () => {
	const { page, faults } = shared.window;
	await openWorkflow(page, chain("Clipboard", { name: "Fields", type: "set", typeVersion: 3.4 }));
	const theirs = {
		nodes: [
			{
				parameters: {
					assignments: {
						assignments: [{ id: "a1", name: "who", value: "={{ $('Fields').item.json.who }}", type: "string" }],
					},
					options: {},
				},
				type: "n8n-nodes-base.set",
				typeVersion: 3.4,
				position: [1200, 480],
				id: "1f1c8d3e-0000-4000-8000-000000000001",
				name: "Fields",
			},
			{
				parameters: { jsCode: "return $input.all();\n// from $('Fields')" },
				type: "n8n-nodes-base.code",
				typeVersion: 2,
				position: [1424, 480],
				id: "1f1c8d3e-0000-4000-8000-000000000002",
				name: "Code",
			},
		],
		connections: { Fields: { main: [[{ node: "Code", type: "main", index: 0 }]] } },
		pinData: { Fields: [{ json: { who: "you" } }] },
		meta: { instanceId: "0123456789abcdef", templateCredsSetupCompleted: true },
	};
	await paste(page, JSON.stringify(theirs));
	await nodeOf(page, "Fields1").waitFor();
	await nodeOf(page, "Code").waitFor();
	// What was pasted is selected: copied, it is what came, under free names.
	const part = await copied(page);
	expect(part.nodes.map((node) => node.name)).toEqual(["Fields1", "Code"]);
	expect(part.connections).toEqual({ Fields1: { main: [[{ node: "Code", type: "main", index: 0 }]] } });
	expect(part.pinData).toEqual({ Fields1: [{ json: { who: "you" } }] });
	expect(JSON.stringify(part.nodes[0]?.parameters)).toContain("$('Fields1')");
	expect(part.nodes.map((node) => node.type)).toEqual(theirs.nodes.map((node) => node.type));
	const [left, right] = part.nodes;
	expect([(right?.position[0] ?? 0) - (left?.position[0] ?? 0), right?.position[1] === left?.position[1]]).toEqual([
		224,
		true,
	]);
	// A text that is no workflow is said to be none.
	await paste(page, "what is this?");
	await page.getByText("There is no workflow on the clipboard").waitFor();
	await page.keyboard.press("ControlOrMeta+z");
	await nodeOf(page, "Fields1").waitFor({ state: "detached" });
	expect(faults).toEqual([]);
});

test("a file is dropped on the canvas", async () => {
	const { page, faults } = shared.window;
	await openWorkflow(page, chain("Drop"));
	const text = readFileSync(example.file, "utf8");
	const data = await page.evaluateHandle((content) => {
		const transfer = new DataTransfer();
		transfer.items.add(new File([content], "bot.json", { type: "application/json" }));
		return transfer;
	}, text);
	const canvas = page.locator("[data-canvas]");
	const event = { dataTransfer: data, clientX: 500, clientY: 300 };
	await canvas.dispatchEvent("dragover", event);
	await page.getByText("Drop the file to import it").waitFor();
	await canvas.dispatchEvent("drop", event);
	await page.getByText(/imported, \d+ nodes/).waitFor();
	await page.getByRole("button", { name: "Show everything" }).click();
	for (const node of JSON.parse(text).nodes as { name: string }[]) await nodeOf(page, node.name).waitFor();
	expect(faults).toEqual([]);
});

test("nodes are put into connections: new ones by the plus, others by dropping them there", async () => {
	const { page, faults } = shared.window;
	const workflow = chain("Wires", { name: "End", type: "noOp", position: [480, 0] });
	workflow.nodes.push({
		...chain("", { name: "Loose", type: "noOp", position: [240, 320] }).nodes[1],
	} as (typeof workflow.nodes)[0]);
	await openWorkflow(page, workflow);
	const start = await middle(nodeOf(page, "Start"));
	const end = await middle(nodeOf(page, "End"));
	const between = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
	expect(wiresOf(await everything(page))).toEqual(["Start → End"]);
	await page.keyboard.press("Escape");

	await drag(page, "Loose", { x: between.x, y: between.y + 6 });
	await page.locator("[data-landing]").waitFor({ state: "attached" });
	await page.mouse.up();
	await page.locator("[data-landing]").waitFor({ state: "detached" });
	await expect.poll(async () => wiresOf(await everything(page))).toEqual(["Start → Loose", "Loose → End"]);
	// One step back takes it out and puts it where it was.
	await page.keyboard.press("ControlOrMeta+z");
	const before = await everything(page);
	expect(wiresOf(before)).toEqual(["Start → End"]);
	expect(before.nodes.find((node) => node.name === "Loose")?.position).toEqual([240, 320]);
	await page.keyboard.press("ControlOrMeta+Shift+z");
	await expect.poll(async () => wiresOf(await everything(page))).toEqual(["Start → Loose", "Loose → End"]);
	await page.keyboard.press("Escape");

	// A node that has connections is only moved.
	await drag(page, "End", { x: end.x, y: end.y + 160 });
	await page.mouse.up();
	const loose = await middle(nodeOf(page, "Loose"));
	await page.mouse.move((start.x + loose.x) / 2, start.y);
	await page.getByRole("button", { name: "Add a node here" }).click();
	await page.getByRole("dialog").getByText("between Start and Loose").waitFor();
	await page.keyboard.insertText("limit");
	await page.keyboard.press("Enter");
	await nodeOf(page, "Limit").waitFor();
	expect(wiresOf(await everything(page)).sort()).toEqual(["Limit → Loose", "Loose → End", "Start → Limit"]);
	expect(faults).toEqual([]);
});

test("renaming and its undo keep the selection; notes, tidying up, commands and shortcuts work", async () => {
	const { page, faults } = shared.window;
	await openWorkflow(
		page,
		chain("Hands", { name: "One", type: "noOp", position: [500, 300] }, { name: "Two", type: "noOp" }),
	);
	const canvas = page.locator("[data-canvas]");
	await nodeOf(page, "One").click();
	await page.keyboard.press("F2");
	await page.getByRole("textbox", { name: "Name of the node" }).fill("First");
	await page.keyboard.press("Enter");
	await nodeOf(page, "First").waitFor();
	expect((await copied(page)).nodes.map((node) => node.name)).toEqual(["First"]);
	await page.keyboard.press("ControlOrMeta+z");
	await nodeOf(page, "One").waitFor();
	const again = await copied(page);
	expect(again.nodes.map((node) => node.name)).toEqual(["One"]);

	// Tidying up puts the three into a row.
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Tidy up" }).click();
	const rows = async () => new Set((await everything(page)).nodes.map((node) => node.position[1])).size;
	await expect.poll(rows).toBe(1);

	// A note, in Markdown.
	await page.keyboard.press("Escape");
	await canvas.focus();
	await page.keyboard.press("Shift+s");
	const note = page.getByRole("textbox", { name: "Text of the note, in Markdown" });
	await note.fill("# Heads up\n\n**Bold** <img src=x onerror=alert(1)> [a link](https://example.com)");
	await page.keyboard.press("Escape");
	await page.getByRole("heading", { name: "Heads up" }).waitFor();
	expect(await page.locator(".react-flow__node-sticky img").count()).toBe(0);

	// The command palette finds commands and nodes.
	await page.keyboard.press("ControlOrMeta+k");
	await page.getByRole("dialog").waitFor();
	await page.keyboard.insertText("two");
	await page.getByRole("option", { name: "Two" }).waitFor();
	await page.keyboard.press("Enter");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	await expect.poll(async () => (await copied(page)).nodes.map((node) => node.name)).toEqual(["Two"]);
	await page.keyboard.press("ControlOrMeta+k");
	await page.getByRole("dialog").waitFor();
	await page.keyboard.insertText("disable or");
	await page.keyboard.press("Enter");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	await expect.poll(async () => JSON.stringify(await copied(page))).toContain('"disabled":true');

	// The sheet of shortcuts.
	await canvas.focus();
	await page.keyboard.press("?");
	const sheet = page.getByRole("dialog", { name: "Shortcuts" });
	await sheet.getByText("Tidy up").waitFor();
	await sheet.getByText("put it in between").waitFor();
	await page.keyboard.press("Escape");
	await sheet.waitFor({ state: "detached" });
	expect(faults).toEqual([]);
});
