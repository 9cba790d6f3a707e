import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";

/** What a service got. */
export interface Asked {
	method: string;
	url: URL;
	headers: IncomingMessage["headers"];
	body: string;
}

export interface Answer {
	status?: number;
	headers?: Record<string, string>;
	/** An object is sent as JSON. */
	body?: string | object;
}

export interface Service {
	/** Its address, without a slash at the end; known once the tests run. */
	url: string;
	asked: Asked[];
}

/** A service in the test's own process, for workflows and browsers to call while the tests of a file run. */
export function serve(answer: (asked: Asked) => Answer): Service {
	const service: Service = { url: "", asked: [] };
	const server = createServer(async (request, response) => {
		const parts: Buffer[] = [];
		for await (const part of request) parts.push(part);
		const one: Asked = {
			method: request.method ?? "",
			url: new URL(request.url ?? "/", "http://service"),
			headers: request.headers,
			body: Buffer.concat(parts).toString(),
		};
		service.asked.push(one);
		const { status = 200, headers = {}, body = "" } = answer(one);
		const json = typeof body !== "string";
		response.writeHead(status, { ...(json ? { "Content-Type": "application/json" } : {}), ...headers });
		response.end(json ? JSON.stringify(body) : body);
	});
	beforeAll(async () => {
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterAll(async () => {
		await new Promise<void>((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	});
	return service;
}
