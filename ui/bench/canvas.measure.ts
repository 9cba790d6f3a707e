/**
 * Measures the canvas with a large workflow, in the real program and browser: `npm run bench`.
 * It reports and judges nothing: the figures belong to the machine that they were taken on.
 * NODES (500) and ROUNDS (100) change the size.
 */
import { cpus } from "node:os";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { storeWorkflow } from "../e2e/editor";
import { signedIn } from "../e2e/signed-in";

const NODES = Number(process.env.NODES ?? 500);
const ROUNDS = Number(process.env.ROUNDS ?? 100);
const KINDS = ["set", "if", "code", "httpRequest", "noOp"];

/** A workflow of rows of ten nodes that branch and meet again. */
function large(nodes: number) {
	const name = (n: number) => `Step ${n}`;
	const main = (...targets: number[]) => targets.map((n) => ({ node: name(n), type: "main", index: 0 }));
	return {
		name: `${nodes} nodes`,
		nodes: Array.from({ length: nodes }, (_, n) => ({
			id: `n${n}`,
			name: name(n),
			type: n === 0 ? "n8n-nodes-base.manualTrigger" : `n8n-nodes-base.${KINDS[n % KINDS.length]}`,
			typeVersion: 1,
			position: [(n % 25) * 240, Math.floor(n / 25) * 200],
			parameters: n % KINDS.length === 3 ? { url: `https://example.com/${n}` } : {},
		})),
		connections: Object.fromEntries(
			Array.from({ length: nodes - 1 }, (_, n) => [
				name(n),
				{ main: n % KINDS.length === 1 && n + 25 < nodes ? [main(n + 1), main(n + 25)] : [main(n + 1)] },
			]),
		),
		settings: { executionOrder: "v1" },
	};
}

const shared = signedIn();

const middle = (list: number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

async function firstPaint(page: Page, id: string): Promise<number> {
	// From the start of the navigation to the frame after the first nodes are in the page.
	await page.goto(`/workflows/${id}`);
	await page.waitForFunction(() => "nodesPainted" in globalThis);
	return page.evaluate(() => (globalThis as unknown as { nodesPainted: number }).nodesPainted);
}

/** Frames that the page makes while something is done, by the time between them. */
async function frames(page: Page, work: () => Promise<void>) {
	await page.evaluate(() => {
		const times: number[] = [];
		(globalThis as unknown as { frameTimes: number[] }).frameTimes = times;
		const tick = (time: number) => {
			times.push(time);
			requestAnimationFrame(tick);
		};
		requestAnimationFrame(tick);
	});
	await work();
	const times = await page.evaluate(() => (globalThis as unknown as { frameTimes: number[] }).frameTimes);
	const gaps = times.slice(1).map((time, n) => time - (times[n] ?? 0));
	const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
	const slow = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length * 0.95)] ?? 0;
	return { perSecond: gaps.length / seconds, slowest5Percent: slow };
}

test(`the canvas with ${NODES} nodes`, async () => {
	const { browser, window } = shared;
	const { page, context } = window;
	const { id } = await storeWorkflow(page, large(NODES));
	await page.addInitScript(() => {
		const watch = new MutationObserver(() => {
			if (!document.querySelector(".react-flow__node")) return;
			watch.disconnect();
			requestAnimationFrame(() =>
				setTimeout(() => {
					(globalThis as unknown as { nodesPainted: number }).nodesPainted = performance.now();
				}),
			);
		});
		watch.observe(document, { childList: true, subtree: true });
	});

	const paints: number[] = [];
	for (let i = 0; i < 5; i++) paints.push(await firstPaint(page, id));

	// Drag a node in the middle of everything, whole graph in view.
	await page.getByRole("button", { name: "Run workflow" }).waitFor();
	const node = page.locator(".react-flow__node").nth(Math.floor((await page.locator(".react-flow__node").count()) / 2));
	const box = await node.boundingBox();
	if (!box) throw new Error("no node in view");
	const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 8)];
	const drag = async (steps: number) => {
		await page.mouse.move(x, y);
		await page.mouse.down();
		for (let n = 0; n < steps; n++) {
			await page.mouse.move(x + 120 * Math.sin(n / 12), y + 90 * Math.sin(n / 9));
		}
		await page.mouse.up();
	};
	await drag(20);
	const dragging = await frames(page, () => drag(240));
	const zooming = await frames(page, async () => {
		await page.mouse.move(720, 450);
		for (let n = 0; n < 80; n++) await page.mouse.wheel(0, n % 40 < 20 ? -60 : 60);
	});

	// Open and close, within the page.
	const session = await context.newCDPSession(page);
	const heap: number[] = [];
	const round = async () => {
		await page.getByRole("link", { name: "Workflows", exact: true }).first().click();
		await page.getByRole("link", { name: `${NODES} nodes` }).click();
		await page.locator(".react-flow__node").first().waitFor();
	};
	for (let n = 0; n <= ROUNDS; n++) {
		if (n % Math.max(1, Math.floor(ROUNDS / 10)) === 0) {
			await session.send("HeapProfiler.collectGarbage");
			heap.push((await session.send("Runtime.getHeapUsage")).usedSize / 1e6);
		}
		if (n < ROUNDS) await round();
	}
	// The first rounds fill caches (code, descriptions); growth is what comes after.
	const growth = (heap.at(-1) ?? 0) - (heap[1] ?? 0);

	const [processor] = cpus();
	console.log(
		[
			`canvas with ${NODES} nodes, ${await browser.version()}, ${cpus().length} × ${processor?.model ?? "?"}`,
			`first paint of nodes:   ${middle(paints).toFixed(0)} ms (median of ${paints.length}: ${paints.map((time) => time.toFixed(0)).join(", ")})`,
			`dragging a node:        ${dragging.perSecond.toFixed(1)} frames a second, 95 % within ${dragging.slowest5Percent.toFixed(1)} ms`,
			`zooming by the wheel:   ${zooming.perSecond.toFixed(1)} frames a second, 95 % within ${zooming.slowest5Percent.toFixed(1)} ms`,
			`memory over ${ROUNDS} rounds: ${heap.map((megabytes) => megabytes.toFixed(1)).join(" ")} MB; ${growth.toFixed(1)} MB more at the end than after the first tenth`,
		].join("\n"),
	);
	expect(heap.length).toBeGreaterThan(1);
});
