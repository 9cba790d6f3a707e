import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { mockServer } from "./dev/mock.ts";

const server = process.env.RUNNEL_SERVER;

// `npm run dev` serves the API from memory; with RUNNEL_SERVER=http://127.0.0.1:5678 it passes the calls on to a running server.
export default defineConfig({
	plugins: [react(), ...(server ? [] : [mockServer()])],
	resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
	build: {
		target: "es2022",
		outDir: "dist",
		emptyOutDir: true,
		// Small files stay files: data: URLs in scripts would need a wider policy.
		assetsInlineLimit: 0,
		chunkSizeWarningLimit: 900,
		manifest: "manifest.json",
	},
	server: {
		host: "127.0.0.1",
		proxy: server
			? Object.fromEntries(["/api", "/types", "/rest", "/webhook", "/webhook-test"].map((p) => [p, { target: server }]))
			: undefined,
	},
});
