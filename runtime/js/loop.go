package js

import (
	"container/heap"
	"context"
	"time"
)

// loop runs what a script does later: timers, and the answers to what it asked
// of the host. Everything runs on the goroutine of the script.
type loop struct {
	timers    timerHeap
	immediate []*task
	sequence  uint64
	// outside is where other goroutines hand in what they have done.
	outside chan func() error
	// pending counts what other goroutines still have to hand in.
	pending int
	closed  chan struct{}
}

// task is something to do, once or again and again.
type task struct {
	at       time.Time
	every    time.Duration
	order    uint64
	f        func() error
	canceled bool
}

func newLoop() *loop { return &loop{outside: make(chan func() error), closed: make(chan struct{})} }

// After implements platform.Loop.
func (l *loop) After(d time.Duration, repeat bool, f func() error) (cancel func()) {
	// Timers fire after at least a millisecond, as in Node.
	d = max(d, time.Millisecond)
	t := &task{at: time.Now().Add(d), f: f, order: l.next()}
	if repeat {
		t.every = d
	}
	heap.Push(&l.timers, t)
	return func() { t.canceled = true }
}

// Immediate implements platform.Loop.
func (l *loop) Immediate(f func() error) (cancel func()) {
	t := &task{f: f, order: l.next()}
	l.immediate = append(l.immediate, t)
	return func() { t.canceled = true }
}

func (l *loop) next() uint64 {
	l.sequence++
	return l.sequence
}

// do runs work on another goroutine and then, on the script's, what it answers.
func (l *loop) do(work func() func() error) {
	l.pending++
	go func() {
		f := work()
		select {
		case l.outside <- f:
		case <-l.closed:
		}
	}()
}

// close lets go of what other goroutines still have to hand in.
func (l *loop) close() { close(l.closed) }

// run does what is due until done answers true. It is false when nothing is
// left to do before that. Errors are uncaught exceptions of callbacks, or that
// of the context.
func (l *loop) run(ctx context.Context, done func() bool) (bool, error) {
	for !done() {
		worked, err := l.turn()
		if err != nil {
			return false, err
		}
		if worked {
			if err := ctx.Err(); err != nil {
				return false, context.Cause(ctx)
			}
			continue
		}
		if len(l.timers) == 0 && l.pending == 0 {
			return false, nil
		}
		if err := l.wait(ctx); err != nil {
			return false, err
		}
	}
	return true, nil
}

// turn does one round: the timers that are due, then what is immediate.
func (l *loop) turn() (worked bool, err error) {
	for len(l.timers) > 0 {
		t := l.timers[0]
		if !t.canceled && t.at.After(time.Now()) {
			break
		}
		heap.Pop(&l.timers)
		if t.canceled {
			continue
		}
		worked = true
		if err := t.f(); err != nil {
			return worked, err
		}
		if t.every > 0 && !t.canceled {
			t.at, t.order = time.Now().Add(t.every), l.next()
			heap.Push(&l.timers, t)
		}
	}
	immediate := l.immediate
	l.immediate = nil
	for _, t := range immediate {
		if t.canceled {
			continue
		}
		worked = true
		if err := t.f(); err != nil {
			return worked, err
		}
	}
	return worked, nil
}

// wait sleeps until a timer is due or another goroutine hands something in.
func (l *loop) wait(ctx context.Context) error {
	var due <-chan time.Time
	if len(l.timers) > 0 {
		t := time.NewTimer(time.Until(l.timers[0].at))
		defer t.Stop()
		due = t.C
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-due:
		return nil
	case f := <-l.outside:
		l.pending--
		return f()
	}
}

// timerHeap orders tasks by time, then by the order they were made in.
type timerHeap []*task

func (h timerHeap) Len() int { return len(h) }

func (h timerHeap) Less(i, j int) bool {
	if !h[i].at.Equal(h[j].at) {
		return h[i].at.Before(h[j].at)
	}
	return h[i].order < h[j].order
}

func (h timerHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *timerHeap) Push(x any) { *h = append(*h, x.(*task)) }

// Pop implements heap.Interface.
func (h *timerHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return t
}
