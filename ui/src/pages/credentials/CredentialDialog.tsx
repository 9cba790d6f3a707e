import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import {
	type CredentialListed,
	type CredentialTypeDescription,
	changeCredential,
	connectOAuth2,
	createCredential,
	credentialTypesQuery,
	type Json,
	type JsonObject,
	messageOf,
	oauth2State,
	openCredential,
	testCredential,
	UNCHANGED,
} from "@/api";
import { useSession } from "@/app/session-store";
import {
	Button,
	CopyLine,
	Dialog,
	Field,
	LoadFailed,
	Loading,
	NativeSelect,
	Notice,
	Switch,
	TextArea,
	TextInput,
	toast,
} from "@/components";
import type { NodeProperty } from "@/document/nodeTypes";
import { texts } from "@/texts/en";
import { pageTexts } from "@/texts/pages";
import css from "./CredentialDialog.module.css";
import { fieldsOf, foundTypes, isSecret, missing, rowsOf, shownFields } from "./credential-form";

const t = pageTexts.credentials;

export interface CredentialDialogProps {
	/** The credential to change; without it a new one is made. */
	id?: string;
	/** Types to choose from for a new one; one alone is taken at once. Without them all types. */
	types?: string[];
	onClose: () => void;
	/** Called after it was saved; the dialog stays open for testing and connecting. */
	onSaved?: (credential: CredentialListed) => void;
}

/** How often the server is asked whether a consent was given, in milliseconds. */
const LOOK_EVERY = 500;

/** Makes or changes a credential, tests it, connects an account. */
export function CredentialDialog(props: CredentialDialogProps) {
	const types = useQuery(credentialTypesQuery);
	const existing = useQuery({
		queryKey: ["credential", props.id],
		queryFn: () => openCredential(props.id ?? ""),
		enabled: props.id !== undefined,
		staleTime: 0,
		gcTime: 0,
	});
	const [type, setType] = useState(props.types?.length === 1 ? props.types[0] : undefined);
	const failed = types.error ?? existing.error;
	const title = props.id ? t.edit : t.create;
	if (failed || !types.data || (props.id !== undefined && !existing.data)) {
		return (
			<Dialog open onClose={props.onClose} title={title}>
				{failed ? <LoadFailed error={failed} /> : <Loading />}
			</Dialog>
		);
	}
	const chosen = existing.data?.type ?? type;
	if (chosen === undefined) {
		const offered = types.data.filter((one) => !props.types || props.types.includes(one.name));
		return <TypeChooser types={offered} onClose={props.onClose} onChoose={setType} />;
	}
	return (
		<Form
			{...props}
			known={types.data}
			type={chosen}
			name={existing.data?.name}
			data={existing.data?.data ?? {}}
			connected={existing.data?.connected === true}
		/>
	);
}

function TypeChooser(props: {
	types: CredentialTypeDescription[];
	onClose: () => void;
	onChoose: (name: string) => void;
}) {
	const [search, setSearch] = useState("");
	const list = useRef<HTMLUListElement>(null);
	const found = foundTypes(props.types, search);
	const step = (from: Element | null, by: number) => {
		const buttons = [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
		const at = from ? buttons.indexOf(from as HTMLElement) : -1;
		buttons[Math.max(0, Math.min(buttons.length - 1, at + by))]?.focus();
	};
	return (
		<Dialog open onClose={props.onClose} title={t.choose}>
			<TextInput
				type="search"
				value={search}
				onChange={(event) => setSearch(event.target.value)}
				placeholder={t.chooseHint}
				aria-label={t.chooseHint}
				onKeyDown={(event) => {
					if (event.key === "Enter") {
						event.preventDefault();
						if (found[0]) props.onChoose(found[0].name);
					}
					if (event.key === "ArrowDown") {
						event.preventDefault();
						step(null, 1);
					}
				}}
			/>
			<ul className={css.types} ref={list}>
				{found.map((type) => (
					<li key={type.name}>
						<button
							type="button"
							className={css.type}
							onClick={() => props.onChoose(type.name)}
							onKeyDown={(event) => {
								const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
								if (!by) return;
								event.preventDefault();
								step(event.currentTarget, by);
							}}
						>
							{type.displayName}
						</button>
					</li>
				))}
				{found.length === 0 && <li className={css.quiet}>{t.noType}</li>}
			</ul>
		</Dialog>
	);
}

function Form(
	props: CredentialDialogProps & {
		known: CredentialTypeDescription[];
		type: string;
		name: string | undefined;
		data: JsonObject;
		connected: boolean;
	},
) {
	const session = useSession();
	const client = useQueryClient();
	const formId = useId();
	const description = props.known.find((one) => one.name === props.type);
	const [id, setId] = useState(props.id);
	const [name, setName] = useState(props.name ?? description?.displayName ?? props.type);
	const [values, setValues] = useState<JsonObject>(props.data);
	// What the server has by this dialog: leaving it then takes nothing back.
	const [stored, setStored] = useState<JsonObject>();
	const [busy, setBusy] = useState<"save" | "test" | "connect">();
	const [result, setResult] = useState<{ ok: boolean; text: string }>();
	const [asked, setAsked] = useState(false);
	const fields = useMemo(() => fieldsOf(props.known, props.type), [props.known, props.type]);
	const shown = shownFields(fields, values, props.type);
	const problems = asked ? missing(shown, values) : new Map<string, string>();
	const oauth2 =
		description?.oauth2 === true &&
		// A machine's own grant needs no consent of a person.
		(values.grantType ?? fields.find((field) => field.name === "grantType")?.default) !== "clientCredentials";

	// The provider's page ends at the server, in a window that may not talk to this one: the server is asked what came
	// of it.
	const [connected, setConnected] = useState(props.connected);
	const [consent, setConsent] = useState(0);
	useEffect(() => {
		if (consent === 0 || !id) return;
		let over = false;
		const look = async () => {
			const state = await oauth2State(id).catch(() => undefined);
			if (over || !state || state.waiting) return;
			clearInterval(timer);
			setConsent(0);
			if (state.problem) setResult({ ok: false, text: state.problem });
			else if (state.connected) {
				setResult({ ok: true, text: t.connected });
				setConnected(true);
			} else setResult({ ok: false, text: t.noConsent });
		};
		const timer = setInterval(() => void look(), LOOK_EVERY);
		return () => {
			over = true;
			clearInterval(timer);
		};
	}, [consent, id]);

	const save = async (): Promise<string | undefined> => {
		setAsked(true);
		if (missing(shown, values).size > 0 || name.trim() === "") return undefined;
		const change = { name: name.trim(), data: values };
		const saved = id ? await changeCredential(id, change) : await createCredential({ ...change, type: props.type });
		setId(saved.id ?? id);
		setStored(values);
		void client.invalidateQueries({ queryKey: ["credentials"] });
		props.onSaved?.(saved);
		return saved.id ?? id;
	};
	const job = async (what: "save" | "test" | "connect", work: () => Promise<void>) => {
		setBusy(what);
		setResult(undefined);
		try {
			await work();
		} catch (error) {
			setResult({ ok: false, text: messageOf(error) });
		} finally {
			setBusy(undefined);
		}
	};
	const saveAndTest = () =>
		job("save", async () => {
			const saved = await save();
			if (!saved) return;
			toast({ kind: "success", title: t.saved(name.trim()) });
			if (!description?.test || oauth2) {
				props.onClose();
				return;
			}
			const answer = await testCredential({ id: saved, type: props.type, data: values });
			if (answer.status === "OK") props.onClose();
			else setResult({ ok: false, text: answer.message });
		});
	const connect = () => {
		// The window has to open in the click, before the answer is there, or browsers refuse it.
		const popup = window.open("", "_blank", "width=640,height=720");
		return job("connect", async () => {
			try {
				const saved = await save();
				if (!saved) throw new Error([...missing(shown, values).values()].join(" ") || t.connectHint);
				const url = await connectOAuth2(saved);
				if (!/^https?:/i.test(url)) throw new Error(`The provider's address cannot be opened: ${url}`);
				if (popup) popup.location.href = url;
				else window.location.href = url;
				setConsent((before) => before + 1);
			} catch (error) {
				popup?.close();
				throw error;
			}
		});
	};

	return (
		<Dialog
			open
			onClose={props.onClose}
			title={description?.displayName ?? props.type}
			actions={
				<>
					{description?.test && (
						<Button
							busy={busy === "test"}
							onClick={() =>
								job("test", async () => {
									const answer = await testCredential({ ...(id ? { id } : {}), type: props.type, data: values });
									setResult({ ok: answer.status === "OK", text: answer.message || t.works });
								})
							}
						>
							{t.test}
						</Button>
					)}
					{oauth2 && (
						<Button busy={busy === "connect"} title={t.connectHint} onClick={connect}>
							{connected ? t.connectAgain : t.connect}
						</Button>
					)}
					<span className={css.gap} />
					<Button onClick={props.onClose}>
						{stored !== undefined && stored === values ? texts.common.close : texts.common.cancel}
					</Button>
					<Button kind="primary" type="submit" form={formId} busy={busy === "save"}>
						{texts.common.save}
					</Button>
				</>
			}
		>
			<form
				id={formId}
				onSubmit={(event) => {
					event.preventDefault();
					void saveAndTest();
				}}
			>
				{result && (
					<div className={css.result}>
						<Notice tone={result.ok ? "info" : "danger"}>{result.text}</Notice>
					</div>
				)}
				{!result && oauth2 && (consent > 0 || connected) && (
					<div className={css.result} role="status">
						<Notice>{consent > 0 ? t.waitingForConsent : t.connected}</Notice>
					</div>
				)}
				{!description && (
					<div className={css.result}>
						<Notice tone="warning">{t.unknownType}</Notice>
					</div>
				)}
				<Field label={t.nameLabel} required>
					{(ids) => <TextInput {...ids} value={name} required onChange={(event) => setName(event.target.value)} />}
				</Field>
				{oauth2 && (
					<div className={css.redirect}>
						<span>{t.redirect}</span>
						<CopyLine text={`${session.baseUrl.replace(/\/$/, "")}/rest/oauth2-credential/callback`} />
					</div>
				)}
				{shown.map((field) => (
					<FormField
						key={`${field.name} ${JSON.stringify(field.displayOptions ?? null)}`}
						field={field}
						value={values[field.name]}
						problem={problems.get(field.name)}
						onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
					/>
				))}
			</form>
		</Dialog>
	);
}

/** One field by its kind. A secret that the server keeps is shown as kept, never as text. */
function FormField(props: {
	field: NodeProperty;
	value: Json;
	problem: string | undefined;
	onChange: (value: Json) => void;
}) {
	const { field, onChange } = props;
	const value = props.value ?? field.default ?? "";
	const kept = props.value === UNCHANGED;
	const hint = field.description ?? field.hint;
	if (field.type === "notice") return <Notice>{field.displayName.replace(/<[^>]*>/g, "")}</Notice>;
	if (field.type === "boolean") {
		return (
			<Field label={field.displayName} hint={hint}>
				{(ids) => <Switch id={ids.id} checked={value === true} onChange={onChange} label={field.displayName} />}
			</Field>
		);
	}
	if (field.type === "options") {
		const options = (field.options ?? []) as { name: string; value?: Json }[];
		return (
			<Field label={field.displayName} hint={hint} error={props.problem} required={field.required}>
				{(ids) => (
					<NativeSelect
						{...ids}
						value={String(options.findIndex((option) => option.value === value))}
						onChange={(event) => onChange(options[Number(event.target.value)]?.value)}
					>
						{!options.some((option) => option.value === value) && <option value="-1">{String(value)}</option>}
						{options.map((option, place) => (
							<option key={option.name} value={String(place)}>
								{option.name}
							</option>
						))}
					</NativeSelect>
				)}
			</Field>
		);
	}
	const common = {
		value: kept ? "" : String(value),
		placeholder: kept ? "••••••••" : field.placeholder,
	};
	return (
		<Field label={field.displayName} hint={kept ? t.kept : hint} error={props.problem} required={field.required}>
			{(ids) =>
				rowsOf(field) > 1 || field.type === "json" ? (
					<TextArea
						{...ids}
						{...common}
						rows={Math.min(12, Math.max(3, rowsOf(field)))}
						onChange={(event) => onChange(event.target.value)}
					/>
				) : (
					<TextInput
						{...ids}
						{...common}
						type={isSecret(field) ? "password" : field.type === "number" ? "number" : "text"}
						autoComplete={isSecret(field) ? "new-password" : "off"}
						onChange={(event) =>
							onChange(
								field.type === "number" && event.target.value !== "" ? Number(event.target.value) : event.target.value,
							)
						}
					/>
				)
			}
		</Field>
	);
}
