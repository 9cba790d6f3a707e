package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"runnel/runtime/execution"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// ExecutionSummary is an execution as lists show it.
type ExecutionSummary struct {
	ID, WorkflowID, WorkflowName string
	// VersionID is the version of the workflow that ran, "" when it was none
	// that is stored.
	VersionID string
	Status    execution.Status
	Mode      node.Mode
	// StoppedAt is zero while it runs or waits, WaitTill for all that do not
	// wait.
	StartedAt, StoppedAt, WaitTill time.Time
	// RetryOf is the execution that it repeats, "" for none.
	RetryOf  string
	LastNode string
	// ErrorMessage and ErrorNode say why and where it failed.
	ErrorMessage, ErrorNode string
	// Inbound is the call that started it, nil for none.
	Inbound *Inbound
	// Outbound is the status of the answer, 0 when it is not known.
	Outbound int
	// Bytes is what the data takes in the store, compressed.
	Bytes int64
}

// Duration is how long it ran, 0 while it does.
func (s *ExecutionSummary) Duration() time.Duration {
	if s.StoppedAt.IsZero() {
		return 0
	}
	return s.StoppedAt.Sub(s.StartedAt)
}

// Inbound is a call that started an execution: what lists tell of it.
type Inbound struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	// Fields are some of the fields of what was sent, without those whose names
	// sound like secrets.
	Fields InboundFields `json:"fields"`
}

// ExecutionFilter says which executions a list shows, the newest in front. The
// zero value shows all.
type ExecutionFilter struct {
	WorkflowID string
	Statuses   []execution.Status
	Mode       node.Mode
	// Search is an id, or a part of the workflow's name, of the error's message
	// or of what the call sent.
	Search string
	// StartedAfter and StartedBefore bound the time of the start.
	StartedAfter, StartedBefore time.Time
	// RetryOf shows the repetitions of one execution.
	RetryOf string
	// Before is the id of the last execution of the page before; Limit is the
	// most that one page shows, 0 for 100.
	Before string
	Limit  int
}

// executionID writes the id of an execution.
func executionID(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// readExecutionID reads the id of an execution, 0 for one that cannot be.
func readExecutionID(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

const executionColumns = `e.id, e.workflow_id, e.workflow_name, e.version_id, e.status, e.mode, e.started_at, e.stopped_at, e.wait_till, e.retry_of,
	e.last_node, e.error_message, e.error_node, e.inbound, e.outbound, e.bytes`

const executionConditions = ` WHERE (:before = 0 OR e.id < :before) AND (:mode = '' OR e.mode = :mode) AND (:retryOf = 0 OR e.retry_of = :retryOf)
	AND (:after = 0 OR e.started_at >= :after) AND (:until = 0 OR e.started_at < :until)
	AND (:search = '' OR e.id = :id OR e.workflow_name LIKE :search ESCAPE '\' OR e.error_message LIKE :search ESCAPE '\' OR e.inbound LIKE :search ESCAPE '\')
	AND (:statuses = '[]' OR e.status IN (SELECT value FROM json_each(:statuses)))`

const executionOrder = ` ORDER BY e.id DESC LIMIT :limit`

// The same list by four ways through the indexes: SQLite chooses the way from
// the text of the statement alone.
const (
	listAll          = "SELECT " + executionColumns + " FROM executions e" + executionConditions + executionOrder
	listFailed       = "SELECT " + executionColumns + " FROM executions e" + executionConditions + " AND e.status <> 'success'" + executionOrder
	listOfWorkflow   = "SELECT " + executionColumns + " FROM executions e" + executionConditions + " AND e.workflow_id = :workflow" + executionOrder
	listByOneFailure = "SELECT " + executionColumns + " FROM executions e" + executionConditions + " AND e.status = :status AND e.status <> 'success'" + executionOrder
)

// Executions lists executions.
func (d *Database) Executions(ctx context.Context, f ExecutionFilter) ([]ExecutionSummary, error) {
	statuses, err := json.Marshal(append([]execution.Status{}, f.Statuses...))
	if err != nil {
		return nil, err
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 100
	}
	success := len(f.Statuses) == 0
	for _, s := range f.Statuses {
		success = success || s == execution.StatusSuccess
	}
	query, only := listAll, execution.Status("")
	switch {
	case f.WorkflowID != "":
		query = listOfWorkflow
	case len(f.Statuses) == 1 && !success:
		query, only = listByOneFailure, f.Statuses[0]
	case !success:
		query = listFailed
	}
	rows, err := d.readers.QueryContext(ctx, query, sql.Named("before", readExecutionID(f.Before)), sql.Named("mode", string(f.Mode)),
		sql.Named("retryOf", readExecutionID(f.RetryOf)), sql.Named("after", millis(f.StartedAfter)), sql.Named("until", millis(f.StartedBefore)),
		sql.Named("search", likePattern(f.Search)), sql.Named("id", readExecutionID(f.Search)), sql.Named("statuses", string(statuses)),
		sql.Named("workflow", f.WorkflowID), sql.Named("status", string(only)), sql.Named("limit", limit))
	return all(rows, err, scanExecution)
}

func scanExecution(row scanner) (ExecutionSummary, error) {
	var s ExecutionSummary
	var id, started, stopped, wait, retryOf int64
	var status, mode, inbound string
	err := row.Scan(&id, &s.WorkflowID, &s.WorkflowName, &s.VersionID, &status, &mode, &started, &stopped, &wait, &retryOf,
		&s.LastNode, &s.ErrorMessage, &s.ErrorNode, &inbound, &s.Outbound, &s.Bytes)
	if err != nil {
		return s, missing(err)
	}
	s.ID, s.RetryOf, s.Status, s.Mode = executionID(id), executionID(retryOf), execution.Status(status), node.Mode(mode)
	s.StartedAt, s.StoppedAt, s.WaitTill = fromMillis(started), fromMillis(stopped), fromMillis(wait)
	if inbound != "" {
		s.Inbound = &Inbound{}
		if err := json.Unmarshal([]byte(inbound), s.Inbound); err != nil {
			return s, fmt.Errorf("execution %s: %w", s.ID, err)
		}
	}
	return s, nil
}

// ExecutionSummary gives what lists show of one execution, or ErrNotFound.
func (d *Database) ExecutionSummary(ctx context.Context, id string) (ExecutionSummary, error) {
	return scanExecution(d.readers.QueryRowContext(ctx, "SELECT "+executionColumns+" FROM executions e WHERE e.id = ?", readExecutionID(id)))
}

// StoredExecution is an execution with everything that is stored of it.
type StoredExecution struct {
	ExecutionSummary
	// Workflow is the document of the workflow as it ran, undefined when it is
	// not known.
	Workflow value.Value
	// Data is the run data as n8n writes it, the part of the run JSON under
	// "data"; nil when none was kept.
	Data []byte
}

// ExecutionWithData gives an execution with its data as JSON text, or
// ErrNotFound.
func (d *Database) ExecutionWithData(ctx context.Context, id string) (*StoredExecution, error) {
	var s StoredExecution
	err := d.read(ctx, func(tx *sql.Tx) error {
		var err error
		if s.ExecutionSummary, err = scanExecution(tx.QueryRowContext(ctx, "SELECT "+executionColumns+" FROM executions e WHERE e.id = ?", readExecutionID(id))); err != nil {
			return err
		}
		var data, document []byte
		err = tx.QueryRowContext(ctx, `SELECT x.data, d.body FROM executions e LEFT JOIN execution_data x ON x.execution_id = e.id
			LEFT JOIN documents d ON d.id = e.document_id WHERE e.id = ?`, readExecutionID(id)).Scan(&data, &document)
		if err != nil {
			return missing(err)
		}
		if document != nil {
			if s.Workflow, err = readDocument(document); err != nil {
				return err
			}
			s.Workflow = s.Workflow.Set("id", value.String(s.WorkflowID)).Set("name", value.String(s.WorkflowName))
			if s.VersionID != "" {
				s.Workflow = s.Workflow.Set("versionId", value.String(s.VersionID))
			}
		}
		if data != nil {
			s.Data, err = execution.Unpack(data)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("execution %s: %w", id, err)
	}
	return &s, nil
}

// errNoData is the error of repeating an execution of which nothing is kept.
var errNoData = errors.New("the data of this execution was not kept")

// ReadExecution gives an execution in the form that the engine goes on with,
// and its workflow as it ran; files makes the files of its items. The error is
// ErrNotFound when it is not there.
func (d *Database) ReadExecution(ctx context.Context, id string, files node.BinaryStore) (*execution.Execution, *workflows.Workflow, error) {
	s, err := d.ExecutionWithData(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if s.Data == nil {
		return nil, nil, fmt.Errorf("execution %s: %w", id, errNoData)
	}
	doc, err := value.Parse(s.Data)
	if err != nil {
		return nil, nil, fmt.Errorf("execution %s: %w: %w", id, execution.ErrDamaged, err)
	}
	data, err := execution.ReadData(doc, files)
	if err != nil {
		return nil, nil, fmt.Errorf("execution %s: %w", id, err)
	}
	workflow, err := workflows.FromValue("", s.Workflow)
	if err != nil {
		return nil, nil, fmt.Errorf("execution %s: its workflow: %w", id, err)
	}
	if s.Status == execution.StatusCrashed && len(data.Stack) > 0 {
		// Nobody knows how far the node came that was cut short: what is repeated
		// begins anew with what started it.
		data.Nodes, data.LastNode = nil, ""
	}
	return &execution.Execution{ID: id, WorkflowID: s.WorkflowID, WorkflowName: s.WorkflowName, Mode: s.Mode, Status: s.Status,
		StartedAt: s.StartedAt, StoppedAt: s.StoppedAt, WaitTill: s.WaitTill, RetryOf: s.RetryOf, Data: *data}, workflow, nil
}

// DeleteExecution deletes an execution, or gives ErrNotFound.
func (d *Database) DeleteExecution(ctx context.Context, id string) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, "DELETE FROM executions WHERE id = ?", readExecutionID(id)))
	})
}

// afterCrash marks what was running when the process before ended without
// having the time to say so.
func (d *Database) afterCrash(ctx context.Context) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `UPDATE executions SET status = 'crashed', stopped_at = ?,
			error_message = 'The execution was cut short: the server ended while it ran.' WHERE status IN ('new', 'running') AND status <> 'success'`, millis(time.Now()))
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err == nil && n > 0 {
			d.log.Warn("executions were cut short when the server ended; they are marked as crashed", "executions", n)
		}
		return nil
	})
}
