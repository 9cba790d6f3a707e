package nodetest

import (
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
	stop, err := in.Trigger(h, s, s)
	s.stop = stop
	return s, err
}

// Started is a trigger of a test: it records the schedules that it asked for
// and what it emitted.
type Started struct {
	Schedules []*Schedule
	Emitted   []node.Output
	Failed    []error
	// At is the time the trigger is told.
	At   time.Time
	stop node.Stop
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
func (s *Started) Emit(out node.Output) { s.Emitted = append(s.Emitted, out) }

// Fail implements node.Emitter.
func (s *Started) Fail(err error) { s.Failed = append(s.Failed, err) }

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
