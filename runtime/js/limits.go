package js

import (
	"context"
	"errors"
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
)

// errExpressionTimeout stops an expression that takes too long.
var errExpressionTimeout = errors.New("the expression took too long and was stopped")

// ErrMemory is the failure of code that takes too much memory.
var ErrMemory = errors.New("the script used too much memory and was stopped")

// watchInterval is how often running code is looked at.
const watchInterval = 20 * time.Millisecond

// guard lets the watch stop what a machine runs. Beginning and ending a run
// costs a few nanoseconds: the watch alone measures the time.
type guard struct {
	rt    *goja.Runtime
	watch *watch

	// epoch is odd while something runs and counts the runs.
	epoch atomic.Uint64
	// hit is set when the watch is about to interrupt, or did.
	hit atomic.Bool
	mu  sync.Mutex
	// ctx and limit belong to the run; they are written before it begins.
	ctx   context.Context
	limit time.Duration
	// cause is why the run was stopped.
	cause error

	// Of the watch alone: the run it saw last, since when, and the heap then.
	seen  uint64
	since time.Time
	heap  uint64
}

// begin says that code runs from now on, until the context ends or for at most
// limit, if that is not 0.
func (g *guard) begin(ctx context.Context, limit time.Duration) {
	g.mu.Lock()
	g.ctx, g.limit = ctx, limit
	g.mu.Unlock()
	g.epoch.Add(1)
}

// end says that the code has ended. It answers why the code was stopped, nil
// when it was not; a machine that was stopped must not be used again.
func (g *guard) end() error {
	g.epoch.Add(1)
	if !g.hit.Load() {
		return nil
	}
	// Wait until the watch has decided.
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.hit.Load() {
		return nil
	}
	return g.cause
}

// release takes the machine from the watch.
func (g *guard) release() { g.watch.remove(g) }

// interrupt stops the run with an epoch, unless it has ended.
func (g *guard) interrupt(epoch uint64, cause error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hit.Store(true)
	if g.epoch.Load() != epoch {
		g.hit.Store(false)
		return
	}
	g.cause = cause
	g.rt.Interrupt(cause)
}

// stop stops the run from within.
func (g *guard) stop(cause error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hit.Store(true)
	g.cause = cause
	g.rt.Interrupt(cause)
}

// watch looks at all machines that are in use.
type watch struct {
	mu      sync.Mutex
	guards  map[*guard]struct{}
	running bool
	budget  int64
	// collecting is set while the heap is collected to measure it, which last
	// began at collected; live is the size after it until it was looked at.
	collecting bool
	collected  time.Time
	live       atomic.Uint64
}

// add starts watching a machine.
func (w *watch) add(g *guard) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.guards == nil {
		w.guards = map[*guard]struct{}{}
	}
	w.guards[g] = struct{}{}
	if !w.running {
		w.running = true
		go w.run()
	}
}

func (w *watch) remove(g *guard) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.guards, g)
}

// run looks at the machines until none is in use.
func (w *watch) run() {
	tick := time.NewTicker(watchInterval)
	defer tick.Stop()
	var idle int
	for range tick.C {
		w.mu.Lock()
		if len(w.guards) == 0 {
			if idle++; idle > 50 {
				w.running = false
				w.mu.Unlock()
				return
			}
		} else {
			idle = 0
		}
		guards := make([]*guard, 0, len(w.guards))
		for g := range w.guards {
			guards = append(guards, g)
		}
		w.mu.Unlock()
		w.look(guards)
	}
}

// look stops what has run too long or taken too much.
func (w *watch) look(guards []*guard) {
	heap := uint64(0)
	now := time.Now()
	var greediest *guard
	for _, g := range guards {
		epoch := g.epoch.Load()
		if epoch%2 == 0 {
			g.seen = 0
			continue
		}
		if heap == 0 {
			heap = heapSize()
		}
		if g.seen != epoch {
			g.seen, g.since, g.heap = epoch, now, heap
		}
		g.mu.Lock()
		ctx, limit := g.ctx, g.limit
		g.mu.Unlock()
		growth := int64(heap) - int64(g.heap)
		switch {
		case ctx.Err() != nil:
			g.interrupt(epoch, context.Cause(ctx))
		case limit > 0 && now.Sub(g.since) > limit:
			g.interrupt(epoch, errExpressionTimeout)
		case growth > 2*w.budget:
			// Too much, even if half of it were garbage.
			g.interrupt(epoch, ErrMemory)
		case growth > w.budget && (greediest == nil || g.heap < greediest.heap):
			greediest = g
		}
	}
	if greediest == nil {
		return
	}
	// What was measured may be garbage. Collecting it can take long, when a
	// script is just copying a large text.
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.collecting {
		return
	}
	if live := int64(w.live.Swap(0)); live > 0 && live-int64(greediest.heap) > w.budget {
		greediest.interrupt(greediest.seen, ErrMemory)
		return
	}
	if now.Sub(w.collected) < collectInterval {
		return
	}
	w.collecting, w.collected = true, now
	go func() {
		runtime.GC()
		w.live.Store(heapSize())
		w.mu.Lock()
		w.collecting = false
		w.mu.Unlock()
	}()
}

// collectInterval is the shortest time between two collections for the sake of
// measuring.
const collectInterval = 250 * time.Millisecond

// heapSize answers the bytes of all objects on the heap.
func heapSize() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 1
	}
	return sample[0].Value.Uint64() + 1
}
