import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { chain, detailOf, openNode, openWorkflow } from "./editor";
import { type Answer, type Asked, serve } from "./http-server";
import { signedIn } from "./signed-in";

let answer: (asked: Asked) => Answer;
const service = serve((asked) => answer(asked));
const shared = signedIn(() => ({ services: [service.url] }));

const request = (url: string, type: string) =>
	chain("Calls a service", {
		name: "Request",
		type: "httpRequest",
		typeVersion: 4.2,
		parameters: { url, authentication: "genericCredentialType", genericAuthType: type },
	});

/** Runs the open node and gives its output pane once it holds a text. */
async function execute(detail: Locator, text: string): Promise<void> {
	await detail.getByRole("button", { name: "Execute step" }).first().click();
	await detail.getByText(text).first().waitFor();
}

const dialogOf = (page: Page) => page.getByRole("dialog");

test("a credential made in a node is used by its runs; its secret is not shown again and stays when left alone", async () => {
	const { page, faults } = shared.window;
	answer = ({ headers }) =>
		headers["x-api-key"] === "s3cret-key" ? { body: { hello: "you" } } : { status: 401, body: { message: "who?" } };
	await openWorkflow(page, request(`${service.url}/hello`, "httpHeaderAuth"));
	const detail = await openNode(page, "Request");
	await detail.getByRole("button", { name: /^New credential/ }).click();
	await dialogOf(page).getByLabel("Name of the credential").fill("Key of the service");
	await dialogOf(page).getByLabel("Name", { exact: true }).fill("X-Api-Key");
	await dialogOf(page).getByLabel("Value", { exact: true }).fill("wrong-key");
	await dialogOf(page).getByRole("button", { name: "Save" }).click();
	await dialogOf(page).waitFor({ state: "detached" });
	await execute(detail, "Status 401");

	// What is secret is gone from the page; a new value takes its place.
	await detail.getByRole("button", { name: "Edit: Key of the service" }).click();
	const value = dialogOf(page).getByLabel("Value", { exact: true });
	await value.waitFor();
	expect(await dialogOf(page).getByLabel("Name", { exact: true }).inputValue()).toBe("X-Api-Key");
	expect(await value.inputValue()).toBe("");
	await dialogOf(page).getByText("A value is kept. Type to replace it.").waitFor();
	await value.fill("s3cret-key");
	await dialogOf(page).getByRole("button", { name: "Save" }).click();
	await dialogOf(page).waitFor({ state: "detached" });
	await execute(detail, "hello");

	// Left alone, it stays.
	await detail.getByRole("button", { name: "Edit: Key of the service" }).click();
	await dialogOf(page).getByLabel("Name of the credential").fill("Renamed key");
	await dialogOf(page).getByRole("button", { name: "Save" }).click();
	await dialogOf(page).waitFor({ state: "detached" });
	await detail.getByRole("button", { name: "Edit: Renamed key" }).waitFor();
	const before = service.asked.length;
	await detail.getByRole("button", { name: "Execute step" }).first().click();
	await expect.poll(() => service.asked.length).toBeGreaterThan(before);
	expect(service.asked.map((one) => one.headers["x-api-key"]).slice(-2)).toEqual(["s3cret-key", "s3cret-key"]);
	const told = await page.evaluate(async () => {
		const list = await (await fetch("/api/editor/credentials")).json();
		const one = await (await fetch(`/api/editor/credentials/${list.data[0].id}`)).json();
		return JSON.stringify([list, one]);
	});
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await page.getByRole("button", { name: "Saved" }).waitFor();
	expect(told).toContain("Renamed key");
	expect(told).not.toContain("s3cret-key");
	expect(faults).toEqual([]);
});

test("the test of a credential says what the service says; the page of credentials shows where it is used", async () => {
	const { page, faults } = shared.window;
	answer = ({ headers, url }) =>
		url.pathname === "/user" && headers.authorization === "token gh-good"
			? { body: { login: "ada" } }
			: { status: 403, body: { message: "no" } };
	await page.goto("/credentials");
	await page
		.getByRole("row", { name: /Renamed key/ })
		.getByText("Calls a service")
		.waitFor();
	await page.getByRole("button", { name: "New credential" }).click();
	await dialogOf(page).getByRole("searchbox").fill("github api");
	await page.keyboard.press("Enter");
	await dialogOf(page).getByLabel("Github Server").fill(service.url);
	await dialogOf(page).getByLabel("User", { exact: true }).fill("ada");
	await dialogOf(page).getByLabel("Access Token").fill("gh-bad");
	await dialogOf(page).getByRole("button", { name: "Test" }).click();
	await dialogOf(page).getByText("The service answered 403 Forbidden.").waitFor();
	await dialogOf(page).getByLabel("Access Token").fill("gh-good");
	await dialogOf(page).getByRole("button", { name: "Test" }).click();
	await dialogOf(page).getByText("The service accepts the credential.").waitFor();
	await dialogOf(page).getByRole("button", { name: "Save" }).click();
	await dialogOf(page).waitFor({ state: "detached" });
	await page
		.getByRole("row", { name: /GitHub/i })
		.getByText("nowhere")
		.waitFor();
	expect(faults).toEqual([]);
});

test("an account is connected by OAuth2, used, and its token refreshed; refusals are told", async () => {
	const { page, context, faults } = shared.window;
	let valid = "";
	let tokens = 0;
	let broken = false;
	answer = ({ method, url, headers, body }) => {
		if (url.pathname === "/authorize") {
			const back = (more: Record<string, string>) => {
				const to = new URL(url.searchParams.get("redirect_uri") ?? "");
				for (const [key, value] of Object.entries({ state: url.searchParams.get("state") ?? "", ...more })) {
					to.searchParams.set(key, value);
				}
				return to.href.replace(/&/g, "&amp;");
			};
			return {
				headers: { "Content-Type": "text/html" },
				body: `<title>Consent</title><h1>Let ${url.searchParams.get("client_id")} ${url.searchParams.get("scope")}?</h1>
					<a href="${back({ code: "code-1" })}">Allow</a> <a href="${back({ code: "code-1", state: "forged" })}">Forge</a>
					<a href="${back({ error: "access_denied", error_description: "You said no" })}">Refuse</a>`,
			};
		}
		if (url.pathname === "/token" && method === "POST") {
			const form = new URLSearchParams(body);
			const client = Buffer.from(headers.authorization?.replace("Basic ", "") ?? "", "base64").toString();
			const granted =
				form.get("grant_type") === "authorization_code"
					? form.get("code") === "code-1" && form.get("redirect_uri")?.startsWith(shared.server.url)
					: form.get("refresh_token") === `refresh-${tokens}`;
			if (broken || client !== "runnel:hush-hush" || !granted) {
				return { status: 400, body: { error: "invalid_grant", error_description: "The code is stale" } };
			}
			tokens++;
			valid = `token-${tokens}`;
			return {
				body: { access_token: valid, refresh_token: `refresh-${tokens}`, token_type: "bearer", expires_in: 3600 },
			};
		}
		if (headers.authorization === `Bearer ${valid}`) return { body: { served: valid } };
		return { status: 401, body: { message: "expired" } };
	};
	await openWorkflow(page, request(`${service.url}/data`, "oAuth2Api"));
	const detail = await openNode(page, "Request");
	await detail.getByRole("button", { name: /^New credential/ }).click();
	const dialog = dialogOf(page);
	await dialog.getByLabel("Name of the credential").fill("Account");
	await dialog.getByLabel("Authorization URL").fill(`${service.url}/authorize`);
	await dialog.getByLabel("Access Token URL").fill(`${service.url}/token`);
	await dialog.getByLabel("Client ID").fill("runnel");
	await dialog.getByLabel("Client Secret").fill("hush-hush");
	await dialog.getByLabel("Scope").fill("read");
	expect(await dialog.getByRole("textbox", { name: "Copy" }).inputValue()).toBe(
		`${shared.server.url}/rest/oauth2-credential/callback`,
	);
	const consent = async (choice: string): Promise<Page> => {
		const opening = context.waitForEvent("page");
		await dialog.getByRole("button", { name: /^Connect/ }).click();
		const provider = await opening;
		await provider.getByRole("heading", { name: "Let runnel read?" }).waitFor();
		await dialog.getByText("Waiting for your consent").waitFor();
		await provider.getByRole("link", { name: choice }).click();
		return provider;
	};

	const refused = await consent("Refuse");
	await refused.getByText("The service did not consent (access_denied: You said no).").waitFor();
	await dialog.getByText("The service did not consent (access_denied: You said no).").waitFor();
	await refused.close();

	broken = true;
	const failed = await consent("Allow");
	await failed.getByText("The service did not give a token (invalid_grant: The code is stale).").waitFor();
	await dialog.getByText("The service did not give a token (invalid_grant: The code is stale).").waitFor();
	await failed.close();
	broken = false;

	const forged = await consent("Forge");
	await forged.getByText("This consent was not asked for in this browser.").waitFor();
	await forged.close();
	expect(tokens).toBe(0);

	const allowed = await consent("Allow");
	await dialog.getByText("The account is connected").waitFor();
	if (!allowed.isClosed()) await allowed.waitForEvent("close");
	await dialog.getByRole("button", { name: "Connect again…" }).waitFor();
	await dialog.getByRole("button", { name: "Save" }).click();
	await dialog.waitFor({ state: "detached" });
	await execute(detail, "token-1");

	// The token expires: it is refreshed in the run, and the new one is kept.
	valid = "none";
	await execute(detail, "token-2");
	await execute(detail, "token-2");
	expect(tokens).toBe(2);

	await detail.getByRole("button", { name: "Edit: Account" }).click();
	await dialog.getByText("The account is connected").waitFor();
	await page.keyboard.press("Escape");
	await detailOf(page, "Request").waitFor();
	// The callback's pages answer 400 where they say that nothing was connected.
	expect(faults.filter((fault) => !fault.includes("400"))).toEqual([]);
});
