package node

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/value"
)

// Output is what a node gives: one list of items for each of its outputs.
// A nil Output is the original's null: the run is not recorded and nothing
// follows. An empty list on every output is recorded, and the branch ends.
type Output [][]item.Item

// One makes an output of a single list.
func One(items []item.Item) Output { return Output{items} }

// Mode says how an execution was started.
type Mode string

// The modes of an execution, named as in the run data.
const (
	ModeCLI        Mode = "cli"
	ModeError      Mode = "error"
	ModeIntegrated Mode = "integrated"
	ModeInternal   Mode = "internal"
	ModeManual     Mode = "manual"
	ModeRetry      Mode = "retry"
	ModeTrigger    Mode = "trigger"
	ModeWebhook    Mode = "webhook"
)

// Info is what a node may know of itself, its workflow and the execution.
// It does not change while the node runs.
type Info struct {
	Name      string
	ID        string
	Type      string
	Version   float64
	WebhookID string
	// RunIndex counts the node's earlier runs in this execution.
	RunIndex int

	WorkflowID     string
	WorkflowName   string
	WorkflowActive bool
	Settings       value.Value

	ExecutionID string
	Mode        Mode
	// Activation says why a trigger is started; it is "" elsewhere.
	Activation Activation
	// Zone is the workflow's time zone.
	Zone *time.Location
	// BaseURL is the instance's public address, with a slash at its end.
	BaseURL string
}

// Host is what the engine gives a node for one run. A Host is used by one
// goroutine at a time, except Context, HTTP, Eval of constants, Binary and Log.
type Host interface {
	// Context ends when the execution is cancelled or times out.
	Context() context.Context
	Info() *Info
	Log() *slog.Logger

	// Inputs is the number of connected inputs.
	Inputs() int
	// Input gives the items on an input; nil when nothing came there.
	Input(i int) []item.Item
	// Items gives the chosen input: the first that has items.
	Items() []item.Item
	// Source tells where an input's items came from, nil when unknown.
	Source(input int) *item.Source
	// HasParent tells whether a node of one of these types stands somewhere
	// upstream; HasChild likewise downstream.
	HasParent(types ...string) bool
	HasChild(types ...string) bool

	// Eval gives a parameter's value for item i, expressions resolved.
	Eval(p Source, i int) (value.Value, error)
	// EvalText evaluates expression text that is only known now (pagination,
	// query templates), with further variables in its context.
	EvalText(text string, i int, extra ...value.Field) (value.Value, error)

	// ContinueOnFail tells whether the node should turn failures into items.
	ContinueOnFail() bool
	// HasErrorOutput tells whether such items leave by an output of their own.
	HasErrorOutput() bool
	// State is kept over all runs of this node in this execution; expressions
	// see it as context.
	State() *State
	// StaticData is kept over executions: scope is "global" or "node".
	StaticData(scope string) (*State, error)

	// Credential gives the decrypted credential of a type that the node is
	// set to use. Errors carry the original's texts.
	Credential(typ string) (Credential, error)
	// HTTP gives the client all outgoing requests must go through: it has the
	// instance's connection pools, dial checks and limits.
	HTTP(ClientOptions) (*http.Client, error)
	// Binary makes and reads files.
	Binary() BinaryStore

	// Script runs JavaScript against the data of this run.
	Script(Script) (ScriptResult, error)
	// Respond answers the webhook call that started the execution. Only the
	// first answer counts; it reports whether this one did.
	Respond(Response) (bool, error)
	// Wait puts the execution to wait once this run has ended: until the time,
	// or until it is resumed by its webhook when the time is zero.
	Wait(until time.Time) error
	// Subworkflow runs another workflow.
	Subworkflow(SubworkflowCall) (SubworkflowResult, error)
	// Hint adds advice for the user to the record of this run.
	Hint(text string)
	// Amend changes the documents of an input's items where they were made: in the
	// recorded output of the node before. It is for the few nodes of the original
	// that write into what they are given. Other nodes that got the items keep
	// them as they were.
	Amend(input int, docs []value.Value)

	// SetMetadata adds a key to the record of this run.
	SetMetadata(key string, v value.Value)
}

// Call is what a node's function receives: the host and the node's parameters.
type Call[P any] struct {
	Host
	// P are the parameters, bound when the workflow was compiled.
	P *P
}

// Script is JavaScript to run for a node.
type Script struct {
	// Kind selects globals, wrapping and error texts.
	Kind ScriptKind
	// Code is the source as the user wrote it.
	Code string
	// Item is the current item's index; 0 for scripts that run once.
	Item int
	// Globals are further names the script sees.
	Globals []value.Field
}

// ScriptKind is the setting a script was written for.
type ScriptKind uint8

// The kinds of script.
const (
	// ScriptAll is a Code node's script that runs once for all items.
	ScriptAll ScriptKind = iota
	// ScriptEach is a Code node's script for one item.
	ScriptEach
	// ScriptFunction is a Function node's script.
	ScriptFunction
	// ScriptFunctionItem is a FunctionItem node's script, for one item.
	ScriptFunctionItem
	// ScriptPlain is a function body that sees only Globals (sort by code).
	ScriptPlain
)

// ScriptResult is what a script returned.
type ScriptResult struct {
	// Value is what was returned, made JSON-safe as the original does where
	// data crosses from script to host: dates as text, functions gone.
	// It is undefined when the script returned nothing.
	Value value.Value
	// Binary are the item's files when the script changed them, nil when not
	// (FunctionItem).
	Binary *item.Binaries
}

// ClientOptions choose an HTTP client. Clients of equal options share their
// connections.
type ClientOptions struct {
	// Proxy is the proxy's URL, "" for the environment's.
	Proxy string
	// InsecureTLS accepts any certificate.
	InsecureTLS bool
	// CertPEM, KeyPEM, CAPEM are a client certificate and its authorities;
	// Passphrase opens an encrypted key.
	CertPEM, KeyPEM, CAPEM, Passphrase string
}

// Credential is a decrypted credential. It prints as "***".
type Credential struct {
	ID, Name, Type string
	data           value.Value
	auth           Authentication
	save           func(key string, v value.Value) error
}

// NewCredential makes a credential of decrypted data.
func NewCredential(id, name, typ string, data value.Value) Credential {
	return Credential{ID: id, Name: name, Type: typ, data: data}
}

// With gives the credential with what its type declares about requests, and
// with a function that keeps a changed field (renewed tokens); nil for none.
func (c Credential) With(auth Authentication, save func(key string, v value.Value) error) Credential {
	c.auth, c.save = auth, save
	return c
}

// Authentication says how requests are made to carry the credential.
func (c Credential) Authentication() Authentication { return c.auth }

// WithData gives the credential with other data, such as the same with the
// expressions in it evaluated.
func (c Credential) WithData(data value.Value) Credential {
	c.data = data
	return c
}

// SaveField keeps a changed field, such as a renewed token, for later
// executions. It does nothing where the credential's store does not allow it.
func (c Credential) SaveField(key string, v value.Value) error {
	if c.save == nil {
		return nil
	}
	return c.save(key, v)
}

// Get reads a field.
func (c Credential) Get(key string) value.Value { return c.data.Get(key) }

// Text reads a field as text, "" when it is not set.
func (c Credential) Text(key string) string {
	v := c.data.Get(key)
	if v.IsNullish() {
		return ""
	}
	return v.ToString()
}

// Data gives all fields; take care where it goes.
func (c Credential) Data() value.Value { return c.data }

// String keeps secrets out of logs.
func (c Credential) String() string { return "***" }

// GoString keeps secrets out of logs.
func (c Credential) GoString() string { return "***" }

// LogValue keeps secrets out of logs.
func (c Credential) LogValue() slog.Value { return slog.StringValue("***") }
