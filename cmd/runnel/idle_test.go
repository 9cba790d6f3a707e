package main

import (
	"testing"
	"time"
)

func TestRest(t *testing.T) {
	u := consumption{5 * time.Second, 1000}
	r := newRest(u)
	for i, step := range []struct {
		cpu    time.Duration
		faults int64
		due    bool
	}{
		{0, 0, false},
		{time.Second, 500, false}, {time.Second, 0, false}, // at work
		{time.Millisecond, 0, true},
		{0, 0, false}, {time.Second, 0, false}, {0, 0, false}, // worked, but took nothing
		{time.Millisecond, 40, false}, {time.Millisecond, 40, true}, // little by little
		{0, 10, false},
	} {
		u.cpu += step.cpu
		u.faults += step.faults
		if due := r.due(u); due != step.due {
			t.Errorf("step %d: %v, want %v", i, due, step.due)
		}
		if step.due {
			r = newRest(u)
		}
	}
}
