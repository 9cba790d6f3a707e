import { expect, test } from "vitest";
import type { CredentialTypeDescription } from "@/api";
import { offeredCredentialTypes } from "./credential-types";
import { readMapper, withColumn, withColumns, withColumnValue, withoutColumn } from "./mapper";

const stored = {
	mappingMode: "defineBelow",
	value: { name: "Ada" },
	schema: [{ id: "name", displayName: "Name", type: "string", custom: true }],
	attemptToConvertTypes: false,
};

test("values and unknown keys stay through every change", () => {
	const mapper = readMapper(stored);
	expect(withColumnValue(mapper, "name", "Bob")).toEqual({ ...stored, value: { name: "Bob" } });
	const without = withoutColumn(mapper, "name");
	expect(without).toMatchObject({
		value: {},
		schema: [{ id: "name", custom: true, removed: true }],
		attemptToConvertTypes: false,
	});
	expect(withColumn(readMapper(without), "name")).toMatchObject({
		value: { name: "" },
		schema: [{ id: "name", custom: true }],
	});
});

test("columns come from the schema, from values without one and from the server", () => {
	const mapper = withColumns(readMapper({ value: { a: 1 }, schema: [{ id: "b" }, null, { id: "b" }] }), [
		{ id: "a", displayName: "A", type: "number" },
		{ id: "c", displayName: "C", type: "boolean" },
	]);
	expect(mapper.columns.map((c) => [c.id, c.displayName, c.type])).toEqual([
		["b", "b", "string"],
		["a", "a", "string"],
		["c", "C", "boolean"],
	]);
});

test("credential types by condition", () => {
	const type = (name: string, more = {}) =>
		({ name, displayName: name, properties: [], test: false, oauth2: false, ...more }) as CredentialTypeDescription;
	const all = [
		type("slackApi", { genericAuth: false }),
		type("httpBasicAuth", { genericAuth: true }),
		type("xOAuth2Api", { extends: ["oAuth2Api"], genericAuth: false }),
	];
	expect(offeredCredentialTypes(all, ["has:genericAuth"]).map((c) => c.name)).toEqual(["httpBasicAuth"]);
	expect(offeredCredentialTypes(all, ["extends:oAuth2Api"]).map((c) => c.name)).toEqual(["xOAuth2Api"]);
	expect(offeredCredentialTypes(all, ["has:authenticate"]).map((c) => c.name)).toEqual(["slackApi", "xOAuth2Api"]);
});
