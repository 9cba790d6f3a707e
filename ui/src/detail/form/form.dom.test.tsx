// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, createEvent, fireEvent, render, screen, within } from "@testing-library/react";
import { Tooltip } from "radix-ui";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { NodeProperty, NodeTypeDescription } from "@/document/nodeTypes";
import { createEditorStore, EditorProvider, type EditorStore } from "@/document/store";
import type { JsonObject } from "@/document/workflow";
import { FIELD_TYPE } from "../data/DraggableField";
import NodeDetail from "../NodeDetail";

const property = (name: string, type: NodeProperty["type"], more: Partial<NodeProperty> = {}): NodeProperty => ({
	name,
	displayName: name,
	type,
	...more,
});

const description: NodeTypeDescription = {
	name: "test.node",
	displayName: "Test",
	group: ["transform"],
	version: [1, 2],
	defaults: {},
	inputs: ["main"],
	outputs: ["main"],
	properties: [
		property("send", "boolean", { default: false, noDataExpression: true }),
		property("url", "string", { default: "", required: true }),
		property("count", "number", { default: 5, typeOptions: { minValue: 1, maxValue: 10 } }),
		property("path", "string", { default: "", requiresDataPath: "single", noDataExpression: true }),
		property("newer", "string", { default: "", displayOptions: { show: { "@version": [2] } } }),
		property("headers", "fixedCollection", {
			default: {},
			typeOptions: { multipleValues: true },
			displayOptions: { show: { send: [true] } },
			options: [
				{
					name: "values",
					displayName: "Header",
					values: [property("name", "string", { default: "" }), property("value", "string", { default: "" })],
				},
			],
		}),
		property("conditions", "filter", { default: {}, typeOptions: { filter: { version: 2 } } }),
	],
};

let store: EditorStore;

beforeEach(() => {
	// The server is not there: queries stay unanswered.
	vi.stubGlobal("fetch", () => new Promise(() => {}));
	vi.stubGlobal(
		"ResizeObserver",
		class {
			observe() {}
			unobserve() {}
			disconnect() {}
		},
	);
	Element.prototype.scrollIntoView = () => {};
	Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, value: 1200 });
});

afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

function open(parameters: JsonObject, options: { readOnly?: boolean } = {}) {
	store = createEditorStore(() => 0);
	const at: [number, number] = [0, 0];
	store.getState().load(
		{
			name: "w",
			nodes: [
				{ name: "Before", type: "test.node", typeVersion: 1, position: at, parameters: {} },
				{ name: "Node", type: "test.node", typeVersion: 1, position: at, parameters },
			],
			connections: { Before: { main: [[{ node: "Node", type: "main", index: 0 }]] } },
			pinData: { Before: [{ json: { id: 7, user: { name: "Ada" } } }] },
		},
		options,
	);
	store.getState().setTypes([description]);
	store.getState().open("Node");
	const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
	render(
		<QueryClientProvider client={client}>
			<Tooltip.Provider>
				<EditorProvider store={store}>
					<NodeDetail />
				</EditorProvider>
			</Tooltip.Provider>
		</QueryClientProvider>,
	);
}

const stored = () => store.getState().document.nodes[1]?.parameters;

function drop(target: HTMLElement, field: unknown) {
	const event = createEvent.drop(target);
	const data: Record<string, string> = { [FIELD_TYPE]: JSON.stringify(field) };
	Object.defineProperty(event, "dataTransfer", {
		value: { types: Object.keys(data), getData: (type: string) => data[type] ?? "" },
	});
	fireEvent(target, event);
}

test("typing stores a value, going back to the default takes it out, what is unknown stays", () => {
	open({ strange: { deep: [1] } });
	fireEvent.change(screen.getByLabelText("url*"), { target: { value: "https://x.test" } });
	expect(stored()).toEqual({ strange: { deep: [1] }, url: "https://x.test" });
	fireEvent.change(screen.getByLabelText("url*"), { target: { value: "" } });
	expect(stored()).toEqual({ strange: { deep: [1] } });
});

test("keystrokes in one field are one step of undo", () => {
	open({});
	for (const value of ["a", "ab", "abc"]) fireEvent.change(screen.getByLabelText("url*"), { target: { value } });
	store.getState().undo();
	expect(stored()).toEqual({});
});

test("a parameter appears when its condition holds", () => {
	open({});
	expect(screen.queryByText("headers")).toBeNull();
	fireEvent.click(screen.getByRole("switch", { name: "send" }));
	fireEvent.click(screen.getByRole("button", { name: "Add Header" }));
	fireEvent.change(screen.getByLabelText("name"), { target: { value: "X-A" } });
	expect(stored()).toEqual({ send: true, headers: { values: [{ name: "X-A" }] } });
	fireEvent.click(screen.getByRole("button", { name: "Remove X-A" }));
	expect(stored()).toEqual({ send: true });
});

test("numbers keep their bounds when the field is left", () => {
	open({});
	const count = screen.getByLabelText("count");
	fireEvent.change(count, { target: { value: "99" } });
	fireEvent.blur(count);
	expect(stored()).toEqual({ count: 10 });
	fireEvent.change(count, { target: { value: "abc" } });
	fireEvent.blur(count);
	expect(stored()).toEqual({ count: 10 });
});

test("'=' in an empty field begins an expression, the switch ends it", () => {
	open({});
	fireEvent.change(screen.getByLabelText("url*"), { target: { value: "=" } });
	expect(stored()).toEqual({ url: "=" });
	fireEvent.click(screen.getByRole("button", { name: "fx: Switch to a fixed value, url" }));
	expect(stored()).toEqual({});
});

test("fields that are dropped become expressions, or names where a name is wanted", () => {
	open({});
	drop(screen.getByLabelText("url*"), { node: "Before", direct: true, path: ["user", "name"], value: "Ada" });
	expect(stored()).toEqual({ url: "={{ $json.user.name }}" });
	drop(screen.getByLabelText("path"), { node: "Before", direct: true, path: ["user", "name"], value: "Ada" });
	expect(stored()).toMatchObject({ path: "user.name" });
	drop(screen.getByLabelText("count"), { node: "Far away", direct: false, path: ["id"], value: 7 });
	expect(stored()).toMatchObject({ count: "={{ $('Far away').item.json.id }}" });
});

test("by keyboard, Enter on a field of the input inserts it into the parameter that had the focus", () => {
	open({});
	fireEvent.focus(screen.getByLabelText("url*"));
	const input = within(screen.getByRole("region", { name: "Input" }));
	// jsdom gives lists no height, so the tree has no rows; the table's head has its columns.
	fireEvent.click(input.getByRole("tab", { name: "Table" }));
	fireEvent.keyDown(input.getByRole("button", { name: "id" }), { key: "Enter" });
	expect(stored()).toEqual({ url: "={{ $json.id }}" });
});

test("a condition is stored with its operator and its options", () => {
	open({});
	const group = screen.getByRole("group", { name: "Condition 1" });
	fireEvent.change(within(group).getByLabelText("Value"), { target: { value: "a" } });
	expect(stored()?.conditions).toMatchObject({
		combinator: "and",
		options: { caseSensitive: true, typeValidation: "strict", version: 2 },
		conditions: [{ leftValue: "a", rightValue: "", operator: { type: "string", operation: "equals" } }],
	});
	drop(within(group).getByLabelText("Value"), { node: "Before", direct: true, path: ["id"], value: 7 });
	expect(stored()?.conditions).toMatchObject({ conditions: [{ leftValue: "={{ $json.id }}" }] });
});

test("a required parameter without value says so", () => {
	open({});
	expect(screen.getByLabelText("url*").getAttribute("aria-invalid")).toBe("true");
	expect(screen.getByText("A value is required.")).toBeTruthy();
});

test("another version of the node has other parameters", () => {
	open({ newer: "kept" });
	expect(screen.queryByLabelText("newer")).toBeNull();
	fireEvent.click(screen.getByRole("tab", { name: "Settings" }));
	fireEvent.change(screen.getByLabelText("Node version"), { target: { value: "2" } });
	fireEvent.click(screen.getByRole("tab", { name: /Parameters/ }));
	expect((screen.getByLabelText("newer") as HTMLInputElement).value).toBe("kept");
});

test("what is only shown cannot be changed", () => {
	open({ url: "x" }, { readOnly: true });
	expect((screen.getByLabelText("url*") as HTMLInputElement).disabled).toBe(true);
	expect(screen.queryByRole("button", { name: "Add condition" })).toBeNull();
	expect(screen.queryByRole("button", { name: "Execute step" })).toBeNull();
});

test("the run's error stands at its parameter", () => {
	open({ url: "x" });
	store.getState().showExecution(
		{ id: "1", status: "error", mode: "manual", startedAt: 0 },
		{
			Node: [
				{
					startTime: 0,
					executionTime: 1,
					source: [],
					error: { message: "Invalid URL", context: { parameter: "url", itemIndex: 2 } },
				},
			],
		},
	);
	return screen.findByText(/Invalid URL \(Item 3\)/);
});

test("renaming by Enter, leaving by Escape", () => {
	open({});
	const name = screen.getByLabelText("Node name");
	fireEvent.change(name, { target: { value: "Fetch" } });
	fireEvent.keyDown(name, { key: "Enter" });
	fireEvent.blur(name);
	expect(store.getState().openNode).toBe("Fetch");
	fireEvent.keyDown(screen.getByLabelText("url*"), { key: "Escape" });
	expect(store.getState().openNode).toBeNull();
});
