import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { chain, openNode, openWorkflow } from "./editor";
import { signedIn } from "./signed-in";

const shared = signedIn();

const pdf = [
	"%PDF-1.1",
	"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj",
	"trailer<</Root 1 0 R>>",
	"\xff\xfe\x00 bytes that are no text",
].join("\n");
const files = {
	"dot.png": {
		mimeType: "image/png",
		bytes: Buffer.from(
			"iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FAAhKDveksOjmAAAAAElFTkSuQmCC",
			"base64",
		),
	},
	"paper.pdf": { mimeType: "application/pdf", bytes: Buffer.from(pdf, "latin1") },
	"page.html": {
		mimeType: "text/html",
		bytes: Buffer.from(
			"<title>shown</title><script>document.title = 'ran'; opener.hacked = parent.hacked = 1</script>",
		),
	},
	"drawing.svg": {
		mimeType: "image/svg+xml",
		bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>window.hacked = 1</script></svg>'),
	},
};

test("files of a run are seen and downloaded as they are, and never run", async () => {
	const { page, context, faults } = shared.window;
	const items = Object.entries(files).map(([fileName, { mimeType, bytes }]) => ({
		json: { fileName, mimeType, base64: bytes.toString("base64") },
	}));
	await openWorkflow(
		page,
		chain(
			"Files",
			{ name: "Given", type: "code", typeVersion: 2, parameters: { jsCode: `return ${JSON.stringify(items)};` } },
			{
				name: "To files",
				type: "convertToFile",
				typeVersion: 1.1,
				parameters: {
					operation: "toBinary",
					sourceProperty: "base64",
					options: { fileName: "={{ $json.fileName }}", mimeType: "={{ $json.mimeType }}" },
				},
			},
		),
	);
	const detail = await openNode(page, "To files");
	await detail.getByRole("button", { name: "Execute step" }).first().click();
	const output = detail.locator("[data-part=output]");
	await output.getByRole("tab", { name: "Binary" }).click();
	const card = (name: string) => output.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
	for (const [name, { mimeType, bytes }] of Object.entries(files)) {
		await card(name).getByText(mimeType).waitFor();
		await card(name).getByText(`${bytes.length} B`).waitFor();
		const downloading = page.waitForEvent("download");
		await card(name).getByRole("link", { name: "Download" }).click();
		const download = await downloading;
		expect(download.suggestedFilename()).toBe(name);
		expect(readFileSync(await download.path()).equals(bytes), name).toBe(true);
	}

	// The picture is a picture, the page is its text, the PDF stands in the browser's viewer.
	const dialog = page.getByRole("dialog");
	const look = async (name: string) => {
		await card(name).getByRole("button", { name: "View" }).click();
		await dialog.getByRole("heading", { name }).waitFor();
	};
	await look("dot.png");
	await expect.poll(() => dialog.getByRole("img").evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(10);
	await page.keyboard.press("Escape");
	await look("page.html");
	await dialog.getByText("document.title = 'ran'").waitFor();
	await page.keyboard.press("Escape");
	await look("paper.pdf");
	expect(await dialog.getByTitle("Preview of paper.pdf").getAttribute("src")).toMatch(/^blob:/);
	await page.keyboard.press("Escape");
	await dialog.waitFor({ state: "detached" });
	expect(faults).toEqual([]);

	// Somebody is sent to a file's address: it comes as a download, or in a sandbox, and nothing in it runs.
	for (const name of ["page.html", "drawing.svg"]) {
		const address = (await card(name).getByRole("link", { name: "Download" }).getAttribute("href")) ?? "";
		const answer = await context.request.get(address);
		expect(answer.headers()).toMatchObject({
			"content-disposition": `attachment; filename=${name}`,
			"content-type": "application/octet-stream",
			"x-content-type-options": "nosniff",
		});
		expect(answer.headers()["content-security-policy"]).toMatch(/^sandbox;/);
		const visit = await context.newPage();
		const downloading = visit.waitForEvent("download");
		await visit.goto(address).catch(() => {});
		await downloading;
		expect(await visit.title()).not.toBe("ran");
		await visit.close();
	}
	expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);
});
