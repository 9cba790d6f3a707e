package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"runnel/runtime/execution"
	"runnel/workflows"
)

// executionRow is what is to be written of an execution.
type executionRow struct {
	ExecutionSummary
	id       int64
	workflow *workflows.Workflow
	// data is packed run data; nil leaves what is stored.
	data []byte
	// remove takes the execution out of the store instead.
	remove bool
	// ended is set when the execution is to be counted.
	ended bool
	// inTurn is set when nobody need wait for it: something that is waited for
	// follows.
	inTurn bool

	// done is closed when the row is on the disk, or err says why not.
	done chan struct{}
	err  error
}

// wait waits until the row is on the disk.
func (r *executionRow) wait(ctx context.Context) error {
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// executionWriter writes executions, as many with one commit as have come while
// the commit before ran: the disk is waited for once for all of them.
type executionWriter struct {
	db    *Database
	ended chan struct{}
	wake  chan struct{}

	insert, insertData, remove *sql.Stmt

	mu     sync.Mutex
	queue  []*executionRow
	closed bool
}

// Bounds of one commit: what waits for it must not wait for long, and a crash
// of the transaction must not cost much memory.
const (
	mostRows      = 512
	mostRowsBytes = 32 << 20
)

func newExecutionWriter(ctx context.Context, d *Database) (*executionWriter, error) {
	w := &executionWriter{db: d, ended: make(chan struct{}), wake: make(chan struct{}, 1)}
	for _, s := range []struct {
		to   **sql.Stmt
		text string
	}{
		{&w.insert, `INSERT INTO executions (id, workflow_id, workflow_name, version_id, document_id, status, mode, started_at, stopped_at, wait_till, retry_of,
				last_node, error_message, error_node, inbound, outbound, bytes)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET status = excluded.status, stopped_at = excluded.stopped_at, wait_till = excluded.wait_till,
				last_node = excluded.last_node, error_message = excluded.error_message, error_node = excluded.error_node,
				inbound = iif(excluded.inbound = '', inbound, excluded.inbound), outbound = max(outbound, excluded.outbound), bytes = max(bytes, excluded.bytes)`},
		{&w.insertData, "INSERT INTO execution_data (execution_id, data) VALUES (?, ?) ON CONFLICT (execution_id) DO UPDATE SET data = excluded.data"},
		{&w.remove, "DELETE FROM executions WHERE id = ?"},
	} {
		var err error
		if *s.to, err = d.writer.PrepareContext(ctx, s.text); err != nil {
			return nil, err
		}
	}
	go w.run()
	return w, nil
}

// put hands over a row to be written.
func (w *executionWriter) put(r *executionRow) *executionRow {
	r.done = make(chan struct{})
	w.mu.Lock()
	closed := w.closed
	if !closed {
		w.queue = append(w.queue, r)
	}
	w.mu.Unlock()
	if closed {
		r.err = fmt.Errorf("execution %d cannot be stored: the database is closed", r.id)
		close(r.done)
		return r
	}
	select {
	case w.wake <- struct{}{}:
	default:
	}
	return r
}

// backlog is the number of rows that wait to be written.
func (w *executionWriter) backlog() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.queue)
}

// take gives the rows of the next commit.
func (w *executionWriter) take() (rows []*executionRow, closed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, size := 0, 0
	for n < len(w.queue) && n < mostRows && size < mostRowsBytes {
		size += len(w.queue[n].data)
		n++
	}
	rows = w.queue[:n:n]
	if w.queue = w.queue[n:]; len(w.queue) == 0 {
		w.queue = nil
	}
	return rows, w.closed
}

func (w *executionWriter) run() {
	defer close(w.ended)
	for {
		rows, closed := w.take()
		if len(rows) == 0 {
			if closed {
				return
			}
			<-w.wake
			continue
		}
		err := w.commit(rows)
		for _, r := range rows {
			if err != nil && len(rows) > 1 {
				// One row must not cost the others.
				r.err = w.commit([]*executionRow{r})
			} else {
				r.err = err
			}
			if r.err != nil {
				w.db.log.Error("an execution could not be stored", "execution", r.id, "workflow", r.WorkflowName, "status", r.Status, "error", r.err)
			}
			close(r.done)
		}
	}
}

// close writes what is left.
func (w *executionWriter) close() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
	<-w.ended
}

// commit writes rows in one transaction.
func (w *executionWriter) commit(rows []*executionRow) error {
	ctx := context.Background()
	err := w.db.write(ctx, func(tx *sql.Tx) error {
		stats := map[string]*counted{}
		insert, insertData := tx.StmtContext(ctx, w.insert), tx.StmtContext(ctx, w.insertData)
		for _, r := range rows {
			if r.remove {
				if _, err := tx.StmtContext(ctx, w.remove).ExecContext(ctx, r.id); err != nil {
					return err
				}
			} else if err := w.writeRow(ctx, tx, insert, insertData, r); err != nil {
				return err
			}
			if r.ended && r.WorkflowID != "" {
				if stats[r.WorkflowID] == nil {
					stats[r.WorkflowID] = &counted{}
				}
				stats[r.WorkflowID].add(r.Status)
			}
		}
		return addStats(ctx, tx, stats)
	})
	if err != nil {
		// Documents of the transaction that failed are not there.
		w.db.documents.forget()
	}
	return err
}

func (w *executionWriter) writeRow(ctx context.Context, tx *sql.Tx, insert, insertData *sql.Stmt, r *executionRow) error {
	document, err := w.document(ctx, tx, r.workflow)
	if err != nil {
		return err
	}
	_, err = insert.ExecContext(ctx, r.id, r.WorkflowID, r.WorkflowName, r.VersionID, document, string(r.Status), string(r.Mode), millis(r.StartedAt), millis(r.StoppedAt),
		millis(r.WaitTill), readExecutionID(r.RetryOf), r.LastNode, r.ErrorMessage, r.ErrorNode, r.Inbound.text(), r.Outbound, len(r.data))
	if err == nil && r.data != nil {
		_, err = insertData.ExecContext(ctx, r.id, r.data)
	}
	return err
}

// document gives the row of a workflow's document, nil for none.
func (w *executionWriter) document(ctx context.Context, tx *sql.Tx, workflow *workflows.Workflow) (any, error) {
	if workflow == nil {
		return nil, nil
	}
	if known, ok := w.db.documents.find(workflow); ok {
		return known.id, nil
	}
	doc := content(workflow.Document())
	hash, err := hashOf(doc)
	if err != nil {
		return nil, err
	}
	id, err := putDocument(ctx, tx, doc, hash)
	if err != nil {
		return nil, err
	}
	w.db.documents.put(workflow, cachedDocument{id, hash})
	return id, nil
}

// packBuffers holds the buffers in which run data is written before it is
// packed.
var packBuffers = sync.Pool{New: func() any { b := make([]byte, 0, 16<<10); return &b }}

// largestBuffer is the size above which a buffer is not used again.
const largestBuffer = 1 << 20

// rowOf makes the row of an execution as it is now. With data set the run data
// is in it.
func rowOf(ex *execution.Execution, w *workflows.Workflow, data bool) *executionRow {
	r := &executionRow{id: readExecutionID(ex.ID), workflow: w, ExecutionSummary: ExecutionSummary{
		ID: ex.ID, WorkflowID: ex.WorkflowID, WorkflowName: ex.WorkflowName, Status: ex.Status, Mode: ex.Mode,
		StartedAt: ex.StartedAt, StoppedAt: ex.StoppedAt, WaitTill: ex.WaitTill, RetryOf: ex.RetryOf, LastNode: ex.Data.LastNode,
	}}
	if ex.Status == execution.StatusWaiting {
		r.StoppedAt = time.Time{}
	}
	if w != nil {
		r.VersionID = w.Document().Get("versionId").Str()
		r.Inbound = inboundOf(ex, w)
	}
	if ex.Data.Err != nil {
		r.ErrorMessage, r.ErrorNode = ex.Data.Err.Error(), ex.Data.LastNode
	}
	if data {
		buffer := packBuffers.Get().(*[]byte)
		text := ex.Data.AppendJSON((*buffer)[:0])
		r.data = execution.Pack(nil, text)
		if cap(text) <= largestBuffer {
			*buffer = text
			packBuffers.Put(buffer)
		}
	}
	return r
}
