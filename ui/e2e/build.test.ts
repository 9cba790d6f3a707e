import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));

interface Chunk {
	file: string;
	isEntry?: boolean;
	imports?: string[];
	dynamicImports?: string[];
	css?: string[];
}

function manifest(): Record<string, Chunk> {
	if (!existsSync(`${dist}manifest.json`)) throw new Error("The editor is not built: run `make editor` first.");
	return JSON.parse(readFileSync(`${dist}manifest.json`, "utf8"));
}

/** The files that a browser loads for chunks, without what those load later. */
function filesOf(chunks: Record<string, Chunk>, names: string[]): Set<string> {
	const files = new Set<string>();
	const seen = new Set<string>();
	const visit = (name: string) => {
		if (seen.has(name)) return;
		seen.add(name);
		const chunk = chunks[name];
		if (!chunk) throw new Error(`The manifest has no ${name}.`);
		files.add(chunk.file);
		for (const sheet of chunk.css ?? []) files.add(sheet);
		for (const next of chunk.imports ?? []) visit(next);
	};
	for (const name of names) visit(name);
	return files;
}

const packed = (file: string) => gzipSync(readFileSync(dist + file), { level: 6 }).length;

test("the first load of the canvas is below 300 KB, and the code editor comes later", () => {
	const chunks = manifest();
	const entry = Object.keys(chunks).find((name) => chunks[name]?.isEntry);
	expect(entry).toBeDefined();
	const files = filesOf(chunks, [entry ?? "", "src/pages/workflow/WorkflowPage.tsx"]);
	const sizes = [...files].map((file) => ({ file, bytes: packed(file) }));
	const total = sizes.reduce((sum, one) => sum + one.bytes, packed("index.html"));
	console.log(`first load: ${(total / 1000).toFixed(1)} kB packed in ${files.size + 1} files`);
	expect(total, JSON.stringify(sizes)).toBeLessThan(300_000);
	for (const file of files) {
		if (!file.endsWith(".js")) continue;
		expect(readFileSync(dist + file, "utf8").includes("cm-lineWrapping"), `${file} holds the code editor`).toBe(false);
	}
});

test("the page runs under a strict policy: no script, style or handler inside it, nothing of other hosts", () => {
	const page = readFileSync(`${dist}index.html`, "utf8");
	expect(page.match(/<script(?![^>]*\bsrc=)[^>]*>/gi) ?? []).toEqual([]);
	expect(page.match(/<style|\sstyle=|\son\w+=/gi) ?? []).toEqual([]);
	expect(page.match(/(?:src|href)="(?!\/)[^"]*"/gi) ?? []).toEqual([]);
	expect(page).toContain('<meta name="csp-nonce" content="__CSP_NONCE__"');
});

test("style sheets load nothing of other hosts, scripts make no code of texts", () => {
	const files = readdirSync(`${dist}assets`);
	expect(files.length).toBeGreaterThan(2);
	for (const file of files) {
		const text = readFileSync(`${dist}assets/${file}`, "utf8");
		if (file.endsWith(".css"))
			expect(text.match(/(?:url\(|@import\s*)["']?(?:https?:)?\/\/[^)"']*/gi) ?? []).toEqual([]);
		if (file.endsWith(".js")) expect(text.match(/\bnew Function\(|[^\w.$]eval\(/g) ?? [], file).toEqual([]);
	}
});
