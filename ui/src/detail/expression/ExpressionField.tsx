import { useQuery } from "@tanstack/react-query";
import { Maximize2 } from "lucide-react";
import { lazy, Suspense, useId, useState } from "react";
import { expressionsQuery, messageOf } from "@/api";
import { classes, Dialog, IconButton, Tooltip } from "@/components";
import { detailTexts as t } from "@/texts/detail";
import { useDetail } from "../context";
import { useInputSections } from "../data/InputPane";
import { SchemaView } from "../data/SchemaView";
import { Stepper } from "../data/Stepper";
import { variablesQuery } from "../queries";
import type { CompletionContext } from "./completion";
import css from "./Expression.module.css";
import { type Evaluation, useEvaluation } from "./evaluation";
import { insertField } from "./insertion";
import { segments } from "./segments";

const ExpressionEditor = lazy(() => import("./ExpressionEditor"));

/** Gives what completions know at the moment they are asked. */
export function useCompletionContext(place: CompletionContext["place"]): () => CompletionContext {
	const completion = useDetail((d) => d.completion);
	const reference = useQuery(expressionsQuery).data;
	const variables = useQuery(variablesQuery).data;
	return () => ({
		...completion(place),
		reference,
		variables: Object.fromEntries((variables ?? []).map((v) => [v.key, v.value])),
	});
}

/** An expression with its result for the chosen item. Until it gets the focus it is plain text. */
export function ExpressionField(props: {
	/** The stored value, with its leading "=". */
	value: string;
	onChange: (value: string) => void;
	/** The parameter's name for people. */
	label: string;
	invalid?: boolean;
	describedBy?: string;
	/** Opens with the cursor in it, at this place of the template. */
	startAt?: number;
	/** Makes a fixed value of it; gets what it evaluated to. */
	onFixed?: (evaluated: unknown) => void;
	id?: string;
	/** Long documents get more room. */
	tall?: boolean;
}) {
	const { value, onChange, label } = props;
	const readOnly = useDetail((d) => d.readOnly);
	const setTarget = useDetail((d) => d.setTarget);
	const items = useDetail((d) => d.inputItems.length);
	const itemIndex = useDetail((d) => d.itemIndex);
	const chooseItem = useDetail((d) => d.chooseItem);
	const [live, setLive] = useState(props.startAt !== undefined);
	const [large, setLarge] = useState(false);
	const evaluation = useEvaluation(value);
	const context = useCompletionContext("expression");
	const resultId = useId();
	const template = value.slice(1);
	const name = t.expression.label(label);
	const describedBy = [props.describedBy, resultId].filter(Boolean).join(" ");
	const still = (
		// biome-ignore lint/a11y/useSemanticElements: it shows formatted text and becomes the editor when it gets the focus.
		<div
			id={props.id}
			role="textbox"
			tabIndex={0}
			aria-label={name}
			aria-readonly={readOnly}
			aria-multiline="true"
			aria-describedby={describedBy}
			className={css.still}
			onFocus={() => setLive(true)}
		>
			<Template text={template} />
		</div>
	);
	return (
		<div>
			<div className={classes(css.box, props.invalid && css.invalid)}>
				{props.onFixed && !readOnly ? (
					<Tooltip label={t.form.toFixed}>
						<button
							type="button"
							className={css.gutter}
							aria-pressed
							aria-label={`fx: ${t.form.toFixed}, ${label}`}
							onClick={() => props.onFixed?.(evaluation.state === "done" ? evaluation.result.value : undefined)}
						>
							fx
						</button>
					</Tooltip>
				) : (
					<span className={css.gutter} aria-hidden>
						fx
					</span>
				)}
				<div className={classes(css.content, props.tall && css.tall)}>
					{live && !large ? (
						<Suspense fallback={still}>
							<ExpressionEditor
								value={template}
								onChange={(next) => onChange(`=${next}`)}
								label={name}
								context={context}
								describedBy={describedBy}
								invalid={props.invalid}
								readOnly={readOnly}
								autoFocus
								caret={props.startAt}
								onFocus={(view) => setTarget((field) => insertField(view, field))}
							/>
						</Suspense>
					) : (
						still
					)}
				</div>
				<span className={css.side}>
					<IconButton
						small
						label={`${t.expression.large}: ${label}`}
						icon={<Maximize2 />}
						onClick={() => setLarge(true)}
					/>
				</span>
			</div>
			<Result id={resultId} evaluation={evaluation} />
			<Dialog open={large} onClose={() => setLarge(false)} title={t.expression.large_(label)} width="large">
				<div className={css.large}>
					<section className={css.largePart} aria-label={t.panel.input}>
						<div className={css.largeHead}>{t.panel.input}</div>
						<div className={css.largeTree}>{large && <Fields />}</div>
					</section>
					<section className={css.largePart} aria-label={t.expression.large}>
						<div className={css.largeHead}>{t.form.expression}</div>
						<div className={css.largeBox}>
							<Suspense fallback={<Template text={template} />}>
								<ExpressionEditor
									value={template}
									onChange={(next) => onChange(`=${next}`)}
									label={name}
									context={context}
									readOnly={readOnly}
									autoFocus
									fill
									onFocus={(view) => setTarget((field) => insertField(view, field))}
								/>
							</Suspense>
						</div>
						<p className={css.largeHint}>{t.expression.insertHint}</p>
					</section>
					<section className={css.largePart} aria-label={t.expression.result}>
						<div className={css.largeHead}>
							{t.expression.result}
							{items > 1 && (
								<Stepper
									label={t.expression.forItem}
									value={itemIndex}
									count={items}
									text={t.data.itemOf}
									onChange={chooseItem}
								/>
							)}
						</div>
						<pre className={css.largeResult}>{resultText(evaluation)}</pre>
					</section>
				</div>
			</Dialog>
		</div>
	);
}

function Fields() {
	return <SchemaView sections={useInputSections()} search="" />;
}

/** A template with its code marked. */
export function Template({ text }: { text: string }) {
	return segments(text).map((s) =>
		s.kind === "text" ? (
			s.text
		) : (
			<span key={s.from} className={css.code}>
				{`{{${s.text}${s.open ? "" : "}}"}`}
			</span>
		),
	);
}

function Result({ id, evaluation }: { id: string; evaluation: Evaluation }) {
	if (evaluation.state === "none") return <div id={id} />;
	const result =
		evaluation.state === "done" ? evaluation.result : evaluation.state === "pending" ? evaluation.last : undefined;
	const error = result?.error;
	// Without data there is nothing wrong with the expression yet.
	const noData =
		error !== undefined && /hasn't been executed|No execution data|hasn’t been executed/i.test(error.message);
	return (
		<div id={id} className={classes(css.result, evaluation.state === "pending" && css.pending)}>
			{evaluation.state === "failed" ? (
				<span className={classes(css.value, css.quiet)}>{messageOf(evaluation.error)}</span>
			) : !result ? (
				<span className={css.value}>{t.expression.pending}</span>
			) : noData ? (
				<span className={classes(css.value, css.quiet)} title={error.message}>
					{t.expression.noData}
				</span>
			) : error ? (
				<span className={classes(css.value, css.failed)} title={error.description}>
					{error.message}
				</span>
			) : (
				<output className={classes(css.value, soft(result) && css.soft)} title={result.text}>
					{shown(result)}
				</output>
			)}
		</div>
	);
}

type Done = Extract<Extract<Evaluation, { state: "done" }>["result"], { text: string }>;

const soft = (r: Done) => r.type === "undefined" || r.value === null || r.value === undefined || r.text === "";

function shown(r: Done): string {
	if (r.type === "undefined" || (r.value === undefined && !r.text)) return t.expression.undefined;
	if (r.value === null) return "null";
	return r.text === "" ? t.expression.empty : r.text;
}

function resultText(evaluation: Evaluation): string {
	if (evaluation.state === "none") return t.expression.empty;
	if (evaluation.state === "failed") return messageOf(evaluation.error);
	const result = evaluation.state === "done" ? evaluation.result : evaluation.last;
	if (!result) return t.expression.pending;
	if (result.error)
		return result.error.description ? `${result.error.message}\n\n${result.error.description}` : result.error.message;
	return typeof result.value === "object" && result.value !== null
		? JSON.stringify(result.value, null, 2)
		: shown(result);
}
