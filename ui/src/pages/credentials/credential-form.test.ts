import { expect, test } from "vitest";
import type { CredentialTypeDescription } from "@/api";
import { fieldsOf, foundTypes, isSecret, missing, shownFields } from "./credential-form";

const types: CredentialTypeDescription[] = [
	{
		name: "base",
		displayName: "Base",
		test: false,
		oauth2: false,
		properties: [
			{ displayName: "Grant", name: "grant", type: "options", default: "code" },
			{ displayName: "Secret", name: "secret", type: "string", typeOptions: { password: true }, default: "" },
			{ displayName: "URL", name: "url", type: "string", default: "", displayOptions: { show: { grant: ["code"] } } },
		],
	},
	{
		name: "special",
		displayName: "Special",
		extends: ["base"],
		test: true,
		oauth2: true,
		properties: [
			{ displayName: "Grant", name: "grant", type: "hidden", default: "client" },
			{ displayName: "Account", name: "account", type: "string", default: "", required: true },
		],
	},
	{ name: "ring", displayName: "Ring", extends: ["ring"], test: false, oauth2: false, properties: [] },
];

test("fields of the types below come first, own ones replace them", () => {
	expect(fieldsOf(types, "special").map((field) => [field.name, field.type])).toEqual([
		["grant", "hidden"],
		["secret", "string"],
		["url", "string"],
		["account", "string"],
	]);
	expect(fieldsOf(types, "ring")).toEqual([]);
	expect(fieldsOf(types, "unknown")).toEqual([]);
});

test("what is shown follows the values and their defaults", () => {
	const names = (type: string, values: Record<string, unknown>) =>
		shownFields(fieldsOf(types, type), values, type).map((field) => field.name);
	expect(names("base", {})).toEqual(["grant", "secret", "url"]);
	expect(names("base", { grant: "client" })).toEqual(["grant", "secret"]);
	expect(names("special", {})).toEqual(["secret", "account"]);
});

test("secrets and what is missing", () => {
	const fields = fieldsOf(types, "special");
	expect(fields.filter(isSecret).map((field) => field.name)).toEqual(["secret"]);
	expect([...missing(fields, {}).keys()]).toEqual(["account"]);
	expect(missing(fields, { account: "a" }).size).toBe(0);
});

test("types are found by their names, those that begin with the words first", () => {
	const type = (name: string, displayName: string) => ({
		name,
		displayName,
		test: false,
		oauth2: false,
		properties: [],
	});
	const all = [type("gmailOAuth2", "Gmail OAuth2 API"), type("oAuth2Api", "OAuth2 API"), type("basic", "Basic Auth")];
	const names = (search: string) => foundTypes(all, search).map((one) => one.name);
	expect(names(" OAuth2 api")).toEqual(["oAuth2Api", "gmailOAuth2"]);
	expect(names("")).toEqual(["basic", "gmailOAuth2", "oAuth2Api"]);
	expect(names("nothing")).toEqual([]);
});
