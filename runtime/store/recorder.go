package store

import (
	"context"
	"slices"
	"sync"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/workflows"
)

// RecordOptions say what is kept of executions whose workflow does not say it
// (n8n's settings saveDataSuccessExecution, saveDataErrorExecution,
// saveManualExecutions and saveExecutionProgress).
type RecordOptions struct{ Success, Failure, Manual, Progress bool }

// RecordAll keeps every execution; it is n8n's default.
var RecordAll = RecordOptions{Success: true, Failure: true, Manual: true}

// Recorder stores executions as they end. An execution that takes a while is
// also stored when it has begun, so that a crash leaves its trace; a short one
// is written once. It is safe for concurrent use.
type Recorder struct {
	db   *Database
	opts RecordOptions
	stop chan struct{}
	done sync.WaitGroup

	mu    sync.Mutex
	begun map[string]*begun
	// answers tell what status an execution is answered with when it has ended.
	answers map[string]func(*execution.Execution) int
}

// begun is an execution that runs.
type begun struct {
	workflow *workflows.Workflow
	start    execution.Execution
	at       time.Time
	// row is what was handed to the writer last, nil for nothing.
	row *executionRow
	// runs are the runs of nodes that have ended, kept when progress is; fresh
	// is set when some of them are not stored.
	progress bool
	runs     []execution.NodeRuns
	last     string
	fresh    bool
	// over is closed when the execution has ended and row is its last one, nil
	// when nothing is to be written.
	over chan struct{}
}

// Record makes the recorder of the database; there is one.
func (d *Database) Record(o RecordOptions) *Recorder {
	r := &Recorder{db: d, opts: o, stop: make(chan struct{}), begun: map[string]*begun{}, answers: map[string]func(*execution.Execution) int{}}
	d.recording = r
	r.done.Go(r.watch)
	return r
}

// policy is what is kept of a workflow's executions.
func (r *Recorder) policy(w *workflows.Workflow) RecordOptions {
	p := r.opts
	for _, s := range []struct {
		key string
		to  *bool
	}{{"saveDataSuccessExecution", &p.Success}, {"saveDataErrorExecution", &p.Failure}, {"saveManualExecutions", &p.Manual}, {"saveExecutionProgress", &p.Progress}} {
		v := w.Settings.Get(s.key)
		switch {
		case v.IsBool():
			*s.to = v.Bool()
		case v.Str() == "all":
			*s.to = true
		case v.Str() == "none":
			*s.to = false
		}
	}
	return p
}

// Wants tells whether an execution may be kept, so that its data must be.
func (r *Recorder) Wants(w *workflows.Workflow, mode node.Mode) bool {
	p := r.policy(w)
	if mode == node.ModeManual {
		return p.Manual
	}
	return p.Success || p.Failure
}

// keeps tells whether an execution that has ended is kept.
func (r *Recorder) keeps(ex *execution.Execution, w *workflows.Workflow) bool {
	p := r.policy(w)
	switch {
	case ex.Mode == node.ModeManual:
		return p.Manual
	case ex.Status == execution.StatusSuccess:
		return p.Success
	}
	return p.Failure
}

// Started hears that an execution begins. It must be told before the execution
// runs on.
func (r *Recorder) Started(ex *execution.Execution, w *workflows.Workflow) {
	if !r.Wants(w, ex.Mode) {
		return
	}
	b := &begun{workflow: w, at: time.Now(), over: make(chan struct{}), progress: r.policy(w).Progress, start: execution.Execution{
		ID: ex.ID, WorkflowID: ex.WorkflowID, WorkflowName: ex.WorkflowName, Mode: ex.Mode, Status: execution.StatusRunning,
		StartedAt: ex.StartedAt, RetryOf: ex.RetryOf,
	}}
	b.start.Data.Start, b.start.Data.Runtime, b.start.Data.Parent, b.start.Data.PinData = ex.Data.Start, ex.Data.Runtime, ex.Data.Parent, ex.Data.PinData
	b.start.Data.Stack = ex.Data.Stack
	r.mu.Lock()
	r.begun[ex.ID] = b
	r.mu.Unlock()
}

// NodeFinished hears of a run of a node. It is stored before long when the
// workflow wants its progress kept.
func (r *Recorder) NodeFinished(executionID, name string, run *execution.Run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := r.begun[executionID]
	if b == nil || !b.progress || run == nil || b.ended() {
		return
	}
	b.last, b.fresh = name, true
	for i := range b.runs {
		if b.runs[i].Name == name {
			b.runs[i].Runs = append(b.runs[i].Runs, run)
			return
		}
	}
	b.runs = append(b.runs, execution.NodeRuns{Name: name, Runs: []*execution.Run{run}})
}

// patience is how long an answer is held back for the execution to end: then
// there is one row to write in place of two.
const patience = 2 * time.Millisecond

// Accepted returns when an execution that has begun is in the store, in
// whatever state: from then on its caller can be told that it was accepted. It
// returns at once for executions that are not recorded.
func (r *Recorder) Accepted(ctx context.Context, executionID string) error {
	r.mu.Lock()
	b := r.begun[executionID]
	r.mu.Unlock()
	if b == nil {
		return nil
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-b.over:
	case <-timer.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	r.mu.Lock()
	row := b.row
	r.mu.Unlock()
	if row == nil {
		row = r.write(b)
	}
	if row == nil {
		return nil
	}
	return row.wait(ctx)
}

func (b *begun) ended() bool {
	select {
	case <-b.over:
		return true
	default:
		return false
	}
}

// Dropped hears that an execution that was announced does not run.
func (r *Recorder) Dropped(executionID string) {
	r.mu.Lock()
	b := r.begun[executionID]
	delete(r.begun, executionID)
	delete(r.answers, executionID)
	var row *executionRow
	if b != nil {
		if b.row != nil {
			row = r.db.executions.put(&executionRow{id: b.row.id, remove: true})
			b.row = row
		}
		close(b.over)
	}
	r.mu.Unlock()
	if row != nil {
		<-row.done
	}
}

// write hands an execution that runs to the writer, as it is now, unless it has
// ended or somebody else does so meanwhile. It gives the row that was written
// last, nil for none.
func (r *Recorder) write(b *begun) *executionRow {
	r.mu.Lock()
	before, over := b.row, b.ended()
	ex := b.start
	ex.Data.LastNode = b.last
	// Runs are added to the lists, not changed.
	ex.Data.Nodes = slices.Clone(b.runs)
	b.fresh = false
	r.mu.Unlock()
	if over {
		return before
	}
	row := rowOf(&ex, b.workflow, true) // not under the lock: it may be long
	r.mu.Lock()
	defer r.mu.Unlock()
	if !b.ended() && b.row == before {
		b.row = r.db.executions.put(row)
	}
	return b.row
}

// Answers sets what tells the status that an execution's caller is answered
// with, once it has ended; 0 when there is no answer. It comes before the
// execution starts.
func (r *Recorder) Answers(executionID string, status func(*execution.Execution) int) {
	r.mu.Lock()
	r.answers[executionID] = status
	r.mu.Unlock()
}

// answer gives the status that an execution was or will be answered with, 0 for
// none.
func (r *Recorder) answer(ex *execution.Execution) int {
	r.mu.Lock()
	status := r.answers[ex.ID]
	delete(r.answers, ex.ID)
	r.mu.Unlock()
	if status == nil {
		return 0
	}
	return status(ex)
}

// Finished hears that an execution has ended, and returns when it is on the
// disk, or out of the store when it is not to be kept. What goes wrong is
// logged by the writer: the execution itself went well. An execution that waits
// is stored by the waiting room. A sub-workflow is written in its turn, before
// the execution that called it: only that is waited for.
func (r *Recorder) Finished(ex *execution.Execution, w *workflows.Workflow) {
	outbound := r.answer(ex)
	switch {
	case ex.Status == execution.StatusWaiting:
		r.end(ex.ID, nil)
	case r.keeps(ex, w):
		// Packed before the lock is taken: it is the most of the work.
		row := rowOf(ex, w, true)
		row.ended, row.Outbound, row.inTurn = true, outbound, ex.Data.Parent != nil
		r.end(ex.ID, row)
	default:
		row := rowOf(ex, nil, false)
		row.remove, row.ended = true, true
		r.end(ex.ID, row)
	}
}

// end writes the last row of an execution, nil for none, and returns when it is
// on the disk. From the moment on at which that row is handed to the writer no
// other one follows it. One that takes the execution out is not waited for when
// there is nothing to take out.
func (r *Recorder) end(id string, row *executionRow) {
	r.mu.Lock()
	b := r.begun[id]
	if row != nil {
		r.db.executions.put(row)
		if row.remove && (b == nil || b.row == nil) {
			row = nil
		}
	}
	if b != nil {
		b.row = row
		if !b.ended() {
			close(b.over)
		}
	}
	r.mu.Unlock()
	if row != nil && !(row.inTurn && r.db.executions.backlog() < mostRows) {
		<-row.done
	}
	if b != nil {
		// Until now somebody may have asked whether it is stored.
		r.mu.Lock()
		if r.begun[id] == b {
			delete(r.begun, id)
		}
		r.mu.Unlock()
	}
}

// Rhythm of the recorder: executions that run for longer than soon are written
// before they end.
const (
	soon  = 200 * time.Millisecond
	every = 100 * time.Millisecond
)

// watch writes executions that run for a while, and the progress of those that
// want it kept.
func (r *Recorder) watch() {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-r.stop:
			return
		case <-t.C:
		}
		now := time.Now()
		var due []*begun
		r.mu.Lock()
		for _, b := range r.begun {
			switch {
			case b.ended():
			case b.row == nil && now.Sub(b.at) > soon:
				due = append(due, b)
			case b.row != nil && b.fresh && b.row.written():
				due = append(due, b)
			}
		}
		r.mu.Unlock()
		for _, b := range due {
			r.write(b)
		}
	}
}

// written tells whether a row's commit is over.
func (r *executionRow) written() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

func (r *Recorder) close() {
	close(r.stop)
	r.done.Wait()
}
