package nodetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"runnel/runtime/node"
)

// Trigger starts the trigger of the node and gives what it set up.
func (h *Host) Trigger() (*Started, error) {
	h.t.Helper()
	in := h.Bind()
	if in.Trigger == nil {
		h.t.Fatal("the node has no trigger function")
	}
	s := &Started{At: time.Date(2023, 12, 28, 14, 30, 30, 0, time.UTC)}
	s.changed.L = &s.mu
	stop, err := in.Trigger(h, s, s)
	s.stop = stop
	return s, err
}

// Started is a trigger of a test: it records the schedules that it asked for
// and what it emitted. While the trigger runs on goroutines of its own, Await
// looks at the recordings.
type Started struct {
	Schedules []*Schedule
	Emitted   []node.Output
	Failed    []error
	// At is the time the trigger is told.
	At   time.Time
	stop node.Stop

	mu      sync.Mutex
	changed sync.Cond
}

// Await waits until the trigger has emitted n times, or has failed, and gives
// what was recorded until then. The test ends when its context does before.
func (s *Started) Await(t testing.TB, n int) (emitted []node.Output, failed []error) {
	t.Helper()
	defer context.AfterFunc(t.Context(), func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.changed.Broadcast()
	})()
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.Emitted) < n && len(s.Failed) == 0 {
		if t.Context().Err() != nil {
			t.Fatalf("the trigger emitted %d times, not %d", len(s.Emitted), n)
		}
		s.changed.Wait()
	}
	return s.Emitted, s.Failed
}

// Schedule is what a trigger asked a scheduler for.
type Schedule struct {
	Expression string
	Period     time.Duration
	Zone       *time.Location
	Stopped    bool
	fire       func(time.Time)
}

// Fire lets a schedule tick at a time.
func (s *Started) Fire(i int, at time.Time) {
	s.At = at
	s.Schedules[i].fire(at)
}

// Stop stops the trigger.
func (s *Started) Stop() {
	if s.stop != nil {
		s.stop()
	}
}

// Emit implements node.Emitter.
func (s *Started) Emit(out node.Output) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Emitted = append(s.Emitted, out)
	s.changed.Broadcast()
}

// Fail implements node.Emitter.
func (s *Started) Fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Failed = append(s.Failed, err)
	s.changed.Broadcast()
}

// Cron implements node.Scheduler.
func (s *Started) Cron(expression string, zone *time.Location, fire func(time.Time)) (func(), error) {
	return s.add(&Schedule{Expression: expression, Zone: zone, fire: fire}), nil
}

// Every implements node.Scheduler.
func (s *Started) Every(period time.Duration, fire func(time.Time)) (func(), error) {
	return s.add(&Schedule{Period: period, fire: fire}), nil
}

func (s *Started) add(x *Schedule) func() {
	s.Schedules = append(s.Schedules, x)
	return func() { x.Stopped = true }
}

// Now implements node.Scheduler.
func (s *Started) Now() time.Time { return s.At }

// Poll asks the node for news once.
func (h *Host) Poll() (node.Output, error) {
	h.t.Helper()
	in := h.Bind()
	if in.Poll == nil {
		h.t.Fatal("the node has no poll function")
	}
	return in.Poll(h)
}

// Webhook hands the node a request.
func (h *Host) Webhook(r *node.Request) (node.WebhookResult, error) {
	h.t.Helper()
	in := h.Bind()
	if in.Webhook == nil {
		h.t.Fatal("the node takes no webhook calls")
	}
	return in.Webhook(h, r)
}

// Manual gives what a run of the trigger by hand emits.
func (h *Host) Manual(at time.Time) (node.Output, error) {
	h.t.Helper()
	in := h.Bind()
	if in.Manual == nil {
		h.t.Fatal("the node cannot be run by hand")
	}
	return in.Manual(h, at)
}
