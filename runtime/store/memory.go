package store

import (
	"context"
	"sync"

	"runnel/runtime/value"
)

// Memory keeps static data as long as the process lives.
type Memory struct {
	mu   sync.Mutex
	data map[string]value.Value
}

// NewMemory makes an empty memory.
func NewMemory() *Memory { return &Memory{data: map[string]value.Value{}} }

// Load gives a workflow's static data, undefined when there is none.
func (m *Memory) Load(_ context.Context, workflowID string) (value.Value, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.data[workflowID], nil
}

// Save keeps a workflow's static data.
func (m *Memory) Save(_ context.Context, workflowID string, data value.Value) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.data[workflowID] = data
	return nil
}
