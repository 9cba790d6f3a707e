import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// One browser test after the other: each has a server and a browser of its own, and small machines have few cores.
export default defineConfig({
	root: fileURLToPath(new URL("..", import.meta.url)),
	resolve: { alias: { "@": fileURLToPath(new URL("../src", import.meta.url)) } },
	test: {
		include: process.env.CHROMIUM ? ["e2e/*.e2e.ts"] : ["e2e/build.test.ts"],
		environment: "node",
		fileParallelism: false,
		// Bounds against hanging only: nothing here asks how fast something is.
		testTimeout: 600_000,
		hookTimeout: 300_000,
		expect: { poll: { timeout: 60_000 } },
	},
});
