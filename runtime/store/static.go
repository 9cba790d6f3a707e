package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"runnel/runtime/value"
)

// Load gives a workflow's static data, undefined when there is none.
func (f *Files) Load(_ context.Context, workflowID string) (value.Value, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if data, ok := f.static[workflowID]; ok {
		return data, nil
	}
	data, err := f.read(fileName(staticDir, workflowID))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return value.Undefined, fmt.Errorf("the static data of the workflow %q cannot be read: %w; remove the file to begin with none", workflowID, err)
	}
	f.static[workflowID] = data
	return data, nil
}

// Save keeps a workflow's static data.
func (f *Files) Save(_ context.Context, workflowID string, data value.Value) error {
	f.mu.Lock()
	f.static[workflowID] = data
	f.mu.Unlock()
	if err := f.write(fileName(staticDir, workflowID), data.AppendJSON(nil)); err != nil {
		return fmt.Errorf("the static data of the workflow %q cannot be stored: %w", workflowID, err)
	}
	return nil
}
