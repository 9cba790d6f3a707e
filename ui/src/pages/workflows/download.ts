/** Offers text as a file to save. */
export function download(name: string, text: string, type = "application/json"): void {
	const url = URL.createObjectURL(new Blob([text], { type }));
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	link.click();
	// The browser has taken the address over once the click is handled.
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
