/** "n8n-nodes-base.scheduleTrigger" as people say it: "Schedule". */
export function triggerName(type: string): string {
	const short = type.slice(type.lastIndexOf(".") + 1).replace(/Trigger$/, "") || type;
	const words = short.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
	return words.charAt(0).toUpperCase() + words.slice(1);
}
