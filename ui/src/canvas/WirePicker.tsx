import { Spline, Unplug } from "lucide-react";
import { useCallback } from "react";
import { connect, disconnect } from "@/document/commands";
import { useEditor, useEditorStore } from "@/document/store";
import { connectionKey } from "@/document/workflow";
import { canvasTexts as texts } from "@/texts/canvas";
import { closeOverlay } from "./closeOverlay";
import { Picker, type PickerGroup } from "./Picker";
import { rank } from "./search";
import { possibleWires, presentWires, type WireChoice } from "./wireChoices";

const SHOWN = 100;

/** Adds and removes wires of a node by keyboard. */
export function WirePicker({ name }: { name: string }) {
	const store = useEditorStore();
	const document = useEditor((state) => state.document);
	const types = useEditor((state) => state.types);
	const find = useCallback(
		(query: string): PickerGroup[] => {
			const title = ({ wire, output, input }: WireChoice) =>
				wire.source === name ? texts.wires.to(output, wire.target, input) : texts.wires.from(wire.source, output);
			const other = ({ wire }: WireChoice) => (wire.source === name ? wire.target : wire.source);
			const ranked = (choices: WireChoice[]) =>
				rank(query, choices, (choice) => [
					[other(choice), 1],
					[title(choice), 0.5],
				]).slice(0, SHOWN);
			return [
				{
					id: "add",
					title: texts.wires.add,
					entries: ranked(possibleWires(types, document, name)).map((choice) => ({
						id: `+${connectionKey(choice.wire)}`,
						title: title(choice),
						icon: <Spline />,
					})),
				},
				{
					id: "remove",
					title: texts.wires.remove,
					entries: ranked(presentWires(types, document, name)).map((choice) => ({
						id: `-${connectionKey(choice.wire)}`,
						title: title(choice),
						icon: <Unplug />,
					})),
				},
			].filter((group) => group.entries.length > 0);
		},
		[document, types, name],
	);
	const close = () => closeOverlay(store);
	return (
		<Picker
			title={texts.wires.title(name)}
			context={texts.wires.title(name)}
			placeholder={texts.wires.search}
			resultsLabel={texts.wires.title(name)}
			nothing={texts.wires.nothing}
			hints={texts.palette.hints}
			find={find}
			onClose={close}
			onPick={(id) => {
				close();
				const all = [...possibleWires(types, document, name), ...presentWires(types, document, name)];
				const wire = all.find((choice) => connectionKey(choice.wire) === id.slice(1))?.wire;
				if (!wire) return;
				if (id.startsWith("+")) store.getState().apply(texts.steps.connect, connect(wire));
				else store.getState().apply(texts.steps.disconnect, disconnect([wire]));
			}}
		/>
	);
}
