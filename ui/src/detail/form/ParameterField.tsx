import { CircleAlert, Info, MoreVertical } from "lucide-react";
import { type DragEvent, memo, useEffect, useId, useRef, useState } from "react";
import { classes, IconButton, Menu, Tooltip } from "@/components";
import type { NodeProperty } from "@/document/nodeTypes";
import { isExpression } from "@/document/parameters";
import { useEditor } from "@/document/store";
import type { Json } from "@/document/workflow";
import { detailTexts as t } from "@/texts/detail";
import { type DraggedField, useDetail, useDetailStore } from "../context";
import { copyText, FIELD_TYPE } from "../data/DraggableField";
import { dropped } from "../expression/access";
import { ExpressionField } from "../expression/ExpressionField";
import { AssignmentsField } from "./AssignmentsField";
import { CollectionField, FixedCollectionField } from "./CollectionFields";
import { CredentialOfType, CredentialTypeField } from "./CredentialFields";
import {
	BooleanControl,
	CodeControl,
	ColorControl,
	type ControlProps,
	codeLanguage,
	DateControl,
	NumberControl,
	OptionsControl,
	TextControl,
} from "./controls";
import { FilterField } from "./FilterField";
import css from "./Form.module.css";
import { useFormScope } from "./form-scope";
import { complaintOf } from "./issues";
import { LocatorField, WorkflowField } from "./LocatorField";
import { MapperField } from "./MapperField";
import { errorPlace } from "./run-error";
import { sameJson, toExpression, toFixed } from "./values";

export interface ParameterFieldProps {
	property: NodeProperty;
	/** What is stored, undefined for nothing. */
	stored: Json | undefined;
	/** The new value; undefined goes back to the default. `path` tells which parameter was changed. */
	onChange: (value: Json | undefined, path: string, property: NodeProperty) => void;
	/** "options.timeout", "rules.values[0].outputKey". */
	path: string;
	/** The parameters beside it, with defaults. */
	siblings: Record<string, Json>;
	/** Without a line for the label; the label is for screen readers then. */
	bare?: boolean;
	/** Fields can be dropped on a part of it only. */
	noDrop?: boolean;
}

/** Kinds that lay out their own parts. */
const COMPOUND = new Set(["collection", "fixedCollection", "filter", "assignmentCollection", "resourceMapper"]);
const NO_EXPRESSION = new Set([
	...COMPOUND,
	"resourceLocator",
	"workflowSelector",
	"credentialsSelect",
	"credentials",
	"notice",
	"callout",
	"button",
	"curlImport",
	"hidden",
]);

/** Whether a parameter may hold an expression. */
export function takesExpression(property: NodeProperty): boolean {
	return (
		!NO_EXPRESSION.has(property.type) &&
		property.noDataExpression !== true &&
		property.typeOptions?.noDataExpression !== true &&
		property.typeOptions?.noExpression !== true
	);
}

/** One parameter: its label, its control or its expression, what is wrong with it. */
export const ParameterField = memo(function ParameterField(props: ParameterFieldProps) {
	const { property, stored, path, siblings, bare } = props;
	const scope = useFormScope();
	const store = useDetailStore();
	const runError = useDetail((d) => d.error);
	const own = useDetail((d) => d.issues.get(path));
	const dragging = useDetail((d) => d.dragging !== undefined);
	const nodeName = useDetail((d) => d.node.name);
	const wanted = useEditor(
		(s) => s.openParameter !== null && s.openNode === nodeName && normal(s.openParameter) === path,
	);
	const id = useId();
	const box = useRef<HTMLDivElement>(null);
	const [over, setOver] = useState(false);
	const [flash, setFlash] = useState(false);
	const [startAt, setStartAt] = useState<number>();

	const value = stored === undefined ? property.default : stored;
	const label = property.displayName || property.name;
	const expression = isExpression(value) && !NO_EXPRESSION.has(property.type);
	const disabled = scope.readOnly;
	const mayBeExpression = takesExpression(property);
	const change = (next: Json | undefined) => props.onChange(next, path, property);

	const place = runError && errorPlace(runError);
	const error = place?.parameter;
	const failed =
		error !== undefined && (error === path || (error === property.name && !path.includes("."))) ? runError : undefined;
	const complaint = own ?? (bare && !COMPOUND.has(property.type) ? complaintOf(property, value) : undefined);
	const wrong = failed
		? `${failed.message}${place?.item === undefined ? "" : ` (${t.errors.atItem(place.item + 1)})`}`
		: complaint;
	const complaintId = wrong ? `${id}-wrong` : undefined;

	useEffect(() => {
		if (!wanted || !box.current) return;
		box.current.scrollIntoView({ block: "center" });
		(
			box.current.querySelector<HTMLElement>("input,select,textarea,[role=textbox],[role=combobox],.cm-content") ??
			box.current
		).focus();
		setFlash(true);
		const timer = setTimeout(() => setFlash(false), 1500);
		return () => clearTimeout(timer);
	}, [wanted]);

	const dataPath =
		property.requiresDataPath === "single" || property.requiresDataPath === "multiple"
			? property.requiresDataPath
			: undefined;
	const accepts =
		!disabled && !props.noDrop && (mayBeExpression || dataPath !== undefined) && property.type !== "hidden";
	const drop = (field: DraggedField) => {
		const next = dropped(field, {
			value,
			dataPath,
			fixedOnly: !mayBeExpression,
			text: property.type === "string" && !codeLanguage(property),
		});
		if (next !== undefined) change(next);
	};
	// A field that is inserted by keyboard goes to the value as it is then; to none when the parameter is gone.
	const newestDrop = useRef(drop);
	newestDrop.current = drop;
	const startExpression = mayBeExpression
		? (template: string, caret: number) => {
				setStartAt(caret);
				change(`=${template}`);
			}
		: undefined;

	if (property.type === "hidden" || property.type === "button") return null;
	if (property.type === "notice" || property.type === "callout")
		return <div className={css.notice}>{plain(label)}</div>;
	if (property.type === "curlImport") return null;

	const control: ControlProps = {
		property,
		value,
		onChange: change,
		label,
		path,
		id,
		describedBy: complaintId,
		invalid: wrong !== undefined,
		disabled,
		startExpression,
		bare,
	};
	const toggle = mayBeExpression && !disabled && !expression && (
		<Tooltip label={t.form.toExpression}>
			<button
				type="button"
				className={css.fx}
				aria-label={`fx: ${t.form.toExpression}, ${label}`}
				onClick={() => {
					const next = toExpression(value);
					setStartAt(next.length - 1);
					change(next);
				}}
			>
				fx
			</button>
		</Tooltip>
	);
	const isDefault = stored === undefined || sameJson(stored, property.default);
	const body = expression ? (
		<ExpressionField
			id={id}
			value={value}
			onChange={change}
			label={label}
			invalid={wrong !== undefined}
			describedBy={complaintId}
			startAt={startAt}
			tall={property.type === "json" || codeLanguage(property) !== undefined || Number(property.typeOptions?.rows) > 3}
			onFixed={
				mayBeExpression
					? (evaluated) => {
							setStartAt(undefined);
							change(toFixed(value, property, evaluated));
						}
					: undefined
			}
		/>
	) : (
		<Control
			{...control}
			stored={stored}
			siblings={siblings}
			onDeepChange={(next, at) => props.onChange(next, at, property)}
		/>
	);
	const dnd = accepts
		? {
				onDragOver: (event: DragEvent) => {
					if (!event.dataTransfer.types.includes(FIELD_TYPE)) return;
					event.preventDefault();
					event.stopPropagation();
					event.dataTransfer.dropEffect = "copy";
					setOver(true);
				},
				onDragLeave: () => setOver(false),
				onDrop: (event: DragEvent) => {
					setOver(false);
					const text = event.dataTransfer.getData(FIELD_TYPE);
					if (!text || event.defaultPrevented) return;
					event.preventDefault();
					event.stopPropagation();
					drop(JSON.parse(text) as DraggedField);
				},
			}
		: {};
	const inline = property.type === "boolean" && !expression && !bare;
	// A label names one control; several together are a group.
	const compound = COMPOUND.has(property.type);
	const Label = compound ? "span" : "label";
	return (
		<div
			ref={box}
			data-path={path}
			className={classes(css.field, accepts && dragging && css.accepts, over && css.over, flash && css.flash)}
			{...dnd}
			onFocusCapture={() => {
				if (!accepts) return;
				store.getState().setTarget((field) => {
					if (box.current) newestDrop.current(field);
				});
			}}
		>
			{!bare && (
				<div className={css.labelRow}>
					{inline && body}
					<Label htmlFor={compound ? undefined : id} id={compound ? `${id}-label` : undefined} className={css.label}>
						{label}
						{property.required && (
							<span className={css.required} aria-hidden>
								*
							</span>
						)}
					</Label>
					{property.description && (
						<Tooltip label={plain(property.description)} side="top">
							<button type="button" className={css.info} aria-label={plain(property.description)}>
								<Info aria-hidden />
							</button>
						</Tooltip>
					)}
				</div>
			)}
			{!inline && (
				<div
					className={css.control}
					{...(compound && !bare ? { role: "group", "aria-labelledby": `${id}-label` } : {})}
				>
					{bare ? (
						<div className={css.row}>
							<div className={css.grow}>{body}</div>
							{toggle}
						</div>
					) : (
						body
					)}
				</div>
			)}
			{/* Behind the control, so that Tab comes to what is filled in first. */}
			{!bare && (
				<span className={css.tools}>
					{toggle}
					{!disabled && (
						<Menu
							trigger={<IconButton small noTooltip label={t.form.options(label)} icon={<MoreVertical />} />}
							entries={[
								{ id: "reset", label: t.form.reset, disabled: isDefault, onSelect: () => change(undefined) },
								{
									id: "copy",
									label: t.form.copyValue,
									onSelect: () => void copyText(typeof value === "string" ? value : JSON.stringify(value, null, 2)),
								},
							]}
						/>
					)}
				</span>
			)}
			{wrong && (
				<div id={complaintId} className={css.complaint}>
					<CircleAlert aria-hidden />
					<span>
						<span className="visually-hidden">{t.issues.label}: </span>
						{wrong}
					</span>
				</div>
			)}
			{property.hint && <div className={css.hint}>{plain(property.hint)}</div>}
		</div>
	);
});

/** Paths come as "parameters.url", "/url" or "url". */
function normal(path: string): string {
	return path.replace(/^(?:parameters\.|\/)/, "");
}

/** Descriptions of others may hold HTML; it is shown as text. */
function plain(text: string): string {
	if (!/[<&]/.test(text)) return text;
	return new DOMParser().parseFromString(text, "text/html").body.textContent ?? text;
}

function Control(
	props: ControlProps & {
		stored: Json | undefined;
		siblings: Record<string, Json>;
		onDeepChange: (value: Json | undefined, path: string) => void;
	},
) {
	const { property } = props;
	const runError = useDetail((d) => d.error);
	const language = codeLanguage(property);
	if (language) {
		const line = runError && errorPlace(runError).line;
		const error = line !== undefined && language !== "json" ? { line, message: runError?.message ?? "" } : undefined;
		return <CodeControl {...props} language={language} error={error} />;
	}
	switch (property.type) {
		case "number":
			return <NumberControl {...props} />;
		case "boolean":
			return <BooleanControl {...props} />;
		case "options":
		case "multiOptions":
			return <OptionsControl {...props} />;
		case "dateTime":
			return <DateControl {...props} />;
		case "color":
			return <ColorControl {...props} />;
		case "collection":
			return <CollectionField {...props} />;
		case "fixedCollection":
			return <FixedCollectionField {...props} />;
		case "filter":
			return <FilterField {...props} />;
		case "assignmentCollection":
			return <AssignmentsField {...props} />;
		case "resourceLocator":
			return <LocatorField {...props} />;
		case "workflowSelector":
			return <WorkflowField {...props} />;
		case "resourceMapper":
			return <MapperField {...props} />;
		case "credentialsSelect":
			return <CredentialTypeField {...props} />;
		case "credentials":
			return <CredentialOfType {...props} />;
		default:
			return <TextControl {...props} />;
	}
}

export type DeepControlProps = Parameters<typeof Control>[0];
