import { describe, expect, test } from "vitest";
import { CurlError, curlParameters, parseCurl, shellWords } from "./curl";

describe("the shell's words", () => {
	test.each([
		["curl 'a b' \"c d\" e\\ f", ["curl", "a b", "c d", "e f"]],
		["curl \\\n  -H 'X: 1'", ["curl", "-H", "X: 1"]],
		[`curl "say \\"hi\\" \\n"`, ["curl", 'say "hi" \\n']],
		["curl $'it\\'s \\u00fc \\x41\\n'", ["curl", "it's ü A\n"]],
		["curl ''", ["curl", ""]],
		["curl a'b'\"c\"", ["curl", "abc"]],
		['curl ^"https://x.test/?a=1^&b=2^" ^\n -H ^"A: b^"', ["curl", "https://x.test/?a=1&b=2", "-H", "A: b"]],
		["curl http://x.test | jq .", ["curl", "http://x.test"]],
	])("%s", (line, words) => expect(shellWords(line)).toEqual(words));

	test("a quote that is not closed", () => expect(() => shellWords("curl 'a")).toThrow(CurlError));
});

describe("requests", () => {
	test("address only", () => {
		const r = parseCurl("curl https://api.test/things?limit=5&q=a%20b");
		// The unquoted "&" ends the command, as in a shell.
		expect(r).toMatchObject({
			method: "GET",
			url: "https://api.test/things",
			query: [{ name: "limit", value: "5" }],
			body: { kind: "none" },
		});
	});

	test("query in quotes is decoded", () => {
		expect(parseCurl("curl 'https://api.test/t?limit=5&q=a%20b+c#top'").query).toEqual([
			{ name: "limit", value: "5" },
			{ name: "q", value: "a b c" },
		]);
	});

	test("JSON body", () => {
		const r = parseCurl(
			`curl -X POST https://api.test/t -H 'Content-Type: application/json' -H 'X-A: 1' -d '{"a":[1]}'`,
		);
		expect(r.method).toBe("POST");
		expect(r.body).toEqual({ kind: "json", text: '{\n  "a": [\n    1\n  ]\n}' });
		// The node sets the content type by itself.
		expect(r.headers).toEqual([{ name: "X-A", value: "1" }]);
	});

	test("--json", () => {
		const r = parseCurl(`curl --json '{"a":1}' api.test/t`);
		expect(r).toMatchObject({
			method: "POST",
			url: "http://api.test/t",
			headers: [{ name: "Accept", value: "application/json" }],
		});
		expect(r.body.kind).toBe("json");
	});

	test("form fields, several -d and --data-urlencode", () => {
		expect(parseCurl("curl https://x.test -d a=1 -d 'b=2 3' --data-urlencode 'c=4&5'").body).toEqual({
			kind: "form",
			fields: [
				{ name: "a", value: "1" },
				{ name: "b", value: "2 3" },
				{ name: "c", value: "4&5" },
			],
		});
	});

	test("-G moves data to the query", () => {
		const r = parseCurl("curl -G https://x.test/s -d q=cats -d n=2");
		expect(r).toMatchObject({ method: "GET", body: { kind: "none" } });
		expect(r.query).toEqual([
			{ name: "q", value: "cats" },
			{ name: "n", value: "2" },
		]);
	});

	test("multipart with a file", () => {
		const r = parseCurl(`curl https://x.test -F name=Ada -F 'photo=@"me.png";type=image/png'`);
		expect(r.method).toBe("POST");
		expect(r.body).toEqual({
			kind: "multipart",
			fields: [
				{ name: "name", value: "Ada", file: false },
				{ name: "photo", value: "me.png", file: true },
			],
		});
		expect(r.notes).toContainEqual({ code: "file", detail: "me.png" });
	});

	test("raw bodies keep their type", () => {
		expect(parseCurl("curl https://x.test -H 'content-type: text/xml' --data-binary '<a/>'").body).toEqual({
			kind: "raw",
			text: "<a/>",
			type: "text/xml",
		});
	});

	test("joined and attached short options", () => {
		const r = parseCurl("curl -sSLk -XPUT -uada:secret -m5 https://x.test");
		expect(r).toMatchObject({ method: "PUT", insecure: true, followRedirects: true, user: "ada", timeout: 5000 });
	});

	test("a password is not kept anywhere", () => {
		const r = parseCurl("curl -u ada:secret https://x.test");
		expect(JSON.stringify([r, curlParameters(r)])).not.toContain("secret");
	});

	test("unknown options are told", () => {
		expect(parseCurl("curl --frobnicate https://x.test").notes).toEqual([{ code: "ignored", detail: "--frobnicate" }]);
	});

	test.each([
		["", "empty"],
		["wget https://x.test", "notCurl"],
		["curl -H", "missingValue"],
		["curl -s", "noUrl"],
		["curl file:///etc/passwd", "badUrl"],
		["curl http://", "badUrl"],
	])("%s is refused: %s", (line, code) => {
		try {
			parseCurl(line);
			expect.unreachable();
		} catch (error) {
			expect(error).toBeInstanceOf(CurlError);
			expect((error as CurlError).code).toBe(code);
		}
	});
});

describe("parameters", () => {
	test("what the earlier request had goes, unknown parameters stay", () => {
		const before = { method: "POST", sendBody: true, jsonBody: "{}", url: "http://old.test", futureThing: 7 };
		expect(curlParameters(parseCurl("curl https://new.test"), before)).toEqual({
			url: "https://new.test",
			futureThing: 7,
		});
	});

	test("text that begins with = does not become an expression", () => {
		expect(curlParameters(parseCurl("curl https://x.test -H 'A: =1+1'")).headerParameters).toEqual({
			parameters: [{ name: "A", value: "==1+1" }],
		});
	});

	test("basic authentication chooses the credential type", () => {
		expect(curlParameters(parseCurl("curl -u ada https://x.test"))).toMatchObject({
			authentication: "genericCredentialType",
			genericAuthType: "httpBasicAuth",
		});
	});

	test("options", () => {
		expect(curlParameters(parseCurl("curl -k -x http://p.test:8080 -m 2.5 https://x.test")).options).toEqual({
			allowUnauthorizedCerts: true,
			proxy: "http://p.test:8080",
			timeout: 2500,
		});
	});
});
