/** Which credential types a parameter of kind credentialsSelect offers. */
import type { CredentialTypeDescription } from "@/api";

/** Types for any service, as n8n marks them. */
const GENERIC = new Set([
	"httpBasicAuth",
	"httpBearerAuth",
	"httpCustomAuth",
	"httpDigestAuth",
	"httpHeaderAuth",
	"httpQueryAuth",
	"oAuth1Api",
	"oAuth2Api",
]);

const isGeneric = (c: CredentialTypeDescription) => ("genericAuth" in c ? c.genericAuth === true : GENERIC.has(c.name));

/** The types that pass one of the conditions "has:genericAuth", "has:authenticate", "extends:NAME", by title. */
export function offeredCredentialTypes(
	all: readonly CredentialTypeDescription[],
	conditions: unknown,
): CredentialTypeDescription[] {
	const wanted = Array.isArray(conditions) ? conditions.filter((c): c is string => typeof c === "string") : [];
	const passes = (c: CredentialTypeDescription) =>
		wanted.length === 0 ||
		wanted.some((condition) => {
			if (condition === "has:genericAuth") return isGeneric(c);
			if (condition === "has:authenticate")
				return !isGeneric(c) && (!("authenticate" in c) || c.authenticate !== false);
			if (condition.startsWith("extends:")) return c.extends?.includes(condition.slice("extends:".length)) === true;
			return c.name === condition;
		});
	return all.filter(passes).sort((a, b) => a.displayName.localeCompare(b.displayName));
}
