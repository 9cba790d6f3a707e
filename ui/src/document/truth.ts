/**
 * The line of truth: what a node will do, in one line, so that a graph can be read without opening
 * its nodes. It is made of the node's own parameters; expressions are shown as they read, shortened.
 */
import { describe, type NodeProperty, type NodeTypes, type PropertyOption } from "./nodeTypes";
import { effectiveParameters, readPath } from "./parameters";
import type { Json, JsonObject, WorkflowNode } from "./workflow";

const MAX = 120;

function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function records(value: Json | undefined): JsonObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

function clip(text: string, max = MAX): string {
	const line = text.replace(/[^\S\u00a0]+/g, " ").trim();
	return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}

/** `$json.body.event` → `body.event`, `$('Webhook').item.json.body` → `Webhook.body`. */
function shortenPath(expression: string): string {
	return expression
		.trim()
		.replace(/\$\((["'`])(.+?)\1\)\.(?:item|first\(\)|last\(\))\.json/g, "$2")
		.replace(/\$node\[(["'`])(.+?)\1\]\.json/g, "$2")
		.replace(/\$json(?:\.|(?=\[))/g, "")
		.replace(/\$input\.item\.json\.?/g, "")
		.replace(/\[(["'`])([A-Za-z_$][\w$]*)\1\]/g, ".$2")
		.replace(/^\./, "");
}

/** A value as the line shows it: fixed text as it is, expressions shortened, in braces when they are part of a text. */
export function shortValue(value: Json | undefined): string {
	if (value === undefined || value === null) return "";
	if (isObject(value)) {
		if (value.__rl) return shortValue((value.cachedResultName ?? value.value) as Json);
		return clip(JSON.stringify(value));
	}
	if (Array.isArray(value)) return value.map(shortValue).join(", ");
	if (typeof value !== "string") return String(value);
	if (!value.startsWith("=")) return clip(value);
	const text = value.slice(1).trim();
	const whole = /^\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text);
	if (whole) return clip(shortenPath(whole[1] as string));
	return clip(text.replace(/\{\{(.*?)\}\}/gs, (_, inner: string) => `{${shortenPath(inner)}}`));
}

const WORDS: Record<string, string> = {
	equals: "=",
	equal: "=",
	notEquals: "≠",
	notEqual: "≠",
	larger: ">",
	gt: ">",
	largerEqual: "≥",
	gte: "≥",
	smaller: "<",
	lt: "<",
	smallerEqual: "≤",
	lte: "≤",
	after: "after",
	before: "before",
	afterOrEquals: "not before",
	beforeOrEquals: "not after",
	contains: "contains",
	notContains: "lacks",
	startsWith: "starts with",
	notStartsWith: "does not start with",
	endsWith: "ends with",
	notEndsWith: "does not end with",
	regex: "matches",
	notRegex: "does not match",
	lengthEquals: "has length",
	lengthNotEquals: "has not length",
	lengthGt: "is longer than",
	lengthLt: "is shorter than",
	lengthGte: "has at least length",
	lengthLte: "has at most length",
};

const ALONE: Record<string, string> = {
	exists: "exists",
	notExists: "does not exist",
	empty: "is empty",
	isEmpty: "is empty",
	notEmpty: "is not empty",
	isNotEmpty: "is not empty",
	true: "is true",
	false: "is false",
};

function look(table: Record<string, string>, key: string): string | undefined {
	return Object.hasOwn(table, key) ? table[key] : undefined;
}

function comparison(left: Json | undefined, operation: string, right: Json | undefined): string {
	const alone = look(ALONE, operation);
	const subject = shortValue(left) || "“”";
	if (alone) return `${subject} ${alone}`;
	return `${subject} ${look(WORDS, operation) ?? operation} ${shortValue(right) || "“”"}`;
}

/** The conditions of a filter parameter (If 2, Filter 2, a rule of Switch 3). */
function filterLine(filter: Json | undefined): string {
	if (!isObject(filter)) return "";
	const parts = records(filter.conditions).map((condition) => {
		const operator = isObject(condition.operator) ? condition.operator : {};
		return comparison(condition.leftValue, String(operator.operation ?? "equals"), condition.rightValue);
	});
	return parts.join(filter.combinator === "or" ? " or " : " and ");
}

/** The conditions of If 1 and Filter 1: lists by type. */
function oldConditions(parameters: JsonObject): string {
	const conditions = parameters.conditions;
	if (!isObject(conditions)) return "";
	const parts = Object.entries(conditions).flatMap(([kind, entries]) =>
		records(entries).map((entry) =>
			comparison(
				entry.value1,
				String(entry.operation ?? (kind === "boolean" || kind === "string" ? "equal" : "smaller")),
				entry.value2,
			),
		),
	);
	return parts.join(parameters.combineOperation === "any" || parameters.combineConditions === "OR" ? " or " : " and ");
}

function conditions(parameters: JsonObject): string {
	return isObject(parameters.conditions) && Array.isArray(parameters.conditions.conditions)
		? filterLine(parameters.conditions)
		: oldConditions(parameters);
}

function switchLine(parameters: JsonObject, version: number): string {
	if (parameters.mode === "expression") return `output ${shortValue(parameters.output)}`;
	if (version < 3) {
		const subject = shortValue(parameters.value1);
		return subject && `by ${subject}`;
	}
	const rules = records(readPath(parameters, "rules.values"));
	const subjects = new Set(
		rules.flatMap((rule) =>
			records(readPath(rule, "conditions.conditions")).map((condition) => shortValue(condition.leftValue)),
		),
	);
	subjects.delete("");
	if (subjects.size === 1) return `by ${[...subjects][0]}`;
	const first = rules[0] && filterLine(rules[0].conditions as Json);
	return rules.length > 1 && first ? `${first}, +${rules.length - 1}` : (first ?? "");
}

function fieldNames(names: string[]): string {
	return clip(names.filter(Boolean).join(", "));
}

function setLine(parameters: JsonObject): string {
	if (parameters.mode === "raw") return shortValue(parameters.jsonOutput);
	const assignments = records(readPath(parameters, "assignments.assignments"));
	if (assignments.length === 1) {
		const only = assignments[0] as JsonObject;
		return clip(`${shortValue(only.name)} = ${shortValue(only.value)}`);
	}
	if (assignments.length > 0) return fieldNames(assignments.map((entry) => shortValue(entry.name)));
	const groups = isObject(parameters.values) ? parameters.values : isObject(parameters.fields) ? parameters.fields : {};
	return fieldNames(
		Object.values(groups).flatMap((entries) => records(entries).map((entry) => shortValue(entry.name))),
	);
}

function address(url: Json | undefined): string {
	return shortValue(url)
		.replace(/^https?:\/\//, "")
		.replace(/[?#].*$/, "");
}

/** What a script says of itself: its first comment, or else its first line. */
function scriptLine(script: Json | undefined): string {
	if (typeof script !== "string") return "";
	const lines = script
		.split("\n")
		.map((line) => line.trim())
		.filter(Boolean);
	const comment = /^(?:\/\/+|\/\*+|#)\s*(.+?)(?:\s*\*\/)?$/.exec(lines[0] ?? "");
	if (comment) return clip(comment[1] as string);
	const code = lines.find((line) => !/^(\/\/|\/\*|\*|#|["']use strict)/.test(line));
	return clip(code ?? "");
}

const UNITS: Record<string, string> = {
	seconds: "s",
	minutes: "min",
	hours: "h",
	days: "d",
	weeks: "weeks",
	months: "months",
};

function every(count: Json | undefined, unit: string): string {
	return count === undefined || count === 1 || count === ""
		? `every ${unit.replace(/s$/, "")}`
		: `every ${shortValue(count)} ${unit}`;
}

function clock(hour: Json | undefined, minute: Json | undefined): string {
	const two = (n: Json | undefined) => shortValue(n ?? 0).padStart(2, "0");
	return hour === undefined ? "" : ` at ${two(hour)}:${two(minute)}`;
}

function scheduleLine(parameters: JsonObject): string {
	return records(readPath(parameters, "rule.interval"))
		.map((rule) => {
			const field = String(rule.field ?? "days");
			if (field === "cronExpression") return `cron ${shortValue(rule.expression)}`;
			const at =
				field === "days" || field === "weeks" || field === "months"
					? clock(rule.triggerAtHour, rule.triggerAtMinute)
					: "";
			return every(rule[`${field}Interval`], field) + at;
		})
		.join(", ");
}

function cronLine(parameters: JsonObject): string {
	return records(readPath(parameters, "triggerTimes.item"))
		.map((rule) => {
			const mode = String(rule.mode ?? "everyDay");
			if (mode === "custom") return `cron ${shortValue(rule.cronExpression)}`;
			if (mode === "everyX") return every(rule.value, String(rule.unit ?? "hours"));
			const words = mode.replace(/([A-Z])/g, " $1").toLowerCase();
			return mode === "everyMinute" || mode === "everyHour" ? words : words + clock(rule.hour, rule.minute);
		})
		.join(", ");
}

function respondLine(parameters: JsonObject): string {
	const status = readPath(parameters, "options.responseCode");
	const kind = String(parameters.respondWith ?? "");
	const body =
		kind === "json" || kind === "text"
			? shortValue(parameters.responseBody)
			: kind === "redirect"
				? `→ ${address(parameters.redirectURL)}`
				: kind.replace(/([A-Z])/g, " $1").toLowerCase();
	return [status === undefined ? "" : shortValue(status), body].filter(Boolean).join(" ");
}

function mergeLine(parameters: JsonObject, version: number): string {
	const mode = String(parameters.mode ?? "append");
	if (mode !== "combine") return mode === "combineBySql" ? "SQL" : mode.replace(/([A-Z])/g, " $1").toLowerCase();
	const by = String(parameters[version < 3 ? "combinationMode" : "combineBy"] ?? "");
	if (/Position/.test(by)) return "combine by position";
	if (/All|multiplex/.test(by)) return "all combinations";
	const fields =
		shortValue(parameters.fieldsToMatchString) ||
		records(readPath(parameters, "mergeByFields.values"))
			.map((pair) => `${shortValue(pair.field1)} = ${shortValue(pair.field2)}`)
			.join(", ");
	return fields ? `combine by ${fields}` : "combine";
}

type Line = (parameters: JsonObject, version: number) => string;

const path =
	(...paths: string[]): Line =>
	(parameters) =>
		paths.map((entry) => shortValue(readPath(parameters, entry))).find(Boolean) ?? "";

const LINES: Record<string, Line> = {
	"n8n-nodes-base.if": conditions,
	"n8n-nodes-base.filter": conditions,
	"n8n-nodes-base.switch": switchLine,
	"n8n-nodes-base.set": setLine,
	"n8n-nodes-base.httpRequest": (parameters) =>
		// Method and address stay together where the line is broken.
		clip(`${shortValue(parameters.method ?? parameters.requestMethod) || "GET"}\u00a0${address(parameters.url)}`),
	"n8n-nodes-base.webhook": (parameters) => `/${shortValue(parameters.path).replace(/^\//, "")}`,
	"n8n-nodes-base.formTrigger": (parameters) => shortValue(parameters.formTitle) || `/${shortValue(parameters.path)}`,
	"n8n-nodes-base.respondToWebhook": respondLine,
	"n8n-nodes-base.code": (parameters) => scriptLine(parameters.jsCode ?? parameters.pythonCode),
	"n8n-nodes-base.function": (parameters) => scriptLine(parameters.functionCode),
	"n8n-nodes-base.functionItem": (parameters) => scriptLine(parameters.functionCode),
	"n8n-nodes-base.scheduleTrigger": scheduleLine,
	"n8n-nodes-base.cron": cronLine,
	"n8n-nodes-base.interval": (parameters) => every(parameters.interval, String(parameters.unit ?? "seconds")),
	"n8n-nodes-base.merge": mergeLine,
	"n8n-nodes-base.wait": (parameters) => {
		const resume = String(parameters.resume ?? "timeInterval");
		if (resume === "webhook") return "until a call comes in";
		if (resume === "form") return "until a form is sent";
		if (resume === "specificTime") return `until ${shortValue(parameters.dateTime)}`;
		const unit = String(parameters.unit ?? "seconds");
		return `${shortValue(parameters.amount)} ${look(UNITS, unit) ?? unit}`;
	},
	"n8n-nodes-base.limit": (parameters) =>
		`${parameters.keep === "lastItems" ? "last" : "first"} ${shortValue(parameters.maxItems ?? 1)}`,
	"n8n-nodes-base.splitInBatches": (parameters) => `batches of ${shortValue(parameters.batchSize ?? 1)}`,
	"n8n-nodes-base.splitOut": path("fieldToSplitOut"),
	"n8n-nodes-base.sort": (parameters) =>
		records(readPath(parameters, "sortFieldsUi.sortField"))
			.map((field) => `${shortValue(field.fieldName)} ${field.order === "descending" ? "↓" : "↑"}`)
			.join(", ") || String(parameters.type ?? ""),
	"n8n-nodes-base.aggregate": (parameters) =>
		parameters.aggregate === "aggregateAllItemData"
			? `all items into ${shortValue(parameters.destinationFieldName ?? "data")}`
			: fieldNames(
					records(readPath(parameters, "fieldsToAggregate.fieldToAggregate")).map((field) =>
						shortValue(field.fieldToAggregate),
					),
				),
	"n8n-nodes-base.summarize": (parameters) =>
		records(readPath(parameters, "fieldsToSummarize.values"))
			.map((field) => `${shortValue(field.aggregation ?? "count")}(${shortValue(field.field)})`)
			.join(", "),
	"n8n-nodes-base.removeDuplicates": path("fieldsToCompare", "operation"),
	"n8n-nodes-base.renameKeys": (parameters) =>
		records(readPath(parameters, "keys.key"))
			.map((key) => `${shortValue(key.currentKey)} → ${shortValue(key.newKey)}`)
			.join(", "),
	"n8n-nodes-base.executeWorkflow": path("workflowId", "workflowPath", "workflowUrl"),
	"n8n-nodes-base.stopAndError": path("errorMessage", "errorObject"),
	"n8n-nodes-base.executeCommand": path("command"),
	"n8n-nodes-base.emailSend": (parameters) =>
		clip(`to ${shortValue(parameters.toEmail)}: ${shortValue(parameters.subject)}`),
	"n8n-nodes-base.rssFeedRead": (parameters) => address(parameters.url),
	"n8n-nodes-base.readWriteFile": path("fileSelector", "fileName"),
	"n8n-nodes-base.noOp": () => "",
	"n8n-nodes-base.manualTrigger": () => "",
	"n8n-nodes-base.errorTrigger": () => "",
	"n8n-nodes-base.stickyNote": () => "",
};

function choiceName(property: NodeProperty | undefined, value: Json | undefined): string {
	const option = (property?.options as PropertyOption[] | undefined)?.find((entry) => entry.value === value);
	return option?.name ?? shortValue(value);
}

/** What nodes of services say: resource and operation, and what they are applied to where it has one of the usual names. */
function generic(parameters: JsonObject, properties: readonly NodeProperty[]): string {
	const title = (name: string) => {
		const value = parameters[name];
		if (typeof value !== "string" || value === "") return "";
		return choiceName(
			properties.find(
				(property) =>
					property.name === name && (property.options as PropertyOption[] | undefined)?.some((o) => o.value === value),
			),
			value,
		);
	};
	const what = [title("resource"), title("operation")].filter(Boolean).join(": ");
	const names = [
		"channel",
		"channelId",
		"chatId",
		"table",
		"tableId",
		"documentId",
		"sheetName",
		"model",
		"modelId",
		"url",
		"topic",
		"queue",
		"bucketName",
		"fieldToSplitOut",
		"subject",
	];
	const about = names.map((name) => shortValue(parameters[name])).find(Boolean) ?? "";
	return [what || title("mode") || title("action") || title("event"), about].filter(Boolean).join(" · ");
}

const lines = new WeakMap<WorkflowNode, { types: NodeTypes; line: string }>();

/** The line of a node; "" when there is nothing to say. */
export function lineOfTruth(types: NodeTypes, node: WorkflowNode): string {
	const cached = lines.get(node);
	if (cached?.types === types) return cached.line;
	const description = describe(types, node);
	const parameters = effectiveParameters(description, node);
	let line: string;
	try {
		const own = Object.hasOwn(LINES, node.type) ? LINES[node.type] : undefined;
		line = clip(own ? own(parameters, node.typeVersion) : generic(parameters, description?.properties ?? []));
	} catch {
		// Parameters of a shape that no version has say nothing.
		line = "";
	}
	lines.set(node, { types, line });
	return line;
}
