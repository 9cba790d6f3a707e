package engine

import (
	"fmt"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// RunRequest asks for one execution of a plan.
type RunRequest struct {
	Plan *Plan
	// ID is the execution's id; the engine makes one when it is "".
	ID   string
	Mode node.Mode
	// Start names the node to start with; "" lets the engine choose (engine
	// reference §3.1 and §3.2).
	Start string
	// Input is what the start node gets, a list for each output of the trigger
	// that made it. One empty item when it is nil.
	Input node.Output
	// Destination limits the run to a node and what leads to it.
	Destination *Destination
	// Partial goes on from earlier runs; nil runs everything.
	Partial *Partial
	// PinData are items by node name (an object of arrays) that stand in for
	// what these nodes would give; undefined means those of the workflow. They
	// count only in manual mode and without IgnorePinned.
	PinData      value.Value
	IgnorePinned bool
	// Observer is told what happens; nil for nobody.
	Observer Observer
	// Respond sends an answer to the caller of the webhook that started the
	// execution; nil when there is no caller. The engine calls it once at most.
	Respond func(node.Response)
	// Parent is the execution that called this one as a sub-workflow.
	Parent *execution.Parent
	// RetryOf is the id of the execution that is repeated.
	RetryOf string
	// Keep says how much of the data the returned record holds.
	Keep Keep

	depth    int
	deadline time.Time
}

// Keep says how much of its data an execution's record holds.
type Keep uint8

// The amounts of data that are kept.
const (
	// KeepAll keeps every output of every node.
	KeepAll Keep = iota
	// KeepLast keeps the last node's output and what other nodes may look up;
	// everything else is let go as soon as the next node has it.
	KeepLast
)

// Destination is the node up to which a workflow runs.
type Destination struct {
	Node string
	// Exclusive leaves the node itself out.
	Exclusive bool
}

// Observer is told of the steps of an execution, on the goroutine that runs it
// and in order. What it gets must not be changed; it may be kept.
type Observer interface {
	// RunStarted comes before the first node; ex has no data yet.
	RunStarted(ex *execution.Execution)
	NodeStarted(NodeEvent)
	// NodeFinished comes when a run of a node was recorded.
	NodeFinished(NodeEvent)
	// RunFinished comes last, with the whole record; also for an execution
	// that now waits.
	RunFinished(ex *execution.Execution)
}

// NodeEvent is a run of a node that starts or has finished.
type NodeEvent struct {
	Execution *execution.Execution
	Name      string
	// RunIndex counts the node's runs in this execution.
	RunIndex int
	// Run is the record, nil when the run only starts.
	Run *execution.Run
}

// ErrNoStart is the error of a workflow in which nothing can start.
var ErrNoStart error = message("No node to start the workflow from could be found")

// message is an error whose text users see as the original words it.
type message string

func (m message) Error() string { return string(m) }

// Failure is a failed execution that an error workflow should hear of.
type Failure struct {
	Plan      *Plan
	Execution *execution.Execution
	// Workflow is the id of the error workflow; Self is set when it is the
	// failed workflow itself.
	Workflow string
	Self     bool
	// Item is the document that the error workflow starts with.
	Item value.Value
}

// CanceledError ends an execution before its time.
type CanceledError struct {
	// Name is the original's class of the error.
	Name    string
	Message string
}

func (e *CanceledError) Error() string { return e.Message }

// The reasons for which an execution is canceled. To cancel with another
// reason than ErrCanceled, cancel the context with it as the cause.
var (
	ErrCanceled = &CanceledError{"ManualExecutionCancelledError", "The execution was cancelled manually"}
	ErrTimedOut = &CanceledError{"TimeoutExecutionCancelledError", "The execution was cancelled because it timed out"}
	ErrShutdown = &CanceledError{"SystemShutdownExecutionCancelledError", "The execution was cancelled because the system is shutting down"}
)

// LimitError ends an execution that passes a limit.
type LimitError struct {
	// Loop names the nodes that run in a circle, in order; nil when there is
	// no such loop.
	Loop    []string
	Message string
}

func (e *LimitError) Error() string { return e.Message }

// InternalError ends an execution for a reason outside of its nodes.
type InternalError struct {
	Message string
	Err     error
}

func (e *InternalError) Error() string { return e.Message }
func (e *InternalError) Unwrap() error { return e.Err }

// PanicError is the error of a node whose code broke; the stack is in the log.
type PanicError struct {
	Node  string
	Value any
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("The node failed unexpectedly: %v", e.Value)
}
