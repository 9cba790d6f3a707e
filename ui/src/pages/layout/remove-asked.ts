import { messageOf } from "@/api";
import { confirmAction, toast } from "@/components";
import { texts } from "@/texts/en";

/** Asks whether an entry of a list is to be deleted, deletes it and has what shows it read again. A failure is told. */
export async function removeAsked(
	question: { title: string; text: string },
	remove: () => Promise<unknown>,
	settled?: () => Promise<unknown>,
): Promise<void> {
	if (!(await confirmAction({ ...question, action: texts.common.delete, danger: true }))) return;
	try {
		await remove();
	} catch (error) {
		toast({ kind: "error", title: messageOf(error) });
	}
	await settled?.();
}
