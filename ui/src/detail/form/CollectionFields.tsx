import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, GripVertical, Plus, Trash2, X } from "lucide-react";
import { useState } from "react";
import { Button, classes, IconButton, Menu } from "@/components";
import type { NodeProperty, PropertyGroup } from "@/document/nodeTypes";
import { groups, isMultiple, members } from "@/document/parameters";
import type { JsonObject } from "@/document/workflow";
import { detailTexts as t } from "@/texts/detail";
import css from "./Form.module.css";
import { pathOf } from "./issues";
import { type DeepControlProps, ParameterField } from "./ParameterField";
import { Properties, useDisplayed } from "./Properties";
import {
	addableGroups,
	entriesOf,
	entryTitle,
	initialValue,
	isObject,
	moved,
	setParameter,
	withEntries,
	withKey,
} from "./values";

/** Options of which each is there only when it was added. */
export function CollectionField(props: DeepControlProps) {
	const { property, value, path, disabled } = props;
	const stored: JsonObject = isObject(value) ? value : {};
	const all = members(property);
	const { shown, siblings } = useDisplayed(all, stored, "collection");
	const there = shown.filter((p) => Object.hasOwn(stored, p.name));
	const addable = shown.filter((p) => !Object.hasOwn(stored, p.name));
	const set = (next: JsonObject, at: string) => props.onDeepChange(next, at);
	return (
		<div className={css.group}>
			{there.map((p) => (
				<div key={`${p.name} ${p.type}`} className={css.member}>
					<ParameterField
						property={p}
						stored={stored[p.name]}
						siblings={siblings}
						path={pathOf(path, p.name)}
						onChange={(next, at) => set(setParameter(stored, p, next ?? initialValue(p), "collection", all), at)}
					/>
					{!disabled && (
						<IconButton
							small
							className={css.memberRemove}
							label={t.form.remove(p.displayName)}
							icon={<X />}
							onClick={() => set(withKey(stored, p.name, undefined), path)}
						/>
					)}
				</div>
			))}
			{!disabled && addable.length > 0 && (
				<div className={css.addRow}>
					<Menu
						align="start"
						trigger={<Button icon={<Plus aria-hidden />}>{property.placeholder ?? t.form.addOption}</Button>}
						entries={addable.map((p) => ({
							id: p.name,
							label: p.displayName,
							onSelect: () => set(withKey(stored, p.name, initialValue(p)), pathOf(path, p.name)),
						}))}
					/>
				</div>
			)}
			{there.length === 0 && (disabled || addable.length === 0) && <span className={css.count}>{t.form.none}</span>}
		</div>
	);
}

/** Groups of parameters: each once, or as lists whose entries can be added, moved and removed. */
export function FixedCollectionField(props: DeepControlProps) {
	const { property, value, path, disabled } = props;
	const all = groups(property);
	const multiple = isMultiple(property);
	const shown = all.filter((g) => entriesOf(property, value, g.name).length > 0);
	const addable = addableGroups(property, value);
	const set = (group: string, entries: JsonObject[], at: string) =>
		props.onDeepChange(withEntries(property, value, group, entries), at);
	const add = (group: PropertyGroup) => {
		const entries = entriesOf(property, value, group.name);
		set(group.name, [...entries, {}], pathOf(path, group.name));
	};
	const addText =
		typeof property.typeOptions?.multipleValueButtonText === "string"
			? property.typeOptions.multipleValueButtonText
			: undefined;
	const only = addable.length === 1 ? addable[0] : undefined;
	const wholeExpressions = all.filter((g) => isObject(value) && typeof value[g.name] === "string");
	return (
		<div className={css.group}>
			{wholeExpressions.map((g) => (
				<ParameterField
					key={g.name}
					property={{ name: g.name, displayName: g.displayName, type: "string", hint: t.form.listExpression }}
					stored={(value as JsonObject)[g.name]}
					siblings={{}}
					path={pathOf(path, g.name)}
					onChange={(next, at) => props.onDeepChange(withKey(value as JsonObject, g.name, next), at)}
				/>
			))}
			{shown.map((g) => (
				<Entries
					key={g.name}
					property={property}
					group={g}
					entries={entriesOf(property, value, g.name)}
					multiple={multiple}
					titled={all.length > 1}
					disabled={disabled === true}
					path={pathOf(path, g.name)}
					onChange={(entries, at) => set(g.name, entries, at)}
				/>
			))}
			{!disabled && addable.length > 0 && (
				<div className={css.addRow}>
					{only ? (
						<Button icon={<Plus aria-hidden />} onClick={() => add(only)}>
							{addText ?? t.form.add(only.displayName)}
						</Button>
					) : (
						<Menu
							align="start"
							trigger={
								<Button icon={<Plus aria-hidden />}>{addText ?? property.placeholder ?? t.form.addField}</Button>
							}
							entries={addable.map((g) => ({ id: g.name, label: g.displayName, onSelect: () => add(g) }))}
						/>
					)}
				</div>
			)}
		</div>
	);
}

const ENTRY_TYPE = "application/x-runnel-entry";

function Entries(props: {
	property: NodeProperty;
	group: PropertyGroup;
	entries: JsonObject[];
	multiple: boolean;
	titled: boolean;
	disabled: boolean;
	path: string;
	onChange: (entries: JsonObject[], path: string) => void;
}) {
	const { group, entries, multiple, disabled, path, onChange } = props;
	const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
	const [target, setTarget] = useState<number>();
	return (
		<>
			{props.titled && <div className={css.groupTitle}>{group.displayName}</div>}
			{entries.map((entry, i) => {
				const at = multiple ? pathOf(path, i) : path;
				const title = entryTitle(entry, group, i);
				const open = !closed.has(i);
				return (
					// biome-ignore lint/a11y/noStaticElementInteractions: entries are moved by keyboard with the buttons inside.
					<div
						// biome-ignore lint/suspicious/noArrayIndexKey: entries have no ids; the place is what the path names.
						key={i}
						className={classes(css.entry, target === i && css.dropBefore)}
						onDragOver={(event) => {
							if (!event.dataTransfer.types.includes(ENTRY_TYPE)) return;
							event.preventDefault();
							setTarget(i);
						}}
						onDragLeave={() => setTarget(undefined)}
						onDrop={(event) => {
							setTarget(undefined);
							const from = event.dataTransfer.getData(ENTRY_TYPE);
							const [source, index] = from.split("\n");
							if (source !== path || index === undefined) return;
							event.preventDefault();
							onChange(moved(entries, Number(index), i), path);
						}}
					>
						<div className={css.entryHead}>
							{multiple && entries.length > 1 && !disabled && (
								// biome-ignore lint/a11y/noStaticElementInteractions: entries are moved by keyboard with the buttons beside it.
								<span
									className={css.grip}
									title={t.form.dragToMove}
									draggable
									onDragStart={(event) => {
										event.dataTransfer.setData(ENTRY_TYPE, `${path}\n${i}`);
										event.dataTransfer.effectAllowed = "move";
									}}
								>
									<GripVertical aria-hidden />
								</span>
							)}
							<button
								type="button"
								className={css.entryToggle}
								aria-expanded={open}
								onClick={() =>
									setClosed((before) => {
										const next = new Set(before);
										if (!next.delete(i)) next.add(i);
										return next;
									})
								}
							>
								{open ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
								<span className={css.entryTitle}>{title}</span>
							</button>
							{!disabled && multiple && entries.length > 1 && (
								<>
									<IconButton
										small
										noTooltip
										label={`${t.form.moveUp}: ${title}`}
										icon={<ArrowUp />}
										disabled={i === 0}
										onClick={() => onChange(moved(entries, i, i - 1), path)}
									/>
									<IconButton
										small
										noTooltip
										label={`${t.form.moveDown}: ${title}`}
										icon={<ArrowDown />}
										disabled={i === entries.length - 1}
										onClick={() => onChange(moved(entries, i, i + 1), path)}
									/>
								</>
							)}
							{!disabled && (
								<IconButton
									small
									label={t.form.remove(title)}
									icon={<Trash2 />}
									onClick={() =>
										onChange(
											entries.filter((_, k) => k !== i),
											path,
										)
									}
								/>
							)}
						</div>
						{open && (
							<div className={classes(css.entryBody, css.form)}>
								<Properties
									properties={group.values ?? []}
									stored={entry}
									place="group"
									path={at}
									onChange={(next, changed) =>
										onChange(
											entries.map((e, k) => (k === i ? next : e)),
											changed,
										)
									}
								/>
							</div>
						)}
					</div>
				);
			})}
		</>
	);
}
