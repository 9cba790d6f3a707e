import { useLocation } from "wouter";
import { Button, Dialog, toast } from "@/components";
import { texts } from "@/texts/en";
import { formatTime } from "@/texts/format";
import { pageTexts } from "@/texts/pages";
import { usePage } from "./page-store";

const t = pageTexts.conflict;

/** Lets the user choose when somebody saved in between; whatever is chosen, both versions stay reachable. */
export function ConflictDialog() {
	const conflict = usePage((state) => state.conflict);
	const { save, takeTheirs, saveCopy, leaveConflict } = usePage((state) => state);
	const [, navigate] = useLocation();
	return (
		<Dialog
			open={conflict !== null}
			onClose={leaveConflict}
			title={t.title}
			description={conflict ? t.text(conflict.updatedBy, formatTime(conflict.updatedAt)) : ""}
			actions={
				<>
					<Button onClick={leaveConflict}>{texts.common.cancel}</Button>
					<Button
						onClick={async () => {
							await takeTheirs();
							toast({ title: t.keptMine, text: t.keptMineText });
						}}
					>
						{t.theirs}
					</Button>
					<Button
						onClick={async () => {
							const copy = await saveCopy();
							if (copy) navigate(`/workflows/${copy}`);
						}}
					>
						{t.copy}
					</Button>
					<Button kind="primary" onClick={() => void save(true)}>
						{t.mine}
					</Button>
				</>
			}
		/>
	);
}
