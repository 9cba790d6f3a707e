/** The comparisons of the filter parameter: which types there are, what each can be asked, and what a change of type keeps. */

export type FilterType = "string" | "number" | "dateTime" | "boolean" | "array" | "object";

export interface FilterOperator {
	type: FilterType;
	operation: string;
	rightType?: FilterType | "any";
	singleValue?: boolean;
	/** Files carry it here and there; kept. */
	name?: string;
}

export interface FilterCondition {
	id?: string;
	leftValue: unknown;
	rightValue: unknown;
	operator: FilterOperator;
}

export interface FilterOptions {
	caseSensitive: boolean;
	leftValue: string;
	typeValidation: "strict" | "loose";
	version?: number;
}

export interface FilterValue {
	options: FilterOptions;
	conditions: FilterCondition[];
	combinator: "and" | "or";
}

/** The types in the order of the menu. */
export const FILTER_TYPES: readonly FilterType[] = ["string", "number", "dateTime", "boolean", "array", "object"];

const single = (type: FilterType, operation: string): FilterOperator => ({ type, operation, singleValue: true });
const onLength = (operation: string): FilterOperator => ({ type: "array", operation, rightType: "number" });

const presence = (type: FilterType): FilterOperator[] =>
	["exists", "notExists", "empty", "notEmpty"].map((o) => single(type, o));
const compared = (type: FilterType, names: string): FilterOperator[] =>
	names.split(" ").map((operation) => ({ type, operation }));

/** What every type can be asked, in the order of the menu. */
export const OPERATORS: Readonly<Record<FilterType, readonly FilterOperator[]>> = {
	string: [
		...presence("string"),
		...compared(
			"string",
			"equals notEquals contains notContains startsWith notStartsWith endsWith notEndsWith regex notRegex",
		),
	],
	number: [...presence("number"), ...compared("number", "equals notEquals gt lt gte lte")],
	dateTime: [
		...presence("dateTime"),
		...compared("dateTime", "equals notEquals after before afterOrEquals beforeOrEquals"),
	],
	boolean: [
		...presence("boolean"),
		single("boolean", "true"),
		single("boolean", "false"),
		...compared("boolean", "equals notEquals"),
	],
	array: [
		...presence("array"),
		...["contains", "notContains"].map((operation): FilterOperator => ({ type: "array", operation, rightType: "any" })),
		...["lengthEquals", "lengthNotEquals", "lengthGt", "lengthLt", "lengthGte", "lengthLte"].map(onLength),
	],
	object: presence("object"),
};

/** The operator's key in menus: "type:operation". */
export function operatorKey(o: Pick<FilterOperator, "type" | "operation">): string {
	return `${o.type}:${o.operation}`;
}

export function findOperator(key: string): FilterOperator | undefined {
	const [type, operation] = key.split(":");
	const list = FILTER_TYPES.includes(type as FilterType) ? OPERATORS[type as FilterType] : undefined;
	return list?.find((o) => o.operation === operation);
}

/** The type of the right side; undefined when there is none. */
export function rightType(o: FilterOperator): FilterType | "any" | undefined {
	return o.singleValue ? undefined : (o.rightType ?? o.type);
}

/**
 * The condition with another operator. What a file stored beside the known
 * keys stays; a right side of another kind is emptied unless it is an expression.
 */
export function withOperator(c: FilterCondition, next: FilterOperator): FilterCondition {
	const {
		type: _type,
		operation: _operation,
		rightType: _right,
		singleValue: _single,
		name: _name,
		...unknown
	} = c.operator;
	const before = rightType(c.operator);
	const after = rightType(next);
	let { rightValue } = c;
	const expression = typeof rightValue === "string" && rightValue.startsWith("=");
	if (after === undefined) rightValue = expression ? rightValue : "";
	else if (after !== before && !expression) {
		if (after === "boolean") rightValue = rightValue === true || rightValue === "true";
		else if (after === "number")
			rightValue = rightValue === "" || Number.isNaN(Number(rightValue)) ? "" : Number(rightValue);
		else rightValue = rightValue === undefined || rightValue === null ? "" : String(rightValue);
	}
	return { ...c, rightValue, operator: { ...unknown, ...next } };
}

/** The operator to begin with for a value that was dragged to the left side. */
export function operatorFor(value: unknown): FilterOperator {
	if (typeof value === "number") return { type: "number", operation: "equals" };
	if (typeof value === "boolean") return { type: "boolean", operation: "true", singleValue: true };
	if (Array.isArray(value)) return { type: "array", operation: "contains", rightType: "any" };
	if (typeof value === "object" && value !== null) return { type: "object", operation: "notEmpty", singleValue: true };
	if (typeof value === "string" && /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|$)/.test(value))
		return { type: "dateTime", operation: "after" };
	return { type: "string", operation: "equals" };
}

export function emptyCondition(id: string): FilterCondition {
	return { id, leftValue: "", rightValue: "", operator: { type: "string", operation: "equals" } };
}

/** A stored filter with what is missing added; anything else than a filter gives an empty one. */
export function readFilter(value: unknown, options: FilterOptions): FilterValue {
	const v = (typeof value === "object" && value !== null ? value : {}) as Partial<FilterValue>;
	const conditions = Array.isArray(v.conditions) ? v.conditions : [];
	return {
		...v,
		options: { ...v.options, ...options },
		conditions: conditions.map((c) => ({ ...c, operator: c?.operator ?? { type: "string", operation: "equals" } })),
		combinator: v.combinator === "or" ? "or" : "and",
	};
}
