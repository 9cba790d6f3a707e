package workflows

import (
	"sync"
	"time"

	"runnel/runtime/value"
)

// Workflow is one workflow as it was read. The fields are a view of the
// document; nobody may change them.
type Workflow struct {
	// File is the name that the document was read under, for messages.
	File string
	// ID is the workflow's id, "" where the document has none. Ids that are
	// numbers (old exports) are written as text.
	ID string
	// Name is the workflow's name. A document without one takes the name of
	// the wrapper it came in, or else of its file.
	Name string
	// Active is the document's active key, which only true sets.
	Active bool
	// Nodes are the nodes in the document's order, which decides where a run
	// starts (engine reference §3).
	Nodes []*Node
	// Connections are the outgoing connections in the document's order.
	Connections []Outgoing
	// Settings is an object, empty where the document has none.
	Settings value.Value
	// StaticData and PinData are as in the document, undefined where absent.
	StaticData value.Value
	PinData    value.Value

	doc   value.Value
	path  string
	graph func() *Graph
}

// Document gives the workflow as JSON, with everything that was read.
func (w *Workflow) Document() value.Value { return w.doc }

// Path is the JSON path of the workflow in its file: "$", or "$[2]" for the
// third of a list.
func (w *Workflow) Path() string { return w.path }

// Graph gives the connections resolved to node indexes. It is computed once.
func (w *Workflow) Graph() *Graph { return w.graph() }

// Pinned gives the pinned items of a node as they stand in the document: an
// array, or undefined when the node has none.
func (w *Workflow) Pinned(node string) value.Value {
	if pinned := w.PinData.Get(node); pinned.IsArray() {
		return pinned
	}
	return value.Undefined
}

// The values of the setting executionOrder.
const (
	OrderLegacy = "v0"
	OrderV1     = "v1"
)

// ExecutionOrder is OrderV1 where the settings say so, and OrderLegacy for
// everything else (engine reference §1.4).
func (w *Workflow) ExecutionOrder() string {
	if w.Settings.Get("executionOrder").Str() == OrderV1 {
		return OrderV1
	}
	return OrderLegacy
}

// Timezone is the name of the workflow's time zone, "" for the instance's.
func (w *Workflow) Timezone() string { return w.setting("timezone") }

// ErrorWorkflow is the id of the workflow to run when this one fails, "" for
// none.
func (w *Workflow) ErrorWorkflow() string { return w.setting("errorWorkflow") }

// Timeout is how long an execution may take; 0 when the workflow does not say,
// negative when it asks for no limit.
func (w *Workflow) Timeout() time.Duration {
	seconds := w.Settings.Get("executionTimeout").Num()
	switch {
	case seconds > 0:
		return time.Duration(min(seconds, maxTimeoutSeconds) * float64(time.Second))
	case seconds < 0:
		return -1
	}
	return 0
}

// maxTimeoutSeconds is ten years: larger numbers would overflow a Duration.
const maxTimeoutSeconds = 10 * 365 * 24 * 3600

// CombinedBinary tells whether files live inside the items' JSON (engine
// reference §17.4).
func (w *Workflow) CombinedBinary() bool {
	return w.Settings.Get("binaryMode").Str() == "combined"
}

// setting reads a text setting, for which DEFAULT means that it is not set.
func (w *Workflow) setting(key string) string {
	v := w.Settings.Get(key)
	if v.IsNullish() || v.Str() == "DEFAULT" {
		return ""
	}
	return v.ToString()
}

// Node is one node of a workflow.
type Node struct {
	// ID identifies the node for tools; it links nothing and may be "".
	ID string
	// Name is the key by which connections, run data and expressions know it.
	Name string
	// Type is "<package>.<type>", e.g. "n8n-nodes-base.set".
	Type string
	// TypeVersion is 0 where the document has none: the type's default then.
	TypeVersion float64
	// Position is where the node is drawn, [x, y]; it decides the order of
	// execution (engine reference §5).
	Position [2]float64
	// Parameters is an object with what the user set.
	Parameters value.Value
	// Credentials say which credentials the node uses, in document order.
	Credentials []CredentialRef
	WebhookID   string
	Notes       string

	Disabled         bool
	ExecuteOnce      bool
	AlwaysOutputData bool
	RetryOnFail      bool
	// MaxTries and WaitBetweenTries (milliseconds) are as in the document, 0
	// where absent; see Tries and RetryWait.
	MaxTries         float64
	WaitBetweenTries float64
	// OnError is one of the OnError constants, "" where absent.
	OnError string
	// ContinueOnFail is the older form of OnErrorContinue.
	ContinueOnFail bool

	doc value.Value
}

// The values of a node's onError.
const (
	OnErrorStop     = "stopWorkflow"
	OnErrorContinue = "continueRegularOutput"
	OnErrorOutput   = "continueErrorOutput"
)

// CredentialRef names a credential: by id and name, or in old documents by
// name alone.
type CredentialRef struct {
	Type string
	// ID is "" where the document has null or nothing.
	ID   string
	Name string
}

// Document gives the node as JSON, with everything that was read.
func (n *Node) Document() value.Value { return n.doc }

// Credential gives the reference to a credential of a type.
func (n *Node) Credential(typ string) (CredentialRef, bool) {
	for _, ref := range n.Credentials {
		if ref.Type == typ {
			return ref, true
		}
	}
	return CredentialRef{}, false
}

// Continues tells whether the workflow goes on when the node fails.
func (n *Node) Continues() bool {
	return n.ContinueOnFail || n.OnError == OnErrorContinue || n.OnError == OnErrorOutput
}

// Tries is how often the node is tried: 1 unless it retries, then 2 to 5, 3
// where the document does not say (engine reference §1.2).
func (n *Node) Tries() int {
	switch {
	case !n.RetryOnFail:
		return 1
	case n.MaxTries == 0 || n.MaxTries != n.MaxTries:
		return 3
	}
	return int(min(max(n.MaxTries, 2), 5))
}

// RetryWait is the pause between two tries: 0 to 5 seconds, a second where the
// document says nothing or zero (engine reference §1.2).
func (n *Node) RetryWait() time.Duration {
	ms := n.WaitBetweenTries
	if ms == 0 || ms != ms {
		ms = 1000
	}
	return time.Duration(min(max(ms, 0), 5000) * float64(time.Millisecond))
}

// newWorkflow completes a workflow whose fields are read.
func newWorkflow(w *Workflow) *Workflow {
	w.graph = sync.OnceValue(func() *Graph { return newGraph(w) })
	return w
}
