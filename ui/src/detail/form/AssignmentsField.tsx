import { ArrowDown, ArrowUp, MoreVertical, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button, classes, IconButton, Menu, NativeSelect } from "@/components";
import type { NodeProperty } from "@/document/nodeTypes";
import type { Json } from "@/document/workflow";
import { detailTexts as t } from "@/texts/detail";
import { type DraggedField, useDetail } from "../context";
import { FIELD_TYPE } from "../data/DraggableField";
import { dragCode, pathName } from "../expression/access";
import {
	ASSIGNMENT_TYPES,
	type Assignment,
	type AssignmentType,
	assignmentTypeOf,
	newAssignment,
	readAssignments,
	withAssignments,
	withType,
} from "./assignments";
import css from "./Form.module.css";
import { type DeepControlProps, ParameterField } from "./ParameterField";
import { moved } from "./values";

const NAME: NodeProperty = {
	name: "name",
	displayName: t.assignments.name,
	type: "string",
	placeholder: t.assignments.name,
	requiresDataPath: "single",
};

function valueProperty(type: AssignmentType): NodeProperty {
	const kind = type === "number" ? "number" : type === "boolean" ? "boolean" : "string";
	return { name: "value", displayName: t.assignments.value, type: kind, placeholder: t.assignments.value };
}

/** Fields that are set: name, type and value each; a field dropped here becomes one. */
export function AssignmentsField(props: DeepControlProps) {
	const { path, disabled } = props;
	const dragging = useDetail((d) => d.dragging !== undefined);
	const setTarget = useDetail((d) => d.setTarget);
	const [over, setOver] = useState(false);
	const list = readAssignments(props.value);
	const set = (next: Assignment[], at: string) => props.onDeepChange(withAssignments(props.value, next), at);
	const change = (index: number, next: Assignment, at: string) =>
		set(
			list.map((a, i) => (i === index ? next : a)),
			at,
		);
	const addField = (field: DraggedField) =>
		set(
			[...list, newAssignment(pathName(field.path), `={{ ${dragCode(field)} }}`, assignmentTypeOf(field.value))],
			`${path}.assignments`,
		);
	return (
		<div className={css.conditions}>
			{list.map((a, i) => {
				const at = `${path}.assignments[${i}]`;
				const name = a.name || t.assignments.field(i + 1);
				return (
					// biome-ignore lint/a11y/useSemanticElements: a fieldset lays out its children in its own way.
					<div key={a.id || i} className={css.assignment} role="group" aria-label={name}>
						<div className={css.conditionParts}>
							<div className={css.assignmentHead}>
								<ParameterField
									bare
									property={NAME}
									stored={a.name}
									siblings={{}}
									path={`${at}.name`}
									onChange={(next, p) => change(i, { ...a, name: String(next ?? "") }, p)}
								/>
								<NativeSelect
									aria-label={`${t.assignments.type}: ${name}`}
									value={a.type}
									disabled={disabled}
									onChange={(event) => change(i, withType(a, event.target.value as AssignmentType), `${at}.type`)}
								>
									{ASSIGNMENT_TYPES.map((type) => (
										<option key={type} value={type}>
											{t.assignments.types[type]}
										</option>
									))}
								</NativeSelect>
							</div>
							<ParameterField
								bare
								property={valueProperty(a.type)}
								stored={a.value}
								siblings={{}}
								path={`${at}.value`}
								onChange={(next, p) => change(i, { ...a, value: (next ?? "") as Json }, p)}
							/>
						</div>
						{!disabled && (
							<div className={css.stacked}>
								<IconButton
									small
									label={t.assignments.remove(name)}
									icon={<Trash2 />}
									onClick={() =>
										set(
											list.filter((_, k) => k !== i),
											`${path}.assignments`,
										)
									}
								/>
								{list.length > 1 && (
									<Menu
										trigger={<IconButton small noTooltip label={t.form.options(name)} icon={<MoreVertical />} />}
										entries={[
											{
												id: "up",
												label: t.form.moveUp,
												icon: <ArrowUp />,
												disabled: i === 0,
												onSelect: () => set(moved(list, i, i - 1), `${path}.assignments`),
											},
											{
												id: "down",
												label: t.form.moveDown,
												icon: <ArrowDown />,
												disabled: i === list.length - 1,
												onSelect: () => set(moved(list, i, i + 1), `${path}.assignments`),
											},
										]}
									/>
								)}
							</div>
						)}
					</div>
				);
			})}
			{!disabled && (
				// biome-ignore lint/a11y/noStaticElementInteractions: by keyboard, Enter on a field inserts it here while the button has the focus last.
				<div
					className={classes(css.dropZone, dragging && css.accepts, over && css.over)}
					onFocusCapture={() => setTarget(addField)}
					onDragOver={(event) => {
						if (!event.dataTransfer.types.includes(FIELD_TYPE)) return;
						event.preventDefault();
						event.stopPropagation();
						setOver(true);
					}}
					onDragLeave={() => setOver(false)}
					onDrop={(event) => {
						setOver(false);
						const text = event.dataTransfer.getData(FIELD_TYPE);
						if (!text) return;
						event.preventDefault();
						event.stopPropagation();
						addField(JSON.parse(text) as DraggedField);
					}}
				>
					<span>{t.form.dropFields}</span>
					<Button icon={<Plus aria-hidden />} onClick={() => set([...list, newAssignment()], `${path}.assignments`)}>
						{t.assignments.add}
					</Button>
				</div>
			)}
		</div>
	);
}
