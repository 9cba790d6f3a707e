/** The simple controls: text, numbers, dates, colours, code. */
import { Eye, EyeOff, Maximize2, WrapText } from "lucide-react";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { Dialog, IconButton, Loading, Switch, TextArea, TextInput } from "@/components";
import type { NodeProperty, PropertyOption } from "@/document/nodeTypes";
import { isDisplayed } from "@/document/parameters";
import type { Json } from "@/document/workflow";
import { detailTexts as t } from "@/texts/detail";
import type { CodeLanguage } from "../code/CodeEditor";
import { useDetail, useDetailStore } from "../context";
import { useCompletionContext } from "../expression/ExpressionField";
import { insertCode } from "../expression/insertion";
import { Choice } from "./Choice";
import { useDynamicOptions } from "./dynamic";
import css from "./Form.module.css";
import { useFormScope } from "./form-scope";
import { fitNumber, parseNumber } from "./values";

export interface ControlProps {
	property: NodeProperty;
	/** The stored value, or the default where nothing is stored. */
	value: Json | undefined;
	onChange: (value: Json) => void;
	label: string;
	path: string;
	id: string;
	describedBy?: string;
	invalid?: boolean;
	disabled?: boolean;
	/** No visible label: the control says its name itself. */
	bare?: boolean;
	/** Replaces the value by an expression with this template and opens it with the cursor at `caret`. */
	startExpression?: (template: string, caret: number) => void;
}

const textOf = (value: unknown): string =>
	typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);

const aria = (p: ControlProps) => ({
	id: p.id,
	...(p.bare ? { "aria-label": p.label } : {}),
	"aria-describedby": p.describedBy,
	"aria-invalid": p.invalid || undefined,
	disabled: p.disabled,
});

/** Text. "=" typed first or "{{" anywhere makes an expression of it. */
export function TextControl(props: ControlProps) {
	const { property, onChange, startExpression } = props;
	const [visible, setVisible] = useState(false);
	const options = property.typeOptions ?? {};
	const value = textOf(props.value);
	const change = (next: string, caret: number) => {
		if (startExpression && value === "" && next === "=") return startExpression("", 0);
		if (startExpression && next.slice(0, caret).endsWith("{{") && !value.includes("{{")) {
			return startExpression(`${next.slice(0, caret)}  }}${next.slice(caret)}`, caret + 1);
		}
		// A fixed text that begins with "=" would be read as an expression.
		onChange(startExpression && next.startsWith("=") && !value.startsWith("=") ? `=${next}` : next);
	};
	const rows = typeof options.rows === "number" ? options.rows : 1;
	if (rows > 1 || value.includes("\n")) {
		return (
			<TextArea
				{...aria(props)}
				rows={Math.min(20, Math.max(rows, value.split("\n").length))}
				placeholder={property.placeholder}
				value={value}
				onChange={(event) => change(event.target.value, event.target.selectionStart)}
			/>
		);
	}
	const secret = options.password === true;
	return (
		<div className={css.row}>
			<TextInput
				{...aria(props)}
				className={css.grow}
				type={secret && !visible ? "password" : "text"}
				autoComplete={secret ? "new-password" : "off"}
				placeholder={property.placeholder}
				value={value}
				onChange={(event) => change(event.target.value, event.target.selectionStart ?? event.target.value.length)}
			/>
			{secret && (
				<IconButton
					label={`${visible ? t.form.hide : t.form.show}: ${props.label}`}
					icon={visible ? <EyeOff /> : <Eye />}
					onClick={() => setVisible(!visible)}
				/>
			)}
		</div>
	);
}

/** A number; what is typed counts as soon as it is one, bounds are kept when the field is left. */
export function NumberControl(props: ControlProps) {
	const { value, onChange, property, startExpression } = props;
	const [typed, setTyped] = useState<string>();
	const options = property.typeOptions;
	return (
		<TextInput
			{...aria(props)}
			inputMode="decimal"
			role="spinbutton"
			aria-valuenow={typeof value === "number" ? value : undefined}
			aria-valuemin={typeof options?.minValue === "number" ? options.minValue : undefined}
			aria-valuemax={typeof options?.maxValue === "number" ? options.maxValue : undefined}
			placeholder={property.placeholder}
			value={typed ?? textOf(value)}
			onChange={(event) => {
				const next = event.target.value;
				if (startExpression && (next === "=" || next.includes("{{"))) {
					setTyped(undefined);
					startExpression(next === "=" ? "" : "{{  }}", next === "=" ? 0 : 3);
					return;
				}
				setTyped(next);
				const number = parseNumber(next);
				if (number !== undefined) onChange(number);
			}}
			onBlur={() => {
				if (typed === undefined) return;
				const number = parseNumber(typed);
				if (number !== undefined) onChange(fitNumber(number, options));
				else if (typed.trim() === "" && property.default !== undefined) onChange(property.default);
				setTyped(undefined);
			}}
			onKeyDown={(event) => {
				const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
				if (!step || typeof value !== "number") return;
				event.preventDefault();
				setTyped(undefined);
				onChange(fitNumber(value + step, options));
			}}
		/>
	);
}

export function BooleanControl(props: ControlProps) {
	return (
		<Switch
			id={props.id}
			checked={props.value === true}
			onChange={props.onChange}
			disabled={props.disabled}
			label={props.label}
		/>
	);
}

/** One of the declared or loaded choices, or several with multiOptions. */
export function OptionsControl(props: ControlProps & { siblings: Record<string, Json> }) {
	const { property, value, onChange, path } = props;
	const scope = useFormScope();
	const store = useDetailStore();
	const dynamic = useDynamicOptions(property, path);
	const declared = ((property.options ?? []) as PropertyOption[]).filter((o) =>
		isDisplayed(o.displayOptions, { ...scope, root: store.getState().root, siblings: props.siblings }),
	);
	const all = dynamic.active ? dynamic.options : declared;
	const keyOf = (v: unknown) => JSON.stringify(v ?? null);
	const multiple = property.type === "multiOptions";
	const values: unknown[] = multiple ? (Array.isArray(value) ? value : []) : [value];
	const chosen = values.map(keyOf);
	const titleOf = (v: unknown): string => {
		const known = all.find((o) => keyOf(o.value) === keyOf(v));
		if (known) return known.name;
		if (v === "" || v === undefined || v === null) return "";
		return dynamic.loading ? String(v) : t.form.unknownChoice(String(v));
	};
	const text = values.map(titleOf).filter(Boolean).join(", ");
	return (
		<Choice
			id={props.id}
			label={props.label}
			describedBy={props.describedBy}
			invalid={props.invalid}
			disabled={props.disabled}
			multiple={multiple}
			options={all.map((o) => ({ key: keyOf(o.value), label: o.name, hint: o.description }))}
			chosen={chosen}
			text={text || <span className={css.placeholder}>{property.placeholder ?? t.form.choose}</span>}
			loading={dynamic.loading}
			failed={dynamic.failed}
			onReload={dynamic.active ? dynamic.reload : undefined}
			onChoose={(key) => {
				const option = all.find((o) => keyOf(o.value) === key);
				if (!option) return;
				if (!multiple) onChange(option.value as Json);
				else
					onChange((chosen.includes(key) ? values.filter((v) => keyOf(v) !== key) : [...values, option.value]) as Json);
			}}
		/>
	);
}

/** A date, with the time unless only the day is wanted. Stored as it was typed, in the form of the field: 2026-05-10T12:00:00. */
export function DateControl(props: ControlProps) {
	const { value, onChange, property } = props;
	const dateOnly = property.typeOptions?.dateOnly === true;
	const text = textOf(value);
	const shown = dateOnly ? text.slice(0, 10) : localTime(text);
	return (
		<TextInput
			{...aria(props)}
			type={dateOnly ? "date" : "datetime-local"}
			step={dateOnly ? undefined : 1}
			value={shown}
			onChange={(event) => onChange(event.target.value)}
		/>
	);
}

function localTime(text: string): string {
	if (text === "" || /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return text;
	const date = new Date(text);
	if (Number.isNaN(date.getTime())) return "";
	const two = (n: number) => String(n).padStart(2, "0");
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

export function ColorControl(props: ControlProps) {
	const value = textOf(props.value);
	return (
		<div className={css.row}>
			<input
				type="color"
				className={css.colour}
				aria-label={`${t.form.color}: ${props.label}`}
				value={/^#[0-9a-fA-F]{6}$/.test(value) ? value : "#000000"}
				disabled={props.disabled}
				onChange={(event) => props.onChange(event.target.value)}
			/>
			<TextInput
				{...aria(props)}
				className={css.grow}
				value={value}
				onChange={(event) => props.onChange(event.target.value)}
			/>
		</div>
	);
}

const CodeEditor = lazy(() => import("../code/CodeEditor"));

const EDITORS: Record<string, CodeLanguage> = {
	codeNodeEditor: "javaScript",
	code: "javaScript",
	jsEditor: "javaScript",
	htmlEditor: "html",
	cssEditor: "css",
	sqlEditor: "sql",
	json: "json",
};

/** The language of a parameter that is edited as code; undefined for all others. */
export function codeLanguage(property: NodeProperty): CodeLanguage | undefined {
	if (property.type === "json") return "json";
	const { editor, editorLanguage, codeAutocomplete } = property.typeOptions ?? {};
	if (editorLanguage === "python" || editorLanguage === "pythonNative") return "python";
	if (typeof editor === "string" && Object.hasOwn(EDITORS, editor)) return EDITORS[editor];
	return codeAutocomplete === "function" || codeAutocomplete === "functionItem" ? "javaScript" : undefined;
}

/** A script or document, in the form or in a large window. */
export function CodeControl(
	props: ControlProps & { language: CodeLanguage; error?: { line: number; message: string }; note?: ReactNode },
) {
	const { language, property, onChange, label } = props;
	const setTarget = useDetail((d) => d.setTarget);
	const mode = useDetail((d) => d.root.mode);
	const each = mode === "runOnceForEachItem" || property.typeOptions?.codeAutocomplete === "functionItem";
	const context = useCompletionContext(each ? "eachItem" : "allItems");
	const [large, setLarge] = useState(false);
	const value = textOf(props.value);
	// Text that is typed meanwhile must not be lost when the large window opens.
	const latest = useRef(value);
	latest.current = value;
	const name = language === "json" ? label : t.code.label(label);
	const declared = property.typeOptions?.rows;
	const rows = typeof declared === "number" ? Math.max(3, declared) : language === "json" ? 5 : 12;
	const editor = (fill: boolean) => (
		<Suspense fallback={<Loading />}>
			<CodeEditor
				language={language}
				value={value}
				onChange={(next) => {
					if (props.startExpression && next === "=") props.startExpression("", 0);
					else onChange(next);
				}}
				label={name}
				context={language === "javaScript" ? context : undefined}
				error={props.error}
				readOnly={props.disabled}
				describedBy={props.describedBy}
				invalid={props.invalid}
				rows={rows}
				fill={fill}
				autoFocus={fill}
				placeholder={property.placeholder}
				onFocus={(view) => setTarget((field) => insertCode(view, field))}
			/>
		</Suspense>
	);
	return (
		<div className={css.stacked}>
			{large ? null : editor(false)}
			<div className={css.inline}>
				{props.note}
				<span className={css.spring} />
				{language === "json" && (
					<IconButton
						small
						label={t.form.formatJson}
						icon={<WrapText />}
						disabled={props.disabled}
						onClick={() => {
							try {
								onChange(JSON.stringify(JSON.parse(latest.current), null, 2));
							} catch {
								// The complaint below says where it stops being JSON.
							}
						}}
					/>
				)}
				<IconButton small label={`${t.form.editLarge}: ${label}`} icon={<Maximize2 />} onClick={() => setLarge(true)} />
			</div>
			<Dialog open={large} onClose={() => setLarge(false)} title={label} width="large">
				<div className={css.largeCode}>{large && editor(true)}</div>
			</Dialog>
		</div>
	);
}
