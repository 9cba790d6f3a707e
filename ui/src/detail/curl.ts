/**
 * Reads a cURL command line, as browsers and API documentation give it, and
 * turns it into the parameters of the HTTP Request node. The meaning of the
 * options is that of curl's manual page.
 */

/** A request as a command line describes it. */
export interface CurlRequest {
	method: string;
	url: string;
	query: NameValue[];
	headers: NameValue[];
	body: CurlBody;
	/** User name of `--user`; its password is not kept. */
	user?: string;
	insecure: boolean;
	followRedirects: boolean;
	proxy?: string;
	/** Milliseconds. */
	timeout?: number;
	/** What the command asks for and a node cannot do by itself, in words. */
	notes: CurlNote[];
}

export interface NameValue {
	name: string;
	value: string;
}

export type CurlBody =
	| { kind: "none" }
	| { kind: "json"; text: string }
	| { kind: "form"; fields: NameValue[] }
	| { kind: "multipart"; fields: (NameValue & { file: boolean })[] }
	| { kind: "raw"; text: string; type: string }
	| { kind: "file"; path: string };

/** A remark on the import; `detail` is the option, file or name that it is about. */
export interface CurlNote {
	code: "credential" | "file" | "ignored";
	detail: string;
}

/** The command cannot be read. */
export class CurlError extends Error {
	constructor(
		readonly code: "empty" | "notCurl" | "openQuote" | "missingValue" | "noUrl" | "badUrl",
		readonly detail = "",
	) {
		super(detail ? `${code}: ${detail}` : code);
	}
}

/** Options that take a value, by their long name. */
const WITH_VALUE = new Set(
	(
		"abstract-unix-socket aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to cookie cookie-jar " +
		"crlfile data data-ascii data-binary data-raw data-urlencode dns-servers doh-url dump-header form form-string header interface " +
		"json key key-type limit-rate max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir pass pinnedpubkey " +
		"preproxy proto proto-default proto-redir proxy proxy-header proxy-user range rate referer request request-target resolve retry " +
		"retry-delay retry-max-time socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr time-cond tls-max " +
		"trace trace-ascii unix-socket upload-file url url-query user user-agent variable write-out"
	).split(" "),
);

/** The one-letter forms. */
const SHORT: Record<string, string> = {
	A: "user-agent",
	b: "cookie",
	c: "cookie-jar",
	C: "continue-at",
	d: "data",
	D: "dump-header",
	e: "referer",
	E: "cert",
	F: "form",
	f: "fail",
	G: "get",
	H: "header",
	I: "head",
	i: "include",
	k: "insecure",
	K: "config",
	L: "location",
	m: "max-time",
	N: "no-buffer",
	n: "netrc",
	o: "output",
	O: "remote-name",
	q: "disable",
	r: "range",
	s: "silent",
	S: "show-error",
	T: "upload-file",
	u: "user",
	U: "proxy-user",
	v: "verbose",
	w: "write-out",
	x: "proxy",
	X: "request",
	z: "time-cond",
	"0": "http1.0",
	"1": "tlsv1",
	"4": "ipv4",
	"6": "ipv6",
	"#": "progress-bar",
};
WITH_VALUE.add("continue-at");

/** Options that change nothing that the node would do differently. */
const SILENT = new Set(
	(
		"silent show-error verbose compressed fail fail-with-body include progress-bar no-buffer output remote-name remote-header-name " +
		"http1.0 http1.1 http2 http2-prior-knowledge http3 ipv4 ipv6 tlsv1 tlsv1.2 tlsv1.3 globoff disable no-progress-meter write-out " +
		"dump-header stderr trace trace-ascii create-dirs output-dir path-as-is raw no-keepalive tcp-nodelay ssl-no-revoke location-trusted next"
	).split(" "),
);

/** Splits a command line into words by the rules of the shell; cmd's carets are understood too. */
export function shellWords(line: string): string[] {
	let text = line.replace(/\r\n/g, "\n").trim();
	// A browser's "copy as cURL (cmd)" escapes by carets.
	if (/\^\n|\^"/.test(text)) text = text.replace(/\^\n/g, " ").replace(/\^([\s\S])/g, "$1");
	const words: string[] = [];
	let word = "";
	let open = false;
	let i = 0;
	while (i < text.length) {
		const c = text.charAt(i);
		if (c === "\\") {
			if (text.charAt(i + 1) !== "\n") {
				word += text.charAt(i + 1);
				open = true;
			}
			i += 2;
		} else if (c === "'") {
			const end = text.indexOf("'", i + 1);
			if (end < 0) throw new CurlError("openQuote", text.slice(i, i + 20));
			word += text.slice(i + 1, end);
			open = true;
			i = end + 1;
		} else if (c === "$" && text.charAt(i + 1) === "'") {
			const [part, next] = ansiQuoted(text, i + 2);
			word += part;
			open = true;
			i = next;
		} else if (c === '"') {
			open = true;
			const start = i;
			i++;
			while (i < text.length && text.charAt(i) !== '"') {
				if (text.charAt(i) === "\\" && '"\\$`\n'.includes(text.charAt(i + 1))) {
					if (text.charAt(i + 1) !== "\n") word += text.charAt(i + 1);
					i += 2;
				} else {
					word += text.charAt(i);
					i++;
				}
			}
			if (i >= text.length) throw new CurlError("openQuote", text.slice(start, start + 20));
			i++;
		} else if (/\s/.test(c)) {
			if (open) words.push(word);
			word = "";
			open = false;
			i++;
		} else if (c === ";" || c === "|" || c === "&" || c === ">" || c === "<") {
			// Only the first command counts.
			break;
		} else {
			word += c;
			open = true;
			i++;
		}
	}
	if (open) words.push(word);
	return words;
}

/** Reads $'…' from behind its quote; gives the text and the place behind it. */
function ansiQuoted(text: string, from: number): [string, number] {
	const letters: Record<string, string> = {
		n: "\n",
		t: "\t",
		r: "\r",
		a: "\x07",
		b: "\b",
		e: "\x1b",
		f: "\f",
		v: "\v",
	};
	let out = "";
	let i = from;
	while (i < text.length) {
		const c = text.charAt(i);
		if (c === "'") return [out, i + 1];
		if (c !== "\\") {
			out += c;
			i++;
			continue;
		}
		const code = /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,6})|x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/.exec(
			text.slice(i + 1, i + 8),
		);
		if (code) {
			const [all, short, long, hex, octal] = code;
			const point = octal ? Number.parseInt(octal, 8) : Number.parseInt(short ?? long ?? hex ?? "0", 16);
			out += point <= 0x10ffff ? String.fromCodePoint(point) : "\uFFFD";
			i += 1 + all.length;
		} else {
			const next = text.charAt(i + 1);
			out += letters[next] ?? next;
			i += 2;
		}
	}
	throw new CurlError("openQuote", text.slice(from - 2, from + 18));
}

interface Option {
	name: string;
	value: string;
}

/** Sorts the words behind "curl" into options and addresses. */
function options(words: string[]): { list: Option[]; urls: string[] } {
	const list: Option[] = [];
	const urls: string[] = [];
	let i = 0;
	const take = (name: string): string => {
		i++;
		const value = words[i];
		if (value === undefined) throw new CurlError("missingValue", name);
		return value;
	};
	for (; i < words.length; i++) {
		const word = words[i] ?? "";
		if (word.startsWith("--") && word.length > 2) {
			const equals = word.indexOf("=");
			const name = word.slice(2, equals < 0 ? undefined : equals);
			if (equals >= 0) list.push({ name, value: word.slice(equals + 1) });
			else list.push({ name, value: WITH_VALUE.has(name) ? take(word) : "" });
		} else if (word.startsWith("-") && word.length > 1) {
			for (let k = 1; k < word.length; k++) {
				const letter = word.charAt(k);
				const name = SHORT[letter] ?? letter;
				if (!WITH_VALUE.has(name)) {
					list.push({ name, value: "" });
					continue;
				}
				const rest = word.slice(k + 1);
				list.push({ name, value: rest || take(`-${letter}`) });
				break;
			}
		} else urls.push(word);
	}
	return { list, urls };
}

/** Reads a command. Throws CurlError. */
export function parseCurl(line: string): CurlRequest {
	const words = shellWords(line.replace(/^\s*\$\s+/, ""));
	if (words.length === 0) throw new CurlError("empty");
	// Settings of the environment may stand before the command.
	while (/^[A-Za-z_]\w*=/.test(words[0] ?? "")) words.shift();
	if (!/(?:^|[\\/])curl(?:\.exe)?$/i.test(words[0] ?? "")) throw new CurlError("notCurl", words[0] ?? "");
	const { list, urls } = options(words.slice(1));

	const headers: NameValue[] = [];
	const data: string[] = [];
	const urlQuery: NameValue[] = [];
	const multipart: (NameValue & { file: boolean })[] = [];
	const notes: CurlNote[] = [];
	const note = (code: CurlNote["code"], detail: string) => {
		if (!notes.some((n) => n.code === code && n.detail === detail)) notes.push({ code, detail });
	};
	let method = "";
	let asQuery = false;
	let json = false;
	let bodyFile: string | undefined;
	let user: string | undefined;
	let insecure = false;
	let followRedirects = false;
	let proxy: string | undefined;
	let timeout: number | undefined;
	let head = false;

	for (const { name, value } of list) {
		switch (name) {
			case "request":
				method = value.toUpperCase();
				break;
			case "url":
				urls.push(value);
				break;
			case "header": {
				const colon = value.indexOf(":");
				if (colon > 0) headers.push({ name: value.slice(0, colon).trim(), value: value.slice(colon + 1).trim() });
				else if (value.endsWith(";")) headers.push({ name: value.slice(0, -1).trim(), value: "" });
				else note("ignored", value.startsWith("@") ? `--header ${value}` : value);
				break;
			}
			case "user-agent":
				headers.push({ name: "User-Agent", value });
				break;
			case "referer":
				headers.push({ name: "Referer", value: value.replace(/;auto$/, "") });
				break;
			case "cookie":
				if (value.includes("=")) headers.push({ name: "Cookie", value });
				else note("file", value);
				break;
			case "oauth2-bearer":
				headers.push({ name: "Authorization", value: `Bearer ${value}` });
				break;
			case "data":
			case "data-ascii":
			case "data-binary":
			case "json":
				if (name === "json") json = true;
				if (value.startsWith("@")) {
					bodyFile = value.slice(1);
					note("file", bodyFile);
				} else data.push(value);
				break;
			case "data-raw":
				data.push(value);
				break;
			case "data-urlencode":
				data.push(urlEncoded(value, (file) => note("file", file)));
				break;
			case "url-query":
				urlQuery.push(
					...pairs(
						urlEncoded(value, (file) => note("file", file)),
						false,
					),
				);
				break;
			case "form":
			case "form-string": {
				const equals = value.indexOf("=");
				const content = value.slice(equals + 1);
				const file = name === "form" && /^[@<]/.test(content);
				const plain = unquoted(file ? (content.slice(1).split(";")[0] ?? "") : content);
				if (file) note("file", plain);
				multipart.push({ name: value.slice(0, Math.max(equals, 0)), value: plain, file });
				break;
			}
			case "upload-file":
				bodyFile = value;
				method ||= "PUT";
				note("file", value);
				break;
			case "user":
				user = value.split(":")[0] ?? "";
				note("credential", user);
				break;
			case "get":
				asQuery = true;
				break;
			case "head":
				head = true;
				break;
			case "insecure":
				insecure = true;
				break;
			case "location":
			case "location-trusted":
				followRedirects = true;
				break;
			case "proxy":
				proxy = value;
				break;
			case "max-time":
				if (Number(value) > 0) timeout = Math.round(Number(value) * 1000);
				break;
			default:
				if (!SILENT.has(name)) note("ignored", name.length > 1 ? `--${name}` : `-${name}`);
		}
	}

	const address = urls[0];
	if (!address) throw new CurlError("noUrl");
	const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`;
	const { url, query } = splitQuery(withScheme);
	if (!/^https?:\/\/[^/?#\s]+/i.test(url)) throw new CurlError("badUrl", address);
	query.push(...urlQuery);

	const type = headers.find((h) => h.name.toLowerCase() === "content-type")?.value.toLowerCase() ?? "";
	const text = data.join("&");
	let body: CurlBody = { kind: "none" };
	if (asQuery) query.push(...pairs(text, true));
	else if (multipart.length > 0) body = { kind: "multipart", fields: multipart };
	else if (bodyFile !== undefined) body = { kind: "file", path: bodyFile };
	else if (data.length > 0) {
		const content = json ? data.join("") : text;
		if (json || type.includes("json") || (!type && isJsonObject(content)))
			body = { kind: "json", text: pretty(content) };
		else if (!type || type.startsWith("application/x-www-form-urlencoded")) {
			const fields = pairs(content, true);
			body =
				fields.every((f) => f.name !== "") && fields.length > 0
					? { kind: "form", fields }
					: { kind: "raw", text: content, type };
		} else body = { kind: "raw", text: content, type };
	}
	if (!method) method = head ? "HEAD" : body.kind === "none" ? "GET" : "POST";

	// What the node sets by itself is no header of its own.
	const own = headers.filter((h) => {
		const lower = h.name.toLowerCase();
		if (lower === "content-length") return false;
		return lower !== "content-type" || body.kind === "none" || body.kind === "file";
	});
	if (json && !own.some((h) => h.name.toLowerCase() === "accept"))
		own.push({ name: "Accept", value: "application/json" });
	return { method, url, query, headers: own, body, user, insecure, followRedirects, proxy, timeout, notes };
}

function unquoted(text: string): string {
	return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, "$1") : text;
}

/** The content of --data-urlencode: "name=content", "=content", "content" or a file. */
function urlEncoded(value: string, file: (path: string) => void): string {
	const equals = value.indexOf("=");
	const at = value.indexOf("@");
	if (at >= 0 && (equals < 0 || at < equals)) {
		file(value.slice(at + 1));
		return at > 0 ? `${value.slice(0, at)}=` : "";
	}
	if (equals < 0) return encodeURIComponent(value);
	const name = value.slice(0, equals);
	return (name ? `${name}=` : "") + encodeURIComponent(value.slice(equals + 1));
}

function splitQuery(address: string): { url: string; query: NameValue[] } {
	const hash = address.indexOf("#");
	const plain = hash < 0 ? address : address.slice(0, hash);
	const mark = plain.indexOf("?");
	if (mark < 0) return { url: plain, query: [] };
	return { url: plain.slice(0, mark), query: pairs(plain.slice(mark + 1), true) };
}

function pairs(text: string, decode: boolean): NameValue[] {
	if (text === "") return [];
	return text.split("&").map((part) => {
		const equals = part.indexOf("=");
		const [name, value] = equals < 0 ? [part, ""] : [part.slice(0, equals), part.slice(equals + 1)];
		return decode || /%/.test(part) ? { name: decoded(name), value: decoded(value) } : { name, value };
	});
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text.replace(/\+/g, " "));
	} catch {
		return text;
	}
}

function isJsonObject(text: string): boolean {
	if (!/^\s*[{[]/.test(text)) return false;
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

function pretty(text: string): string {
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
}

/** Every parameter that an import sets, so that what an earlier request left behind does not stay. */
const IMPORTED = [
	"method",
	"url",
	"authentication",
	"genericAuthType",
	"nodeCredentialType",
	"sendQuery",
	"specifyQuery",
	"queryParameters",
	"jsonQuery",
	"sendHeaders",
	"specifyHeaders",
	"headerParameters",
	"jsonHeaders",
	"sendBody",
	"contentType",
	"specifyBody",
	"bodyParameters",
	"jsonBody",
	"body",
	"rawContentType",
	"inputDataFieldName",
	"options",
];

/**
 * The parameters of the HTTP Request node (versions 3 and 4) for a request.
 * Parameters that the import does not know stay as they are in `before`.
 */
export function curlParameters(request: CurlRequest, before: Record<string, unknown> = {}): Record<string, unknown> {
	const out: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(before)) if (!IMPORTED.includes(key)) out[key] = value;
	if (request.method !== "GET") out.method = request.method;
	out.url = literal(request.url);
	if (request.user !== undefined) {
		out.authentication = "genericCredentialType";
		out.genericAuthType = "httpBasicAuth";
	}
	if (request.query.length > 0) {
		out.sendQuery = true;
		out.queryParameters = { parameters: request.query.map(fieldOf) };
	}
	if (request.headers.length > 0) {
		out.sendHeaders = true;
		out.headerParameters = { parameters: request.headers.map(fieldOf) };
	}
	const { body } = request;
	if (body.kind !== "none") out.sendBody = true;
	switch (body.kind) {
		case "json":
			out.specifyBody = "json";
			out.jsonBody = literal(body.text);
			break;
		case "form":
			out.contentType = "form-urlencoded";
			out.bodyParameters = { parameters: body.fields.map(fieldOf) };
			break;
		case "multipart":
			out.contentType = "multipart-form-data";
			out.bodyParameters = {
				parameters: body.fields.map((f) =>
					f.file
						? { parameterType: "formBinaryData", name: literal(f.name), inputDataFieldName: "data" }
						: { parameterType: "formData", ...fieldOf(f) },
				),
			};
			break;
		case "raw":
			out.contentType = "raw";
			out.rawContentType = literal(body.type || "text/plain");
			out.body = literal(body.text);
			break;
		case "file":
			out.contentType = "binaryData";
			out.inputDataFieldName = "data";
			break;
	}
	const extra: Record<string, unknown> = {};
	if (request.insecure) extra.allowUnauthorizedCerts = true;
	if (request.proxy) extra.proxy = request.proxy;
	if (request.timeout) extra.timeout = request.timeout;
	if (Object.keys(extra).length > 0) out.options = extra;
	return out;
}

function fieldOf({ name, value }: NameValue): NameValue {
	return { name: literal(name), value: literal(value) };
}

/** Text that would be read as an expression becomes one that gives this text. */
function literal(text: string): string {
	return text.startsWith("=") ? `==${text.slice(1)}` : text;
}
