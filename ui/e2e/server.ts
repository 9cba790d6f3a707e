import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const binary = process.env.RUNNEL_BIN ?? `${root}bin/runnel`;

async function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.on("error", reject);
		probe.listen(0, "127.0.0.1", () => {
			const address = probe.address();
			probe.close(() =>
				address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
			);
		});
	});
}

/** The program on a port of its own, with a data folder of its own. */
export class Server {
	private child: ChildProcess | undefined;
	private log = "";

	private constructor(
		readonly url: string,
		private readonly listen: string,
		private readonly folder: string,
		private readonly flags: string[],
	) {}

	static async start(flags: string[] = []): Promise<Server> {
		if (!existsSync(binary)) throw new Error(`${binary} is not there: run \`make build\` first.`);
		const listen = `127.0.0.1:${await freePort()}`;
		const server = new Server(`http://${listen}`, listen, mkdtempSync(`${tmpdir()}/runnel-e2e-`), flags);
		await server.up();
		return server;
	}

	/** Starts the program, again after `down`, and waits until it answers. */
	async up(): Promise<void> {
		// An own folder as home and without variables: settings of whoever runs the tests do not count.
		const child = spawn(binary, ["start", "--listen", this.listen, "--data", this.folder, ...this.flags], {
			cwd: this.folder,
			env: { PATH: process.env.PATH, HOME: this.folder, TZ: "UTC" },
			stdio: ["ignore", "pipe", "pipe"],
		});
		this.child = child;
		let ended = false;
		child.on("exit", () => {
			ended = true;
		});
		child.stdout?.on("data", (piece) => {
			this.log += piece;
		});
		child.stderr?.on("data", (piece) => {
			this.log += piece;
		});
		for (;;) {
			if (ended) throw new Error(`the program ended:\n${this.log}`);
			try {
				const answer = await fetch(`${this.url}/healthz`);
				await answer.arrayBuffer();
				if (answer.ok) return;
			} catch {
				// Not listening yet.
			}
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	/** Ends the program; the data stay. */
	async down(): Promise<void> {
		const child = this.child;
		if (!child || child.exitCode !== null) return;
		await new Promise<void>((resolve) => {
			child.on("exit", () => resolve());
			child.kill("SIGTERM");
		});
	}

	async end(): Promise<void> {
		await this.down();
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** What the program wrote, for messages of failed tests. */
	get output(): string {
		return this.log;
	}
}
