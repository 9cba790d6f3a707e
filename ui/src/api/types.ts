/** The shapes that the server and the editor exchange (base /api/editor). Times are ISO 8601 in UTC with milliseconds. */
import type { RunData, RunError, TaskData } from "@/document/runs";
import type { Item, WorkflowDocument } from "@/document/workflow";

// biome-ignore lint/suspicious/noExplicitAny: workflow documents and run data hold any JSON.
export type Json = any;
export type JsonObject = Record<string, Json>;

export type Role = "global:owner" | "global:admin" | "global:member";

export interface User {
	id: string;
	email: string;
	firstName: string;
	lastName: string;
	role: Role;
}

export interface UserListed extends User {
	isPending?: boolean;
	createdAt?: string;
	inviteLink?: string;
}

export type Invitation =
	| { valid: true; email: string; firstName: string; lastName: string }
	| { valid: false; message: string };

export interface ReadySession {
	state: "ready";
	user: User;
	csrf: string;
	version: string;
	baseUrl: string;
	/** Where waiting executions go on, when their id is put behind: by a call, by a form. */
	waitingUrl: string;
	waitingFormUrl: string;
	zone: string;
	folder: string;
	recording: boolean;
	permissions: string[];
}

export type Session = { state: "setup"; tokenNeeded: boolean } | { state: "login" } | ReadySession;

export interface Tag {
	id: string;
	name: string;
}

export type ExecutionStatus = "new" | "running" | "success" | "error" | "waiting" | "canceled" | "crashed";

export interface WorkflowListed {
	id: string;
	name: string;
	active: boolean;
	tags: Tag[];
	createdAt: string;
	updatedAt: string;
	versionId: string;
	nodeCount: number;
	triggers: string[];
	lastRun: { id: string; status: ExecutionStatus; startedAt: string } | null;
	/** history: newest last, 20 at most. */
	stats: { runs: number; errors: number; history: ExecutionStatus[] };
}

/** What stands in the way of a node: shown at the node and its parameter. */
export interface Problem {
	node: string;
	parameter?: string;
	message: string;
}

export interface Opened {
	workflow: WorkflowDocument;
	versionId: string;
	/** Empty when the workflow is not published. */
	activeVersionId: string;
	updatedAt: string;
	updatedBy: string;
	problems: Problem[];
	/** Path of the file when the workflow lives in a folder, else empty. */
	file: string;
}

export interface ConflictDetails {
	versionId: string;
	updatedAt: string;
	updatedBy: string;
}

export interface VersionListed {
	versionId: string;
	createdAt: string;
	author: string;
	name?: string;
	active: boolean;
}

export interface WebhookListed {
	node: string;
	method: string;
	path: string;
	testUrl: string;
	productionUrl: string;
}

export interface RunRequest {
	workflow: WorkflowDocument;
	triggerNode?: string;
	destinationNode?: string;
	/** Makes it a partial run: nodes with data here are not run again unless dirty. */
	runData?: RunData;
	dirtyNodes?: string[];
}

export type RunAnswer =
	| { executionId: string; waitingForWebhook?: undefined }
	| { waitingForWebhook: true; webhooks: { node: string; method: string; testUrl: string }[] };

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	workflowName: string;
	status: ExecutionStatus;
	mode: string;
	startedAt: string;
	stoppedAt: string | null;
	durationMs: number;
	retryOf: string | null;
	inbound: { method: string; path: string; fields: Record<string, string> } | null;
	outbound: { status: number } | null;
	error: { message: string; node: string } | null;
	bytes: number;
}

export interface ExecutionFull extends ExecutionSummary {
	workflow: WorkflowDocument;
	data: {
		startData?: JsonObject;
		resultData: {
			runData: RunData;
			lastNodeExecuted?: string;
			error?: RunError;
			pinData?: Record<string, Item[]>;
		};
		executionData?: JsonObject;
	};
}

export interface ExecutionsPage {
	data: ExecutionSummary[];
	nextCursor: string;
}

/** Events of GET /events by name. */
export interface EventMap {
	"execution.started": { executionId: string; workflowId: string; mode: string; startedAt: string };
	"execution.finished": {
		executionId: string;
		workflowId: string;
		status: ExecutionStatus;
		durationMs: number;
		error?: { message: string; node?: string };
	};
	"node.started": { executionId: string; workflowId: string; node: string; runIndex: number; startTime: number };
	"node.finished": {
		executionId: string;
		workflowId: string;
		node: string;
		runIndex: number;
		startTime: number;
		executionTime: number;
		status: string;
		counts: number[];
		bytes: number;
		error?: RunError;
		run?: TaskData;
	};
	console: { executionId: string; node: string; level: string; args: string[] };
	"testWebhook.received": { workflowId: string; executionId: string };
	"testWebhook.expired": { workflowId: string };
	"workflow.saved": { workflowId: string; versionId: string; by: string; client: string };
	"workflow.published": { workflowId: string; versionId: string };
	"workflow.unpublished": { workflowId: string; versionId: string };
	presence: { workflowId: string; users: { id: string; name: string; client: string }[] };
	resync: Record<string, never>;
}

// ---- Descriptions of nodes and credentials, in n8n's shape ----

export interface PropertyOption {
	name: string;
	value?: Json;
	description?: string;
	action?: string;
	displayName?: string;
	values?: NodeProperty[];
	displayOptions?: DisplayOptions;
	[key: string]: unknown;
}

export interface DisplayOptions {
	show?: Record<string, Json[]>;
	hide?: Record<string, Json[]>;
	hideOnCloud?: boolean;
}

export interface NodeProperty {
	displayName: string;
	name: string;
	type: string;
	default?: Json;
	description?: string;
	hint?: string;
	placeholder?: string;
	required?: boolean;
	noDataExpression?: boolean;
	isNodeSetting?: boolean;
	options?: (PropertyOption | NodeProperty)[];
	typeOptions?: JsonObject;
	displayOptions?: DisplayOptions;
	disabledOptions?: DisplayOptions;
	modes?: JsonObject[];
	extractValue?: JsonObject;
	credentialTypes?: string[];
	[key: string]: unknown;
}

export interface NodePort {
	type: string;
	displayName?: string;
	required?: boolean;
	maxConnections?: number;
	category?: string;
	[key: string]: unknown;
}

export interface NodeTypeDescription {
	name: string;
	displayName: string;
	description?: string;
	group: string[];
	version: number | number[];
	defaultVersion?: number;
	defaults?: { name?: string; color?: string };
	/** Connection types, or an expression that gives them. */
	inputs: (string | NodePort)[] | string;
	outputs: (string | NodePort)[] | string;
	inputNames?: string[];
	outputNames?: string[];
	properties: NodeProperty[];
	credentials?: { name: string; required?: boolean; displayName?: string; displayOptions?: DisplayOptions }[];
	codex?: {
		categories?: string[];
		subcategories?: Record<string, string[]>;
		alias?: string[];
		resources?: JsonObject;
	};
	subtitle?: string;
	icon?: string | { light: string; dark: string };
	iconUrl?: string;
	iconColor?: string;
	webhooks?: JsonObject[];
	polling?: boolean;
	maxNodes?: number;
	hidden?: boolean;
	usableAsTool?: boolean;
	documentationUrl?: string;
	[key: string]: unknown;
}

export interface CredentialTypeDescription {
	name: string;
	displayName: string;
	properties: NodeProperty[];
	extends?: string[];
	documentationUrl?: string;
	test: boolean;
	oauth2: boolean;
}

export interface ExpressionFunction {
	receiver: string;
	name: string;
	doc: string;
	args: { name: string; type: string; optional?: boolean; variadic?: boolean; default?: string; doc?: string }[];
	returns: string;
	examples: { expression: string; result: string }[];
	/** Other words that people look for it by. */
	search?: string[];
}

export interface ExpressionsDescription {
	functions: ExpressionFunction[];
	globals: { name: string; doc: string; type: string; example?: string }[];
}

export interface EvaluateRequest {
	workflow: WorkflowDocument;
	node: string;
	expressions: string[];
	item: number;
	run: number;
	runData: RunData | null;
	executionId: string;
}

export type EvaluateResult =
	| { value: Json; text: string; type: string; error?: undefined }
	| { error: { message: string; description?: string }; value?: undefined };

export interface DynamicOption {
	name: string;
	value: Json;
	description?: string;
}

// ---- Credentials and the rest ----

export interface CredentialListed {
	id: string;
	name: string;
	type: string;
	createdAt: string;
	updatedAt: string;
	usedBy: { workflowId: string; name: string }[];
}

/** Secret fields hold "__unchanged__"; sent back so, they keep their value. */
export interface CredentialFull extends CredentialListed {
	data: JsonObject;
	/** Whether an account is connected by OAuth2. */
	connected: boolean;
}

/** How the connection of an OAuth2 credential stands. */
export interface OAuth2State {
	connected: boolean;
	/** A consent is waited for. */
	waiting: boolean;
	/** Why the last consent brought no token; empty when it did. */
	problem: string;
}

export const UNCHANGED = "__unchanged__";

export interface Variable {
	id: string;
	key: string;
	value: string;
}

export interface ApiKey {
	id: string;
	label: string;
	scopes: string[];
	createdAt: string;
	expiresAt: string | null;
	/** Only in the answer that makes the key. */
	apiKey?: string;
}
