package execution

import (
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Status says how far an execution, or one run of a node, has come.
type Status string

// The status values of n8n. Nodes have success, error, waiting and canceled.
const (
	StatusNew      Status = "new"
	StatusRunning  Status = "running"
	StatusSuccess  Status = "success"
	StatusError    Status = "error"
	StatusCrashed  Status = "crashed"
	StatusCanceled Status = "canceled"
	StatusWaiting  Status = "waiting"
	StatusUnknown  Status = "unknown"
)

// Indefinitely is the time until which an execution waits that only a call
// can resume.
var Indefinitely = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)

// Execution is the record of one execution.
type Execution struct {
	ID           string
	WorkflowID   string
	WorkflowName string
	Mode         node.Mode
	Status       Status
	StartedAt    time.Time
	// StoppedAt is zero while the execution runs.
	StoppedAt time.Time
	// WaitTill is when a waiting execution goes on; zero for all others.
	WaitTill time.Time
	// RetryOf is the id of the execution that this one repeats, "" for none.
	RetryOf string
	Data    Data
}

// Finished tells whether the execution came to its end without an error.
func (e *Execution) Finished() bool { return e.Status == StatusSuccess }

// Data is what happened in an execution, and what it needs to go on.
type Data struct {
	Start StartData
	// Err is the error that ended the execution, nil for none.
	Err error
	// Nodes are the nodes that ran, in the order of their first recorded run.
	Nodes []NodeRuns
	// PinData are the pinned items that the execution used, an object by node
	// name, undefined for none.
	PinData value.Value
	// LastNode is the node that was executed last, "" for none.
	LastNode string
	// CustomData is what $execution.customData holds, undefined for nothing.
	CustomData value.Value
	// Contexts are the nodes' contexts (loop state) by their key "node:<name>".
	Contexts []value.Field
	// Stack are the nodes that would run next, the first in front.
	Stack []StackEntry
	// Waiting are the nodes of which some inputs have got data and others not,
	// in the order in which they began to wait.
	Waiting []WaitingNode
	Runtime Runtime
	// Parent is set for the execution of a sub-workflow.
	Parent *Parent
}

// StartData says which part of a workflow was to run.
type StartData struct {
	// Destination is the node up to which to run, "" for all.
	Destination string
	// Exclusive leaves the destination itself out.
	Exclusive bool
	// Filter names the nodes that may run, nil for all.
	Filter []string
}

// Runtime says when and by what an execution was set up.
type Runtime struct {
	EstablishedAt time.Time
	Source        node.Mode
	TriggerName   string
	TriggerType   string
}

// Parent is the execution that called a sub-workflow.
type Parent struct {
	ExecutionID string
	WorkflowID  string
	// Resume is set when the parent waits for this execution: it goes on when
	// this one has ended after a wait of its own.
	Resume bool
}

// NodeRuns are all runs of one node.
type NodeRuns struct {
	Name string
	Runs []*Run
}

// Run is the record of one run of a node, n8n's task data.
type Run struct {
	// StartTime is when the first try began.
	StartTime time.Time
	// Index is the place in the order of all runs; it has gaps.
	Index int
	// Sources tell for each input where its data came from, nil for an input
	// that got none. The list is empty for the node that an execution starts with.
	Sources []*item.Source
	Hints   []Hint
	// Duration spans all tries.
	Duration time.Duration
	// Metadata are further keys, e.g. subExecution.
	Metadata []value.Field
	Status   Status
	// Err is why the run failed, nil for none. A node that was told to
	// continue has an error and an output.
	Err error
	// Output has the items of every output; nil when the run gave none.
	Output node.Output
}

// Hint is advice for the user.
type Hint struct {
	Message string
}

// StackEntry is a node that is about to run, with its inputs.
type StackEntry struct {
	Node string
	// Definition is the node as it stands in the workflow.
	Definition value.Value
	// Data has the items of each input, nil for an input that got nothing.
	Data [][]item.Item
	// Sources are as in Run; nil when the node is the first one.
	Sources []*item.Source
	// Metadata are keys for the record of the run that is to come.
	Metadata []value.Field
}

// WaitingNode is a node with several inputs that lacks some of them.
type WaitingNode struct {
	Node    string
	Entries []WaitingEntry
}

// WaitingEntry is what has arrived for one run that is to come.
type WaitingEntry struct {
	Key     int
	Data    [][]item.Item
	Sources []*item.Source
}

// Runs gives the runs of a node, nil when it did not run.
func (d *Data) Runs(name string) []*Run {
	for i := range d.Nodes {
		if d.Nodes[i].Name == name {
			return d.Nodes[i].Runs
		}
	}
	return nil
}

// LastRun gives the last run of the node that was executed last, nil when it
// recorded none.
func (d *Data) LastRun() *Run {
	runs := d.Runs(d.LastNode)
	if len(runs) == 0 {
		return nil
	}
	return runs[len(runs)-1]
}
