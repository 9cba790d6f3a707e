import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { copyNodes, paste } from "./clipboard";
import { parseWorkflow, writeWorkflow } from "./importing";
import { NO_TYPES } from "./nodeTypes";
import { portsOf } from "./ports";
import { lineOfTruth } from "./truth";
import { connectionList, emptyWorkflow, nodesByName } from "./workflow";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const corpus = join(root, "../shared/corpus");
const examples = join(root, "workflows/examples");

function filesIn(folder: string): string[] {
	return existsSync(folder)
		? readdirSync(folder)
				.filter((name) => name.endsWith(".json"))
				.map((name) => join(folder, name))
		: [];
}

function load(file: string) {
	const text = readFileSync(file, "utf8");
	const result = parseWorkflow(text);
	if (!result.ok) throw new Error(`${file}: ${result.message}`);
	return { value: JSON.parse(text) as unknown, ...result };
}

describe.each([
	["the shipped examples", filesIn(examples)],
	["the public workflows", filesIn(corpus)],
])("%s", (title, files) => {
	if (files.length === 0) console.warn(`${title} are not here; the tests with them are left out`);

	it.skipIf(files.length === 0)("are written as they were read", () => {
		for (const file of files) {
			const { document, value, problems } = load(file);
			expect(problems, file).toEqual([]);
			expect(JSON.parse(writeWorkflow(document)), file).toEqual(withName(value));
		}
	});

	it.skipIf(files.length === 0)("have a port at each end of every wire, and lines of one line", () => {
		for (const file of files) {
			const { document } = load(file);
			const nodes = nodesByName(document);
			const ports = new Map(document.nodes.map((node) => [node.name, portsOf(NO_TYPES, document, node)]));
			for (const wire of connectionList(document)) {
				if (!nodes.has(wire.source) || !nodes.has(wire.target)) continue;
				const source = ports.get(wire.source)?.outputs ?? [];
				const target = ports.get(wire.target)?.inputs ?? [];
				expect(
					source.some((port) => port.type === wire.sourceType && port.index === wire.sourceIndex),
					`${file}: ${wire.source}`,
				).toBe(true);
				expect(
					target.some((port) => port.type === wire.targetType && port.index === wire.targetIndex),
					`${file}: ${wire.target}`,
				).toBe(true);
			}
			for (const node of document.nodes) expect(lineOfTruth(NO_TYPES, node), node.name).not.toMatch(/\n/);
		}
	});

	it.skipIf(files.length === 0)("survive being copied into an empty workflow", () => {
		for (const file of files) {
			const { document } = load(file);
			const result = parseWorkflow(copyNodes(document, new Set(nodesByName(document).keys())));
			if (!result.ok) throw new Error(result.message);
			const empty = emptyWorkflow("copy");
			const pasted = paste(empty, result.document, [0, 0]).command(empty);
			const known = nodesByName(document);
			expect(
				pasted.nodes.map((node) => [node.name, node.type]),
				file,
			).toEqual(document.nodes.map((node) => [node.name, node.type]));
			expect(connectionList(pasted).length, file).toBe(
				connectionList(document).filter((wire) => known.has(wire.source) && known.has(wire.target)).length,
			);
		}
	});
});

/** A file without a name opens under one; nothing else may differ. */
function withName(value: unknown): unknown {
	const object = value as Record<string, unknown>;
	return "name" in object ? object : { ...object, name: "My workflow" };
}
