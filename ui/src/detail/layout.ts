/** How the panel is laid out, kept in the browser between visits. */
import { create } from "zustand";

export type Dock = "right" | "bottom" | "full";
export type ViewName = "schema" | "table" | "json" | "binary";

interface Layout {
	dock: Dock;
	/** Share of the page that the panel takes, by dock. */
	right: number;
	bottom: number;
	/** Shares of the three columns' room that input and output take. */
	input: number;
	output: number;
	/** Share of the height that the input takes where input and output stand above each other. */
	stacked: number;
	inputView: ViewName;
	outputView: ViewName;
}

const KEY = "runnel.detail";
const DEFAULT: Layout = {
	dock: "bottom",
	right: 0.5,
	bottom: 0.56,
	input: 0.3,
	output: 0.32,
	stacked: 0.5,
	inputView: "schema",
	outputView: "schema",
};

const share = (value: unknown, min: number, max: number, otherwise: number) =>
	typeof value === "number" && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : otherwise;

const choice = <T extends string>(value: unknown, all: readonly T[], otherwise: T): T =>
	all.includes(value as T) ? (value as T) : otherwise;

/** Reads what was kept; anything that does not make sense becomes the default. */
export function readLayout(text: string | null): Layout {
	let kept: Partial<Record<keyof Layout, unknown>> = {};
	try {
		const value: unknown = JSON.parse(text ?? "{}");
		if (typeof value === "object" && value !== null) kept = value;
	} catch {
		// Something else wrote it: begin anew.
	}
	const views: readonly ViewName[] = ["schema", "table", "json", "binary"];
	const input = share(kept.input, 0.15, 0.6, DEFAULT.input);
	return {
		dock: choice(kept.dock, ["right", "bottom", "full"], DEFAULT.dock),
		right: share(kept.right, 0.25, 0.85, DEFAULT.right),
		bottom: share(kept.bottom, 0.25, 0.85, DEFAULT.bottom),
		input,
		output: share(kept.output, 0.15, 0.8 - input, DEFAULT.output),
		stacked: share(kept.stacked, 0.15, 0.85, DEFAULT.stacked),
		inputView: choice(kept.inputView, views, DEFAULT.inputView),
		outputView: choice(kept.outputView, views, DEFAULT.outputView),
	};
}

function stored(): string | null {
	try {
		return localStorage.getItem(KEY);
	} catch {
		return null;
	}
}

export const useLayout = create<Layout & { set: (change: Partial<Layout>) => void }>((set, get) => ({
	...readLayout(stored()),
	set: (change) => {
		const { set: _set, ...now } = get();
		const next = readLayout(JSON.stringify({ ...now, ...change }));
		set(next);
		try {
			localStorage.setItem(KEY, JSON.stringify(next));
		} catch {
			// Without storage the layout lasts as long as the page.
		}
	},
}));
