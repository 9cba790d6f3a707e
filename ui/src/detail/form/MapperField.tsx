import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button, IconButton, Menu, NativeSelect, TextInput } from "@/components";
import type { NodeProperty } from "@/document/nodeTypes";
import type { Json, JsonObject } from "@/document/workflow";
import { detailTexts as t } from "@/texts/detail";
import { useDynamicOptions } from "./dynamic";
import css from "./Form.module.css";
import { type Column, readMapper, withColumn, withColumns, withColumnValue, withoutColumn } from "./mapper";
import { type DeepControlProps, ParameterField } from "./ParameterField";

function columnProperty(column: Column): NodeProperty {
	const kind =
		column.type === "number"
			? "number"
			: column.type === "boolean"
				? "boolean"
				: column.type === "dateTime"
					? "dateTime"
					: "string";
	return { name: column.id, displayName: column.displayName, type: kind, required: column.required };
}

/** Values for the columns of a table or the inputs of a workflow. */
export function MapperField(props: DeepControlProps) {
	const { property, path, disabled } = props;
	const options = (property.typeOptions?.resourceMapper ?? {}) as JsonObject;
	const method = options.localResourceMapperMethod ?? options.resourceMapperMethod;
	const loaded = useDynamicOptions(property, path, typeof method === "string" ? method : "");
	const [name, setName] = useState("");
	const mapper = withColumns(
		readMapper(props.value),
		loaded.options.map((o) => ({ id: String(o.value), displayName: o.name, type: o.description ?? "string" })),
	);
	const set = (next: JsonObject, at: string) => props.onDeepChange(next as Json, at);
	const shown = mapper.columns.filter((c) => !c.removed);
	const left = mapper.columns.filter((c) => c.removed);
	const add = () => {
		const id = name.trim();
		if (id === "") return;
		set(withColumn(mapper, id), path);
		setName("");
	};
	return (
		<div className={css.group}>
			{options.supportAutoMap !== false && (
				<NativeSelect
					aria-label={t.mapper.mode}
					value={mapper.mode}
					disabled={disabled}
					onChange={(event) => set({ ...mapper.stored, mappingMode: event.target.value }, `${path}.mappingMode`)}
				>
					<option value="defineBelow">{t.mapper.manual}</option>
					<option value="autoMapInputData">{t.mapper.auto}</option>
				</NativeSelect>
			)}
			{mapper.mode !== "autoMapInputData" &&
				shown.map((column) => (
					<div key={column.id} className={css.member}>
						<ParameterField
							property={columnProperty(column)}
							stored={mapper.values[column.id] ?? ""}
							siblings={{}}
							path={`${path}.value.${column.id}`}
							onChange={(next, at) => set(withColumnValue(mapper, column.id, next), at)}
						/>
						{!disabled && (
							<IconButton
								small
								className={css.memberRemove}
								label={t.mapper.remove(column.displayName)}
								icon={<X />}
								onClick={() => set(withoutColumn(mapper, column.id), path)}
							/>
						)}
					</div>
				))}
			{mapper.mode !== "autoMapInputData" && mapper.columns.length === 0 && (
				<span className={css.count}>
					{loaded.failed
						? `${t.form.loadFailed}: ${loaded.failed}`
						: loaded.loading
							? t.form.loading
							: t.mapper.noColumns}
				</span>
			)}
			{!disabled && mapper.mode !== "autoMapInputData" && (
				<div className={css.addRow}>
					{left.length > 0 && (
						<Menu
							align="start"
							trigger={<Button icon={<Plus aria-hidden />}>{t.mapper.addColumn}</Button>}
							entries={left.map((c) => ({
								id: c.id,
								label: c.displayName,
								onSelect: () => set(withColumn(mapper, c.id), path),
							}))}
						/>
					)}
					<TextInput
						aria-label={t.mapper.addColumn}
						placeholder={t.mapper.addColumn}
						value={name}
						onChange={(event) => setName(event.target.value)}
						onKeyDown={(event) => {
							if (event.key === "Enter") add();
						}}
					/>
					<IconButton label={t.mapper.addColumn} icon={<Plus />} disabled={name.trim() === ""} onClick={add} />
				</div>
			)}
		</div>
	);
}
