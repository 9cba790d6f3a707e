package trigger

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
)

// WaitingStore keeps waiting executions over a restart.
type WaitingStore interface {
	Save(*execution.Execution) error
	Delete(id string) error
	// All gives what is kept; an execution that cannot be read is an error of
	// its own and does not hide the others.
	All() ([]*execution.Execution, []error)
}

// WaitingRoom holds the executions that wait: for a time, or for a call to
// their resume URL. It is safe for concurrent use.
type WaitingRoom struct {
	store WaitingStore
	log   *slog.Logger

	mu      sync.Mutex
	entries map[string]*waiting
	// ended remembers how executions that waited once have ended, the newest
	// endedLimit of them.
	ended      map[string]execution.Status
	endedOrder []string
	closed     bool
}

const endedLimit = 10_000

type waiting struct {
	ex         *execution.Execution
	plan       *engine.Plan
	dispatcher *Dispatcher
	timer      *time.Timer
	running    bool
}

// NewWaitingRoom makes an empty room. The store may be nil: a restart then
// loses who waits.
func NewWaitingRoom(store WaitingStore, log *slog.Logger) *WaitingRoom {
	return &WaitingRoom{store: store, log: log, entries: map[string]*waiting{}, ended: map[string]execution.Status{}}
}

// Restore takes in the executions that were kept, those of workflows that are
// live. It gives what could not be read or has no workflow any more; nothing of
// that is deleted.
func (w *WaitingRoom) Restore(a *Active) []error {
	if w.store == nil {
		return nil
	}
	kept, problems := w.store.All()
	for _, ex := range kept {
		plan, err := a.Plan(context.Background(), ex.WorkflowID, false)
		if err == nil && plan == nil {
			err = fmt.Errorf("its workflow %q is not live", ex.WorkflowID)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("the waiting execution %q is left as it is: %w", ex.ID, err))
			continue
		}
		w.enter(ex, plan, a.dispatcher)
	}
	return problems
}

// put takes in an execution that begins to wait.
func (w *WaitingRoom) put(ex *execution.Execution, plan *engine.Plan, d *Dispatcher) {
	if w.store != nil {
		if err := w.store.Save(ex); err != nil {
			w.log.Error("a waiting execution could not be stored; a restart would lose it", "execution", ex.ID, "error", err)
		}
	}
	w.enter(ex, plan, d)
}

func (w *WaitingRoom) enter(ex *execution.Execution, plan *engine.Plan, d *Dispatcher) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	entry := &waiting{ex: ex, plan: plan, dispatcher: d}
	if !ex.WaitTill.IsZero() && ex.WaitTill.Before(execution.Indefinitely) {
		entry.timer = time.AfterFunc(time.Until(ex.WaitTill), func() { w.due(ex.ID) })
	}
	w.entries[ex.ID] = entry
}

// due goes on with an execution whose time has come.
func (w *WaitingRoom) due(id string) {
	entry, status := w.take(id)
	if status != "" {
		return
	}
	err := w.goOn(entry, engine.ResumeRequest{}, nil)
	if err != nil {
		w.log.Warn("a waiting execution could not go on yet", "execution", id, "error", err)
		w.back(id, entry)
	}
}

// take marks an execution as running. The status says why that cannot be:
// running, how it ended, or unknown.
func (w *WaitingRoom) take(id string) (*waiting, execution.Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	entry := w.entries[id]
	switch {
	case entry == nil && w.ended[id] != "":
		return nil, w.ended[id]
	case entry == nil:
		return nil, execution.StatusUnknown
	case entry.running:
		return nil, execution.StatusRunning
	}
	entry.running = true
	if entry.timer != nil {
		entry.timer.Stop()
	}
	return entry, ""
}

// back lets an execution wait on after it could not be resumed.
func (w *WaitingRoom) back(id string, entry *waiting) {
	w.mu.Lock()
	defer w.mu.Unlock()
	entry.running = false
	if w.entries[id] == entry && !w.closed && entry.timer != nil {
		entry.timer = time.AfterFunc(time.Minute, func() { w.due(id) })
	}
}

// Peek gives a waiting execution with its workflow, to decide what a call to
// its resume URL does. The status is as of take, "" when it waits.
func (w *WaitingRoom) Peek(id string) (*execution.Execution, *engine.Plan, execution.Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	entry := w.entries[id]
	switch {
	case entry == nil && w.ended[id] != "":
		return nil, nil, w.ended[id]
	case entry == nil:
		return nil, nil, execution.StatusUnknown
	case entry.running:
		return nil, nil, execution.StatusRunning
	}
	return entry.ex, entry.plan, ""
}

// Resume goes on with a waiting execution. Plan and Execution of the request
// are filled in. The status is as of take; done is told when the execution has
// ended or waits again.
func (w *WaitingRoom) Resume(id string, req engine.ResumeRequest, done func(*execution.Execution, error)) (execution.Status, error) {
	entry, status := w.take(id)
	if status != "" {
		return status, nil
	}
	if err := w.goOn(entry, req, done); err != nil {
		w.back(id, entry)
		return "", err
	}
	return "", nil
}

func (w *WaitingRoom) goOn(entry *waiting, req engine.ResumeRequest, done func(*execution.Execution, error)) error {
	req.Plan, req.Execution = entry.plan, entry.ex
	return entry.dispatcher.resume(req, func(ex *execution.Execution, err error) {
		if err != nil {
			w.log.Error("a waiting execution could not go on", "execution", entry.ex.ID, "error", err)
			w.leave(entry.ex.ID, execution.StatusError)
		} else if ex.Status != execution.StatusWaiting {
			w.leave(ex.ID, ex.Status)
		}
		if done != nil {
			done(ex, err)
		}
	})
}

// leave forgets an execution that has ended.
func (w *WaitingRoom) leave(id string, status execution.Status) {
	w.mu.Lock()
	delete(w.entries, id)
	w.ended[id] = status
	if w.endedOrder = append(w.endedOrder, id); len(w.endedOrder) > endedLimit {
		delete(w.ended, w.endedOrder[0])
		w.endedOrder = w.endedOrder[1:]
	}
	w.mu.Unlock()
	if w.store != nil {
		if err := w.store.Delete(id); err != nil {
			w.log.Error("a finished execution could not be taken out of the waiting ones", "execution", id, "error", err)
		}
	}
}

// Close stops the clocks; what waits stays stored.
func (w *WaitingRoom) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for _, entry := range w.entries {
		if entry.timer != nil {
			entry.timer.Stop()
		}
	}
}

// resume runs what is left of a waiting execution on its own goroutine.
func (d *Dispatcher) resume(req engine.ResumeRequest, done func(*execution.Execution, error)) error {
	release, err := d.enter(d.base, req.Plan.Workflow().ID)
	if err != nil {
		return err
	}
	go func() {
		defer release()
		ex, err := d.engine.Resume(d.base, req)
		if err == nil {
			d.settle(ex, req.Plan)
		}
		done(ex, err)
	}()
	return nil
}
