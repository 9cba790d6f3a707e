package trigger

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
)

// workers run functions on goroutines that are used again: an execution needs
// a large stack, and on a new goroutine it would first grow to that, step by
// step.
type workers struct {
	work chan func()
	idle atomic.Int32
	// stop ends goroutines that have nothing to do.
	stop context.Context
	log  *slog.Logger
}

// idleWorkers is how many goroutines wait for work at most.
const idleWorkers = 64

func newWorkers(stop context.Context, log *slog.Logger) *workers {
	return &workers{work: make(chan func()), stop: stop, log: log}
}

// run calls f on a goroutine.
func (w *workers) run(f func()) {
	select {
	case w.work <- f:
	default:
		go w.worker(f)
	}
}

func (w *workers) worker(f func()) {
	for {
		w.call(f)
		if w.idle.Add(1) > idleWorkers {
			w.idle.Add(-1)
			return
		}
		select {
		case f = <-w.work:
			w.idle.Add(-1)
		case <-w.stop.Done():
			return
		}
	}
}

// call calls f; when that breaks, the process lives on.
func (w *workers) call(f func()) {
	defer func() {
		if v := recover(); v != nil {
			w.log.Error("what follows an execution failed unexpectedly", "panic", v, "stack", string(debug.Stack()))
		}
	}()
	f()
}
