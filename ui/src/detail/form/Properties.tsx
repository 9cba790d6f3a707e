import { useCallback, useMemo, useRef } from "react";
import type { NodeProperty } from "@/document/nodeTypes";
import { displayedProperties, fillDefaults } from "@/document/parameters";
import type { Json, JsonObject } from "@/document/workflow";
import { useDetail } from "../context";
import { useFormScope } from "./form-scope";
import { pathOf } from "./issues";
import { ParameterField } from "./ParameterField";
import { type Place, setParameter } from "./values";

/** The properties of one place that are to be seen, and the parameters beside each other with defaults. */
export function useDisplayed(
	properties: readonly NodeProperty[],
	stored: JsonObject,
	place: Place,
): { shown: NodeProperty[]; siblings: Record<string, Json> } {
	const form = useFormScope();
	const root = useDetail((d) => d.root);
	return useMemo(() => {
		const scope = { ...form, root };
		const siblings = place === "root" ? root : place === "group" ? fillDefaults(properties, stored, scope) : stored;
		return { siblings, shown: displayedProperties(properties, { ...scope, siblings }) };
	}, [properties, stored, place, form, root]);
}

/** Kinds that show nothing at their place. */
const SILENT = new Set(["hidden", "button", "curlImport"]);

/** A list of parameters: a node's, or one entry of a group. */
export function Properties(props: {
	properties: readonly NodeProperty[];
	stored: JsonObject;
	onChange: (stored: JsonObject, path: string) => void;
	place: Place;
	path: string;
	/** What stands behind a parameter. */
	after?: (property: NodeProperty) => React.ReactNode;
}) {
	const { properties, stored, place } = props;
	const { shown, siblings } = useDisplayed(properties, stored, place);
	// Fields that are not changed are not drawn again: what they call stays the same function and reads what is newest.
	const newest = useRef(props);
	newest.current = props;
	const change = useCallback((value: Json | undefined, path: string, property: NodeProperty) => {
		const now = newest.current;
		now.onChange(setParameter(now.stored, property, value, now.place, now.properties), path);
	}, []);
	return shown
		.filter((p) => !SILENT.has(p.type))
		.map((property, i, list) => (
			// Of parameters with one name, each has a control of its own.
			<div key={`${property.name} ${property.type} ${list.slice(0, i).filter((p) => p.name === property.name).length}`}>
				<ParameterField
					property={property}
					stored={Object.hasOwn(stored, property.name) ? stored[property.name] : undefined}
					siblings={hasConditionalChoices(property) ? siblings : NO_SIBLINGS}
					path={pathOf(props.path, property.name)}
					onChange={change}
				/>
				{props.after?.(property)}
			</div>
		));
}

const NO_SIBLINGS: Record<string, Json> = {};

/** Whether some choices of the parameter depend on others. */
function hasConditionalChoices(property: NodeProperty): boolean {
	return (
		(property.type === "options" || property.type === "multiOptions") &&
		(property.options ?? []).some((option) => (option as { displayOptions?: unknown }).displayOptions !== undefined)
	);
}
