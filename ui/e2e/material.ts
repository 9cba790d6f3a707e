import { existsSync, readdirSync, readFileSync } from "node:fs";
import { root } from "./server";

/** A workflow to go through the editor with, and the event that its webhook gets. */
export interface Material {
	name: string;
	file: string;
	/** Its webhook's path. */
	path: string;
	contentType: string;
	event: string;
	/** What the caller is answered. */
	answer: { status: number; body: string };
	/** Its picture in e2e/pictures. */
	picture: string;
}

const form = "application/x-www-form-urlencoded";
const shared = `${root}../shared/`;

const shipped: Material = {
	name: "the shipped example",
	file: `${root}workflows/examples/bitrix24-chatbot.json`,
	path: "bitrix24/handler.php",
	contentType: form,
	// The example's token check compares with its own CLIENT_ID.
	event: new URLSearchParams({
		event: "ONIMBOTDELETE",
		"auth[application_token]": "YOUR_CLIENT_ID",
		"auth[domain]": "127.0.0.1",
		"auth[access_token]": "acc123",
	}).toString(),
	answer: { status: 200, body: '{"result":true}' },
	picture: "example",
};

interface Recorded {
	name: string;
	workflow: string;
	request: { path: string; contentType: string; body: string };
	response: { status: number; body: string };
}

/** The published template with its recorded event that calls nobody else; undefined where the recordings are not at hand. */
function template(): Material | undefined {
	const file = `${shared}bitrix24/template.json`;
	const recordings = `${shared}bitrix24/recorded.json`;
	if (!existsSync(file) || !existsSync(recordings)) return undefined;
	const recorded = (JSON.parse(readFileSync(recordings, "utf8")) as Recorded[]).find((one) => one.name === "delete");
	if (!recorded) throw new Error(`${recordings} has no event "delete".`);
	return {
		name: "the published template",
		file,
		path: recorded.request.path.replace(/^\/webhook\//, ""),
		contentType: recorded.request.contentType,
		event: recorded.request.body,
		answer: recorded.response,
		picture: "template",
	};
}

export const materials: Material[] = [shipped, template()].filter((one) => one !== undefined);
export const [example] = materials as [Material];

/** Files of public workflows: all of them with CORPUS=all, else some spread over the list; none where they are not at hand. */
export function corpus(some: number): string[] {
	const folder = `${shared}corpus`;
	if (!existsSync(folder)) return [];
	const files = readdirSync(folder)
		.filter((name) => name.endsWith(".json"))
		.sort()
		.map((name) => `${folder}/${name}`);
	if (process.env.CORPUS === "all" || files.length <= some) return files;
	return Array.from({ length: some }, (_, place) => files[Math.floor((place * files.length) / some)] as string);
}
