package store

import (
	"context"
	"database/sql"

	"runnel/runtime/execution"
)

// WorkflowStats counts the executions of a workflow that have ended; executions
// that are deleted stay counted.
type WorkflowStats struct {
	Runs, Errors int64
	// History are the last executions' ends, the newest last, 20 at most.
	History []execution.Status
}

// historyLetters are how a history is kept: a letter for each execution.
var historyLetters = map[execution.Status]byte{
	execution.StatusSuccess: 's', execution.StatusError: 'e', execution.StatusCanceled: 'c', execution.StatusCrashed: 'x',
}

const historyLength = 20

func readHistory(text string) []execution.Status {
	list := []execution.Status{}
	for i := range len(text) {
		for status, letter := range historyLetters {
			if letter == text[i] {
				list = append(list, status)
			}
		}
	}
	return list
}

// counted collects the ends of executions of one commit.
type counted struct {
	runs, errors int64
	history      []byte
}

func (c *counted) add(s execution.Status) {
	letter, ended := historyLetters[s]
	if !ended {
		return
	}
	c.runs++
	if s != execution.StatusSuccess && s != execution.StatusCanceled {
		c.errors++
	}
	if c.history = append(c.history, letter); len(c.history) > historyLength {
		c.history = c.history[1:]
	}
}

// addStats adds what a commit counted.
func addStats(ctx context.Context, tx *sql.Tx, byWorkflow map[string]*counted) error {
	for id, c := range byWorkflow {
		_, err := tx.ExecContext(ctx, `INSERT INTO workflow_stats (workflow_id, runs, errors, history) VALUES (?, ?, ?, ?)
			ON CONFLICT (workflow_id) DO UPDATE SET runs = runs + excluded.runs, errors = errors + excluded.errors, history = substr(history || excluded.history, -20)`,
			id, c.runs, c.errors, string(c.history))
		if err != nil {
			return err
		}
	}
	return nil
}
