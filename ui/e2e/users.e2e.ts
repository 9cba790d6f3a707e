import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { keepPicture, open, owner, type Watched } from "./browser";
import { chain, openWorkflow } from "./editor";
import { signedIn } from "./signed-in";

const shared = signedIn();
let other: Watched;

beforeAll(async () => {
	other = await open(shared.browser, shared.server.url);
});
afterEach(async ({ task }) => {
	if (task.result?.state === "fail") await keepPicture(other.page, `${task.name} (the other window)`);
});

const password = "another horse 7 Battery";
const row = (page: Page, email: string) => page.getByRole("row", { name: email });

const go = (page: Page, place: string) => page.getByRole("link", { name: place, exact: true }).click();

/** The link that is shown, and closes its dialog. */
async function takeLink(page: Page): Promise<string> {
	const dialog = page.getByRole("dialog", { name: "Invitation" });
	const link = await dialog.getByRole("textbox").inputValue();
	await dialog.getByRole("button", { name: "Close" }).last().click();
	await dialog.waitFor({ state: "detached" });
	return link;
}

test("the owner invites somebody, who joins, sees what a member may, and is removed again", async () => {
	const { page, faults } = shared.window;
	const guest = other.page;
	await openWorkflow(page, chain("For all", { name: "Nothing", type: "noOp" }));
	await go(page, "Users");
	await page.getByRole("button", { name: "Invite" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByLabel("Email").fill("grace@example.com");
	await dialog.getByLabel("First name").fill("Grace");
	await dialog.getByRole("button", { name: "Invite" }).click();
	const first = await takeLink(page);
	await row(page, "grace@example.com").getByText("invited").waitFor();

	// A link that was lost is replaced; only the new one counts.
	await page.getByRole("button", { name: "New link for grace@example.com" }).click();
	const link = await takeLink(page);
	for (const wrong of [first, link.replace(/token=.*/, "token=nobody")]) {
		await guest.goto(wrong);
		await guest.getByRole("heading", { name: "This invitation does not count" }).waitFor();
		await guest.getByRole("alert").getByText("Ask for a new link.").waitFor();
	}
	await guest.getByRole("button", { name: "Sign in instead" }).click();
	await guest.getByRole("heading", { name: "Sign in" }).waitFor();

	// Somebody who is signed in already is told, and keeps their session.
	await page.goto(link);
	await page.getByText(`You are signed in as ${owner.email}.`).waitFor();

	await guest.goto(link);
	await guest.getByText("You are invited as grace@example.com.").waitFor();
	expect(await guest.getByLabel("First name").inputValue()).toBe("Grace");
	await guest.getByLabel("Last name").fill("Hopper");
	await guest.getByLabel("Password").fill(password);
	await guest.getByRole("button", { name: "Create account" }).click();
	await guest.getByRole("heading", { name: "Workflows", exact: true }).waitFor();

	// A member works with workflows, and does not see who else there is.
	await guest.getByRole("link", { name: "For all" }).click();
	await guest.getByRole("button", { name: "Run workflow" }).click();
	await guest.getByText(/^Succeeded in/).waitFor();
	expect(await guest.getByRole("link", { name: "Users", exact: true }).count()).toBe(0);
	await go(guest, "Variables");
	await guest.getByRole("heading", { name: "Variables", exact: true }).waitFor();
	await guest.getByText("No variables yet").waitFor();
	expect(await guest.getByRole("button", { name: "New variable" }).count()).toBe(0);

	// The link counts once.
	const third = await open(shared.browser, shared.server.url);
	await third.page.goto(link);
	await third.page.getByRole("heading", { name: "This invitation does not count" }).waitFor();
	await third.context.close();

	// Removed, the member is out at once, whatever is on the page, and cannot come back.
	await go(guest, "Workflows");
	await guest.getByRole("link", { name: "For all" }).click();
	await guest.getByRole("button", { name: "Saved" }).waitFor();
	await go(page, "Users");
	await row(page, "grace@example.com").getByText("Grace Hopper").waitFor();
	await page.getByRole("button", { name: "Remove grace@example.com" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
	await row(page, "grace@example.com").waitFor({ state: "detached" });
	await guest.getByRole("heading", { name: "Sign in" }).waitFor();
	await guest.getByLabel("Email").fill("grace@example.com");
	await guest.getByLabel("Password").fill(password);
	await guest.getByRole("button", { name: "Sign in" }).click();
	await guest.getByText("The email address or the password is wrong.").waitFor();
	// The browser itself tells of the events that it was refused, and of the refused sign-in.
	expect([...faults, ...third.faults, ...other.faults.filter((fault) => !fault.includes("401"))]).toEqual([]);
});
