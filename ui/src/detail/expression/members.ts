/** Members of the expression context and of JavaScript's own values, for completion. Their documentation is in texts/detail.ts. */
import { memberDocs } from "@/texts/detail";

export interface NativeMember {
	name: string;
	/** Type of a property, or of a call's result. */
	type: string;
	/** The parameters of a function as they are shown; absent for properties. */
	args?: string;
	returns?: string;
	doc: string;
	/** What real data stands behind the member. */
	is?: "json" | "binary" | "item" | "items" | "parameters";
}

export type ContextType =
	| "item"
	| "node"
	| "legacyNode"
	| "root:$input"
	| "root:$prevNode"
	| "root:$workflow"
	| "root:$execution"
	| "root:$node"
	| "root:$itemIndex"
	| "root:Math"
	| "root:JSON"
	| "root:Object"
	| "root:DateTime"
	| "root:Number"
	| "root:Array"
	| "root:console";

/** A list of members written as "name:type" for properties and "name(args):type" for functions. */
function members(group: string, list: string, is: Record<string, NativeMember["is"]> = {}): NativeMember[] {
	return list
		.trim()
		.split(/\s*;\s*/)
		.map((entry): NativeMember => {
			const m = /^([\w$]+)(?:\((.*)\))?:([^()]+)$/.exec(entry);
			if (!m) throw new Error(`members of ${group}: ${entry}`);
			const [, name = "", args, type = ""] = m;
			const doc = memberDocs[`${group}.${name}`] ?? "";
			return { name, type, doc, is: is[name], ...(args === undefined ? {} : { args, returns: type }) };
		});
}

export const CONTEXT: Readonly<Record<ContextType, readonly NativeMember[]>> = {
	item: members("item", "json:object; binary:object; pairedItem:object", { json: "json", binary: "binary" }),
	node: members(
		"node",
		"item:Item; first(branch?, run?):Item; last(branch?, run?):Item; all(branch?, run?):Item[]; itemMatching(index):Item; " +
			"pairedItem(index?):Item; isExecuted:boolean; params:object; context:object",
		{ item: "item", first: "item", last: "item", itemMatching: "item", pairedItem: "item", all: "items" },
	),
	legacyNode: members("legacyNode", "json:object; binary:object; runIndex:number; context:object; parameter:object", {
		json: "json",
		binary: "binary",
	}),
	"root:$input": members(
		"$input",
		"item:Item; first():Item; last():Item; all():Item[]; params:object; context:object",
		{
			item: "item",
			first: "item",
			last: "item",
			all: "items",
		},
	),
	"root:$prevNode": members("$prevNode", "name:string; outputIndex:number; runIndex:number"),
	"root:$workflow": members("$workflow", "id:string; name:string; active:boolean"),
	"root:$execution": members(
		"$execution",
		"id:string; mode:string; resumeUrl:string; resumeFormUrl:string; customData:object",
	),
	"root:$node": [],
	"root:$itemIndex": [],
	"root:Math": members(
		"Math",
		"abs(x):number; ceil(x):number; floor(x):number; round(x):number; trunc(x):number; max(...values):number; min(...values):number; " +
			"pow(x, y):number; sqrt(x):number; random():number; sign(x):number; PI:number",
	),
	"root:JSON": members("JSON", "stringify(value, replacer?, space?):string; parse(text):any"),
	"root:Object": members(
		"Object",
		"keys(object):array; values(object):array; entries(object):array; fromEntries(pairs):object; assign(target, ...sources):object",
	),
	"root:DateTime": members(
		"DateTime",
		"now():DateTime; local(year?, month?, day?):DateTime; utc(year?, month?, day?):DateTime; fromISO(text):DateTime; fromFormat(text, format):DateTime; " +
			"fromMillis(ms):DateTime; fromSeconds(s):DateTime; fromJSDate(date):DateTime; fromSQL(text):DateTime; fromRFC2822(text):DateTime; fromHTTP(text):DateTime",
	),
	"root:Number": members(
		"Number",
		"isInteger(value):boolean; isFinite(value):boolean; isNaN(value):boolean; parseFloat(text):number; parseInt(text, radix?):number",
	),
	"root:Array": members("Array", "from(iterable, map?):array; isArray(value):boolean; of(...values):array"),
	"root:console": members(
		"console",
		"log(...values):undefined; info(...values):undefined; warn(...values):undefined; error(...values):undefined; debug(...values):undefined",
	),
};

/** Members of JavaScript's values by the receiver's name in the reference of functions. */
export const NATIVE: Readonly<Record<string, readonly NativeMember[]>> = {
	string: members(
		"string",
		"length:number; toUpperCase():string; toLowerCase():string; trim():string; split(separator):array; replace(search, replacement):string; " +
			"replaceAll(search, replacement):string; includes(text):boolean; startsWith(text):boolean; endsWith(text):boolean; slice(start, end?):string; " +
			"substring(start, end?):string; indexOf(text):number; lastIndexOf(text):number; match(pattern):array; concat(...texts):string; charAt(index):string; " +
			"padStart(length, fill?):string; padEnd(length, fill?):string; repeat(count):string; trimStart():string; trimEnd():string; search(pattern):number; at(index):string",
	),
	number: members(
		"number",
		"toFixed(digits?):string; toString(radix?):string; toLocaleString(locale?, options?):string; toPrecision(digits):string",
	),
	boolean: members("boolean", "toString():string"),
	array: members(
		"array",
		"length:number; map(element => …):array; filter(element => …):array; find(element => …):any; findIndex(element => …):number; some(element => …):boolean; " +
			"every(element => …):boolean; reduce((sum, element) => …, start):any; join(separator?):string; slice(start?, end?):array; includes(value):boolean; " +
			"indexOf(value):number; concat(...values):array; flat(depth?):array; flatMap(element => …):array; reverse():array; sort(compare?):array; at(index):any; forEach(element => …):undefined",
	),
	items: members(
		"array",
		"length:number; map(element => …):array; filter(element => …):array; find(element => …):any; some(element => …):boolean; every(element => …):boolean; " +
			"reduce((sum, element) => …, start):any; slice(start?, end?):array; concat(...values):array; forEach(element => …):undefined",
	),
	date: members(
		"date",
		"year:number; month:number; day:number; hour:number; minute:number; second:number; millisecond:number; weekday:number; weekNumber:number; quarter:number; " +
			"ordinal:number; zoneName:string; monthLong:string; monthShort:string; weekdayLong:string; daysInMonth:number; isValid:boolean; " +
			"toISO(options?):string; toISODate():string; toISOTime():string; toFormat(format, options?):string; toMillis():number; toSeconds():number; toUTC():DateTime; " +
			"toLocal():DateTime; setZone(zone):DateTime; setLocale(locale):DateTime; set(values):DateTime; startOf(unit):DateTime; endOf(unit):DateTime; " +
			"plus(duration):DateTime; minus(duration):DateTime; diff(other, unit?):Duration; diffNow(unit?):Duration; hasSame(other, unit):boolean; " +
			"equals(other):boolean; toRelative(options?):string; toLocaleString(options?):string; toJSDate():Date; toSQL():string",
	),
};
