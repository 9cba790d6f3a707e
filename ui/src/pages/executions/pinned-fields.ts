import { create } from "zustand";

const KEY = "runnel.executions.fields";

function stored(): string[] {
	try {
		const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
		return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
	} catch {
		return [];
	}
}

/** The fields of requests that the user wants to see as columns; kept in this browser. */
export const usePinnedFields = create<{ names: string[]; toggle: (name: string) => void }>((set, get) => ({
	names: stored(),
	toggle: (name) => {
		const names = get().names.includes(name) ? get().names.filter((one) => one !== name) : [...get().names, name];
		set({ names });
		try {
			localStorage.setItem(KEY, JSON.stringify(names));
		} catch {
			// Without storage the choice lasts as long as the page.
		}
	},
}));
