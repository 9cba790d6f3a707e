import { expect, test } from "vitest";
import { formatAgo, formatBytes, formatCount, formatDuration, formatShare } from "./format";

test.each([
	[0, "< 1 ms"],
	[0.85, "850 µs"],
	[0.0001, "1 µs"],
	[1.24, "1.2 ms"],
	[12, "12 ms"],
	[999, "999 ms"],
	[999.7, "1.00 s"],
	[1240, "1.24 s"],
	[59_999, "1 min 00 s"],
	[185_000, "3 min 05 s"],
	[7_800_000, "2 h 10 min"],
	[-1, "–"],
])("%d ms are written %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
	[0, "0 B"],
	[999, "999 B"],
	[1400, "1.4 kB"],
	[999_600, "1.0 MB"],
	[23_000_000, "23 MB"],
])("%d bytes are written %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test("ages", () => {
	const now = new Date("2026-05-10T12:00:00Z");
	expect(formatAgo("2026-05-10T11:59:50Z", now)).toBe("just now");
	expect(formatAgo("2026-05-10T11:55:00Z", now)).toBe("5 min ago");
	expect(formatAgo("2026-05-10T09:00:00Z", now)).toBe("3 h ago");
	expect(formatAgo("2026-05-09T12:00:00Z", now)).toBe("1 day ago");
	expect(formatAgo("no time", now)).toBe("–");
});

test("counts and shares", () => {
	expect(formatCount(1, "item")).toBe("1 item");
	expect(formatCount(2000, "item")).toBe("2,000 items");
	expect(formatCount(2, "entry", "entries")).toBe("2 entries");
	expect(formatShare(0)).toBe("0 %");
	expect(formatShare(0.004)).toBe("<1 %");
	expect(formatShare(0.123)).toBe("12 %");
});
