import { create } from "zustand";
import { texts } from "@/texts/en";
import { Button } from "./Button";
import { Dialog } from "./Dialog";

interface Question {
	title: string;
	text: string;
	/** What the confirming button says: the deed, not "OK". */
	action: string;
	danger?: boolean;
}

const useQuestion = create<{ question?: Question; answer?: (yes: boolean) => void }>(() => ({}));

/** Asks before something that cannot be undone; resolves to false when the user leaves. */
export function confirmAction(question: Question): Promise<boolean> {
	useQuestion.getState().answer?.(false);
	return new Promise((resolve) => useQuestion.setState({ question, answer: resolve }));
}

/** Where questions appear; App has one. */
export function ConfirmHost() {
	const { question, answer } = useQuestion();
	const done = (yes: boolean) => {
		answer?.(yes);
		useQuestion.setState({ question: undefined, answer: undefined });
	};
	return (
		<Dialog
			open={question !== undefined}
			onClose={() => done(false)}
			title={question?.title ?? ""}
			description={question?.text}
			width="small"
			actions={
				<>
					<Button onClick={() => done(false)}>{texts.common.cancel}</Button>
					<Button kind={question?.danger ? "danger" : "primary"} onClick={() => done(true)}>
						{question?.action}
					</Button>
				</>
			}
		/>
	);
}
