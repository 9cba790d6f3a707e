package trigger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/store"
	"runnel/workflows"
)

// WaitingStore keeps waiting executions over a restart, each with the workflow
// as it was when the execution began.
type WaitingStore interface {
	Save(*execution.Execution, *workflows.Workflow) error
	// Load reads one; the error is fs.ErrNotExist when there is none.
	Load(id string) (*execution.Execution, *workflows.Workflow, error)
	Delete(id string) error
	// List tells what is kept. An execution that cannot be read is an error of
	// its own and does not hide the others.
	List() ([]store.Waiting, []error)
}

// WaitingRoom holds the executions that wait: for a time, for a call to their
// resume URL, or for a sub-workflow. With a store only their names are in
// memory. It is safe for concurrent use.
type WaitingRoom struct {
	store      WaitingStore
	engine     *engine.Engine
	log        *slog.Logger
	dispatcher *Dispatcher
	stop       chan struct{}

	mu      sync.Mutex
	entries map[string]*waiting
	// outcomes remembers how executions that waited once have ended, the newest
	// mostOutcomes of them.
	outcomes     map[string]execution.Status
	outcomeOrder []string
	// early are the outputs of sub-workflows that ended before their parent
	// had begun to wait for them, by the parent's id.
	early  map[string]node.Output
	closed bool
}

const mostOutcomes = 10_000

// waiting is an execution that waits.
type waiting struct {
	id    string
	until time.Time
	// ex and plan are what is in memory of it; what is not comes from the store.
	ex      *execution.Execution
	plan    *engine.Plan
	timer   *time.Timer
	running bool
	// armed is set from when the timer is set until its end was dealt with.
	armed bool
}

// glance is how often the room looks for executions whose time comes before
// the next look. Timers for a longer time would not notice that the clock was
// set or the machine slept.
const glance = time.Minute

// NewWaitingRoom makes an empty room. The store may be nil: a restart then
// loses who waits. Close it.
func NewWaitingRoom(e *engine.Engine, s WaitingStore, log *slog.Logger) *WaitingRoom {
	w := &WaitingRoom{store: s, engine: e, log: log, stop: make(chan struct{}), entries: map[string]*waiting{},
		outcomes: map[string]execution.Status{}, early: map[string]node.Output{}}
	go w.look()
	return w
}

// look sets the timers of executions whose time comes soon.
func (w *WaitingRoom) look() {
	t := time.NewTicker(glance)
	defer t.Stop()
	for {
		select {
		case <-w.stop:
			return
		case <-t.C:
		}
		w.mu.Lock()
		for _, entry := range w.entries {
			w.arm(entry)
		}
		w.mu.Unlock()
	}
}

// arm sets an entry's timer when its time comes soon.
func (w *WaitingRoom) arm(entry *waiting) {
	if w.closed || entry.running || entry.armed || entry.until.IsZero() {
		return
	}
	left := time.Until(entry.until.Round(0))
	if left > glance {
		return
	}
	entry.armed = true
	entry.timer = time.AfterFunc(max(left, 0), func() {
		forGood := w.due(entry)
		w.mu.Lock()
		entry.armed = forGood
		w.mu.Unlock()
	})
}

// Restore takes in the executions that were kept. It gives what could not be
// read; nothing of that is deleted.
func (w *WaitingRoom) Restore() []error {
	if w.store == nil {
		return nil
	}
	kept, problems := w.store.List()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, k := range kept {
		if w.entries[k.ID] == nil {
			w.enter(&waiting{id: k.ID, until: k.Until})
		}
	}
	return problems
}

// Waiting gives the number of executions that wait.
func (w *WaitingRoom) Waiting() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.entries)
}

// holds tells whether an execution has waited and has not ended since.
func (w *WaitingRoom) holds(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.entries[id] != nil
}

// put takes in an execution that begins to wait.
func (w *WaitingRoom) put(ex *execution.Execution, plan *engine.Plan) {
	entry := &waiting{id: ex.ID, until: ex.WaitTill, ex: ex, plan: plan}
	if w.store != nil {
		err := w.store.Save(ex, plan.Workflow())
		if err == nil {
			entry.ex = nil
		} else {
			w.log.Error("a waiting execution could not be stored; a restart would lose it", "execution", ex.ID, "error", err)
		}
	}
	w.mu.Lock()
	w.enter(entry)
	w.mu.Unlock()
}

// enter lists an entry; one that waits for a call alone has no time.
func (w *WaitingRoom) enter(entry *waiting) {
	if !entry.until.Before(execution.Indefinitely) {
		entry.until = time.Time{}
	}
	w.entries[entry.id] = entry
	w.arm(entry)
}

// notWaiting is the error of resuming an execution that does not wait.
type notWaiting struct{ status execution.Status }

func (e notWaiting) Error() string {
	return fmt.Sprintf("the execution does not wait: its status is %q", e.status)
}

// NotWaiting tells whether an error says that an execution does not wait, and
// what it does instead: it runs, it has ended in some way, or it is unknown.
func NotWaiting(err error) (execution.Status, bool) {
	var e notWaiting
	ok := errors.As(err, &e)
	return e.status, ok
}

// DoesNotWait makes the error that NotWaiting explains.
func DoesNotWait(status execution.Status) error { return notWaiting{status} }

// find gives the entry of an execution that waits.
func (w *WaitingRoom) find(id string) (*waiting, error) {
	entry := w.entries[id]
	switch {
	case entry != nil && entry.running:
		return nil, notWaiting{execution.StatusRunning}
	case entry != nil:
		return entry, nil
	case w.outcomes[id] != "":
		return nil, notWaiting{w.outcomes[id]}
	case w.dispatcher != nil && w.dispatcher.Running(id):
		return nil, notWaiting{execution.StatusRunning}
	}
	return nil, notWaiting{execution.StatusUnknown}
}

// load gives what an entry stands for.
func (w *WaitingRoom) load(entry *waiting) (ex *execution.Execution, plan *engine.Plan, err error) {
	ex, plan = entry.ex, entry.plan
	var workflow *workflows.Workflow
	if ex == nil {
		if ex, workflow, err = w.store.Load(entry.id); err != nil {
			return nil, nil, fmt.Errorf("the waiting execution %q cannot be read: %w", entry.id, err)
		}
	}
	if plan == nil {
		if plan, err = w.engine.Compile(workflow); err != nil {
			return nil, nil, fmt.Errorf("the workflow of the waiting execution %q: %w", entry.id, err)
		}
	}
	return ex, plan, nil
}

// Peek gives a waiting execution with its workflow, to decide what a call to
// its resume URL does. NotWaiting explains the error when it does not wait.
func (w *WaitingRoom) Peek(id string) (*execution.Execution, *engine.Plan, error) {
	w.mu.Lock()
	entry, err := w.find(id)
	w.mu.Unlock()
	if err != nil {
		return nil, nil, err
	}
	return w.load(entry)
}

// Resume goes on with a waiting execution. Plan and Execution of the request
// are filled in. It returns when the execution has its place to run; the error
// is that of Peek or of [Dispatcher.Start]. done is told when the execution
// has ended or waits again; it may be nil.
func (w *WaitingRoom) Resume(ctx context.Context, id string, req engine.ResumeRequest, done func(*execution.Execution, error)) error {
	entry, err := w.take(id)
	if err != nil {
		return err
	}
	if req.Execution, req.Plan, err = w.load(entry); err == nil {
		err = w.dispatcher.resume(ctx, req, func(ex *execution.Execution, err error) {
			if err != nil {
				w.log.Error("a waiting execution could not go on", "execution", id, "error", err)
				w.leave(id, execution.StatusError, false)
			}
			if done != nil {
				done(ex, err)
			}
		})
	}
	if err != nil {
		w.mu.Lock()
		entry.running = false
		w.mu.Unlock()
	}
	return err
}

// take finds a waiting execution for what is to go on with it or end it: nobody
// else gets it, and its time does not come any more.
func (w *WaitingRoom) take(id string) (*waiting, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	entry, err := w.find(id)
	if err != nil {
		return nil, err
	}
	entry.running = true
	if entry.timer != nil && entry.timer.Stop() {
		entry.armed = false
	}
	return entry, nil
}

// due goes on with an execution whose time has come. It reports whether that
// is done with; if not, the next look tries again.
func (w *WaitingRoom) due(entry *waiting) bool {
	err := w.Resume(w.dispatcher.base, entry.id, engine.ResumeRequest{}, nil)
	_, elsewhere := NotWaiting(err)
	switch {
	case err == nil:
		return true
	case elsewhere, errors.Is(err, ErrClosing):
		return false
	case errors.Is(err, ErrBusy):
		w.log.Warn("a waiting execution cannot go on yet", "execution", entry.id, "error", err)
		return false
	}
	w.log.Error("a waiting execution cannot go on; it is left as it is", "execution", entry.id, "error", err)
	return true
}

// cancel ends an execution that waits; false when it does not wait.
func (w *WaitingRoom) cancel(id string) bool {
	entry, err := w.take(id)
	if err != nil {
		return false
	}
	old, plan, err := w.load(entry)
	if err != nil {
		w.log.Error("a waiting execution is stopped although it cannot be read", "execution", id, "error", err)
		w.leave(id, execution.StatusCanceled, false)
		return true
	}
	ex := *old // what others hold is not changed
	ex.Status, ex.StoppedAt, ex.WaitTill = execution.StatusCanceled, time.Now(), time.Time{}
	ex.Data.Err = engine.ErrCanceled
	w.dispatcher.settle(&ex, plan)
	return true
}

// ended hears of every execution that has ended: one that had waited leaves, a
// parent that waits for it goes on.
func (w *WaitingRoom) ended(ex *execution.Execution) {
	w.mu.Lock()
	_, waited := w.entries[ex.ID]
	delete(w.early, ex.ID)
	w.mu.Unlock()
	if waited {
		w.leave(ex.ID, ex.Status, cutOff(ex))
		if p := ex.Data.Parent; p != nil && p.Resume {
			w.childEnded(p.ExecutionID, lastOutput(ex))
		}
	}
}

// cutOff tells whether an execution was ended by the server's shutdown. It goes
// on from where it waited after the next start.
func cutOff(ex *execution.Execution) bool {
	var c *engine.CanceledError
	return errors.As(ex.Data.Err, &c) && c.Name == engine.ErrShutdown.Name
}

// leave forgets an execution that waits no more. keep leaves it in the store.
func (w *WaitingRoom) leave(id string, status execution.Status, keep bool) {
	w.mu.Lock()
	delete(w.entries, id)
	w.outcomes[id] = status
	if w.outcomeOrder = append(w.outcomeOrder, id); len(w.outcomeOrder) > mostOutcomes {
		delete(w.outcomes, w.outcomeOrder[0])
		w.outcomeOrder = w.outcomeOrder[1:]
	}
	w.mu.Unlock()
	if w.store == nil || keep {
		return
	}
	if err := w.store.Delete(id); err != nil {
		w.log.Error("a finished execution could not be taken out of the waiting ones: a restart would run it again", "execution", id, "error", err)
	}
}

// Close stops the clocks; what waits stays stored.
func (w *WaitingRoom) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	w.closed = true
	close(w.stop)
	for _, entry := range w.entries {
		if entry.timer != nil {
			entry.timer.Stop()
		}
	}
}
