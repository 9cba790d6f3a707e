import { createWorkflow, importFromUrl, messageOf, type Opened } from "@/api";
import { toast } from "@/components";
import { type ImportProblem, parseWorkflow, readWorkflow } from "@/document/importing";
import type { WorkflowDocument } from "@/document/workflow";
import { pageTexts } from "@/texts/pages";

const t = pageTexts.import;
const TOLD = 3;

function mended(problems: ImportProblem[]): string | undefined {
	if (problems.length === 0) return undefined;
	const told = problems.slice(0, TOLD).map((problem) => `${problem.where}: ${problem.message}`);
	if (problems.length > TOLD) told.push(t.more(problems.length - TOLD));
	return [t.mended(problems.length), ...told].join("\n");
}

/** Stores a read document as a new workflow. Whoever is signed in owns it: ids of its origin and its activation do not count here. */
async function store(document: WorkflowDocument, problems: ImportProblem[]): Promise<Opened> {
	const { id: _id, versionId: _version, active: _active, ...rest } = document;
	const opened = await createWorkflow({
		...rest,
		name: document.name || pageTexts.workflows.newName,
	} as WorkflowDocument);
	toast({ kind: "success", title: t.done(opened.workflow.name), text: mended(problems), sticky: problems.length > 0 });
	return opened;
}

/** Makes a workflow of text; says what is wrong, and returns undefined, when it is none. */
export async function importText(text: string, source: string): Promise<Opened | undefined> {
	try {
		const read = parseWorkflow(text);
		if (!read.ok) throw new Error(read.message);
		return await store(read.document as WorkflowDocument, read.problems);
	} catch (error) {
		toast({ kind: "error", title: t.failed(source), text: messageOf(error) });
		return undefined;
	}
}

export async function importFiles(files: Iterable<File>): Promise<Opened[]> {
	const done: Opened[] = [];
	for (const file of files) {
		const opened = await importText(await file.text(), file.name);
		if (opened) done.push(opened);
	}
	return done;
}

export async function importUrl(url: string): Promise<Opened | undefined> {
	try {
		const read = readWorkflow(await importFromUrl(url));
		if (!read.ok) throw new Error(read.message);
		return await store(read.document as WorkflowDocument, read.problems);
	} catch (error) {
		toast({ kind: "error", title: t.failed(url), text: messageOf(error) });
		return undefined;
	}
}
