import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Pencil, Plus } from "lucide-react";
import { lazy, Suspense, useId, useState } from "react";
import { type CredentialTypeDescription, credentialTypesQuery } from "@/api";
import { IconButton, NativeSelect } from "@/components";
import { useEditorStore } from "@/document/store";
import { detailTexts as t } from "@/texts/detail";
import { useDetail } from "../context";
import { credentialsQuery } from "../queries";
import { Choice } from "./Choice";
import { offeredCredentialTypes } from "./credential-types";
import css from "./Form.module.css";
import { useFormScope } from "./form-scope";
import type { DeepControlProps } from "./ParameterField";

const CredentialDialog = lazy(() =>
	import("@/pages/credentials/CredentialDialog").then((m) => ({ default: m.CredentialDialog })),
);

const titleOf = (types: readonly CredentialTypeDescription[] | undefined, name: string) =>
	types?.find((c) => c.name === name)?.displayName ?? name;

/** The credential that a node uses for one type: chosen, created, opened. */
export function CredentialField({ type, label, required }: { type: string; label?: string; required?: boolean }) {
	const nodeName = useDetail((d) => d.node.name);
	const chosen = useDetail((d) => d.node.credentials?.[type]);
	const ownIssue = useDetail((d) => d.issues.get(`credentials.${type}`));
	const { readOnly } = useFormScope();
	const store = useEditorStore();
	const id = useId();
	const types = useQuery(credentialTypesQuery);
	const all = useQuery(credentialsQuery);
	const [dialog, setDialog] = useState<{ id?: string }>();
	const mine = (all.data ?? []).filter((c) => c.type === type);
	const known = chosen && mine.find((c) => c.id === chosen.id);
	const title = label ?? titleOf(types.data, type);
	const issue = ownIssue ?? (chosen && all.data && !known ? t.credentials.missing(chosen.name) : undefined);
	const choose = (credential: { id: string; name: string } | undefined) => {
		const next = { ...store.getState().document.nodes.find((n) => n.name === nodeName)?.credentials };
		if (credential) next[type] = { id: credential.id, name: credential.name };
		else delete next[type];
		store.getState().setNodeFields(nodeName, { credentials: Object.keys(next).length > 0 ? next : undefined });
	};
	return (
		<div className={css.field} data-path={`credentials.${type}`}>
			<div className={css.labelRow}>
				<label htmlFor={id} className={css.label}>
					{t.credentials.label(title)}
					{required && (
						<span className={css.required} aria-hidden>
							*
						</span>
					)}
				</label>
			</div>
			<div className={css.row}>
				<NativeSelect
					id={id}
					className={css.grow}
					value={known ? known.id : chosen ? "?" : ""}
					disabled={readOnly}
					aria-invalid={issue ? true : undefined}
					aria-describedby={issue ? `${id}-wrong` : undefined}
					onChange={(event) => {
						if (event.target.value === "+") setDialog({});
						else choose(mine.find((c) => c.id === event.target.value));
					}}
				>
					<option value="">{t.credentials.select}</option>
					{chosen && !known && <option value="?">{chosen.name}</option>}
					{mine.map((c) => (
						<option key={c.id} value={c.id}>
							{c.name}
						</option>
					))}
					{!readOnly && <option value="+">{t.credentials.create}</option>}
				</NativeSelect>
				{!readOnly &&
					(known ? (
						<IconButton
							label={`${t.credentials.edit}: ${known.name}`}
							icon={<Pencil />}
							onClick={() => setDialog({ id: known.id })}
						/>
					) : (
						<IconButton label={t.credentials.createTitle(title)} icon={<Plus />} onClick={() => setDialog({})} />
					))}
			</div>
			{issue && (
				<div id={`${id}-wrong`} className={css.complaint}>
					<CircleAlert aria-hidden />
					<span>{issue}</span>
				</div>
			)}
			{dialog && (
				<Suspense fallback={null}>
					<CredentialDialog id={dialog.id} types={[type]} onClose={() => setDialog(undefined)} onSaved={choose} />
				</Suspense>
			)}
		</div>
	);
}

/** Which kind of credential a request signs in with, and the credential itself. */
export function CredentialTypeField(props: DeepControlProps) {
	const types = useQuery(credentialTypesQuery);
	const { property, value, onChange } = props;
	const type = typeof value === "string" ? value : "";
	const offered = offeredCredentialTypes(types.data ?? [], property.credentialTypes);
	return (
		<div className={css.form}>
			<Choice
				id={props.id}
				label={props.label}
				describedBy={props.describedBy}
				invalid={props.invalid}
				disabled={props.disabled}
				options={offered.map((c) => ({ key: c.name, label: c.displayName }))}
				chosen={[type]}
				text={type ? titleOf(types.data, type) : <span className={css.placeholder}>{t.form.choose}</span>}
				loading={types.isLoading}
				onChoose={onChange}
			/>
			{type !== "" && !type.startsWith("=") && <CredentialField type={type} />}
		</div>
	);
}

/** The credential of a fixed type that a parameter asks for, such as a certificate. */
export function CredentialOfType(props: DeepControlProps) {
	const description = useDetail((d) => d.description);
	// The parameter is only the place: the type is that of the node's credential for the same condition.
	const use = description?.credentials?.find(
		(c) => JSON.stringify(c.displayOptions) === JSON.stringify(props.property.displayOptions),
	);
	return use ? <CredentialField type={use.name} required={use.required} /> : null;
}
