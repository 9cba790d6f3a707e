package trigger

import (
	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/node"
)

// A sub-workflow that goes to wait makes its parent wait without a limit. When
// it has ended, the parent goes on with its last output (engine reference §13).

// childEnded goes on with the parent of a sub-workflow that had waited. A
// parent that is not yet waiting finds the output when it is.
func (w *WaitingRoom) childEnded(parent string, output node.Output) {
	w.mu.Lock()
	entry := w.entries[parent]
	waits := entry != nil && !entry.running
	if !waits && (entry != nil || w.dispatcher.Running(parent)) {
		w.early[parent] = output
	}
	w.mu.Unlock()
	if waits {
		w.goOnWith(parent, output)
	}
}

// wake goes on with an execution that has begun to wait when what it waits for
// was there before.
func (w *WaitingRoom) wake(id string) {
	w.mu.Lock()
	output, early := w.early[id]
	delete(w.early, id)
	w.mu.Unlock()
	if early {
		go w.goOnWith(id, output)
	}
}

// goOnWith goes on with a parent. One that waits for something else by now has
// gone on without this sub-workflow and is left alone.
func (w *WaitingRoom) goOnWith(parent string, output node.Output) {
	ex, plan, err := w.Peek(parent)
	if err == nil && !waitsForChild(ex, plan) {
		return
	}
	if err == nil {
		err = w.Resume(w.dispatcher.base, parent, engine.ResumeRequest{Input: output}, nil)
	}
	if err != nil {
		w.log.Error("the parent of a sub-workflow that waited could not go on", "execution", parent, "error", err)
	}
}

// waitsForChild tells whether an execution waits for a sub-workflow, and not
// for a call.
func waitsForChild(ex *execution.Execution, plan *engine.Plan) bool {
	if len(ex.Data.Stack) == 0 {
		return false
	}
	at, ok := plan.Node(ex.Data.Stack[0].Node)
	if !ok || plan.Type(at) == nil {
		return false
	}
	for _, hook := range plan.Type(at).Webhooks {
		if hook.Restart {
			return false
		}
	}
	return true
}

// lastOutput gives what an execution's last node gave, nil for nothing.
func lastOutput(ex *execution.Execution) node.Output {
	if last := ex.Data.LastRun(); last != nil {
		return last.Output
	}
	return nil
}
