import { describe, expect, it } from "vitest";
import { NO_TYPES } from "./nodeTypes";
import { lineOfTruth } from "./truth";
import type { Json, JsonObject } from "./workflow";

const line = (type: string, parameters: JsonObject, typeVersion = 1) =>
	lineOfTruth(NO_TYPES, { name: "n", type: `n8n-nodes-base.${type}`, typeVersion, position: [0, 0], parameters });

const condition = (leftValue: Json, operation: string, rightValue: Json = "") => ({
	leftValue,
	rightValue,
	operator: { type: "string", operation },
});

describe("the line of truth", () => {
	it.each<[string, string, JsonObject, number]>([
		[
			"body.event = ADD or CLIENT_ID exists",
			"if",
			{
				conditions: {
					combinator: "or",
					conditions: [
						condition("={{ $json.body.event }}", "equals", "ADD"),
						condition("={{ $json.CLIENT_ID }}", "exists"),
					],
				},
			},
			2,
		],
		[
			"a contains b and c is true",
			"if",
			{
				conditions: {
					string: [{ value1: '={{$json["a"]}}', operation: "contains", value2: "b" }],
					boolean: [{ value1: "={{$json.c}}", operation: "true" }],
				},
			},
			1,
		],
		[
			"by body.event",
			"switch",
			{
				rules: {
					values: [
						{ conditions: { conditions: [condition("={{ $json.body.event }}", "equals", "A")] } },
						{ conditions: { conditions: [condition("={{ $json.body.event }}", "equals", "B")] } },
					],
				},
			},
			3,
		],
		[
			"POST\u00a0{DOMAIN}/rest/imbot.register",
			"httpRequest",
			{ method: "POST", url: "=https://{{ $json.DOMAIN }}/rest/imbot.register?auth={{$json.AUTH}}" },
			4.2,
		],
		["GET\u00a0example.com", "httpRequest", { url: "https://example.com" }, 4.2],
		["/bitrix24/handler.php", "webhook", { path: "bitrix24/handler.php" }, 1],
		[
			"CLIENT_ID, token",
			"set",
			{
				assignments: {
					assignments: [
						{ name: "CLIENT_ID", value: "x" },
						{ name: "token", value: "y" },
					],
				},
			},
			3.4,
		],
		[
			"id = Webhook.body.id",
			"set",
			{ assignments: { assignments: [{ name: "id", value: "={{ $('Webhook').item.json.body.id }}" }] } },
			3.4,
		],
		["Process the message", "function", { functionCode: "// Process the message\nreturn items" }, 1],
		["return items", "code", { jsCode: "\n\nreturn items" }, 2],
		[
			'401 { "ok": false }',
			"respondToWebhook",
			{ respondWith: "json", responseBody: '={ "ok": false }', options: { responseCode: 401 } },
			1,
		],
		["every 5 minutes", "scheduleTrigger", { rule: { interval: [{ field: "minutes", minutesInterval: 5 }] } }, 1],
		["every day at 09:30", "scheduleTrigger", { rule: { interval: [{ triggerAtHour: 9, triggerAtMinute: 30 }] } }, 1],
		[
			"combine by id = userId",
			"merge",
			{ mode: "combine", mergeByFields: { values: [{ field1: "id", field2: "userId" }] } },
			2,
		],
		["message: send · #general", "slack", { resource: "message", operation: "send", channel: "#general" }, 1],
		["", "noOp", {}, 1],
		["", "if", { conditions: "broken" }, 2],
	])("%s", (expected, type, parameters, version) => {
		expect(line(type, parameters, version)).toBe(expected);
	});

	it("is short whatever the parameters hold", () => {
		expect(line("executeCommand", { command: "x".repeat(100_000) }).length).toBeLessThanOrEqual(120);
	});
});
