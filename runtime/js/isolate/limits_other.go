//go:build !linux

package isolate

import (
	"errors"
	"runtime/debug"
)

// restrict does nothing on this system, which is what the error says.
func restrict() error { return errors.New("limits and filters of the system are used on Linux only") }

// limitMemory makes the collector work harder near the budget.
func limitMemory(budget int64) { debug.SetMemoryLimit(budget + 1<<27) }
