package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"

	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/workflows"
)

// WaitingRows keeps waiting executions in the database: rows like those of all
// executions, whose status stays "waiting" until the execution has ended for
// good, so that a crash while it goes on lets it wait again.
type WaitingRows struct {
	db     *Database
	binary node.BinaryStore
}

// Waiting is the part of the database that holds waiting executions. binary
// makes the files of their items when they are read back.
func (d *Database) Waiting(binary node.BinaryStore) *WaitingRows { return &WaitingRows{d, binary} }

// Save keeps an execution; it is on the disk when Save returns.
func (w *WaitingRows) Save(ex *execution.Execution, workflow *workflows.Workflow) error {
	row := rowOf(ex, workflow, true)
	if w.db.recording != nil {
		// It has been announced as running: nothing of that may follow.
		w.db.recording.end(ex.ID, row)
	} else {
		<-w.db.executions.put(row).done
	}
	return row.err
}

// Load reads an execution and its workflow; the error is fs.ErrNotExist when it
// is not kept.
func (w *WaitingRows) Load(id string) (*execution.Execution, *workflows.Workflow, error) {
	ex, workflow, err := w.db.ReadExecution(context.Background(), id, w.binary)
	if errors.Is(err, ErrNotFound) {
		return nil, nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, nil, err
	}
	workflow.ID, workflow.Name = ex.WorkflowID, ex.WorkflowName
	return ex, workflow, nil
}

// Delete forgets an execution that waits; one that has been recorded since with
// its end stays.
func (w *WaitingRows) Delete(id string) error {
	return w.db.write(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec("DELETE FROM executions WHERE id = ? AND status = 'waiting'", readExecutionID(id))
		return err
	})
}

// List tells what is kept.
func (w *WaitingRows) List() ([]Waiting, []error) {
	rows, err := w.db.readers.Query("SELECT id, wait_till FROM executions WHERE status = 'waiting' AND status <> 'success'")
	list, err := all(rows, err, func(row scanner) (Waiting, error) {
		var id, until int64
		err := row.Scan(&id, &until)
		return Waiting{executionID(id), fromMillis(until)}, err
	})
	if err != nil {
		return nil, []error{err}
	}
	return list, nil
}
