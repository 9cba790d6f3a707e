import type { Locator, Page } from "playwright-core";

/** A node on the canvas. */
export const nodeOf = (page: Page, name: string): Locator =>
	page.locator(".react-flow__node", { has: page.getByText(name, { exact: true }) });

/** The detail of the open node. */
export const detailOf = (page: Page, name: string): Locator => page.getByRole("region", { name: `Node ${name}` });

/** Opens a node by a double click. */
export async function openNode(page: Page, name: string): Promise<Locator> {
	await nodeOf(page, name).dblclick();
	const detail = detailOf(page, name);
	await detail.locator("[data-part=parameters]").waitFor();
	return detail;
}

/** A workflow as the server gives it back. */
export interface Stored {
	id: string;
	nodes: unknown[];
	connections: unknown;
}

/** Stores a workflow as the signed-in user. */
export function storeWorkflow(page: Page, workflow: object): Promise<Stored> {
	return page.evaluate(async (document) => {
		const session = await (await fetch("/api/editor/session")).json();
		const answer = await fetch("/api/editor/workflows", {
			method: "POST",
			headers: { "Content-Type": "application/json", "X-Runnel-CSRF": session.csrf },
			body: JSON.stringify({ workflow: document }),
		});
		const stored = await answer.json();
		if (!answer.ok) throw new Error(stored.message);
		return stored.workflow as Stored;
	}, workflow);
}

/** Stores a workflow and opens it in the editor. */
export async function openWorkflow(page: Page, workflow: object): Promise<string> {
	const { id } = await storeWorkflow(page, workflow);
	await page.goto(`/workflows/${id}`);
	await page.locator(".react-flow__node").first().waitFor();
	return id;
}

interface NodeOf {
	name: string;
	type: string;
	typeVersion?: number;
	parameters?: object;
	position?: [number, number];
	[field: string]: unknown;
}

/** A workflow of a manual trigger "Start" and nodes one after the other. */
export function chain(name: string, ...nodes: NodeOf[]) {
	const all: NodeOf[] = [{ name: "Start", type: "manualTrigger" }, ...nodes];
	return {
		name,
		nodes: all.map((node, place) => ({
			id: node.name.toLowerCase().replace(/\W/g, "-"),
			typeVersion: 1,
			parameters: {},
			position: [place * 224, 0],
			...node,
			type: `n8n-nodes-base.${node.type}`,
		})),
		connections: Object.fromEntries(
			nodes.map((node, place) => [all[place]?.name, { main: [[{ node: node.name, type: "main", index: 0 }]] }]),
		),
	};
}
