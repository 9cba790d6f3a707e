import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { storeWorkflow } from "./editor";
import { corpus, example } from "./material";
import { signedIn } from "./signed-in";

/** How many public workflows are opened when not all are (`npm run corpus`). */
const SOME = 10;

const shared = signedIn();

test("public workflows open on the canvas without an error on the console, and go out as they came in", async () => {
	const files = corpus(SOME);
	if (files.length === 0) console.log("../shared/corpus is not here: only the shipped example is opened.");
	const { page, faults } = shared.window;
	const report: Record<string, string[]> = {};
	for (const file of [example.file, ...files]) {
		faults.length = 0;
		const name = basename(file);
		const text = readFileSync(file, "utf8");
		const workflow = await storeWorkflow(page, JSON.parse(text));
		const before = JSON.parse(text) as { nodes: { name: string; type: string }[]; connections: unknown };
		if (JSON.stringify(workflow.nodes) !== JSON.stringify(before.nodes)) faults.push("the nodes changed on their way");
		if (JSON.stringify(workflow.connections) !== JSON.stringify(before.connections)) {
			faults.push("the connections changed on their way");
		}
		await page.goto(`/workflows/${workflow.id}`);
		await page.getByRole("button", { name: "Saved" }).waitFor();
		if (before.nodes.length > 0) await page.locator(".react-flow__node").first().waitFor();
		// Wires and lazy parts come in the frames after the first.
		await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100))));
		if (faults.length > 0) report[name] = [...faults];
	}
	console.log(`${files.length + 1} workflows opened`);
	expect(report).toEqual({});
});
