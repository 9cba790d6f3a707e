import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.RUNNEL_SERVER ?? "http://127.0.0.1:5678";

// `npm run dev` passes calls on to a running server: that of `make run`, or of RUNNEL_SERVER.
export default defineConfig({
	plugins: [react()],
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
		proxy: Object.fromEntries(
			["/api", "/types", "/rest", "/webhook", "/webhook-test"].map((path) => [path, { target: server }]),
		),
	},
});
