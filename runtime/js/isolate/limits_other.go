//go:build !linux

package isolate

import "runtime/debug"

// restrict does nothing on this system.
func restrict() {}

// limitMemory makes the collector work harder near the budget.
func limitMemory(budget int64) { debug.SetMemoryLimit(budget + 1<<27) }
