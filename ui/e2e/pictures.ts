import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const folder = fileURLToPath(new URL("./pictures/", import.meta.url));

/** Edge of the squares that are compared, in pixels: fonts differ between machines, places and colours do not. */
const SQUARE = 20;
/** How far the mean colour of a square may be off (of 255), and how many squares may be off further. */
const OFF = 24;
const SHARE = 0.04;

/**
 * Compares a picture of the page with the one that is kept in e2e/pictures; UPDATE_PICTURES=1 keeps it anew.
 * Gives the share of squares that differ, and throws when it is too large.
 */
export async function comparePicture(page: Page, name: string, selector?: string): Promise<number> {
	const picture = selector ? await page.locator(selector).screenshot() : await page.screenshot();
	const file = `${folder}${name}.png`;
	if (process.env.UPDATE_PICTURES === "1") {
		mkdirSync(folder, { recursive: true });
		writeFileSync(file, picture);
		return 0;
	}
	if (!existsSync(file)) throw new Error(`${file} is not there: UPDATE_PICTURES=1 makes it.`);
	const share = await page.evaluate(
		async ([before, now, square, off]) => {
			const pixels = async (base64: string) => {
				const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
				const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
				const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
				const context = canvas.getContext("2d");
				if (!context) throw new Error("no canvas");
				context.drawImage(bitmap, 0, 0);
				return context.getImageData(0, 0, bitmap.width, bitmap.height);
			};
			const a = await pixels(before);
			const b = await pixels(now);
			if (a.width !== b.width || a.height !== b.height) return 1;
			let differ = 0;
			let all = 0;
			for (let top = 0; top < a.height; top += square) {
				for (let left = 0; left < a.width; left += square) {
					const sums = [0, 0, 0];
					let count = 0;
					for (let y = top; y < Math.min(a.height, top + square); y++) {
						for (let x = left; x < Math.min(a.width, left + square); x++) {
							const at = (y * a.width + x) * 4;
							for (let c = 0; c < 3; c++) sums[c] = (sums[c] ?? 0) + (a.data[at + c] ?? 0) - (b.data[at + c] ?? 0);
							count++;
						}
					}
					all++;
					if (sums.some((sum) => Math.abs(sum / count) > off)) differ++;
				}
			}
			return differ / all;
		},
		[readFileSync(file).toString("base64"), picture.toString("base64"), SQUARE, OFF] as const,
	);
	if (share > SHARE) {
		writeFileSync(`${folder}${name}.now.png`, picture);
		throw new Error(
			`${name}: ${(share * 100).toFixed(1)} % of the squares differ from ${file}; what is there now lies beside it as ${name}.now.png.`,
		);
	}
	return share;
}
