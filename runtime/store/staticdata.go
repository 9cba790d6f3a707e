package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"runnel/runtime/value"
)

// staticCache keeps the static data of workflows that was read or written.
type staticCache struct {
	mu   sync.Mutex
	data map[string]value.Value
}

func (c *staticCache) init() { c.data = map[string]value.Value{} }

func (c *staticCache) forget(workflowID string) {
	c.mu.Lock()
	delete(c.data, workflowID)
	c.mu.Unlock()
}

// Load gives a workflow's static data, undefined when there is none.
func (d *Database) Load(ctx context.Context, workflowID string) (value.Value, error) {
	d.static.mu.Lock()
	defer d.static.mu.Unlock()
	if data, ok := d.static.data[workflowID]; ok {
		return data, nil
	}
	var text string
	err := missing(d.readers.QueryRowContext(ctx, "SELECT data FROM static_data WHERE workflow_id = ?", workflowID).Scan(&text))
	data := value.Undefined
	if err == nil {
		data, err = value.ParseString(text)
	}
	if err != nil && err != ErrNotFound {
		return value.Undefined, fmt.Errorf("the static data of the workflow %q cannot be read: %w", workflowID, err)
	}
	d.static.data[workflowID] = data
	return data, nil
}

// Save keeps a workflow's static data.
func (d *Database) Save(ctx context.Context, workflowID string, data value.Value) error {
	d.static.mu.Lock()
	d.static.data[workflowID] = data
	d.static.mu.Unlock()
	err := d.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO static_data (workflow_id, data) VALUES (?, ?) ON CONFLICT (workflow_id) DO UPDATE SET data = excluded.data",
			workflowID, data.JSON())
		return err
	})
	if err != nil {
		return fmt.Errorf("the static data of the workflow %q cannot be stored: %w", workflowID, err)
	}
	return nil
}
