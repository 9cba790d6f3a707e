import { FileInput, Plus } from "lucide-react";
import { Button } from "@/components";
import { runAction } from "@/document/actions";
import { useEditorStore } from "@/document/store";
import { canvasTexts as texts } from "@/texts/canvas";
import css from "./EmptyCanvas.module.css";

/** How to begin, in the middle of a canvas with nothing on it. */
export function EmptyCanvas() {
	const store = useEditorStore();
	return (
		<div className={css.empty}>
			<h2>{texts.empty.title}</h2>
			<p>{texts.palette.start}</p>
			<div className={css.buttons}>
				<Button kind="primary" icon={<Plus />} onClick={() => runAction(store, "canvas.add")}>
					{texts.empty.first}
				</Button>
				<Button icon={<FileInput />} onClick={() => runAction(store, "canvas.import")}>
					{texts.empty.file}
				</Button>
			</div>
		</div>
	);
}
