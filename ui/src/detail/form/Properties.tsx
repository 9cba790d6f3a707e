import { useMemo } from "react";
import type { NodeProperty } from "@/document/nodeTypes";
import { displayedProperties, fillDefaults } from "@/document/parameters";
import type { Json, JsonObject } from "@/document/workflow";
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
	const scope = useFormScope();
	return useMemo(() => {
		const siblings =
			place === "root" ? scope.root : place === "group" ? fillDefaults(properties, stored, scope) : stored;
		return { siblings, shown: displayedProperties(properties, { ...scope, siblings }) };
	}, [properties, stored, place, scope]);
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
	const { properties, stored, onChange, place } = props;
	const { shown, siblings } = useDisplayed(properties, stored, place);
	return shown
		.filter((p) => !SILENT.has(p.type))
		.map((property, i, list) => (
			// Of parameters with one name, each has a control of its own.
			<div key={`${property.name} ${property.type} ${list.slice(0, i).filter((p) => p.name === property.name).length}`}>
				<ParameterField
					property={property}
					stored={Object.hasOwn(stored, property.name) ? stored[property.name] : undefined}
					siblings={siblings}
					path={pathOf(props.path, property.name)}
					onChange={(value, path) => onChange(setParameter(stored, property, value, place, properties), path)}
				/>
				{props.after?.(property)}
			</div>
		));
}
