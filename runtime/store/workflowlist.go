package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"runnel/runtime/execution"
)

// WorkflowFilter says which workflows a list shows; the zero value shows all
// that are not archived.
type WorkflowFilter struct {
	// Search is a part of the name, in any case.
	Search string
	// Tags are the names of tags that a workflow must all have.
	Tags     []string
	Active   *bool
	Archived bool
	// After is the id of the last workflow of the page before, in the order of
	// creation; Limit is the most that one page shows, 0 for all.
	After string
	Limit int
}

// WorkflowSummary is a workflow as lists show it.
type WorkflowSummary struct {
	ID, Name                   string
	VersionID, ActiveVersionID string
	Archived                   bool
	File                       string
	Tags                       []Tag
	NodeCount                  int
	// Triggers are the types of the nodes that start it.
	Triggers             []string
	CreatedAt, UpdatedAt time.Time
	UpdatedBy            string
	Stats                WorkflowStats
	// LastRun is nil when there is none in the store.
	LastRun *LastRun
}

// LastRun is the newest stored execution of a workflow.
type LastRun struct {
	ID        string
	Status    execution.Status
	StartedAt time.Time
}

// Workflows lists workflows, those that were made last in front.
func (d *Database) Workflows(ctx context.Context, f WorkflowFilter) ([]WorkflowSummary, error) {
	tags, _ := json.Marshal(append([]string{}, f.Tags...))
	active := -1
	if f.Active != nil {
		active = 0
		if *f.Active {
			active = 1
		}
	}
	limit := f.Limit
	if limit <= 0 {
		limit = -1
	}
	var list []WorkflowSummary
	err := d.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT w.id, w.name, w.version_id, coalesce(w.active_version, ''), w.archived, w.file, w.node_count, w.triggers,
				w.created_at, w.updated_at, w.updated_by, coalesce(s.runs, 0), coalesce(s.errors, 0), coalesce(s.history, ''),
				coalesce(e.id, 0), coalesce(e.status, ''), coalesce(e.started_at, 0)
			FROM workflows w
			LEFT JOIN workflow_stats s ON s.workflow_id = w.id
			LEFT JOIN executions e ON e.id = (SELECT max(x.id) FROM executions x WHERE x.workflow_id = w.id)
			WHERE w.archived = :archived AND (:active < 0 OR (w.active_version IS NOT NULL) = :active)
				AND (:search = '' OR w.name LIKE :search ESCAPE '\')
				AND NOT EXISTS (SELECT 1 FROM json_each(:tags) wanted WHERE NOT EXISTS (SELECT 1 FROM workflow_tags wt JOIN tags t ON t.id = wt.tag_id
					WHERE wt.workflow_id = w.id AND t.name = wanted.value))
				AND (:after = '' OR (w.created_at, w.id) < (SELECT l.created_at, l.id FROM workflows l WHERE l.id = :after))
			ORDER BY w.created_at DESC, w.id DESC LIMIT :limit`,
			sql.Named("archived", f.Archived), sql.Named("active", active), sql.Named("search", likePattern(f.Search)),
			sql.Named("tags", string(tags)), sql.Named("after", f.After), sql.Named("limit", limit))
		if list, err = all(rows, err, scanSummary); err != nil {
			return err
		}
		byWorkflow, err := allWorkflowTags(ctx, tx)
		for i := range list {
			list[i].Tags = byWorkflow[list[i].ID]
		}
		return err
	})
	return list, err
}

func scanSummary(row scanner) (WorkflowSummary, error) {
	var s WorkflowSummary
	var triggers, history, status string
	var created, updated, last, started int64
	err := row.Scan(&s.ID, &s.Name, &s.VersionID, &s.ActiveVersionID, &s.Archived, &s.File, &s.NodeCount, &triggers, &created, &updated, &s.UpdatedBy,
		&s.Stats.Runs, &s.Stats.Errors, &history, &last, &status, &started)
	if err != nil {
		return s, err
	}
	s.CreatedAt, s.UpdatedAt = fromMillis(created), fromMillis(updated)
	s.Stats.History = readHistory(history)
	if last != 0 {
		s.LastRun = &LastRun{executionID(last), execution.Status(status), fromMillis(started)}
	}
	return s, json.Unmarshal([]byte(triggers), &s.Triggers)
}

// likePattern makes a LIKE pattern of a part of a text, "" for no condition.
func likePattern(part string) string {
	if part == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(part) + "%"
}
