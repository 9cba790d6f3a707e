package trigger

import (
	"context"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// Recorder stores executions (see [store.Recorder]).
type Recorder interface {
	// Wants tells whether an execution may be stored, so that its data must be
	// kept until its end.
	Wants(w *workflows.Workflow, mode node.Mode) bool
	// Started hears of an execution before it runs, NodeFinished of its steps.
	Started(ex *execution.Execution, w *workflows.Workflow)
	NodeFinished(executionID, name string, run *execution.Run)
	// Finished hears of its end and returns when that is stored, Dropped that it
	// could not be run.
	Finished(ex *execution.Execution, w *workflows.Workflow)
	Dropped(executionID string)
	// Answers hears, before an execution starts, what tells the status of its
	// answer when it has ended.
	Answers(executionID string, status func(*execution.Execution) int)
	// Accepted returns when an execution that was started is stored in some
	// state, so that its caller can be answered.
	Accepted(ctx context.Context, executionID string) error
}

// Record sets what stores executions. It must be set before the first one runs.
func (d *Dispatcher) Record(r Recorder) { d.recorder = r }

// Answers sets what tells the record of an execution the status of the answer
// to its caller; it is asked when the execution has ended and gives 0 for none.
// It comes before Start.
func (d *Dispatcher) Answers(executionID string, status func(*execution.Execution) int) {
	if d.recorder != nil {
		d.recorder.Answers(executionID, status)
	}
}

// Accepted returns when the caller of an execution can be told that it was
// accepted: with recording on, when it is in the store.
func (d *Dispatcher) Accepted(ctx context.Context, executionID string) error {
	if d.recorder == nil {
		return nil
	}
	return d.recorder.Accepted(ctx, executionID)
}

// mostStartItems is how many items an execution may begin with for them to be
// stored before it has ended.
const mostStartItems = 1000

// prepare gives a request its id and has the execution recorded from its start.
func (d *Dispatcher) prepare(req *engine.RunRequest) {
	if req.ID == "" {
		req.ID = d.engine.NewID()
	}
	w := req.Plan.Workflow()
	if d.recorder == nil || !d.recorder.Wants(w, req.Mode) {
		return
	}
	req.Keep = engine.KeepAll
	req.Observer = engine.Observers(req.Observer, steps{d.recorder})
	ex := started(req.ID, w, req.Mode)
	ex.RetryOf, ex.Data.Parent = req.RetryOf, req.Parent
	// What it begins with is kept, so that it can be run again after a crash.
	if at, ok := req.Plan.Node(req.Start); ok && req.Partial == nil {
		if data, few := copied(req.Input); few {
			ex.Data.Stack = []execution.StackEntry{{Node: req.Start, Definition: req.Plan.Definition(at).Document(), Data: data}}
		}
	}
	d.recorder.Started(ex, w)
}

// prepareRetry has the repetition of an execution recorded from its start.
func (d *Dispatcher) prepareRetry(req *engine.RetryRequest) {
	w := req.Plan.Workflow()
	if d.recorder == nil || !d.recorder.Wants(w, node.ModeRetry) {
		return
	}
	req.Keep = engine.KeepAll
	req.Observer = engine.Observers(req.Observer, steps{d.recorder})
	ex := started(req.ID, w, node.ModeRetry)
	ex.RetryOf, ex.Data.Parent = req.Execution.ID, req.Execution.Data.Parent
	d.recorder.Started(ex, w)
}

// started is the record of an execution that is about to run.
func started(id string, w *workflows.Workflow, mode node.Mode) *execution.Execution {
	return &execution.Execution{ID: id, WorkflowID: w.ID, WorkflowName: w.Name, Mode: mode, Status: execution.StatusRunning, StartedAt: time.Now()}
}

// copied copies lists of items for the record, if they are not too many: the
// engine takes the lists themselves for its own.
func copied(input node.Output) ([][]item.Item, bool) {
	if input == nil {
		return [][]item.Item{{item.New(value.EmptyObject)}}, true
	}
	n := 0
	lists := make([][]item.Item, len(input))
	for i, list := range input {
		if n += len(list); n > mostStartItems {
			return nil, false
		}
		if list != nil {
			lists[i] = append(make([]item.Item, 0, len(list)), list...)
		}
	}
	return lists, true
}

// dropped tells the recorder of an execution that could not be run.
func (d *Dispatcher) dropped(id string) {
	if d.recorder != nil {
		d.recorder.Dropped(id)
	}
}

// record stores an execution that has ended. One that had waited and is cut off
// by the shutdown stays stored as it waited.
func (d *Dispatcher) record(ex *execution.Execution, plan *engine.Plan) {
	if d.recorder == nil || cutOff(ex) && d.waiting.holds(ex.ID) {
		return
	}
	d.recorder.Finished(ex, plan.Workflow())
}

// steps tells a recorder of the steps of an execution.
type steps struct{ recorder Recorder }

func (steps) RunStarted(*execution.Execution)  {}
func (steps) RunFinished(*execution.Execution) {}
func (steps) NodeStarted(engine.NodeEvent)     {}

func (s steps) NodeFinished(e engine.NodeEvent) {
	s.recorder.NodeFinished(e.Execution.ID, e.Name, e.Run)
}
