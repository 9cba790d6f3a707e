import { Plus, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { Button, classes, IconButton, NativeSelect } from "@/components";
import { newId } from "@/document/naming";
import type { NodeProperty } from "@/document/nodeTypes";
import type { Json } from "@/document/workflow";
import { detailTexts as t } from "@/texts/detail";
import { type DraggedField, useDetail } from "../context";
import { FIELD_TYPE } from "../data/DraggableField";
import { dropped } from "../expression/access";
import { Choice } from "./Choice";
import css from "./Form.module.css";
import { useFormScope } from "./form-scope";
import {
	emptyCondition,
	FILTER_TYPES,
	type FilterCondition,
	type FilterOptions,
	type FilterType,
	type FilterValue,
	findOperator,
	OPERATORS,
	operatorFor,
	operatorKey,
	readFilter,
	rightType,
	withOperator,
} from "./operators";
import { type DeepControlProps, ParameterField } from "./ParameterField";
import { type RuleScope, ruleValue } from "./rules";
import { isObject } from "./values";

const operationName = (operation: string) => t.filter.operations[operation] ?? operation;
const typeName = (type: string) => t.filter.types[type] ?? type;

const OPERATOR_CHOICES = FILTER_TYPES.flatMap((type) =>
	OPERATORS[type].map((o) => ({ key: operatorKey(o), label: operationName(o.operation), group: typeName(type) })),
);

/** The kind of control for a side of a condition. */
function sideProperty(type: FilterType | "any", name: string, label: string): NodeProperty {
	const kind =
		type === "number" ? "number" : type === "boolean" ? "boolean" : type === "dateTime" ? "dateTime" : "string";
	return { name, displayName: label, type: kind, placeholder: label };
}

type Rules = Record<string, unknown>;

const NO_RULES: Rules = {};

/** What a filter stores beside its conditions, as the description's rules make it of the other parameters. */
function optionsOf(rules: Rules, scope: RuleScope): FilterOptions {
	const version = ruleValue(rules.version, scope);
	return {
		caseSensitive: ruleValue(rules.caseSensitive, scope) !== false,
		leftValue: typeof rules.leftValue === "string" ? rules.leftValue : "",
		typeValidation: ruleValue(rules.typeValidation, scope) === "loose" ? "loose" : "strict",
		...(typeof version === "number" ? { version } : {}),
	};
}

/** Conditions: two values and how they are compared, joined by AND or OR. */
export function FilterField(props: DeepControlProps) {
	const { property, path, disabled } = props;
	const dragging = useDetail((d) => d.dragging !== undefined);
	const scope = useFormScope();
	const [over, setOver] = useState(false);
	const rules = (isObject(property.typeOptions?.filter) ? property.typeOptions.filter : NO_RULES) as Rules;
	// As text, so that other parameters matter only when they make other options.
	const optionsText = useDetail((d) =>
		JSON.stringify(optionsOf(rules, { parameters: d.root, version: scope.version })),
	);
	const options = useMemo(() => JSON.parse(optionsText) as FilterOptions, [optionsText]);
	const filter = readFilter(props.value, options);
	const max = typeof rules.maxConditions === "number" ? rules.maxConditions : 100;
	// A filter without conditions shows an empty one, which is stored when something is entered.
	const conditions = filter.conditions.length > 0 ? filter.conditions : [emptyCondition("")];
	const set = (change: Partial<FilterValue>, at: string) =>
		props.onDeepChange({ ...filter, ...change } as unknown as Json, at);
	const setCondition = (index: number, next: FilterCondition, at: string) => {
		const withId = next.id ? next : { ...next, id: newId() };
		set({ conditions: conditions.map((c, i) => (i === index ? withId : c)) }, at);
	};
	const dropLeft = (index: number, field: DraggedField) => {
		const condition = conditions[index];
		if (!condition) return;
		const leftValue = dropped(field, { value: condition.leftValue, text: false });
		// A fresh condition takes the comparison that suits the value.
		const fresh = condition.leftValue === "" && condition.rightValue === "";
		setCondition(
			index,
			{ ...(fresh ? withOperator(condition, operatorFor(field.value)) : condition), leftValue },
			`${path}.conditions[${index}]`,
		);
	};
	return (
		<div className={css.conditions}>
			{conditions.map((condition, i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: an id comes with the first letter typed, which must not take the focus away.
				<div key={i} className={css.stacked}>
					{i > 0 &&
						(i === 1 ? (
							<NativeSelect
								className={css.combinator}
								aria-label={t.filter.combinator}
								value={filter.combinator}
								disabled={disabled}
								onChange={(event) =>
									set({ combinator: event.target.value === "or" ? "or" : "and" }, `${path}.combinator`)
								}
							>
								<option value="and">{t.filter.and}</option>
								<option value="or">{t.filter.or}</option>
							</NativeSelect>
						) : (
							<span className={css.count}>{filter.combinator === "or" ? t.filter.or : t.filter.and}</span>
						))}
					<Condition
						condition={condition}
						index={i}
						path={`${path}.conditions[${i}]`}
						disabled={disabled === true}
						removable={conditions.length > 1 || filter.conditions.length > 0}
						onChange={(next, at) => setCondition(i, next, at)}
						onDropLeft={(field) => dropLeft(i, field)}
						onRemove={() => set({ conditions: conditions.filter((_, k) => k !== i) }, `${path}.conditions`)}
					/>
				</div>
			))}
			{!disabled && conditions.length < max && (
				// biome-ignore lint/a11y/noStaticElementInteractions: by keyboard the button adds a condition.
				<div
					className={classes(css.addRow, dragging && css.dropZone, dragging && css.accepts, over && css.over)}
					onDragOver={(event) => {
						if (!event.dataTransfer.types.includes(FIELD_TYPE)) return;
						event.preventDefault();
						event.stopPropagation();
						setOver(true);
					}}
					onDragLeave={() => setOver(false)}
					onDrop={(event) => {
						const text = event.dataTransfer.getData(FIELD_TYPE);
						setOver(false);
						if (!text) return;
						event.preventDefault();
						event.stopPropagation();
						const field = JSON.parse(text) as DraggedField;
						const added = withOperator(emptyCondition(newId()), operatorFor(field.value));
						set(
							{
								conditions: [...filter.conditions, { ...added, leftValue: dropped(field, { value: "", text: false }) }],
							},
							`${path}.conditions`,
						);
					}}
				>
					<Button
						icon={<Plus aria-hidden />}
						onClick={() => set({ conditions: [...conditions, emptyCondition(newId())] }, `${path}.conditions`)}
					>
						{t.filter.addCondition}
					</Button>
				</div>
			)}
		</div>
	);
}

function Condition(props: {
	condition: FilterCondition;
	index: number;
	path: string;
	disabled: boolean;
	removable: boolean;
	onChange: (condition: FilterCondition, path: string) => void;
	onDropLeft: (field: DraggedField) => void;
	onRemove: () => void;
}) {
	const { condition, index, path, disabled, onChange } = props;
	const [over, setOver] = useState(false);
	const dragging = useDetail((d) => d.dragging !== undefined);
	const setTarget = useDetail((d) => d.setTarget);
	const { operator } = condition;
	const right = rightType(operator);
	const name = t.filter.condition(index + 1);
	const key = operatorKey(operator);
	const known = findOperator(key) !== undefined;
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset lays out its children in its own way.
		<div className={css.condition} role="group" aria-label={name}>
			<div className={css.conditionParts}>
				{/* biome-ignore lint/a11y/noStaticElementInteractions: Enter on a field inserts it by keyboard. */}
				<div
					className={classes(!disabled && dragging && css.accepts, over && css.over, css.control)}
					onDragOver={(event) => {
						if (disabled || !event.dataTransfer.types.includes(FIELD_TYPE)) return;
						event.preventDefault();
						event.stopPropagation();
						setOver(true);
					}}
					onDragLeave={() => setOver(false)}
					onDrop={(event) => {
						setOver(false);
						const text = event.dataTransfer.getData(FIELD_TYPE);
						if (!text || disabled || event.defaultPrevented) return;
						event.preventDefault();
						event.stopPropagation();
						props.onDropLeft(JSON.parse(text) as DraggedField);
					}}
					onFocusCapture={() => setTarget(props.onDropLeft)}
				>
					<ParameterField
						bare
						noDrop
						property={sideProperty("string", "leftValue", t.filter.left)}
						stored={condition.leftValue as Json}
						siblings={{}}
						path={`${path}.leftValue`}
						onChange={(next, at) => onChange({ ...condition, leftValue: next ?? "" }, at)}
					/>
				</div>
				<Choice
					label={`${t.filter.operator}, ${name}`}
					options={
						known
							? OPERATOR_CHOICES
							: [{ key, label: `${typeName(operator.type)} ${operationName(operator.operation)}` }, ...OPERATOR_CHOICES]
					}
					chosen={[key]}
					disabled={disabled}
					text={
						<>
							<span className={css.placeholder}>{typeName(operator.type)} </span>
							{operationName(operator.operation)}
						</>
					}
					onChoose={(next) => {
						const found = findOperator(next);
						if (found) onChange(withOperator(condition, found), `${path}.operator`);
					}}
				/>
				{right !== undefined && (
					<ParameterField
						bare
						property={sideProperty(right, "rightValue", t.filter.right)}
						stored={condition.rightValue as Json}
						siblings={{}}
						path={`${path}.rightValue`}
						onChange={(next, at) => onChange({ ...condition, rightValue: next ?? "" }, at)}
					/>
				)}
			</div>
			{!disabled && props.removable && (
				<IconButton small label={t.filter.removeCondition(index + 1)} icon={<Trash2 />} onClick={props.onRemove} />
			)}
		</div>
	);
}
