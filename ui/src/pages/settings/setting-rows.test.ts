import { expect, test } from "vitest";
import { settingRows } from "./setting-rows";

test("facts, groups and flags", () => {
	expect(
		settingRows({
			recording: true,
			folder: "",
			retention: { maxAgeHours: 336, flag: "--executions-max-age" },
			timezone: { value: "Europe/Berlin", flag: "--timezone" },
			hosts: ["a", "b"],
		}),
	).toEqual([
		{ name: "Recording", value: "on", flag: "" },
		{ name: "Folder", value: "–", flag: "" },
		{ name: "Retention: max age hours", value: "336", flag: "--executions-max-age" },
		{ name: "Timezone", value: "Europe/Berlin", flag: "--timezone" },
		{ name: "Hosts", value: "a, b", flag: "" },
	]);
});
