package workbench

import (
	"context"
	"errors"
	"fmt"
	"io"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/store"
)

// NotPossible is the error of asking for something that an execution's state
// does not allow.
type NotPossible struct{ Message string }

func (e *NotPossible) Error() string { return e.Message }

// Stop ends an execution that runs or waits.
func (w *Workbench) Stop(ctx context.Context, id string) error {
	if w.Dispatcher.Cancel(id) {
		return nil
	}
	s, err := w.Database.ExecutionSummary(ctx, id)
	if err != nil {
		return err
	}
	return &NotPossible{fmt.Sprintf("Only running or waiting executions can be stopped and %s is currently %s", id, s.Status)}
}

// Stored returns when an execution that has just begun or ended can be read: who
// has been told of its id may ask for it before it is on the disk.
func (w *Workbench) Stored(ctx context.Context, id string) {
	// What goes wrong here shows when it is read.
	_ = w.Dispatcher.Accepted(ctx, id)
}

// RetryRequest asks to repeat an execution.
type RetryRequest struct {
	ID string
	// Current takes the workflow as it is saved now instead of as it ran.
	Current bool
	// From is the node to start with, with the input that it had; "" goes on
	// from where the execution failed.
	From string
	// Again also repeats an execution that succeeded, from its trigger on.
	Again bool
	// Done is told when it has ended; it may be nil.
	Done func(*execution.Execution, error)
}

// Retry repeats an execution as a new one and gives its id.
func (w *Workbench) Retry(ctx context.Context, r RetryRequest) (string, error) {
	old, ran, err := w.Database.ReadExecution(ctx, r.ID, w.Files)
	if err != nil {
		if _, listed := w.Database.ExecutionSummary(ctx, r.ID); listed == nil && !errors.Is(err, context.Canceled) {
			return "", &NotPossible{fmt.Sprintf("The execution %s cannot be retried: %s.", r.ID, err)}
		}
		return "", err
	}
	switch old.Status {
	case execution.StatusRunning, execution.StatusNew, execution.StatusWaiting:
		return "", &NotPossible{fmt.Sprintf("The execution %s has not ended: it is %s.", r.ID, old.Status)}
	case execution.StatusSuccess:
		if r.From == "" && !r.Again {
			return "", &NotPossible{"The execution succeeded, so it cannot be retried."}
		}
	}
	var plan *engine.Plan
	if r.Current {
		stored, err := w.Database.Workflow(ctx, old.WorkflowID)
		if err != nil {
			return "", err
		}
		plan, err = w.Compile(stored.Document)
		if err != nil {
			return "", &BadRun{err}
		}
	} else if plan, err = w.Engine.Compile(ran); err != nil {
		return "", &BadRun{err}
	}
	done := r.Done
	if done == nil {
		done = w.logStart(plan)
	}
	id := w.Engine.NewID()
	if r.From == "" && len(old.Data.Stack) > 0 {
		if _, ok := plan.Node(old.Data.Stack[0].Node); !ok {
			return "", &NotPossible{fmt.Sprintf("The workflow has no node %q any more; retry with the original workflow.", old.Data.Stack[0].Node)}
		}
		return id, w.Dispatcher.Retry(ctx, engine.RetryRequest{Plan: plan, Execution: old, ID: id, Keep: engine.KeepAll}, done)
	}
	from := r.From
	if from == "" {
		// It was cut short before it could write down where it was.
		if from = old.Data.Runtime.TriggerName; from == "" && len(old.Data.Nodes) > 0 {
			from = old.Data.Nodes[0].Name
		}
	}
	req := engine.RunRequest{Plan: plan, ID: id, Mode: node.ModeRetry, RetryOf: old.ID, Keep: engine.KeepAll, IgnorePinned: true,
		Partial: &engine.Partial{Known: old.Data.Nodes, From: from}}
	if runs := old.Data.Runs(from); len(runs) > 0 {
		// A trigger gives again what it gave.
		req.Input = runs[0].Output
	}
	if _, err := w.Engine.StartNodes(req); err != nil {
		return "", &BadRun{err}
	}
	return id, w.Dispatcher.Start(ctx, req, done)
}

// Place says where a file of an execution stands.
type Place struct {
	Node              string
	Run, Output, Item int
	Property          string
}

// File gives a file of an execution's data, or store.ErrNotFound.
func (w *Workbench) File(ctx context.Context, id string, at Place) (*item.Binary, io.ReadCloser, error) {
	ex, _, err := w.Database.ReadExecution(ctx, id, w.Files)
	if err != nil {
		return nil, nil, err
	}
	runs := ex.Data.Runs(at.Node)
	if at.Run < 0 {
		at.Run = len(runs) - 1
	}
	if at.Run < 0 || at.Run >= len(runs) || at.Output < 0 || at.Output >= len(runs[at.Run].Output) {
		return nil, nil, store.ErrNotFound
	}
	items := runs[at.Run].Output[at.Output]
	if at.Item < 0 || at.Item >= len(items) {
		return nil, nil, store.ErrNotFound
	}
	file := items[at.Item].Binary.Get(at.Property)
	if file == nil || file.Content == nil {
		return nil, nil, store.ErrNotFound
	}
	in, err := file.Content.Open()
	if err != nil {
		return nil, nil, store.ErrNotFound
	}
	return file, in, nil
}
