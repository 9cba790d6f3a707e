/**
 * Serves the editor's API from memory while the editor is developed without a server: `npm run dev`.
 * It runs nothing: a "run" walks the graph and makes up data, so that live progress can be looked at.
 */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import type { ExecutionFull, ExecutionStatus, JsonObject, Opened, TaskData, WorkflowDoc } from "../src/api/types";

const root = fileURLToPath(new URL("../..", import.meta.url));
const examples = [`${root}workflows/examples/bitrix24-chatbot.json`];

interface Kept extends Opened {
	createdAt: string;
	versions: { versionId: string; createdAt: string; author: string; name: string; workflow: WorkflowDoc }[];
}

const now = () => new Date().toISOString();
const workflows = new Map<string, Kept>();
const executions: ExecutionFull[] = [];
const lists: Record<string, JsonObject[]> = {
	tags: [
		{ id: "t1", name: "Chatbot" },
		{ id: "t2", name: "Bitrix24" },
	],
	variables: [{ id: "v1", key: "region", value: "eu" }],
	users: [{ id: "u1", email: "ada@example.com", firstName: "Ada", lastName: "Lovelace", role: "global:owner" }],
	"api-keys": [],
	credentials: [
		{
			id: "c1",
			name: "Shop API",
			type: "httpHeaderAuth",
			createdAt: now(),
			updatedAt: now(),
			usedBy: [],
			data: { name: "X-Key", value: "__unchanged__" },
		},
	],
};
const listeners = new Set<(name: string, data: unknown) => void>();
let nextExecution = 1000;
let signedIn = true;

function keep(doc: WorkflowDoc, id = randomUUID().slice(0, 8)): Kept {
	const versionId = randomUUID();
	const before = workflows.get(id);
	const workflow = { ...doc, id, versionId };
	const kept: Kept = {
		workflow,
		versionId,
		activeVersionId: before?.activeVersionId ?? "",
		updatedAt: now(),
		updatedBy: "Ada Lovelace",
		problems: [],
		file: "",
		createdAt: before?.createdAt ?? now(),
		versions: [
			{ versionId, createdAt: now(), author: "Ada Lovelace", name: "", workflow },
			...(before?.versions ?? []),
		],
	};
	workflows.set(id, kept);
	return kept;
}

function emit(name: string, data: unknown) {
	for (const listener of listeners) listener(name, data);
}

/** Walks from the trigger along the first connected outputs and makes up one item a node. */
async function pretend(doc: WorkflowDoc, mode: string, pause: number): Promise<ExecutionFull> {
	const id = String(++nextExecution);
	const startedAt = now();
	emit("execution.started", { executionId: id, workflowId: doc.id, mode, startedAt });
	const targets = new Set(
		Object.values(doc.connections).flatMap((kinds) =>
			(kinds.main ?? []).flatMap((list) => (list ?? []).map((target) => target.node)),
		),
	);
	let name = doc.nodes.find((node) => !targets.has(node.name) && node.type !== "n8n-nodes-base.stickyNote")?.name;
	const runData: Record<string, TaskData[]> = {};
	const seen = new Set<string>();
	let previous: string | undefined;
	let status: ExecutionStatus = "success";
	let executionIndex = 0;
	while (name && !seen.has(name)) {
		seen.add(name);
		const startTime = Date.now();
		emit("node.started", { executionId: id, workflowId: doc.id, node: name, runIndex: 0, startTime });
		await new Promise((resolve) => setTimeout(resolve, pause));
		const outputs = doc.connections[name]?.main ?? [];
		const at = Math.max(
			0,
			outputs.findIndex((list) => (list?.length ?? 0) > 0),
		);
		const item = {
			json: {
				event: "ONIMBOTMESSAGEADD",
				"data[PARAMS][MESSAGE]": "Hello",
				auth: { domain: "example.bitrix24.com", expires: 3600 },
				at: now(),
				index: executionIndex,
			},
			pairedItem: { item: 0 },
		};
		const failed = mode !== "manual" && Math.random() < 0.08;
		const run: TaskData = {
			startTime,
			executionTime: Date.now() - startTime,
			executionIndex: executionIndex++,
			executionStatus: failed ? "error" : "success",
			source: previous ? [{ previousNode: previous }] : [],
			...(failed
				? { error: { message: "The service refused the connection", name: "NodeApiError", context: { itemIndex: 0 } } }
				: { data: { main: Array.from({ length: at + 1 }, (_, place) => (place === at ? [item] : [])) } }),
		};
		runData[name] = [run];
		emit("node.finished", {
			executionId: id,
			workflowId: doc.id,
			node: name,
			runIndex: 0,
			startTime,
			executionTime: run.executionTime,
			status: run.executionStatus,
			counts: run.data?.main?.map((list) => list?.length ?? 0) ?? [],
			bytes: JSON.stringify(run).length,
			error: run.error,
			run: mode === "manual" ? run : undefined,
		});
		if (failed) {
			status = "error";
			break;
		}
		previous = name;
		name = outputs[at]?.[0]?.node;
	}
	const last = [...seen].at(-1) ?? "";
	const error = runData[last]?.[0]?.error;
	const durationMs = Date.now() - Date.parse(startedAt);
	const full: ExecutionFull = {
		id,
		workflowId: doc.id ?? "",
		workflowName: doc.name,
		status,
		mode,
		startedAt,
		stoppedAt: now(),
		durationMs,
		retryOf: null,
		inbound: { method: "POST", path: "/webhook/bitrix24", fields: { "body.event": "ONIMBOTMESSAGEADD" } },
		outbound: status === "success" ? { status: 200 } : { status: 500 },
		error: error ? { message: error.message, node: last } : null,
		bytes: 4321,
		workflow: structuredClone(doc),
		data: { resultData: { runData, lastNodeExecuted: last, ...(error ? { error } : {}) } },
	};
	executions.unshift(full);
	emit("execution.finished", { executionId: id, workflowId: doc.id, status, durationMs });
	return full;
}

class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly details?: unknown,
	) {
		super(message);
	}
}

/** The descriptions of the program's own nodes, printed by a few lines of Go. */
function describeNodes(): string {
	const folder = mkdtempSync(`${tmpdir()}/runnel-types-`);
	const program = `package main

import (
	"os"

	_ "runnel/nodes/all"
	"runnel/runtime/node"
)

func main() {
	for i, t := range node.Registered.All() {
		os.Stdout.WriteString(map[bool]string{true: "[", false: ","}[i == 0])
		os.Stdout.Write(t.Describe().AppendJSON(nil))
	}
	os.Stdout.WriteString("]")
}
`;
	writeFileSync(`${folder}/main.go`, program);
	try {
		return execFileSync("go", ["run", `${folder}/main.go`], { cwd: root, maxBuffer: 1 << 26 }).toString();
	} finally {
		rmSync(folder, { recursive: true });
	}
}

let types: Record<string, string> | undefined;
function descriptions(): Record<string, string> {
	if (!types) {
		const credentials = `${root}../shared/reference/credentials.json`;
		types = {
			"nodes.json": describeNodes(),
			"credentials.json": existsSync(credentials)
				? JSON.stringify(
						(JSON.parse(readFileSync(credentials, "utf8")) as JsonObject[]).map((type) => ({
							...type,
							test: type.test !== undefined,
							oauth2: String(type.name).includes("OAuth2"),
						})),
					)
				: "[]",
			"expressions.json": JSON.stringify({
				functions: [
					{
						receiver: "string",
						name: "toTitleCase",
						doc: "Every word with a capital.",
						args: [],
						returns: "string",
						examples: [{ expression: '"one two".toTitleCase()', result: "One Two" }],
					},
				],
				globals: [{ name: "$json", doc: "The item's data.", type: "object" }],
			}),
		};
	}
	return types;
}

function opened(kept: Kept): Opened {
	const { createdAt: _created, versions: _versions, ...rest } = kept;
	return rest;
}

async function answer(method: string, path: string, query: URLSearchParams, body: JsonObject): Promise<unknown> {
	const [area = "", id = "", verb = "", more = ""] = path.split("/").filter(Boolean).map(decodeURIComponent);
	if (area === "session" || area === "login" || area === "setup") {
		if (method === "POST") {
			if (body.password === "wrong") throw new Refusal(401, "unauthorized", "The email or the password is wrong.");
			signedIn = true;
		}
		if (!signedIn) return { state: "login" };
		const permissions = ["workflow", "execution", "credential", "variable", "user", "tag", "apiKey"].flatMap((thing) =>
			["create", "read", "update", "delete", "list", "execute", "activate", "changeRole", "retry", "stop"].map(
				(deed) => `${thing}:${deed}`,
			),
		);
		return {
			state: "ready",
			user: lists.users?.[0],
			csrf: "mock",
			version: "dev",
			baseUrl: "http://127.0.0.1:5173",
			zone: "Europe/Berlin",
			folder: "",
			recording: true,
			permissions,
		};
	}
	if (area === "logout") {
		signedIn = false;
		return undefined;
	}
	if (area === "workflows" && id === "check") return { problems: [] };
	if (area === "workflows") {
		if (!id && method === "GET") {
			const search = query.get("search")?.toLowerCase() ?? "";
			return {
				data: [...workflows.values()]
					.filter((kept) => kept.workflow.name.toLowerCase().includes(search))
					.map((kept) => {
						const runs = executions.filter((execution) => execution.workflowId === kept.workflow.id);
						return {
							id: kept.workflow.id,
							name: kept.workflow.name,
							active: kept.activeVersionId !== "",
							tags: kept.workflow.tags ?? [],
							createdAt: kept.createdAt,
							updatedAt: kept.updatedAt,
							versionId: kept.versionId,
							nodeCount: kept.workflow.nodes.length,
							triggers: kept.workflow.nodes.map((node) => node.type).filter((type) => /trigger|webhook$/i.test(type)),
							lastRun: runs[0] ? { id: runs[0].id, status: runs[0].status, startedAt: runs[0].startedAt } : null,
							stats: {
								runs: runs.length,
								errors: runs.filter((run) => run.status === "error").length,
								history: runs
									.slice(0, 20)
									.map((run) => run.status)
									.reverse(),
							},
						};
					}),
			};
		}
		if (!id) return opened(keep(body.workflow));
		const kept = workflows.get(id);
		if (!kept) throw new Refusal(404, "not_found", `There is no workflow ${id}.`);
		if (!verb && method === "GET") return opened(kept);
		if (!verb && method === "PUT") {
			if (body.baseVersionId !== kept.versionId && !body.force) {
				throw new Refusal(409, "conflict", "Somebody saved this workflow meanwhile.", {
					versionId: kept.versionId,
					updatedAt: kept.updatedAt,
					updatedBy: kept.updatedBy,
				});
			}
			return opened(keep(body.workflow, id));
		}
		if (!verb && method === "DELETE") {
			workflows.delete(id);
			return undefined;
		}
		if (verb === "versions") {
			if (!more) {
				return {
					data: kept.versions.map(({ workflow: _workflow, ...version }) => ({
						...version,
						active: version.versionId === kept.activeVersionId,
					})),
				};
			}
			return { ...opened(kept), workflow: kept.versions.find((version) => version.versionId === more)?.workflow };
		}
		if (verb === "publish") kept.activeVersionId = body.versionId;
		if (verb === "unpublish") kept.activeVersionId = "";
		if (verb === "publish" || verb === "unpublish") {
			emit(`workflow.${verb}ed`, { workflowId: id, versionId: body.versionId });
			return opened(kept);
		}
		if (verb === "webhooks") {
			return {
				data: kept.workflow.nodes
					.filter((node) => node.type === "n8n-nodes-base.webhook")
					.map((node) => ({
						node: node.name,
						method: node.parameters.httpMethod ?? "GET",
						path: node.parameters.path,
						testUrl: `http://127.0.0.1:5678/webhook-test/${node.parameters.path}`,
						productionUrl: `http://127.0.0.1:5678/webhook/${node.parameters.path}`,
					})),
			};
		}
		if (verb === "run" && method === "POST") {
			const doc = body.workflow as WorkflowDoc;
			const webhook = doc.nodes.find((node) => node.type === "n8n-nodes-base.webhook" && !node.disabled);
			if (webhook && !body.runData) {
				setTimeout(() => {
					emit("testWebhook.received", { workflowId: id, executionId: String(nextExecution + 1) });
					void pretend({ ...doc, id }, "manual", 300);
				}, 3000);
				return {
					waitingForWebhook: true,
					webhooks: [
						{
							node: webhook.name,
							method: webhook.parameters.httpMethod ?? "GET",
							testUrl: `http://127.0.0.1:5678/webhook-test/${webhook.parameters.path}`,
						},
					],
				};
			}
			setTimeout(() => void pretend({ ...doc, id }, "manual", 300), 50);
			return { executionId: String(nextExecution + 1) };
		}
		if (verb === "run") return undefined;
	}
	if (area === "executions") {
		if (!id) {
			const search = query.get("search")?.toLowerCase() ?? "";
			const found = executions.filter(
				(execution) =>
					(!query.get("workflowId") || execution.workflowId === query.get("workflowId")) &&
					(!query.get("status") || execution.status === query.get("status")) &&
					JSON.stringify([execution.inbound, execution.error, execution.id, execution.workflowName])
						.toLowerCase()
						.includes(search),
			);
			const from = Number(query.get("cursor") ?? 0);
			const limit = Number(query.get("limit") ?? 50);
			return {
				data: found.slice(from, from + limit).map(({ workflow: _workflow, data: _data, ...summary }) => summary),
				nextCursor: from + limit < found.length ? String(from + limit) : "",
			};
		}
		const at = executions.findIndex((execution) => execution.id === id);
		const execution = executions[at];
		if (!execution) throw new Refusal(404, "not_found", `There is no execution ${id}.`);
		if (verb === "retry") {
			const again = await pretend(execution.workflow, "retry", 20);
			again.retryOf = id;
			return { executionId: again.id };
		}
		if (verb === "stop") return undefined;
		if (method === "DELETE") {
			executions.splice(at, 1);
			return undefined;
		}
		return execution;
	}
	if (area === "evaluate") {
		return {
			results: (body.expressions as string[]).map((expression) => ({
				value: expression,
				text: expression.replace(/^=/, "").replace(/\{\{.*?\}\}/g, "value"),
				type: "string",
			})),
		};
	}
	if (area === "options") {
		return {
			options: [
				{ name: "First", value: "1" },
				{ name: "Second", value: "2" },
			],
		};
	}
	if (area === "import-url") return { workflow: [...workflows.values()][0]?.workflow };
	if (area === "me") return lists.users?.[0];
	if (area === "settings") {
		return {
			recording: true,
			retention: { maxAgeHours: 336, maxCount: 10_000, flag: "--executions-max-age" },
			timezone: "Europe/Berlin",
			folder: "",
		};
	}
	if (area === "credentials" && id === "test") return { status: "OK", message: "The connection works." };
	if (area === "credentials" && verb === "oauth2") return { url: "about:blank" };
	const list = lists[area];
	if (!list) throw new Refusal(404, "not_found", `There is no ${path}.`);
	if (method === "GET") return id ? list.find((one) => one.id === id) : { data: list };
	if (method === "POST") {
		const made: JsonObject = { id: randomUUID().slice(0, 8), createdAt: now(), updatedAt: now(), ...body };
		if (area === "credentials") made.usedBy = [];
		if (area === "api-keys") made.apiKey = "rn_mock";
		if (area === "users") made.inviteLink = "http://127.0.0.1:5173/invite?token=mock";
		list.push(made);
		return made;
	}
	const at = list.findIndex((one) => one.id === id);
	if (at < 0) throw new Refusal(404, "not_found", `There is no ${path}.`);
	if (method === "DELETE") {
		list.splice(at, 1);
		return undefined;
	}
	Object.assign(list[at]!, body, { updatedAt: now() });
	return list[at];
}

async function read(request: IncomingMessage): Promise<JsonObject> {
	let text = "";
	for await (const piece of request) text += piece;
	return text ? JSON.parse(text) : {};
}

function events(request: IncomingMessage, response: ServerResponse) {
	response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
	response.write(": hello\n\n");
	const listener = (name: string, data: unknown) =>
		response.write(`event: ${name}\nid: ${Date.now()}\ndata: ${JSON.stringify(data)}\n\n`);
	listeners.add(listener);
	const beat = setInterval(() => response.write(": beat\n\n"), 15_000);
	request.on("close", () => {
		clearInterval(beat);
		listeners.delete(listener);
	});
}

export function mockServer(): Plugin {
	return {
		name: "runnel-mock",
		apply: "serve",
		configureServer(server) {
			for (const file of examples) {
				if (existsSync(file)) keep(JSON.parse(readFileSync(file, "utf8")), "bitrix24");
			}
			keep({ name: "Empty workflow", nodes: [], connections: {} }, "empty");
			const first = workflows.get("bitrix24");
			void (async () => {
				for (let i = 0; first && i < 40; i++) await pretend(first.workflow, "webhook", 1);
			})();
			server.middlewares.use(async (request, response, next) => {
				const url = new URL(request.url ?? "/", "http://localhost");
				const json = (status: number, value: unknown) => {
					response.writeHead(status, { "Content-Type": "application/json" });
					response.end(value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value));
				};
				try {
					if (url.pathname.startsWith("/types/")) return json(200, descriptions()[url.pathname.slice(7)]);
					if (!url.pathname.startsWith("/api/editor/")) return next();
					const path = url.pathname.slice("/api/editor".length);
					if (path === "/events") return events(request, response);
					const value = await answer(request.method ?? "GET", path, url.searchParams, await read(request));
					json(value === undefined ? 204 : 200, value);
				} catch (error) {
					if (error instanceof Refusal) {
						json(error.status, { code: error.code, message: error.message, details: error.details });
					} else json(500, { code: "internal", message: String(error) });
				}
			});
		},
	};
}
