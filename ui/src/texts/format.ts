/** How times, durations and sizes are written everywhere. */

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayAndYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** "14:02:11" today, "22 Nov 14:02:11" this year, with the year before that. */
export function formatTime(iso: string | number | Date, now = new Date()): string {
	const date = new Date(iso);
	if (Number.isNaN(date.getTime())) return "–";
	if (date.toDateString() === now.toDateString()) return clock.format(date);
	const when = date.getFullYear() === now.getFullYear() ? day : dayAndYear;
	return `${when.format(date)} ${clock.format(date)}`;
}

/** "just now", "5 min ago", "3 h ago", "2 days ago", then the date. */
export function formatAgo(iso: string | number | Date, now = new Date()): string {
	const date = new Date(iso);
	const seconds = (now.getTime() - date.getTime()) / 1000;
	if (Number.isNaN(seconds)) return "–";
	if (seconds < 45) return "just now";
	if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
	if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
	if (seconds < 7 * 86_400) {
		const days = Math.round(seconds / 86_400);
		return days === 1 ? "1 day ago" : `${days} days ago`;
	}
	return (date.getFullYear() === now.getFullYear() ? day : dayAndYear).format(date);
}

/** Milliseconds as "850 µs", "12 ms", "1.24 s", "3 min 05 s", "2 h 10 min". Records count whole ones: 0 is less than one. */
export function formatDuration(ms: number): string {
	if (!Number.isFinite(ms) || ms < 0) return "–";
	if (ms === 0) return "< 1 ms";
	if (ms < 1) return `${Math.max(1, Math.round(ms * 1000))} µs`;
	if (ms < 10 && !Number.isInteger(ms)) return `${ms.toFixed(1)} ms`;
	if (ms < 999.5) return `${Math.round(ms)} ms`;
	if (ms < 59_995) return `${(ms / 1000).toFixed(ms < 9_995 ? 2 : 1)} s`;
	const seconds = Math.round(ms / 1000);
	if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
	const minutes = Math.round(seconds / 60);
	return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** Bytes as "812 B", "1.4 kB", "23 MB" (powers of 1000). */
export function formatBytes(bytes: number): string {
	if (!Number.isFinite(bytes) || bytes < 0) return "–";
	if (bytes < 1000) return `${Math.round(bytes)} B`;
	const units = ["kB", "MB", "GB", "TB"];
	let value = bytes;
	let unit = -1;
	do {
		value /= 1000;
		unit++;
	} while (value >= 999.5 && unit < units.length - 1);
	return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

const counted = new Intl.NumberFormat("en");

/** "1 item", "2,000 items"; the plural is given where it is not the singular with an s. */
export function formatCount(n: number, one: string, many = `${one}s`): string {
	return `${counted.format(n)} ${n === 1 ? one : many}`;
}

/** A share of 0…1 as "0 %", "<1 %", "12 %". */
export function formatShare(share: number): string {
	if (!Number.isFinite(share)) return "–";
	if (share > 0 && share < 0.01) return "<1 %";
	return `${Math.round(share * 100)} %`;
}
