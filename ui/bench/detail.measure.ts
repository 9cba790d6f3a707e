/**
 * Measures the node detail over a long list of items, in the real program and browser: `npm run bench`.
 * It reports and judges nothing: the figures belong to the machine that they were taken on.
 * ITEMS (10000) changes the size.
 */
import { cpus } from "node:os";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { detailOf, nodeOf, storeWorkflow } from "../e2e/editor";
import { signedIn } from "../e2e/signed-in";

const ITEMS = Number(process.env.ITEMS ?? 10_000);

const code = `return Array.from({ length: ${ITEMS} }, (_, n) => ({ json: {
	id: n, name: 'person ' + n, email: 'person' + n + '@example.com', active: n % 2 === 0,
	address: { street: n + ' Main Street', city: 'Springfield', zip: String(10000 + n) }, tags: ['a', 'b', 'c'],
} }));`;

const workflow = {
	name: "many items",
	nodes: [
		{ name: "Start", type: "n8n-nodes-base.manualTrigger", typeVersion: 1, position: [0, 0], parameters: {} },
		{ name: "People", type: "n8n-nodes-base.code", typeVersion: 2, position: [240, 0], parameters: { jsCode: code } },
		{
			name: "Greet",
			type: "n8n-nodes-base.set",
			typeVersion: 3.4,
			position: [480, 0],
			parameters: {
				assignments: { assignments: [{ id: "1", name: "greeting", type: "string", value: "=Hello {{ $json.name }}" }] },
				includeOtherFields: true,
				options: {},
			},
		},
	],
	connections: {
		Start: { main: [[{ node: "People", type: "main", index: 0 }]] },
		People: { main: [[{ node: "Greet", type: "main", index: 0 }]] },
	},
	settings: { executionOrder: "v1" },
};

const shared = signedIn();

const share = (list: number[], part: number) => [...list].sort((a, b) => a - b)[Math.floor(list.length * part)] ?? 0;
const told = (list: number[]) =>
	`${share(list, 0.5).toFixed(0)} ms (median of ${list.length}; 95 % within ${share(list, 0.95).toFixed(0)} ms)`;

/** How long it takes from a key to the frame that shows it, for each letter of a text. */
async function typing(page: Page, text: string): Promise<number[]> {
	const times: number[] = [];
	for (const letter of text) {
		await page.evaluate(() => {
			const watched = globalThis as unknown as { keyShown: Promise<number> };
			watched.keyShown = new Promise((resolve) => {
				document.addEventListener(
					"keydown",
					() => {
						const begin = performance.now();
						requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begin)));
					},
					{ once: true, capture: true },
				);
			});
		});
		await page.keyboard.press(letter === " " ? "Space" : letter);
		times.push(await page.evaluate(() => (globalThis as unknown as { keyShown: Promise<number> }).keyShown));
		// People do not type faster; what a key sets off later has to be over in time for the next.
		await page.waitForTimeout(120);
	}
	return times;
}

test(`the node detail over ${ITEMS} items`, async () => {
	const { browser, window } = shared;
	const { page } = window;
	const { id } = await storeWorkflow(page, workflow);
	await page.goto(`/workflows/${id}`);
	await page.getByRole("button", { name: "Run workflow" }).click();
	const begin = performance.now();
	await page.getByText(/^Succeeded in/).waitFor();
	const ran = performance.now() - begin;

	const opening: number[] = [];
	const detail = detailOf(page, "Greet");
	const node = nodeOf(page, "Greet");
	for (let n = 0; n < 5; n++) {
		await node.click();
		const begin = performance.now();
		await page.keyboard.press("Enter");
		await detail.getByText("person 0", { exact: true }).first().waitFor();
		opening.push(performance.now() - begin);
		if (n < 4) {
			await page.keyboard.press("Escape");
			await detail.waitFor({ state: "detached" });
		}
	}
	await detail
		.getByRole("textbox", { name: /expression/i })
		.first()
		.click();
	await detail.locator(".cm-content").waitFor();
	await page.keyboard.press("End");
	const keys = await typing(page, " and goodbye now my friend");
	await detail.getByText("goodbye now my friend").first().waitFor();

	const [processor] = cpus();
	console.log(
		[
			`node detail over ${ITEMS} items, ${await browser.version()}, ${cpus().length} × ${processor?.model ?? "?"}`,
			`run, with the data shown: ${ran.toFixed(0)} ms`,
			`opening the node:         ${told(opening)}`,
			`a key in an expression:   ${told(keys)}`,
		].join("\n"),
	);
	expect(keys.length).toBeGreaterThan(1);
});
