package trigger

import (
	"context"
	"fmt"
	"sync"
	"time"

	"runnel/runtime/trigger/cron"
)

// A Scheduler calls functions at the times of cron expressions and at regular intervals. It
// implements node.Scheduler and is safe for concurrent use.
//
// Every entry runs by itself: its function is called on the entry's own goroutine, so a slow
// function delays no other entry. Times that fall due while it still runs are skipped, they do not
// queue up.
//
// Fire times are instants of the wall clock, computed one from the other and not by adding up
// pauses, so nothing drifts. No time is fired early and none twice. When the clock is put forward,
// or the machine was suspended, the times that were passed over fire once together, at most a
// minute after that. When it is put back by less than 3 hours, the times that come again stay
// silent; when it is put back further, it was wrong before, and schedules start anew from what it
// shows then.
type Scheduler struct {
	now func() time.Time

	mu      sync.Mutex
	base    context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// NewScheduler makes a scheduler without entries.
func NewScheduler() *Scheduler { return newScheduler(time.Now) }

func newScheduler(now func() time.Time) *Scheduler {
	base, cancel := context.WithCancel(context.Background())
	return &Scheduler{now: now, base: base, cancel: cancel}
}

// Now returns the time by the scheduler's clock.
func (s *Scheduler) Now() time.Time { return s.now() }

// Cron calls fire at the times of a cron expression in a zone until stop is called. The argument
// of fire is the time that the expression names, on a whole second; the clock may show a little
// more.
//
// stop returns when fire does not run and will not run again, so fire must not call it. It may be
// called more than once.
//
// The error is a *[cron.SyntaxError], or says that the expression never fires or that the
// scheduler is closed.
func (s *Scheduler) Cron(expression string, zone *time.Location, fire func(at time.Time)) (stop func(), err error) {
	schedule, err := cron.Parse(expression)
	if err != nil {
		return nil, err
	}
	next := func(after time.Time) (time.Time, bool) { return schedule.Next(after, zone) }
	if _, ok := next(s.now()); !ok {
		return nil, fmt.Errorf("cron expression %q does not fire within 8 years", expression)
	}
	return s.start(next, fire)
}

// Every calls fire once per period until stop is called, the first time one period from now.
// Otherwise it is like [Scheduler.Cron].
func (s *Scheduler) Every(period time.Duration, fire func(at time.Time)) (stop func(), err error) {
	if period <= 0 {
		return nil, fmt.Errorf("a period of %v is not possible: it must be longer than nothing", period)
	}
	start := s.now().Round(0)
	next := func(after time.Time) (time.Time, bool) {
		elapsed := after.Sub(start)
		if elapsed < 0 { // the clock was put back to before the start
			return after.Add(period), true
		}
		return start.Add((elapsed/period + 1) * period), true
	}
	return s.start(next, fire)
}

// Close stops all entries. It returns when none of their functions runs, so these must not call it.
func (s *Scheduler) Close() {
	s.mu.Lock()
	s.cancel()
	s.mu.Unlock()
	s.running.Wait()
}

func (s *Scheduler) start(next func(after time.Time) (time.Time, bool), fire func(at time.Time)) (stop func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.base.Err() != nil {
		return nil, fmt.Errorf("the scheduler is closed: nothing can be scheduled any more")
	}
	ctx, cancel := context.WithCancel(s.base)
	done := make(chan struct{})
	s.running.Go(func() {
		defer close(done)
		run(ctx, s.now, next, fire)
	})
	return func() {
		cancel()
		<-done
	}, nil
}

const (
	// longestPause bounds how late a change of the clock, or the end of a suspension of the
	// machine, is noticed: timers know nothing of either.
	longestPause = time.Minute
	// correction is how far the clock must be put back to be taken as a correction of a wrong clock.
	correction = 3 * time.Hour
)

// run calls fire at the times that next gives until the context ends or next gives no more. Of
// times that were passed over, fire gets the first.
func run(ctx context.Context, now func() time.Time, next func(after time.Time) (time.Time, bool), fire func(at time.Time)) {
	// Readings of the clock go without their monotonic part (Round), for it is the wall clock that counts.
	seen := now().Round(0)
	at, ok := next(seen)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ok {
		timer.Reset(min(at.Sub(now().Round(0)), longestPause))
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		if ctx.Err() != nil {
			return
		}
		t := now().Round(0)
		switch {
		case t.Before(seen.Add(-correction)):
			seen = t
			at, ok = next(t)
			continue
		case !t.Before(at):
			fire(at)
			t = now().Round(0)
			// The clock may have been put back since, even while fire ran: times up to at are done with.
			after := at
			if t.After(after) {
				after = t
			}
			at, ok = next(after)
		}
		if t.After(seen) {
			seen = t
		}
	}
}
