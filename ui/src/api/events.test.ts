import { expect, test } from "vitest";
import { StreamParser } from "./events";

const whole =
	'event: a\nid: 1\ndata: {"x":1}\n\n: beat\n\nevent: b\r\ndata: one\r\ndata: two\r\n\r\ndata: plain\rid: 7\r\r';
const events = [
	{ id: "1", name: "a", data: '{"x":1}' },
	{ id: "1", name: "b", data: "one\ntwo" },
	{ id: "7", name: "message", data: "plain" },
];

test("events of a stream, however it is cut into pieces", () => {
	for (let size = 1; size <= whole.length; size++) {
		const parser = new StreamParser();
		const seen = [];
		for (let at = 0; at < whole.length; at += size) seen.push(...parser.push(whole.slice(at, at + size)));
		seen.push(...parser.push("\n"));
		expect(seen).toEqual(events);
	}
});

test("comments, unknown fields and events without data say nothing", () => {
	expect(new StreamParser().push(": x\nretry: 5\nevent: a\n\n\n\n")).toEqual([]);
});
