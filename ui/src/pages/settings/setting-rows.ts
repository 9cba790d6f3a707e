import type { Json, JsonObject } from "@/api";

export interface SettingRow {
	name: string;
	value: string;
	/** The flag that sets it, empty when the server does not say. */
	flag: string;
}

/** "maxAgeHours" → "Max age hours". */
function words(key: string): string {
	const text = key.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
	return text.charAt(0).toUpperCase() + text.slice(1);
}

function written(value: Json): string {
	if (value === null || value === undefined || value === "") return "–";
	if (value === true) return "on";
	if (value === false) return "off";
	if (Array.isArray(value)) return value.length === 0 ? "–" : value.map(written).join(", ");
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * The server's facts as rows. A fact is a value, or an object with `value` and `flag`; other objects are groups
 * whose members become rows of their own.
 */
export function settingRows(settings: JsonObject, prefix = "", inherited = ""): SettingRow[] {
	return Object.entries(settings).flatMap(([key, value]): SettingRow[] => {
		const name = prefix ? `${prefix}: ${words(key).toLowerCase()}` : words(key);
		if (typeof value === "object" && value !== null && !Array.isArray(value)) {
			if ("value" in value) return [{ name, value: written(value.value), flag: String(value.flag ?? inherited) }];
			const { flag, ...rest } = value as JsonObject;
			return settingRows(rest, name, typeof flag === "string" ? flag : "");
		}
		return [{ name, value: written(value), flag: inherited }];
	});
}
