import { create } from "zustand";

export type ThemeChoice = "system" | "light" | "dark";

const KEY = "runnel.theme";
const media = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : undefined;

function stored(): ThemeChoice {
	try {
		const value = localStorage.getItem(KEY);
		return value === "light" || value === "dark" ? value : "system";
	} catch {
		return "system";
	}
}

function shown(choice: ThemeChoice): "light" | "dark" {
	if (choice !== "system") return choice;
	return media?.matches ? "dark" : "light";
}

/** choice: what the user picked; shown: what is on the screen. */
export const useTheme = create<{
	choice: ThemeChoice;
	shown: "light" | "dark";
	choose: (choice: ThemeChoice) => void;
}>((set) => ({
	choice: stored(),
	shown: shown(stored()),
	choose: (choice) => {
		try {
			localStorage.setItem(KEY, choice);
		} catch {
			// Without storage the choice lasts as long as the page.
		}
		set({ choice, shown: shown(choice) });
	},
}));

/** Keeps the document's theme in step with the choice and the system; call it once. */
export function startTheme(): void {
	const apply = () => {
		document.documentElement.dataset.theme = useTheme.getState().shown;
	};
	useTheme.subscribe(apply);
	media?.addEventListener("change", () => {
		const { choice } = useTheme.getState();
		useTheme.setState({ shown: shown(choice) });
	});
	apply();
}
